"""Weeks and months: names, ends, and what is due after downtime, in every zone."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import UsageError
from monitor.models import MONTH, WEEK, MonthlyTime, WeeklyTime
from monitor.policy.periods import MOST_DUE, due_periods, period_named

MONDAY = WeeklyTime(0, time(7))
FIRST = MonthlyTime(1, time(7))
SCHEDULES = {WEEK: MONDAY, MONTH: FIRST}
BEGAN = datetime(2024, 1, 1, tzinfo=UTC)
ZONES = st.sampled_from(["UTC", "Asia/Seoul", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"])
TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))
SCHEDULE = st.builds(WeeklyTime, st.integers(0, 6), TIMES) | st.builds(MonthlyTime, st.integers(1, 31), TIMES)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2034, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("2026-W49", "2026-11-30T07:00", "2026-12-07T07:00"),
        ("2026-W53", "2026-12-28T07:00", "2027-01-04T07:00"),
        ("2025-W01", "2024-12-30T07:00", "2025-01-06T07:00"),
        ("2026-11", "2026-11-01T07:00", "2026-12-01T07:00"),
        ("2024-02", "2024-02-01T07:00", "2024-03-01T07:00"),
    ],
)
def test_a_period_is_named_after_its_week_or_month(name: str, start: str, end: str) -> None:
    """The digest of Monday covers the week before, that of the first the month before."""
    period = period_named(name, "Asia/Seoul", SCHEDULES)
    seoul = ZoneInfo("Asia/Seoul")
    local = [f"{at.astimezone(seoul):%Y-%m-%dT%H:%M}" for at in (period.start, period.end)]
    assert (period.name, *local) == (name, start, end)


@pytest.mark.parametrize(
    "name", ["2025-W53", "2026-W00", "2026-13", "2026-1", "W49", "0000-01", "", "9999-12"]
)
def test_an_unknown_week_or_month_is_refused(name: str) -> None:
    """A name that the calendar does not have is a usage error."""
    with pytest.raises(UsageError, match="2026-W49 or 2026-11"):
        period_named(name, "UTC", SCHEDULES)


@given(MOMENTS, ZONES, SCHEDULE)
def test_consecutive_periods_leave_no_gap(
    now: datetime, zone: str, schedule: WeeklyTime | MonthlyTime
) -> None:
    """Consecutive periods leave no hole and have consecutive names, over summer time and month ends too."""
    periods = due_periods(now, zone, schedule, BEGAN, now - timedelta(days=100))
    assert periods
    for earlier, later in pairwise(periods):
        assert earlier.end == later.start
        assert earlier.name < later.name
        gap = (later.day - earlier.day).days
        assert gap == 7 if isinstance(schedule, WeeklyTime) else 28 <= gap <= 31
    kind = WEEK if isinstance(schedule, WeeklyTime) else MONTH
    for period in periods:
        assert period_named(period.name, zone, {kind: schedule}) == period
        middle = (period.start + (period.end - period.start) / 2).astimezone(ZoneInfo(zone)).date()
        assert abs((period.day - middle).days) <= (7 if kind == WEEK else 31)


@given(MOMENTS, ZONES, SCHEDULE)
def test_the_newest_period_is_the_last_that_has_ended(
    now: datetime, zone: str, schedule: WeeklyTime | MonthlyTime
) -> None:
    """Without an earlier digest only the newest period is due; once written, nothing is."""
    (period,) = due_periods(now, zone, schedule, BEGAN, None)
    assert period.start < period.end <= now
    assert now - period.end < timedelta(days=32)
    assert due_periods(now, zone, schedule, BEGAN, period.end) == ()
    local = period.end.astimezone(ZoneInfo(zone))
    if isinstance(schedule, WeeklyTime):
        assert local.weekday() == schedule.weekday
    else:
        assert local.day in range(28, 32) or abs(local.day - schedule.day) <= 1


def test_downtime_over_mondays_is_made_up_for() -> None:
    """Each missing week is due as if it had been written in time, at most five of them."""
    last = period_named("2026-W40", "UTC", SCHEDULES).end
    now = datetime(2026, 10, 21, 15, 0, tzinfo=UTC)
    missing = due_periods(now, "UTC", MONDAY, BEGAN, last)
    assert [period.name for period in missing] == ["2026-W41", "2026-W42"]
    later = datetime(2027, 3, 1, tzinfo=UTC)
    assert len(due_periods(later, "UTC", MONDAY, BEGAN, last)) == MOST_DUE


def test_no_period_before_the_archive_and_none_by_a_wrong_clock() -> None:
    """A period that ended before the archive began is not due, nor is one while the clock is unset."""
    now = datetime(2026, 12, 8, tzinfo=UTC)
    assert due_periods(now, "UTC", MONDAY, datetime(2026, 12, 7, 8, tzinfo=UTC), None) == ()
    assert due_periods(datetime(1970, 1, 8, tzinfo=UTC), "UTC", MONDAY, BEGAN, None) == ()
    assert due_periods(now, "UTC", None, BEGAN, None) == ()


def test_the_last_day_of_short_months() -> None:
    """`31 18:00` ends each month on its last day."""
    schedule = MonthlyTime(31, time(18))
    now = datetime(2026, 3, 15, tzinfo=UTC)
    periods = due_periods(now, "UTC", schedule, BEGAN, datetime(2025, 11, 1, tzinfo=UTC))
    assert [(period.name, period.end.date()) for period in periods] == [
        ("2025-11", date(2025, 11, 30)),
        ("2025-12", date(2025, 12, 31)),
        ("2026-01", date(2026, 1, 31)),
        ("2026-02", date(2026, 2, 28)),
    ]
