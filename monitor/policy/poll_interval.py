"""How long to wait between two polls of a feed: its own pace, its back-off, and a little chance.

Pure: no I/O, no clock; chance comes in as `spread` in [0, 1).
"""

from datetime import timedelta

from monitor.models import Feed, FeedState, ParsedFeed, ScheduleSettings
from monitor.policy.http_caching import LONGEST_ASKED

JITTER = 0.1

_INSTANT = timedelta(seconds=1)
_GROWTH = 1.25
# (share of new entries, factor): at half, entries may soon scroll past unseen; below a tenth a quiet feed
# settles where about every second poll finds something.
_PACES = ((0.5, 0.0), (0.1, 0.5), (0.0, 0.75))
# Beyond this exponent every wait is the longest one.
_MOST_DOUBLINGS = 16.0


def shortest_wait(feed: Feed, schedule: ScheduleSettings) -> timedelta:
    """Return the shortest wait between two polls that the user allows."""
    return max(feed.every, schedule.floor, _INSTANT)


def longest_wait(feed: Feed, schedule: ScheduleSettings) -> timedelta:
    """Return the longest wait between two polls that nobody asked for."""
    return max(schedule.ceiling, shortest_wait(feed, schedule))


def adapted_interval(
    feed: Feed, state: FeedState, parsed: ParsedFeed | None, new: int, schedule: ScheduleSettings
) -> timedelta:
    """Return a feed's interval after a good answer: shorter the more of its entries were new, else longer.

    What the document itself asks for (ttl, sy:updatePeriod) becomes part of the interval and so holds for the
    polls that bring no document, too. A first poll says nothing about the pace.
    """
    shortest, longest = shortest_wait(feed, schedule), longest_wait(feed, schedule)
    interval = shortest if state.succeeded is None else max(state.interval, shortest)
    grown = min(interval * _GROWTH, longest)
    if parsed is None:
        return max(interval, grown)
    if state.succeeded is not None:
        interval = grown if new == 0 else interval * _pace(new / max(len(parsed.entries), 1))
    interval = min(max(interval, shortest), longest)
    return interval if parsed.ttl is None else max(interval, min(parsed.ttl, LONGEST_ASKED))


def back_off(feed: Feed, state: FeedState, strikes: float, schedule: ScheduleSettings) -> timedelta:
    """Return how long to leave a failing feed alone: doubled by each strike, bounded, never for ever."""
    interval = max(state.interval, shortest_wait(feed, schedule))
    longest = max(longest_wait(feed, schedule), interval)
    return min(interval * 2 ** min(strikes, _MOST_DOUBLINGS), longest)


def jittered(own: timedelta, asked: timedelta, spread: float) -> timedelta:
    """Lengthen the longer of two waits by up to 10 %.

    Never shorten it: an interval may be what the document itself asked for.
    """
    return max(own, asked) * (1 + JITTER * spread)


def _pace(share: float) -> float:
    return next(factor for least, factor in _PACES if share >= least)
