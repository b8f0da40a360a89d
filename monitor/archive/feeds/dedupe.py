"""Decide which entries of a polled feed are known: by key, by link, or by title if the feed changed its keys.

Taking two articles for one loses an article; taking one for two only repeats it. So an entry is known only if
the feed gives both the same key, or if link and words are equal, or title and second of publication (faults
rows 95, 101-104). Pure: no database, no clock.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from monitor.archive.columns import fingerprint, storable
from monitor.models import Entry

_WHOLESALE = 0.8  # share of new entries in a document above which its keys are in doubt
_FEWEST = 3


@dataclass(slots=True)
class Known:
    """A stored entry, with the columns that recognition needs."""

    id: int
    key_hash: bytes
    reuse: int
    url: str | None
    url_hash: bytes | None
    title: str
    summary: str
    published: datetime | None
    found: datetime
    revisions: int
    article_id: int
    content_hash: bytes | None


@dataclass(frozen=True, slots=True, eq=False)
class Incoming:
    """An entry of the polled document, with the hashes to look it up by."""

    entry: Entry
    key_hash: bytes
    url_hash: bytes | None


class StoredEntries(Protocol):
    """Looks up a feed's newest entries, if keys and links are not enough."""

    def titled(self, titles: Collection[str]) -> Sequence[Known]:
        """Return those with one of these plain titles, newest first."""

    def published_at(self, moments: Collection[datetime]) -> Sequence[Known]:
        """Return those published at one of these times, newest first."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """The known and new entries of one document.

    Attributes:
        known: known entries, each with its stored entry; no stored entry occurs twice.
        fresh: new entries in the order of the document, each with the next free number of its key.
        shared: hashes of links that different articles of the document share; such a link identifies nothing.
        linked: stored entries of the feed by the hash of their link, for the links of new entries.
    """

    known: tuple[tuple[Incoming, Known], ...]
    fresh: tuple[tuple[Incoming, int], ...]
    shared: frozenset[bytes]
    linked: Mapping[bytes, Sequence[Known]]


def prepare(entries: Iterable[Entry]) -> tuple[Incoming, ...]:
    """Hash the entries of a document for look-up."""
    return tuple(
        Incoming(entry, fingerprint(entry.key), None if entry.url is None else fingerprint(entry.url))
        for entry in entries
    )


def recognise(
    incoming: Sequence[Incoming],
    candidates: Iterable[Known],
    stored_entries: StoredEntries | None,
    since: datetime,
) -> Recognition:
    """Separate known entries from new ones.

    Args:
        incoming: the entries of the document.
        candidates: stored entries of the feed that share a key or a link with any of them.
        stored_entries: looks up the newest entries of the feed; None for a new feed.
        since: undated entries found since then are recognised by their title alone.
    """
    candidates = list(candidates)
    assignments = _Assignments()
    for item, known in _by_key(incoming, candidates):
        assignments.assign(item, known)
    rest = [item for item in incoming if item not in assignments.known]
    wholesale = len(rest) >= _FEWEST and len(rest) > _WHOLESALE * len(incoming)
    if rest and candidates:
        rest = assignments.assign_linked(rest, candidates, wholesale=wholesale)
    if rest and stored_entries is not None:
        rest = assignments.assign_rotated(rest, stored_entries)
        if len(rest) >= _FEWEST and len(rest) > _WHOLESALE * len(incoming):
            rest = assignments.assign_moved(rest, stored_entries, since)
    uses = defaultdict[bytes, int](int)
    for known in candidates:
        # Not the count: an entry that moved to another key leaves a hole in the numbers.
        uses[known.key_hash] = max(uses[known.key_hash], known.reuse + 1)
    linked = defaultdict(list)
    if rest:
        links = {item.url_hash for item in rest}
        for known in candidates:
            if known.url_hash is not None and known.url_hash in links:
                linked[known.url_hash].append(known)
    return Recognition(tuple(assignments.pairs()), tuple(_numbered(rest, uses)), _shared(incoming), linked)


def is_repeated(one: Entry | Known, other: Entry) -> bool:
    """Return whether two entries of one feed with one link are the same article, listed twice."""
    if not same_title(one.title, other.title):
        return False
    if one.published is not None and one.published == other.published:
        return True
    return storable(one.summary) == storable(other.summary)


def same_title(one: str, other: str) -> bool:
    """Return whether two titles are equal except for their spelling in Unicode."""
    return one == other or title_key(one) == title_key(other)


class _Assignments:
    """Assigns stored entries to incoming ones; a second entry with the same stored one repeats it."""

    def __init__(self) -> None:
        self.known: dict[Incoming, Known] = {}
        self._assigned: set[int] = set()
        self._pairs: list[tuple[Incoming, Known]] = []

    def assign(self, item: Incoming, known: Known) -> None:
        self.known[item] = known
        if known.id not in self._assigned:
            self._assigned.add(known.id)
            self._pairs.append((item, known))

    def pairs(self) -> list[tuple[Incoming, Known]]:
        return self._pairs

    def assign_linked(
        self, rest: list[Incoming], candidates: Iterable[Known], *, wholesale: bool
    ) -> list[Incoming]:
        """Assign entries with another key, the same link and the same words; return the rest.

        If most keys of a document are new, the feed changed its keys; then the same title or time is enough.
        """
        links = defaultdict(list)
        for known in candidates:
            links[known.url_hash].append(known)
        for item in rest:
            held = links.get(item.url_hash, ()) if item.url_hash is not None else ()
            for known in reversed(held):
                if known.id in self._assigned:
                    continue  # the document lists both
                if _is_same(item.entry, known) or (wholesale and _is_moved(item.entry, known)):
                    self.assign(item, known)
                    break
        return [item for item in rest if item not in self.known]

    def assign_rotated(self, rest: list[Incoming], stored_entries: StoredEntries) -> list[Incoming]:
        """Assign entries with new key and link but the same title and time; return the rest."""
        dated = [item for item in rest if item.entry.published is not None and item.entry.title]
        if not dated:
            return rest
        moments = {item.entry.published for item in dated if item.entry.published is not None}
        by_words = defaultdict(list)
        for known in stored_entries.published_at(moments):
            if known.id not in self._assigned:
                by_words[title_key(known.title), known.published].append(known)
        if not by_words:
            return rest
        for item in dated:
            alike = by_words.get((title_key(item.entry.title), item.entry.published), [])
            if alike:
                self.assign(item, alike.pop(0))
        return [item for item in rest if item not in self.known]

    def assign_moved(
        self, rest: list[Incoming], stored_entries: StoredEntries, since: datetime
    ) -> list[Incoming]:
        """Assign at least half of the rest by title, or none; return the rest."""
        titles = {item: title_key(item.entry.title) for item in rest}
        by_title = defaultdict(list)
        for known in stored_entries.titled(set(titles.values())):
            if known.id not in self._assigned:
                by_title[title_key(known.title)].append(known)
        moved = []
        for item, title in titles.items():
            alike = by_title.get(title, [])
            match = next((known for known in alike if _same_article(item.entry, known, since)), None)
            if match is not None:
                alike.remove(match)
                moved.append((item, match))
        if len(moved) < max(_FEWEST, len(rest) / 2):
            return rest
        for item, known in moved:
            self.assign(item, known)
        return [item for item in rest if item not in self.known]


def _by_key(incoming: Sequence[Incoming], candidates: Iterable[Known]) -> Iterable[tuple[Incoming, Known]]:
    keys = defaultdict(list)
    for known in candidates:
        keys[known.key_hash].append(known)
    for item in incoming:
        linked = [known for known in keys.get(item.key_hash, ()) if not _reused(item, known)]
        exact = [known for known in linked if known.url_hash == item.url_hash]
        if exact or linked:
            yield item, (exact or linked)[-1]


def _reused(item: Incoming, known: Known) -> bool:
    """Return whether a key now belongs to another article.

    That is so if a key of the feed comes with another link and another title, or if a key that is only the
    link comes with another title and another date.
    """
    entry = item.entry
    if not entry.has_guid:
        dated = entry.published is not None and known.published is not None
        return dated and entry.published != known.published and not same_title(entry.title, known.title)
    if item.url_hash is None or known.url_hash is None or item.url_hash == known.url_hash:
        return False
    return not same_title(entry.title, known.title)


def _is_same(entry: Entry, known: Known) -> bool:
    """Return whether an entry with a known link and another key has the same words as the stored one."""
    if not same_title(entry.title, known.title):
        return False
    if entry.published is not None and known.published is not None:
        return entry.published == known.published
    return storable(entry.summary) == known.summary


def _is_moved(entry: Entry, known: Known) -> bool:
    """Return whether an entry with a known link is the stored one, if the feed changed its keys."""
    if same_title(entry.title, known.title):
        return True
    return entry.published is not None and entry.published == known.published


def _same_article(entry: Entry, known: Known, since: datetime) -> bool:
    if entry.published is not None and entry.published == known.published:
        return True
    return known.found >= since and storable(entry.summary) == known.summary


def _numbered(rest: Iterable[Incoming], uses: dict[bytes, int]) -> Iterable[tuple[Incoming, int]]:
    for item in rest:
        yield item, uses[item.key_hash]
        uses[item.key_hash] += 1


def _shared(incoming: Sequence[Incoming]) -> frozenset[bytes]:
    """Return the links that entries with different words share: such a link identifies no article."""
    links = [item.url_hash for item in incoming if item.url_hash is not None]
    if len(set(links)) == len(links):
        return frozenset()  # the usual case needs no comparison
    by_link = defaultdict(list)
    for item in incoming:
        if item.url_hash is not None:
            by_link[item.url_hash].append(item.entry)
    return frozenset(
        link
        for link, sharing in by_link.items()
        if any(not is_repeated(sharing[0], other) for other in sharing[1:])
    )


def title_key(title: str) -> str:
    """Return a title in a form that is equal for all its spellings."""
    title = storable(title)
    if not title.isascii():
        title = unicodedata.normalize("NFKC", title)
    return " ".join(title.casefold().split())
