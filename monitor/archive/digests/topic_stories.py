"""The stories of each topic in each digest, stored for the chronicle."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from monitor.archive.columns import TITLES, storable
from monitor.archive.database import Database
from monitor.archive.digest_schema import topic_stories
from monitor.archive.queries import EVENTS
from monitor.archive.schema import digests, topic_days
from monitor.models import ChronicleInput, ChronicleStory, Digest

_COLUMNS = (
    topic_stories.c.day, topic_stories.c.story,
    func.coalesce(topic_stories.c.event, topic_stories.c.story).label("event"),
    topic_stories.c.status, topic_stories.c.headline, topic_stories.c.language,
    topic_stories.c.outlet, topic_stories.c.url, topic_stories.c.outlets, topic_stories.c.found,
)  # fmt: skip


class TopicStories:
    """The stories of each topic in all digests."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def topics(self) -> tuple[tuple[str, str], ...]:
        """Return (id, title) of the topics of all digests; the newest title counts."""
        with self._database.read() as connection:
            known = connection.execute(select(topic_days.c.topic).distinct()).scalars()
            titles = dict.fromkeys(sorted(known), "")
            rows = connection.execute(select(digests.c.topics).distinct()).scalars()
            by_day = select(digests.c.topics).order_by(digests.c.day.desc())
            newest = connection.execute(by_day.limit(1)).scalar()
            for text in [*rows, *([newest] if newest else [])]:
                titles |= {topic: title for topic, title in TITLES.load(text) if topic in titles}
            return tuple((topic, title or topic) for topic, title in titles.items())

    def chronicle_input(self, topic: str, title: str) -> ChronicleInput:
        """Return what the chronicle of a topic is computed from; an open digest counts as it is."""
        with self._database.read() as connection:
            days = connection.execute(
                select(topic_days.c.day, EVENTS).where(topic_days.c.topic == topic).order_by(topic_days.c.day)
            )
            stories = connection.execute(
                select(*_COLUMNS)
                .where(topic_stories.c.topic == topic)
                .order_by(topic_stories.c.day, topic_stories.c.place)
            )
            return ChronicleInput(
                topic,
                title,
                tuple((row.day, row.events) for row in days),
                tuple(ChronicleStory(**row._asdict()) for row in stories),
            )

    def days_without_stories(self, most: int) -> tuple[date, ...]:
        """Return the newest dates of digests of an earlier version, whose stories are known by id only."""
        with self._database.read() as connection:
            detailed = select(topic_stories.c.day).where(topic_stories.c.day == topic_days.c.day).exists()
            rows = connection.execute(
                select(topic_days.c.day)
                .where(topic_days.c.stories > 0, ~detailed)
                .distinct()
                .order_by(topic_days.c.day.desc())
                .limit(most)
            )
            return tuple(rows.scalars())

    def record(self, digest: Digest) -> None:
        """Store the stories of a digest that was recorded by an earlier version."""
        with self._database.write() as connection:
            record_topic_stories(connection, digest)


def record_topic_stories(connection: Connection, digest: Digest) -> None:
    """Store the stories of each topic of a digest, in place of those stored before."""
    connection.execute(delete(topic_stories).where(topic_stories.c.day == digest.window.date))
    rows = list(_rows(digest))
    if rows:
        connection.execute(insert(topic_stories), rows)


def _rows(digest: Digest) -> Iterator[dict[str, Any]]:
    for section in digest.topics:
        for place, story in enumerate(section.stories):
            lead = story.articles[0] if story.articles else None
            yield {
                "topic": section.id,
                "day": digest.window.date,
                "place": place,
                "story": story.id,
                "event": story.event or story.id,
                "status": story.status.value,
                "headline": storable(story.headline),
                "language": story.language,
                "outlet": lead.source if lead else "",
                "url": lead.url if lead else None,
                "outlets": len(story.outlets),
                "found": lead.found if lead else digest.window.end,
            }
