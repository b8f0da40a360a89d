"""Which entries of a polled feed are known: by key, by link, or by title where the feed changed its keys.

Two articles taken for one are a loss and one taken for two is only a nuisance, so titles alone are never
enough (faults rows 95, 101-104). Pure: no database, no clock.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

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


@dataclass(frozen=True, slots=True, eq=False)
class Incoming:
    """An entry of the document that was polled, with the hashes it is looked up by."""

    entry: Entry
    key_hash: bytes
    url_hash: bytes | None


@dataclass(frozen=True, slots=True)
class Recognition:
    """What became of the entries of one document.

    Attributes:
        known: those the archive has, each with the entry it has; none of these twice.
        fresh: those it has not, in the order of the document, each with a number that no use of its key has.
        lonely: hashes of links that most of the document shares, so that they identify nothing.
    """

    known: tuple[tuple[Incoming, Known], ...]
    fresh: tuple[tuple[Incoming, int], ...]
    lonely: frozenset[bytes]


def prepare(entries: Iterable[Entry]) -> tuple[Incoming, ...]:
    """Hash the entries of a document for look-up."""
    return tuple(
        Incoming(entry, fingerprint(entry.key), None if entry.url is None else fingerprint(entry.url))
        for entry in entries
    )


def recognise(
    incoming: Sequence[Incoming],
    candidates: Iterable[Known],
    recent: Callable[[Collection[str]], Sequence[Known]],
    since: datetime,
) -> Recognition:
    """Tell known entries from new ones.

    Args:
        incoming: the document's entries.
        candidates: the feed's known entries that share a key or a link with any of them.
        recent: gives those of the feed's newest entries that have one of these plain titles; asked only when
            its keys are in doubt.
        since: titles alone, where undated, count for entries found since then.
    """
    candidates = list(candidates)
    lonely = _lonely(incoming)
    claims = _Claims()
    for item, known in _by_key(incoming, candidates):
        claims.take(item, known)
    links = {known.url_hash: known for known in candidates if known.url_hash not in lonely}
    rest = []
    for item in incoming:
        if item in claims.known:
            continue
        by_link = links.get(item.url_hash) if item.url_hash else None
        if by_link is not None:
            claims.take(item, by_link)
        else:
            rest.append(item)
    if len(rest) >= _FEWEST and len(rest) > _WHOLESALE * len(incoming):
        rest = claims.take_moved(rest, recent, since)
    uses = defaultdict[bytes, int](int)
    for known in candidates:
        # Not how many there are: one may have moved to another key since, and left a hole in the numbers.
        uses[known.key_hash] = max(uses[known.key_hash], known.reuse + 1)
    return Recognition(tuple(claims.pairs()), tuple(_once(rest, uses, lonely)), lonely)


def same_title(one: str, other: str) -> bool:
    """Tell whether two titles differ in nothing but their spelling in bytes."""
    return plain_title(one) == plain_title(other)


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

    def take_moved(
        self, rest: list[Incoming], recent: Callable[[Collection[str]], Sequence[Known]], since: datetime
    ) -> list[Incoming]:
        """Find at least half of the rest under other keys and links, or none; return what stays new."""
        titles = {item: plain_title(item.entry.title) for item in rest}
        by_title = defaultdict(list)
        for known in recent(set(titles.values())):
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
    """Tell whether a key stands for another article now: another link and another title."""
    if item.url_hash is None or known.url_hash is None or item.url_hash == known.url_hash:
        return False
    return not same_title(item.entry.title, known.title)


def _same_article(entry: Entry, known: Known, since: datetime) -> bool:
    if entry.published is not None and entry.published == known.published:
        return True
    return known.found >= since and clean(entry.summary) == known.summary


def _once(
    rest: Iterable[Incoming], uses: dict[bytes, int], lonely: frozenset[bytes]
) -> Iterable[tuple[Incoming, int]]:
    links: set[bytes] = set()
    for item in rest:
        if item.url_hash is not None and item.url_hash not in lonely:
            if item.url_hash in links:
                continue
            links.add(item.url_hash)
        yield item, uses[item.key_hash]
        uses[item.key_hash] += 1


def _lonely(incoming: Sequence[Incoming]) -> frozenset[bytes]:
    """Find a link that most entries share although their titles differ: a link to no article."""
    links = [item.url_hash for item in incoming if item.url_hash is not None]
    if len(set(links)) > len(links) - _FEWEST + 1:
        return frozenset()  # the usual case, without comparing titles
    titles = defaultdict(set)
    for item in incoming:
        if item.url_hash is not None:
            titles[item.url_hash].add(plain_title(item.entry.title))
    return frozenset(
        link for link, named in titles.items() if len(named) >= _FEWEST and len(named) > len(incoming) / 2
    )


def plain_title(title: str) -> str:
    """Return what two spellings of a title have in common."""
    title = clean(title)
    if not title.isascii():
        title = unicodedata.normalize("NFKC", title)
    return " ".join(title.casefold().split())
