"""Which articles wait for their page, as little of each as is needed to choose among thousands."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Select, func, select, update

from monitor.archive.columns import is_due
from monitor.archive.rows import in_parts
from monitor.archive.schema import articles, entries
from monitor.models import PendingLink

_LINKS = (
    select(
        articles.c.id,
        func.coalesce(entries.c.url, articles.c.url).label("url"),
        func.coalesce(entries.c.published, articles.c.found).label("published"),
        articles.c.found,
        articles.c.full_text,
    )
    .join(entries, entries.c.id == articles.c.entry_id)
    .where(articles.c.seq.is_(None))
)


def pending_links(
    connection: Connection, after: int, since: datetime, now: datetime, limit: int
) -> tuple[PendingLink, ...]:
    """Return pending articles that may be tried now: those numbered above one, and those due since a time."""
    new = (
        _LINKS.where(articles.c.id > after, is_due(articles.c.next_try, now))
        .order_by(articles.c.id)
        .limit(limit)
    )
    due = _LINKS.where(articles.c.next_try > since, articles.c.next_try <= now, articles.c.id <= after)
    return _read(connection, new) + _read(connection, due)


def put_off(connection: Connection, numbers: Sequence[int], next_try: datetime) -> None:
    """Let articles wait for their host, those that are to be read again too; counts no attempt."""
    for part in in_parts(numbers):
        connection.execute(
            update(articles)
            .where(articles.c.id.in_(part), articles.c.seq.is_(None))
            .values(next_try=next_try)
        )
        connection.execute(
            update(articles)
            .where(articles.c.id.in_(part), articles.c.again.is_not(None))
            .values(again=next_try)
        )


def _read(connection: Connection, wanted: Select[tuple[object, ...]]) -> tuple[PendingLink, ...]:
    return tuple(
        PendingLink(
            row.id,
            None if row.full_text else row.url,
            min(row.published or row.found, row.found),
        )
        for row in connection.execute(wanted)
    )
