"""The articles, from pending to processed, and their later readings."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select, update

from monitor.archive.articles.article_history import (
    ArticleHistory,
    TextVersion,
    article_history,
    is_named,
    stored_page,
    text_versions,
)
from monitor.archive.articles.article_writer import keep_matching, store_results
from monitor.archive.articles.rereads import store_rereads
from monitor.archive.columns import MATCHES, NEAR_MISSES, due_condition, readable
from monitor.archive.database import Database, in_parts
from monitor.archive.queries import all_matches, closed_until, recorded_until, sources_of, updated_articles
from monitor.archive.schema import (
    RAW_BODY,
    articles,
    digests,
    entries,
    feeds,
    matchings,
    pages,
    texts,
    topic_versions,
)
from monitor.archive.search.stored_texts import span_conditions, texts_between, texts_to_match
from monitor.archive.sequences import read_sequences, write_sequences
from monitor.models import (
    Article,
    ArticleStatus,
    Entry,
    Failure,
    Match,
    Matching,
    Page,
    Pending,
    PendingLink,
    ReadArticle,
    StoredText,
    TextSource,
    TextToMatch,
)
from monitor.policy import STALE_AFTER

logger = logging.getLogger(__name__)
_ENTRY = ("key", "url", "title", "summary", "content", "author", "published", "language")
_READ = (
    "id", "found", "full_text", "url", "title", "author", "language", "published", "text_source", "status",
    "reason", "detail", "edited",
)  # fmt: skip
_LINKS = (
    select(
        articles.c.id,
        func.coalesce(entries.c.url, articles.c.url).label("url"),
        func.coalesce(entries.c.published, articles.c.found).label("published"),
        articles.c.found,
        articles.c.full_text,
    )
    .join(entries, entries.c.id == articles.c.entry_id)
    .where(articles.c.seq.is_(None))
)


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """All that the archive knows of one article.

    Attributes:
        article_id: its number in the archive.
        status: pending, read or unreadable.
        reason: why it is unreadable, or why the last try at its page failed, else "".
        processed: when it was read or found unreadable, None while pending.
        next_try: when its page is tried next, None once processed.
        backlog: it was old when it was first seen, so no digest contains it.
        sources: names of the outlets that carried it, in order of discovery.
        digest_date: the digest whose window contains it, None if that is not written yet.
        matching: the last result of matching it, None while pending.
    """

    article_id: int
    url: str
    title: str
    status: ArticleStatus
    reason: str
    detail: str
    found: datetime
    published: datetime | None
    processed: datetime | None
    attempts: int
    next_try: datetime | None
    backlog: bool
    sources: tuple[str, ...]
    digest_date: date | None
    matching: Matching | None


class Articles:
    """Pending articles, their texts and pages, and their matches."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pending(self, now: datetime, limit: int, among: Sequence[int] | None = None) -> tuple[Pending, ...]:
        """Return articles whose page may be tried now, longest waiting first.

        A try set further ahead than any wait can be was set by a wrong clock, and counts as due.

        Args:
            now: the present time.
            limit: how many to return at most.
            among: numbers of articles to choose from; None for all.
        """
        with self._database.read() as connection:
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
                .where(articles.c.seq.is_(None), due_condition(articles.c.next_try, now), *chosen)
                .order_by(articles.c.next_try, articles.c.id)
                .limit(limit)
            )
            return tuple(
                Pending(row.id, _entry(row), row.found, row.attempts, full_text=bool(row.full_text))
                for row in rows
            )

    def pending_links(
        self, after: int, since: datetime, now: datetime, limit: int
    ) -> tuple[PendingLink, ...]:
        """Return the links of pending articles that may be tried now.

        Args:
            after: all articles with a higher number are returned, up to `limit`.
            since: of the other articles, those are returned whose next try came after this time.
            now: the present time.
            limit: how many new articles to return at most.
        """
        with self._database.read() as connection:
            new = (
                _LINKS.where(articles.c.id > after, due_condition(articles.c.next_try, now))
                .order_by(articles.c.id)
                .limit(limit)
            )
            due = _LINKS.where(
                articles.c.next_try > since, articles.c.next_try <= now, articles.c.id <= after
            )
            return _links(connection, new) + _links(connection, due)

    def defer(self, numbers: Sequence[int], next_try: datetime) -> None:
        """Set the next try of articles that wait for their host; this counts no attempt."""
        with self._database.write() as connection:
            for part in in_parts(numbers):
                connection.execute(
                    update(articles)
                    .where(articles.c.id.in_(part), articles.c.seq.is_(None))
                    .values(next_try=next_try)
                )
                connection.execute(
                    update(articles)
                    .where(articles.c.id.in_(part), articles.c.again.is_not(None))
                    .values(again=next_try)
                )

    def due_rereads(self, now: datetime, limit: int) -> tuple[Pending, ...]:
        """Return articles that are due to be read again, with their present text; edited ones first."""
        with self._database.read() as connection:
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
            return tuple(_pending_reread(row) for row in rows)

    def record_failure(self, article_id: int, failure: Failure, next_try: datetime) -> None:
        """Count a failed attempt at a page that will be tried again."""
        with self._database.write() as connection:
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

    def store_results(self, articles_read: Sequence[ReadArticle], now: datetime) -> None:
        """Store status, text, page and matches of pending articles, numbered in the order given.

        A repeated call changes nothing: processed articles stay as they are. An article that was read `again`
        keeps its old text as a version; topics that only its new text matches make it news once more.
        """
        again = [outcome for outcome in articles_read if outcome.again]
        with self._database.write() as connection:
            store_results(connection, [outcome for outcome in articles_read if not outcome.again], now)
            if again:
                store_rereads(connection, again, now)

    def texts_to_match(self, topics_version: str) -> Iterator[TextToMatch]:
        """Yield the processed articles of the open window that another topics version matched."""
        return texts_to_match(self._database, topics_version)

    def replace_matches(self, found: Sequence[tuple[int, Matching]]) -> None:
        """Replace the matches of articles of the open window; those of closed digests never change.

        The matches that an open digest was written from are kept beside the new ones. An article that matches
        only now gets a new number, so that the next digest written contains it.
        """
        with self._database.write() as connection:
            numbers = read_sequences(connection)
            closed, recorded = closed_until(connection), recorded_until(connection)
            updated = updated_articles(connection)
            for article_id, matching in found:
                row = connection.execute(
                    select(articles.c.seq, articles.c.topics_id).where(articles.c.id == article_id)
                ).first()
                if row is None or row.seq is None:
                    continue
                if row.seq <= closed and article_id not in updated:
                    continue
                again = keep_matching(connection, numbers, article_id, matching)
                if closed < row.seq <= recorded and again.matches and not again.published:
                    numbers.seq += 1
                    connection.execute(
                        update(articles).where(articles.c.id == article_id).values(seq=numbers.seq)
                    )
            write_sequences(connection, numbers)

    def texts_between(
        self, since: datetime, until: datetime, *, backlog: bool = False
    ) -> Iterator[StoredText]:
        """Yield the articles processed after `since` and up to `until`, a few at a time in memory.

        Each comes with its text, or with its stored matches if the text is no longer kept. Writes nothing.

        Args:
            since: if it is before the first poll, nothing is left out at the beginning.
            until: the last moment of the span.
            backlog: include articles that were old when they were first seen.
        """
        return texts_between(self._database, since, until, backlog=backlog)

    def all_matches(self, numbers: Sequence[int]) -> Mapping[int, tuple[Match, ...]]:
        """Return every match ever stored of articles, the last one of each topic."""
        with self._database.read() as connection:
            return all_matches(connection, numbers)

    def count_between(self, since: datetime, until: datetime, *, backlog: bool = False) -> int:
        """Count what `texts_between` yields."""
        with self._database.read() as connection:
            wanted = span_conditions(connection, since, until, backlog=backlog)
            return connection.execute(select(func.count()).select_from(articles).where(*wanted)).scalar_one()

    def last_id(self) -> int:
        """Return the number of the newest article, 0 if there is none."""
        with self._database.read() as connection:
            return connection.execute(select(func.max(articles.c.id))).scalar() or 0

    def history(self, reference: str) -> ArticleHistory | None:
        """Return what is stored about an article by its number or canonical URL, or None if there is none."""
        with self._database.read() as connection:
            return article_history(connection, reference)

    def page(self, article_id: int) -> Page | None:
        """Return the page that an article was read from, or None if it is not kept."""
        with self._database.read() as connection:
            return stored_page(connection, article_id)

    def versions(self, article_id: int) -> tuple[TextVersion, ...]:
        """Return the earlier versions of an article, oldest first."""
        with self._database.read() as connection:
            return text_versions(connection, article_id)

    def get(self, reference: str) -> KnownArticle | None:
        """Return all that is known of the article with that number or canonical URL, or None."""
        with self._database.read() as connection:
            row = connection.execute(select(articles).where(is_named(reference))).first()
            if row is None:
                return None
            processed = row.seq is not None
            sources = sources_of(connection, [row.id]).get(row.id, ())
            return KnownArticle(
                article_id=row.id,
                url=row.url,
                title=row.title,
                status=ArticleStatus(row.status),
                reason=row.reason,
                detail=row.detail,
                found=row.found,
                published=row.published,
                processed=row.processed,
                attempts=row.attempts,
                next_try=None if processed else row.next_try,
                backlog=bool(row.backlog),
                sources=tuple(dict.fromkeys(name for name, _ in sources)),
                digest_date=_digest_date(connection, row.seq) if processed and not row.backlog else None,
                matching=_matching(connection, row.id, row.topics_id) if processed else None,
            )


def _pending_reread(row: Row[*tuple[Any, ...]]) -> Pending:
    before = Article(
        url=row.url,
        title=row.title,
        text=readable(row.body) or "",
        text_source=TextSource(row.text_source),
        status=ArticleStatus(row.status),
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


def _digest_date(connection: Connection, seq: int) -> date | None:
    return connection.execute(
        select(func.min(digests.c.day)).where(digests.c.first < seq, digests.c.last >= seq)
    ).scalar()


def _matching(connection: Connection, article_id: int, topics_id: int) -> Matching:
    version = connection.execute(
        select(topic_versions.c.version).where(topic_versions.c.id == topics_id)
    ).scalar_one()
    stored = connection.execute(
        select(matchings.c.matches, matchings.c.near_misses)
        .where(matchings.c.article_id == article_id)
        .order_by(matchings.c.generation.desc())
        .limit(1)
    ).first()
    if stored is None:
        return Matching(version)
    return Matching(version, MATCHES.load(stored.matches), NEAR_MISSES.load(stored.near_misses))


def _links(connection: Connection, wanted: Select[tuple[object, ...]]) -> tuple[PendingLink, ...]:
    return tuple(
        PendingLink(
            row.id,
            None if row.full_text else row.url,
            min(row.published or row.found, row.found),
        )
        for row in connection.execute(wanted)
    )
