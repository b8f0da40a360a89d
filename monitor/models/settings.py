"""What the config folder says, checked and in its final types."""

from dataclasses import dataclass, field
from datetime import time, timedelta
from pathlib import Path

from monitor.models.feeds import Feed
from monitor.models.topics import Topics


@dataclass(frozen=True, slots=True)
class ScheduleSettings:
    """When things happen.

    Attributes:
        digest: local times at which the day's digest is written; the last of them closes it.
        every: poll interval of feeds that name none.
        floor: never poll a feed more often.
        ceiling: never wait longer between polls.
        backlog_after: entries already older than this when first seen are archive, not news.
    """

    digest: tuple[time, ...] = (time(7, 0),)
    every: timedelta = timedelta(minutes=30)
    floor: timedelta = timedelta(minutes=10)
    ceiling: timedelta = timedelta(hours=24)
    backlog_after: timedelta = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """How the network is used.

    Attributes:
        user_agent: honest name; `{contact}` in it is replaced.
        contact: URL or mail address of whoever runs this copy.
        timeout: seconds for a whole request, redirects included.
        connect_timeout: seconds to connect.
        read_timeout: seconds without a byte.
        max_bytes: largest feed, decoded.
        max_page_bytes: largest page, decoded.
        concurrency: requests under way at once, all hosts together.
        per_host: requests under way at once to one host.
        delay: seconds between the starts of two requests to one host, jittered.
        allow_private: CIDR networks that may be fetched although not public.
        allow_ports: ports beside 80 and 443.
        proxy: URL of the one proxy to use, "" for none; the environment is never consulted.
        robots: ask robots.txt before fetching article pages.
        attempts: fetches of one page before it is unreadable.
    """

    user_agent: str = "summit-monitor/0.1 (+{contact})"
    contact: str = "https://example.org/summit-monitor"
    timeout: float = 30.0
    connect_timeout: float = 10.0
    read_timeout: float = 15.0
    max_bytes: int = 10_000_000
    max_page_bytes: int = 5_000_000
    concurrency: int = 64
    per_host: int = 2
    delay: float = 1.0
    allow_private: tuple[str, ...] = ()
    allow_ports: tuple[int, ...] = (8080, 8443)
    proxy: str = ""
    robots: bool = True
    attempts: int = 4


@dataclass(frozen=True, slots=True)
class ExtractSettings:
    """Where the CPU work is done: `inline`, `processes:N` or `dask://host:port`.

    Attributes:
        executor: which of them.
        timeout: seconds one task may take before its process is killed.
        memory: bytes of address space one process may take.
    """

    executor: str = "processes:2"
    timeout: float = 20.0
    memory: int = 1_500_000_000


@dataclass(frozen=True, slots=True)
class ArchiveSettings:
    """Where everything is kept, and for how long (None: for ever)."""

    url: str = "sqlite:///archive.db"
    keep_text: timedelta | None = None
    keep_pages: timedelta | None = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class DigestSettings:
    """Which files a digest is written to (`html`, `md`, `json`, `atom`), and how many stories lead it."""

    formats: tuple[str, ...] = ("html", "md", "json", "atom")
    top_stories: int = 3
    title: str = ""


@dataclass(frozen=True, slots=True)
class DeliverSettings:
    """Where digests and alerts are sent.

    Attributes:
        urls: apprise URLs; `env:NAME` names a variable that holds one.
        alert_pause: between two alerts of one topic.
    """

    urls: tuple[str, ...] = ()
    alert_pause: timedelta = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Where the local page listens, and whom it answers.

    Attributes:
        listen: `host:port`, or "" for nowhere.
        token: asked of everybody; `env:NAME` names a variable that holds it; "" for none.
        hosts: names answered to beside this machine's own, such as a reverse proxy's.
    """

    listen: str = "127.0.0.1:8080"
    token: str = field(default="", repr=False)
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Config:
    """A whole config folder, valid.

    Attributes:
        folder: where it was read.
        version: hash of all of it, shown in digests.
        timezone: IANA name.
        feeds: in config order, urls unique, disabled ones included.
        topics: groups and topics.
    """

    folder: Path
    version: str
    timezone: str
    feeds: tuple[Feed, ...]
    topics: Topics
    schedule: ScheduleSettings = ScheduleSettings()
    fetch: FetchSettings = FetchSettings()
    extract: ExtractSettings = ExtractSettings()
    archive: ArchiveSettings = ArchiveSettings()
    digest: DigestSettings = DigestSettings()
    deliver: DeliverSettings = DeliverSettings()
    web: WebSettings = WebSettings()
