"""An app context for the benchmarks, on loopback, with a clock that they set."""

import asyncio
import gc
import importlib
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from monitor.app import open_app
from monitor.config import read_config
from monitor.models import ArchiveSettings, Config, ExtractSettings, Feed, FetchSettings
from monitor.pipeline import AppContext

T = TypeVar("T")

START = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
SHIPPED = Path(__file__).parent.parent / "config"


class Clock:
    """A clock that changes only when it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        """Read the clock."""
        return self.now

    def forward(self, **time: float) -> None:
        """Move the clock."""
        self.now += timedelta(**time)


def config_for(feeds: list[Feed], executor: str, archive: str = "sqlite:///archive.db") -> Config:
    """Return a config with the shipped topics that may fetch from loopback without delays."""
    return Config(
        folder=Path("config"),
        version="bench",
        feeds=tuple(feeds),
        topics=read_config(SHIPPED).topics,
        fetch=FetchSettings(allow_private=("127.0.0.0/8",), delay=0.0, per_host=64, robots=False),
        extract=ExtractSettings(executor=executor),
        archive=ArchiveSettings(url=archive),
    )


class Loop(asyncio.Runner):
    """A loop that is kept between two pieces of work."""

    def run(self, work: Coroutine[Any, Any, T]) -> T:  # type: ignore[override]
        """Run one piece of work and return its result.

        asyncio's own makes a text of the result each time, by way of the signal handler that it takes off
        again. That takes about a fifth of a sweep without news, and a daemon's loop never does it.
        """
        results: list[T] = []

        async def keep() -> None:
            results.append(await work)

        super().run(keep())
        return results[0]


@contextmanager
def app(config: Config) -> Iterator[tuple[Loop, AppContext, Clock]]:
    """Open an app context in its own folder, on a loop that is kept between two pieces of work.

    Workers import the main module of who starts them: for the time being that is the daemon's, which is next
    to nothing, and no benchmark with all that it imports.
    """
    clock, own_main = Clock(), sys.modules["__main__"]
    with TemporaryDirectory() as folder, Loop() as runner:
        opening = open_app(config, Path(folder), exclusive=True, clock=clock)
        opened = runner.run(opening.__aenter__())
        gc.collect()
        gc.freeze()  # as the daemon does
        sys.modules["__main__"] = importlib.import_module("monitor.__main__")
        try:
            yield runner, opened, clock
        finally:
            sys.modules["__main__"] = own_main
            runner.run(opening.__aexit__(None, None, None))
