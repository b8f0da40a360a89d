"""Read what a topic found lately: articles that match it, near misses, and its events a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, or_, select

from monitor.archive.columns import MATCHES, NEAR_MISSES
from monitor.archive.database import in_parts
from monitor.archive.queries import EVENTS, sources_of
from monitor.archive.schema import articles, matchings, topic_days
from monitor.models import Match, NearMiss


@dataclass(frozen=True, slots=True)
class TopicArticle:
    """An article that matches a topic, or nearly does.

    Attributes:
        article_id: its number in the archive.
        source: name of the outlet that carried it first, or "".
        hit: the match or near miss.
    """

    article_id: int
    title: str
    language: str
    source: str
    found: datetime
    hit: Match | NearMiss


def topic_articles(
    connection: Connection, topic: str, since: datetime, limit: int
) -> tuple[TopicArticle, ...]:
    """Return the articles found since a moment that match a topic now, or nearly do; newest first.

    Args:
        connection: in a transaction.
        topic: id of the topic.
        since: see above.
        limit: how many articles are looked at, at most.
    """
    named = or_(
        matchings.c.matches.contains(topic, autoescape=True),
        matchings.c.near_misses.contains(topic, autoescape=True),
    )
    rows = connection.execute(
        select(articles.c.id, articles.c.title, articles.c.language, articles.c.found)
        .where(
            articles.c.found >= since,
            select(matchings.c.article_id).where(matchings.c.article_id == articles.c.id, named).exists(),
        )
        .order_by(articles.c.id.desc())
        .limit(limit)
    ).all()
    numbers = [row.id for row in rows]
    hits, sources = _hits(connection, numbers, topic), sources_of(connection, numbers)
    return tuple(
        TopicArticle(
            row.id, row.title, row.language, next((name for name, _ in sources.get(row.id, ())), ""),
            row.found, hits[row.id],
        )
        for row in rows
        if row.id in hits
    )  # fmt: skip


def topic_history(connection: Connection, topic: str) -> tuple[tuple[date, int], ...]:
    """Return the number of events of a topic in each digest, oldest first."""
    rows = connection.execute(
        select(topic_days.c.day, EVENTS).where(topic_days.c.topic == topic).order_by(topic_days.c.day)
    )
    return tuple((row.day, row.events) for row in rows)


def _hits(connection: Connection, numbers: Sequence[int], topic: str) -> dict[int, Match | NearMiss]:
    """Return the last match or near miss of each article with the topic."""
    found: dict[int, Match | NearMiss | None] = {}
    for part in in_parts(numbers):
        rows = connection.execute(
            select(matchings.c.article_id, matchings.c.matches, matchings.c.near_misses)
            .where(matchings.c.article_id.in_(part))
            .order_by(matchings.c.generation)
        )
        for row in rows:
            hits: tuple[Match | NearMiss, ...] = MATCHES.load(row.matches)
            hits += NEAR_MISSES.load(row.near_misses)
            found[row.article_id] = next((hit for hit in hits if hit.topic == topic), None)
    return {number: hit for number, hit in found.items() if hit is not None}
