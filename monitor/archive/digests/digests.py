"""The table of digests: one row for each local date, with its window and all that it is built from.

Windows are ranges of article numbers without holes: each begins where the window of the latest earlier date
ended. A row is open until a later date is recorded, or until it is recorded as closed; after that it never
changes (promises 3 and 4).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from monitor.archive.articles.article_writer import topics_number
from monitor.archive.columns import (
    AIDS,
    COUNTS,
    HISTORY,
    IDS,
    TITLES,
    TOPICS,
    dump_health,
    dump_missed,
    storable,
)
from monitor.archive.database import Database
from monitor.archive.digest_schema import topic_stories
from monitor.archive.digests.digest_input import (
    digest_input,
    input_for_matches,
    input_for_window,
    last_processed_until,
)
from monitor.archive.digests.topic_stories import record_topic_stories
from monitor.archive.digests.window_facts import facts
from monitor.archive.queries import history
from monitor.archive.schema import digests, topic_days, topic_versions
from monitor.archive.search.topic_articles import topic_history
from monitor.archive.sequences import read_sequences, write_sequences
from monitor.errors import ArchiveBusy, ArchiveError
from monitor.models import (
    Counts,
    Digest,
    DigestInput,
    Gap,
    Health,
    Match,
    MissedArticle,
    ReadingAids,
    Topics,
    Unreadable,
    Window,
)

_WINDOW = (
    digests.c.day,
    digests.c.timezone,
    digests.c.start,
    digests.c.end,
    digests.c.first,
    digests.c.last,
    digests.c.closed,
)


class Digests:
    """The windows of digests and everything that each digest is built from."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def window(self, day: date, timezone: str, now: datetime) -> Window:
        """Return the window of the digest of a date: the stored one if it is closed, else up to now.

        The window of a skipped date, earlier than the newest digest, is empty: its articles are in the digest
        of the next date.
        """
        with self._database.read() as connection:
            return window_of(connection, day, timezone, now)

    def facts(self, window: Window) -> tuple[Counts, tuple[Unreadable, ...], tuple[Gap, ...]]:
        """Return the counts, the unreadable articles and the gaps between sweeps of a window.

        The counts of feeds are 0: the archive does not know which feeds are configured.
        """
        with self._database.read() as connection:
            return facts(connection, window)

    def record(  # noqa: PLR0913 - all that a digest is built from
        self,
        window: Window,
        config_version: str,
        topics: Topics,
        top_stories: int,
        counts: Counts,
        health: Health,
        *,
        title: str = "",
        missed: tuple[MissedArticle, ...] = (),
        aids: ReadingAids | None = None,
    ) -> None:
        """Store the row of a digest with all that it is built from, and close those of earlier dates.

        Raises:
            ArchiveError: the digest is closed already, or a later one contains its window.
            ArchiveBusy: another process recorded a digest after `window` was read.
        """
        with self._database.write() as connection:
            _check(connection, window)
            numbers = read_sequences(connection)
            numbers.generation += 1
            write_sequences(connection, numbers)
            connection.execute(update(digests).where(digests.c.day < window.date).values(closed=True))
            topics_id = topics_number(connection, topics.version)
            connection.execute(
                update(topic_versions)
                .where(topic_versions.c.id == topics_id, topic_versions.c.snapshot.is_(None))
                .values(snapshot=TOPICS.dump(topics))
            )
            values = {
                "timezone": window.timezone,
                "start": window.start,
                "end": window.end,
                "first": window.first,
                "last": window.last,
                "closed": window.closed,
                "generation": numbers.generation,
                "config_version": config_version,
                "topics_id": topics_id,
                "topics": TITLES.dump(tuple((topic.id, topic.title) for topic in topics.topics)),
                "top_stories": top_stories,
                "history": HISTORY.dump(history(connection, window.date)),
                "counts": COUNTS.dump(counts),
                "health": dump_health(health),
                "title": storable(title),
                "missed": dump_missed(missed),
                "aids": None if aids is None else AIDS.dump(aids),
            }
            rewritten = connection.execute(
                update(digests).where(digests.c.day == window.date).values(**values)
            )
            if not rewritten.rowcount:
                connection.execute(insert(digests).values(day=window.date, **values))

    def input(self, day: date) -> DigestInput | None:
        """Return what the digest of a date is built from, or None if none is recorded."""
        with self._database.read() as connection:
            return digest_input(connection, day)

    def window_between(self, since: datetime, until: datetime, timezone: str) -> Window:
        """Return the window of the articles processed after `since` and up to `until`."""
        with self._database.read() as connection:
            day = until.astimezone(ZoneInfo(timezone)) - timedelta(microseconds=1)
            first, last = last_processed_until(connection, since), last_processed_until(connection, until)
            return Window(
                day.date(), timezone, since, until, first, max(first, last), closed=True, requested=True
            )

    def input_for_window(self, window: Window, topics: Sequence[tuple[str, str]]) -> DigestInput:
        """Return the input for any window from the present archive, without counts, health and config."""
        with self._database.read() as connection:
            return input_for_window(connection, window, topics)

    def input_for_matches(
        self,
        window: Window,
        topics: Sequence[tuple[str, str]],
        found: Mapping[int, tuple[Match, ...]],
        lost: Mapping[int, str],
    ) -> DigestInput:
        """Return the input for a range digest, from matches that were computed for it.

        Args:
            window: the span, by its times.
            topics: (id, title) of the requested topics.
            found: the matches by article, of the span and of the 28 days before, whose stories may continue.
            lost: why the text of an article is no longer there.
        """
        with self._database.read() as connection:
            return input_for_matches(connection, window, topics, found, lost)

    def record_stories(self, digest: Digest) -> None:
        """Store the events and stories of each topic; a closed digest keeps its first ones."""
        with self._database.write() as connection:
            day = digest.window.date
            row = connection.execute(
                select(digests.c.closed, digests.c.generation).where(digests.c.day == day)
            ).first()
            if row is None:
                raise ArchiveError(f"there is no digest of {day} in the archive")
            stored = connection.execute(
                select(func.max(topic_days.c.generation)).where(topic_days.c.day == day)
            ).scalar()
            if row.closed and stored == row.generation:
                return
            connection.execute(delete(topic_days).where(topic_days.c.day == day))
            record_topic_stories(connection, digest)
            if not digest.topics:
                return
            connection.execute(
                insert(topic_days),
                [
                    {
                        "day": day,
                        "topic": section.id,
                        "place": place,
                        "generation": row.generation,
                        "stories": len(section.stories),
                        "events": section.events,
                        "story_ids": IDS.dump(tuple(story.id for story in section.stories)),
                    }
                    for place, section in enumerate(digest.topics)
                ],
            )

    def redate(self, wrong: date, right: date, now: datetime) -> None:
        """Correct the date of a digest written while the clock ran ahead; its window ends by now."""
        with self._database.write() as connection:
            row = connection.execute(select(digests).where(digests.c.day == wrong)).one()
            end = min(row.end, now)
            values = dict(zip(digests.c.keys(), row, strict=True))
            values |= {"day": right, "start": min(row.start, end), "end": end}
            connection.execute(insert(digests).values(**values))
            connection.execute(update(topic_days).where(topic_days.c.day == wrong).values(day=right))
            connection.execute(update(topic_stories).where(topic_stories.c.day == wrong).values(day=right))
            connection.execute(delete(digests).where(digests.c.day == wrong))

    def windows(self) -> tuple[Window, ...]:
        """Return the windows of all recorded digests, oldest first."""
        with self._database.read() as connection:
            return tuple(_window(row) for row in connection.execute(select(*_WINDOW).order_by(digests.c.day)))

    def days_of_topic(self, topic: str) -> tuple[tuple[date, int], ...]:
        """Return the number of events of a topic in each digest, oldest first."""
        with self._database.read() as connection:
            return topic_history(connection, topic)

    def last_day_of_story(self, story: str) -> date | None:
        """Return the date of the last recorded digest that has a story, by its id, or None."""
        named = topic_days.c.story_ids.contains(IDS.dump((story,)).strip("[]"), autoescape=True)
        with self._database.read() as connection:
            return connection.execute(select(func.max(topic_days.c.day)).where(named)).scalar()

    def days_without_stories(self) -> tuple[date, ...]:
        """Return the dates whose stories were not stored since they were last recorded."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(digests.c.day)
                .outerjoin(topic_days, topic_days.c.day == digests.c.day)
                .where(digests.c.topics != TITLES.dump(()))
                .group_by(digests.c.day, digests.c.generation)
                .having(func.coalesce(func.max(topic_days.c.generation), -1) != digests.c.generation)
                .order_by(digests.c.day)
            )
            return tuple(row.day for row in rows)


def window_of(connection: Connection, day: date, timezone: str, now: datetime) -> Window:
    """See `Digests.window`."""
    kept = connection.execute(select(*_WINDOW).where(digests.c.day == day)).first()
    if kept is not None and kept.closed:
        return _window(kept)
    before = connection.execute(
        select(*_WINDOW).where(digests.c.day < day).order_by(digests.c.day.desc()).limit(1)
    ).first()
    numbers = read_sequences(connection)
    first = before.last if before else 0
    start = before.end if before else numbers.began or now
    if kept is None and _newest(connection, after=day) is not None:
        return Window(day, timezone, start, start, first, first)
    return Window(day, timezone, start, max(start, now), first, numbers.seq)


def _window(row: Row[*tuple[Any, ...]]) -> Window:
    return Window(row.day, row.timezone, row.start, row.end, row.first, row.last, closed=bool(row.closed))


def _newest(connection: Connection, *, after: date) -> date | None:
    return connection.execute(select(func.max(digests.c.day)).where(digests.c.day > after)).scalar()


def _check(connection: Connection, window: Window) -> None:
    """Refuse a window that would overlap another or leave a hole."""
    later = _newest(connection, after=window.date)
    kept = connection.execute(select(*_WINDOW).where(digests.c.day == window.date)).first()
    if kept is not None and (kept.closed or later is not None):
        raise ArchiveError(
            f"the digest of {window.date} is closed; "
            f"`monitor digest --date {window.date} --rebuild` writes its files again"
        )
    if later is not None:
        raise ArchiveError(
            f"there is no digest of {window.date}: its articles are in a later one; the newest is of {later}"
        )
    now = window_of(connection, window.date, window.timezone, window.end)
    if window.first != now.first or not now.first <= window.last <= now.last:
        raise ArchiveBusy(f"another process wrote a digest while that of {window.date} was made; try again")
    if kept is not None and window.last < kept.last:
        raise ArchiveBusy(f"another process wrote the digest of {window.date} meanwhile; try again")
