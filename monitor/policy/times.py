"""Times as people write them: `2025-12-01`, `2025-12-01T07:00`, `yesterday`, `7d`."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.errors import UsageError

_AGO = re.compile(r"(\d{1,6})\s*([a-z]+?)s?(?:\s+ago)?")
_UNITS = {
    **dict.fromkeys(("m", "min", "minute"), timedelta(minutes=1)),
    **dict.fromkeys(("h", "hour"), timedelta(hours=1)),
    **dict.fromkeys(("d", "day"), timedelta(days=1)),
    **dict.fromkeys(("w", "week"), timedelta(weeks=1)),
}
_DAYS = {"today": 0, "yesterday": 1}
_FORMS = (
    "write a date (2025-12-01), a time (2025-12-01T07:00), today, yesterday, or how long ago (12h, 7d, 2w)"
)


def read_moment(text: str, timezone: str, now: datetime, *, ends: bool = False) -> datetime | None:
    """Read a time, local to a zone where it names none; None where there is none to read.

    A day is its midnight, or where a span `ends` with it the next one. Raises UsageError.
    """
    told = text.strip().lower()
    if not told:
        return None
    try:
        if told == "now":
            return now
        ago = _AGO.fullmatch(told)
        if ago and ago[2] in _UNITS:
            return now - int(ago[1]) * _UNITS[ago[2]]
        day = _day(told, timezone, now)
        if day is not None:
            return datetime.combine(day + timedelta(days=int(ends)), time(), ZoneInfo(timezone))
        moment = datetime.fromisoformat(told.upper())
        moment = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(timezone))
        moment.astimezone(UTC)  # some hours of the first and last year are in no other zone
    except (ValueError, OverflowError):
        raise UsageError(f"{text!r} is no time; {_FORMS}") from None
    return moment


def read_day(text: str, timezone: str, now: datetime) -> date | None:
    """Read a date, or None where there is none to read; raises UsageError."""
    told = text.strip().lower()
    if not told:
        return None
    day = _day(told, timezone, now)
    if day is None:
        ago = _AGO.fullmatch(told)
        if ago and _UNITS.get(ago[2], timedelta()) >= timedelta(days=1):
            moment = read_moment(told, timezone, now)
            return moment.astimezone(ZoneInfo(timezone)).date() if moment else None
        raise UsageError(
            f"{text!r} is no date; write 2025-12-01, today, yesterday, or how many days ago (7d)"
        )
    return day


def _day(told: str, timezone: str, now: datetime) -> date | None:
    if told in _DAYS:
        return now.astimezone(ZoneInfo(timezone)).date() - timedelta(days=_DAYS[told])
    try:
        return date.fromisoformat(told.upper())
    except ValueError:
        return None
