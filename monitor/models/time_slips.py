"""Suggest the spelling of a time of day or a duration that is written in another usual form."""

import re

_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:(?:[:.hH]| ?h ?|(?=\d\d\b))(?P<minute>\d{2}))?(?::\d{2})?\s*"
    r"(?:(?P<half>[ap])\.?m\.?|h|uhr|o.clock)?(?:\s+[A-Z]{2,5})?",
    re.IGNORECASE,
)
_LENGTH = re.compile(r"(?P<number>\d{1,6}(?:[.,]\d{1,2})?)\s*(?P<unit>[a-z]+)\.?", re.IGNORECASE)
_MINUTES = {
    "m": 1, "min": 1, "mins": 1, "minute": 1, "minutes": 1, "h": 60, "hr": 60, "hrs": 60,
    "hour": 60, "hours": 60,
    "d": 1_440, "day": 1_440, "days": 1_440, "w": 10_080, "week": 10_080, "weeks": 10_080,
    "month": 43_200, "months": 43_200, "mo": 43_200, "y": 525_600, "yr": 525_600, "year": 525_600,
    "years": 525_600,
}  # fmt: skip
_SECONDS = {"s", "sec", "secs", "second", "seconds"}
_NOON, _HOURS, _LAST_MINUTE = 12, 24, 59


def clock_slip(text: str) -> str:
    """Return `did you mean "19:00"?` for a time such as 7pm, 7.30 or 0730, or ""."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return ""
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"] and 1 <= hour <= _NOON:
        hour = hour % _NOON + (_NOON if found["half"].lower() == "p" else 0)
    if hour == _HOURS and not minute:
        hour = 0
    return f'did you mean "{hour:02}:{minute:02}"?' if hour < _HOURS and minute <= _LAST_MINUTE else ""


def duration_slip(text: str) -> str:
    """Return `did you mean "30m"?` for a length such as "30 minutes", "1.5h" or "6 months", or ""."""
    found = _LENGTH.fullmatch(text.strip())
    if found is None:
        return ""
    number, unit = float(found["number"].replace(",", ".")), found["unit"].lower()
    if unit in _SECONDS:
        return f'did you mean "{number:g}s"?'
    minutes = number * _MINUTES.get(unit, 0)
    if minutes < 1 or minutes != int(minutes):
        return ""
    for name, length in (("d", 1_440), ("h", 60)):
        if minutes % length == 0:
            return f'did you mean "{int(minutes) // length}{name}"?'
    return f'did you mean "{int(minutes)}m"?'
