"""Workers take pending articles when they are free, so a slow page delays no other one."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import NO_WORKER, TaskFailed
from monitor.executors.inline import InlineExecutor
from monitor.models import Config, Failure, Request, Response
from monitor.pipeline import AppContext, read_articles, sweep
from monitor.tasks import read_and_match, read_and_match_all
from tests.apps import MATCHING, Clock, app_at, config_for, have_seen
from tests.faulty_site import FaultySite

COUNT = 80
HANDS = 33  # that take articles at once where one request may be under way


def config(demo_site: FaultySite) -> Config:
    """Return a config with the feed, and fewer workers than articles."""
    config = config_for(demo_site, "/a.xml")
    return replace(config, fetch=replace(config.fetch, concurrency=1))


@pytest.fixture
def paths(demo_site: FaultySite, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Add a feed of eighty articles, of which four at a time are taken from the archive."""
    monkeypatch.setattr(read_articles, "_PENDING_AT_ONCE", 4)
    demo_site.add_feed("/a.xml", "Courier")
    return [demo_site.publish("/a.xml", f"Treaty {number} signed", MATCHING) for number in range(COUNT)]


class Watched:
    """The HTTP client of a context, with a callback before each request."""

    def __init__(self, app: AppContext, before: Callable[[str], Any]) -> None:
        self._fetcher, self._before = app.fetcher, before

    async def fetch(self, request: Request) -> Response | Failure:
        """Call the callback, then fetch."""
        await self._before(request.url)
        return await self._fetcher.fetch(request)


async def test_a_slow_page_delays_no_other(demo_site: FaultySite, tmp_path: Path, paths: list[str]) -> None:
    """The first page is read after all others, far more than are taken at once."""
    order, others = list[str](), asyncio.Event()

    async def before(url: str) -> None:
        if url.endswith(paths[0]):
            await asyncio.wait_for(others.wait(), 20)
        order.append(url)
        if len(order) == len(paths):  # the feed, and all pages but one
            others.set()

    async with app_at(tmp_path, config(demo_site), Clock()) as app:
        app.fetcher = Watched(app, before)
        report = await sweep(app)
    assert (report.reading.read, report.unexpected) == (COUNT, 0)
    assert order[-1].endswith(paths[0])
    assert len(order) == len(set(order)) == COUNT + 1


async def test_a_stop_leaves_the_rest_pending(
    demo_site: FaultySite, tmp_path: Path, paths: list[str]
) -> None:
    """After a stop no article is taken from the archive; the next sweep reads the rest, each once."""
    async with app_at(tmp_path, config(demo_site), Clock()) as app:

        async def stop(url: str) -> None:
            if url.endswith(tuple(paths)):
                app.stop()

        app.fetcher = Watched(app, stop)
        report = await sweep(app)
        assert 1 <= report.reading.read <= HANDS
    async with app_at(tmp_path, config(demo_site), Clock()) as app:
        again = await sweep(app)
    assert report.reading.read + again.reading.read == COUNT
    assert sum(len(demo_site.requests_for(path)) for path in paths) == COUNT


class Without(InlineExecutor):
    """An executor that starts no worker for some functions, a number of times."""

    def __init__(self, times: int, *functions: Callable[..., Any]) -> None:
        super().__init__()
        self._times, self._functions = times, functions

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Fail as an executor that cannot start a process."""
        if fn not in self._functions or not self._times:
            return super().submit(fn, *args, **kwargs)
        self._times -= 1
        none: Future[Any] = Future()
        none.set_exception(TaskFailed(NO_WORKER, "no worker process could be started"))
        return none


async def test_without_workers_no_more_pages_are_fetched(
    demo_site: FaultySite, tmp_path: Path, paths: list[str]
) -> None:
    """If no process starts, few pages are requested; all stay pending until one starts."""
    async with app_at(tmp_path, config(demo_site), Clock()) as app:
        app.executor = Without(COUNT, read_and_match)
        report = await sweep(app)
        assert (report.reading.read, report.reading.unreadable, report.unexpected) == (0, 0, 0)
        assert 1 <= sum(len(demo_site.requests_for(path)) for path in paths) <= HANDS
        app.executor = InlineExecutor()
        report = await sweep(app)
    assert (report.reading.read, report.unexpected) == (COUNT, 0)


async def test_a_missing_worker_delays_one_article(
    demo_site: FaultySite, tmp_path: Path, paths: list[str]
) -> None:
    """If a process starts for the next page, the sweep continues, and only one article waits."""
    async with app_at(tmp_path, config(demo_site), Clock()) as app:
        app.executor = Without(1, read_and_match)
        report = await sweep(app)
    assert (report.reading.read, report.reading.postponed, report.unexpected) == (COUNT - 1, 1, 0)


async def test_a_batch_left_without_workers_is_read_once(demo_site: FaultySite, tmp_path: Path) -> None:
    """Articles to be read one by one when workers failed are read in the next round, each once."""
    demo_site.add_feed("/b.xml", "Courier", full_text=True)
    for number in range(101):
        demo_site.publish("/b.xml", f"Treaty {number} signed", MATCHING + f" Number {number}." * 40)
    config = config_for(demo_site, "/b.xml")
    config = replace(config, feeds=(replace(config.feeds[0], full_text=True),))
    async with app_at(tmp_path, config, Clock()) as app:
        await have_seen(app)
        app.executor = Without(3, read_and_match, read_and_match_all)
        report = await sweep(app, finish=True)
    assert (report.reading.read, report.reading.matched, report.unexpected) == (101, 101, 0)


async def test_postponed_pages_are_tried_once_in_a_sweep(
    demo_site: FaultySite, tmp_path: Path, paths: list[str]
) -> None:
    """Pages with a temporary failure are not taken again in the same sweep, which takes four at a time."""
    for path in paths[::2]:
        demo_site.answer(path, 503)
    async with app_at(tmp_path, config(demo_site), Clock()) as app:
        report = await sweep(app)
    assert (report.reading.read, report.reading.postponed, report.unexpected) == (40, 40, 0)
    assert {len(demo_site.requests_for(path)) for path in paths} == {1}


@pytest.mark.fault(233)
async def test_a_refresh_is_followed_once(demo_site: FaultySite, tmp_path: Path) -> None:
    """The target of a refresh is the article's text; a second refresh or a failure makes it unreadable."""
    demo_site.add_feed("/a.xml", "Courier")
    article = demo_site.publish("/a.xml", "Treaty signed", MATCHING)
    targets = {"Treaty moved": article, "Treaty lost": "/gone", "Treaty in a loop": "/loop"}
    paths = {demo_site.publish("/a.xml", name, MATCHING): target for name, target in targets.items()}
    for path, target in paths.items():
        demo_site.serve(path, _sending_on(target), "text/html")
    demo_site.serve("/loop", _sending_on(article), "text/html")
    asked = list[str]()

    async def note(url: str) -> None:
        asked.append(url)

    async with app_at(tmp_path, config_for(demo_site, "/a.xml"), Clock()) as app:
        app.fetcher = Watched(app, note)
        report = await sweep(app)
    assert (report.reading.read, report.reading.unreadable, report.unexpected) == (2, 2, 0)
    assert sum(url.endswith("/loop") for url in asked) == 1
    assert sum(url.endswith(article) for url in asked) == 2


def _sending_on(target: str) -> bytes:
    return f'<html><head><meta http-equiv="refresh" content="0; url={target}"></head><body>Wait.'.encode()
