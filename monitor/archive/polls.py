"""Polls on their way in: states of feeds with the entries that came, many to a transaction (promise 1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, insert, select, update

from monitor.archive.columns import clean, fingerprint
from monitor.archive.counting import read_numbers, write_numbers
from monitor.archive.feeds import state_values
from monitor.archive.identity import Incoming, Recognition, prepare, recognise
from monitor.archive.known import KnownEntries
from monitor.archive.rows import in_parts, write_rows
from monitor.archive.schema import articles, entries, feeds, outlets, overruns
from monitor.archive.settling import Settlement
from monitor.models import Entry, Fate, ReadArticle
from monitor.ports import Poll, Stored

_TITLES_COUNT_FOR = timedelta(days=7)
_FEWEST_RECENT = 200

# Made once: building a statement costs several times what SQLite takes to run it.
_FEEDS = select(feeds.c.url_hash, feeds.c.id, feeds.c.succeeded).where(
    feeds.c.url_hash.in_(bindparam("some", expanding=True))
)
_ARTICLES = select(articles.c.url_hash, articles.c.id).where(
    articles.c.url_hash.in_(bindparam("some", expanding=True))
)
_OUTLETS = select(outlets.c.name, outlets.c.country, outlets.c.id).where(
    outlets.c.name.in_(bindparam("some", expanding=True))
)
_KEEP_STATE = update(feeds).where(feeds.c.id == bindparam("number"))
_ADD_FEEDS, _ADD_ARTICLES, _ADD_ENTRIES = insert(feeds), insert(articles), insert(entries)


def record_polls(connection: Connection, polls: Sequence[Poll], now: datetime) -> tuple[Stored, ...]:
    """Store the states of feeds and the entries that came with them; return what was new of each."""
    return _Lot(connection, now).record(polls)


@dataclass(frozen=True, slots=True)
class _Document:
    """A poll beside what the archive knows of it.

    Attributes:
        feed_id: the archive's number for the feed, or None for one that it does not have.
        succeeded: when the feed last answered well.
        recognition: which of the entries are known.
    """

    poll: Poll
    feed_id: int | None
    succeeded: datetime | None
    recognition: Recognition


class _Lot:
    """Several polls: what is known is looked up first, then all rows of a kind are written together."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._numbers = read_numbers(connection)
        self._settlement = Settlement(connection, self._numbers, now)
        self._outlets: Mapping[tuple[str, str], int] = {}
        self._shared: dict[bytes, int] = {}
        self._new_feeds: list[dict[str, object]] = []
        self._states: list[dict[str, object]] = []
        self._new_articles: list[dict[str, object]] = []
        self._told_articles: list[dict[str, object]] = []
        self._new_entries: list[dict[str, object]] = []

    def record(self, polls: Sequence[Poll]) -> tuple[Stored, ...]:
        """Record polls, each of another feed."""
        before = replace(self._numbers)
        known = self._feeds(polls)
        documents = [self._document(poll, *known.get(poll.feed.url, (None, None))) for poll in polls]
        self._outlets = self._outlets_of(
            [document.poll for document in documents if document.recognition.fresh]
        )
        self._shared = self._articles(
            [
                item.url_hash
                for document in documents
                for item, _ in document.recognition.fresh
                if item.url_hash is not None and item.url_hash not in document.recognition.lonely
            ]
        )
        stored = tuple(self._take(document) for document in documents)
        write_rows(self._connection, _ADD_FEEDS, self._new_feeds)
        write_rows(self._connection, _ADD_ARTICLES, self._new_articles)
        write_rows(self._connection, _ADD_ARTICLES, self._told_articles)
        write_rows(self._connection, _ADD_ENTRIES, self._new_entries)
        write_rows(self._connection, _KEEP_STATE, self._states)
        self._settlement.keep()
        if self._numbers != before:
            write_numbers(self._connection, self._numbers)
        return stored

    def _feeds(self, polls: Sequence[Poll]) -> dict[str, tuple[int, datetime | None]]:
        urls = {fingerprint(poll.feed.url): poll.feed.url for poll in polls}
        rows = (
            row for part in in_parts(list(urls)) for row in self._connection.execute(_FEEDS, {"some": part})
        )
        return {urls[bytes(row.url_hash)]: (row.id, row.succeeded) for row in rows}

    def _document(self, poll: Poll, feed_id: int | None, succeeded: datetime | None) -> _Document:
        """Recognise the entries of a document; revise what was edited."""
        incoming = prepare(poll.entries)
        if feed_id is None or not incoming:
            recognition = recognise(incoming, (), lambda _: (), poll.at)
        else:
            known = KnownEntries(self._connection, feed_id)
            recognition = recognise(
                incoming,
                known.alike(incoming),
                lambda titles: known.titled(titles, max(_FEWEST_RECENT, 2 * len(incoming))),
                poll.at - _TITLES_COUNT_FOR,
            )
            in_use = {item.key_hash for item in incoming}
            for item, entry in recognition.known:
                known.revise(item, entry, in_use, poll.at)
        return _Document(poll, feed_id, succeeded, recognition)

    def _outlets_of(self, polls: Sequence[Poll]) -> dict[tuple[str, str], int]:
        named = {_outlet(poll, entry) for poll in polls for entry in poll.entries}
        known = self._known_outlets([name for name, _ in named])
        missing = sorted(named - known.keys())
        if missing:
            values = [{"name": name, "country": country} for name, country in missing]
            self._connection.execute(insert(outlets), values)
            known = self._known_outlets([name for name, _ in named])
        return known

    def _known_outlets(self, names: Sequence[str]) -> dict[tuple[str, str], int]:
        rows = (row for part in in_parts(names) for row in self._connection.execute(_OUTLETS, {"some": part}))
        return {(row.name, row.country): row.id for row in rows}

    def _articles(self, links: Sequence[bytes]) -> dict[bytes, int]:
        rows = (
            row for part in in_parts(links) for row in self._connection.execute(_ARTICLES, {"some": part})
        )
        return {bytes(row.url_hash): row.id for row in rows}

    def _take(self, document: _Document) -> Stored:
        """Make the rows of one document."""
        numbers, poll, feed_id = self._numbers, document.poll, document.feed_id
        settled, matched, new = numbers.settled, numbers.matched, len(document.recognition.fresh)
        if feed_id is None:
            numbers.feed += 1
            feed_id = numbers.feed
        for item, reuse in document.recognition.fresh:
            link = None if item.url_hash in document.recognition.lonely else item.url_hash
            self._add(poll, feed_id, item, reuse, link)
        if document.feed_id is None:
            url = poll.feed.url
            names = {"id": feed_id, "url": url, "url_hash": fingerprint(url)}
            self._new_feeds.append(names | state_values(poll.decide(new)))
        else:
            self._states.append({"number": feed_id, **state_values(poll.decide(new))})
            if new and not document.recognition.known and document.succeeded is not None:
                since = min(document.succeeded, poll.at)
                gap = {"name": poll.feed.name, "since": since, "until": poll.at}
                self._connection.execute(insert(overruns), gap)
        numbers.began = numbers.began or poll.at
        return Stored(new, numbers.settled - settled, numbers.matched - matched)

    def _add(self, poll: Poll, feed_id: int, item: Incoming, reuse: int, link: bytes | None) -> None:
        """Make the rows of a new entry, and of its article unless that is known."""
        numbers, content = self._numbers, ""
        numbers.entry += 1
        article_id = self._shared.get(link) if link is not None else None
        if article_id is None:
            numbers.article += 1
            article_id, told = numbers.article, poll.told.get(item.entry.key)
            article = self._article(poll, item.entry, link)
            if told is None:
                self._new_articles.append(article)
                content = item.entry.content  # of this entry alone, until the article is read
            else:
                read = ReadArticle(article_id, told.article, told.matching, grams=told.grams)
                self._told_articles.append(article | self._settlement.values(read))
            if link is not None:
                self._shared[link] = article_id
        ids = {"feed_id": feed_id, "reuse": reuse, "article_id": article_id}
        self._new_entries.append(ids | self._entry(poll, item, content))

    def _article(self, poll: Poll, entry: Entry, link: bytes | None) -> dict[str, object]:
        return {
            "id": self._numbers.article,
            "url": entry.url,
            "url_hash": link,
            "entry_id": self._numbers.entry,
            "found": poll.at,
            "backlog": entry.published is not None and entry.published < poll.backlog_before,
            "full_text": poll.feed.full_text,
            "fate": Fate.PENDING.value,
            "reason": "",
            "detail": "",
            "attempts": 0,
            "next_try": poll.at,
            "title": entry.title,
            "author": entry.author,
            "language": entry.language,
            "published": entry.published,
            "matched": False,
        }

    def _entry(self, poll: Poll, item: Incoming, content: str) -> dict[str, object]:
        entry = item.entry
        return {
            "id": self._numbers.entry,
            "key": entry.key,
            "key_hash": item.key_hash,
            "url": entry.url,
            "url_hash": item.url_hash,
            "outlet_id": self._outlets[_outlet(poll, entry)],
            "edition": self._numbers.edition,
            "found": poll.at,
            "title": entry.title,
            "summary": entry.summary,
            "author": entry.author,
            "published": entry.published,
            "language": entry.language,
            "revisions": 0,
            "content": content or None,
        }


def _outlet(poll: Poll, entry: Entry) -> tuple[str, str]:
    """Return name and country of who published an entry: what its feed collects from others is theirs."""
    if entry.source:
        return clean(entry.source), ""
    return clean(poll.feed.name), clean(poll.feed.country)
