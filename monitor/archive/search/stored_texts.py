"""Stream the stored texts of a span of time, to match them again: for range digests, searches and `try`.

A span is one of processing times, which never change. Numbers do change: if an edit of the topics brings an
old article into the next digest, it gets a new one.
"""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select

from monitor.archive.columns import readable
from monitor.archive.database import Database
from monitor.archive.queries import closed_until, processed_between, stored_matches, updated_articles
from monitor.archive.schema import RAW_BODY, articles, entries, feeds, outlets, texts, topic_versions
from monitor.models import DAMAGED, PRUNED, StoredText, TextToMatch

_MATCHED_AT_ONCE = 100
logger = logging.getLogger(__name__)
_TEXTS_AT_ONCE = 50


def texts_between(
    database: Database, since: datetime, until: datetime, *, backlog: bool = False
) -> Iterator[StoredText]:
    """Yield the processed articles of a span by number; see `Articles.texts_between`.

    Each fifty are read in a transaction of their own: no lock is held while the caller works, and articles
    that another process stores meanwhile belong to a later span.
    """
    last = -1
    while True:
        with database.read() as connection:
            rows = connection.execute(
                _select_texts()
                .where(articles.c.id > last, *span_conditions(connection, since, until, backlog=backlog))
                .order_by(articles.c.id)
                .limit(_TEXTS_AT_ONCE)
            ).all()
            stored = stored_matches(connection, [row.id for row in rows if row.body is None])
        if not rows:
            return
        for row in rows:
            last = row.id
            if row.body is None:
                yield StoredText(row.id, row.title, None, PRUNED, stored.get(row.id, ()))
                continue
            body = readable(row.body)
            if body is None:
                logger.error("damaged text, the article keeps its stored matches: article=%d", row.id)
                with database.read() as connection:
                    kept = stored_matches(connection, [row.id])
                yield StoredText(row.id, row.title, None, DAMAGED, kept.get(row.id, ()))
            else:
                yield StoredText(
                    row.id, row.title, body, feed_url=row.feed_url or "", source=row.source or ""
                )


def _select_texts(*columns: ColumnElement[Any]) -> Select[Any]:
    """Return a query of articles with their texts, their feeds and the outlets that their entries name."""
    return (
        select(
            articles.c.id,
            articles.c.title,
            RAW_BODY,
            feeds.c.url.label("feed_url"),
            outlets.c.name.label("source"),
            *columns,
        )
        .select_from(articles)
        .outerjoin(texts, texts.c.article_id == articles.c.id)
        .outerjoin(entries, entries.c.id == articles.c.entry_id)
        .outerjoin(feeds, feeds.c.id == entries.c.feed_id)
        .outerjoin(outlets, outlets.c.id == entries.c.outlet_id)
    )


def span_conditions(
    connection: Connection, since: datetime, until: datetime, *, backlog: bool
) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of an article of a span, with or without the backlog."""
    span = processed_between(connection, since, until)
    return (span,) if backlog else (span, articles.c.backlog.is_(False))


def texts_of(
    database: Database, numbers: Sequence[int], *, with_matches: bool = False
) -> Iterator[StoredText]:
    """Yield the texts of processed articles, in the order of their numbers.

    Each fifty are read in a transaction of their own, so that no lock is held while the caller works.

    Args:
        database: of the archive.
        numbers: of articles, ascending.
        with_matches: read the stored matches of all of them, not only of those without a text.
    """
    for start in range(0, len(numbers), _TEXTS_AT_ONCE):
        part = numbers[start : start + _TEXTS_AT_ONCE]
        with database.read() as connection:
            rows = connection.execute(
                _select_texts().where(articles.c.id.in_(part)).order_by(articles.c.id)
            ).all()
            matched = stored_matches(connection, part) if with_matches else {}
        for row in rows:
            body = None if row.body is None else readable(row.body)
            lost = PRUNED if row.body is None else DAMAGED if body is None else ""
            yield StoredText(
                row.id,
                row.title,
                body,
                lost,
                matched.get(row.id, ()),
                feed_url=row.feed_url or "",
                source=row.source or "",
            )


def texts_to_match(database: Database, topics_version: str) -> Iterator[TextToMatch]:
    """Yield the processed articles of the open window that another topics version matched.

    Each hundred are read in a transaction of their own: no lock is held while the caller works.
    """
    query = (
        _select_texts(articles.c.seq)
        .join(topic_versions, topic_versions.c.id == articles.c.topics_id)
        .where(topic_versions.c.version != topics_version)
        .order_by(articles.c.seq)
        .limit(_MATCHED_AT_ONCE)
    )
    seq, more = -1, list[int]()
    while True:
        with database.read() as connection:
            if seq < 0:
                more, seq = updated_articles(connection), 0
            # First the articles of closed digests that the open one shows again, a hundred at a time.
            now, more = more[:_MATCHED_AT_ONCE], more[_MATCHED_AT_ONCE:]
            closed = closed_until(connection)
            where = articles.c.id.in_(now) & (articles.c.seq <= closed)
            rows = connection.execute(query.where(where if now else articles.c.seq > max(seq, closed))).all()
        if not rows and not now:
            return
        for row in rows:
            seq = row.seq if row.seq > closed else 0
            body = readable(row.body)
            if row.body is not None and body is None:
                logger.error("damaged text, the article keeps its stored matches: article=%d", row.id)
                continue
            yield TextToMatch(row.id, row.title, body or "", row.feed_url or "", row.source or "")
