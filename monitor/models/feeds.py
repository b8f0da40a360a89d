"""Feeds, their stored state, and the entries they carry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.models.packing import packed
from monitor.models.setting_types import Country, Duration, Flag, Language, Table, WebUrl, Word
from monitor.models.topics import UNKNOWN_OUTLET, Outlet

DEFAULT_INTERVAL = timedelta(minutes=30)

_CUT = "…"
_FIRST_WORDS = 100


@dataclass(frozen=True, slots=True)
class Feed(Table):
    """A feed as configured in feeds.toml.

    Attributes:
        url: identity of the feed; a permanent redirect is stored in its state, never here.
        name: the outlet, as shown to the reader; the config sets the host if the file names none.
        language: BCP 47 tag of its usual language, "" if mixed.
        country: ISO 3166 alpha-2 of the outlet, "" if none.
        every: shortest poll interval that the user wants; the config sets that of the schedule if the file
            names none.
        enabled: the feed is polled.
        full_text: its entries carry full texts, so no page is fetched.
    """

    url: WebUrl
    name: Word = ""
    language: Language = ""
    country: Country = ""
    every: Duration = DEFAULT_INTERVAL
    enabled: Flag = True
    full_text: Flag = False

    @property
    def outlet(self) -> Outlet:
        """The publisher of the feed, for matching."""
        return Outlet(self.name, self.country, self.language)


def entry_outlet(feeds: Mapping[str, Feed], feed_url: str, source: str = "") -> Outlet:
    """Return the outlet of an entry, from its feed or from the entry itself.

    Args:
        feeds: the configured feeds, by URL.
        feed_url: the feed that announced the entry.
        source: the outlet that the entry itself names, as in aggregator feeds; its country is unknown.
    """
    feed = feeds.get(feed_url)
    outlet = feed.outlet if feed else UNKNOWN_OUTLET
    return Outlet(source, "", outlet.language) if source and source != outlet.name else outlet


class FeedStatus(StrEnum):
    """The status of a feed after its last poll."""

    NEW = "new"  # never polled
    OK = "ok"  # answered, with or without something new
    PARTIAL = "partial"  # truncated or damaged: the readable part was kept
    EMPTY = "empty"  # had entries before, now has none
    FAILING = "failing"
    GONE = "gone"  # 410: polled once a week, or when the user resumes it


@dataclass(frozen=True, slots=True)
class FeedState:
    """The stored state of a feed between polls.

    Attributes:
        url: the Feed's url.
        status: after the last poll.
        reason: code of the last failure while not OK, else "".
        detail: one line that explains the reason to a person.
        etag: verbatim, as last received.
        last_modified: verbatim, as last received.
        body_hash: hex blake2b of the last body that was parsed completely.
        interval: adaptive poll interval.
        strikes: sum of failure weights since the last success.
        polled: last attempt.
        succeeded: last good answer.
        changed: when an entry was last new.
        entries: number of entries in the last good document.
        next_poll: earliest time of the next poll; None means at once.
        full_due: when to poll without validators, because some servers answer 304 wrongly.
        moved_to: target of permanent redirects.
        moved_count: how often in a row it was the target; adopted at 3.
        failing_since: first failure of the present series.
        usual_gap: usual time between new entries, None until known; a much longer silence is reported.
    """

    url: str
    status: FeedStatus = FeedStatus.NEW
    reason: str = ""
    detail: str = ""
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    interval: timedelta = DEFAULT_INTERVAL
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
    """Return the first words of a text with an ellipsis, as headline of a text that has none."""
    line = text.partition("\n")[0]
    if len(line) > _FIRST_WORDS:
        start = line[: _FIRST_WORDS + 1]
        line = start.rpartition(" ")[0] if " " in start[_FIRST_WORDS // 2 :] else line[:_FIRST_WORDS]
    return f"{line.rstrip()}{_CUT}" if line.strip() else ""


def is_first_words(title: str, text: str) -> bool:
    """Return whether a title is only the first words of the text."""
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
        content: the full text of the article if the feed carries it, else "".
        author: as given.
        published: aware UTC; None if missing, unreadable or implausible.
        language: BCP 47 tag the feed states for it, or "".
        source: the outlet that published it, if the feed is an aggregator and names it, else "".
        has_guid: the key is the feed's own guid; if false, it was made from link or text.
        has_page: judging by the link alone, it leads to a page of its own, and not to a home page, the feed
            itself or a place that only a script finds.
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
    has_guid: bool = True
    has_page: bool = True


@packed
@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """The content of one feed document.

    Attributes:
        title: the feed's own title.
        format: such as `rss20`, `atom10`, `json11`, `rdf10`.
        entries: in document order, keys unique.
        ttl: longest valid time for which the feed asks not to be polled (ttl, sy:*, skipHours), or None.
        damage: why only a part could be read (`partial`, `too_many_entries`), or "".
    """

    title: str
    format: str
    entries: tuple[Entry, ...]
    ttl: timedelta | None = None
    damage: str = ""
