"""What is remembered of feeds, and the entries that came with it: one transaction for both (promise 1)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from monitor.archive.columns import clean, fingerprint
from monitor.archive.counting import Numbers, read_numbers, write_numbers
from monitor.archive.identity import Incoming, Known, Recognition, prepare, recognise, same_title
from monitor.archive.rows import write_rows
from monitor.archive.schema import articles, entries, feeds, outlets, overruns, revisions
from monitor.models import Entry, Fate, Feed, FeedState, FeedStatus
from monitor.ports import Poll

MOST_REVISIONS = 24
_TITLES_COUNT_FOR = timedelta(days=7)
_FEWEST_RECENT = 200
_AT_ONCE = 400  # hashes in one IN list

_STATE = tuple(field.name for field in fields(FeedState))

# Made once: building a statement costs several times what SQLite takes to run it.
_FEED = select(feeds.c.id, feeds.c.succeeded).where(feeds.c.url_hash == bindparam("hash"))
_KEEP_STATE = update(feeds).where(feeds.c.id == bindparam("number"))
_KEEP_UNCHANGED = update(feeds).where(feeds.c.url_hash == bindparam("hash"))
_KNOWN = select(*(entries.c[field.name] for field in fields(Known))).where(
    entries.c.feed_id == bindparam("feed")
)
_BY_KEY = _KNOWN.where(entries.c.key_hash.in_(bindparam("hashes", expanding=True)))
_BY_LINK = _KNOWN.where(entries.c.url_hash.in_(bindparam("hashes", expanding=True)))
_OUTLET = select(outlets.c.id).where(
    outlets.c.name == bindparam("name"), outlets.c.country == bindparam("country")
)
_ARTICLES = select(articles.c.url_hash, articles.c.id).where(
    articles.c.url_hash.in_(bindparam("hashes", expanding=True))
)
_ADD_ARTICLES, _ADD_ENTRIES = insert(articles), insert(entries)
_NEWEST = _KNOWN.order_by(entries.c.id.desc()).limit(bindparam("most"))


def feed_states(connection: Connection) -> Mapping[str, FeedState]:
    """Return what is remembered of every feed, by url."""
    rows = connection.execute(select(*(feeds.c[name] for name in _STATE)).order_by(feeds.c.id))
    return {row.url: _state(row) for row in rows}


def record_polls(connection: Connection, polls: Sequence[Poll]) -> tuple[int, ...]:
    """Store the states of feeds and the entries that came with them; return how many were new of each."""
    numbers = read_numbers(connection)
    before = replace(numbers)
    new = tuple(_record(connection, poll, numbers) for poll in polls)
    if numbers != before:
        write_numbers(connection, numbers)
    return new


def _record(connection: Connection, poll: Poll, numbers: Numbers) -> int:
    feed = poll.feed
    before = connection.execute(_FEED, {"hash": fingerprint(feed.url)}).first()
    feed_id = before.id if before else _add_feed(connection, feed, poll.decide(0), numbers)
    new = 0
    if poll.entries:
        document = _Document(connection, feed, feed_id, numbers, poll.at)
        new = document.record(prepare(poll.entries), poll.backlog_before)
        if new and document.nothing_known and before is not None and before.succeeded is not None:
            since = min(before.succeeded, poll.at)
            connection.execute(insert(overruns).values(name=feed.name, since=since, until=poll.at))
    if before is not None or new:
        connection.execute(_KEEP_STATE, {"number": feed_id, **_values(poll.decide(new))})
    numbers.began = numbers.began or poll.at
    return new


def record_unchanged(connection: Connection, states: Sequence[FeedState]) -> None:
    """Store the states of known feeds that had nothing new: no numbers, one statement for all."""
    rows = [{"hash": fingerprint(state.url), **_values(state)} for state in states]
    write_rows(connection, _KEEP_UNCHANGED, rows)


def _add_feed(connection: Connection, feed: Feed, state: FeedState, numbers: Numbers) -> int:
    numbers.feed += 1
    names = {"id": numbers.feed, "url": feed.url, "url_hash": fingerprint(feed.url)}
    connection.execute(insert(feeds).values(**names, **_values(state)))
    return numbers.feed


def _values(state: FeedState) -> dict[str, Any]:
    return {name: getattr(state, name) for name in _STATE if name != "url"}


def _state(row: Row[*tuple[Any, ...]]) -> FeedState:
    values = row._asdict()
    values["status"] = FeedStatus(values["status"])
    return FeedState(**values)


class _Document:
    """One document of one feed on its way into the archive."""

    def __init__(
        self, connection: Connection, feed: Feed, feed_id: int, numbers: Numbers, now: datetime
    ) -> None:
        self.nothing_known = False
        self._connection = connection
        self._feed = feed
        self._feed_id = feed_id
        self._numbers = numbers
        self._now = now

    def record(self, incoming: Sequence[Incoming], backlog_before: datetime) -> int:
        """Store what is new, revise what was edited; return how many were new."""
        recognition = recognise(
            incoming,
            self._candidates(incoming),
            lambda: self._recent(max(_FEWEST_RECENT, 2 * len(incoming))),
            self._now - _TITLES_COUNT_FOR,
        )
        self.nothing_known = not recognition.known
        in_use = {item.key_hash for item in incoming}
        for item, known in recognition.known:
            self._revise(item, known, in_use)
        self._add(recognition, backlog_before)
        return len(recognition.fresh)

    def _candidates(self, incoming: Sequence[Incoming]) -> list[Known]:
        found: dict[int, Known] = {}
        for part in _parts(incoming):
            keys = [item.key_hash for item in part]
            links = [item.url_hash for item in part if item.url_hash is not None]
            # Two look-ups by index; one OR of them makes SQLite sort and PostgreSQL guess.
            for asked, hashes in ((_BY_KEY, keys), (_BY_LINK, links)):
                rows = self._connection.execute(asked, {"feed": self._feed_id, "hashes": hashes})
                found |= {row.id: Known(*row) for row in rows}
        return [found[number] for number in sorted(found)]

    def _recent(self, limit: int) -> list[Known]:
        rows = self._connection.execute(_NEWEST, {"feed": self._feed_id, "most": limit})
        return [Known(*row) for row in rows]

    def _revise(self, item: Incoming, known: Known, in_use: set[bytes]) -> None:
        entry, values = item.entry, dict[str, object]()
        title = clean(entry.title)
        if title and title != known.title and known.revisions < MOST_REVISIONS:
            self._connection.execute(
                insert(revisions).values(
                    entry_id=known.id,
                    number=known.revisions + 1,
                    replaced=self._now,
                    title=known.title,
                    summary=known.summary,
                )
            )
            values |= {"title": title, "summary": entry.summary, "revisions": known.revisions + 1}
        if item.key_hash != known.key_hash and known.key_hash not in in_use:
            values |= {"key": entry.key, "key_hash": item.key_hash, "reuse": self._next_use(item.key_hash)}
        if item.url_hash not in {None, known.url_hash} and same_title(entry.title, known.title):
            values |= {"url": entry.url, "url_hash": item.url_hash}
        if values:
            self._connection.execute(update(entries).where(entries.c.id == known.id).values(**values))

    def _next_use(self, key_hash: bytes) -> int:
        uses = self._connection.execute(
            select(entries.c.reuse)
            .where(entries.c.feed_id == self._feed_id, entries.c.key_hash == key_hash)
            .order_by(entries.c.reuse.desc())
        ).scalar()
        return 0 if uses is None else uses + 1

    def _add(self, recognition: Recognition, backlog_before: datetime) -> None:
        if not recognition.fresh:
            return
        outlet_id = self._outlet()
        links = [item.url_hash for item, _ in recognition.fresh if item.url_hash is not None]
        shared = self._articles([link for link in links if link not in recognition.lonely])
        new_articles, new_entries = [], []
        for item, reuse in recognition.fresh:
            self._numbers.entry += 1
            link = None if item.url_hash in recognition.lonely else item.url_hash
            article_id = shared.get(link) if link is not None else None
            if article_id is None:
                self._numbers.article += 1
                article_id = self._numbers.article
                new_articles.append(self._article(item.entry, link, backlog_before))
            new_entries.append(self._entry(item, reuse, article_id, outlet_id))
        write_rows(self._connection, _ADD_ARTICLES, new_articles)
        write_rows(self._connection, _ADD_ENTRIES, new_entries)

    def _articles(self, links: Sequence[bytes]) -> dict[bytes, int]:
        known: dict[bytes, int] = {}
        for start in range(0, len(links), _AT_ONCE):
            part = links[start : start + _AT_ONCE]
            rows = self._connection.execute(_ARTICLES, {"hashes": part})
            known |= {bytes(row.url_hash): row.id for row in rows}
        return known

    def _article(self, entry: Entry, link: bytes | None, backlog_before: datetime) -> dict[str, object]:
        return {
            "id": self._numbers.article,
            "url": entry.url,
            "url_hash": link,
            "entry_id": self._numbers.entry,
            "found": self._now,
            "backlog": entry.published is not None and entry.published < backlog_before,
            "full_text": self._feed.full_text,
            "fate": Fate.PENDING.value,
            "reason": "",
            "detail": "",
            "attempts": 0,
            "next_try": self._now,
            "title": entry.title,
            "author": entry.author,
            "language": entry.language,
            "published": entry.published,
            "matched": False,
        }

    def _entry(self, item: Incoming, reuse: int, article_id: int, outlet_id: int) -> dict[str, object]:
        entry = item.entry
        return {
            "id": self._numbers.entry,
            "feed_id": self._feed_id,
            "key": entry.key,
            "key_hash": item.key_hash,
            "reuse": reuse,
            "url": entry.url,
            "url_hash": item.url_hash,
            "article_id": article_id,
            "outlet_id": outlet_id,
            "edition": self._numbers.edition,
            "found": self._now,
            "title": entry.title,
            "summary": entry.summary,
            "author": entry.author,
            "published": entry.published,
            "language": entry.language,
            "revisions": 0,
            "content": entry.content or None,
        }

    def _outlet(self) -> int:
        named = {"name": clean(self._feed.name), "country": clean(self._feed.country)}
        known = self._connection.execute(_OUTLET, named).scalar()
        if known is None:
            self._connection.execute(insert(outlets).values(**named))
            known = self._connection.execute(_OUTLET, named).scalar_one()
        return int(known)


def _parts(incoming: Sequence[Incoming]) -> Iterable[Sequence[Incoming]]:
    for start in range(0, len(incoming), _AT_ONCE):
        yield incoming[start : start + _AT_ONCE]
