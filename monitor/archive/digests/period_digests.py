"""The digests of weeks and months: one row for each, which never changes.

The span of a digest is given by times. Its articles are those processed in it, with the matches, texts and
outlets that were in force when the row was written.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, insert, select, update

from monitor.archive.articles.article_writer import topics_number
from monitor.archive.columns import (
    AIDS,
    COUNTS,
    STORY_COUNTS,
    TITLES,
    TOPICS,
    dump_health,
    load_health,
    load_missed,
)
from monitor.archive.database import Database
from monitor.archive.digest_schema import period_digests
from monitor.archive.digests.digest_articles import SpanDay, articles_of
from monitor.archive.digests.digest_input import identity, last_processed_until
from monitor.archive.digests.translations import aids_of, names_of
from monitor.archive.queries import LOOKS_BACK
from monitor.archive.schema import digests, topic_versions
from monitor.archive.sequences import read_sequences, write_sequences
from monitor.models import (
    Digest,
    DigestInput,
    MatchedArticle,
    MissedArticle,
    Period,
    Topics,
    Window,
)

_ALL = 2**62


class PeriodDigests:
    """The digests of weeks and months and what each is built from."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def recorded(self) -> tuple[Period, ...]:
        """Return the periods that have a digest, oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(
                    period_digests.c.kind, period_digests.c.day, period_digests.c.start, period_digests.c.end
                ).order_by(period_digests.c.end, period_digests.c.name)
            )
            return tuple(Period(*row) for row in rows)

    def window(self, period: Period, timezone: str) -> Window:
        """Return the window of a period: the articles processed after its start and up to its end."""
        with self._database.read() as connection:
            first = last_processed_until(connection, period.start)
            last = max(first, last_processed_until(connection, period.end))
            began = read_sequences(connection).began or period.start
            start = min(max(period.start, began), period.end)
            return Window(
                period.day, timezone, start, period.end, first, last, closed=True, period=period.kind
            )

    def record(self, period: Period, made_from: DigestInput, topics: Topics) -> None:
        """Store the row of a digest; one that is stored stays.

        Args:
            period: the week or month.
            made_from: its window, counts, health and settings; its articles are read again.
            topics: in force.
        """
        with self._database.write() as connection:
            known = select(period_digests.c.name).where(period_digests.c.name == period.name)
            if connection.execute(known).first() is not None:
                return
            numbers = read_sequences(connection)
            numbers.generation += 1
            write_sequences(connection, numbers)
            window = made_from.window
            topics_id = topics_number(connection, topics.version)
            connection.execute(
                update(topic_versions)
                .where(topic_versions.c.id == topics_id, topic_versions.c.snapshot.is_(None))
                .values(snapshot=TOPICS.dump(topics))
            )
            connection.execute(
                insert(period_digests).values(
                    name=period.name,
                    kind=period.kind,
                    day=period.day,
                    timezone=window.timezone,
                    start=window.start,
                    end=window.end,
                    first=window.first,
                    last=window.last,
                    generation=numbers.generation,
                    config_version=made_from.config_version,
                    topics_id=topics_id,
                    topics=TITLES.dump(tuple((topic.id, topic.title) for topic in topics.topics)),
                    top_stories=made_from.top_stories,
                    counts=COUNTS.dump(made_from.counts),
                    health=dump_health(made_from.health),
                    title=made_from.title,
                    aids=AIDS.dump(made_from.aids),
                    stories=STORY_COUNTS.dump({}),
                )
            )

    def record_stories(self, digest: Digest) -> None:
        """Store the number of events of each topic, for the digest of the next period."""
        counts = {section.id: section.events for section in digest.topics}
        with self._database.write() as connection:
            connection.execute(
                update(period_digests)
                .where(period_digests.c.name == digest.window.name)
                .values(stories=STORY_COUNTS.dump(counts))
            )

    def input(self, name: str) -> DigestInput | None:
        """Return what the digest of a week or month is built from, or None if none is recorded."""
        with self._database.read() as connection:
            row = connection.execute(select(period_digests).where(period_digests.c.name == name)).first()
            return None if row is None else _input(connection, row)


def _input(connection: Connection, row: Row[*tuple[Any, ...]]) -> DigestInput:
    before = last_processed_until(connection, row.start - LOOKS_BACK)
    fresh = _articles(connection, row, (row.first, row.last))
    earlier = _articles(connection, row, (min(before, row.first), row.first))
    previous = connection.execute(
        select(period_digests)
        .where(period_digests.c.kind == row.kind, period_digests.c.end < row.end)
        .order_by(period_digests.c.end.desc())
        .limit(1)
    ).first()
    # An earlier period may be written later, so only the numbers of one written before count.
    known = previous if previous is not None and previous.generation < row.generation else None
    counts = STORY_COUNTS.load(known.stories) if known else {}
    return DigestInput(
        window=Window(
            row.day, row.timezone, row.start, row.end, row.first, row.last, closed=True, period=row.kind
        ),
        config_version=row.config_version,
        topics=TITLES.load(row.topics),
        top_stories=row.top_stories,
        articles=fresh,
        earlier=earlier,
        history=tuple((known.day, topic, count) for topic, count in sorted(counts.items())) if known else (),
        counts=COUNTS.load(row.counts),
        health=load_health(row.health),
        title=row.title,
        archive_id=identity(connection),
        previous=known.day if known else None,
        missed=_missed(connection, row, fresh),
        aids=aids_of(connection, row, fresh),
        name_forms=names_of(connection, row.topics_id).name_forms,
    )


def _missed(
    connection: Connection, row: Row[*tuple[Any, ...]], articles: Sequence[MatchedArticle]
) -> tuple[MissedArticle, ...]:
    """Return the likeliest of the articles that the days of a period show as perhaps missed.

    Returns at most as many as the longest list of a day has. Leaves out days that were closed after this
    digest was recorded, and articles that match, so that every rebuild gives the same list.
    """
    days = connection.execute(
        select(digests.c.missed)
        .where(
            digests.c.closed,
            digests.c.generation <= row.generation,
            digests.c.end > row.start,
            digests.c.end <= row.end,
        )
        .order_by(digests.c.day.desc())
    ).scalars()
    lists = [load_missed(missed) for missed in days]
    matched = {article.article_id for article in articles}
    titles = dict[str, MissedArticle]()
    for one in sorted((one for listed in lists for one in listed), key=_rank):
        if one.article_id not in matched:
            titles.setdefault(one.title.casefold() or str(one.article_id), one)
    return tuple(titles.values())[: max(map(len, lists), default=0)]


def _rank(one: MissedArticle) -> tuple[bool, float]:
    """Order what the second opinion marks by score, before the others by likelihood."""
    return not one.belongs, -(one.score if one.belongs and one.score is not None else one.likelihood)


def _articles(
    connection: Connection, row: Row[*tuple[Any, ...]], span: tuple[int, int]
) -> tuple[MatchedArticle, ...]:
    """Return the matched articles of a span, each dated by when it was found.

    The digests of its days do not date them: they may be written later than that of the week.
    """
    zone = ZoneInfo(row.timezone)
    day = SpanDay(row.day, datetime.max.replace(tzinfo=UTC), _ALL, row.generation, is_first=True)
    return tuple(
        replace(article, digest_date=article.found.astimezone(zone).date())
        for article in articles_of(connection, [day], span, row.generation)
    )
