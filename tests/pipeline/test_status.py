"""The status of the monitor."""

from dataclasses import replace
from pathlib import Path

import pytest

from monitor.pipeline import read_status, sweep
from tests.apps import Clock, app_at, config_for
from tests.newsroom import Newsroom


async def test_the_key_of_a_feed_is_not_told(newsroom: Newsroom, tmp_path: Path) -> None:
    """A feed is fetched with the token in its URL; the status, which page and metrics show, has none."""
    newsroom.add_feed("/a.xml", "Courier")
    config, clock = config_for(newsroom, "/a.xml"), Clock()
    feed = replace(config.feeds[0], url=newsroom.url("/a.xml?token=hunter2"))
    async with app_at(tmp_path, replace(config, feeds=(feed,)), clock) as app:
        await sweep(app)
        status = await app.store(read_status, app.config, app.archive, clock())
    assert [standing.url for standing in status.feeds] == [newsroom.url("/a.xml?token=***")]
    assert "hunter2" not in repr(status)


@pytest.mark.fault(308)
async def test_a_pause_is_told(newsroom: Newsroom, tmp_path: Path) -> None:
    """Where a monitor holds the archive and notes no sweep any more, the status says so; else it does not."""
    newsroom.add_feed("/a.xml", "Courier")
    config, clock = config_for(newsroom, "/a.xml"), Clock()
    async with app_at(tmp_path, config, clock) as app:
        await sweep(app)
        assert not read_status(config, app.archive, clock()).notices
        clock.forward(minutes=20)
        (notice,) = read_status(config, app.archive, clock()).notices
        assert notice.startswith("fetching pauses since 2025-12-16 00:00 UTC")
        app.archive.feeds.record_sweep(clock(), None)
        clock.forward(minutes=20)
        assert not read_status(config, app.archive, clock()).notices
