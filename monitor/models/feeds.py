"""Feeds, what is known of them, and the entries they carry."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.models.packing import packed
from monitor.models.topics import Outlet

_CUT = "…"
_FIRST_WORDS = 100


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as feeds.toml names it.

    Attributes:
        url: identity of the feed; a permanent redirect is remembered in its state, never here.
        name: the outlet, as shown to the reader.
        language: BCP 47 tag of what it usually carries, "" if mixed.
        country: ISO 3166 alpha-2 of the outlet, "" if none.
        every: shortest interval the user asks for.
        full_text: its entries carry whole articles, so no page is fetched.
    """

    url: str
    name: str
    language: str = ""
    country: str = ""
    every: timedelta = timedelta(minutes=30)
    enabled: bool = True
    full_text: bool = False

    @property
    def outlet(self) -> Outlet:
        """Who publishes it, as matching asks."""
        return Outlet(self.name, self.country, self.language)


class FeedStatus(StrEnum):
    """How a feed stands after its last poll."""

    NEW = "new"  # never polled
    OK = "ok"  # answered, with or without something new
    PARTIAL = "partial"  # cut off or damaged: what could be read was kept
    EMPTY = "empty"  # had entries, now has none
    FAILING = "failing"
    GONE = "gone"  # 410: asked again once a week, or when the user says so


@dataclass(frozen=True, slots=True)
class FeedState:
    """All that is remembered of a feed between polls.

    Attributes:
        url: the Feed's url.
        status: how it stands.
        reason: code of the last failure while not OK, else "".
        detail: one line for a person to go with it.
        etag: verbatim, as sent last.
        last_modified: verbatim, as sent last.
        body_hash: hex blake2b of the last body parsed whole.
        interval: adaptive interval between polls.
        strikes: sum of failure weights since the last success.
        polled: last attempt.
        succeeded: last good answer.
        changed: when an entry was last new.
        entries: entries in the last good document.
        next_poll: not before; None means at once.
        full_due: when to ask again without validators (some servers answer 304 wrongly).
        moved_to: where permanent redirects lead, and how often in a row they said so.
        moved_count: see moved_to; adopted at 3.
        failing_since: first failure of the present streak.
        usual_gap: typical time between new entries, None until known; a silence much longer is reported.
    """

    url: str
    status: FeedStatus = FeedStatus.NEW
    reason: str = ""
    detail: str = ""
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    interval: timedelta = timedelta(minutes=30)
    strikes: float = 0.0
    polled: datetime | None = None
    succeeded: datetime | None = None
    changed: datetime | None = None
    entries: int = 0
    next_poll: datetime | None = None
    full_due: datetime | None = None
    moved_to: str | None = None
    moved_count: int = 0
    failing_since: datetime | None = None
    usual_gap: timedelta | None = None


def first_words(text: str) -> str:
    """Return what stands for the headline of a text that has none: its first words, with a mark."""
    line = text.partition("\n")[0]
    if len(line) > _FIRST_WORDS:
        start = line[: _FIRST_WORDS + 1]
        line = start.rpartition(" ")[0] if " " in start[_FIRST_WORDS // 2 :] else line[:_FIRST_WORDS]
    return f"{line.rstrip()}{_CUT}" if line.strip() else ""


def is_first_words(title: str, text: str) -> bool:
    """Tell whether a title is but the first words of the text, and says nothing more."""
    return title.endswith(_CUT) and len(title) > 1 and text.startswith(title[:-1])


@packed
@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed, cleaned: text without markup or control characters, links http(s) or None.

    Attributes:
        feed_url: the Feed's url.
        key: identity within the feed (guid, else canonical link, else hash of title and text).
        url: canonical link of the article, or None.
        title: "" if it has none.
        summary: the feed's description as text.
        content: the whole article as text where the feed carries it, else "".
        author: as given.
        published: aware UTC, or None where undated, unreadable or absurd.
        language: BCP 47 tag the feed states for it, or "".
        source: the outlet that published it, where the feed collects from several and names it, else "".
        keyed: the feed itself names it by its key; else the key is made of link or words.
        paged: its link leads to a page of its own, as far as the link alone tells: not to a home page, the
            feed itself, or a place that only a script finds.
    """

    feed_url: str
    key: str
    url: str | None
    title: str
    summary: str = ""
    content: str = ""
    author: str = ""
    published: datetime | None = None
    language: str = ""
    source: str = ""
    keyed: bool = True
    paged: bool = True


@packed
@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What one feed document said.

    Attributes:
        title: the feed's own title.
        format: such as `rss20`, `atom10`, `json11`, `rdf10`.
        entries: newest first as given, keys unique.
        ttl: how long the feed asks not to be polled again (ttl, sy:*, skipHours), longest sane, or None.
        damage: why only a part could be read (`partial`, `too_many_entries`), or "".
    """

    title: str
    format: str
    entries: tuple[Entry, ...]
    ttl: timedelta | None = None
    damage: str = ""
