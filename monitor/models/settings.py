"""The settings of a config folder, validated and in their final types."""

from dataclasses import dataclass, field
from datetime import time, timedelta
from pathlib import Path

from monitor.models.feeds import Feed
from monitor.models.topics import Topics


@dataclass(frozen=True, slots=True)
class ScheduleSettings:
    """When the program works.

    Attributes:
        digest: local times at which the digest of the day is written; the last of them closes it.
        every: poll interval of feeds without one.
        floor: shortest poll interval.
        ceiling: longest poll interval.
        backlog_after: entries older than this when first seen are archived but not reported as news.
    """

    digest: tuple[time, ...] = (time(7, 0),)
    every: timedelta = timedelta(minutes=30)
    floor: timedelta = timedelta(minutes=10)
    ceiling: timedelta = timedelta(hours=24)
    backlog_after: timedelta = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """How the program uses the network.

    Attributes:
        user_agent: the User-Agent header; `{contact}` in it is replaced.
        contact: URL or mail address of the operator.
        timeout: seconds for a whole request, redirects included.
        connect_timeout: seconds to connect.
        read_timeout: seconds without a byte.
        max_bytes: largest feed, decoded.
        max_page_bytes: largest page, decoded.
        concurrency: concurrent requests to all hosts together.
        per_host: concurrent requests to one host.
        delay: seconds between the starts of two requests to one host, with jitter.
        allow_private: CIDR networks that may be fetched although they are not public.
        allow_ports: ports in addition to 80 and 443.
        proxy: URL of the only proxy to use, "" for none; the environment is ignored.
        robots: obey robots.txt for article pages.
        attempts: fetches of one page before it counts as unreadable.
    """

    user_agent: str = "summit-monitor/0.2 (+{contact})"
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
    """Where CPU work runs: `inline`, `processes:N` or `dask://host:port`.

    Attributes:
        executor: which of them.
        timeout: seconds one task may take before its process is killed.
        memory: bytes of address space per process.
    """

    executor: str = "processes:2"
    timeout: float = 20.0
    memory: int = 1_500_000_000


@dataclass(frozen=True, slots=True)
class ArchiveSettings:
    """Where the archive is, and how long texts and pages are kept (None: for ever)."""

    url: str = "sqlite:///archive.db"
    keep_text: timedelta | None = None
    keep_pages: timedelta | None = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class DigestSettings:
    """The formats of a digest (`html`, `md`, `json`, `atom`), and the number of top stories."""

    formats: tuple[str, ...] = ("html", "md", "json", "atom")
    top_stories: int = 3
    title: str = ""


@dataclass(frozen=True, slots=True)
class DeliverSettings:
    """Where digests and alerts are sent.

    Attributes:
        urls: apprise URLs; `env:NAME` reads one from an environment variable.
        alert_pause: shortest time between two alerts of one topic.
    """

    urls: tuple[str, ...] = ()
    alert_pause: timedelta = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Where the local page listens, and who may read it.

    Attributes:
        listen: `host:port`, or "" to serve no page.
        token: required of every client; `env:NAME` reads it from an environment variable; "" for none.
        hosts: accepted host names in addition to those of this machine, such as a reverse proxy's.
    """

    listen: str = "127.0.0.1:8080"
    token: str = field(default="", repr=False)
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Config:
    """A complete, valid config folder.

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
