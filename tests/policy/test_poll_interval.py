"""How often a feed is polled: interval, back-off and requested waits."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.models import (
    Entry,
    Failure,
    FailureKind,
    Feed,
    FeedState,
    FeedStatus,
    ParsedFeed,
    Response,
    ScheduleSettings,
)
from monitor.policy import is_due, next_state

DAY = timedelta(hours=24)
NOW = datetime(2025, 12, 16, 0, 0, tzinfo=UTC)
FEED = Feed("https://vientianetimes.example/rss", "Vientiane Times")
SCHEDULE = ScheduleSettings()
LIMITED = Failure("http_429", status=429)


def document(entries=10, ttl=None):
    """Return a parsed feed with a number of entries."""
    listed = tuple(Entry(FEED.url, f"key {number}", None, f"Title {number}") for number in range(entries))
    return ParsedFeed("Vientiane Times", "rss20", listed, ttl)


def poll(state, outcome=None, parsed=None, new=0, now=NOW, jitter=0.0, feed=FEED, schedule=SCHEDULE):
    """Return the state after one poll; by default a successful one with ten entries."""
    if outcome is None:
        outcome, parsed = Response(feed.url, feed.url, 200, body=b"%d" % new), parsed or document()
    return next_state(feed, state, outcome, parsed, new, now, schedule, jitter)


def known(**more):
    """Return the state of a feed that was polled before, with an interval of two hours."""
    settled = FeedState(FEED.url, FeedStatus.OK, interval=timedelta(hours=2), succeeded=NOW, etag='"a"')
    return replace(settled, **more)


@pytest.mark.parametrize(
    ("new", "minutes"),
    [(0, 150), (1, 60), (4, 60), (5, 30), (10, 30)],
)
def test_the_interval_follows_the_share_of_new_entries(new, minutes):
    """Without new entries the interval grows; a tenth new halves it; half new makes it the shortest."""
    assert poll(known(), new=new).interval == timedelta(minutes=minutes)


def test_one_new_among_many_shortens_the_interval_a_little():
    """Below a tenth the interval shrinks by a quarter."""
    assert poll(known(), parsed=document(50), new=1).interval == timedelta(minutes=90)


def test_a_quiet_feed_slows_to_the_ceiling_and_news_brings_it_back():
    """A feed that is unmodified for days is polled daily; new entries shorten the interval again."""
    state = known()
    for _ in range(30):
        state = poll(state, Response(FEED.url, FEED.url, 304))
    assert state.interval == DAY
    assert poll(state, new=10).interval == timedelta(minutes=30)


def test_the_users_interval_is_never_undercut():
    """No feed is polled faster than `every` or the floor, with any jitter."""
    for every, least in ((timedelta(hours=1), timedelta(hours=1)), (timedelta(0), SCHEDULE.floor)):
        feed = replace(FEED, every=every)
        for jitter in (0.0, 0.5, 0.999):
            state = poll(known(interval=timedelta(0)), new=10, feed=feed, jitter=jitter)
            assert NOW + least <= state.next_poll < NOW + least * 1.1


@pytest.mark.fault(65)
def test_a_feed_is_not_polled_before_its_response_is_stale():
    """A max-age of twelve hours is a wait of twelve hours; one of ten years, a day."""
    for seconds, wait in ((43_200, timedelta(hours=12)), (315_360_000, DAY)):
        answer = Response(FEED.url, FEED.url, 304, (("cache-control", f"max-age={seconds}"),))
        assert poll(known(), answer).next_poll == NOW + wait


@pytest.mark.fault(66)
def test_a_ttl_holds_for_polls_that_bring_no_document():
    """The interval that a document requests also holds after 304, up to a day."""
    state = poll(known(), parsed=document(ttl=timedelta(hours=6)), new=10)
    assert state.next_poll == NOW + timedelta(hours=6)
    later = poll(replace(state, etag='"a"'), Response(FEED.url, FEED.url, 304))
    assert later.next_poll >= NOW + timedelta(hours=6)
    assert poll(known(), parsed=document(ttl=timedelta(days=400))).interval == DAY


@pytest.mark.fault(60, 62, 63)
@pytest.mark.parametrize("hours", [2, 24, 24 * 365])
def test_retry_after_is_honoured_up_to_a_day(hours):
    """Retry-After sets the stored next poll, which survives restarts."""
    asked = Failure("http_503", status=503, retry_after=timedelta(hours=hours))
    state = poll(known(interval=timedelta(minutes=30)), asked)
    assert state.next_poll == NOW + min(timedelta(hours=hours), DAY)
    assert not is_due(FEED, state, state.next_poll - timedelta(seconds=1))


@pytest.mark.fault(64)
@pytest.mark.parametrize("jitter", [0.0, 0.5, 0.999])
def test_too_many_requests_without_a_time_waits_an_hour_or_two(jitter):
    """429 without Retry-After waits a random time of at least one hour."""
    state = poll(known(interval=timedelta(minutes=30)), LIMITED, jitter=jitter)
    assert timedelta(hours=1) * (1 + jitter) <= state.next_poll - NOW < timedelta(hours=2.2)


@pytest.mark.fault(74)
def test_a_failing_feed_is_polled_less_often_but_never_dropped():
    """In thirty days of 404 the waits double up to a day, and the failure keeps its first date."""
    state, now, waits = known(interval=timedelta(minutes=30)), NOW, []
    while now < NOW + timedelta(days=30):
        state = poll(state, Failure("http_404", kind=FailureKind.HARD, status=404), now=now)
        waits.append(state.next_poll - now)
        now = state.next_poll
        assert is_due(FEED, state, now)
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(minutes=60), DAY)
    assert 30 < len(waits) < 40
    assert (state.failing_since, state.status) == (NOW, FeedStatus.FAILING)


def test_a_time_out_slows_less_than_a_404():
    """The kinds of failure count as a quarter, a half and a whole strike."""
    kinds = (FailureKind.TEMPORARY, FailureKind.SOFT, FailureKind.HARD)
    states = [poll(known(), Failure("x", kind=kind), jitter=0.5) for kind in kinds]
    assert [state.strikes for state in states] == [0.25, 0.5, 1.0]
    assert states[0].next_poll < states[1].next_poll < states[2].next_poll


waits = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=3))
outcomes = st.one_of(
    st.builds(
        Failure,
        st.just("x"),
        kind=st.sampled_from([kind for kind in FailureKind if kind is not FailureKind.GONE]),
        status=st.sampled_from([None, 404, 429, 500]),
        retry_after=st.none() | waits,
    ),
    st.integers(0, 10**12).map(
        lambda age: Response(FEED.url, FEED.url, 304, (("cache-control", f"max-age={age}"),))
    ),
)
jitters = st.floats(0, 1, exclude_max=True)


@given(outcomes, waits, st.floats(0, 1000), jitters, waits, waits)
def test_every_next_poll_is_within_bounds(outcome, interval, strikes, jitter, every, ceiling):
    """For any state and outcome the next poll is after now and within the bounds."""
    feed, schedule = replace(FEED, every=every), ScheduleSettings(ceiling=ceiling)
    state = poll(known(interval=interval, strikes=strikes), outcome, None, 0, NOW, jitter, feed, schedule)
    longest = max(DAY, every, ceiling, interval) * 1.1
    assert NOW + max(every, schedule.floor) <= state.next_poll <= NOW + longest + timedelta(seconds=1)


@given(st.lists(st.sampled_from(list(FailureKind)[:3]), min_size=2, max_size=60), jitters)
def test_back_off_never_shrinks_while_a_feed_fails(kinds, jitter):
    """With the same jitter each failure waits at least as long as the one before, up to a day and a tenth."""
    state, before = known(interval=timedelta(minutes=30)), timedelta(0)
    for kind in kinds:
        state = poll(state, Failure("x", kind=kind), jitter=jitter)
        assert before <= state.next_poll - NOW <= DAY * 1.1
        before = state.next_poll - NOW
