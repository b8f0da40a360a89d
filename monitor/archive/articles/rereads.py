"""Articles read again: the old text is kept as a version, and new matches make an article news.

A closed digest shows the version that existed when it was recorded. An article of a closed digest appears in
a later one with the matches that it did not have before.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from monitor.archive.articles.article_writer import drop_content, grams_of, keep_matching, validator
from monitor.archive.columns import IDS, readable, storable
from monitor.archive.database import in_parts
from monitor.archive.digests.scores import drop_scores
from monitor.archive.queries import recorded_until
from monitor.archive.schema import RAW_BODY, articles, pages, texts, updates, versions
from monitor.archive.sequences import Sequences, read_sequences, write_sequences
from monitor.models import Article, Page, ReadArticle
from monitor.policy import next_reread

MOST_VERSIONS = 24
_FACTS = ("title", "author", "language", "published", "text_source", "reason")


def store_rereads(connection: Connection, outcomes: Sequence[ReadArticle], now: datetime) -> None:
    """Store the new text of articles that were read again; plan the next reading of each."""
    rows = _processed(connection, [outcome.article_id for outcome in outcomes])
    numbers = read_sequences(connection)
    changed = False
    for outcome in outcomes:
        row = rows.pop(outcome.article_id, None)
        if row is None or row.seq is None:
            continue
        _plan(connection, outcome, row, now)
        if not outcome.unchanged:
            _store_reading(connection, numbers, outcome, row, now)
            changed = True
    if changed:
        drop_content(connection, [outcome.article_id for outcome in outcomes if not outcome.unchanged])
        write_sequences(connection, numbers)


def _processed(connection: Connection, numbers: Sequence[int]) -> dict[int, Row[*tuple[Any, ...]]]:
    names = ("id", "seq", "found", "full_text", "backlog", "old_before", "status", *_FACTS)
    query = select(*(articles.c[name] for name in names), RAW_BODY).outerjoin(
        texts, texts.c.article_id == articles.c.id
    )
    return {
        row.id: row
        for part in in_parts(numbers)
        for row in connection.execute(query.where(articles.c.id.in_(part)))
    }


def _plan(connection: Connection, outcome: ReadArticle, row: Row[*tuple[Any, ...]], now: datetime) -> None:
    reason = row.reason if outcome.unchanged else outcome.article.reason
    again = None if row.full_text else next_reread(row.found, now, reason)
    connection.execute(update(articles).where(articles.c.id == row.id).values(again=again, edited=False))


def _store_reading(
    connection: Connection,
    numbers: Sequences,
    outcome: ReadArticle,
    row: Row[*tuple[Any, ...]],
    now: datetime,
) -> None:
    article = outcome.article
    if outcome.page is not None:
        _keep_page(connection, row.id, outcome.page, now)
    if row.backlog and article.page_date is not None and article.page_date >= row.old_before:
        numbers.seq += 1
        news = {"backlog": False, "old_before": None, "seq": numbers.seq, "processed": now}
        connection.execute(update(articles).where(articles.c.id == row.id).values(**news))
    if _facts(article) != tuple(getattr(row, name) for name in _FACTS) or storable(article.text) != readable(
        row.body
    ):
        _keep_version(connection, numbers, row, now)
        values: dict[str, Any] = dict(zip(_FACTS, _facts(article), strict=True))
        values |= {"status": article.status.value, "detail": article.detail}
        connection.execute(update(articles).where(articles.c.id == row.id).values(**values))
        drop_scores(connection, row.id)
        connection.execute(delete(texts).where(texts.c.article_id == row.id))
        connection.execute(insert(texts).values(article_id=row.id, processed=now, body=article.text))
        from monitor.archive.search.search_index import add_to_index  # noqa: PLC0415 - numpy

        add_to_index(connection, {row.id: grams_of(outcome)})
    recorded = row.seq <= recorded_until(connection)
    result = keep_matching(connection, numbers, row.id, outcome.matching)
    gained = result.matches - result.published - _topics_of_updates(connection, row.id)
    if recorded and gained and not row.backlog:
        numbers.seq += 1
        topics = tuple(sorted(gained))
        connection.execute(
            insert(updates).values(seq=numbers.seq, article_id=row.id, topics=IDS.dump(topics))
        )


def _facts(article: Article) -> tuple[object, ...]:
    return (
        storable(article.title),
        storable(article.author),
        storable(article.language),
        article.published,
        article.text_source.value,
        storable(article.reason),
    )


def _keep_version(
    connection: Connection, numbers: Sequences, row: Row[*tuple[Any, ...]], now: datetime
) -> None:
    """Keep the old text of an article; after many versions, only those that a digest may have shown."""
    kept = (
        connection.execute(
            select(versions.c.generation).where(versions.c.article_id == row.id).order_by(versions.c.id)
        )
        .scalars()
        .all()
    )
    if len(kept) >= MOST_VERSIONS and kept[-1] >= numbers.generation:
        return
    connection.execute(
        insert(versions).values(
            article_id=row.id,
            generation=numbers.generation,
            replaced=now,
            body=readable(row.body),
            **{name: getattr(row, name) for name in _FACTS},
        )
    )


def _keep_page(connection: Connection, article_id: int, page: Page, now: datetime) -> None:
    values = {
        "processed": now,
        "url": page.url,
        "content_type": page.content_type,
        "body": page.body,
        "etag": validator(page.etag),
        "last_modified": validator(page.last_modified),
    }
    kept = connection.execute(update(pages).where(pages.c.article_id == article_id).values(**values))
    if not kept.rowcount:
        connection.execute(insert(pages).values(article_id=article_id, **values))


def _topics_of_updates(connection: Connection, article_id: int) -> set[str]:
    rows = connection.execute(select(updates.c.topics).where(updates.c.article_id == article_id))
    return {topic for row in rows for topic in IDS.load(row.topics)}
