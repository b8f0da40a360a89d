"""Fixtures: the local page on a real socket, with an output folder that contains digests."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import aiohttp
import pytest
from yarl import URL

from monitor.archive import Archive, open_archive
from monitor.errors import ArchiveError
from monitor.models import Config, SearchResult
from monitor.pipeline import FeedSummary, Status
from monitor.web import Sources, make_app, serve
from tests.archive.making import TOPICS

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
    reads: int = 0
    archive: Path | None = None
    before_search: Callable[[], object] = bool
    config: Config = field(
        default_factory=lambda: Config(
            folder=Path(), version="v1", timezone="Asia/Seoul", feeds=(), topics=TOPICS
        )
    )

    def sources(self) -> Sources:
        """Return the sources of the page."""
        return Sources(self.read, lambda: self.age, lambda: self.config, lambda: NOW, self.search)

    async def search(self, read: Callable[[Archive], SearchResult]) -> SearchResult:
        """Run a search on the archive."""
        if self.archive is None:
            raise ArchiveError("there is no archive")

        def run() -> SearchResult:
            self.before_search()
            with open_archive("sqlite:///archive.db", self.archive, create=False, readonly=True) as archive:
                return read(archive)

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

    async def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], str]:
        """Return status, headers and text; dashes in header names are written as underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        url = URL(f"http://{self.address[0]}:{self.address[1]}{path}", encoded=True)
        async with self.session.request(method, url, headers=named, allow_redirects=False) as answer:
            return answer.status, dict(answer.headers), await answer.text()


@pytest.fixture
def facts() -> Facts:
    """Return the facts of a healthy daemon."""
    return Facts()


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Return an output folder with published digests, next to a secret file."""
    folder = tmp_path / "output"
    (folder / "digests" / "topics").mkdir(parents=True)
    (tmp_path / "secret.html").write_text("secret", encoding="utf-8")
    (folder / "archive.db").write_bytes(b"SQLite format 3 secret")
    page = "<!doctype html><style>p{}</style><p>ສົ່ງຜູ້ຮ້າຍຂ້າມແດນ</p>"
    for name in ("latest.html", "digests/2025-12-15.html", "digests/index.html"):
        (folder / name).write_text(page, encoding="utf-8")
    for name in ("latest.json", "digests/2025-12-15.json"):
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
            yield Browser(address, session)

    return opened


@pytest.fixture
async def browser(open_page) -> AsyncIterator[Browser]:
    """Yield a browser on the page with the daemon's options."""
    async with open_page() as opened:
        yield opened
