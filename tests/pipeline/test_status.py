"""The status of the monitor."""

from dataclasses import replace
from pathlib import Path

import pytest

from monitor.pipeline import read_status, sweep
from tests.apps import Clock, app_at, config_for
from tests.faulty_site import FaultySite


async def test_the_status_masks_keys_of_feeds(demo_site: FaultySite, tmp_path: Path) -> None:
    """A feed is fetched with the token in its URL; the status, page and metrics show it masked."""
    demo_site.add_feed("/a.xml", "Courier")
    config, clock = config_for(demo_site, "/a.xml"), Clock()
    feed = replace(config.feeds[0], url=demo_site.url("/a.xml?token=hunter2"))
    async with app_at(tmp_path, replace(config, feeds=(feed,)), clock) as app:
        await sweep(app)
        status = await app.store(read_status, app.config, app.archive, clock())
    assert [standing.url for standing in status.feeds] == [demo_site.url("/a.xml?token=***")]
    assert "hunter2" not in repr(status)


@pytest.mark.fault(308)
async def test_the_status_shows_a_pause(demo_site: FaultySite, tmp_path: Path) -> None:
    """If a monitor holds the archive and records no sweep, the status shows it; otherwise it does not."""
    demo_site.add_feed("/a.xml", "Courier")
    config, clock = config_for(demo_site, "/a.xml"), Clock()
    async with app_at(tmp_path, config, clock) as app:
        await sweep(app)
        assert not read_status(config, app.archive, clock()).notices
        clock.forward(minutes=20)
        (notice,) = read_status(config, app.archive, clock()).notices
        assert notice.startswith("fetching pauses since 2025-12-16 00:00 UTC")
        app.archive.feeds.record_sweep(clock(), None)
        clock.forward(minutes=20)
        assert not read_status(config, app.archive, clock()).notices
