"""Odd responses that can be read, and refusals with Retry-After."""

import gzip
from datetime import UTC, datetime, timedelta

import pytest

from monitor.fetch import Client
from monitor.models import Failure, FailureKind, Request, Response
from monitor.policy import next_page_attempt
from tests.faulty_site import OK, FaultySite, loopback

RSS = b'<?xml version="1.0"?><rss version="2.0"><channel><title>The Courier</title></channel></rss>'
NOW = datetime(2025, 12, 15, 12, 0, tzinfo=UTC)


async def get(
    client: Client, demo_site: FaultySite, purpose: str = "feed", path: str = "/x"
) -> Response | Failure:
    """Request a path."""
    return await client.fetch(Request(demo_site.url(path), purpose))  # type: ignore[arg-type]


@pytest.mark.fault(250)
@pytest.mark.parametrize("purpose", ["feed", "page"])
@pytest.mark.parametrize("status", [201, 202, 203, 206, 207, 218, 226, 299])
async def test_other_successes_are_read(demo_site, client, purpose, status) -> None:
    """Any success with a body is read, with a note."""
    demo_site.serve_raw("/x", f"HTTP/1.1 {status} Fine\r\nContent-Length: {len(RSS)}\r\n\r\n".encode() + RSS)
    answer = await get(client, demo_site, purpose)
    assert isinstance(answer, Response)
    assert (answer.body, answer.status) == (RSS, status)
    assert str(status) in answer.note


@pytest.mark.fault(250)
@pytest.mark.parametrize(
    ("content_range", "is_whole"),
    [
        (f"bytes 0-{len(RSS) - 1}/{len(RSS)}", True),
        (f"bytes 0-{len(RSS) - 1}/*", True),
        ("", True),
        ("bytes 0-49/5000", False),
        ("bytes 10-99/100", False),
        ("bytes 10-99/*", False),
    ],
)
async def test_a_part_is_read_where_it_is_the_whole(demo_site, client, content_range, is_whole) -> None:
    """206 is read if its range is the whole document; otherwise it is truncated."""
    demo_site.answer("/x", 206, {"Content-Range": content_range} if content_range else {}, RSS)
    answer = await get(client, demo_site)
    assert isinstance(answer, Response) == is_whole
    if isinstance(answer, Failure):
        assert answer.reason == "truncated"


@pytest.mark.fault(251)
@pytest.mark.parametrize(
    "label", ["UTF-8", "utf8", "none", "binary", "ISO-8859-1", "8bit", "x-unknown", "br"]
)
async def test_labels_of_a_plain_body(demo_site, client, label) -> None:
    """A plain feed is read with any Content-Encoding."""
    demo_site.serve_raw(
        "/x", OK + f"Content-Encoding: {label}\r\nContent-Length: {len(RSS)}\r\n\r\n".encode() + RSS
    )
    answer = await get(client, demo_site)
    assert isinstance(answer, Response)
    assert (answer.body, bool(answer.note)) == (RSS, True)


@pytest.mark.fault(251)
@pytest.mark.parametrize("label", ["X-GZIP", "gzip, identity", "identity,gzip", "GZip"])
async def test_labels_of_a_packed_body(demo_site, client, label) -> None:
    """A gzip feed is read with any spelling of gzip, and with meaningless values beside it."""
    packed = gzip.compress(RSS)
    demo_site.serve_raw(
        "/x", OK + f"Content-Encoding: {label}\r\nContent-Length: {len(packed)}\r\n\r\n".encode() + packed
    )
    answer = await get(client, demo_site)
    assert isinstance(answer, Response)
    assert answer.body == RSS


@pytest.mark.fault(27)
async def test_a_bomb_under_an_odd_label_stays_refused(demo_site, client) -> None:
    """A gzip bomb is refused with any Content-Encoding."""
    demo_site.send_bomb("/x", 50)
    packed = gzip.compress(bytes(50_000_000))
    demo_site.answer("/x", headers={"Content-Encoding": "UTF-8, gzip"}, body=packed)
    answer = await get(client, demo_site)
    assert isinstance(answer, Failure)
    assert answer.reason == "too_large"


@pytest.mark.fault(249)
@pytest.mark.parametrize("purpose", ["feed", "page"])
@pytest.mark.parametrize("status", [401, 403, 404, 406, 429, 451, 500, 502, 503, 520])
async def test_patience_of_every_refusal(demo_site, purpose, status) -> None:
    """A refusal with Retry-After is temporary, and is retried after that time."""
    demo_site.answer("/x", status, {"Retry-After": "7200"})
    async with Client(loopback(), clock=lambda: NOW) as client:
        answer = await get(client, demo_site, purpose)
    assert isinstance(answer, Failure)
    assert (answer.retry_after, answer.kind) == (timedelta(hours=2), FailureKind.TEMPORARY)
    assert answer.host_wide == (status in {429, 503})
    assert next_page_attempt(1, answer, NOW, 4) == NOW + timedelta(hours=2)


async def test_a_refusal_for_good_stays_one(demo_site, client) -> None:
    """403 without Retry-After and 410 with it are not temporary."""
    demo_site.answer("/x", 403)
    answer = await get(client, demo_site, "page")
    assert isinstance(answer, Failure)
    assert next_page_attempt(1, answer, NOW, 4) is None
    demo_site.answer("/x", 410, {"Retry-After": "60"})
    answer = await get(client, demo_site, "page")
    assert isinstance(answer, Failure)
    assert answer.kind is FailureKind.GONE


async def test_patience_of_redirects(demo_site) -> None:
    """A redirect with a Retry-After of an hour defers a page; a feed is read, and polled after that hour."""
    demo_site.redirect("/x", "/y", 307, {"Retry-After": "3600"})
    demo_site.answer("/y", body=RSS)
    async with Client(loopback(), clock=lambda: NOW) as client:
        page = await get(client, demo_site, "page")
        feed = await get(client, demo_site, "feed")
    assert isinstance(page, Failure)
    assert (page.kind, page.retry_after) == (FailureKind.TEMPORARY, timedelta(hours=1))
    assert isinstance(feed, Response)
    assert feed.header("retry-after") == "3600"
    assert len(demo_site.requests_for("/y")) == 1


async def test_a_202_response_is_not_a_page(demo_site, client) -> None:
    """202 with Retry-After is not an article; it is requested again."""
    demo_site.answer("/x", 202, {"Retry-After": "60"}, b"<html>In a minute</html>")
    answer = await get(client, demo_site, "page")
    assert isinstance(answer, Failure)
    assert (answer.reason, answer.kind) == ("http_202", FailureKind.TEMPORARY)
