"""The stored entries of a feed: find those like incoming ones, and store edits."""

from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, case, insert, or_, select, update

from monitor.archive.columns import fingerprint, storable
from monitor.archive.database import in_parts
from monitor.archive.feeds.dedupe import Incoming, Known, same_title, title_key
from monitor.archive.queries import closed_until
from monitor.archive.schema import articles, entries, revisions
from monitor.models import same_outlet
from monitor.policy import reread_after_edit

MOST_REVISIONS = 24
# Built once: building a statement costs several times what SQLite takes to run it.
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
_RECENT = (
    select(entries.c.id, entries.c.published)
    .where(entries.c.feed_id == bindparam("feed"))
    .order_by(entries.c.id.desc())
    .limit(bindparam("most"))
    .subquery()
)
_OTHERS, _TAKEN = entries.alias(), articles.alias()
_LISTED_BY = select(_OTHERS.c.id).where(_OTHERS.c.article_id == articles.c.id)
_PUBLISHED_AT = select(_RECENT.c.id).where(_RECENT.c.published.in_(bindparam("some", expanding=True)))


class EntryMatcher:
    """The stored entries of one feed."""

    def __init__(self, connection: Connection, feed_id: int, most: int) -> None:
        self._connection = connection
        self._feed_id = feed_id
        self._most = most  # how many of its newest entries are searched by title or date

    def alike(self, incoming: Sequence[Incoming]) -> list[Known]:
        """Return those that share a key or a link with an incoming entry."""
        found = self._found(_BY_KEY, [item.key_hash for item in incoming])
        # Links are looked up only if keys are not enough: one OR of both makes SQLite sort and PostgreSQL
        # guess.
        held = {(known.key_hash, known.url_hash) for known in found.values()}
        links = [
            item.url_hash
            for item in incoming
            if item.url_hash is not None and (item.key_hash, item.url_hash) not in held
        ]
        found |= self._found(_BY_LINK, links)
        return [found[number] for number in sorted(found)]

    def _found(self, query: Select[Any], hashes: Sequence[bytes]) -> dict[int, Known]:
        return {
            row.id: Known(*row)
            for part in in_parts(hashes)
            for row in self._connection.execute(query, {"feed": self._feed_id, "some": part})
        }

    def titled(self, titles: Collection[str]) -> list[Known]:
        """See `StoredEntries`."""
        rows = self._connection.execute(_NEWEST, {"feed": self._feed_id, "most": self._most})
        return self._newest([row.id for row in rows if title_key(row.title) in titles])

    def published_at(self, moments: Collection[datetime]) -> list[Known]:
        """See `StoredEntries`."""
        at = {"feed": self._feed_id, "most": self._most, "some": list(moments)}
        return self._newest(list(self._connection.execute(_PUBLISHED_AT, at).scalars()))

    def _newest(self, named: Sequence[int]) -> list[Known]:
        found = [
            Known(*row)
            for part in in_parts(named)
            for row in self._connection.execute(_BY_ID, {"feed": self._feed_id, "some": part})
        ]
        return sorted(found, key=lambda known: -known.id)

    def revise(
        self, item: Incoming, known: Known, in_use: set[bytes], shared: Collection[bytes], now: datetime
    ) -> None:
        """Store the edits of a known entry, and keep its old words as a revision.

        An article read from edited words is read again, see `policy.reread_after_edit`.

        Args:
            item: the entry as it is now.
            known: the stored entry.
            in_use: hashes of the keys of the document.
            shared: hashes of the links that identify no article.
            now: the present time.
        """
        entry, values = item.entry, dict[str, object]()
        title, summary = storable(entry.title) or known.title, storable(entry.summary) or known.summary
        content_hash = fingerprint(entry.content) if entry.content else known.content_hash
        edited = content_hash != known.content_hash and known.content_hash is not None
        edited = edited or title != known.title or summary != known.summary
        if edited and known.revisions < MOST_REVISIONS:
            self._connection.execute(
                insert(revisions).values(
                    entry_id=known.id,
                    number=known.revisions + 1,
                    replaced=now,
                    title=known.title,
                    summary=known.summary,
                )
            )
            values |= {"title": title, "summary": summary, "revisions": known.revisions + 1}
            if entry.content:
                values |= {"content": entry.content, "content_hash": content_hash}
            if entry.published is not None:
                values["published"] = entry.published
            self._read_again(known, now, retitled=not same_title(title, known.title))
        if item.key_hash != known.key_hash and known.key_hash not in in_use:
            values |= {"key": entry.key, "key_hash": item.key_hash, "reuse": self._next_use(item.key_hash)}
        if (
            item.url_hash not in {None, known.url_hash}
            and same_title(entry.title, known.title)
            and self._moves(item, known, leads_to_page=entry.has_page and item.url_hash not in shared)
        ):
            values |= {"url": entry.url, "url_hash": item.url_hash}
        if values:
            self._connection.execute(update(entries).where(entries.c.id == known.id).values(**values))

    def _moves(self, item: Incoming, known: Known, *, leads_to_page: bool) -> bool:
        """Move the article of an entry to the entry's new link; return whether the entry has that link now.

        A link to another outlet counts only while nothing was read and no other entry names the article, so
        that the text of one outlet never stands under the link of another. A closed digest keeps its link.
        """
        own = known.url is None or item.entry.url is None or same_outlet(known.url, item.entry.url)
        if not leads_to_page:
            return own
        unread = articles.c.seq.is_(None)
        if own:
            may_move = or_(unread, articles.c.seq > closed_until(self._connection))
        else:
            may_move = and_(unread, ~_LISTED_BY.where(_OTHERS.c.id != known.id).exists())
        moved = self._connection.execute(
            update(articles)
            .where(
                articles.c.id == known.article_id,
                articles.c.entry_id == known.id,
                articles.c.url_hash.is_not(None),
                ~select(_TAKEN.c.id).where(_TAKEN.c.url_hash == item.url_hash).exists(),
                may_move,
            )
            .values(url=item.entry.url, url_hash=item.url_hash)
        )
        return own or moved.rowcount > 0

    def _read_again(self, known: Known, now: datetime, *, retitled: bool) -> None:
        at = reread_after_edit(known.revisions, now, retitled=retitled)
        self._connection.execute(
            update(articles)
            .where(
                articles.c.id == known.article_id,
                articles.c.entry_id == known.id,
                articles.c.seq.is_not(None),
            )
            .values(again=case((articles.c.again < at, articles.c.again), else_=at), edited=True)
        )

    def _next_use(self, key_hash: bytes) -> int:
        uses = self._connection.execute(
            select(entries.c.reuse)
            .where(entries.c.feed_id == self._feed_id, entries.c.key_hash == key_hash)
            .order_by(entries.c.reuse.desc())
        ).scalar()
        return 0 if uses is None else uses + 1
