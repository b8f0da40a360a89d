"""This program as the benchmarks run it: a desk over loopback with a clock that they move."""

import asyncio
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from monitor.assembly import open_desk
from monitor.config import read_config
from monitor.models import Config, ExtractSettings, Feed, FetchSettings
from monitor.pipeline import Desk

START = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
SHIPPED = Path(__file__).parent.parent / "config"


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        """Read the clock."""
        return self.now

    def forward(self, **time: float) -> None:
        """Move on."""
        self.now += timedelta(**time)


def config_for(feeds: list[Feed], executor: str, archive: str = "sqlite:///archive.db") -> Config:
    """Return a config with the shipped topics, that may fetch from loopback without waiting."""
    topics = read_config(SHIPPED).topics
    config = Config(Path("config"), "bench", "UTC", tuple(feeds), topics)
    return Config(
        folder=config.folder,
        version=config.version,
        timezone=config.timezone,
        feeds=config.feeds,
        topics=config.topics,
        fetch=FetchSettings(allow_private=("127.0.0.0/8",), delay=0.0, per_host=64, robots=False),
        extract=ExtractSettings(executor=executor),
        archive=type(config.archive)(url=archive),
    )


@contextmanager
def desk(config: Config) -> Iterator[tuple[asyncio.Runner, Desk, Clock]]:
    """Open a desk in a folder of its own, on a loop that goes on between two pieces of work."""
    clock = Clock()
    with TemporaryDirectory() as folder, asyncio.Runner() as runner:
        opening = open_desk(config, Path(folder), sole=True, clock=clock)
        opened = runner.run(opening.__aenter__())
        gc.collect()
        gc.freeze()  # as the daemon does
        try:
            yield runner, opened, clock
        finally:
            runner.run(opening.__aexit__(None, None, None))
