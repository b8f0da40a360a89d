"""Read how long a feed asks not to be polled: ttl, sy:updatePeriod, skipHours, skipDays.

Sources: RSS 2.0; the syndication module of RDF Site Summary 1.0.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

LONGEST_PAUSE = timedelta(hours=24)

_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(days=7),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SKIPPED_HOURS = re.compile(r"<skipHours>(.{0,2000}?)</skipHours>", re.DOTALL | re.IGNORECASE)
_SKIPPED_DAYS = re.compile(r"<skipDays>(.{0,2000}?)</skipDays>", re.DOTALL | re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,6}")
_HEAD = 100_000
_DAY = 24


def requested_pause(meta: Mapping[str, Any], text: str, now: datetime) -> timedelta | None:
    """Return the longest valid pause that the feed asks for, at most 24 h, or None (faults.md row 66).

    Args:
        meta: feedparser's fields of the feed.
        text: the XML, for elements that feedparser does not keep.
        now: aware UTC; skipHours and skipDays are in GMT.
    """
    requested = [_ttl(meta), _period(meta), _skipped(text[:_HEAD], now)]
    sane = [pause for pause in requested if pause]
    return min(max(sane), LONGEST_PAUSE) if sane else None


def _ttl(meta: Mapping[str, Any]) -> timedelta | None:
    minutes = _number(meta.get("ttl"))
    return timedelta(minutes=minutes) if minutes else None


def _period(meta: Mapping[str, Any]) -> timedelta | None:
    period = _PERIODS.get(str(meta.get("sy_updateperiod", "")).strip().lower())
    frequency = _number(meta.get("sy_updatefrequency", "1"))
    return period / frequency if period and frequency else None


def _skipped(text: str, now: datetime) -> timedelta | None:
    """Return the time until the next hour that is not skipped, or None."""
    named = {_number(hour) for hour in _values(_SKIPPED_HOURS, text)}
    # The oldest feeds count hours from 1 to 24.
    hours = {hour % _DAY for hour in named if hour is not None and hour <= _DAY}
    days = {_DAYS.index(day.lower()) for day in _values(_SKIPPED_DAYS, text) if day.lower() in _DAYS}
    if len(hours) == _DAY or len(days) == len(_DAYS):
        return None
    start = now.replace(minute=0, second=0, microsecond=0)
    for ahead in range(_DAY):
        moment = start + timedelta(hours=ahead)
        if moment.hour not in hours and moment.weekday() not in days:
            return moment - now if ahead else None
    return LONGEST_PAUSE


def _values(section: re.Pattern[str], text: str) -> list[str]:
    found = section.search(text)
    return re.findall(r">\s*(\w+)\s*<", found[1]) if found else []


def _number(value: object) -> int | None:
    text = str(value).strip()
    return int(text) if _NUMBER.fullmatch(text) else None
