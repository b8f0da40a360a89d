"""Whether the network is down, and when pages are tried again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.models import Failure, FailureKind, FeedState, FeedStatus, Response
from monitor.policy import network_is_down, next_page_attempt, page_signature, request_for, wait_for_network

LOST = Failure("dns_failed", "no address")
PORTAL = b"\n <!DOCTYPE html><title>Hotel Wi-Fi</title>"


def outcomes(*answers):
    """Give each response its own host."""
    return [(f"https://outlet{number}.example/rss", answer) for number, answer in enumerate(answers)]


def page(body, url="https://a.example/"):
    """Return a response with a body."""
    return Response(url, url, 200, body=body)


@pytest.mark.fault(191)
@pytest.mark.parametrize(
    ("answers", "down"),
    [
        ([], False),
        ([LOST, LOST], False),
        ([LOST] * 3, True),
        ([LOST] * 8 + [page(b"<rss/>")] * 2, False),
        ([LOST] * 9 + [page(b"<rss/>")], True),
        ([Failure("http_500", status=500)] * 9, False),
        ([Failure("connect_failed")] * 5, True),
        ([page(b"<rss/>")] * 5, False),
    ],
)
def test_the_network_is_down_when_hardly_any_host_is_reached(answers, down):
    """The network is down if over 80 % of at least three hosts are unreached; errors count as reached."""
    assert network_is_down(outcomes(*answers)) is down


@pytest.mark.fault(191)
def test_many_feeds_of_one_host_are_one_host():
    """One host with many feeds counts once."""
    many = [(f"https://one.example/{number}", LOST) for number in range(50)]
    assert not network_is_down([*many, *outcomes(page(b"<rss/>"), page(b"<feed/>"))])


@pytest.mark.fault(90)
def test_one_html_page_for_everybody_is_a_captive_portal():
    """The same HTML from all hosts means a captive portal; different pages, or the same feed, do not."""
    assert network_is_down(outcomes(*[page(PORTAL)] * 4))
    assert not network_is_down(outcomes(*[page(PORTAL + b"%d" % number) for number in range(4)]))
    assert not network_is_down(outcomes(*[page(PORTAL)] * 2, *[page(b"<rss/>")] * 2))


@pytest.mark.fault(90)
@pytest.mark.parametrize("length", [0, 400, 511, 512, 513, 100_000])
def test_page_signatures_identify_equal_pages(length):
    """A page signature is short, equal for equal pages, and different for others."""
    body = PORTAL + b"x" * length
    others = [page(page_signature(body + b"%d" % number)) for number in range(4)]
    assert network_is_down(outcomes(*[page(page_signature(body))] * 4))
    assert not network_is_down(outcomes(*others))
    assert not network_is_down(outcomes(*[page(page_signature(b"<rss>" + body))] * 4))
    assert len(page_signature(body)) < 600


@pytest.mark.fault(90, 191, 196)
def test_a_feed_is_not_penalised_for_the_network(feed, now):
    """The feed keeps strikes and validators, is shown as failing, and is polled again within minutes."""
    state = FeedState(feed.url, FeedStatus.OK, etag='"a"', strikes=0.5, interval=timedelta(hours=4))
    waiting = wait_for_network(state, LOST, now, 0.5)
    assert (waiting.status, waiting.reason) == (FeedStatus.FAILING, "network_down")
    assert waiting.next_poll == now + timedelta(minutes=3)
    assert (waiting.strikes, waiting.interval, waiting.failing_since) == (0.5, timedelta(hours=4), now)
    assert request_for(feed, waiting, now).etag == '"a"'
    assert "no address" in waiting.detail


@pytest.mark.fault(79)
def test_pages_are_tried_by_a_plan_that_ends(now):
    """The retries come after ten minutes, an hour and six hours; then the page is unreadable."""
    waits = [next_page_attempt(attempts, Failure("timeout"), now, 4) for attempts in (1, 2, 3, 4, 5)]
    plan = [timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6)]
    assert waits == [*(now + wait for wait in plan), None, None]


@pytest.mark.fault(76)
@pytest.mark.parametrize("kind", [FailureKind.HARD, FailureKind.GONE])
def test_permanent_failures_are_not_tried_again(now, kind):
    """Pages refused by robots.txt, 404, blocked addresses and videos are not tried again."""
    assert next_page_attempt(1, Failure("robots", kind=kind), now, 4) is None


def test_a_page_waits_as_long_as_its_server_asks(now):
    """Retry-After lengthens the wait, up to a day, and never shortens it."""
    asked = Failure("http_503", retry_after=timedelta(hours=2))
    assert next_page_attempt(1, asked, now, 4) == now + timedelta(hours=2)
    assert next_page_attempt(1, replace(asked, retry_after=timedelta(seconds=1)), now, 4) == now + timedelta(
        minutes=10
    )
    assert next_page_attempt(1, replace(asked, retry_after=timedelta(days=9)), now, 4) == now + timedelta(
        days=1
    )
