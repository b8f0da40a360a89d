"""Read what a digest is built from: its row, and the articles of its window.

Never writes. A digest sees only matches and outlets of generations before its own, so a closed digest never
changes.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from monitor.archive.columns import (
    COUNTS,
    HISTORY,
    TITLES,
    load_health,
    load_missed,
)
from monitor.archive.database import in_parts
from monitor.archive.digests.digest_articles import SpanDay, articles_of, matched_article
from monitor.archive.digests.translations import aids_of, names_of
from monitor.archive.queries import LOOKS_BACK, history, processed_between, sources_of
from monitor.archive.schema import (
    RAW_BODY,
    articles,
    digests,
    numbers,
    texts,
)
from monitor.models import (
    PRUNED,
    Counts,
    DigestInput,
    Health,
    Match,
    MatchedArticle,
    Unreadable,
    Window,
)

_MOST_LOST = 1000
_ALL = 2**62  # above every number and generation


def digest_input(connection: Connection, day: date) -> DigestInput | None:
    """Return what the digest of a date is built from, or None if none is recorded."""
    row = connection.execute(select(digests).where(digests.c.day == day)).first()
    if row is None:
        return None
    days = _days(connection, row)
    first = connection.execute(select(digests.c.first).where(digests.c.day == days[0].date)).scalar_one()
    found = articles_of(connection, days, (first, row.last), row.generation)
    return DigestInput(
        window=Window(
            row.day, row.timezone, row.start, row.end, row.first, row.last, closed=bool(row.closed)
        ),
        config_version=row.config_version,
        topics=TITLES.load(row.topics),
        top_stories=row.top_stories,
        articles=tuple(article for article in found if article.digest_date == day),
        earlier=tuple(article for article in found if article.digest_date != day),
        history=HISTORY.load(row.history),
        counts=COUNTS.load(row.counts),
        health=load_health(row.health),
        title=row.title or "",
        archive_id=identity(connection),
        missed=load_missed(row.missed),
        aids=aids_of(connection, row, found),
        previous=connection.execute(select(func.max(digests.c.day)).where(digests.c.day < day)).scalar(),
        name_forms=names_of(connection, row.topics_id).name_forms,
    )


def input_for_window(
    connection: Connection, window: Window, topics: Sequence[tuple[str, str]]
) -> DigestInput:
    """Return the input for any window from the present archive, without counts, health and config.

    Alerts use it; range digests use `digest_input_between`.
    """
    start = last_processed_until(connection, window.start - LOOKS_BACK)
    days = _days_since(connection, start, window.date)
    return DigestInput(
        window=window,
        config_version="",
        topics=tuple(topics),
        top_stories=0,
        articles=tuple(articles_of(connection, days, (window.first, window.last), _ALL)),
        earlier=tuple(articles_of(connection, days, (min(start, window.first), window.first), _ALL)),
        history=history(connection, window.date),
        counts=Counts(),
        health=Health(),
        archive_id=identity(connection),
    )


def input_for_matches(
    connection: Connection,
    window: Window,
    topics: Sequence[tuple[str, str]],
    found: Mapping[int, tuple[Match, ...]],
    lost: Mapping[int, str],
) -> DigestInput:
    """Return the input for a range digest, from matches that were computed for it.

    It has no history, because its stories are not those of one day. Counts and config are empty; health lists
    the articles of the span whose texts are lost.

    Args:
        connection: in a transaction.
        window: the span, by its times.
        topics: (id, title) of the requested topics.
        found: the matches by article, of the span and of the 28 days before, whose stories may continue.
        lost: why the text of an article is no longer there.
    """
    days = connection.execute(
        select(digests.c.day, digests.c.start, digests.c.end).order_by(digests.c.day)
    ).all()
    ends = [day.end for day in days]
    newest = max([window.date, *(day.day for day in days)])
    inside = _within(connection, window) if found or lost else set()
    fresh, earlier = list[MatchedArticle](), list[MatchedArticle]()
    for part in in_parts(sorted(found)):
        sources = sources_of(connection, part)
        rows = connection.execute(
            select(articles, RAW_BODY)
            .outerjoin(texts, texts.c.article_id == articles.c.id)
            .where(articles.c.id.in_(part))
            .order_by(articles.c.id)
        )
        for row in rows:
            place = bisect_left(ends, row.processed)
            date_of = days[place].day if place < len(days) else newest
            day = SpanDay(date_of, datetime.max.replace(tzinfo=UTC), _ALL, _ALL, is_first=True)
            matched = matched_article(row, row, day, found[row.id], sources.get(row.id, ()), updated=False)
            (fresh if row.id in inside else earlier).append(matched)
    gone = {number: why for number, why in lost.items() if number in inside}
    return DigestInput(
        window=window,
        config_version="",
        topics=tuple(topics),
        top_stories=0,
        articles=tuple(fresh),
        earlier=tuple(earlier),
        history=(),
        counts=Counts(),
        health=Health(unreadable=_lost(connection, gone)),
        archive_id=identity(connection),
    )


def _within(connection: Connection, window: Window) -> set[int]:
    query = select(articles.c.id).where(processed_between(connection, window.start, window.end))
    return {row.id for row in connection.execute(query)}


def _lost(connection: Connection, lost: Mapping[int, str]) -> tuple[Unreadable, ...]:
    """Return the first thousand articles whose texts are no longer there."""
    unreadable = []
    named = sorted(lost)[:_MOST_LOST]
    for part in in_parts(named):
        sources = sources_of(connection, part)
        rows = connection.execute(
            select(articles.c.id, articles.c.title, articles.c.url)
            .where(articles.c.id.in_(part))
            .order_by(articles.c.id)
        )
        for row in rows:
            source = sources[row.id][0][0] if row.id in sources else ""
            unreadable.append(Unreadable(row.title, source, lost[row.id], row.url))
    if len(lost) > len(named):
        unreadable.append(Unreadable(f"and {len(lost) - len(named)} more", "other outlets", PRUNED))
    return tuple(unreadable)


def identity(connection: Connection) -> str:
    """Return the random id of the archive."""
    return connection.execute(select(numbers.c.identity)).scalar() or ""


def last_processed_until(connection: Connection, moment: datetime) -> int:
    """Return the number of the last article processed up to a time."""
    found = connection.execute(
        select(articles.c.seq)
        .where(articles.c.seq.is_not(None), articles.c.processed <= moment)
        .order_by(articles.c.seq.desc())
        .limit(1)
    ).scalar()
    return found or 0


def _days_since(connection: Connection, first: int, day: date) -> list[SpanDay]:
    """Return the recorded days from a number on, and one for articles that are in none of them yet."""
    rows = connection.execute(
        select(digests.c.day, digests.c.start, digests.c.last)
        .where(digests.c.last > first)
        .order_by(digests.c.day)
    ).all()
    days = [SpanDay(row.day, row.start, row.last, _ALL, is_first=True) for row in rows]
    newest = max([day, *(kept.date for kept in days)])
    return [*days, SpanDay(newest, datetime.max.replace(tzinfo=UTC), _ALL, _ALL, is_first=True)]


def _days(connection: Connection, row: Row[*tuple[Any, ...]]) -> list[SpanDay]:
    rows = connection.execute(
        select(digests.c.day, digests.c.start, digests.c.last, digests.c.generation)
        .where(digests.c.day >= row.day - LOOKS_BACK, digests.c.day <= row.day)
        .order_by(digests.c.day)
    )
    oldest = connection.execute(select(func.min(digests.c.day))).scalar()
    return [SpanDay(kept.day, kept.start, kept.last, kept.generation, kept.day == oldest) for kept in rows]
