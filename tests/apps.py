"""App contexts for tests: a real archive file, a real client on loopback, inline work, and a clock to set."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.app import open_app
from monitor.demo_site import SiteServer
from monitor.models import (
    Config,
    ExtractSettings,
    Feed,
    FetchSettings,
    Group,
    Keyword,
    Request,
    SemanticSettings,
    Topic,
    Topics,
)
from monitor.pipeline import AppContext
from monitor.read import parse_feed
from monitor.tasks import entry_fingerprints
from tests.empty_archive import put_empty_archive

MORNING = datetime(2025, 12, 16, 0, 0, tzinfo=UTC)  # 09:00 in Seoul

TOPICS = Topics(
    groups=(Group("laos", (Keyword("Laos"), Keyword("라오스"))),),
    topics=(
        Topic("extradition", "Extradition", (Keyword("extradit*", language="en"),), require=("laos",)),
        Topic("minerals", "Critical minerals", (Keyword("핵심광물", language="ko"), Keyword("rare earth"))),
    ),
    version="topics-1",
)

MATCHING = "Laos and South Korea signed an extradition treaty on Monday.\n\nIt enters into force next year."
OTHER = "The football season ended with a draw.\n\nThe coach was content with the team and the weather."


class Clock:
    """A clock that changes only when it is moved."""

    def __init__(self, moment: datetime = MORNING) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        """Read the clock."""
        return self.moment

    def forward(self, **time: float) -> None:
        """Move the clock by the arguments of timedelta."""
        self.moment += timedelta(**time)


def config_for(demo_site: SiteServer, *paths: str, **settings: object) -> Config:
    """Return a config with the feeds at those paths and small, fast limits."""
    config = Config(
        folder=Path("config"),
        version="config-1",
        timezone="Asia/Seoul",
        feeds=tuple(Feed(demo_site.url(path), path.strip("/").upper(), "en", "KR") for path in paths),
        topics=TOPICS,
        fetch=FetchSettings(allow_private=("127.0.0.0/8",), delay=0.0, timeout=5.0, robots=False),
        extract=ExtractSettings(executor="inline"),
        semantic=SemanticSettings(encoder="none"),
    )
    return replace(config, **settings)


@asynccontextmanager
async def app_at(output: Path, config: Config, clock: Clock) -> AsyncIterator[AppContext]:
    """Open an app context over the archive in a folder, as the daemon does."""
    put_empty_archive(output)
    async with open_app(config, output, exclusive=True, clock=clock) as app:
        yield app


async def have_seen(app: AppContext) -> None:
    """Mark all entries of the feeds as seen in earlier documents."""
    for feed in app.config.feeds:
        answer = await app.fetcher.fetch(Request(feed.url, "feed"))
        parsed = parse_feed(answer.body, "", feed.url, app.clock())
        app.seen[feed.url] = entry_fingerprints(parsed.entries)
