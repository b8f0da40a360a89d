"""When to request an article's page: retries, rereads, and pauses for hosts that time out."""

from datetime import datetime, timedelta

from monitor.models import Failure, FailureKind
from monitor.policy.http_caching import LONGEST_REQUESTED_WAIT

TIMEOUT_REASONS = frozenset({"timeout", "connect_timeout"})
# Rereads that were due longer ago are dropped: pages are rarely edited after that.
STALE_AFTER = timedelta(days=2)

_RETRY_WAITS = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))

# Four in five edits of news come within a day. The first reread finds the article that replaced a stub, the
# second one finds the edits of the day. Both count from when the article was found.
_REREAD_AFTER = (timedelta(hours=4), timedelta(hours=24))
_MIN_REREAD_GAP = timedelta(hours=1)
_LONGEST_EDIT_WAIT = timedelta(hours=8)
_MAX_EDIT_DOUBLINGS = 10
# Reasons for which a page will not become an article.
_FINAL_REASONS = {"robots_disallowed", "blocked_address", "bad_url", "not_html"}

_TIMEOUTS_ALLOWED = 3  # in a row, before the first pause
_FIRST_HOST_PAUSE = timedelta(minutes=1)
_LONGEST_HOST_PAUSE = timedelta(hours=1)
_MAX_HOST_DOUBLINGS = 10


def next_page_attempt(attempts: int, failure: Failure, now: datetime, limit: int) -> datetime | None:
    """Return when to try a page again after failed attempts, or None to store it as unreadable.

    Failures that another attempt will not change (404, robots.txt, a blocked address, no text) end the
    retries at once, all others after `limit` attempts. Retry-After is honoured up to 24 h.
    """
    if failure.kind in {FailureKind.HARD, FailureKind.GONE} or attempts >= limit:
        return None
    wait = _RETRY_WAITS[min(max(attempts, 1), len(_RETRY_WAITS)) - 1]
    return now + max(wait, min(failure.retry_after or wait, LONGEST_REQUESTED_WAIT))


def next_reread(found: datetime, now: datetime, reason: str = "") -> datetime | None:
    """Return when to read an article's page again, or None if it was read for the last time.

    Args:
        found: When the article was found.
        now: When its page was last requested.
        reason: Why the page could not be read, or "".
    """
    if reason in _FINAL_REASONS:
        return None
    return next((found + wait for wait in _REREAD_AFTER if found + wait >= now + _MIN_REREAD_GAP), None)


def reread_after_edit(edits: int, now: datetime, *, retitled: bool) -> datetime:
    """Return when to read an article again after its feed changed the entry.

    A new title and the first new summary are read at once. After that the wait doubles, because some
    summaries change at each poll (`5 comments`).

    Args:
        edits: How often the feed changed the entry before.
        now: When the change was found.
        retitled: Whether the title changed.
    """
    if retitled or not edits:
        return now
    return now + min(timedelta(hours=2 ** (min(edits, _MAX_EDIT_DOUBLINGS) - 1)), _LONGEST_EDIT_WAIT)


def host_pause(timeouts: int) -> timedelta:
    """Return how long to pause a host after time-outs in a row: one minute, doubled up to an hour."""
    if timeouts < _TIMEOUTS_ALLOWED:
        return timedelta(0)
    doublings = min(timeouts - _TIMEOUTS_ALLOWED, _MAX_HOST_DOUBLINGS)
    return min(_FIRST_HOST_PAUSE * int(2**doublings), _LONGEST_HOST_PAUSE)
