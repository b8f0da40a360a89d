"""Polls are stored in batches; an error in one poll does not affect the others."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import ArchiveError, ArchiveFull
from monitor.models import Feed, FeedState, Poll
from monitor.pipeline import AppContext, sweep
from tests.apps import MATCHING, Clock, app_at, config_for
from tests.faulty_site import FaultySite

PATHS = ("/a.xml", "/b.xml", "/c.xml")


@pytest.fixture
def three(demo_site: FaultySite) -> FaultySite:
    """Add three feeds with an article each."""
    for path in PATHS:
        demo_site.add_feed(path, f"Courier {path[1]}")
        demo_site.publish(path, f"Treaty {path[1]} signed", MATCHING + f" So says {path}.")
    return demo_site


def refuse(app: AppContext, method: str, error: Exception, told: Callable[[Any], bool]) -> list[int]:
    """Make the archive refuse batches with an error in them; return the sizes of the batches."""
    record, sizes = getattr(app.archive.feeds, method), list[int]()

    def recording(lot: Sequence[Any], *now: Any) -> Any:
        sizes.append(len(lot))
        if any(map(told, lot)):
            raise error
        return record(lot, *now)

    setattr(app.archive.feeds, method, recording)
    return sizes


def nothing_goes(states: Sequence[FeedState]) -> None:
    """Refuse everything, as a database that is gone does."""
    raise ArchiveError("no connection")


def is_b(poll: Poll | FeedState) -> bool:
    """Return whether a poll or a state is of the second feed."""
    return "/b.xml" in (poll.feed.url if isinstance(poll, Poll) else poll.url)


async def test_a_bug_in_one_feed_affects_no_other(three: FaultySite, tmp_path: Path) -> None:
    """If a batch cannot be stored, each poll is stored alone: two feeds succeed, one error is counted."""
    clock = Clock()
    async with app_at(tmp_path, config_for(three, *PATHS), clock) as app:
        sizes = refuse(app, "record_polls", LookupError(), is_b)
        report = await sweep(app)
        assert (report.new, report.reading.read, report.unexpected) == (2, 2, 1)
        assert sizes == [3, 1, 1, 1]
        assert len(report.outcomes) == len(app.archive.feeds.states()) == 2
    async with app_at(tmp_path, config_for(three, *PATHS), clock) as app:
        report = await sweep(app)
    assert (report.new, report.reading.read, report.unexpected) == (1, 1, 0)


async def test_a_bug_in_an_unchanged_feed_affects_no_other(three: FaultySite, tmp_path: Path) -> None:
    """States of unchanged feeds are stored apart from new entries, and one by one if that fails."""
    clock = Clock()
    async with app_at(tmp_path, config_for(three, *PATHS), clock) as app:
        await sweep(app)
        clock.forward(hours=2)
        three.publish("/c.xml", "Another treaty signed", MATCHING + " Once more.")
        refuse(app, "record_unchanged", LookupError(), is_b)
        report = await sweep(app)
        polled = {url[-6:]: state.polled for url, state in app.archive.feeds.states().items()}
    assert (report.new, report.reading.read, report.unexpected) == (1, 1, 1)
    assert polled == {"/a.xml": clock(), "/b.xml": polled["/b.xml"], "/c.xml": clock()}
    assert polled["/b.xml"] != clock()


async def test_an_entry_that_the_database_refuses(three: FaultySite, tmp_path: Path) -> None:
    """It affects its feed alone; a database that accepts nothing ends the sweep, a full disk at once."""
    async with app_at(tmp_path / "one", config_for(three, *PATHS), Clock()) as app:
        refuse(app, "record_polls", ArchiveError("a value that cannot be stored"), is_b)
        report = await sweep(app)
        assert (report.new, report.reading.read, report.unexpected) == (2, 2, 1)
        assert len(app.archive.feeds.states()) == 2
    async with app_at(tmp_path / "none", config_for(three, *PATHS), Clock()) as app:
        refuse(app, "record_polls", ArchiveError("no connection"), lambda _: True)
        app.archive.feeds.record_unchanged = nothing_goes  # type: ignore[method-assign]
        with pytest.raises(ArchiveError, match="no connection"):
            await sweep(app)
        assert app.unexpected == 0
    async with app_at(tmp_path / "all", config_for(three, *PATHS), Clock()) as app:
        sizes = refuse(app, "record_polls", ArchiveFull("no room"), is_b)
        with pytest.raises(ArchiveFull):
            await sweep(app)
        assert sizes == [3]


async def test_a_stop_stores_all_polls(three: FaultySite, tmp_path: Path) -> None:
    """A stop stores all polls without waiting for a full batch."""
    async with app_at(tmp_path, config_for(three, *PATHS), Clock()) as app:
        sizes = refuse(app, "record_polls", ArchiveError(""), lambda _: False)
        asked = app.fetcher.fetch

        async def fetch(request: Any) -> Any:
            answer = await asked(request)
            app.stop()
            return answer

        app.fetcher.fetch = fetch  # type: ignore[method-assign]
        await sweep(app)
        assert sizes == [1, 1, 1]
        assert len(app.archive.feeds.states()) == 3


async def test_a_sweep_keeps_no_documents(three: FaultySite, tmp_path: Path) -> None:
    """The outcomes of thousands of polls contain neither bodies nor entries."""
    clock, portal = Clock(), b"<!doctype html><title>No feed here</title>" + b"<p>Words.</p>" * 5000
    three.answer("/c.xml", body=portal)
    async with app_at(tmp_path, config_for(three, *PATHS), clock) as app:
        for _ in range(2):
            report = await sweep(app)
            assert (len(report.outcomes), report.failed) == (3, 1)
            bodies = [getattr(outcome.answer, "body", b"") for outcome in report.outcomes]
            assert sum(map(len, bodies)) < 1000
            assert not any(outcome.entries or outcome.full_texts for outcome in report.outcomes)
            clock.forward(hours=25)


async def test_a_long_portal_page_means_that_the_network_is_down(
    demo_site: FaultySite, tmp_path: Path
) -> None:
    """The same HTML page from all hosts is detected, although only the start of each answer is kept."""
    urls = [demo_site.url("/feed").replace("127.0.0.1", f"127.0.0.{number}") for number in range(2, 6)]
    demo_site.answer("/feed", body=b"<!doctype html><title>Hotel Wi-Fi</title>" + b"<p>Log in.</p>" * 5000)
    config = config_for(demo_site)
    feeds = tuple(Feed(url, f"Outlet {number}", "en", "KR") for number, url in enumerate(urls))
    async with app_at(tmp_path, replace(config, feeds=feeds), Clock()) as app:
        report = await sweep(app)
        states = app.archive.feeds.states()
    assert report.failed == 4
    assert {state.reason for state in states.values()} == {"network_down"}
