"""The entries that the archive has of a feed: looked up to recognise incoming ones, revised where edited."""

from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from monitor.archive.columns import clean
from monitor.archive.identity import Incoming, Known, plain_title, same_title
from monitor.archive.rows import in_parts
from monitor.archive.schema import entries, revisions

MOST_REVISIONS = 24

# Made once: building a statement costs several times what SQLite takes to run it.
_KNOWN = select(*(entries.c[field.name] for field in fields(Known))).where(
    entries.c.feed_id == bindparam("feed")
)
_BY_KEY = _KNOWN.where(entries.c.key_hash.in_(bindparam("some", expanding=True)))
_BY_LINK = _KNOWN.where(entries.c.url_hash.in_(bindparam("some", expanding=True)))
_BY_ID = _KNOWN.where(entries.c.id.in_(bindparam("some", expanding=True)))
_NEWEST = (
    select(entries.c.id, entries.c.title)
    .where(entries.c.feed_id == bindparam("feed"))
    .order_by(entries.c.id.desc())
    .limit(bindparam("most"))
)


class KnownEntries:
    """The entries that the archive has of one feed."""

    def __init__(self, connection: Connection, feed_id: int) -> None:
        self._connection = connection
        self._feed_id = feed_id

    def alike(self, incoming: Sequence[Incoming]) -> list[Known]:
        """Return those that share a key or a link with any of the incoming ones."""
        keys = [item.key_hash for item in incoming]
        links = [item.url_hash for item in incoming if item.url_hash is not None]
        found: dict[int, Known] = {}
        # Two look-ups by index; one OR of them makes SQLite sort and PostgreSQL guess.
        for asked, hashes in ((_BY_KEY, keys), (_BY_LINK, links)):
            for part in in_parts(hashes):
                rows = self._connection.execute(asked, {"feed": self._feed_id, "some": part})
                found |= {row.id: Known(*row) for row in rows}
        return [found[number] for number in sorted(found)]

    def titled(self, titles: Collection[str], limit: int) -> list[Known]:
        """Return those of the newest that have one of these plain titles, newest first."""
        rows = self._connection.execute(_NEWEST, {"feed": self._feed_id, "most": limit})
        named = [row.id for row in rows if plain_title(row.title) in titles]
        found = [
            Known(*row)
            for part in in_parts(named)
            for row in self._connection.execute(_BY_ID, {"feed": self._feed_id, "some": part})
        ]
        return sorted(found, key=lambda known: -known.id)

    def revise(self, item: Incoming, known: Known, in_use: set[bytes], now: datetime) -> None:
        """Take over what was edited of a known entry, keeping what it was; `in_use`: keys of the document."""
        entry, values = item.entry, dict[str, object]()
        title = clean(entry.title)
        if title and title != known.title and known.revisions < MOST_REVISIONS:
            self._connection.execute(
                insert(revisions).values(
                    entry_id=known.id,
                    number=known.revisions + 1,
                    replaced=now,
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
