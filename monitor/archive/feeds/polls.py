"""Write polls: the states of feeds and their entries, many in one transaction (promise 1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, case, insert, select, update

from monitor.archive.articles.article_writer import ArticleWriter
from monitor.archive.columns import fingerprint, storable
from monitor.archive.database import in_parts, write_rows
from monitor.archive.feeds.dedupe import Incoming, Known, Recognition, is_repeated, prepare, recognise
from monitor.archive.feeds.entry_matcher import EntryMatcher
from monitor.archive.schema import articles, entries, feeds, outlets, overruns
from monitor.archive.sequences import read_sequences, write_sequences
from monitor.models import ArticleStatus, Entry, FeedState, Poll, Stored, same_outlet

STATE_COLUMNS = tuple(field.name for field in fields(FeedState))
_STORED_COLUMNS = tuple(name for name in STATE_COLUMNS if name != "url")
_TITLES_COUNT_FOR = timedelta(days=7)
_FEWEST_RECENT = 200
# Built once: building a statement costs several times what SQLite takes to run it.
_FEEDS = select(feeds.c.url_hash, feeds.c.id, feeds.c.succeeded).where(
    feeds.c.url_hash.in_(bindparam("some", expanding=True))
)
_ARTICLES = select(
    articles.c.url_hash, articles.c.id, articles.c.seq, articles.c.backlog, articles.c.authority
).where(articles.c.url_hash.in_(bindparam("some", expanding=True)))
# Authority of an entry for the article that it links to: a feed of the article's own outlet comes first. Of
# other feeds, one that only links to the page comes before one that carries full text.
_OWN, _LINK_ONLY, _FULL_TEXT = 3, 1, 0
_OUTLETS = select(outlets.c.name, outlets.c.country, outlets.c.id).where(
    outlets.c.name.in_(bindparam("some", expanding=True))
)
_UPDATE_STATE = update(feeds).where(feeds.c.id == bindparam("number"))
_ADD_FEEDS, _ADD_ARTICLES, _ADD_ENTRIES = insert(feeds), insert(articles), insert(entries)


@dataclass(frozen=True, slots=True)
class _Document:
    """A poll with what the archive knows of its feed and entries.

    Attributes:
        feed_id: the number of the feed, or None for a new one.
        succeeded: when the feed last answered well.
        recognition: which of the entries are known.
    """

    poll: Poll
    feed_id: int | None
    succeeded: datetime | None
    recognition: Recognition


@dataclass(slots=True)
class _LinkedArticle:
    """The article that a link leads to.

    Attributes:
        row: its row if this batch adds it, else the changes to its row.
        stored: it is already in the archive.
        entries: (feed, entry) of its entries in this batch.
    """

    id: int
    processed: bool
    backlog: bool
    authority: int
    row: dict[str, object]
    stored: bool = True
    entries: list[tuple[int, Entry]] = field(default_factory=list)


class PollRecorder:
    """Writes several polls: looks up what is known, then writes all rows of a kind together."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._numbers = read_sequences(connection)
        self._now = now
        self._writer = ArticleWriter(connection, self._numbers, now)
        self._outlets: Mapping[tuple[str, str], int] = {}
        self._linked: dict[bytes, _LinkedArticle] = {}
        self._changed: dict[int, dict[str, object]] = {}
        self._new_feeds: list[dict[str, object]] = []
        self._states: list[dict[str, object]] = []
        self._new_articles: list[dict[str, object]] = []
        self._full_text_articles: list[dict[str, object]] = []
        self._new_entries: list[dict[str, object]] = []

    def record(self, polls: Sequence[Poll]) -> tuple[Stored, ...]:
        """Store polls of different feeds; return what was new in each."""
        before = replace(self._numbers)
        known = self._feeds(polls)
        documents = [self._document(poll, *known.get(poll.feed.url, (None, None))) for poll in polls]
        self._outlets = self._outlets_of(
            [document.poll for document in documents if document.recognition.fresh]
        )
        self._linked = self._articles(
            [
                link
                for document in documents
                for item, _ in document.recognition.fresh
                if (link := _link(item, document.recognition)) is not None
            ]
        )
        stored = tuple(self._rows_of(document) for document in documents)
        write_rows(self._connection, _ADD_FEEDS, self._new_feeds)
        for number, values in self._changed.items():
            if not values:
                continue
            self._connection.execute(update(articles).where(articles.c.id == number).values(**values))
        write_rows(self._connection, _ADD_ARTICLES, self._new_articles)
        write_rows(self._connection, _ADD_ARTICLES, self._full_text_articles)
        write_rows(self._connection, _ADD_ENTRIES, self._new_entries)
        write_rows(self._connection, _UPDATE_STATE, self._states)
        self._writer.write()
        if self._numbers != before:
            write_sequences(self._connection, self._numbers)
        return stored

    def _feeds(self, polls: Sequence[Poll]) -> dict[str, tuple[int, datetime | None]]:
        urls = {fingerprint(poll.feed.url): poll.feed.url for poll in polls}
        rows = (
            row for part in in_parts(list(urls)) for row in self._connection.execute(_FEEDS, {"some": part})
        )
        return {urls[bytes(row.url_hash)]: (row.id, row.succeeded) for row in rows}

    def _document(self, poll: Poll, feed_id: int | None, succeeded: datetime | None) -> _Document:
        """Recognise the entries of a document; store what was edited."""
        incoming = prepare(poll.entries)
        if feed_id is None or not incoming:
            recognition = recognise(incoming, (), None, poll.at)
        else:
            known = EntryMatcher(self._connection, feed_id, max(_FEWEST_RECENT, 2 * len(incoming)))
            alike = known.alike(incoming)
            recognition = recognise(incoming, alike, known, poll.at - _TITLES_COUNT_FOR)
            in_use = {item.key_hash for item in incoming}
            for item, entry in recognition.known:
                known.revise(item, entry, in_use, recognition.shared, poll.at)
                if _is_dated_anew(poll, item.entry, entry):
                    self._redate(item.entry, entry)
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

    def _articles(self, links: Sequence[bytes]) -> dict[bytes, _LinkedArticle]:
        rows = (
            row for part in in_parts(links) for row in self._connection.execute(_ARTICLES, {"some": part})
        )
        return {
            bytes(row.url_hash): _LinkedArticle(
                row.id, row.seq is not None, bool(row.backlog), row.authority, {}
            )
            for row in rows
        }

    def _rows_of(self, document: _Document) -> Stored:
        """Build the rows of one document."""
        numbers, poll, feed_id = self._numbers, document.poll, document.feed_id
        processed, matched, new = numbers.processed, numbers.matched, len(document.recognition.fresh)
        if feed_id is None:
            numbers.feed += 1
            feed_id = numbers.feed
        for item, reuse in document.recognition.fresh:
            if item.url_hash in document.recognition.shared:
                self._leave_page(document.recognition.linked.get(item.url_hash, ()))
            self._add(document, feed_id, item, reuse)
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
        return Stored(new, numbers.processed - processed, numbers.matched - matched)

    def _add(self, document: _Document, feed_id: int, item: Incoming, reuse: int) -> None:
        """Build the rows of a new entry, and of its article unless that is known."""
        poll, entry, link = document.poll, item.entry, _link(item, document.recognition)
        self._numbers.entry += 1
        own = entry.url is None or same_outlet(poll.feed.url, entry.url)
        article = None if link is None else self._linked.get(link)
        content = ""
        if article is not None and not self._is_other_article(article, document, feed_id, item):
            if self._update_article(article, poll, entry, own=own):
                content = entry.content
        else:
            if article is not None and link is not None:
                # The link now leads to the new article, so its page is not that of the earlier one.
                self._change(article).update(url_hash=None, full_text=True, again=None)
            article = self._new_article(poll, entry, link, own=own)
            # The content is kept only for this entry, until the article is read.
            content = "" if article.processed else entry.content
            if link is not None:
                self._linked[link] = article
        article.entries.append((feed_id, entry))
        ids = {"feed_id": feed_id, "reuse": reuse, "article_id": article.id, "own": own}
        self._new_entries.append(ids | self._entry(poll, item, content))

    def _redate(self, entry: Entry, known: Known) -> None:
        """Make an article news if its entry had an old date and now has a new one."""
        self._connection.execute(
            update(entries).where(entries.c.id == known.id).values(published=entry.published)
        )
        requested = select(articles.c.backlog, articles.c.seq, articles.c.entry_id)
        row = self._connection.execute(requested.where(articles.c.id == known.article_id)).one_or_none()
        if row is None or not row.backlog:
            return
        values: dict[str, object] = {"backlog": False, "old_before": None}
        if row.seq is not None:
            self._numbers.seq += 1
            values |= {"seq": self._numbers.seq, "processed": self._now}
        if row.entry_id == known.id:
            values["published"] = entry.published
        self._changed.setdefault(known.article_id, {}).update(values)

    def _leave_page(self, earlier: Sequence[Known]) -> None:
        """Stop rereading the page of entries whose link a new entry shares: it may be the new one's."""
        for known in earlier:
            again = case((articles.c.edited, articles.c.again), else_=None)
            self._changed.setdefault(known.article_id, {}).update(full_text=True, again=again)

    def _is_other_article(
        self, article: _LinkedArticle, document: _Document, feed_id: int, item: Incoming
    ) -> bool:
        """Return whether a new entry means another article than the one that its link led to before.

        Between feeds, a link is one article. Within a feed, another entry is another article: a daily column
        at a fixed address, or the next release of a product. An entry that is listed twice is read again.
        """
        known_entries = document.recognition.linked.get(item.url_hash or b"", ())
        mine: list[Known | Entry] = [known for known in known_entries if known.article_id == article.id]
        mine += [entry for number, entry in article.entries if number == feed_id]
        if not mine:
            return False
        if not any(is_repeated(one, item.entry) for one in mine):
            return True
        if article.stored and article.processed:
            self._change(article).setdefault("again", self._now)
        return False

    def _update_article(self, article: _LinkedArticle, poll: Poll, entry: Entry, *, own: bool) -> bool:
        """Update a known article from a new entry: it may be news, or the entry may be a better source.

        Returns:
            Whether the entry is now the source of the article.
        """
        values = self._change(article)
        if article.backlog and not _is_old(poll, entry):
            article.backlog = False
            values |= {"backlog": False, "old_before": None}
            if article.processed and article.stored:
                # No digest contains it yet; this entry makes it news now.
                self._numbers.seq += 1
                values |= {"seq": self._numbers.seq, "processed": self._now}
        authority = _authority(poll, own=own)
        if authority <= article.authority:
            return False
        article.authority = authority
        values |= {"authority": authority, "entry_id": self._numbers.entry}
        values |= {"full_text": poll.feed.full_text or not entry.has_page}
        if article.processed:
            values |= {"again": self._now, "edited": True}
        elif not article.stored:
            values |= {name: getattr(entry, name) for name in ("title", "author", "language", "published")}
        return True

    def _change(self, article: _LinkedArticle) -> dict[str, object]:
        """Return the dict that collects changes to an article's row."""
        return self._changed.setdefault(article.id, {}) if article.stored else article.row

    def _new_article(self, poll: Poll, entry: Entry, link: bytes | None, *, own: bool) -> _LinkedArticle:
        self._numbers.article += 1
        full_text, old = poll.full_texts.get(entry.key), _is_old(poll, entry)
        row: dict[str, object] = {
            "id": self._numbers.article,
            "url": entry.url,
            "url_hash": link,
            "entry_id": self._numbers.entry,
            "found": poll.at,
            "backlog": old,
            "old_before": poll.backlog_before if old else None,
            "authority": _authority(poll, own=own),
            "full_text": poll.feed.full_text or link is None,
            "status": ArticleStatus.PENDING.value,
            "reason": "",
            "detail": "",
            "attempts": 0,
            "next_try": poll.at,
            "title": entry.title,
            "author": entry.author,
            "language": entry.language,
            "published": entry.published,
            "matched": False,
            "again": None,
            "edited": False,
        }
        if full_text is None:
            self._new_articles.append(row)
        else:
            row |= self._writer.values(replace(full_text, article_id=self._numbers.article))
            self._full_text_articles.append(row)
        return _LinkedArticle(
            self._numbers.article, full_text is not None, old, _authority(poll, own=own), row, stored=False
        )

    def _entry(self, poll: Poll, item: Incoming, content: str) -> dict[str, object]:
        entry = item.entry
        return {
            "id": self._numbers.entry,
            "key": entry.key,
            "key_hash": item.key_hash,
            "url": entry.url,
            "url_hash": item.url_hash,
            "outlet_id": self._outlets[_outlet(poll, entry)],
            "generation": self._numbers.generation,
            "found": poll.at,
            "title": entry.title,
            "summary": entry.summary,
            "author": entry.author,
            "published": entry.published,
            "language": entry.language,
            "revisions": 0,
            "content": content or None,
            "content_hash": fingerprint(entry.content) if entry.content else None,
        }


def _outlet(poll: Poll, entry: Entry) -> tuple[str, str]:
    """Return name and country of the publisher of an entry; an aggregator names it in the entry."""
    if entry.source:
        return storable(entry.source), ""
    return storable(poll.feed.name), storable(poll.feed.country)


def _link(item: Incoming, recognition: Recognition) -> bytes | None:
    """Return the hash of a link that leads to the entry's own article, or None."""
    return item.url_hash if item.entry.has_page and item.url_hash not in recognition.shared else None


def _is_dated_anew(poll: Poll, entry: Entry, known: Known) -> bool:
    """Return whether a known entry was old by its date and is no longer."""
    if entry.published is None or known.published is None:
        return False
    return known.published < poll.backlog_before <= entry.published


def _is_old(poll: Poll, entry: Entry) -> bool:
    return poll.undated_are_old if entry.published is None else entry.published < poll.backlog_before


def _authority(poll: Poll, *, own: bool) -> int:
    if own:
        return _OWN
    return _FULL_TEXT if poll.feed.full_text else _LINK_ONLY


def state_values(state: FeedState) -> dict[str, Any]:
    """Return the columns of a feed's state, without its url."""
    return {name: getattr(state, name) for name in _STORED_COLUMNS}
