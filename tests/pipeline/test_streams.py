"""The daemon's streams: a hanging host delays no other, and ready results are stored at once."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.errors import NO_WORKER, ArchiveError, TaskFailed
from monitor.executors.inline import InlineExecutor
from monitor.models import Config, Failure, FailureKind, Feed, Request, Response
from monitor.pipeline import AppContext, PollStream, ReadStream, publish_today
from monitor.tasks import read_and_match
from tests.apps import MATCHING, OTHER, Clock, app_at, config_for
from tests.faulty_site import FaultySite
from tests.pipeline.test_read_articles import Without


class Outside:
    """A network of hosts: some hang, some time out at once, some are unreachable; others answer."""

    def __init__(self, app: AppContext) -> None:
        self.asked: list[str] = []
        self.hanging: set[str] = set()
        self.down: set[str] = set()
        self.released = asyncio.Event()
        self._fetcher = app.fetcher

    async def fetch(self, request: Request) -> Response | Failure:
        """Answer, hang, or fail."""
        self.asked.append(request.url)
        if any(part in request.url for part in self.hanging):
            await self.released.wait()
            return Failure("timeout", "not done in 30 s", FailureKind.TEMPORARY)
        if any(part in request.url for part in self.down):
            return Failure("connect_failed", "no route to host", FailureKind.TEMPORARY)
        # The test site listens at one address and answers for all hosts.
        there = re.sub(r"//127\.0\.0\.\d+", "//127.0.0.1", request.url)
        return await self._fetcher.fetch(replace(request, url=there))


async def stored(app: AppContext) -> int:
    """Return the number of articles in the archive, read on its thread."""
    return (await app.store(app.archive.status_counts, app.clock())).articles


def with_hosts(demo_site: FaultySite, *numbers: int, path: str = "/a.xml") -> Config:
    """Return a config with one feed at each of several loopback addresses."""
    url = demo_site.url(path)
    feeds = tuple(
        Feed(url.replace("127.0.0.1", f"127.0.0.{number}"), f"Outlet {number}") for number in numbers
    )
    return replace(config_for(demo_site), feeds=feeds)


async def stored_all(app: AppContext, count: int) -> bool:
    """Return whether the archive has that many articles."""
    return await stored(app) == count


async def until(
    true: Callable[[], bool | Awaitable[bool]], *streams: PollStream | ReadStream, seconds: float = 60
) -> None:
    """Run ticks until a condition is true."""
    async with asyncio.timeout(seconds):
        while True:
            answer = true()
            if answer if isinstance(answer, bool) else await answer:
                return
            for stream in streams:
                await stream.tick()
            await asyncio.sleep(0.02)


@pytest.fixture
def many(demo_site: FaultySite) -> list[str]:
    """Add a feed of thirty articles."""
    demo_site.add_feed("/a.xml", "Courier")
    return [demo_site.publish("/a.xml", f"Treaty {number} signed", MATCHING) for number in range(30)]


@pytest.mark.fault(256)
async def test_hosts_that_hang_delay_no_poll_of_others(demo_site: FaultySite, tmp_path: Path) -> None:
    """While ninety hosts hang, a working feed is polled again and again."""
    demo_site.add_feed("/a.xml", "Courier")
    clock = Clock()
    async with app_at(tmp_path, with_hosts(demo_site, *range(2, 92), 1), clock) as app:
        outside = app.fetcher = Outside(app)
        outside.hanging = {f"127.0.0.{number}:" for number in range(2, 92)}
        polls = PollStream(app)
        for turn in range(1, 4):
            await until(lambda turn=turn: outside.asked.count(demo_site.url("/a.xml")) >= turn, polls)
            await until(lambda: len(polls._busy) <= 90, polls)
            clock.forward(hours=25)
        assert len(outside.asked) == 93
        app.stop()
        outside.released.set()
        await polls.stop(5)


@pytest.mark.fault(256)
async def test_pages_that_hang_delay_no_others(
    demo_site: FaultySite, tmp_path: Path, many: list[str]
) -> None:
    """A host with hanging pages uses only its share; pages of another host are read and stored meanwhile."""
    demo_site.add_feed("/b.xml", "Gazette")
    other = demo_site.publish("/b.xml", "Other news", MATCHING)
    link = demo_site.url(other).replace("127.0.0.1", "127.0.0.3")
    item = f"<item><title>Other news</title><link>{link}</link><guid>o</guid></item>"
    demo_site.answer(
        "/b.xml", body=f'<rss version="2.0"><channel><title>G</title>{item}</channel></rss>'.encode()
    )
    config = config_for(demo_site, "/a.xml", "/b.xml")
    async with app_at(tmp_path, config, Clock()) as app:
        outside = app.fetcher = Outside(app)
        outside.hanging = set(many)
        polls, reads = PollStream(app), ReadStream(app)
        await until(lambda: polls.idle, polls)
        await until(lambda: stored_all(app, 1), reads)
        pages = [url for url in outside.asked if url.endswith(tuple(many))]
        assert 1 <= len(pages) <= config.fetch.per_host
        assert link in outside.asked
        app.stop()
        outside.released.set()
        await reads.stop(5)


@pytest.mark.fault(257)
async def test_a_host_that_times_out_rests(demo_site: FaultySite, tmp_path: Path, many: list[str]) -> None:
    """After a few timeouts no more pages of a host are requested; they wait without counting an attempt."""
    clock = Clock()
    for path in many:
        demo_site.hang(path)
    config = with_hosts(demo_site, 1)
    config = replace(config, fetch=replace(config.fetch, timeout=1.5))
    async with app_at(tmp_path, config, clock) as app:
        polls, reads = PollStream(app), ReadStream(app)
        await until(lambda: polls.idle, polls)
        await until(lambda: reads.idle, reads)
        asked = sum(len(demo_site.requests_for(path)) for path in many)
        assert 3 <= asked <= 3 + config.fetch.per_host
        counts = app.archive.status_counts(clock())
        assert (counts.pending, counts.due) == (30, 0)
        clock.forward(minutes=2)
        waiting = app.archive.articles.pending(clock(), 100)
        assert 25 <= len(waiting) < 30
        assert {pending.attempts for pending in waiting} == {0}
        app.fetcher._paused_until.clear()  # the time has passed
        await until(lambda: sum(len(demo_site.requests_for(path)) for path in many) > asked, reads)
        app.stop()
        await reads.stop(5)


async def test_a_rest_ends_when_the_host_answers(demo_site: FaultySite, tmp_path: Path) -> None:
    """After its rest a host that answers has all its pages read."""
    demo_site.add_feed("/a.xml", "Courier")
    paths = [demo_site.publish("/a.xml", f"Treaty {number}", MATCHING) for number in range(6)]
    for path in paths:
        demo_site.hang(path)
    clock, config = Clock(), with_hosts(demo_site, 1)
    config = replace(config, fetch=replace(config.fetch, timeout=1.5))
    async with app_at(tmp_path, config, clock) as app:
        polls, reads = PollStream(app), ReadStream(app)
        await until(lambda: polls.idle, polls)
        await until(lambda: reads.idle, reads)
        for path in paths:
            demo_site.recover(path)
        app.fetcher._paused_until.clear()  # the time has passed
        clock.forward(hours=30)
        await until(lambda: stored_all(app, 6), reads)


@pytest.mark.fault(258)
async def test_results_are_stored_within_two_seconds(
    demo_site: FaultySite, tmp_path: Path, many: list[str]
) -> None:
    """One article among hanging pages does not wait for a full batch."""
    config = with_hosts(demo_site, 1)
    config = replace(config, fetch=replace(config.fetch, per_host=len(many)))
    async with app_at(tmp_path, config, Clock()) as app:
        outside = app.fetcher = Outside(app)
        outside.hanging = set(many[1:])
        polls, reads = PollStream(app), ReadStream(app)
        await until(lambda: polls.idle, polls)
        await until(lambda: any(url.endswith(many[0]) for url in outside.asked), reads)
        await until(lambda: stored_all(app, 1), reads, seconds=5)
        app.stop()
        outside.released.set()
        await reads.stop(5)


@pytest.mark.fault(258)
async def test_a_stop_stores_all_results(demo_site: FaultySite, tmp_path: Path, many: list[str]) -> None:
    """Stopping the streams loses no poll and no article."""
    async with app_at(tmp_path, with_hosts(demo_site, 1), Clock()) as app:
        polls, reads = PollStream(app), ReadStream(app)
        await polls.tick()
        app.stop()
        await polls.stop(5)
        assert len(app.archive.feeds.states()) == 1
        app.stopping = False
        await reads.tick()
        app.stop()
        await reads.stop(5)
        assert await stored(app) >= 2


@pytest.mark.fault(259)
async def test_the_newest_of_a_host_is_read_first(demo_site: FaultySite, tmp_path: Path) -> None:
    """Dozens of old pages wait behind the newest one."""
    clock = Clock()
    demo_site.add_feed("/a.xml", "Courier")
    ages = [9, 3, 0, 7, 5, 1]
    paths = {
        age: demo_site.publish("/a.xml", f"{age} h old", MATCHING, published=clock() - timedelta(hours=age))
        for age in ages
    }
    config = with_hosts(demo_site, 1)
    config = replace(config, fetch=replace(config.fetch, per_host=1))
    async with app_at(tmp_path, config, clock) as app:
        outside = app.fetcher = Outside(app)
        polls, reads = PollStream(app), ReadStream(app)
        await until(lambda: polls.idle, polls)
        await until(lambda: stored_all(app, 6), reads)
    assert outside.asked[1:] == [demo_site.url(paths[age]) for age in sorted(ages)]


async def test_no_feed_is_penalised_while_the_network_is_down(demo_site: FaultySite, tmp_path: Path) -> None:
    """An outage is detected while a feed still hangs; a feed that fails alone is penalised as usual."""
    demo_site.add_feed("/a.xml", "Courier")
    for down, reason in (({f"127.0.0.{n}:" for n in range(2, 12)}, "network_down"), ({"127.0.0.2:"}, "")):
        async with app_at(tmp_path / str(len(down)), with_hosts(demo_site, *range(2, 13)), Clock()) as app:
            outside = app.fetcher = Outside(app)
            outside.down, outside.hanging = down, {"127.0.0.12:"}
            polls = PollStream(app)
            await until(lambda polls=polls: len(polls._busy) == 1, polls)
            states = app.archive.feeds.states()
            failed = [state for state in states.values() if state.reason]
            assert len(failed) == len(down)
            assert {state.reason for state in failed} == {reason or "connect_failed"}
            assert {state.strikes > 0 for state in failed} == {not reason}
            app.stop()
            outside.released.set()
            await polls.stop(5)


async def test_unstored_work_is_repeated(demo_site: FaultySite, tmp_path: Path, many: list[str]) -> None:
    """A temporary error of the archive loses nothing: it is raised, then all work is repeated."""
    async with app_at(tmp_path, with_hosts(demo_site, 1), Clock()) as app:
        polls, reads = PollStream(app), ReadStream(app)
        for stream, part, method in (
            (polls, app.archive.feeds, "record_polls"),
            (reads, app.archive.articles, "store_results"),
        ):
            stores = getattr(part, method)

            def refuse(*_: object) -> None:
                raise ArchiveError("no room")

            setattr(part, method, refuse)
            unchanged, app.archive.feeds.record_unchanged = app.archive.feeds.record_unchanged, refuse
            with pytest.raises(ArchiveError):
                await until(lambda: False, stream)
            app.archive.feeds.record_unchanged = unchanged
            setattr(part, method, stores)
            stream.reset()
            await until(lambda stream=stream: stream.idle, stream)
        assert await stored(app) == len(many)
        assert app.unexpected == 0


async def test_without_workers_pages_wait(demo_site: FaultySite, tmp_path: Path, many: list[str]) -> None:
    """Without a worker, few pages are requested, and all are read when one is available."""
    async with app_at(tmp_path, with_hosts(demo_site, 1), Clock()) as app:
        polls, reads = PollStream(app), ReadStream(app)
        await until(lambda: polls.idle, polls)
        app.executor = Without(10**6, read_and_match)
        for _ in range(50):
            await reads.tick()
            await asyncio.sleep(0.01)
        assert sum(len(demo_site.requests_for(path)) for path in many) <= 2 * app.config.fetch.per_host
        app.executor, reads._no_worker_until = InlineExecutor(), 0.0
        await until(lambda: stored_all(app, len(many)), reads)


def test_a_missing_worker_has_its_own_reason() -> None:
    """The streams distinguish a missing worker from a page that kills its worker."""
    assert TaskFailed(NO_WORKER, "none").reason == NO_WORKER


async def test_the_daemon_reads_edited_articles_again(demo_site: FaultySite, tmp_path: Path) -> None:
    """An edited headline is read at once; an edited page is requested again after some hours."""
    demo_site.add_feed("/a.xml", "Courier")
    edited = demo_site.publish("/a.xml", "More follows", OTHER)
    alone = demo_site.publish("/a.xml", "Ministers meet", OTHER)
    clock = Clock()
    async with app_at(tmp_path, config_for(demo_site, "/a.xml"), clock) as app:
        polls, reads = PollStream(app), ReadStream(app)
        await until(lambda: stored_all(app, 2), polls, reads)
        await until(lambda: reads.idle, polls, reads)
        demo_site.edit(edited, title="Treaty signed", text=MATCHING)
        clock.forward(hours=1)
        reads.reset()
        await until(lambda: len(demo_site.requests_for(edited)) == 2, polls, reads)
        assert len(demo_site.requests_for(alone)) == 1
        clock.forward(hours=4)
        reads.reset()
        await until(lambda: len(demo_site.requests_for(alone)) == 2, polls, reads)
        await until(lambda: reads.idle, reads)
        (story,) = (await publish_today(app)).digest.topics[0].stories
    assert story.headline == "Treaty signed"
    assert demo_site.requests_for(alone)[1].header("if-none-match")
