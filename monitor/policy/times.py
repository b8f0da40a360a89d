"""Parse times as people write them: `2025-12-01`, `2025-12-01T07:00`, `yesterday`, `7d`."""

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
    """Parse a time; return None if the text is blank.

    Args:
        text: see `_FORMS`; local to the zone if it has no offset.
        timezone: an IANA name.
        now: the current time.
        ends: the time is the end of a range, so a date means the midnight after it, not before.

    Raises:
        UsageError: the text is not a time.
    """
    lowered = text.strip().lower()
    if not lowered:
        return None
    try:
        if lowered == "now":
            return now
        ago = _AGO.fullmatch(lowered)
        if ago and ago[2] in _UNITS:
            return now - int(ago[1]) * _UNITS[ago[2]]
        day = _day(lowered, timezone, now)
        if day is not None:
            return datetime.combine(day + timedelta(days=int(ends)), time(), ZoneInfo(timezone))
        moment = datetime.fromisoformat(lowered.upper())
        moment = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(timezone))
        moment.astimezone(UTC)  # some hours of the first and last year are in no other zone
    except (ValueError, OverflowError):
        raise UsageError(f"{text!r} is not a time; {_FORMS}") from None
    return moment


def read_range(
    since: str, until: str, timezone: str, now: datetime
) -> tuple[datetime | None, datetime | None]:
    """Parse the times of --since and --until.

    Raises:
        UsageError: one is not a time, or the range is empty.
    """
    start, end = read_moment(since, timezone, now), read_moment(until, timezone, now, ends=True)
    check_range(start, end, now)
    return start, end


def check_range(start: datetime | None, end: datetime | None, now: datetime) -> None:
    """Check that a range begins before its end and before now. Raises UsageError."""
    if start is not None and start >= min(end or now, now):
        raise UsageError("the range would end before it begins; `since` must be before `until` and now")


def read_day(text: str, timezone: str, now: datetime) -> date | None:
    """Parse a date; return None if the text is blank. Raises UsageError."""
    lowered = text.strip().lower()
    if not lowered:
        return None
    day = _day(lowered, timezone, now)
    if day is None:
        ago = _AGO.fullmatch(lowered)
        if ago and _UNITS.get(ago[2], timedelta()) >= timedelta(days=1):
            moment = read_moment(lowered, timezone, now)
            return moment.astimezone(ZoneInfo(timezone)).date() if moment else None
        raise UsageError(
            f"{text!r} is not a date; write 2025-12-01, today, yesterday, or how many days ago (7d)"
        )
    return day


def _day(lowered: str, timezone: str, now: datetime) -> date | None:
    if lowered in _DAYS:
        return now.astimezone(ZoneInfo(timezone)).date() - timedelta(days=_DAYS[lowered])
    try:
        return date.fromisoformat(lowered.upper())
    except ValueError:
        return None
