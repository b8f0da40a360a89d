"""All of an archive is copied to another database and back, whatever interrupts it."""

from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import insert, select

from monitor.archive import Archive, open_archive
from monitor.archive.copying import CopiedTable, copy_archive
from monitor.archive.schema import metadata, notices, sweeps
from monitor.archive.search import search_index
from monitor.cli import monitor
from monitor.digest import build_digest, render_html, render_json
from monitor.errors import ArchiveBusy, ArchiveError
from monitor.match.search import read_search
from monitor.models import SearchFilters, SecondOpinion
from monitor.pipeline.search import search_archive
from tests.archive.making import (
    DAY,
    HERALD,
    HOUR,
    MISS,
    NOW,
    TIMES,
    digest_input,
    entry,
    outcome,
    poll,
    record_digest,
    store_all,
)

SOURCE = "sqlite:///archive.db"
DAYS = (DAY, DAY + timedelta(days=1))


def fill(archive: Archive) -> None:
    """Store what every part of the program stores: two digests, a changed article, deliveries, the index."""
    odd = {"title": "ສົນທິສັນຍາ \ufffd 조약 \U0001f686", "summary": "a\0b \ud800 '\"\\", "content": "본문 " * 50}
    poll(archive, [entry(number) for number in range(12)])
    poll(archive, [entry("odd", HERALD, **odd), entry(1, HERALD)], HERALD)
    store_all(archive)
    while archive.search.improve_index():
        pass
    record_digest(archive, closed=True)
    archive.digests.record_stories(build_digest(digest_input(archive)))
    later = NOW + timedelta(days=1)
    poll(archive, [entry(1, title="Title 1 changed"), entry("new"), entry("waits")], TIMES, later)
    due = archive.articles.due_rereads(later, 10)
    archive.articles.store_results([replace(outcome(one, text="Other."), again=True) for one in due], later)
    (fresh, _) = archive.articles.pending(later, 10)
    archive.articles.store_results([outcome(fresh, MISS, text="쌀")], later)
    record_digest(archive, DAYS[1], later + HOUR)
    archive.outbox.queue("digest:2025-12-16", ["mail"], NOW)
    archive.saved_searches.add("Scam compounds", "q=scam+AND+compound&since=7d", NOW)
    archive.notices.set("page", "cannot listen", NOW)
    archive.scores.add([SecondOpinion(1, "rail", 0.842), SecondOpinion(2, "rail", 1 / 3)], "model", NOW)
    archive.notices.set("Äpfel", "sorted differently", NOW)
    with archive.database.write() as connection:
        span = {"began": NOW, "started": NOW, "finished": NOW + HOUR}
        connection.execute(insert(sweeps), [span, span])


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    """Open a filled archive in a file, with segments of the index."""
    monkeypatch.setattr(search_index, "TAIL", 4)
    with open_archive(SOURCE, tmp_path) as archive:
        fill(archive)
        yield archive


def copy(
    archive: Archive, url: str, folder: Path, progress: Callable[..., None] | None = None
) -> list[CopiedTable]:
    """Copy an archive."""
    return list(copy_archive(archive, url, folder, progress or (lambda *_: None)))


def content(archive: Archive) -> dict[str, list[str]]:
    """Return the rows of every table as the program reads them, in one order."""
    with archive.database.read() as connection:
        return {
            table.name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            for table in metadata.sorted_tables
        }


def answers(archive: Archive) -> list[str]:
    """Return the digests as written, and what a search finds."""
    digests = [build_digest(digest_input(archive, day)) for day in DAYS]
    found = search_archive(archive, read_search("철도 OR 쌀"), SearchFilters(), limit=50)
    return [*map(render_json, digests), *map(render_html, digests), repr(found.hits)]


def test_there_and_back_again(source: Archive, tmp_path: Path, postgres_url: str) -> None:
    """SQLite to PostgreSQL and back: the same rows, digests of the same bytes, and the same hits."""
    copied = copy(source, postgres_url, tmp_path)
    with open_archive(postgres_url, tmp_path) as server:
        assert (content(server), answers(server)) == (content(source), answers(source))
        assert copy(server, "sqlite:///back.db", tmp_path) == copied
        with open_archive("sqlite:///back.db", tmp_path) as back:
            assert (content(back), answers(back)) == (content(source), answers(source))
    assert {one.name for one in copied} == {table.name for table in metadata.sorted_tables}
    assert {one.name: one.rows for one in copied}["articles"] == 15


def test_a_copy_continues_the_numbering(source: Archive, tmp_path: Path, postgres_url: str) -> None:
    """New outlets, sweeps, deliveries and articles after the copy get numbers of their own."""
    copy(source, postgres_url, tmp_path)
    with open_archive(postgres_url, tmp_path) as server:
        poll(server, [entry("x", HERALD)], replace(HERALD, name="New Outlet"), NOW + timedelta(days=2))
        store_all(server, now=NOW + timedelta(days=2))
        server.outbox.queue("digest:2025-12-17", ["mail"], NOW)
        with server.database.write() as connection:
            connection.execute(insert(sweeps).values(began=NOW, started=NOW, finished=NOW))
        assert server.digests.windows()[-1].date == DAYS[1]


@pytest.mark.fault(322)
@pytest.mark.parametrize("target", ["file", "postgres"])
def test_a_copy_is_killed_anywhere(
    source: Archive,
    tmp_path: Path,
    target: str,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A copy killed after any part continues there; until it ends nothing else opens the target."""
    monkeypatch.setattr("monitor.archive.copying._ROWS_AT_ONCE", 5)
    monkeypatch.setattr("monitor.archive.copying._LARGE_ROWS_AT_ONCE", 3)
    url = request.getfixturevalue("postgres_url") if target == "postgres" else "sqlite:///copy.db"
    parts: list[tuple[str, int]] = []

    def die(step: str, name: str, done: int, _total: int) -> None:
        """Stop after each part of two tables, and after the first part of each other."""
        part = (name, done if name in {"articles", "pages"} else 0)
        if done and part not in parts and (step == "copied" or name == "texts"):
            parts.append(part)
            raise KeyboardInterrupt

    for _ in range(100):
        with suppress(KeyboardInterrupt):
            copy(source, url, tmp_path, die)
            break
        with pytest.raises(ArchiveError, match="is an unfinished copy"):
            open_archive(url, tmp_path, readonly=True)
    assert len(parts) > 15
    with open_archive(url, tmp_path) as made:
        assert (content(made), answers(made)) == (content(source), answers(source))


@pytest.mark.fault(323)
def test_a_source_that_changed_between_two_runs_is_copied_again(source: Archive, tmp_path: Path) -> None:
    """If the source changed after the first run, the second run notices and copies everything again."""

    def die(step: str, name: str, done: int, _total: int) -> None:
        if (step, name) == ("checked", "articles") and done:
            raise KeyboardInterrupt

    with suppress(KeyboardInterrupt):
        copy(source, "sqlite:///copy.db", tmp_path, die)
    store_all(source, now=NOW + timedelta(days=2))
    source.notices.set("page", "", NOW)
    copy(source, "sqlite:///copy.db", tmp_path)
    with open_archive("sqlite:///copy.db", tmp_path) as made:
        assert content(made) == content(source)


@pytest.mark.fault(324)
def test_a_target_with_content_is_refused(source: Archive, tmp_path: Path) -> None:
    """A target that is another archive, the source, a finished copy or another copy is not changed."""
    with open_archive("sqlite:///own.db", tmp_path) as own:
        poll(own, [entry(1)])
        before = content(own)
        with pytest.raises(ArchiveError, match=r"own\.db is an archive with content of its own"):
            copy(source, "sqlite:///own.db", tmp_path)
        assert content(own) == before
    with pytest.raises(ArchiveError, match="cannot be copied to itself"):
        copy(source, f"sqlite:///{tmp_path}/./archive.db", tmp_path)
    copy(source, "sqlite:///copy.db", tmp_path)
    with pytest.raises(ArchiveError, match="has this archive already"):
        copy(source, "sqlite:///copy.db", tmp_path)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with suppress(KeyboardInterrupt):
        copy(source, "sqlite:///half.db", tmp_path, die)
    with (
        open_archive("sqlite:///third.db", tmp_path) as third,
        pytest.raises(ArchiveError, match="unfinished copy of another archive"),
    ):
        copy(third, "sqlite:///half.db", tmp_path)


def test_an_empty_archive_is_a_fine_target(source: Archive, tmp_path: Path) -> None:
    """A target that was only created is filled."""
    open_archive("sqlite:///empty.db", tmp_path).close()
    copy(source, "sqlite:///empty.db", tmp_path)
    with open_archive("sqlite:///empty.db", tmp_path) as made:
        assert content(made) == content(source)


def test_a_daemon_is_named_and_must_stop(source: Archive, tmp_path: Path) -> None:
    """While a daemon holds the source, nothing is copied, and the message names its pid."""
    with (
        closing(open_archive(SOURCE, tmp_path, readonly=True)) as reader,
        source.lock(),
        pytest.raises(ArchiveBusy, match=r"another monitor \(pid \d+\) uses archive\.db: stop it first"),
    ):
        copy(reader, "sqlite:///copy.db", tmp_path)
    assert not (tmp_path / "copy.db").exists()


def test_a_damaged_value_is_copied_as_it_is(source: Archive, tmp_path: Path) -> None:
    """Compressed values are not opened, so that one damaged row stops no copy."""
    with source.database.write() as connection:
        connection.exec_driver_sql("UPDATE texts SET body = x'00ff' WHERE article_id = 1")
    copy(source, "sqlite:///copy.db", tmp_path)
    with open_archive("sqlite:///copy.db", tmp_path) as made, made.database.read() as connection:
        body = connection.exec_driver_sql("SELECT body FROM texts WHERE article_id = 1").scalar()
        assert body == b"\x00\xff"
        assert connection.execute(select(notices.c.kind).order_by(notices.c.kind)).scalars().all() == [
            "page",
            "Äpfel",
        ]


def test_the_command(source: Archive, tmp_path: Path) -> None:
    """`monitor archive copy` shows the rows of each table; mistakes are one line."""
    source.close()
    CliRunner().invoke(monitor, ["init", "--blank", str(tmp_path / "config")])
    options = ["--config", str(tmp_path / "config"), "--output", str(tmp_path), "archive", "copy"]
    done = CliRunner().invoke(monitor, [*options, "sqlite:///copy.db", "--from", SOURCE])
    assert done.exit_code == 0, done.output
    assert "are the same in both" in done.stdout
    assert 'set [archive] url = "sqlite:///copy.db"' in done.stdout
    for url, message in (
        ("sqlite:///copy.db", "has this archive already"),
        ("sqlite://", "would be lost at once"),
        ("oracle://x", "no archive in oracle"),
        ("sqlite:///config", "config"),
    ):
        failed = CliRunner().invoke(monitor, [*options, url])
        assert (failed.exit_code, message in failed.stderr) == (1, True), failed.output
        assert len(failed.stderr.splitlines()) == 1
