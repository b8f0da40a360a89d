"""What the second opinion says of articles and topics. A score is made once for each model and stays.

A score belongs to the text that was read. When an article is read again with another text, its scores are
deleted; a digest keeps those that it shows with its record.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from monitor.archive.database import Database, in_parts
from monitor.archive.digest_schema import scores
from monitor.archive.queries import judged_topics, processed_between, topics_of
from monitor.archive.schema import articles
from monitor.models import SecondOpinion


class Scores:
    """The scores of articles that may have been missed, by article, topic and model."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_articles(self, numbers: Sequence[int], model: str) -> Mapping[tuple[int, str], float]:
        """Return the scores of articles by one model, by article and topic."""
        with self._database.read() as connection:
            return _known(connection, numbers, model)

    def scored_since(self, moment: datetime) -> int:
        """Return how many articles were read for a score after a moment, by any model."""
        query = select(func.count(func.distinct(scores.c.article_id))).where(scores.c.scored > moment)
        with self._database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def marked(self, model: str, least: float, since: datetime, until: datetime) -> list[SecondOpinion]:
        """Return the scores of one model from `least` on of articles without match or verdict, best first.

        Args:
            model: the model's key.
            least: the least score.
            since: articles processed after this time.
            until: and up to this time.
        """
        with self._database.read() as connection:
            rows = connection.execute(
                select(scores.c.article_id, scores.c.topic, scores.c.score)
                .join(articles, articles.c.id == scores.c.article_id)
                .where(scores.c.model == model, scores.c.score >= least)
                .where(processed_between(connection, since, until))
                .order_by(scores.c.score.desc(), scores.c.article_id.desc(), scores.c.topic)
            ).all()
            numbers = sorted({row.article_id for row in rows})
            judged = judged_topics(connection, numbers)
            matched = {
                (number, topic)
                for part in in_parts(numbers)
                for number, topics in topics_of(connection, part).items()
                for topic in topics
            }
        found = (SecondOpinion(row.article_id, row.topic, row.score) for row in rows)
        return [one for one in found if (one.article_id, one.topic) not in judged | matched]

    def add(self, made: Iterable[SecondOpinion], model: str, now: datetime) -> None:
        """Store scores; one that is stored already stays."""
        by_key = {(one.article_id, one.topic): one.score for one in made}
        with self._database.write() as connection:
            known = _known(connection, [number for number, _ in by_key], model)
            rows = [
                {"article_id": number, "topic": topic, "model": model, "score": score, "scored": now}
                for (number, topic), score in by_key.items()
                if (number, topic) not in known
            ]
            if rows:
                connection.execute(insert(scores), rows)


def drop_scores(connection: Connection, article_id: int) -> None:
    """Delete the scores of an article whose text changed."""
    connection.execute(delete(scores).where(scores.c.article_id == article_id))


def _known(connection: Connection, numbers: Sequence[int], model: str) -> dict[tuple[int, str], float]:
    found: dict[tuple[int, str], float] = {}
    for part in in_parts(sorted(set(numbers))):
        rows = connection.execute(
            select(scores.c.article_id, scores.c.topic, scores.c.score).where(
                scores.c.article_id.in_(part), scores.c.model == model
            )
        )
        found |= {(row.article_id, row.topic): row.score for row in rows}
    return found
