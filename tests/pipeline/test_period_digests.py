"""Digests of weeks and months: written when due or later, rebuilt to the byte, listed and delivered."""

import json
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from monitor.errors import UsageError
from monitor.models import Config, DeliverSettings, DigestSettings, MonthlyTime, ScheduleSettings, WeeklyTime
from monitor.pipeline import AppContext, deliver_due, publish, sweep, write_due_periods, write_period
from monitor.pipeline.stored_digest import digest_of
from monitor.publish import target_name
from tests.apps import Clock, app_at, config_for
from tests.faulty_site import FaultySite

MONDAY = datetime(2025, 12, 8, 12, 0, tzinfo=UTC)  # in the week 2025-W50
SCHEDULE = ScheduleSettings(weekly=WeeklyTime(0, time(7)), monthly=MonthlyTime(1, time(7)))
SINK = "json://127.0.0.1:9/digests"
SENT = "Laos and South Korea: report {0} on the extradition treaty, number {0}.\n\n{1}"


def desk(demo_site: FaultySite, **settings: object) -> Config:
    """Return a config with both schedules, in UTC."""
    return replace(config_for(demo_site, "/a.xml"), timezone="UTC", schedule=SCHEDULE, **settings)


async def read_days(app: AppContext, demo_site: FaultySite, clock: Clock, days: range) -> None:
    """Publish and read a report a day, write the digest of each day, and move the clock on by a day."""
    for number in days:
        words = " ".join(f"word{number}x{n}" for n in range(40))
        demo_site.publish("/a.xml", f"Treaty report {number}", SENT.format(number, words), published=clock())
        await sweep(app, finish=True)
        await publish(app, clock().date(), closes=True)
        clock.forward(days=1)


def titles(output: Path, name: str) -> list[str]:
    """Return the headlines of the first topic of a digest."""
    document = json.loads((output / "digests" / f"{name}.json").read_text(encoding="utf-8"))
    return sorted(story["headline"] for story in document["topics"][0]["stories"])


async def test_a_week_has_all_its_days_and_nothing_else(demo_site: FaultySite, tmp_path: Path) -> None:
    """The digest of Monday contains what was read in the week before, once, and is written once."""
    demo_site.add_feed("/a.xml", "Courier")
    clock = Clock(MONDAY)
    async with app_at(tmp_path, desk(demo_site), clock) as app:
        await read_days(app, demo_site, clock, range(7))
        assert [one.digest.window.name for one in await write_due_periods(app)] == ["2025-W50"]
        assert await write_due_periods(app) == ()
        assert titles(tmp_path, "2025-W50") == [f"Treaty report {n}" for n in range(7)]
        document = json.loads((tmp_path / "digests" / "2025-W50.json").read_text(encoding="utf-8"))
        assert (document["period"], document["date"]) == ("2025-W50", "2025-12-14")
        assert {story["status"] for story in document["topics"][0]["stories"]} == {"new"}
        page = (tmp_path / "digests" / "2025-W50.html").read_text(encoding="utf-8")
        assert "Week 50 of 2025" in page
        assert "Weekly digest" in page
        index = (tmp_path / "digests" / "index.html").read_text(encoding="utf-8")
        assert '<a href="2025-W50.html">2025-W50</a>' in index
        assert '<a href="2025-12-14.html">' in index


async def test_a_week_shows_the_likeliest_of_what_its_days_may_have_missed(
    demo_site: FaultySite, tmp_path: Path
) -> None:
    """It shows as many as a day may show, none twice, none of other weeks, and the same when rebuilt."""
    demo_site.add_feed("/a.xml", "Courier")
    clock = Clock(MONDAY)
    async with app_at(tmp_path, desk(demo_site, digest=DigestSettings(missed=2)), clock) as app:
        for day in range(7):
            for number in range(2):
                title = f"Extradition of {day}" if number else "Extradition talks"
                demo_site.publish("/a.xml", title, f"They met in town {day} {number}. {title} are planned.")
            await sweep(app, finish=True)
            await publish(app, clock().date(), closes=True)
            clock.forward(days=1)
        (week,) = await write_due_periods(app)
        days = [await digest_of(app, MONDAY.date() + timedelta(days=day)) for day in range(7)]
        likeliest = max(one.likelihood for day in days if day for one in day.missed)
        assert len(week.digest.missed) == 2
        assert len({one.title for one in week.digest.missed}) == 2
        assert week.digest.missed[0].likelihood == likeliest
        page = (tmp_path / "digests" / "2025-W50.html").read_bytes()
        assert "You may have missed" in page.decode()
        clock.forward(days=9)
        await publish(app, clock().date(), closes=True)
        await write_period(app, "2025-W50")
        assert (tmp_path / "digests" / "2025-W50.html").read_bytes() == page


@pytest.mark.fault(333)
async def test_downtime_over_mondays_is_made_up_for_and_a_rebuild_is_the_same(
    demo_site: FaultySite, tmp_path: Path
) -> None:
    """Weeks later the missing ones and the month are written; later news changes none of their bytes."""
    demo_site.add_feed("/a.xml", "Courier")
    clock = Clock(MONDAY)
    async with app_at(tmp_path, desk(demo_site), clock) as app:
        await read_days(app, demo_site, clock, range(7))
        await write_due_periods(app)
        clock.forward(days=1)
        await read_days(app, demo_site, clock, range(7, 10))
        clock.forward(days=20)
        written = [one.digest.window.name for one in await write_due_periods(app)]
        assert written == ["2025-W51", "2025-W52", "2026-W01", "2025-12"]
        assert titles(tmp_path, "2025-W51") == ["Treaty report 7", "Treaty report 8", "Treaty report 9"]
        assert titles(tmp_path, "2025-12") == [f"Treaty report {n}" for n in range(10)]
        kept = {path.name: path.read_bytes() for path in (tmp_path / "digests").glob("2025-[W1]*")}
        await read_days(app, demo_site, clock, range(10, 12))
        for name in ("2025-W50", "2025-W51", "2025-12"):
            await write_period(app, name)
        for name in ("2025-W50", "2025-W51", "2025-12"):
            for form in ("html", "md", "json"):
                assert (tmp_path / "digests" / f"{name}.{form}").read_bytes() == kept[f"{name}.{form}"], name
        page = kept["2025-W51.html"].decode()
        assert '<a rel="prev" href="2025-W50.html">← 2025-W50</a>' in page
        assert "; 2 events in the one before" in page


@pytest.mark.fault(334)
async def test_missing_files_and_catalogue_are_written_again(demo_site: FaultySite, tmp_path: Path) -> None:
    """Deleted files of the newest weeks come back, and the index is whole without the catalogue."""
    demo_site.add_feed("/a.xml", "Courier")
    clock = Clock(MONDAY)
    async with app_at(tmp_path, desk(demo_site), clock) as app:
        await read_days(app, demo_site, clock, range(7))
        await write_due_periods(app)
        digests = tmp_path / "digests"
        before = (digests / "2025-W50.html").read_bytes()
        index = (digests / "index.html").read_bytes()
        for name in ("2025-W50.html", "periods.json"):
            (digests / name).unlink()
        await write_due_periods(app)
        assert (digests / "2025-W50.html").read_bytes() == before
        (digests / "periods.json").unlink()
        await write_period(app, "2025-W50")
        assert (digests / "index.html").read_bytes() == index


async def test_a_week_without_a_schedule_is_written_on_request(demo_site: FaultySite, tmp_path: Path) -> None:
    """Any ended week can be written; one that has not ended, or is before the archive, is a usage error."""
    demo_site.add_feed("/a.xml", "Courier")
    clock = Clock(MONDAY)
    config = replace(desk(demo_site), schedule=ScheduleSettings())
    async with app_at(tmp_path, config, clock) as app:
        await read_days(app, demo_site, clock, range(3))
        with pytest.raises(UsageError, match="2025-W50 ends 2025-12-15 at 07:00"):
            await write_period(app, "2025-W50")
        with pytest.raises(UsageError, match="nothing was read in 2025-W40"):
            await write_period(app, "2025-W40")
        clock.forward(days=7)
        assert await write_due_periods(app) == ()
        await write_period(app, "2025-W50")
        assert titles(tmp_path, "2025-W50") == [f"Treaty report {n}" for n in range(3)]


async def test_weeks_and_months_are_queued_once_for_each_target(
    demo_site: FaultySite, tmp_path: Path
) -> None:
    """Each is queued under its own key; a new target gets the newest of each kind only."""
    demo_site.add_feed("/a.xml", "Courier")
    clock = Clock(MONDAY)
    async with app_at(tmp_path, desk(demo_site), clock) as app:
        await read_days(app, demo_site, clock, range(7))
        await write_due_periods(app)
        clock.forward(days=17)
        await write_due_periods(app)
        app.config = replace(app.config, deliver=DeliverSettings(urls=(SINK,)))
        await deliver_due(app)
        queued = await app.store(app.archive.outbox.undelivered)
        keys = [one.key for one in queued if not one.key.startswith("digest:")]
        assert keys == ["week:2025-W52", "month:2025-12"]
        assert {one.target for one in queued} == {target_name(SINK)}
        assert all(one.attempts == 1 for one in queued)
        clock.forward(days=7)
        await write_due_periods(app)
        await deliver_due(app)
        later = [one.key for one in await app.store(app.archive.outbox.undelivered)]
        assert [key for key in later if key.startswith("week:")] == [
            "week:2025-W52",
            "week:2026-W01",
        ]


async def test_articles_between_two_schedules_are_in_one_week(demo_site: FaultySite, tmp_path: Path) -> None:
    """After a change of the weekly time, the next week begins where the last one ended."""
    demo_site.add_feed("/a.xml", "Courier")
    clock = Clock(MONDAY)
    async with app_at(tmp_path, desk(demo_site), clock) as app:
        await read_days(app, demo_site, clock, range(7))
        await write_due_periods(app)
        friday = ScheduleSettings(weekly=WeeklyTime(4, time(17)))
        app.config = replace(app.config, schedule=friday)
        await read_days(app, demo_site, clock, range(7, 12))
        (written,) = await write_due_periods(app)
        assert written.digest.window.start == datetime(2025, 12, 15, 7, 0, tzinfo=UTC)
        told = titles(tmp_path, written.digest.window.name)
        assert told == [
            "Treaty report 10",
            "Treaty report 11",
            "Treaty report 7",
            "Treaty report 8",
            "Treaty report 9",
        ]
        assert timedelta(days=4) < written.digest.window.end - written.digest.window.start < timedelta(days=5)
