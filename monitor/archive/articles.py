"""Articles on their way: pending, postponed, and once settled matched again while a digest is open."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    LargeBinary,
    Row,
    func,
    insert,
    select,
    type_coerce,
    update,
)

from monitor.archive.article_writer import matching_values, topics_number
from monitor.archive.columns import is_due, readable
from monitor.archive.database import Database
from monitor.archive.records import MATCHES
from monitor.archive.schema import (
    articles,
    entries,
    feeds,
    ledger,
    matchings,
    outlets,
    pages,
    texts,
    topic_versions,
    updates,
)
from monitor.archive.sequences import Sequences, read_sequences, write_sequences
from monitor.models import Article, ArticleStatus, Entry, Failure, Matching, Pending, TextSource, TextToMatch
from monitor.policy import STALE_AFTER

logger = logging.getLogger(__name__)

RAW_BODY = type_coerce(texts.c.body, LargeBinary).label("body")  # unpacked row by row, for one may be damaged
_TEXTS_AT_ONCE = 100


def pending(
    connection: Connection, now: datetime, limit: int, among: Sequence[int] | None = None
) -> tuple[Pending, ...]:
    """Return articles whose page may be tried now, longest waiting first; `among` some, where it is given.

    A try set further ahead than any wait can be was set by a clock that was wrong, and is due.
    """
    chosen = [] if among is None else [articles.c.id.in_(among)]
    rows = connection.execute(
        select(
            articles.c.id,
            articles.c.found,
            articles.c.attempts,
            articles.c.full_text,
            feeds.c.url.label("feed_url"),
            *(entries.c[name] for name in _ENTRY),
        )
        .join(entries, entries.c.id == articles.c.entry_id)
        .join(feeds, feeds.c.id == entries.c.feed_id)
        .where(articles.c.seq.is_(None), is_due(articles.c.next_try, now), *chosen)
        .order_by(articles.c.next_try, articles.c.id)
        .limit(limit)
    )
    return tuple(
        Pending(row.id, _entry(row), row.found, row.attempts, full_text=bool(row.full_text)) for row in rows
    )


_ENTRY = ("key", "url", "title", "summary", "content", "author", "published", "language")


def due_again(connection: Connection, now: datetime, limit: int) -> tuple[Pending, ...]:
    """Return settled articles due to be read again, with what was read of them; edited ones first."""
    rows = connection.execute(
        select(
            *(articles.c[name] for name in _READ),
            feeds.c.url.label("feed_url"),
            *(entries.c[name].label(f"entry_{name}") for name in (*_ENTRY, "revisions")),
            pages.c.etag,
            pages.c.last_modified,
            RAW_BODY,
        )
        .join(entries, entries.c.id == articles.c.entry_id)
        .join(feeds, feeds.c.id == entries.c.feed_id)
        .outerjoin(pages, pages.c.article_id == articles.c.id)
        .outerjoin(texts, texts.c.article_id == articles.c.id)
        .where(
            articles.c.again.is_not(None),
            articles.c.again <= now,
            articles.c.again > now - STALE_AFTER,
            articles.c.seq.is_not(None),
        )
        .order_by(articles.c.edited.desc(), articles.c.again, articles.c.id)
        .limit(limit)
    )
    return tuple(_pending_again(row) for row in rows)


_READ = (
    "id", "found", "full_text", "url", "title", "author", "language", "published", "backing", "fate",
    "reason", "detail", "edited",
)  # fmt: skip


def _pending_again(row: Row[*tuple[Any, ...]]) -> Pending:
    before = Article(
        url=row.url,
        title=row.title,
        text=readable(row.body) or "",
        backing=TextSource(row.backing),
        fate=ArticleStatus(row.fate),
        reason=row.reason,
        detail=row.detail,
        author=row.author,
        language=row.language,
        published=row.published,
    )
    values = {name: getattr(row, f"entry_{name}") for name in _ENTRY}
    values["content"] = values["content"] or ""
    return Pending(
        row.id,
        Entry(feed_url=row.feed_url, **values),
        row.found,
        full_text=bool(row.full_text),
        before=before,
        edited=bool(row.edited),
        feed_text_changed=bool(row.edited and row.entry_revisions),
        etag=row.etag,
        last_modified=row.last_modified,
    )


def _entry(row: Row[*tuple[Any, ...]]) -> Entry:
    values = {name: getattr(row, name) for name in _ENTRY}
    values["content"] = values["content"] or ""
    return Entry(feed_url=row.feed_url, **values)


def postpone(connection: Connection, article_id: int, failure: Failure, next_try: datetime) -> None:
    """Count a failed attempt at a page."""
    connection.execute(
        update(articles)
        .where(articles.c.id == article_id, articles.c.seq.is_(None))
        .values(
            attempts=articles.c.attempts + 1,
            next_try=next_try,
            reason=failure.reason,
            detail=failure.detail,
        )
    )


def open_texts(database: Database, topics_version: str) -> Iterator[TextToMatch]:
    """Yield the settled articles of the open window whose matches another topics version made.

    Each hundred is read in a transaction of its own: nothing is held while the caller works.
    """
    asked = (
        select(
            articles.c.seq,
            articles.c.id,
            articles.c.title,
            RAW_BODY,
            feeds.c.url.label("feed_url"),
            outlets.c.name.label("source"),
        )
        .join(topic_versions, topic_versions.c.id == articles.c.topics_id)
        .outerjoin(entries, entries.c.id == articles.c.entry_id)
        .outerjoin(feeds, feeds.c.id == entries.c.feed_id)
        .outerjoin(outlets, outlets.c.id == entries.c.outlet_id)
        .outerjoin(texts, texts.c.article_id == articles.c.id)
        .where(topic_versions.c.version != topics_version)
        .order_by(articles.c.seq)
        .limit(_TEXTS_AT_ONCE)
    )
    seq, more = -1, list[int]()
    while True:
        with database.read() as connection:
            if seq < 0:
                more, seq = _updated(connection), 0
            # First those that stand in closed digests and in the open one once more, a hundred at a time.
            now, more = more[:_TEXTS_AT_ONCE], more[_TEXTS_AT_ONCE:]
            closed = closed_until(connection)
            where = articles.c.id.in_(now) & (articles.c.seq <= closed)
            rows = connection.execute(asked.where(where if now else articles.c.seq > max(seq, closed))).all()
        if not rows and not now:
            return
        for row in rows:
            seq = row.seq if row.seq > closed else 0
            body = readable(row.body)
            if row.body is not None and body is None:
                logger.error("damaged text, the article keeps the matches it had: article=%d", row.id)
                continue
            yield TextToMatch(row.id, row.title, body or "", row.feed_url or "", row.source or "")


def rematch(connection: Connection, found: Sequence[tuple[int, Matching]]) -> None:
    """Replace the matches of articles of the open window.

    What a digest not closed yet was written from is kept beside them, and an article that matches only now is
    numbered anew, so that it stands in the next digest written, whichever that is.
    """
    numbers = read_sequences(connection)
    closed, stamped = closed_until(connection), stamped_until(connection)
    updated = _updated(connection)
    for article_id, matching in found:
        row = connection.execute(
            select(articles.c.seq, articles.c.topics_id).where(articles.c.id == article_id)
        ).first()
        if row is None or row.seq is None:
            continue
        if row.seq <= closed and article_id not in updated:
            continue
        again = keep_matching(connection, numbers, article_id, matching)
        if closed < row.seq <= stamped and again.matches and not again.told:
            numbers.seq += 1
            connection.execute(update(articles).where(articles.c.id == article_id).values(seq=numbers.seq))
    write_sequences(connection, numbers)


def closed_until(connection: Connection) -> int:
    """Return the number of the last article that stands in a closed digest's window."""
    return connection.execute(select(func.max(ledger.c.last)).where(ledger.c.closed)).scalar() or 0


def _updated(connection: Connection) -> list[int]:
    """List the articles that an open digest tells of once more."""
    asked = select(updates.c.article_id).where(updates.c.seq > closed_until(connection))
    return sorted(set(connection.execute(asked).scalars()))


def stamped_until(connection: Connection) -> int:
    """Return the number of the last article that stands in a window stamped so far."""
    return connection.execute(select(func.max(ledger.c.last))).scalar() or 0


@dataclass(frozen=True, slots=True)
class MatchedAgain:
    """What matching an article again came to.

    Attributes:
        matches: topics that it matches now.
        told: topics that a stamped digest may have told that it matches.
    """

    matches: frozenset[str]
    told: frozenset[str]


def keep_matching(
    connection: Connection, numbers: Sequences, article_id: int, matching: Matching
) -> MatchedAgain:
    """Put a new matching in force; what a stamped digest was written from is kept beside it."""
    kept = connection.execute(
        select(matchings.c.edition, matchings.c.matched, matchings.c.matches)
        .where(matchings.c.article_id == article_id)
        .order_by(matchings.c.edition)
    ).all()
    topics_id = topics_number(connection, matching.topics_version)
    values = matching_values(article_id, numbers.edition, topics_id, matching)
    if kept and kept[-1].edition == numbers.edition:
        connection.execute(
            update(matchings)
            .where(matchings.c.article_id == article_id, matchings.c.edition == numbers.edition)
            .values(**values)
        )
    else:
        connection.execute(insert(matchings).values(**values))
    told = frozenset(
        match.topic
        for row in kept
        if row.edition < numbers.edition and row.matched
        for match in MATCHES.load(row.matches)
    )
    matches = frozenset(match.topic for match in matching.matches)
    connection.execute(
        update(articles)
        .where(articles.c.id == article_id)
        .values(topics_id=topics_id, matched=bool(matches or told))
    )
    numbers.matched += bool(matches) - bool(kept and kept[-1].matched)
    return MatchedAgain(matches, told)
