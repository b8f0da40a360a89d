"""Feeds, their stored state, and the entries they carry."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Literal
from urllib.parse import urlsplit

from monitor.models.http import FeedAccess
from monitor.models.packing import packed
from monitor.models.setting_types import (
    Country,
    Duration,
    Flag,
    Language,
    Line,
    Parse,
    SourceUrl,
    Table,
    Word,
)
from monitor.models.source_values import (
    css_selector,
    feed_headers,
    feed_login,
    feed_proxy,
    feed_user_agent,
    source_kind,
)
from monitor.models.topics import UNKNOWN_OUTLET, Outlet
from monitor.models.values import whole

DEFAULT_INTERVAL = timedelta(minutes=30)
MOST_LISTING_PAGES = 10

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
        kind: how the document is read: a feed, a sitemap, a page that lists articles, or mails.
        link: CSS selector of the links of a page, "" to find its list by its structure.
        pages: how many pages of the list are read.
        folder: a group of feeds, for lists and OPML, "" if none.
        login: `env:NAME`, a variable with user:password for HTTP Basic authentication (of mail: the
            password), or "".
        headers: (name, value) of further headers; a value may be `env:NAME`.
        user_agent: sent instead of that of the config, or "".
        proxy: used instead of that of the config; may be `env:NAME`; "" for none.
    """

    url: SourceUrl
    name: Word = ""
    language: Language = ""
    country: Country = ""
    every: Duration = DEFAULT_INTERVAL
    enabled: Flag = True
    full_text: Flag = False
    kind: Annotated[Literal["feed", "sitemap", "page", "mail"], Parse(source_kind)] = "feed"
    link: Annotated[str, Parse(css_selector)] = ""
    pages: Annotated[int, Parse(whole(1, MOST_LISTING_PAGES))] = 1
    folder: Line = ""
    login: Annotated[str, Parse(feed_login)] = field(default="", repr=False)
    headers: Annotated[tuple[tuple[str, str], ...], Parse(feed_headers)] = field(default=(), repr=False)
    user_agent: Annotated[str, Parse(feed_user_agent)] = ""
    proxy: Annotated[str, Parse(feed_proxy)] = field(default="", repr=False)

    def access_to(self, url: str) -> FeedAccess:
        """Return how a URL of this feed is requested; login and headers go to the feed's own origin only."""
        own = _origin(url) == _origin(self.url)
        return FeedAccess(
            language=self.language,
            user_agent=self.user_agent,
            proxy=self.proxy,
            login=self.login if own else "",
            headers=self.headers if own else (),
        )

    @property
    def outlet(self) -> Outlet:
        """The publisher of the feed, for matching."""
        return Outlet(self.name, self.country, self.language)


def _origin(url: str) -> tuple[str, str | None, int | None]:
    """Return scheme, host and port of a URL."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = None
    return parts.scheme, parts.hostname, port or {"http": 80, "https": 443}.get(parts.scheme)


def outlet_of_entry(feeds: Mapping[str, Feed], feed_url: str, source: str = "") -> Outlet:
    """Return the outlet of an entry, from the config or from the entry itself.

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
        days: (day, new entries) of the last days on which it answered; a day is its ordinal in UTC.
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
    days: tuple[tuple[int, int], ...] = ()


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
        more: documents that belong to it and are fetched too: the next page of a listing, the sitemaps of an
            index.
    """

    title: str
    format: str
    entries: tuple[Entry, ...]
    ttl: timedelta | None = None
    damage: str = ""
    more: tuple[str, ...] = ()
