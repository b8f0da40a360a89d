"""Weeks and months that digests cover: their names and the times at which they end."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

WEEK, MONTH = "week", "month"


@dataclass(frozen=True, slots=True)
class WeeklyTime:
    """A time of the week: weekday (0 is Monday) and local time of day."""

    weekday: int
    at: time


@dataclass(frozen=True, slots=True)
class MonthlyTime:
    """A time of the month: day (1 to 31, the last one in shorter months) and local time of day."""

    day: int
    at: time


@dataclass(frozen=True, slots=True)
class Period:
    """A week or a month of digests.

    Attributes:
        kind: `week` or `month`.
        day: last day of the ISO week or of the month that it is named after.
        start: end of the period before.
        end: when it ends and is written.
    """

    kind: str
    day: date
    start: datetime
    end: datetime

    @property
    def name(self) -> str:
        """Return its name: `2026-W49`, `2026-11`."""
        return period_name(self.kind, self.day)


def period_name(kind: str, day: date) -> str:
    """Return the name of the week or month that a day is in, or the day in ISO 8601."""
    if kind == WEEK:
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"
    return f"{day:%Y-%m}" if kind == MONTH else day.isoformat()


def last_day(kind: str, day: date) -> date:
    """Return the last day of the week or month that a day is in."""
    if kind == WEEK:
        return day + timedelta(days=6 - day.weekday())
    return day.replace(day=monthrange(day.year, day.month)[1])
