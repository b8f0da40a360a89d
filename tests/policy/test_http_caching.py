"""Waits that servers request are parsed strictly and bounded."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.models import Response
from monitor.policy import retry_after
from monitor.policy.http_caching import requested_wait

NOW = datetime(2025, 12, 16, 0, 0, tzinfo=UTC)
DAY = timedelta(hours=24)
EXPIRES = "Tue, 16 Dec 2025 06:00:00 GMT"


@pytest.mark.fault(60, 61, 63)
@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("7200", timedelta(hours=2)),
        (" 7200 ", timedelta(hours=2)),
        ("0", timedelta(0)),
        ("1000000000", DAY),
        ("9" * 30, DAY),
        ("9" * 5000, DAY),
        ("Tue, 16 Dec 2025 02:00:00 GMT", timedelta(hours=2)),
        ("Mon, 15 Dec 2025 02:00:00 GMT", timedelta(0)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", DAY),
        ("-5", None),
        ("1_000", None),
        ("1.5", None),
        ("soon", None),
        ("٣", None),
        ("", None),
        ("Tue, 99 Dec 2025 02:00:00 GMT", None),
    ],
)
def test_retry_after_is_digits_or_a_date_within_a_day(value, wait):
    """Retry-After is ASCII digits or an HTTP date, bounded by a day; other values are ignored."""
    assert retry_after(value, NOW) == wait


@pytest.mark.fault(65)
@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ((), timedelta(0)),
        ((("cache-control", "max-age=43200"),), timedelta(hours=12)),
        ((("cache-control", 'public, Max-Age="43200"'),), timedelta(hours=12)),
        ((("cache-control", "public"), ("cache-control", "max-age=60")), timedelta(minutes=1)),
        ((("cache-control", "s-maxage=43200"),), timedelta(0)),
        ((("cache-control", "max-age=315360000"),), DAY),
        ((("cache-control", "no-store"),), timedelta(0)),
        ((("cache-control", "no-store, max-age=600"),), timedelta(minutes=10)),
        ((("cache-control", "max-age=-1"),), timedelta(0)),
        ((("expires", "Tue, 16 Dec 2025 06:00:00 GMT"),), timedelta(hours=6)),
        (
            (("expires", "Tue, 16 Dec 2025 06:00:00 GMT"), ("date", "Tue, 16 Dec 2025 05:00:00 GMT")),
            timedelta(hours=1),
        ),
        ((("expires", "0"),), timedelta(0)),
        ((("expires", "Thu, 01 Jan 1970 00:00:00 GMT"),), timedelta(0)),
        (
            (("expires", "Tue, 16 Dec 2025 06:00:00 GMT"), ("cache-control", "max-age=60")),
            timedelta(minutes=1),
        ),
        ((("cache-control", "max-age=60"), ("retry-after", "7200")), timedelta(hours=2)),
        ((("cache-control", "no-cache, max-age=315360000"), ("etag", '"x"')), timedelta(0)),
        ((("cache-control", "max-age=600"), ("cache-control", "No-Cache")), timedelta(0)),
        ((("cache-control", "max-age=0, must-revalidate"), ("expires", EXPIRES)), timedelta(0)),
        ((("cache-control", "max-age=600, must-revalidate"),), timedelta(minutes=10)),
        ((("cache-control", 'no-cache="Set-Cookie", max-age=600'),), timedelta(minutes=10)),
        ((("cache-control", "no-cache"), ("expires", EXPIRES)), timedelta(0)),
        ((("cache-control", "no-cache"), ("retry-after", "60")), timedelta(minutes=1)),
        ((("cache-control", "max-age=43200"), ("age", "43000")), timedelta(seconds=200)),
        ((("cache-control", "max-age=60"), ("age", "61")), timedelta(0)),
        ((("cache-control", "max-age=60"), ("age", "old")), timedelta(minutes=1)),
        ((("cache-control", "max-age=315360000"), ("age", "315359000")), timedelta(seconds=1000)),
        (
            (("expires", EXPIRES), ("date", "Tue, 16 Dec 2025 05:00:00 GMT"), ("age", "3000")),
            timedelta(minutes=10),
        ),
        ((("cache-control", "s-maxage=86400, max-age=60"),), timedelta(minutes=1)),
    ],
)
def test_a_good_answer_says_how_long_it_is_fresh(headers, wait):
    """max-age precedes Expires, minus Age; no-cache requests no wait; no wait exceeds a day."""
    assert requested_wait(Response("https://a.example/", "https://a.example/", 200, headers), NOW) == wait


@given(st.text(max_size=100), st.sampled_from(["cache-control", "expires", "date", "retry-after"]))
def test_no_header_makes_a_wait_out_of_bounds(value, name):
    """The wait is between zero and a day for any header."""
    headers = ((name, value), ("cache-control", f"max-age={value}"))
    wait = requested_wait(Response("https://a.example/", "https://a.example/", 200, headers), NOW)
    assert timedelta(0) <= wait <= DAY
