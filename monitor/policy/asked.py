"""What a server asks for: how long to stay away, read from its headers.

Pure: no I/O, no clock. Whatever is not plainly a number of seconds or a date asks for nothing.
"""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from monitor.models import Response

LONGEST_ASKED = timedelta(hours=24)

_MAX_AGE = re.compile(r'(?:^|,)\s*max-age\s*=\s*"?([0-9]+)', re.IGNORECASE)
_SECONDS = re.compile(r"[0-9]+")
_NOTHING = timedelta(0)
# Ten digits of seconds are three centuries; more would overflow a timedelta, or int() itself.
_MOST_DIGITS = 9
_LONGEST_DATE = 64


def asked_wait(response: Response, now: datetime) -> timedelta:
    """Return how long a good answer asks not to be asked again, at most 24 h.

    The age a cache may keep it (RFC 9111: max-age before Expires) and Retry-After, whichever is longer.
    `no-store` and `no-cache` speak of keeping, not of asking, and are ignored.
    """
    fresh = _max_age(response)
    if fresh is None:
        fresh = _expires(response, now)
    patience = retry_after(response.header("retry-after") or "", now)
    return max(fresh or _NOTHING, patience or _NOTHING)


def retry_after(value: str, now: datetime) -> timedelta | None:
    """Read a Retry-After header (RFC 9110, 10.2.3): seconds or a date, as 0 to 24 h; None if neither."""
    seconds = _seconds(value.strip())
    if seconds is not None:
        return seconds
    moment = _http_date(value)
    return None if moment is None else _within_a_day(moment - now)


def _max_age(response: Response) -> timedelta | None:
    control = ",".join(value for name, value in response.headers if name == "cache-control")
    found = _MAX_AGE.search(control)
    return _seconds(found[1]) if found else None


def _expires(response: Response, now: datetime) -> timedelta | None:
    expires = _http_date(response.header("expires") or "")
    if expires is None:
        return None
    served = _http_date(response.header("date") or "")
    return _within_a_day(expires - (served or now))


def _seconds(text: str) -> timedelta | None:
    if not _SECONDS.fullmatch(text):
        return None
    return _within_a_day(timedelta(seconds=int(text))) if len(text) <= _MOST_DIGITS else LONGEST_ASKED


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
