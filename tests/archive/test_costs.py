"""Costs grow with the day, not the archive: no daily query reads a whole table."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from monitor.archive import Archive
from monitor.models import Failure
from tests.archive.making import (
    DAY,
    HERALD,
    HIT,
    HOUR,
    MISS,
    NOW,
    entry,
    outcome,
    poll,
    record_digest,
    store_all,
)

GROWING = ("articles", "entries", "texts", "pages", "matchings", "revisions", "overruns")
TOMORROW = DAY + timedelta(days=1)
Statement = tuple[str, Any]


@contextmanager
def statements(archive: Archive) -> Iterator[list[Statement]]:
    """Record the statements sent to the database."""
    asked: list[Statement] = []

    def note(_c: object, _k: object, statement: str, given: object, _x: object, many: bool) -> None:  # noqa: FBT001
        asked.append((statement, given[0] if many else given))  # type: ignore[index]

    event.listen(archive.database.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(archive.database.engine, "before_cursor_execute", note)


def scans(archive: Archive, asked: list[Statement]) -> Iterator[str]:
    """Yield each step of SQLite's plans that reads a growing table from end to end."""
    for statement, given in asked:
        if not re.match(r"SELECT|UPDATE|DELETE|INSERT", statement):
            continue
        with archive.database.read() as connection:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).all()
        for step in plan:
            table = re.match(r"SCAN (\w+)", step.detail)
            if table and table[1] in GROWING and "ix_articles_pending" not in step.detail:
                yield f"{step.detail}: {statement}"


@pytest.mark.parametrize(
    "ask",
    [
        lambda archive: poll(archive, [entry(n) for n in range(20)], now=NOW + HOUR),
        lambda archive: poll(archive, [entry(n, HERALD) for n in range(95, 105)], HERALD, NOW + HOUR),
        lambda archive: archive.articles.pending(NOW + HOUR, 10),
        lambda archive: archive.articles.record_failure(98, Failure("timeout"), NOW),
        lambda archive: archive.articles.store_results(
            [outcome(archive.articles.pending(NOW, 1)[0], HIT)], NOW
        ),
        lambda archive: list(archive.articles.texts_to_match("v2")),
        lambda archive: archive.articles.replace_matches([(95, MISS), (96, HIT)]),
        lambda archive: archive.feeds.record_sweep(NOW, NOW),
        lambda archive: archive.digests.window(TOMORROW, "UTC", NOW),
        lambda archive: archive.digests.facts(archive.digests.window(TOMORROW, "UTC", NOW + 9 * HOUR)),
        lambda archive: record_digest(archive, TOMORROW),
        lambda archive: archive.digests.input(DAY),
        lambda archive: archive.status_counts(NOW),
        lambda archive: archive.articles.get("https://news.example/3"),
    ],
)
def test_no_daily_question_reads_a_whole_table(
    reopen: Callable[..., Archive], ask: Callable[[Archive], object]
) -> None:
    """Every statement of the daily work finds its rows by an index (or among the pending)."""
    archive = reopen()
    archive.feeds.record_sweep(NOW, NOW)
    poll(archive, [entry(n) for n in range(90)])
    store_all(archive)
    record_digest(archive, closed=True)
    poll(archive, [entry(n) for n in range(90, 97)])
    store_all(archive)
    poll(archive, [entry(n) for n in range(97, 100)])
    archive.feeds.record_sweep(NOW + 9 * HOUR, NOW + 9 * HOUR)
    with statements(archive) as asked:
        ask(archive)
    assert asked
    assert list(scans(archive, asked)) == []
