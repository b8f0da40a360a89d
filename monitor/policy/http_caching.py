"""How long a server asks clients to wait: Cache-Control, Expires, Age and Retry-After.

A header value that is neither a number of seconds nor a date is ignored.
"""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from monitor.models import Response

LONGEST_REQUESTED_WAIT = timedelta(hours=24)

_MAX_AGE = re.compile(r'(?:^|,)\s*max-age\s*=\s*"?([0-9]+)', re.IGNORECASE)
# Without an argument: `no-cache="Set-Cookie"` applies to one header only.
_NO_CACHE = re.compile(r"(?:^|,)\s*no-cache\s*(?:,|$)", re.IGNORECASE)
_SECONDS = re.compile(r"[0-9]+")
_ZERO = timedelta(0)
_MAX_DIGITS = 12  # more would overflow a timedelta, or int() itself
_MAX_DATE_LENGTH = 64


def requested_wait(response: Response, now: datetime) -> timedelta:
    """Return how long to wait after a successful response, at most 24 h.

    This is the longer of Retry-After and the remaining freshness lifetime (RFC 9111: max-age before Expires,
    minus Age). `no-cache` makes the lifetime zero. `no-store` and `s-maxage` do not apply to polling.
    """
    wait = retry_after(response.header("retry-after") or "", now)
    return max(_freshness(response, now), wait or _ZERO)


def retry_after(value: str, now: datetime) -> timedelta | None:
    """Parse a Retry-After header (RFC 9110, 10.2.3) as 0 to 24 h; return None if it is invalid."""
    seconds = _seconds(value.strip())
    if seconds is not None:
        return _within_a_day(seconds)
    moment = _http_date(value)
    return None if moment is None else _within_a_day(moment - now)


def _freshness(response: Response, now: datetime) -> timedelta:
    control = ",".join(value for name, value in response.headers if name == "cache-control")
    if _NO_CACHE.search(control):
        return _ZERO
    found = _MAX_AGE.search(control)
    lifetime = _seconds(found[1]) if found else _until_expires(response, now)
    age = _seconds((response.header("age") or "").strip())
    return _within_a_day((lifetime or _ZERO) - (age or _ZERO))


def _until_expires(response: Response, now: datetime) -> timedelta | None:
    expires = _http_date(response.header("expires") or "")
    if expires is None:
        return None
    served = _http_date(response.header("date") or "")
    return expires - (served or now)


def _seconds(text: str) -> timedelta | None:
    if not _SECONDS.fullmatch(text):
        return None
    return timedelta(seconds=int(text) if len(text) <= _MAX_DIGITS else 10**_MAX_DIGITS)


def _http_date(text: str) -> datetime | None:
    if not text or not text.isascii() or len(text) > _MAX_DATE_LENGTH:
        return None
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _within_a_day(wait: timedelta) -> timedelta:
    return min(max(wait, _ZERO), LONGEST_REQUESTED_WAIT)
