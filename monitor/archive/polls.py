"""Polls on their way in: states of feeds with the entries that came, many to a transaction (promise 1)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, case, insert, select, update

from monitor.archive.article_writer import ArticleWriter
from monitor.archive.columns import clean, fingerprint
from monitor.archive.dedupe import Incoming, Known, Recognition, is_repeated, prepare, recognise
from monitor.archive.entry_matcher import EntryMatcher
from monitor.archive.feeds import state_values
from monitor.archive.rows import in_parts, write_rows
from monitor.archive.schema import articles, entries, feeds, outlets, overruns
from monitor.archive.sequences import read_sequences, write_sequences
from monitor.models import ArticleStatus, Entry, Feed, FeedState, FullTextArticle, ReadArticle, same_outlet

_TITLES_COUNT_FOR = timedelta(days=7)
_FEWEST_RECENT = 200

# Made once: building a statement costs several times what SQLite takes to run it.
_FEEDS = select(feeds.c.url_hash, feeds.c.id, feeds.c.succeeded).where(
    feeds.c.url_hash.in_(bindparam("some", expanding=True))
)
_ARTICLES = select(
    articles.c.url_hash, articles.c.id, articles.c.seq, articles.c.backlog, articles.c.standing
).where(articles.c.url_hash.in_(bindparam("some", expanding=True)))
# How well an entry may speak for the article that it links to: a feed of the article's own outlet does, of
# others one that leaves the word to the page comes before one that carries whole articles.
_OWN, _POINTS, _TELLS = 3, 1, 0
_OUTLETS = select(outlets.c.name, outlets.c.country, outlets.c.id).where(
    outlets.c.name.in_(bindparam("some", expanding=True))
)
_KEEP_STATE = update(feeds).where(feeds.c.id == bindparam("number"))
_ADD_FEEDS, _ADD_ARTICLES, _ADD_ENTRIES = insert(feeds), insert(articles), insert(entries)


@dataclass(frozen=True, slots=True)
class Poll:
    """What one poll of a feed gave, on its way into the archive.

    Attributes:
        feed: the feed.
        decide: gives its new state for a number of new entries, which only storing them tells; pure.
        entries: of the document, in its order.
        at: when it was polled.
        backlog_before: entries published before are backlog.
        told: articles read and matched already, of words of the feed, each by the key of its entry.
    """

    feed: Feed
    decide: Callable[[int], FeedState]
    entries: Sequence[Entry]
    at: datetime
    backlog_before: datetime
    told: Mapping[str, FullTextArticle] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing a poll came to.

    Attributes:
        new: entries that the archive had not seen.
        read: articles that were told with them, and so settled at once.
        matched: of these, those that match.
    """

    new: int = 0
    read: int = 0
    matched: int = 0


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


@dataclass(slots=True)
class _Holder:
    """The article that holds a link.

    Attributes:
        row: its row where it comes in with this lot, else what of its row changes.
        stored: it is in the archive already.
        told: (feed, entry) of its entries that come in with this lot.
    """

    id: int
    settled: bool
    backlog: bool
    standing: int
    row: dict[str, object]
    stored: bool = True
    told: list[tuple[int, Entry]] = field(default_factory=list)


class _Lot:
    """Several polls: what is known is looked up first, then all rows of a kind are written together."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._numbers = read_sequences(connection)
        self._now = now
        self._settlement = ArticleWriter(connection, self._numbers, now)
        self._outlets: Mapping[tuple[str, str], int] = {}
        self._holders: dict[bytes, _Holder] = {}
        self._changed: dict[int, dict[str, object]] = {}
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
        self._holders = self._articles(
            [
                link
                for document in documents
                for item, _ in document.recognition.fresh
                if (link := _link(item, document.recognition)) is not None
            ]
        )
        stored = tuple(self._take(document) for document in documents)
        write_rows(self._connection, _ADD_FEEDS, self._new_feeds)
        for number, values in self._changed.items():
            if not values:
                continue
            self._connection.execute(update(articles).where(articles.c.id == number).values(**values))
        write_rows(self._connection, _ADD_ARTICLES, self._new_articles)
        write_rows(self._connection, _ADD_ARTICLES, self._told_articles)
        write_rows(self._connection, _ADD_ENTRIES, self._new_entries)
        write_rows(self._connection, _KEEP_STATE, self._states)
        self._settlement.keep()
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
        """Recognise the entries of a document; revise what was edited."""
        incoming = prepare(poll.entries)
        if feed_id is None or not incoming:
            recognition = recognise(incoming, (), None, poll.at)
        else:
            known = EntryMatcher(self._connection, feed_id, max(_FEWEST_RECENT, 2 * len(incoming)))
            alike = known.alike(incoming)
            recognition = recognise(incoming, alike, known, poll.at - _TITLES_COUNT_FOR)
            in_use = {item.key_hash for item in incoming}
            for item, entry in recognition.known:
                known.revise(item, entry, in_use, poll.at)
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

    def _articles(self, links: Sequence[bytes]) -> dict[bytes, _Holder]:
        rows = (
            row for part in in_parts(links) for row in self._connection.execute(_ARTICLES, {"some": part})
        )
        return {
            bytes(row.url_hash): _Holder(row.id, row.seq is not None, bool(row.backlog), row.standing, {})
            for row in rows
        }

    def _take(self, document: _Document) -> Stored:
        """Make the rows of one document."""
        numbers, poll, feed_id = self._numbers, document.poll, document.feed_id
        settled, matched, new = numbers.settled, numbers.matched, len(document.recognition.fresh)
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
        return Stored(new, numbers.settled - settled, numbers.matched - matched)

    def _add(self, document: _Document, feed_id: int, item: Incoming, reuse: int) -> None:
        """Make the rows of a new entry, and of its article unless that is known."""
        poll, entry, link = document.poll, item.entry, _link(item, document.recognition)
        self._numbers.entry += 1
        own = entry.url is None or same_outlet(poll.feed.url, entry.url)
        holder = None if link is None else self._holders.get(link)
        content = ""
        if holder is not None and not self._is_another(holder, document, feed_id, item):
            if self._tell(holder, poll, entry, own=own):
                content = entry.content
        else:
            if holder is not None and link is not None:
                # The link leads to the new one now, and its page tells nothing of the other.
                self._change(holder).update(url_hash=None, full_text=True, again=None)
            holder = self._new_article(poll, entry, link, own=own)
            content = "" if holder.settled else entry.content  # of this entry alone, until it is read
            if link is not None:
                self._holders[link] = holder
        holder.told.append((feed_id, entry))
        ids = {"feed_id": feed_id, "reuse": reuse, "article_id": holder.id, "own": own}
        self._new_entries.append(ids | self._entry(poll, item, content))

    def _redate(self, entry: Entry, known: Known) -> None:
        """Let an entry that had an old date and has a new one say that its article is news."""
        self._connection.execute(
            update(entries).where(entries.c.id == known.id).values(published=entry.published)
        )
        asked = select(articles.c.backlog, articles.c.seq, articles.c.entry_id)
        row = self._connection.execute(asked.where(articles.c.id == known.article_id)).one_or_none()
        if row is None or not row.backlog:
            return
        values: dict[str, object] = {"backlog": False, "old_before": None}
        if row.seq is not None:
            self._numbers.seq += 1
            values |= {"seq": self._numbers.seq, "settled": self._now}
        if row.entry_id == known.id:
            values["published"] = entry.published
        self._changed.setdefault(known.article_id, {}).update(values)

    def _leave_page(self, earlier: Sequence[Known]) -> None:
        """Read no page again for entries whose link a new one has now too: it may tell of that one."""
        for known in earlier:
            again = case((articles.c.edited, articles.c.again), else_=None)
            self._changed.setdefault(known.article_id, {}).update(full_text=True, again=again)

    def _is_another(self, holder: _Holder, document: _Document, feed_id: int, item: Incoming) -> bool:
        """Tell whether a feed that has an entry of the article at a link means another one by a new entry.

        Between feeds a link is one article; within a feed, another entry is another article: the column of
        the day at a fixed address, the next release of a product. One listed twice is read again.
        """
        linked = document.recognition.linked.get(item.url_hash or b"", ())
        mine: list[Known | Entry] = [known for known in linked if known.article_id == holder.id]
        mine += [entry for number, entry in holder.told if number == feed_id]
        if not mine:
            return False
        if not any(is_repeated(one, item.entry) for one in mine):
            return True
        if holder.stored and holder.settled:
            self._change(holder).setdefault("again", self._now)
        return False

    def _tell(self, holder: _Holder, poll: Poll, entry: Entry, *, own: bool) -> bool:
        """Let a new entry of a known article say that it is news, or speak for it; tell whether it does."""
        values = self._change(holder)
        if holder.backlog and not _is_old(poll, entry):
            holder.backlog = False
            values |= {"backlog": False, "old_before": None}
            if holder.settled and holder.stored:
                # It stood in no digest: what calls it news has come now.
                self._numbers.seq += 1
                values |= {"seq": self._numbers.seq, "settled": self._now}
        standing = _standing(poll, own=own)
        if standing <= holder.standing:
            return False
        holder.standing = standing
        values |= {"standing": standing, "entry_id": self._numbers.entry}
        values |= {"full_text": poll.feed.full_text or not entry.has_page}
        if holder.settled:
            values |= {"again": self._now, "edited": True}
        elif not holder.stored:
            values |= {name: getattr(entry, name) for name in ("title", "author", "language", "published")}
        return True

    def _change(self, holder: _Holder) -> dict[str, object]:
        """Return where changes of an article's row go."""
        return self._changed.setdefault(holder.id, {}) if holder.stored else holder.row

    def _new_article(self, poll: Poll, entry: Entry, link: bytes | None, *, own: bool) -> _Holder:
        self._numbers.article += 1
        told, old = poll.told.get(entry.key), _is_old(poll, entry)
        row: dict[str, object] = {
            "id": self._numbers.article,
            "url": entry.url,
            "url_hash": link,
            "entry_id": self._numbers.entry,
            "found": poll.at,
            "backlog": old,
            "old_before": poll.backlog_before if old else None,
            "standing": _standing(poll, own=own),
            "full_text": poll.feed.full_text or link is None,
            "fate": ArticleStatus.PENDING.value,
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
        if told is None:
            self._new_articles.append(row)
        else:
            read = ReadArticle(self._numbers.article, told.article, told.matching, grams=told.grams)
            row |= self._settlement.values(read)
            self._told_articles.append(row)
        return _Holder(
            self._numbers.article, told is not None, old, _standing(poll, own=own), row, stored=False
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
            "edition": self._numbers.edition,
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
    """Return name and country of who published an entry: what its feed collects from others is theirs."""
    if entry.source:
        return clean(entry.source), ""
    return clean(poll.feed.name), clean(poll.feed.country)


def _link(item: Incoming, recognition: Recognition) -> bytes | None:
    """Return the hash of a link that leads to the entry's own article, or None."""
    return item.url_hash if item.entry.has_page and item.url_hash not in recognition.shared else None


def _is_dated_anew(poll: Poll, entry: Entry, known: Known) -> bool:
    """Tell whether a known entry was old by its date and is no longer."""
    if entry.published is None or known.published is None:
        return False
    return known.published < poll.backlog_before <= entry.published


def _is_old(poll: Poll, entry: Entry) -> bool:
    return entry.published is not None and entry.published < poll.backlog_before


def _standing(poll: Poll, *, own: bool) -> int:
    if own:
        return _OWN
    return _TELLS if poll.feed.full_text else _POINTS
