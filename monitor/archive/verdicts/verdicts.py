"""What people said of articles and topics.

A verdict belongs to an article by its number; an imported one whose article is unknown waits for it under the
fingerprint of its URL.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, insert, select, update

from monitor.archive.columns import fingerprint
from monitor.archive.database import Database, in_parts
from monitor.archive.queries import VERDICT_ARTICLE, VERDICTS_JOINED
from monitor.archive.schema import articles, entries, feeds, verdicts
from monitor.archive.verdicts.unjudged import unjudged
from monitor.errors import UsageError
from monitor.models import Answer, ArticleToJudge, Verdict, VerdictImport

_VALUES = ("topic", "answer", "judged", "config_version", "url", "feed_url", "entry_key", "title")


class Verdicts:
    """The last verdict on each article and topic."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(
        self, article_id: int, topic: str, answer: Answer, now: datetime, config_version: str
    ) -> Verdict | None:
        """Store a verdict in place of an earlier one on the same article and topic; return that, or None.

        Raises:
            UsageError: there is no such article.
        """
        with self._database.write() as connection:
            verdict = Verdict(topic, answer, now, config_version, **_identify(connection, article_id))
            earlier = _find(connection, verdict)
            _store(connection, verdict, earlier)
            return None if earlier is None else _verdict(earlier)

    def restore(self, article_id: int, topic: str, earlier: Verdict | None) -> None:
        """Undo `record`: put back the earlier verdict, or delete the verdict if there was none."""
        with self._database.write() as connection:
            connection.execute(
                delete(verdicts).where(verdicts.c.article_id == article_id, verdicts.c.topic == topic)
            )
            if earlier is not None:
                _store(connection, replace(earlier, article_id=article_id), None)

    def all(self, topic: str = "") -> tuple[Verdict, ...]:
        """Return the verdicts on every topic or on one, in the order in which they were given."""
        chosen = [verdicts.c.topic == topic] if topic else []
        with self._database.read() as connection:
            rows = connection.execute(
                _select_verdicts().where(*chosen).order_by(verdicts.c.judged, verdicts.c.id)
            )
            return tuple(_verdict(row) for row in rows)

    def of_articles(self, numbers: Sequence[int]) -> Mapping[int, Mapping[str, Verdict]]:
        """Return the verdicts on articles, by article and topic; articles without any are left out."""
        found: dict[int, dict[str, Verdict]] = defaultdict(dict)
        with self._database.read() as connection:
            for part in in_parts(numbers):
                for row in connection.execute(_select_verdicts().where(VERDICT_ARTICLE.in_(part))):
                    found[row.number][row.topic] = _verdict(row)
        return found

    def unjudged(self, since: datetime, until: datetime) -> Iterator[ArticleToJudge]:
        """Yield the stored matches and near misses without a verdict, newest articles first.

        Args:
            since: articles processed after this time.
            until: and up to this time.
        """
        return unjudged(self._database, since, until)

    def add(self, given: Iterable[Verdict]) -> VerdictImport:
        """Store verdicts of another archive; of two on the same article and topic the newer one stays.

        Their `article_id` does not count: each is looked up by its URL, or by its feed and entry. Verdicts on
        unknown articles are kept, and hold as soon as an article with that URL is found.
        """
        added = replaced = unchanged = unknown = 0
        with self._database.write() as connection:
            for foreign in given:
                verdict = replace(foreign, article_id=_known_article(connection, foreign))
                unknown += verdict.article_id is None
                earlier = _find(connection, verdict)
                if earlier is None:
                    added += 1
                elif earlier.judged < verdict.judged:
                    replaced += 1
                else:
                    unchanged += 1
                    if earlier.article_id is not None or verdict.article_id is None:
                        continue
                    verdict = replace(_verdict(earlier), article_id=verdict.article_id)
                _store(connection, verdict, earlier)
        return VerdictImport(added, replaced, unchanged, unknown)


def _select_verdicts() -> Select[Any]:
    return select(verdicts, VERDICT_ARTICLE.label("number")).select_from(VERDICTS_JOINED)


def _identify(connection: Connection, article_id: int) -> dict[str, Any]:
    """Return the values of a verdict that say which article it is about."""
    row = connection.execute(
        select(
            articles.c.url, articles.c.url_hash, articles.c.title, entries.c.key, feeds.c.url.label("feed")
        )
        .outerjoin(entries, entries.c.id == articles.c.entry_id)
        .outerjoin(feeds, feeds.c.id == entries.c.feed_id)
        .where(articles.c.id == article_id)
    ).first()
    if row is None:
        raise UsageError(f"there is no article {article_id}")
    found = {"article_id": article_id, "title": row.title}
    # An article whose link leads to another article now has a URL, but none of its own.
    if row.url_hash is not None:
        return found | {"url": row.url}
    return found | {"feed_url": row.feed or "", "entry_key": row.key or ""}


def _known_article(connection: Connection, verdict: Verdict) -> int | None:
    if verdict.url is not None:
        query = select(articles.c.id).where(articles.c.url_hash == fingerprint(verdict.url))
    else:
        query = (
            select(entries.c.article_id)
            .join(feeds, feeds.c.id == entries.c.feed_id)
            .where(
                feeds.c.url_hash == fingerprint(verdict.feed_url),
                entries.c.key_hash == fingerprint(verdict.entry_key),
                entries.c.reuse == 0,
            )
        )
    return connection.execute(query).scalar()


def _key(verdict: Verdict) -> bytes:
    return fingerprint(f"{verdict.feed_url}\n{verdict.entry_key}" if verdict.url is None else verdict.url)


def _find(connection: Connection, verdict: Verdict) -> Row[*tuple[Any, ...]] | None:
    """Return the stored verdict on the same article and topic."""
    waiting = verdicts.c.article_id.is_(None) & (verdicts.c.key_hash == _key(verdict))
    same: ColumnElement[bool] = waiting
    if verdict.article_id is not None:
        same = (verdicts.c.article_id == verdict.article_id) | waiting
    return connection.execute(
        select(verdicts, verdicts.c.article_id.label("number"))
        .where(verdicts.c.topic == verdict.topic, same)
        .order_by(verdicts.c.judged.desc())
    ).first()


def _store(connection: Connection, verdict: Verdict, earlier: Row[*tuple[Any, ...]] | None) -> None:
    values = {name: getattr(verdict, name) for name in _VALUES}
    values |= {
        "answer": verdict.answer.value,
        "article_id": verdict.article_id,
        "key_hash": _key(verdict),
    }
    if earlier is None:
        connection.execute(insert(verdicts).values(**values))
    else:
        connection.execute(update(verdicts).where(verdicts.c.id == earlier.id).values(**values))


def _verdict(row: Row[*tuple[Any, ...]]) -> Verdict:
    values = {name: getattr(row, name) for name in _VALUES} | {"answer": Answer(row.answer)}
    return Verdict(**values, article_id=row.number)
