"""Feeds that answer but bring less than usual, or nothing readable, are named in digest, status and metrics."""  # noqa: E501

from dataclasses import replace
from pathlib import Path

import pytest

from monitor.pipeline import publish_today, read_status, sweep
from monitor.web.metrics import metrics
from tests.apps import MATCHING, Clock, app_at, config_for
from tests.faulty_site import FaultySite


@pytest.mark.fault(319)
async def test_a_feed_that_brings_fewer_entries(demo_site: FaultySite, tmp_path: Path) -> None:
    """After four usual weeks, a feed with one entry a day instead of twelve is named with both numbers."""
    demo_site.add_feed("/a.xml", "Courier")
    clock = Clock()
    async with app_at(tmp_path, config_for(demo_site, "/a.xml"), clock) as app:

        async def polled(count: int) -> None:
            for number in range(count):
                demo_site.publish(
                    "/a.xml", f"Story {clock.moment:%m-%d} {number}", "Text.", published=clock.moment
                )
            demo_site._articles["/a.xml"] = demo_site._articles["/a.xml"][:30]
            await sweep(app)
            clock.forward(days=1)

        for _ in range(25):
            await polled(12)
        assert (await publish_today(app)).digest.health.feeds == ()
        for _ in range(2):
            await polled(1)
        (health,) = (await publish_today(app)).digest.health.feeds
        (summary,) = read_status(app.config, app.archive, clock()).feeds
    assert (health.status, health.detail) == ("shrinking", "1 new entries a day lately, 12 are usual")
    assert (summary.status, summary.detail) == (health.status, health.detail)


@pytest.mark.fault(320)
async def test_a_feed_of_which_nothing_can_be_read(demo_site: FaultySite, tmp_path: Path) -> None:
    """A feed whose last articles all failed is named; one that can be read is not; both count in the metrics."""  # noqa: E501
    for feed in ("/a.xml", "/b.xml"):
        demo_site.add_feed(feed, feed)
        for number in range(6):
            path = demo_site.publish(feed, f"Story {number} of {feed}", f"{MATCHING} {feed} {number}")
            if feed == "/a.xml":
                demo_site.answer(path, 403, body=b"no")
    async with app_at(tmp_path, config_for(demo_site, "/a.xml", "/b.xml"), Clock()) as app:
        await sweep(app, finish=True)
        (health,) = (await publish_today(app)).digest.health.feeds
        status = read_status(app.config, app.archive, app.clock())
    assert (health.name, health.status, health.detail) == (
        "A.XML",
        "unreadable",
        "none of its last 6 articles could be read",
    )
    assert [feed.status for feed in status.feeds] == ["unreadable", "ok"]
    assert b'monitor_feeds{status="unreadable"} 1.0' in metrics(status, 0.0)


async def test_paused_feeds_have_no_remarks(demo_site: FaultySite, tmp_path: Path) -> None:
    """A feed that is switched off is disabled, whatever it brought before."""
    demo_site.add_feed("/a.xml", "A")
    for number in range(6):
        demo_site.answer(
            demo_site.publish("/a.xml", f"Story {number}", f"{MATCHING} {number}"), 403, body=b"no"
        )
    config = config_for(demo_site, "/a.xml")
    clock = Clock()
    async with app_at(tmp_path, config, clock) as app:
        await sweep(app, finish=True)
        off = replace(config, feeds=tuple(replace(feed, enabled=False) for feed in config.feeds))
        assert [feed.status for feed in read_status(off, app.archive, clock()).feeds] == ["disabled"]
