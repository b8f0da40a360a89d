"""Read what one feed brought: its last entries with their status, and how many it brings a day."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from monitor.archive.columns import fingerprint
from monitor.archive.queries import topics_of
from monitor.archive.schema import articles, entries, feeds
from monitor.models import ArticleStatus


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An entry of a feed and what became of it.

    Attributes:
        article_id: number of its article in the archive.
        title: headline in the feed.
        found: when the entry was found.
        published: date in the feed, or None.
        status: of its article.
        reason: why its page could not be read, or why the last try failed, else "".
        detail: the reason in one line.
        backlog: it was old when it was first seen, so no digest counts it.
        topics: ids of the topics that its article matches.
    """

    article_id: int
    title: str
    found: datetime
    published: datetime | None
    status: ArticleStatus
    reason: str
    detail: str
    backlog: bool
    topics: tuple[str, ...]


def last_entries(connection: Connection, url: str, limit: int) -> tuple[FeedEntry, ...]:
    """Return the last entries of a feed, newest first."""
    rows = connection.execute(
        select(
            entries.c.article_id,
            entries.c.title,
            entries.c.found,
            entries.c.published,
            articles.c.status,
            articles.c.reason,
            articles.c.detail,
            articles.c.backlog,
        )
        .join(articles, articles.c.id == entries.c.article_id)
        .join(feeds, feeds.c.id == entries.c.feed_id)
        .where(feeds.c.url_hash == fingerprint(url))
        .order_by(entries.c.id.desc())
        .limit(limit)
    ).all()
    topics = topics_of(connection, [row.article_id for row in rows])
    return tuple(
        FeedEntry(
            row.article_id,
            row.title,
            row.found,
            row.published,
            ArticleStatus(row.status),
            row.reason,
            row.detail,
            row.backlog,
            topics.get(row.article_id, ()),
        )
        for row in rows
    )


def entries_found(connection: Connection, url: str, since: datetime) -> tuple[datetime, ...]:
    """Return when each entry of a feed was found since a moment, oldest first."""
    rows = connection.execute(
        select(entries.c.found)
        .join(feeds, feeds.c.id == entries.c.feed_id)
        .where(feeds.c.url_hash == fingerprint(url), entries.c.found >= since)
        .order_by(entries.c.found)
    )
    return tuple(rows.scalars())
