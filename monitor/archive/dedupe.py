"""Which entries of a polled feed are known: by key, by link, or by title where the feed changed its keys.

Two articles taken for one are a loss and one taken for two is only a nuisance: an entry is taken for a known
one where the feed itself calls both by one key, or where link and words are the same, or title and second of
publication (faults rows 95, 101-104). Pure: no database, no clock.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from monitor.archive.columns import clean, fingerprint
from monitor.models import Entry

_WHOLESALE = 0.8  # share of a document's entries unknown at once that makes us doubt its keys
_FEWEST = 3


@dataclass(slots=True)
class Known:
    """An entry that the archive has, as far as it takes to recognise it."""

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
    """An entry of the document that was polled, with the hashes it is looked up by."""

    entry: Entry
    key_hash: bytes
    url_hash: bytes | None


class Archived(Protocol):
    """What the archive tells of a feed's newest entries, where keys and links alone do not say enough."""

    def titled(self, titles: Collection[str]) -> Sequence[Known]:
        """Return those that have one of these plain titles, newest first."""

    def published_at(self, moments: Collection[datetime]) -> Sequence[Known]:
        """Return those published at one of these moments, newest first."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """What became of the entries of one document.

    Attributes:
        known: those the archive has, each with the entry it has; none of these twice.
        fresh: those it has not, in the order of the document, each with a number that no use of its key has.
        shared: hashes of links that entries of the document share which are not one article: they identify
            nothing.
        linked: known entries of the feed by the hash of their link, for links of fresh ones.
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
    archived: Archived | None,
    since: datetime,
) -> Recognition:
    """Tell known entries from new ones.

    Args:
        incoming: the document's entries.
        candidates: the feed's known entries that share a key or a link with any of them.
        archived: tells more of the feed's newest entries; None for a feed that has none.
        since: titles alone, where undated, count for entries found since then.
    """
    candidates = list(candidates)
    claims = _Claims()
    for item, known in _by_key(incoming, candidates):
        claims.take(item, known)
    rest = [item for item in incoming if item not in claims.known]
    wholesale = len(rest) >= _FEWEST and len(rest) > _WHOLESALE * len(incoming)
    if rest and candidates:
        rest = claims.take_linked(rest, candidates, wholesale=wholesale)
    if rest and archived is not None:
        rest = claims.take_rotated(rest, archived)
        if len(rest) >= _FEWEST and len(rest) > _WHOLESALE * len(incoming):
            rest = claims.take_moved(rest, archived, since)
    uses = defaultdict[bytes, int](int)
    for known in candidates:
        # Not how many there are: one may have moved to another key since, and left a hole in the numbers.
        uses[known.key_hash] = max(uses[known.key_hash], known.reuse + 1)
    linked = defaultdict(list)
    if rest:
        asked = {item.url_hash for item in rest}
        for known in candidates:
            if known.url_hash is not None and known.url_hash in asked:
                linked[known.url_hash].append(known)
    return Recognition(tuple(claims.pairs()), tuple(_numbered(rest, uses)), _shared(incoming), linked)


def is_repeated(one: Entry | Known, other: Entry) -> bool:
    """Tell whether two entries of one feed with one link are one article, listed twice."""
    if not same_title(one.title, other.title):
        return False
    if one.published is not None and one.published == other.published:
        return True
    return clean(one.summary) == clean(other.summary)


def same_title(one: str, other: str) -> bool:
    """Tell whether two titles differ in nothing but their spelling in bytes."""
    return one == other or plain_title(one) == plain_title(other)


class _Claims:
    """Which known entry each incoming one was taken for; a second claim to the same is a repetition."""

    def __init__(self) -> None:
        self.known: dict[Incoming, Known] = {}
        self._taken: set[int] = set()
        self._pairs: list[tuple[Incoming, Known]] = []

    def take(self, item: Incoming, known: Known) -> None:
        self.known[item] = known
        if known.id not in self._taken:
            self._taken.add(known.id)
            self._pairs.append((item, known))

    def pairs(self) -> list[tuple[Incoming, Known]]:
        return self._pairs

    def take_linked(
        self, rest: list[Incoming], candidates: Iterable[Known], *, wholesale: bool
    ) -> list[Incoming]:
        """Find entries under another key but the same link with the same words; return the others.

        Where most keys of a document are new, its keys changed: then title or second of publication will do.
        """
        links = defaultdict(list)
        for known in candidates:
            links[known.url_hash].append(known)
        for item in rest:
            held = links.get(item.url_hash, ()) if item.url_hash is not None else ()
            for known in reversed(held):
                if known.id in self._taken:
                    continue  # the document lists both
                if _is_same(item.entry, known) or (wholesale and _is_moved(item.entry, known)):
                    self.take(item, known)
                    break
        return [item for item in rest if item not in self.known]

    def take_rotated(self, rest: list[Incoming], archived: Archived) -> list[Incoming]:
        """Find entries whose key and link are new but not their title and second of publication."""
        dated = [item for item in rest if item.entry.published is not None and item.entry.title]
        if not dated:
            return rest
        moments = {item.entry.published for item in dated if item.entry.published is not None}
        by_words = defaultdict(list)
        for known in archived.published_at(moments):
            if known.id not in self._taken:
                by_words[plain_title(known.title), known.published].append(known)
        if not by_words:
            return rest
        for item in dated:
            alike = by_words.get((plain_title(item.entry.title), item.entry.published), [])
            if alike:
                self.take(item, alike.pop(0))
        return [item for item in rest if item not in self.known]

    def take_moved(self, rest: list[Incoming], archived: Archived, since: datetime) -> list[Incoming]:
        """Find at least half of the rest under other keys and links, or none; return what stays new."""
        titles = {item: plain_title(item.entry.title) for item in rest}
        by_title = defaultdict(list)
        for known in archived.titled(set(titles.values())):
            if known.id not in self._taken:
                by_title[plain_title(known.title)].append(known)
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
            self.take(item, known)
        return [item for item in rest if item not in self.known]


def _by_key(incoming: Sequence[Incoming], candidates: Iterable[Known]) -> Iterable[tuple[Incoming, Known]]:
    keys = defaultdict(list)
    for known in candidates:
        keys[known.key_hash].append(known)
    for item in incoming:
        holders = [known for known in keys.get(item.key_hash, ()) if not _reused(item, known)]
        exact = [known for known in holders if known.url_hash == item.url_hash]
        if exact or holders:
            yield item, (exact or holders)[-1]


def _reused(item: Incoming, known: Known) -> bool:
    """Tell whether a key stands for another article now.

    A key of the feed's own does with another link and another title; one that is but the link does with
    another title and another date.
    """
    entry = item.entry
    if not entry.has_guid:
        dated = entry.published is not None and known.published is not None
        return dated and entry.published != known.published and not same_title(entry.title, known.title)
    if item.url_hash is None or known.url_hash is None or item.url_hash == known.url_hash:
        return False
    return not same_title(entry.title, known.title)


def _is_same(entry: Entry, known: Known) -> bool:
    """Tell whether an entry with a known link and another key is the known one: its words are the same."""
    if not same_title(entry.title, known.title):
        return False
    if entry.published is not None and known.published is not None:
        return entry.published == known.published
    return clean(entry.summary) == known.summary


def _is_moved(entry: Entry, known: Known) -> bool:
    """Tell whether an entry with a known link is the known one, where the feed changed its keys."""
    if same_title(entry.title, known.title):
        return True
    return entry.published is not None and entry.published == known.published


def _same_article(entry: Entry, known: Known, since: datetime) -> bool:
    if entry.published is not None and entry.published == known.published:
        return True
    return known.found >= since and clean(entry.summary) == known.summary


def _numbered(rest: Iterable[Incoming], uses: dict[bytes, int]) -> Iterable[tuple[Incoming, int]]:
    for item in rest:
        yield item, uses[item.key_hash]
        uses[item.key_hash] += 1


def _shared(incoming: Sequence[Incoming]) -> frozenset[bytes]:
    """Find the links that entries share whose words differ: such a link leads to the article of none."""
    links = [item.url_hash for item in incoming if item.url_hash is not None]
    if len(set(links)) == len(links):
        return frozenset()  # the usual case, without comparing words
    by_link = defaultdict(list)
    for item in incoming:
        if item.url_hash is not None:
            by_link[item.url_hash].append(item.entry)
    return frozenset(
        link
        for link, sharing in by_link.items()
        if any(not is_repeated(sharing[0], other) for other in sharing[1:])
    )


def plain_title(title: str) -> str:
    """Return what two spellings of a title have in common."""
    title = clean(title)
    if not title.isascii():
        title = unicodedata.normalize("NFKC", title)
    return " ".join(title.casefold().split())
