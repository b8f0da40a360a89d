"""When a digest is due, which date it has, and when a topic may alert again.

There is one digest for each local date. The last window in the digests table says what is done, not a timer,
so a late start, a suspended machine or an hour that occurs twice changes nothing.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.models import Window
from monitor.policy.polling import clock_is_sane

_MAX_AHEAD = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class DueDigest:
    """A digest to be written now.

    Attributes:
        date: Its local date.
        closes: Whether it is the last of its day, so that later articles belong to the next date.
    """

    date: date
    closes: bool


def due_digest(
    now: datetime, timezone: str, times: tuple[time, ...], last: Window | None
) -> DueDigest | None:
    """Return the digest that is due, or None.

    A date at or before a closed one is never due again, even if the clock or the zone goes back to it. The
    digest of the first day after downtime covers the days before. A time that the clock skips (summer time)
    is due at the moment it would have been. A time that occurs twice is due the first time.

    Args:
        now: The present time.
        timezone: The name of the zone that defines the local date.
        times: Local times of day. The last one closes the day's digest, earlier ones write it.
        last: The stored window of the latest date.
    """
    today = now.astimezone(ZoneInfo(timezone)).date()
    moments = _moments(today, timezone, times)
    passed = [moment for moment in moments if moment <= now]
    if not passed or not clock_is_sane(now):
        return None
    due = DueDigest(today, closes=len(passed) == len(moments))
    if last is None or last.date < today:
        return due
    if last.date > today or last.closed:
        return None
    return due if due.closes or last.end < max(passed) else None


def next_digest_at(now: datetime, timezone: str, times: tuple[time, ...]) -> datetime | None:
    """Return the next moment (UTC) after now at which a digest is due, or None without times."""
    today = now.astimezone(ZoneInfo(timezone)).date()
    days = (today + timedelta(days=ahead) for ahead in range(-1, 3))
    return min((m for day in days for m in _moments(day, timezone, times) if m > now), default=None)


def digest_date(now: datetime, timezone: str, last: Window | None) -> date:
    """Return the date of a digest that the user requests now: today, or that of the last digest if later."""
    today = now.astimezone(ZoneInfo(timezone)).date()
    return today if last is None else max(today, last.date)


def corrected_date(now: datetime, timezone: str, last: date, before: date | None) -> date | None:
    """Return the right date of a last digest that is dated in the future, or None if its date may be right.

    If a clock runs ahead when a digest is written, no date before the wrong one would ever be due again. Such
    a digest gets the day after the one `before` it. A date up to two days ahead is kept, because zones change
    and clocks are set.
    """
    today = now.astimezone(ZoneInfo(timezone)).date()
    if last <= today + _MAX_AHEAD or not clock_is_sane(now):
        return None
    right = today if before is None else before + timedelta(days=1)
    return right if right <= today else None


def open_digest_date(now: datetime, timezone: str, last: Window | None) -> date:
    """Return the date of the digest that will contain what is found now."""
    today = now.astimezone(ZoneInfo(timezone)).date()
    if last is None:
        return today
    return max(today, last.date + timedelta(days=1) if last.closed else last.date)


def may_alert(last: datetime | None, now: datetime, pause: timedelta) -> bool:
    """Return whether a topic may alert again. A clock that was set back ends the pause."""
    return last is None or not last <= now < last + pause


def _moments(day: date, timezone: str, times: tuple[time, ...]) -> tuple[datetime, ...]:
    zone = ZoneInfo(timezone)
    return tuple(datetime.combine(day, at, zone).astimezone(UTC) for at in times)
