"""Articles on their way: pending, postponed, and once settled matched again while a digest is open."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    LargeBinary,
    Row,
    func,
    insert,
    select,
    type_coerce,
    update,
)

from monitor.archive.columns import is_due, readable
from monitor.archive.counting import Numbers, read_numbers, write_numbers
from monitor.archive.database import Database
from monitor.archive.schema import (
    articles,
    entries,
    feeds,
    ledger,
    matchings,
    texts,
    topic_versions,
)
from monitor.archive.settling import matching_values, topics_number
from monitor.models import Entry, Failure, Matching, Pending, SettledText

logger = logging.getLogger(__name__)

RAW_BODY = type_coerce(texts.c.body, LargeBinary).label("body")  # unpacked row by row, for one may be damaged
_TEXTS_AT_ONCE = 100


def pending(connection: Connection, now: datetime, limit: int) -> tuple[Pending, ...]:
    """Return articles whose page may be tried now, longest waiting first.

    A try set further ahead than any wait can be was set by a clock that was wrong, and is due.
    """
    rows = connection.execute(
        select(
            articles.c.id,
            articles.c.found,
            articles.c.attempts,
            articles.c.full_text,
            feeds.c.url.label("feed_url"),
            *(entries.c[name] for name in _ENTRY),
        )
        .join(entries, entries.c.id == articles.c.entry_id)
        .join(feeds, feeds.c.id == entries.c.feed_id)
        .where(articles.c.seq.is_(None), is_due(articles.c.next_try, now))
        .order_by(articles.c.next_try, articles.c.id)
        .limit(limit)
    )
    return tuple(
        Pending(row.id, _entry(row), row.found, row.attempts, full_text=bool(row.full_text)) for row in rows
    )


_ENTRY = ("key", "url", "title", "summary", "content", "author", "published", "language")


def _entry(row: Row[*tuple[Any, ...]]) -> Entry:
    values = {name: getattr(row, name) for name in _ENTRY}
    values["content"] = values["content"] or ""
    return Entry(feed_url=row.feed_url, **values)


def postpone(connection: Connection, article_id: int, failure: Failure, next_try: datetime) -> None:
    """Count a failed attempt at a page."""
    connection.execute(
        update(articles)
        .where(articles.c.id == article_id, articles.c.seq.is_(None))
        .values(
            attempts=articles.c.attempts + 1,
            next_try=next_try,
            reason=failure.reason,
            detail=failure.detail,
        )
    )


def open_texts(database: Database, topics_version: str) -> Iterator[SettledText]:
    """Yield the settled articles of the open window whose matches another topics version made.

    Each hundred is read in a transaction of its own: nothing is held while the caller works.
    """
    seq = -1
    while True:
        with database.read() as connection:
            rows = connection.execute(
                select(
                    articles.c.seq, articles.c.id, articles.c.title, RAW_BODY, feeds.c.url.label("feed_url")
                )
                .join(topic_versions, topic_versions.c.id == articles.c.topics_id)
                .outerjoin(entries, entries.c.id == articles.c.entry_id)
                .outerjoin(feeds, feeds.c.id == entries.c.feed_id)
                .outerjoin(texts, texts.c.article_id == articles.c.id)
                .where(
                    articles.c.seq > max(seq, closed_until(connection)),
                    topic_versions.c.version != topics_version,
                )
                .order_by(articles.c.seq)
                .limit(_TEXTS_AT_ONCE)
            ).all()
        if not rows:
            return
        for row in rows:
            seq = row.seq
            body = readable(row.body)
            if row.body is not None and body is None:
                logger.error("damaged text, the article keeps the matches it had: article=%d", row.id)
                continue
            yield SettledText(row.id, row.title, body or "", row.feed_url or "")


def rematch(connection: Connection, found: Sequence[tuple[int, Matching]]) -> None:
    """Replace the matches of articles of the open window.

    What a digest not closed yet was written from is kept beside them, and an article that matches only now is
    numbered anew, so that it stands in the next digest written, whichever that is.
    """
    numbers = read_numbers(connection)
    closed, stamped = closed_until(connection), _stamped_until(connection)
    for article_id, matching in found:
        row = connection.execute(
            select(articles.c.seq, articles.c.topics_id).where(articles.c.id == article_id)
        ).first()
        if row is None or row.seq is None or row.seq <= closed:
            continue
        _rematch(connection, numbers, article_id, matching, stamped=row.seq <= stamped)
    write_numbers(connection, numbers)


def closed_until(connection: Connection) -> int:
    """Return the number of the last article that stands in a closed digest's window."""
    return connection.execute(select(func.max(ledger.c.last)).where(ledger.c.closed)).scalar() or 0


def _stamped_until(connection: Connection) -> int:
    return connection.execute(select(func.max(ledger.c.last))).scalar() or 0


def _rematch(
    connection: Connection, numbers: Numbers, article_id: int, matching: Matching, *, stamped: bool
) -> None:
    kept = connection.execute(
        select(matchings.c.edition, matchings.c.matched)
        .where(matchings.c.article_id == article_id)
        .order_by(matchings.c.edition)
    ).all()
    topics_id = topics_number(connection, matching.topics_version)
    values = matching_values(article_id, numbers.edition, topics_id, matching)
    if kept and kept[-1].edition == numbers.edition:
        connection.execute(
            update(matchings)
            .where(matchings.c.article_id == article_id, matchings.c.edition == numbers.edition)
            .values(**values)
        )
    else:
        connection.execute(insert(matchings).values(**values))
    matches, told = bool(matching.matches), [row for row in kept if row.edition < numbers.edition]
    changed: dict[str, object] = {
        "topics_id": topics_id,
        "matched": matches or any(row.matched for row in told),
    }
    if stamped and matches and not any(row.matched for row in told):
        numbers.seq += 1
        changed["seq"] = numbers.seq
    connection.execute(update(articles).where(articles.c.id == article_id).values(**changed))
    numbers.matched += matches - bool(kept and kept[-1].matched)
