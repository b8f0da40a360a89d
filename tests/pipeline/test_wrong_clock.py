"""A clock that ran ahead for a moment affects that moment only."""

import json
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from monitor import policy
from monitor.pipeline import AppContext, days_written, publish, sweep
from tests.apps import MATCHING, Clock, app_at, config_for
from tests.faulty_site import FaultySite

FIRST = datetime(2025, 12, 16, 8, 0, tzinfo=UTC)


async def tick(app: AppContext) -> date | None:
    """Do what the daemon does: sweep, and write the digest that is due."""
    await sweep(app, finish=True)
    days = await days_written(app)
    due = policy.due_digest(app.clock(), "UTC", (time(7),), days[-1] if days else None)
    if due is not None:
        await publish(app, due.date, closes=due.closes)
    return due.date if due else None


@pytest.mark.fault(180)
@pytest.mark.parametrize("ahead", [30, 365])
async def test_a_digest_dated_by_a_clock_ahead_gets_its_right_date(
    demo_site: FaultySite, tmp_path: Path, ahead: int
) -> None:
    """After one tick in the future its digest gets the next day's date, and every day has a digest."""
    demo_site.add_feed("/a.xml", "Courier")
    clock = Clock(FIRST)
    told = []
    async with app_at(tmp_path, config_for(demo_site, "/a.xml", timezone="UTC"), clock) as app:
        demo_site.publish("/a.xml", "Treaty number 0 signed", MATCHING)
        assert await tick(app) == date(2025, 12, 16)
        clock.forward(days=ahead)
        demo_site.publish("/a.xml", "Treaty from the future signed", MATCHING, published=clock())
        wrong = await tick(app)
        assert wrong == date(2025, 12, 16) + timedelta(days=ahead)
        clock.moment = FIRST
        for number in range(1, 5):
            clock.forward(days=1)
            demo_site.publish("/a.xml", f"Treaty number {number} signed", MATCHING)
            told.append(await tick(app))
        days = app.archive.digests.windows()
    assert told == [None, *(date(2025, 12, 18) + timedelta(days=n) for n in range(3))]
    assert [window.date for window in days] == [date(2025, 12, 16) + timedelta(days=n) for n in range(5)]
    assert all(before.last == after.first for before, after in pairwise(days))
    assert all(before.end <= after.start for before, after in pairwise(days))
    digests = tmp_path / "digests"
    assert not list(digests.glob(f"{wrong.isoformat()}.*"))
    assert wrong.isoformat() not in (digests / "index.json").read_text(encoding="utf-8")
    urls = [
        article["url"]
        for path in sorted(digests.glob("2025-12-*.json"))
        for topic in json.loads(path.read_text(encoding="utf-8"))["topics"]
        for story in topic["stories"]
        for article in story["articles"]
    ]
    assert len(urls) == len(set(urls)) == 6


def test_a_date_that_may_be_right_is_left_alone() -> None:
    """A changed zone, a clock set back, an implausible clock and consecutive days change no date."""
    now, today = FIRST, FIRST.date()
    day = timedelta(days=1)
    assert policy.corrected_date(now, "UTC", today + 2 * day, today - 9 * day) is None
    assert policy.corrected_date(now, "UTC", today + 30 * day, today + 29 * day) is None
    assert policy.corrected_date(datetime(1970, 1, 1, tzinfo=UTC), "UTC", today, None) is None
    assert policy.corrected_date(now, "UTC", today + 30 * day, None) == today
