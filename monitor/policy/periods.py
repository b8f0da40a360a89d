"""When the digests of weeks and months are due, and which span each covers.

A period begins where the one before ends, and has the name of the week or month that most of it is in: with
`weekly = "Mon 07:00"` the digest of Monday covers the ISO week before. Its span is given by the calendar and
not by the time of writing, so after downtime each missing one is written as it would have been.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.errors import UsageError
from monitor.models import MONTH, WEEK, MonthlyTime, Period, WeeklyTime, last_day
from monitor.policy.polling import clock_is_sane

MOST_DUE = 5  # missed periods of one kind that are still written
_BACK = {WEEK: 4, MONTH: 16}  # days from the end of a period into the week or month that it is named after
_WEEK_NAME = re.compile(r"(\d{4})-W(\d{2})")
_MONTH_NAME = re.compile(r"(\d{4})-(\d{2})")

Schedule = WeeklyTime | MonthlyTime


def due_periods(
    now: datetime, timezone: str, schedule: Schedule | None, began: datetime, last: datetime | None
) -> tuple[Period, ...]:
    """Return the periods that have ended and are not written, oldest first.

    Args:
        now: the present time.
        timezone: name of the zone of the schedule.
        schedule: when a period ends; None for never.
        began: when the archive began; a period that ended before has no digest.
        last: end of the last period written, or None; without one only the newest period is due.
    """
    if schedule is None or not clock_is_sane(now):
        return ()
    today = now.astimezone(ZoneInfo(timezone)).date()
    found: list[Period] = []
    end = _end_after(today + timedelta(days=1), schedule)
    while len(found) < (MOST_DUE if last else 1):
        period = _ending_on(end, timezone, schedule)
        if period.end <= began or (last is not None and period.end <= last):
            break
        if period.end <= now:
            found.append(period)
        end = _before(end, schedule)
    return tuple(reversed(found))


def period_named(name: str, timezone: str, schedules: Mapping[str, Schedule]) -> Period:
    """Return the period of a name such as `2026-W49` or `2026-11`.

    Raises:
        UsageError: it is not the name of a week or month.
    """
    wrong = f"{name} is not a week or month; write 2026-W49 or 2026-11"
    week, month = _WEEK_NAME.fullmatch(name), _MONTH_NAME.fullmatch(name)
    if not week and not month:
        raise UsageError(wrong)
    kind = WEEK if week else MONTH
    try:
        first = _monday(week) if week else date.fromisoformat(f"{name}-01")
        end = _end_after(first + timedelta(days=_BACK[kind]), schedules[kind])
        return _ending_on(end, timezone, schedules[kind])
    except (ValueError, OverflowError):
        raise UsageError(wrong) from None


def _monday(week: re.Match[str]) -> date:
    return date.fromisocalendar(int(week[1]), int(week[2]), 1)


def _ending_on(end: date, timezone: str, schedule: Schedule) -> Period:
    kind = WEEK if isinstance(schedule, WeeklyTime) else MONTH
    moments = (
        datetime.combine(day, schedule.at, ZoneInfo(timezone)).astimezone(UTC)
        for day in (_before(end, schedule), end)
    )
    return Period(kind, last_day(kind, end - timedelta(days=_BACK[kind])), *moments)


def _end_after(day: date, schedule: Schedule) -> date:
    """Return the first date on or after a day on which a period ends."""
    if isinstance(schedule, WeeklyTime):
        return day + timedelta(days=(schedule.weekday - day.weekday()) % 7)
    this = _in_month(day, schedule.day)
    return this if this >= day else _in_month(day.replace(day=1) + timedelta(days=31), schedule.day)


def _before(end: date, schedule: Schedule) -> date:
    if isinstance(schedule, WeeklyTime):
        return end - timedelta(days=7)
    return _in_month(end.replace(day=1) - timedelta(days=1), schedule.day)


def _in_month(day: date, wanted: int) -> date:
    return day.replace(day=min(wanted, monthrange(day.year, day.month)[1]))
