"""What digests show beside foreign words: glosses of their topics, and stored machine translations.

A translation is never replaced, and a digest shows only those stored before it was recorded, so a closed
digest never changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from monitor.archive.columns import AIDS, TOPICS, fingerprint, storable
from monitor.archive.database import Database, in_parts
from monitor.archive.digest_schema import translations
from monitor.archive.schema import topic_versions
from monitor.archive.sequences import read_sequences
from monitor.models import MatchedArticle, ReadingAids


class Translations:
    """Machine translations of headlines and quotes, each made once for a language."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def missing(self, texts: Sequence[str], language: str) -> tuple[str, ...]:
        """Return the texts that have no translation to a language, in their order."""
        with self._database.read() as connection:
            known = _known(connection, texts, language)
            return tuple(text for text in dict.fromkeys(texts) if text not in known)

    def add(self, made: Mapping[str, str], language: str) -> None:
        """Store translations by their originals; one that is stored already stays."""
        with self._database.write() as connection:
            known = _known(connection, tuple(made), language)
            generation = read_sequences(connection).generation
            rows = {
                fingerprint(storable(text)): {
                    "hash": fingerprint(storable(text)),
                    "language": language,
                    "generation": generation,
                    "translation": translation,
                }
                for text, translation in made.items()
                if text not in known
            }
            if rows:
                connection.execute(insert(translations), list(rows.values()))


@dataclass(frozen=True, slots=True)
class TopicNames:
    """What the topics of a digest say about names and foreign words.

    Attributes:
        glosses: see `Topics.glosses`.
        name_forms: see `Topics.name_forms`.
    """

    glosses: tuple[tuple[str, str], ...] = ()
    name_forms: tuple[tuple[str, str], ...] = ()


def names_of(connection: Connection, topics_id: int | None) -> TopicNames:
    """Return the names of the topics that a digest was written with; none for a digest of an old archive."""
    snapshot = connection.execute(
        select(topic_versions.c.snapshot).where(topic_versions.c.id == topics_id)
    ).scalar()
    return _names_in(snapshot) if snapshot else TopicNames()


@lru_cache(maxsize=2)
def _names_in(snapshot: str) -> TopicNames:
    # Parsing thousands of keywords takes longer than the rest of a small digest, and most digests share them.
    topics = TOPICS.load(snapshot)
    return TopicNames(topics.glosses(), topics.name_forms)


def aids_of(
    connection: Connection, row: Row[*tuple[Any, ...]], articles: Sequence[MatchedArticle]
) -> ReadingAids:
    """Return the aids of a recorded digest: glosses of its topics, and translations of what it may show."""
    aids = ReadingAids() if row.aids is None else AIDS.load(row.aids)
    made: dict[str, str] = {}
    if connection.execute(select(translations.c.hash).limit(1)).first() is not None:
        made = _known(connection, _texts(articles), aids.language, before=row.generation)
    return replace(
        aids,
        glosses=names_of(connection, row.topics_id).glosses,
        translations=tuple(sorted(made.items())),
    )


def _texts(articles: Sequence[MatchedArticle]) -> list[str]:
    """Return the headlines and quotes of articles."""
    texts = dict.fromkeys(article.title for article in articles)
    found = (evidence for article in articles for match in article.matches for evidence in match.evidence)
    return list(texts | dict.fromkeys(evidence.quote for evidence in found if evidence.field != "title"))


def _known(
    connection: Connection, texts: Sequence[str], language: str, *, before: int | None = None
) -> dict[str, str]:
    by_hash = {fingerprint(storable(text)): text for text in texts}
    found: dict[str, str] = {}
    for part in in_parts(list(by_hash)):
        query = select(translations.c.hash, translations.c.translation).where(
            translations.c.hash.in_(part), translations.c.language == language
        )
        if before is not None:
            query = query.where(translations.c.generation < before)
        found |= {by_hash[bytes(row.hash)]: row.translation for row in connection.execute(query)}
    return found
