"""When to poll a feed: whether it is due, its interval, back-off and jitter."""

from datetime import UTC, datetime, timedelta

from monitor.models import Feed, FeedState, FeedStatus, ParsedFeed, ScheduleSettings
from monitor.policy.http_caching import LONGEST_REQUESTED_WAIT

GONE_RETRY_INTERVAL = timedelta(days=7)

_MAX_JITTER = 0.1
_MIN_INTERVAL = timedelta(seconds=1)
_GROWTH = 1.25
# (share of new entries, factor). From one half, entries may scroll off the feed between two polls. Below a
# tenth, the interval settles where about every second poll finds something.
_FACTORS = ((0.5, 0.0), (0.1, 0.5), (0.0, 0.75))
_MAX_DOUBLINGS = 16.0  # beyond this exponent every wait is the longest one

_CLOCK_SLACK = timedelta(minutes=1)
# No copy of this program is older. A clock without a battery starts in 1970, until the network sets it.
_EARLIEST = datetime(2025, 1, 1, tzinfo=UTC)

_ANSWERING = {FeedStatus.OK, FeedStatus.PARTIAL, FeedStatus.EMPTY}
_MIN_SILENCE = timedelta(days=3)  # newsrooms rest at weekends
_DEFAULT_SILENCE = timedelta(days=30)  # for a feed without history
_SILENT_GAPS = 3


def clock_is_sane(now: datetime) -> bool:
    """Return whether the time can be the present; if not, poll and date nothing yet (faults.md row 190)."""
    return now >= _EARLIEST


def is_due(feed: Feed, state: FeedState | None, now: datetime) -> bool:
    """Return whether to poll a feed now.

    A wrong clock must not block a feed (faults.md rows 179, 180): a next poll later than any possible wait is
    ignored, and a working feed is polled at once after the clock was set back.
    """
    if not feed.enabled:
        return False
    if state is None:
        return True
    if state.status is FeedStatus.GONE:
        return _is_gone_retry_due(state, now)
    if state.next_poll is None or state.next_poll <= now:
        return True
    longest = max(LONGEST_REQUESTED_WAIT, feed.every, state.interval) * (1 + _MAX_JITTER)
    if state.next_poll - now > longest + _CLOCK_SLACK:
        return True
    set_back = state.polled is not None and state.polled > now + _CLOCK_SLACK
    return set_back and state.status in _ANSWERING


def is_silent(state: FeedState, now: datetime) -> bool:
    """Return whether a feed answers, but had nothing new for three times its usual gap and for three days."""
    if state.status not in _ANSWERING or state.changed is None:
        return False
    usual = state.usual_gap
    limit = _DEFAULT_SILENCE if usual is None else max(usual * _SILENT_GAPS, _MIN_SILENCE)
    return now - state.changed > limit


def shortest_wait(feed: Feed, schedule: ScheduleSettings) -> timedelta:
    """Return the shortest wait between two polls that the user allows."""
    return max(feed.every, schedule.floor, _MIN_INTERVAL)


def longest_wait(feed: Feed, schedule: ScheduleSettings) -> timedelta:
    """Return the longest wait between two polls unless the server requests a longer one."""
    return max(schedule.ceiling, shortest_wait(feed, schedule))


def adapted_interval(
    feed: Feed, state: FeedState, parsed: ParsedFeed | None, new: int, schedule: ScheduleSettings
) -> timedelta:
    """Return a feed's interval after a successful poll: shorter if many of its entries were new, else longer.

    The interval that the document requests (ttl, sy:updatePeriod) is stored as part of the interval, so that
    it also holds after polls that bring no document. A first poll does not change the interval.
    """
    shortest, longest = shortest_wait(feed, schedule), longest_wait(feed, schedule)
    interval = shortest if state.succeeded is None else max(state.interval, shortest)
    grown = min(interval * _GROWTH, longest)
    if parsed is None:
        return max(interval, grown)
    if state.succeeded is not None:
        interval = grown if new == 0 else interval * _factor(new / max(len(parsed.entries), 1))
    interval = min(max(interval, shortest), longest)
    return interval if parsed.ttl is None else max(interval, min(parsed.ttl, LONGEST_REQUESTED_WAIT))


def back_off(feed: Feed, state: FeedState, strikes: float, schedule: ScheduleSettings) -> timedelta:
    """Return the wait after a failure: the interval, doubled for each strike up to the longest wait."""
    interval = max(state.interval, shortest_wait(feed, schedule))
    longest = max(longest_wait(feed, schedule), interval)
    return min(interval * 2 ** min(strikes, _MAX_DOUBLINGS), longest)


def jittered(own: timedelta, requested: timedelta, jitter: float) -> timedelta:
    """Return the longer of two waits, lengthened by up to 10 %.

    The wait is never shortened, because the server may have requested it. `jitter` is in [0, 1).
    """
    return max(own, requested) * (1 + _MAX_JITTER * jitter)


def _factor(share: float) -> float:
    return next(factor for least, factor in _FACTORS if share >= least)


def _is_gone_retry_due(state: FeedState, now: datetime) -> bool:
    if state.polled is None or state.polled > now + _CLOCK_SLACK:
        return True
    return state.polled + GONE_RETRY_INTERVAL <= now
