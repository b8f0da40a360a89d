"""What a server asks for: how long to stay away, read from its headers.

Pure: no I/O, no clock. Whatever is not plainly a number of seconds or a date asks for nothing.
"""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from monitor.models import Response

LONGEST_ASKED = timedelta(hours=24)

_MAX_AGE = re.compile(r'(?:^|,)\s*max-age\s*=\s*"?([0-9]+)', re.IGNORECASE)
# Of the whole answer: `no-cache="Set-Cookie"` speaks of one of its headers.
_NO_CACHE = re.compile(r"(?:^|,)\s*no-cache\s*(?:,|$)", re.IGNORECASE)
_SECONDS = re.compile(r"[0-9]+")
_NOTHING = timedelta(0)
# More digits of seconds than anybody lives would overflow a timedelta, or int() itself.
_MOST_DIGITS = 12
_LONGEST_DATE = 64


def asked_wait(response: Response, now: datetime) -> timedelta:
    """Return how long a good answer asks not to be asked again, at most 24 h.

    The time a cache may still keep it (RFC 9111: max-age before Expires, less its Age) and Retry-After,
    whichever is longer. `no-cache` wants to be asked each time, whatever max-age says; `no-store` speaks of
    keeping, not of asking, and s-maxage to caches that many share.
    """
    patience = retry_after(response.header("retry-after") or "", now)
    return max(_fresh(response, now), patience or _NOTHING)


def retry_after(value: str, now: datetime) -> timedelta | None:
    """Read a Retry-After header (RFC 9110, 10.2.3): seconds or a date, as 0 to 24 h; None if neither."""
    seconds = _seconds(value.strip())
    if seconds is not None:
        return _within_a_day(seconds)
    moment = _http_date(value)
    return None if moment is None else _within_a_day(moment - now)


def _fresh(response: Response, now: datetime) -> timedelta:
    control = ",".join(value for name, value in response.headers if name == "cache-control")
    if _NO_CACHE.search(control):
        return _NOTHING
    found = _MAX_AGE.search(control)
    lifetime = _seconds(found[1]) if found else _until_expires(response, now)
    age = _seconds((response.header("age") or "").strip())
    return _within_a_day((lifetime or _NOTHING) - (age or _NOTHING))


def _until_expires(response: Response, now: datetime) -> timedelta | None:
    expires = _http_date(response.header("expires") or "")
    if expires is None:
        return None
    served = _http_date(response.header("date") or "")
    return expires - (served or now)


def _seconds(text: str) -> timedelta | None:
    if not _SECONDS.fullmatch(text):
        return None
    return timedelta(seconds=int(text) if len(text) <= _MOST_DIGITS else 10**_MOST_DIGITS)


def _http_date(text: str) -> datetime | None:
    if not text or not text.isascii() or len(text) > _LONGEST_DATE:
        return None
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _within_a_day(wait: timedelta) -> timedelta:
    return min(max(wait, _NOTHING), LONGEST_ASKED)
