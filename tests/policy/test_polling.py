"""Whether a feed is due, and whether it is silent."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.models import FeedState, FeedStatus, Response
from monitor.policy import clock_is_sane, is_due, is_silent, next_state, request_for


def state_of(feed, now, **more):
    """Return the state of a feed that was polled now and is due in an hour."""
    standing = FeedState(feed.url, FeedStatus.OK, polled=now, next_poll=now + timedelta(hours=1))
    return replace(standing, **more)


def test_when_a_feed_is_due(feed, now):
    """A new feed is due at once, a known feed at its time, a disabled feed never."""
    state = state_of(feed, now)
    assert is_due(feed, None, now)
    assert not is_due(feed, state, now + timedelta(minutes=59))
    assert is_due(feed, state, now + timedelta(hours=1))
    assert not is_due(replace(feed, enabled=False), None, now)


@pytest.mark.fault(67)
def test_restarts_do_not_poll_again(feed, now, schedule):
    """Due feeds depend only on the stored state: ten starts in an hour make one request."""
    state, requests = None, 0
    for minute in range(0, 30, 3):
        at = now + timedelta(minutes=minute)
        if is_due(feed, state, at):
            requests += 1
            answer = Response(feed.url, feed.url, 304)
            before = state or FeedState(feed.url, etag='"a"')
            state = next_state(feed, before, answer, None, 0, at, schedule, 0.0)
    assert requests == 1


@pytest.mark.fault(179)
def test_a_clock_set_back_an_hour_stops_no_feed(feed, now):
    """After the clock was set back, working feeds are polled at once; a feed with a requested wait is not."""
    hour_before = now - timedelta(hours=1)
    assert is_due(feed, state_of(feed, now), hour_before)
    assert not is_due(feed, state_of(feed, now, status=FeedStatus.FAILING), hour_before)
    assert not is_due(feed, state_of(feed, now), now - timedelta(seconds=2))


@pytest.mark.fault(180)
@pytest.mark.parametrize("status", [FeedStatus.OK, FeedStatus.FAILING])
def test_a_clock_that_was_days_ahead_freezes_no_feed(feed, now, status):
    """State that is dated three days or ten years ahead does not block polls, or full requests."""
    for ahead in (timedelta(days=3), timedelta(days=3650)):
        state = state_of(
            feed, now + ahead, status=status, etag='"a"', full_due=now + ahead + timedelta(days=7)
        )
        assert is_due(feed, state, now)
        assert request_for(feed, state, now).etag is None


@pytest.mark.fault(190)
def test_a_clock_in_1970_is_not_believed(now):
    """A clock in 1970 is not sane."""
    assert not clock_is_sane(datetime(1970, 1, 1, 0, 5, tzinfo=UTC))
    assert clock_is_sane(now)


@pytest.mark.parametrize(
    ("usual_hours", "silent_days", "silent"),
    [(1, 2, False), (1, 4, True), (48, 5, False), (48, 7, True), (None, 20, False), (None, 31, True)],
)
def test_silence_is_three_usual_gaps_and_three_days_at_least(feed, now, usual_hours, silent_days, silent):
    """A weekend without news is not silence; a month without history is."""
    usual = None if usual_hours is None else timedelta(hours=usual_hours)
    state = state_of(feed, now, changed=now - timedelta(days=silent_days), usual_gap=usual)
    assert is_silent(state, now) is silent
    assert not is_silent(replace(state, status=FeedStatus.FAILING), now)


def test_the_usual_gap_is_learned(feed, now, schedule):
    """The usual gap is eight hours if polls find new entries every eight hours."""
    state = FeedState(feed.url, etag='"a"')
    for poll in range(6):
        at = now + timedelta(hours=8) * poll
        state = next_state(feed, state, Response(feed.url, feed.url, 304), None, 1, at, schedule, 0.0)
    assert (state.usual_gap, state.changed) == (timedelta(hours=8), at)
