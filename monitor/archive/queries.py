"""Queries that several parts of the archive share."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, false, func, select, true

from monitor.archive.columns import MATCHED_TOPICS, MATCHES
from monitor.archive.database import in_parts
from monitor.archive.schema import (
    articles,
    digests,
    entries,
    matchings,
    outlets,
    topic_days,
    updates,
    verdicts,
)
from monitor.archive.sequences import read_sequences
from monitor.models import Match

LOOKS_BACK = timedelta(days=28)
# The events of a topic in a digest; digests of 0.1 counted stories only.
EVENTS = func.coalesce(topic_days.c.events, topic_days.c.stories).label("events")


def closed_until(connection: Connection) -> int:
    """Return the number of the last article in the window of a closed digest."""
    return connection.execute(select(func.max(digests.c.last)).where(digests.c.closed)).scalar() or 0


def recorded_until(connection: Connection) -> int:
    """Return the number of the last article in the window of a recorded digest."""
    return connection.execute(select(func.max(digests.c.last))).scalar() or 0


def updated_articles(connection: Connection) -> list[int]:
    """Return the articles that the open digest shows again because of a new text."""
    query = select(updates.c.article_id).where(updates.c.seq > closed_until(connection))
    return sorted(set(connection.execute(query).scalars()))


def sources_of(
    connection: Connection, numbers: Sequence[int], *, before: int | None = None
) -> Mapping[int, tuple[tuple[str, str], ...]]:
    """Return names and countries of the outlets that carried each article: its own first, then by discovery.

    Args:
        connection: in a transaction.
        numbers: of articles.
        before: leave out entries of this generation or later.
    """
    found: dict[int, dict[tuple[str, str], None]] = defaultdict(dict)
    for part in in_parts(numbers):
        query = (
            select(entries.c.article_id, outlets.c.name, outlets.c.country)
            .join(outlets, outlets.c.id == entries.c.outlet_id)
            .where(entries.c.article_id.in_(part))
            .order_by(entries.c.own.desc(), entries.c.id)
        )
        if before is not None:
            query = query.where(entries.c.generation < before)
        for row in connection.execute(query):
            found[row.article_id].setdefault((row.name, row.country))
    return {number: tuple(pairs) for number, pairs in found.items()}


def topics_of(connection: Connection, numbers: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return the ids of the topics that each article matches now."""
    newest = (
        select(matchings.c.article_id, func.max(matchings.c.generation).label("generation"))
        .where(matchings.c.article_id.in_(numbers))
        .group_by(matchings.c.article_id)
        .subquery()
    )
    rows = connection.execute(
        select(matchings.c.article_id, matchings.c.matches).join(
            newest,
            (matchings.c.article_id == newest.c.article_id) & (matchings.c.generation == newest.c.generation),
        )
    )
    return {row.article_id: tuple(match.topic for match in MATCHED_TOPICS.load(row.matches)) for row in rows}


def stored_matches(connection: Connection, numbers: Sequence[int]) -> Mapping[int, tuple[Match, ...]]:
    """Return the matches of articles that were stored last."""
    found: dict[int, tuple[Match, ...]] = defaultdict(tuple)
    for part in in_parts(numbers):
        rows = connection.execute(
            select(matchings.c.article_id, matchings.c.matches)
            .where(matchings.c.article_id.in_(part))
            .order_by(matchings.c.generation)
        )
        found |= {row.article_id: MATCHES.load(row.matches) for row in rows}
    return found


def all_matches(connection: Connection, numbers: Sequence[int]) -> Mapping[int, tuple[Match, ...]]:
    """Return every match ever stored of articles, the last one of each topic."""
    found: dict[int, dict[str, Match]] = defaultdict(dict)
    for part in in_parts(numbers):
        rows = connection.execute(
            select(matchings.c.article_id, matchings.c.matches)
            .where(matchings.c.article_id.in_(part))
            .order_by(matchings.c.generation)
        )
        for row in rows:
            found[row.article_id] |= {match.topic: match for match in MATCHES.load(row.matches)}
    return {number: tuple(matches.values()) for number, matches in found.items()}


# The article of a verdict. An imported verdict without a number belongs to the article with its URL.
VERDICT_ARTICLE = func.coalesce(verdicts.c.article_id, articles.c.id)
VERDICTS_JOINED = verdicts.outerjoin(
    articles, verdicts.c.article_id.is_(None) & (articles.c.url_hash == verdicts.c.key_hash)
)


def judged_topics(connection: Connection, numbers: Sequence[int]) -> set[tuple[int, str]]:
    """Return the pairs of article and topic that have a verdict."""
    found: set[tuple[int, str]] = set()
    for part in in_parts(numbers):
        query = select(VERDICT_ARTICLE.label("number"), verdicts.c.topic).select_from(VERDICTS_JOINED)
        rows = connection.execute(query.where(VERDICT_ARTICLE.in_(part)))
        found.update((row.number, row.topic) for row in rows)
    return found


def processed_between(connection: Connection, since: datetime, until: datetime) -> ColumnElement[bool]:
    """Return the condition that an article was processed after `since` and up to `until`."""
    began = read_sequences(connection).began
    if began is None:
        return false()
    # A span that begins before the first poll leaves nothing out, even if the clock was wrong then.
    later = articles.c.processed > since if since > began else true()
    return and_(articles.c.seq.is_not(None), later, articles.c.processed <= until)


def history(connection: Connection, day: date) -> tuple[tuple[date, str, int], ...]:
    """Return (date, topic id, events) of the 28 days before a date."""
    rows = connection.execute(
        select(topic_days.c.day, topic_days.c.topic, EVENTS)
        .where(topic_days.c.day >= day - LOOKS_BACK, topic_days.c.day < day)
        .order_by(topic_days.c.day, topic_days.c.place)
    )
    return tuple((row.day, row.topic, row.events) for row in rows)
