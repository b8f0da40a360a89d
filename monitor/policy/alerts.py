"""When a topic may alert again, and which digest it would be in.

Pure: no I/O, no clock.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.models import Window


def may_alert(last: datetime | None, now: datetime, pause: timedelta) -> bool:
    """Tell whether a topic that alerted last at that time may do so again; a clock set back ends the wait."""
    return last is None or not last <= now < last + pause


def open_day(now: datetime, timezone: str, last: Window | None) -> date:
    """Return the date of the digest in which what is found now will be new."""
    today = now.astimezone(ZoneInfo(timezone)).date()
    if last is None:
        return today
    return max(today, last.date + timedelta(days=1) if last.closed else last.date)
