"""Commands that only read run beside a daemon that holds the archive, on a file and on PostgreSQL."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import insert, update

from monitor.archive import Archive, open_archive
from monitor.archive.schema import numbers, outlets
from monitor.cli import monitor
from monitor.digest import build_digest
from monitor.match.search import read_search
from monitor.models import SearchFilters
from monitor.pipeline.search import list_articles, search_archive
from tests.archive.making import NOW, TIMES, digest_input, entry, outcome, poll, record_digest, store_all

TOPICS = '[topics.treaty]\ntitle = "Treaty"\n[topics.treaty.keywords]\nen = ["treaty"]\n'


SINCE = f"{NOW - timedelta(days=1):%Y-%m-%d}"
READERS = (
    ("status",),
    ("status", "--json"),
    ("search", "철도"),
    ("search", "철도 OR treaty", "--sort", "score", "--json"),
    ("article", "1"),
    ("article", "1", "--json", "--page", "{}/page.html"),
    ("story", "1"),
    ("export", "{}/all.csv"),
    ("export", "{}/all.sqlite"),
    ("digest", "--since", SINCE, "--to", "-"),
    ("verdicts", "export", "{}/verdicts.jsonl"),
    ("try", "--since", SINCE, "--json"),
)


@pytest.fixture(params=["file", "postgres"])
def shared_url(request: pytest.FixtureRequest) -> str:
    """Give the URL of each database that processes can share."""
    return "sqlite:///archive.db" if request.param == "file" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def daemon(shared_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Archive]:
    """Open a filled archive as a daemon does. A connection that waits for a lock fails at once."""
    monkeypatch.setattr("monitor.archive.database.LOCK_TIMEOUT", 0.001)
    config = f'timezone = "UTC"\n[archive]\nurl = "{shared_url}"\n[extract]\nexecutor = "inline"\n'
    (tmp_path / "monitor.toml").write_text(config, encoding="utf-8")
    (tmp_path / "topics.toml").write_text(TOPICS, encoding="utf-8")
    feed = f'[[feed]]\nurl = "{TIMES.url}"\nname = "Times"\nlanguage = "en"\n'
    (tmp_path / "feeds.toml").write_text(feed, encoding="utf-8")
    with open_archive(shared_url, tmp_path / "output") as archive, archive.lock():
        poll(archive, [entry(number, title=f"Treaty {number}") for number in range(1, 6)], TIMES)
        store_all(archive)
        record_digest(archive)
        yield archive


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Result]:
    """Run a command beside the daemon."""

    def invoke(*command: str) -> Result:
        arguments = ["--config", str(tmp_path), "--output", str(tmp_path / "output")]
        words = [word.format(tmp_path) for word in command]
        return CliRunner().invoke(monitor, [*arguments, *words], catch_exceptions=False)

    return invoke


def test_every_reader_works_during_a_write(daemon: Archive, run: Callable[..., Result]) -> None:
    """While a transaction of the daemon holds its locks, no reading command waits, or sees half of it."""
    with daemon.database.write() as connection:
        connection.execute(update(numbers).values(seq=numbers.c.seq + 1))
        connection.execute(insert(outlets).values(name="Half written", country=""))
        done = {command: run(*command) for command in READERS}
    assert {command: one.exit_code for command, one in done.items()} == dict.fromkeys(READERS, 0), [
        one.stderr for one in done.values() if one.exit_code
    ]
    assert json.loads(done[READERS[1]].stdout)["articles"] == 5
    assert json.loads(done[READERS[3]].stdout)["count"] == 5
    assert not any("Half written" in one.output for one in done.values())


def test_a_long_read_hinders_no_writer(daemon: Archive, shared_url: str, tmp_path: Path) -> None:
    """A search in the middle of its snapshot blocks neither polls nor digests nor maintenance."""
    with open_archive(shared_url, tmp_path / "output", readonly=True) as reader:
        with reader.search.candidates(read_search("철도").plan, SearchFilters()) as candidates:
            texts = iter(candidates)
            first = next(texts)
            later = NOW + timedelta(hours=1)
            poll(daemon, [entry(number) for number in range(6, 9)], TIMES, later)
            waiting = daemon.articles.pending(later, 10)
            daemon.articles.store_results([outcome(one, text="철도") for one in waiting], later)
            record_digest(daemon, now=later)
            daemon.digests.record_stories(build_digest(digest_input(daemon)))
            while daemon.search.improve_index():
                pass
            daemon.maintenance.run_daily(later, None, None)
            rest = [text.article_id for text in texts]
        assert [first.article_id, *rest] == [5, 4, 3, 2, 1]
        assert len(list_articles(reader, SearchFilters(), limit=20).articles) == 8
        assert len(search_archive(reader, read_search("철도"), SearchFilters(), limit=20).hits) == 8
