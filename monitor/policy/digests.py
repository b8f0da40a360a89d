"""When a digest is due: one for each local date, whatever clocks and zones do.

Pure: the time comes in. The ledger's last window, not a timer, says what was done already; so a late start, a
sleep, or an hour lived twice changes nothing.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.models import Window
from monitor.policy.clock import clock_is_sane

_WAITED_FOR = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class DueDigest:
    """A digest to be written now.

    Attributes:
        date: its local date.
        closes: it is the last of its day: what comes later belongs to the next date.
    """

    date: date
    closes: bool


def due_digest(
    now: datetime, timezone: str, times: tuple[time, ...], last: Window | None
) -> DueDigest | None:
    """Return the digest that is due, or None.

    `times` are local times of day; the last of them closes the day's digest, earlier ones write it before.
    `last` is the ledger's window of the latest date. A date at or before a closed one is never due again,
    even if the clock or the zone goes back to it; days slept through are covered by the digest of the day of
    waking. A time that the clock skips (summer time) is due when it would have been; one that it shows twice,
    the first time.
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
    """Return the next moment (UTC) after now at which a digest is written; None without times."""
    today = now.astimezone(ZoneInfo(timezone)).date()
    days = (today + timedelta(days=ahead) for ahead in range(-1, 3))
    return min((m for day in days for m in _moments(day, timezone, times) if m > now), default=None)


def digest_date(now: datetime, timezone: str, last: Window | None) -> date:
    """Return the date of a digest written by hand now: today, or the last digest's if that is later."""
    today = now.astimezone(ZoneInfo(timezone)).date()
    return today if last is None else max(today, last.date)


def right_date(now: datetime, timezone: str, last: date, before: date | None) -> date | None:
    """Return the date that a digest from the future should bear, or None where the last one's may be right.

    A clock that ran ahead for one tick dates a digest by it, and no date before that would ever be due again.
    Such a digest belongs to the day after the one `before` it. A date up to two days ahead is waited for:
    zones change, and clocks are set.
    """
    today = now.astimezone(ZoneInfo(timezone)).date()
    if last <= today + _WAITED_FOR or not clock_is_sane(now):
        return None
    right = today if before is None else before + timedelta(days=1)
    return right if right <= today else None


def _moments(day: date, timezone: str, times: tuple[time, ...]) -> tuple[datetime, ...]:
    zone = ZoneInfo(timezone)
    return tuple(datetime.combine(day, at, zone).astimezone(UTC) for at in times)
