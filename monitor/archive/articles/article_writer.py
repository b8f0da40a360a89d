"""Write the results of reading and matching articles: status, text, page, matches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from monitor.archive.columns import MATCHES, NEAR_MISSES
from monitor.archive.database import in_parts, write_rows
from monitor.archive.schema import articles, entries, matchings, pages, texts, topic_versions
from monitor.archive.sequences import Sequences, read_sequences, write_sequences
from monitor.errors import ArchiveError
from monitor.models import Matching, ReadArticle
from monitor.policy import next_reread

# Built once: building a statement costs more than SQLite takes to run it for a few rows.
_WAITING = select(articles.c.id, articles.c.seq, articles.c.old_before, articles.c.found).where(
    articles.c.id.in_(bindparam("numbers", expanding=True))
)
_STORE_RESULT = update(articles).where(articles.c.id == bindparam("number"))
_ADD_TEXT, _ADD_PAGE, _ADD_MATCHES = insert(texts), insert(pages), insert(matchings)
# Once an article is read, `texts` has its text, and the feed's copy is not needed.
_DROP_CONTENT = (
    update(entries)
    .where(entries.c.article_id == bindparam("number"), entries.c.content.is_not(None))
    .values(content=None)
)
_LONGEST_VALIDATOR = 1000


class ArticleWriter:
    """The articles processed in one transaction: values of their rows, then texts, pages and matches."""

    def __init__(self, connection: Connection, numbers: Sequences, now: datetime) -> None:
        self._connection = connection
        self._numbers = numbers
        self._now = now
        self._topics: dict[str, int] = {}
        self._outcomes: list[ReadArticle] = []

    def values(self, outcome: ReadArticle) -> dict[str, object]:
        """Number a result; return the values of the row of an article that was read without a page."""
        article, matching = outcome.article, outcome.matching
        self._numbers.seq += 1
        self._numbers.processed += 1
        self._numbers.matched += bool(matching.matches)
        self._outcomes.append(outcome)
        return {
            "seq": self._numbers.seq,
            "processed": self._now,
            "status": article.status.value,
            "reason": article.reason,
            "detail": article.detail,
            "title": article.title,
            "author": article.author,
            "language": article.language,
            "published": article.published,
            "text_source": article.text_source.value,
            "topics_id": self._topics_id(matching.topics_version),
            "matched": bool(matching.matches),
        }

    def values_read(self, outcome: ReadArticle, waiting: Row[*tuple[Any, ...]]) -> dict[str, object]:
        """Number a result; return the changes to the row of a pending article.

        An article that its entries call old is news if its page gives a newer date. While it may still be
        edited, the values contain the next time to read the page.
        """
        values, article = self.values(outcome), outcome.article
        old = waiting.old_before is not None
        if old and article.page_date is not None and article.page_date >= waiting.old_before:
            old, values["published"] = False, article.page_date
        requested = outcome.page is not None or article.reason
        again = next_reread(waiting.found, self._now, article.reason) if requested and not old else None
        return values | {"backlog": old, "old_before": waiting.old_before if old else None, "again": again}

    def write(self) -> None:
        """Store texts, pages and matches of the numbered results; the rows of the articles must exist."""
        text_rows = [
            {"article_id": outcome.article_id, "processed": self._now, "body": outcome.article.text}
            for outcome in self._outcomes
        ]
        write_rows(self._connection, _ADD_TEXT, text_rows)
        kept = [
            {
                "article_id": outcome.article_id,
                "processed": self._now,
                "url": outcome.page.url,
                "content_type": outcome.page.content_type,
                "body": outcome.page.body,
                "etag": validator(outcome.page.etag),
                "last_modified": validator(outcome.page.last_modified),
            }
            for outcome in self._outcomes
            if outcome.page is not None
        ]
        write_rows(self._connection, _ADD_PAGE, kept)
        found = [
            matching_values(
                outcome.article_id,
                self._numbers.generation,
                self._topics_id(outcome.matching.topics_version),
                outcome.matching,
            )
            for outcome in self._outcomes
            if outcome.matching.matches or outcome.matching.near_misses
        ]
        write_rows(self._connection, _ADD_MATCHES, found)
        # Reading commands such as `monitor status` start without numpy, which the index needs.
        from monitor.archive.search.search_index import add_to_index  # noqa: PLC0415

        add_to_index(self._connection, {outcome.article_id: grams_of(outcome) for outcome in self._outcomes})

    def _topics_id(self, version: str) -> int:
        if version not in self._topics:
            self._topics[version] = topics_number(self._connection, version)
        return self._topics[version]


def store_results(connection: Connection, outcomes: Sequence[ReadArticle], now: datetime) -> None:
    """Store status, text, page and matches of pending articles, numbered in the order given."""
    waiting = _waiting(connection, [outcome.article_id for outcome in outcomes])
    fresh = []
    for outcome in outcomes:
        found = waiting.pop(outcome.article_id, None)
        if found is not None and found.seq is None:
            fresh.append((outcome, found))
    if not fresh:
        return
    numbers = read_sequences(connection)
    writer = ArticleWriter(connection, numbers, now)
    rows = [{"number": outcome.article_id, **writer.values_read(outcome, found)} for outcome, found in fresh]
    write_rows(connection, _STORE_RESULT, rows)
    writer.write()
    drop_content(connection, [outcome.article_id for outcome, _ in fresh])
    write_sequences(connection, numbers)


def drop_content(connection: Connection, numbers: Sequence[int]) -> None:
    """Delete the feed's own text of articles that were read."""
    write_rows(connection, _DROP_CONTENT, [{"number": number} for number in numbers])


def validator(value: str | None) -> str | None:
    """Return a validator that can be sent back verbatim, or None."""
    return (
        value
        if value and value.isascii() and value.isprintable() and len(value) <= _LONGEST_VALIDATOR
        else None
    )


def matching_values(
    article_id: int, generation: int, topics_id: int, matching: Matching
) -> dict[str, object]:
    """Return the row that stores which topics an article matches and why."""
    return {
        "article_id": article_id,
        "generation": generation,
        "topics_id": topics_id,
        "matched": bool(matching.matches),
        "matches": MATCHES.dump(matching.matches),
        "near_misses": NEAR_MISSES.dump(matching.near_misses),
    }


def topics_number(connection: Connection, version: str) -> int:
    """Return the number of a topics version; a new version gets one."""
    wanted = select(topic_versions.c.id).where(topic_versions.c.version == version)
    known = connection.execute(wanted).scalar()
    if known is None:
        connection.execute(insert(topic_versions).values(version=version))
        known = connection.execute(wanted).scalar_one()
    return int(known)


def grams_of(outcome: ReadArticle) -> bytes:
    """Return the grams of an article for the search index; computes them if the worker did not."""
    from monitor.match.grams import text_grams  # noqa: PLC0415 - numpy

    return outcome.grams or text_grams(outcome.article.title, outcome.article.text).tobytes()


def _waiting(connection: Connection, numbers: Sequence[int]) -> dict[int, Row[*tuple[Any, ...]]]:
    found: dict[int, Row[*tuple[Any, ...]]] = {}
    for part in in_parts(numbers):
        found |= {row.id: row for row in connection.execute(_WAITING, {"numbers": part})}
    missing = [number for number in numbers if number not in found]
    if missing:
        raise ArchiveError(f"there is no article {missing[0]} to store a result for")
    return found


@dataclass(frozen=True, slots=True)
class MatchedAgain:
    """The result of matching an article again.

    Attributes:
        matches: topics that it matches now.
        published: topics that a recorded digest may have shown for it.
    """

    matches: frozenset[str]
    published: frozenset[str]


def keep_matching(
    connection: Connection, numbers: Sequences, article_id: int, matching: Matching
) -> MatchedAgain:
    """Store a new matching; the one that a recorded digest was written from is kept beside it."""
    kept = connection.execute(
        select(matchings.c.generation, matchings.c.matched, matchings.c.matches)
        .where(matchings.c.article_id == article_id)
        .order_by(matchings.c.generation)
    ).all()
    topics_id = topics_number(connection, matching.topics_version)
    values = matching_values(article_id, numbers.generation, topics_id, matching)
    if kept and kept[-1].generation == numbers.generation:
        connection.execute(
            update(matchings)
            .where(matchings.c.article_id == article_id, matchings.c.generation == numbers.generation)
            .values(**values)
        )
    else:
        connection.execute(insert(matchings).values(**values))
    published = frozenset(
        match.topic
        for row in kept
        if row.generation < numbers.generation and row.matched
        for match in MATCHES.load(row.matches)
    )
    matches = frozenset(match.topic for match in matching.matches)
    connection.execute(
        update(articles)
        .where(articles.c.id == article_id)
        .values(topics_id=topics_id, matched=bool(matches or published))
    )
    numbers.matched += bool(matches) - bool(kept and kept[-1].matched)
    return MatchedAgain(matches, published)
