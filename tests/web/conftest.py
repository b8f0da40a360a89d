"""Fixtures: the local page on a real socket, with an output folder that contains digests."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import aiohttp
import pytest
from yarl import URL

from monitor.app import open_app
from monitor.archive import Archive, open_archive
from monitor.errors import NO_WORKER, ArchiveError, TaskFailed
from monitor.fetch import Client
from monitor.models import Config, ExtractSettings, FeedState, FoundSources, SemanticSettings
from monitor.pipeline import AppContext, FeedSummary, Progress, Status
from monitor.pipeline.find_sources import find_sources
from monitor.web import Sources, make_app, serve
from monitor.web.security import ACCESS, Access
from tests.archive.making import TIMES, TOPICS, entry, record
from tests.empty_archive import new_archive, put_empty_archive
from tests.faulty_site import loopback

T = TypeVar("T")

NOW = datetime(2025, 12, 16, 0, 30, tzinfo=UTC)


def status_of(*feeds: FeedSummary, **more) -> Status:
    """Return the status of a running daemon."""
    facts = {
        "now": NOW,
        "timezone": "Asia/Seoul",
        "config_version": "c0ffee",
        "config_problems": (),
        "daemon": 4711,
        "feeds": feeds,
        "pending": 3,
        "articles": 500,
        "matched": 12,
        "last_sweep": NOW,
        "next_sweep": NOW,
        "next_digest": NOW,
        "last_digest": date(2025, 12, 15),
        "deliveries": (),
    }
    return Status(**{**facts, **more})


@dataclass
class Facts:
    """What the page shows; tests change it."""

    status: Status = field(default_factory=status_of)
    age: float = 1.0
    archive_broken: bool = False
    workers_broken: bool = False
    reads: int = 0
    worked: int = 0
    archive: Path | None = None
    url: str = "sqlite:///archive.db"
    before_search: Callable[[], object] = bool
    now: datetime = NOW
    longest_search: float = 30.0
    config: Config = field(
        default_factory=lambda: Config(
            folder=Path(),
            version="v1",
            timezone="Asia/Seoul",
            feeds=(),
            topics=TOPICS,
            semantic=SemanticSettings(encoder="none"),
        )
    )

    def sources(self) -> Sources:
        """Return the sources of the page."""
        return Sources(
            self.read,
            lambda: self.age,
            lambda: self.config,
            lambda: self.now,
            self.read_archive,
            self.write_archive,
            self.find,
            self.use_workers,
        )

    async def read_archive(self, read: Callable[[Archive], T]) -> T:
        """Run a function on the archive, opened to be read."""
        return await self._use(read, readonly=True)

    async def write_archive(self, write: Callable[[Archive], T]) -> T:
        """Run a function on the archive, opened to be written."""
        return await self._use(write, readonly=False)

    async def find(self, url: str) -> FoundSources:
        """Search for the sources of a page on loopback."""

        async def work(function: Callable[..., T], *given: object) -> T:
            return function(*given)

        async with Client(loopback()) as client:
            return await find_sources(url, client, work, self.now, self.longest_search)

    async def use_workers(self, read: Callable[[AppContext], Awaitable[T]], progress: Progress) -> T:
        """Run a function of the pipeline with a context that reads the archive; the work is done inline."""
        if self.archive is None or self.archive_broken:
            raise ArchiveError("disk I/O error")
        if self.workers_broken:
            raise TaskFailed(NO_WORKER)
        config = replace(self.config, extract=ExtractSettings(executor="inline"))
        async with open_app(
            config, self.archive, readonly=True, clock=lambda: self.now, progress=progress
        ) as app:
            answer = await read(app)
        self.worked += 1
        return answer

    async def _use(self, function: Callable[[Archive], T], *, readonly: bool) -> T:
        if self.archive is None or self.archive_broken:
            raise ArchiveError("disk I/O error")
        folder, url = self.archive, self.url

        def run() -> T:
            self.before_search()
            with open_archive(url, folder, create=False, readonly=readonly) as archive:
                return function(archive)

        return await asyncio.to_thread(run)

    async def read(self) -> Status:
        """Read the status."""
        self.reads += 1
        if self.archive_broken:
            raise ArchiveError("disk I/O error")
        return self.status


@dataclass(frozen=True)
class Browser:
    """An HTTP client of the page; it sends paths exactly as written."""

    address: tuple[str, int]
    session: aiohttp.ClientSession

    access: Access

    @property
    def origin(self) -> str:
        """Return scheme, host and port."""
        return f"http://{self.address[0]}:{self.address[1]}"

    async def ask(
        self, path: str, method: str = "GET", form: dict[str, str] | None = None, **headers: str
    ) -> tuple[int, dict[str, str], str]:
        """Return status, headers and text; dashes in header names are written as underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        url = URL(f"{self.origin}{path}", encoded=True)
        async with self.session.request(
            method, url, headers=named, data=form, allow_redirects=False
        ) as answer:
            return answer.status, dict(answer.headers), await answer.text()

    def log_in(self) -> dict[str, str]:
        """Begin a session; return the headers of its requests."""
        return {"Cookie": f"{self.access.cookie}={self.access.sessions.start()}", "Origin": self.origin}

    async def post(self, path: str, headers: dict[str, str], **form: str) -> tuple[int, dict[str, str], str]:
        """Send a form of a session, with its CSRF value unless another is given."""
        cookie = headers.get("Cookie", "").partition("=")[2]
        session = self.access.sessions.find(cookie)
        return await self.ask(path, "POST", {"csrf": session.csrf if session else "", **form}, **headers)


@pytest.fixture(scope="session")
def empty_archive(tmp_path_factory) -> Path:
    """Return the folder of an archive without articles, which no test writes."""
    folder = tmp_path_factory.mktemp("empty")
    put_empty_archive(folder)
    return folder


@pytest.fixture
def facts(empty_archive: Path) -> Facts:
    """Return the facts of a healthy daemon that has found nothing yet."""
    return Facts(archive=empty_archive)


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Return an output folder with published digests, next to a secret file."""
    folder = tmp_path / "output"
    (folder / "digests" / "topics").mkdir(parents=True)
    (tmp_path / "secret.html").write_text("secret", encoding="utf-8")
    (folder / "archive.db").write_bytes(b"SQLite format 3 secret")
    page = "<!doctype html><style>p{}</style><p>ສົ່ງຜູ້ຮ້າຍຂ້າມແດນ</p>"
    for name in (
        "latest.html", "digests/2025-12-15.html", "digests/2025-W50.html", "digests/index.html",
        "digests/topics/extradition.html",
    ):  # fmt: skip
        (folder / name).write_text(page, encoding="utf-8")
    for name in ("latest.json", "digests/2025-12-15.json", "digests/2025-12.json"):
        (folder / name).write_text("{}", encoding="utf-8")
    (folder / "digests" / "2025-12-15.md").write_text("# Digest", encoding="utf-8")
    for name in ("feed.atom", "topics/extradition.atom"):
        (folder / "digests" / name).write_text("<feed/>", encoding="utf-8")
    return folder


@pytest.fixture
def open_page(facts: Facts, output: Path) -> Callable[..., object]:
    """Return a function that opens the page on a free port of loopback."""

    @asynccontextmanager
    async def opened(longest_connection: float = 30.0, **options: object) -> AsyncIterator[Browser]:
        app = make_app(facts.sources(), output, **options)
        async with (
            serve(app, "127.0.0.1:0", longest_connection) as address,
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
        ):
            yield Browser(address, session, app[ACCESS])

    return opened


@pytest.fixture
async def browser(open_page) -> AsyncIterator[Browser]:
    """Yield a browser on the page with the daemon's options."""
    async with open_page() as opened:
        yield opened


@pytest.fixture
def archive_with_feed(facts: Facts, tmp_path: Path) -> Callable[[], datetime | None]:
    """Have a feed that is polled tomorrow; return a function that reads when it is polled next."""
    facts.archive = tmp_path / "archive"
    tomorrow = NOW + timedelta(days=1)
    state = FeedState(TIMES.url, polled=NOW, succeeded=NOW, next_poll=tomorrow)
    with new_archive(facts.archive) as archive:
        record(archive, TIMES, state, [entry("one")])

    def next_poll() -> datetime | None:
        with open_archive(
            "sqlite:///archive.db", tmp_path / "archive", create=False, readonly=True
        ) as archive:
            return archive.feeds.states()[TIMES.url].next_poll

    return next_poll
