"""The program, killed at random moments, writes the same files as a run without kills."""

import asyncio
import json
import os
import random
import signal
import sqlite3
import sys
import time
from asyncio.subprocess import PIPE, Process, create_subprocess_exec
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from monitor.archive import open_archive
from tests.faulty_site import FaultySite

KILLS = int(os.environ.get("DRILL_KILLS", "100"))
IN_WRITING = KILLS * 3 // 10  # of these; the others fall into sweeps with a digest at their end
SOON = 0.5  # of the length of an undisturbed run, so that several kills fall on one way to its end
FEEDS, ARTICLES = 50, 500
DAYS = (datetime(2025, 12, 16, 8, tzinfo=UTC), datetime(2025, 12, 17, 8, tzinfo=UTC))
ROOT = Path(__file__).parents[2]

MONITOR = """
timezone = "UTC"
[semantic]
encoder = "none"
[fetch]
allow_private = ["127.0.0.0/8"]
delay = 0.0
per_host = 8
robots = false
[extract]
executor = "processes:2"
[web]
listen = ""
"""

TOPICS = """
[topics.extradition]
title = "Extradition"
[topics.extradition.keywords]
en = ["extradit*"]
[topics.minerals]
title = "Minerals"
[topics.minerals.keywords]
en = ["lithium"]
"""

SUBJECTS = ("the extradition of a suspect", "a lithium mine", "the weather", "football", "a night market")
WORDS = ("treaty", "court", "minister", "paper", "river", "market", "bridge", "village", "season", "railway")


class Runner:
    """Runs `monitor run --once` on one config, to its end or until it is killed."""

    def __init__(self, process: Process, config: Path) -> None:
        self._process = process
        self._config = config

    async def run(self, output: Path, moment: datetime, instant: float | None = None) -> int:
        """Run once at a given time; kill it after some seconds. Return its exit code, -9 if killed."""
        folders = ("--config", str(self._config), "--output", str(output))
        order = json.dumps([moment.isoformat(), *folders, "run", "--once"])
        assert self._process.stdin is not None
        self._process.stdin.write(order.encode() + b"\n")
        child = int(await self._line())
        ended = asyncio.ensure_future(self._line())
        await asyncio.wait({ended}, timeout=instant)
        if not ended.done():
            with suppress(ProcessLookupError):  # it may have ended just now
                os.kill(child, signal.SIGKILL)
        return int(await ended)

    async def _line(self) -> str:
        assert self._process.stdout is not None
        async with asyncio.timeout(120):
            return (await self._process.stdout.readline()).decode()


@asynccontextmanager
async def start_runner(config: Path) -> AsyncIterator[Runner]:
    """Start a runner that ends with the test."""
    process = await create_subprocess_exec(
        sys.executable, "-m", "tests.system.monitor_runner", cwd=ROOT, stdin=PIPE, stdout=PIPE
    )
    try:
        yield Runner(process, config)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def open_feeds(demo_site: FaultySite, config: Path) -> None:
    """Add the feeds to the site, and write the config that names them."""
    config.mkdir()
    (config / "monitor.toml").write_text(MONITOR, encoding="utf-8")
    (config / "topics.toml").write_text(TOPICS, encoding="utf-8")
    feeds = ""
    for number in range(FEEDS):
        demo_site.add_feed(f"/{number}.xml", f"Outlet {number}")
        url = demo_site.url(f"/{number}.xml")
        feeds += f'[[feed]]\nurl = "{url}"\nname = "Outlet {number}"\nlanguage = "en"\n'
    (config / "feeds.toml").write_text(feeds, encoding="utf-8")


def publish_day(demo_site: FaultySite, day: datetime, chance: random.Random) -> dict[str, bool]:
    """Publish half of the articles; return their URLs, and whether they match."""
    published = {}
    for number in range(ARTICLES // len(DAYS)):
        subject = chance.choice(SUBJECTS)
        name = f"{' '.join(chance.choices(WORDS, k=5))} {day.day}-{number}"
        paragraphs = [f"Number {number} is about {subject}."]
        paragraphs += [" ".join(chance.choices(WORDS, k=30)) for _ in range(3)]
        path = demo_site.publish(
            f"/{number % FEEDS}.xml", name, "\n\n".join(paragraphs), published=day - timedelta(minutes=number)
        )
        published[demo_site.url(path)] = "extradit" in subject or "lithium" in subject
    return published


async def disturbed(
    on: Runner, output: Path, moment: datetime, longest: float, chance: random.Random, most: int
) -> int:
    """Run and kill at random moments until a run ends by itself; return the number of kills."""
    for kills in range(most):
        code = await on.run(output, moment, chance.uniform(0, longest))
        check_files(output)
        if code != -signal.SIGKILL:
            assert code == 0
            return kills
    assert await on.run(output, moment) == 0
    return most


async def undisturbed(on: Runner, output: Path, moment: datetime) -> float:
    """Run to the end; return the seconds it took."""
    started = time.monotonic()
    assert await on.run(output, moment) == 0
    return time.monotonic() - started


def unpublish(output: Path, moment: datetime) -> None:
    """Delete the files of a digest, so that all of them must be written."""
    for path in [*output.glob("latest.*"), *output.glob(f"digests/{moment.date()}.*")]:
        path.unlink()


def check_files(output: Path) -> None:
    """Check that all files with documented names are complete."""
    for path in [
        *output.glob("latest.*"),
        *output.glob("digests/[!.]*.*"),
        *output.glob("digests/topics/[!.]*"),
    ]:
        text = path.read_bytes()
        if path.suffix == ".json":
            json.loads(text)
        elif path.suffix == ".atom":
            etree.fromstring(text)
        elif path.suffix == ".html":
            assert text.endswith(b"</html>\n"), path
        assert text.endswith(b"\n"), path


def files_of(output: Path) -> dict[str, bytes]:
    """Return all files of an output folder except the archive's own, without the archive's random id."""
    archive = sqlite3.connect(output / "archive.db")
    try:
        (identity,) = archive.execute("SELECT identity FROM numbers").fetchone()
    finally:
        archive.close()
    return {
        str(path.relative_to(output)): path.read_bytes().replace(identity.encode(), b"ARCHIVE")
        for path in output.rglob("*")
        if path.is_file() and not path.name.startswith("archive.db")
    }


def check_same(files: dict[str, bytes], calm: dict[str, bytes], name: str) -> None:
    """Check that the files equal those of the other run byte for byte, and report the first difference."""
    assert files.keys() == calm.keys(), name
    for path, content in calm.items():
        lines = (files[path].decode().splitlines(), content.decode().splitlines())
        parted = [(one[:300], other[:300]) for one, other in zip(*lines, strict=False) if one != other]
        assert files[path] == content, (name, path, parted[:5])


def check_archive(output: Path, published: dict[str, bool]) -> None:
    """Check that each entry is stored and read once, and each matched article is new in one digest."""
    archive = sqlite3.connect(output / "archive.db")
    try:
        kept = Counter(url for (url,) in archive.execute("SELECT url FROM articles WHERE fate = 'read'"))
        (entries,) = archive.execute("SELECT count(*) FROM entries").fetchone()
    finally:
        archive.close()
    assert kept == dict.fromkeys(published, 1)
    assert entries == len(published)
    told: Counter[str] = Counter()
    for day in DAYS:
        digest = json.loads((output / "digests" / f"{day.date()}.json").read_text(encoding="utf-8"))
        stories = [story for topic in digest["topics"] for story in topic["stories"]]
        told.update({article["url"] for story in stories for article in story["articles"]})
    assert told == {url: 1 for url, matches in published.items() if matches}
    with open_archive("sqlite:///archive.db", output) as opened:
        assert opened.notices.at_opening == ()
        assert opened.maintenance.check_integrity() == ()


@pytest.mark.drill
@pytest.mark.timeout(1200)
@pytest.mark.fault(59, 152, 153, 165, 208)
async def test_killed_at_random_instants(demo_site: FaultySite, tmp_path: Path) -> None:
    """100 kills in two days of 50 feeds and 500 articles lose nothing, repeat nothing and change no byte."""
    chance, config, calm = random.Random(152), tmp_path / "config", tmp_path / "calm"
    open_feeds(demo_site, config)
    async with start_runner(config) as on:
        published = publish_day(demo_site, DAYS[0], chance)
        length = await undisturbed(on, calm, DAYS[0])
        rounds, kills, most = [], 0, KILLS - IN_WRITING
        while kills < most // 2:
            rounds.append(tmp_path / f"killed{len(rounds)}")
            kills += await disturbed(on, rounds[-1], DAYS[0], length * SOON, chance, most // 2 - kills)
        published |= publish_day(demo_site, DAYS[1], chance)
        length = await undisturbed(on, calm, DAYS[1])
        for output in rounds:
            kills += await disturbed(on, output, DAYS[1], length * SOON, chance, most - kills)
        unpublish(calm, DAYS[1])
        length = await undisturbed(on, calm, DAYS[1])
        while kills < KILLS:
            output = chance.choice(rounds)
            unpublish(output, DAYS[1])
            kills += await disturbed(on, output, DAYS[1], length, chance, KILLS - kills)
    assert kills == KILLS
    for output in (calm, *rounds):
        check_archive(output, published)
        check_same(files_of(output), files_of(calm), output.name)
