"""Numbers of processed articles found in a span of time, for trials of edited topics and for samples."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, func, select

from monitor.archive.database import Database
from monitor.archive.queries import topics_of
from monitor.archive.schema import articles, topic_versions
from monitor.archive.search.search import stored_articles
from monitor.archive.search.stored_texts import texts_of
from monitor.archive.search.topic_articles import TopicArticle, topic_articles
from monitor.models import StoredArticle, StoredText

if TYPE_CHECKING:
    from monitor.match.grams import Plan

_AT_ONCE = 500


class FoundArticles:
    """The processed articles of a span, by number.

    A span is one of times of finding: from `since` on and before `until`; None sets no limit.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def numbers(self, since: datetime | None, until: datetime | None) -> list[int]:
        """Return the numbers of all articles of a span, ascending."""
        return self._numbers(since, until)

    def candidates(self, plan: "Plan", since: datetime | None, until: datetime | None) -> list[int]:
        """Return the numbers of the articles of a span that a plan does not rule out, ascending."""
        from monitor.archive.search.search_index import candidate_ids  # noqa: PLC0415

        with self._database.read() as connection:
            found = sorted(candidate_ids(connection, plan))
        if since is None and until is None:
            return found
        parts = (found[start : start + _AT_ONCE] for start in range(0, len(found), _AT_ONCE))
        return [number for part in parts for number in self._numbers(since, until, articles.c.id.in_(part))]

    def matched(
        self, since: datetime | None, until: datetime | None
    ) -> Iterator[tuple[int, str, tuple[str, ...]]]:
        """Yield the matched articles of a span: number, version of the topics, ids of the topics."""
        query = _select_found(since, until, articles.c.matched.is_(True))
        with self._database.read() as connection:
            versions = connection.execute(
                query.add_columns(topic_versions.c.version)
                .join(topic_versions, topic_versions.c.id == articles.c.topics_id)
            ).all()  # fmt: skip
        for start in range(0, len(versions), _AT_ONCE):
            part = versions[start : start + _AT_ONCE]
            with self._database.read() as connection:
                topics = topics_of(connection, [row.id for row in part])
            for row in part:
                yield row.id, row.version, topics.get(row.id, ())

    def of_topic(self, topic: str, since: datetime, limit: int) -> tuple[TopicArticle, ...]:
        """Return the articles found since a moment that match a topic now, or nearly do; newest first."""
        with self._database.read() as connection:
            return topic_articles(connection, topic, since, limit)

    def outdated(
        self, version: str, since: datetime | None, until: datetime | None, most: int
    ) -> tuple[int, list[int]]:
        """Return the articles of a span that another version of the topics matched last.

        Args:
            version: of the topics.
            since: see the class.
            until: see the class.
            most: if there are more, their numbers are left out.

        Returns:
            How many they are, and their numbers.
        """
        known = select(topic_versions.c.id).where(topic_versions.c.version == version)
        other = articles.c.topics_id.not_in(known)
        with self._database.read() as connection:
            count = connection.execute(
                select(func.count()).select_from(_select_found(since, until, other).subquery())
            ).scalar_one()
        return count, self._numbers(since, until, other) if count <= most else []

    def texts(self, numbers: Sequence[int], *, with_matches: bool = False) -> Iterator[StoredText]:
        """Yield the texts of articles in ascending order; see `texts_of`."""
        return texts_of(self._database, numbers, with_matches=with_matches)

    def details(self, numbers: Sequence[int]) -> list[StoredArticle]:
        """Return what the user sees of articles, newest first."""
        found = []
        for start in range(0, len(numbers), _AT_ONCE):
            with self._database.read() as connection:
                found += stored_articles(connection, numbers[start : start + _AT_ONCE])
        return sorted(found, key=lambda article: -article.id)

    def _numbers(
        self, since: datetime | None, until: datetime | None, *conditions: ColumnElement[bool]
    ) -> list[int]:
        with self._database.read() as connection:
            return [row.id for row in connection.execute(_select_found(since, until, *conditions))]


def _select_found(
    since: datetime | None, until: datetime | None, *conditions: ColumnElement[bool]
) -> Select[tuple[int]]:
    query = select(articles.c.id).where(articles.c.seq.is_not(None), *conditions).order_by(articles.c.id)
    if since is not None:
        query = query.where(articles.c.found >= since)
    if until is not None:
        query = query.where(articles.c.found < until)
    return query
