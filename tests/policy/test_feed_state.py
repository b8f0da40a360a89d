"""The state of a feed after a poll."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from monitor.models import Entry, Failure, FailureKind, FeedState, FeedStatus, ParsedFeed, Response
from monitor.policy import OLD_DATES, body_hash, is_due, next_state, polled_url, request_for, resumed

DOCUMENT = b"<rss>seven entries</rss>"
NEW_HOME = "https://news.vientianetimes.example/feed"


def document(entries=7, **more):
    """Return a parsed feed with a number of entries."""
    listed = tuple(
        Entry("https://vientianetimes.example/rss", f"key {i}", None, f"Title {i}") for i in range(entries)
    )
    return ParsedFeed("Vientiane Times", "rss20", listed, **more)


def answer(feed, status=200, body=DOCUMENT, moved_to=None, **headers):
    """Return a response; header names have underscores for dashes."""
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Response(feed.url, moved_to or feed.url, status, named, body if status == 200 else b"", moved_to)


@pytest.fixture
def poll(feed, schedule):
    """Return the state after one poll, with medium jitter."""

    def decide(state, outcome, parsed, now, new=0, jitter=0.5):
        return next_state(feed, state, outcome, parsed, new, now, schedule, jitter)

    return decide


@pytest.fixture
def good(feed, now, poll):
    """Return the state after a first successful poll with both validators."""
    first = answer(feed, etag='W/"a1"', last_modified="Mon, 15 Dec 2025 23:00:00 GMT")
    return poll(FeedState(feed.url), first, document(), now, new=7)


def test_a_first_good_poll_is_remembered(feed, now, good):
    """After a good document the state has its validators, its hash, its size and the next poll."""
    assert good.status is FeedStatus.OK
    assert (good.etag, good.last_modified) == ('W/"a1"', "Mon, 15 Dec 2025 23:00:00 GMT")
    assert good.body_hash == body_hash(DOCUMENT)
    assert (good.entries, good.polled, good.succeeded, good.changed) == (7, now, now, now)
    assert (good.interval, good.next_poll) == (timedelta(minutes=30), now + timedelta(minutes=31.5))


@pytest.mark.fault(53, 54)
@pytest.mark.parametrize(
    "validators",
    [
        {"etag": '"x"', "last_modified": "Mon, 15 Dec 2025 23:00:00 GMT"},
        {"etag": 'W/"x"'},
        {"etag": "unquoted"},
        {"last_modified": "yesterday, I think"},
    ],
)
def test_validators_go_back_byte_for_byte(feed, now, poll, validators):
    """The validators that came are sent back verbatim, and no others."""
    state = poll(FeedState(feed.url), answer(feed, **validators), document(), now)
    request = request_for(feed, state, state.next_poll)
    assert (request.etag, request.last_modified) == (validators.get("etag"), validators.get("last_modified"))


@pytest.mark.fault(46)
@pytest.mark.parametrize("etag", ['"a\x80\x01b"', '"\udc80"', "", "x" * 5000, '"a"\r\nX: y'])
def test_a_validator_that_cannot_be_sent_is_not_kept(feed, now, poll, etag):
    """A validator that has control characters or is too long is dropped; the poll succeeds."""
    state = poll(FeedState(feed.url), answer(feed, etag=etag), document(), now)
    assert (state.etag, state.status) == (None, FeedStatus.OK)


@pytest.mark.fault(55)
def test_new_validators_with_the_same_body_are_stored(feed, now, poll, good):
    """New validators for the same body replace the old ones."""
    state = poll(good, answer(feed, etag='"a2"'), None, now)
    assert (state.etag, state.last_modified, state.body_hash) == ('"a2"', None, good.body_hash)


@pytest.mark.fault(56)
def test_a_304_updates_the_validators_it_carries(feed, now, poll, good):
    """A 304 replaces the validators that it names and keeps the others."""
    assert poll(good, answer(feed, 304), None, now).etag == 'W/"a1"'
    state = poll(good, answer(feed, 304, etag='"a2"'), None, now)
    assert (state.etag, state.last_modified) == ('"a2"', good.last_modified)


@pytest.mark.fault(57)
def test_a_304_to_an_unconditional_request_is_a_failure(feed, now, poll):
    """A 304 to a request without validators is a failure."""
    state = poll(FeedState(feed.url), answer(feed, 304), None, now)
    assert (state.status, state.reason, state.succeeded) == (FeedStatus.FAILING, "unasked_304", None)


@pytest.mark.fault(58)
def test_a_weekly_request_is_unconditional(feed, now, poll, good):
    """After a week of 304 the next request has no validators."""
    state, at = good, now
    while at < now + timedelta(days=6.9):
        assert request_for(feed, state, at).etag is not None
        state, at = poll(state, answer(feed, 304), None, at), at + timedelta(hours=4)
    assert request_for(feed, state, now + timedelta(days=7)).etag is None
    healed = poll(state, answer(feed, body=b"<rss>changed</rss>"), document(), now + timedelta(days=7), new=3)
    assert healed.full_due == now + timedelta(days=14)


def test_a_body_not_seen_before_must_be_parsed(feed, now, poll, good):
    """Storing the validators of a document that was not parsed would lose its entries."""
    with pytest.raises(ValueError, match="must be parsed"):
        poll(good, answer(feed, body=b"<rss>another</rss>"), None, now)


@pytest.mark.fault(93)
def test_a_document_cut_off_leaves_no_validators(feed, now, poll, good):
    """The entries of a cut document are kept, and it is requested again unconditionally."""
    state = poll(good, answer(feed, body=b"<rss>cut", etag='"a2"'), document(3, damage="partial"), now, new=1)
    assert (state.status, state.reason, state.strikes) == (FeedStatus.PARTIAL, "partial", 0)
    assert (state.etag, state.last_modified, state.body_hash, state.entries) == (None, None, None, 7)
    assert request_for(feed, state, state.next_poll).etag is None


@pytest.mark.fault(87)
def test_a_document_too_long_was_still_read_whole(feed, now, poll, good):
    """The newest of too many entries are kept; the validators stay, because a new request gives no more."""
    long = poll(good, answer(feed, body=b"long", etag='"a2"'), document(9, damage="too_many_entries"), now)
    assert (long.status, long.etag) == (FeedStatus.PARTIAL, '"a2"')
    again = poll(long, answer(feed, 304), None, now)
    assert (again.status, again.reason) == (FeedStatus.PARTIAL, "too_many_entries")


def test_a_feed_that_loses_all_entries_is_suspicious(feed, now, poll, good):
    """A feed that became empty is not failing; requests are unconditional until entries return."""
    state = poll(good, answer(feed, body=b"<rss/>", etag='"a2"'), document(0), now)
    assert (state.status, state.etag, state.entries, state.strikes) == (FeedStatus.EMPTY, None, 7, 0)
    state = poll(state, answer(feed, body=b"<rss/>", etag='"a2"'), document(0), now)
    assert state.status is FeedStatus.EMPTY
    assert poll(state, answer(feed), document(2), now, new=2).status is FeedStatus.OK


def test_a_feed_that_never_had_entries_may_be_empty(feed, now, poll):
    """A new feed may be empty."""
    assert poll(FeedState(feed.url), answer(feed), document(0), now).status is FeedStatus.OK


@pytest.mark.fault(49, 89)
def test_a_bad_document_is_healed_by_a_good_one_alone(feed, now, poll, good):
    """After a document that is not a feed the next request is unconditional, so that no 304 confirms it."""
    bad = poll(good, answer(feed, body=b"<html>", etag='"h"'), Failure("not_a_feed", "Sign in"), now)
    assert (bad.status, bad.reason, bad.detail) == (FeedStatus.FAILING, "not_a_feed", "Sign in")
    assert request_for(feed, bad, now).etag is None
    assert poll(bad, answer(feed, 304), None, now).status is FeedStatus.FAILING
    healed = poll(bad, answer(feed, etag='"a3"'), document(), now)
    assert (healed.status, healed.reason, healed.strikes, healed.failing_since) == (
        FeedStatus.OK,
        "",
        0,
        None,
    )


@pytest.mark.fault(33, 51)
def test_a_failed_transfer_is_healed_by_a_304(feed, now, poll, good):
    """After a time-out the validators of the last document stay valid."""
    late = poll(good, Failure("timeout"), None, now)
    assert (late.etag, late.body_hash, late.strikes) == (good.etag, good.body_hash, 0.25)
    assert poll(late, answer(feed, 304), None, now).status is FeedStatus.OK


@pytest.mark.fault(73)
def test_a_gone_feed_is_polled_weekly(feed, now, poll, good):
    """After 410 a feed is due in a week, or when it is resumed; a response ends the failure."""
    gone = poll(good, Failure("http_410", kind=FailureKind.GONE, status=410), None, now)
    assert (gone.status, gone.next_poll) == (FeedStatus.GONE, now + timedelta(days=7))
    assert not is_due(feed, gone, now + timedelta(days=6.9))
    assert is_due(feed, gone, now + timedelta(days=7))
    assert is_due(feed, replace(gone, next_poll=None), now + timedelta(days=7))
    assert not is_due(feed, replace(gone, next_poll=None), now + timedelta(days=6))
    assert is_due(feed, resumed(gone), now)
    again = poll(gone, answer(feed), document(), now + timedelta(days=7))
    assert (again.status, again.failing_since) == (FeedStatus.OK, None)


@pytest.mark.fault(69)
def test_a_permanent_move_is_adopted_at_the_third_time(feed, now, poll, good):
    """A redirect is adopted after three documents; the state keeps the configured URL as its key."""
    state = good
    for count in (1, 2, 3):
        assert polled_url(feed, state) == feed.url
        state = poll(state, answer(feed, body=b"%d" % count, moved_to=NEW_HOME), document(), now)
    assert (polled_url(feed, state), state.url) == (NEW_HOME, feed.url)
    there = poll(state, answer(feed, etag='"n"'), document(), now)
    assert polled_url(feed, there) == NEW_HOME


@pytest.mark.fault(70)
def test_a_temporary_redirect_is_not_remembered(feed, now, poll, good):
    """Only permanent redirects count, and one response without a redirect resets the count."""
    state = poll(good, answer(feed, moved_to=NEW_HOME), document(), now)
    state = poll(state, replace(answer(feed), final_url="https://cdn.example/rss"), document(), now)
    assert (state.moved_to, state.moved_count) == (None, 0)


@pytest.mark.fault(71, 15)
@pytest.mark.parametrize(
    ("target", "status", "parsed"),
    [
        (NEW_HOME, 200, Failure("not_a_feed", "Domain for sale")),
        (NEW_HOME, 200, ParsedFeed("parked", "rss20", ())),
        (NEW_HOME, 200, document(3, damage="partial")),
        (NEW_HOME, 304, None),
        ("http://news.vientianetimes.example/feed", 200, document()),
    ],
    ids=["html", "empty feed", "partial", "304", "downgrade"],
)
def test_no_move_is_adopted_without_a_feed_behind_it(feed, now, poll, good, target, status, parsed):
    """No redirect to a login page, a parked page, a damaged feed, a bare 304 or plain http is adopted."""
    state = good
    for _ in range(10):
        state = replace(state, etag='"a"')
        state = poll(state, answer(feed, status, b"new", moved_to=target), parsed, now)
    assert polled_url(feed, state) == feed.url


def test_a_move_that_proves_bad_is_undone(feed, now, poll, good):
    """If the adopted target is gone, the configured URL is polled before the feed counts as gone."""
    adopted = replace(good, moved_to=NEW_HOME, moved_count=3)
    late = poll(adopted, Failure("timeout"), None, now)
    assert polled_url(feed, late) == NEW_HOME
    state = poll(late, Failure("http_410", kind=FailureKind.GONE), None, now)
    assert (state.status, polled_url(feed, state)) == (FeedStatus.FAILING, feed.url)
    assert poll(state, Failure("http_410", kind=FailureKind.GONE), None, now).status is FeedStatus.GONE


def test_the_number_of_new_entries_changes_the_interval_only(feed, now, poll, good):
    """The number of new entries changes the interval only, never validators, status or redirect."""
    later = now + timedelta(hours=1)
    outcome = answer(feed, body=b"changed", etag='"a2"')
    without, with_new = (poll(good, outcome, document(), later, new=new) for new in (0, 5))
    differing = {f.name for f in fields(FeedState) if getattr(without, f.name) != getattr(with_new, f.name)}
    assert differing == {"interval", "next_poll", "changed", "usual_gap", "days"}


def test_an_odd_response_is_noted(feed, now, good, poll):
    """A feed that was read despite an odd response is OK, and its state names the oddity until it ends."""
    odd = replace(answer(feed), note="answered 202, read all the same")
    noted = poll(FeedState(feed.url), odd, document(), now)
    assert (noted.status, noted.reason, noted.detail) == (FeedStatus.OK, "", odd.note)
    assert poll(noted, answer(feed), None, now).detail == ""


def test_a_page_in_place_of_a_feed_may_have_retry_after(feed, now, good, poll):
    """Retry-After of a response that is not a feed applies to the next poll."""
    unread = Failure("not_a_feed", "html", FailureKind.SOFT)
    asked = poll(good, answer(feed, retry_after="36000"), unread, now, jitter=0.0)
    assert asked.next_poll == now + timedelta(hours=10)


@pytest.mark.fault(248)
def test_no_cache_means_at_my_pace(feed, now, poll):
    """A feed with no-cache is polled at its own interval, even with a long max-age."""
    eager = answer(feed, etag='"x"', cache_control="no-cache, max-age=315360000")
    assert poll(FeedState(feed.url), eager, document(), now, jitter=0.0).next_poll == now + feed.every


@pytest.mark.fault(211)
def test_only_old_dates_are_remarked(feed, now, poll) -> None:
    """A feed whose new entries all have old dates gets a remark, except on the first poll."""

    def after(state, *days, new):
        entries = (Entry(feed.url, str(day), None, "T", published=now - timedelta(days=day)) for day in days)
        return poll(state, answer(feed), ParsedFeed("T", "rss20", tuple(entries)), now, new)

    first = after(FeedState(feed.url), 200, 300, new=2)
    assert first.reason == ""
    old = after(first, 100, 200, new=1)
    assert (old.status, old.reason) == (FeedStatus.OK, OLD_DATES)
    assert poll(old, answer(feed), None, now).reason == OLD_DATES
    assert after(old, 100, 200, new=0).reason == OLD_DATES
    assert after(old, 1, 100, new=1).reason == ""
