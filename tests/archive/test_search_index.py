"""The search index returns every article that the matcher finds, in any script and at any size."""

import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update

from monitor.app import open_app
from monitor.archive import Archive, open_archive
from monitor.archive.schema import articles, search_postings, search_segments, search_state, search_tail
from monitor.archive.search import search_index
from monitor.match.search import read_search
from monitor.models import Config, ExtractSettings, SearchFilters
from monitor.pipeline.search import improve_index, search_archive
from tests.archive.making import MISS, NOW, TOPICS, entry, outcome, poll

# Invented syllables and words of nine scripts; texts are random sequences of them.
SCRIPTS = {
    "en": ["treaty", "Laos", "extradited", "EU", "airport", "critical-minerals", "U.S.", "a"],
    "ko": ["라오스", "한국", "조약", "의", "공항", "범죄인 인도", "루앙프라방"],
    "lo": ["ລາວ", "ສົນທິສັນຍາ", "ໄຟ", "ຫຼວງພະບາງ", "ຫລວງພະບາງ"],
    "th": ["ลาว", "สนามบิน", "แร่", "ผู้ร้ายข้ามแดน"],
    "zh": ["老挝", "引渡", "条约", "机场", "锂"],
    "ja": ["ラオス", "条約", "空港", "の", "タイ"],
    "vi": ["Lào", "lao", "dẫn độ", "sân bay", "hiệp định"],
    "fr": ["Corée", "coree", "traité", "élève"],
    "ru": ["Лаос", "договор", "США", "в"],
    "km": ["ឡាវ", "សន្ធិសញ្ញា"],
}
WORDS = [word for words in SCRIPTS.values() for word in words]


def make_text(seed: int, words: int = 12) -> str:
    """Make a text of words in a few scripts, joined as each script is."""
    draw = random.Random(seed)
    pool = [word for name in draw.sample(sorted(SCRIPTS), 2) for word in SCRIPTS[name]]
    return "".join(draw.choice(pool) + draw.choice((" ", " ", "", ", ", "-", "\u200b")) for _ in range(words))


@contextmanager
def small_segments() -> Iterator[None]:
    """Use small segments, so that few articles behave like millions."""
    tail, fanout = search_index.TAIL, search_index.FANOUT
    search_index.TAIL, search_index.FANOUT = 8, 3
    try:
        yield
    finally:
        search_index.TAIL, search_index.FANOUT = tail, fanout


def fill(archive: Archive, count: int, *, start: int = 0, improve: bool = True) -> dict[int, tuple[str, str]]:
    """Store the articles from `start` to `count`; return title and text by number."""
    texts = {f"n{seed}": (make_text(seed, 4), make_text(seed + 1000)) for seed in range(start, count)}
    stored = {}
    for name, (title, text) in texts.items():
        poll(archive, [entry(name, title=title)])
        (pending,) = archive.articles.pending(NOW, 10)
        archive.articles.store_results([outcome(pending, MISS, title=title, text=text)], NOW)
        stored[pending.article_id] = (title, text)
        if improve:
            while archive.search.improve_index():
                pass
    return stored


def by_force(stored: dict[int, tuple[str, str]], query: str) -> set[int]:
    """Return the articles that match a query, checked one by one."""
    asked = read_search(query)
    return {number for number, (title, text) in stored.items() if asked.match(title, text)}


def found(archive: Archive, query: str) -> list[int]:
    """Return the articles that a search finds."""
    result = search_archive(archive, read_search(query), SearchFilters(), limit=10_000)
    assert result.complete
    return [hit.article.id for hit in result.hits]


@pytest.fixture(scope="module")
def grown(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Archive, dict[int, tuple[str, str]]]]:
    """Give an archive with a tail, small segments and merged ones."""
    with small_segments(), open_archive("sqlite:///archive.db", tmp_path_factory.mktemp("grown")) as archive:
        yield archive, fill(archive, 155)


word = st.sampled_from(WORDS)
term = st.one_of(
    word,
    word.filter(lambda one: not one.endswith(".")).map(lambda one: f"{one[:3].strip()}*"),
    word.map(lambda one: f'"{one}"'),
    word.map(lambda one: f"title:{one}" if " " not in one else f'title:"{one}"'),
    word.map(lambda one: f"={one}" if " " not in one else f'="{one}"'),
    st.tuples(word, st.integers(0, 5), st.integers(1, 6)).map(lambda got: got[0][got[1] : got[1] + got[2]]),
).filter(lambda one: any(char.isalnum() for char in one) and one.strip() == one and one not in {"AND", "OR"})
query = st.recursive(
    term,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: f"({two[0]} AND {two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]} OR {two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]} NOT {two[1]})"),
        st.tuples(term, term).map(lambda two: f"({two[0]} NEAR/5 {two[1]})"),
    ),
    max_leaves=4,
)


@given(query)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_search_finds_what_brute_force_finds(
    grown: tuple[Archive, dict[int, tuple[str, str]]], query: str
) -> None:
    """A random query in nine scripts gives the same articles as matching each, newest first, each once."""
    archive, stored = grown
    numbers = found(archive, query)
    assert numbers == sorted(by_force(stored, query), reverse=True)


def test_a_search_without_candidates_ends_in_time(
    grown: tuple[Archive, dict[int, tuple[str, str]]],
) -> None:
    """The time limit also ends a search that finds nothing to examine in the whole index."""
    archive, _ = grown
    for query in ("zzyzx", " OR ".join(f"q{number}z" for number in range(2000))):
        result = search_archive(archive, read_search(query), SearchFilters(), limit=5, expired=lambda: True)
        assert (result.complete, result.examined, result.hits) == (False, 0, ())


def test_the_grown_archive_has_every_kind_of_part(
    grown: tuple[Archive, dict[int, tuple[str, str]]],
) -> None:
    """The archive of these tests has a tail, small segments and merged ones."""
    archive, _ = grown
    with archive.database.read() as connection:
        sizes = connection.exec_driver_sql("SELECT size FROM search_segments").scalars().all()
        tail = connection.exec_driver_sql("SELECT count(*) FROM search_tail").scalar_one()
        orphans = connection.exec_driver_sql(
            "SELECT count(*) FROM search_postings WHERE segment_id NOT IN (SELECT id FROM search_segments)"
        ).scalar_one()
    assert 0 < tail < 8
    assert 8 in sizes
    assert 24 in sizes
    assert orphans == 0


def forget_index(archive: Archive) -> None:
    """Leave the archive as the migration leaves one from before the index."""
    with archive.database.write() as connection:
        for table in (search_tail, search_segments, search_postings):
            connection.execute(delete(table))
        last = connection.execute(select(func.max(articles.c.id))).scalar_one()
        connection.execute(update(search_state).values(indexed=0, existing=last))


QUERIES = ("treaty", "라오스", "老挝 OR ລາວ", '"dẫn độ"', "traité NOT Laos")


@pytest.mark.fault(325)
@pytest.mark.parametrize("kind", ["file", "postgres"])
def test_indexing_an_old_archive_is_interrupted_anywhere(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After every step that ends or fails, a search finds all, old and new; nothing is indexed twice."""
    url = request.getfixturevalue("postgres_url") if kind == "postgres" else "sqlite:///archive.db"
    monkeypatch.setattr(search_index, "_OLD_AT_ONCE", 4)
    with small_segments(), open_archive(url, tmp_path) as archive:
        stored = fill(archive, 21, improve=False)
        forget_index(archive)
        stored |= fill(archive, 23, start=21, improve=False)  # the index has these two from the start
        expected = {query: sorted(by_force(stored, query), reverse=True) for query in QUERIES}
        left = [archive.search.unindexed()]
        write_rows, fails = search_index.write_rows, cycle((True, False, False))

        def write(*given: object) -> None:
            write_rows(*given)
            if next(fails):
                raise KeyboardInterrupt

        monkeypatch.setattr(search_index, "write_rows", write)
        going = True
        while going:
            with suppress(KeyboardInterrupt):
                going = archive.search.improve_index()
            left.append(archive.search.unindexed())
            assert {query: found(archive, query) for query in QUERIES} == expected
        assert left == sorted(left, reverse=True)
        assert (left[0], left[-1]) == (21, 0)
        assert len(set(left)) > 4


async def test_indexing_shows_its_progress(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`monitor run --once` counts the old articles that are indexed, up to all of them."""
    monkeypatch.setattr(search_index, "_OLD_AT_ONCE", 4)
    with open_archive("sqlite:///archive.db", tmp_path) as archive:
        fill(archive, 10, improve=False)
        forget_index(archive)
    shown: list[tuple[str, int, int]] = []
    config = Config(
        folder=tmp_path,
        version="v1",
        timezone="UTC",
        feeds=(),
        topics=TOPICS,
        extract=ExtractSettings(executor="inline"),
    )
    async with open_app(config, tmp_path, progress=lambda *step: shown.append(step)) as app:
        await improve_index(app, finish=True)
    assert shown == [("indexed", done, 10) for done in (4, 8, 10)]
