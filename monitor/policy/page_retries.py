"""When to try an article's page again.

Pure: no I/O, no clock.
"""

from datetime import datetime, timedelta

from monitor.models import Failure, FailureKind
from monitor.policy.http_caching import LONGEST_ASKED

_WAITS = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))


def next_try(attempts: int, failure: Failure, now: datetime, limit: int) -> datetime | None:
    """Return when to try a page again after so many failed attempts, or None to call it unreadable.

    What the next attempt will not change (404, robots.txt, a blocked address, no text at all) is given up at
    once, all else after `limit` attempts; Retry-After is honoured up to 24 h.
    """
    if failure.kind in {FailureKind.HARD, FailureKind.GONE} or attempts >= limit:
        return None
    wait = _WAITS[min(max(attempts, 1), len(_WAITS)) - 1]
    return now + max(wait, min(failure.retry_after or wait, LONGEST_ASKED))
