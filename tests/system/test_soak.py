"""Three days of sweeps over a busy site do not increase the resources that the program holds."""

import asyncio
import json
import os
import random
import statistics
import sys
from asyncio.subprocess import PIPE, Process, create_subprocess_exec
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.faulty_site import FaultySite
from tests.system.test_daemon import TOPICS, archived

HOURS = int(os.environ.get("DRILL_HOURS", "72"))
FEEDS = 100
HALF_HOUR = timedelta(minutes=30)
START = datetime(2025, 12, 16, tzinfo=UTC)
QUIET = 4  # last sweeps without news: until then every feed was polled once more
SETTLED = 0.25  # of the sweeps: until then caches fill, workers start, the allocator finds its size
MATCHING = 10  # every tenth article; a digest is built from all that matched in 28 days
THREADS = 2  # more than at the start: asyncio's pool starts threads on demand, six on two cores
SLOPE = 1_000_000  # bytes of memory an hour that may be gained after that
LOG = 80_000_000  # bytes: the archive's log is cut back to 64 MiB
ROOT = Path(__file__).parents[2]

MONITOR = """
timezone = "UTC"
[semantic]
encoder = "none"
[schedule]
digest = "07:00"
every = "30m"
ceiling = "1h"
[fetch]
allow_private = ["127.0.0.0/8"]
delay = 0.0
per_host = 8
robots = false
timeout = 2.0
[extract]
executor = "processes:1"
[web]
listen = ""
"""


class BusySite:
    """A test site that changes all the time; one in a hundred of its feeds is hostile."""

    def __init__(self, demo_site: FaultySite, chance: random.Random) -> None:
        self._demo_site = demo_site
        self._chance = chance
        self._standing: list[str] = []
        self.feeds = [demo_site.add_feed(f"/{number}.xml", f"Outlet {number}") for number in range(FEEDS - 1)]
        self.published = 0
        hostile = "/hostile.xml"
        self.feeds.append(hostile)
        self._faults: list[Callable[[], None]] = [
            lambda: demo_site.answer(hostile, 500),
            lambda: demo_site.send_bomb(hostile, megabytes=50),
            lambda: demo_site.answer(hostile, body=b"<rss><channel><item><title>&a;" * 1000),
            lambda: demo_site.redirect(hostile, hostile),
            lambda: demo_site.answer(hostile, body=os.urandom(100_000)),
            lambda: demo_site.answer(hostile, body=b"<rss version='2.0'><channel>" + b"<a>" * 100_000),
        ]

    def pass_time(self, now: datetime, *, quiet: bool) -> None:
        """Publish, edit and withdraw articles, and fail in another way."""
        chance, demo_site = self._chance, self._demo_site
        for _ in range(0 if quiet else chance.randint(5, 15)):
            words = " ".join(f"{chance.getrandbits(30):x}" for _ in range(200))
            self.published += 1
            subject = "extradition" if self.published % MATCHING == 0 else "weather"
            text = f"Much was said of the {subject} today.\n\n{words}"
            title = f"Story {self.published}"
            feed = chance.choice(self.feeds[:-1])
            path = demo_site.publish(feed, title, text, url_path=f"/page/{self.published}", published=now)
            self._standing.append(path)
        if len(self._standing) > 2 * FEEDS:
            demo_site.edit(chance.choice(self._standing[-20:]), title=f"Corrected {now}")
            for path in self._standing[: -2 * FEEDS]:
                demo_site.withdraw(path)
            del self._standing[: -2 * FEEDS]
        chance.choice(self._faults)()
        demo_site.received.clear()


def write_config(config: Path, demo_site: FaultySite, paths: list[str]) -> None:
    """Name all feeds in the config."""
    config.mkdir()
    feeds = "".join(
        f'[[feed]]\nurl = "{demo_site.url(path)}"\nname = "{path}"\nlanguage = "en"\n' for path in paths
    )
    for name, text in (("monitor", MONITOR), ("topics", TOPICS), ("feeds", feeds)):
        (config / f"{name}.toml").write_text(text, encoding="utf-8")


async def soak(process: Process, bustle: BusySite) -> list[dict[str, int]]:
    """Move the program's clock forward by hours; return the resources held after each sweep."""
    assert process.stdin is not None
    assert process.stdout is not None
    held, now = [], START
    for left in reversed(range(HOURS * 2)):
        now += HALF_HOUR
        bustle.pass_time(now, quiet=left < QUIET)
        process.stdin.write(f"{HALF_HOUR.total_seconds()}\n".encode())
        async with asyncio.timeout(120):
            held.append(json.loads(await process.stdout.readline()))
    return held


def slope(held: list[dict[str, int]], what: str) -> float:
    """Return the growth per hour after the start."""
    values = [moment[what] for moment in held[int(len(held) * SETTLED) :]]
    return statistics.linear_regression(range(len(values)), values).slope * (timedelta(hours=1) / HALF_HOUR)


@pytest.mark.drill
@pytest.mark.timeout(1200)
@pytest.mark.fault(176)
async def test_three_days_of_sweeps_leak_nothing(demo_site: FaultySite, tmp_path: Path) -> None:
    """In 72 hours of the program's clock, memory grows by less than 1 MB/h; files and processes do not."""
    bustle = BusySite(demo_site, random.Random(176))
    config, output = tmp_path / "config", tmp_path / "output"
    write_config(config, demo_site, bustle.feeds)
    arguments = [str(config), str(output), START.isoformat()]
    process = await create_subprocess_exec(
        sys.executable, "-m", "tests.system.soaked", *arguments, cwd=ROOT, stdin=PIPE, stdout=PIPE
    )
    try:
        held = await soak(process, bustle)
        assert process.stdin is not None
        process.stdin.close()
        assert await asyncio.wait_for(process.wait(), 30) == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    told = {name: (held[len(held) // 4][name], held[-1][name]) for name in held[-1]}
    told |= {name: (*told[name], round(slope(held, name))) for name in ("alone", "together")}
    print(told)  # noqa: T201 - the figures of the drill
    print([round(moment["alone"] / 1e6) for moment in held])  # noqa: T201
    assert held[-1]["unexpected"] == 0
    assert slope(held, "together") < SLOPE, told
    for name, more in (("descriptors", 0), ("processes", 0), ("threads", THREADS)):
        first, last = ([moment[name] for moment in part] for part in (held[:20], held[-20:]))
        assert max(last) <= max(first) + more, told
    assert max(moment["log"] for moment in held) < LOG, told
    assert sum(archived(tmp_path).values()) == bustle.published
