"""Whether a feed is due, what to ask for, and whether it has been silent for too long.

Pure: no I/O, no clock.
"""

from datetime import datetime, timedelta

from monitor.models import Feed, FeedState, FeedStatus, Request
from monitor.policy.feed_state import GONE_AGAIN_AFTER
from monitor.policy.http_caching import LONGEST_ASKED
from monitor.policy.permanent_redirects import is_adopted
from monitor.policy.poll_interval import JITTER

_CLOCK_SLACK = timedelta(minutes=1)
_ANSWERING = {FeedStatus.OK, FeedStatus.PARTIAL, FeedStatus.EMPTY}
_FULL_AFTER_AT_MOST = timedelta(days=8)
# Newsrooms rest at weekends; a feed without history of its own gets a month.
_SHORTEST_SILENCE = timedelta(days=3)
_UNKNOWN_SILENCE = timedelta(days=30)
_GAPS_OF_SILENCE = 3


def is_due(feed: Feed, state: FeedState | None, now: datetime) -> bool:
    """Tell whether a feed is to be polled now.

    A clock that was wrong freezes no feed: a next poll further away than any wait can be counts for nothing,
    and after the clock was set back a feed in good order is polled at once (faults.md rows 179, 180).
    """
    if not feed.enabled:
        return False
    if state is None:
        return True
    if state.status is FeedStatus.GONE:
        return _is_asked_again(state, now)
    if state.next_poll is None or state.next_poll <= now:
        return True
    longest = max(LONGEST_ASKED, feed.every, state.interval) * (1 + JITTER)
    if state.next_poll - now > longest + _CLOCK_SLACK:
        return True
    set_back = state.polled is not None and state.polled > now + _CLOCK_SLACK
    return set_back and state.status in _ANSWERING


def polled_url(feed: Feed, state: FeedState | None) -> str:
    """Return where to poll a feed: where it permanently moved to, once that is certain, else its own URL."""
    if state is not None and state.moved_to is not None and is_adopted(state):
        return state.moved_to
    return feed.url


def request_for(feed: Feed, state: FeedState | None, now: datetime) -> Request:
    """Return the request for a poll: conditional, except once a week (some servers answer 304 wrongly)."""
    url = polled_url(feed, state)
    if state is None or _full_is_due(state, now):
        return Request(url, "feed")
    return Request(url, "feed", state.etag, state.last_modified)


def is_silent(state: FeedState, now: datetime) -> bool:
    """Tell whether a feed answers but had nothing new for three times its usual gap, and for three days."""
    if state.status not in _ANSWERING or state.changed is None:
        return False
    usual = state.usual_gap
    bearable = _UNKNOWN_SILENCE if usual is None else max(usual * _GAPS_OF_SILENCE, _SHORTEST_SILENCE)
    return now - state.changed > bearable


def _is_asked_again(state: FeedState, now: datetime) -> bool:
    """Tell whether it is time to ask a feed that is gone whether it has come back."""
    if state.polled is None or state.polled > now + _CLOCK_SLACK:
        return True
    return state.polled + GONE_AGAIN_AFTER <= now


def _full_is_due(state: FeedState, now: datetime) -> bool:
    if state.full_due is None:
        return False
    return state.full_due <= now or state.full_due - now > _FULL_AFTER_AT_MOST
