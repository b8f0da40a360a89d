"""Challenge pages are recognised, and real pages behind the same services are not."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.fetch.challenges import challenge
from monitor.models import Failure, FailureKind, Request, Response

NOW = datetime(2025, 12, 15, 12, 0, tzinfo=UTC)
CLOUDFLARE = b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><script>window._cf_chl_opt={}"
ARTICLE = (
    b"<html><head><title>Airport</title></head><body><article><p>Just a moment later the minister left.</p>"
    b'<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>'
    b'<script src="/_Incapsula_Resource?SWJIYLWA=719"></script><script>window._pxAppId="x"</script></article>'
)


@pytest.mark.fault(255)
@pytest.mark.parametrize("purpose", ["feed", "page"])
@pytest.mark.parametrize(
    ("status", "headers", "body", "name"),
    [
        (403, {"cf-mitigated": "challenge"}, b"", "Cloudflare"),
        (503, {"Server": "cloudflare"}, CLOUDFLARE, "Cloudflare"),
        (200, {}, CLOUDFLARE, "Cloudflare"),
        (403, {}, b"<html><title>Attention Required! | Cloudflare</title>", "Cloudflare"),
        (
            403,
            {},
            b"<H1>Access Denied</H1> ... Reference&#32;&#35;18.9 https://errors.edgesuite.net/18",
            "Akamai",
        ),
        (200, {}, b"<html><script>sucuri_cloudproxy_js='';S='x'</script>", "Sucuri"),
        (403, {}, b"<title>Sucuri WebSite Firewall - Access Denied</title>", "Sucuri"),
        (403, {}, b"<script src='https://ct.captcha-delivery.com/c.js'>", "DataDome"),
        (
            403,
            {},
            b'<iframe src="/_Incapsula_Resource?x">Request unsuccessful. Incapsula incident ID: 1',
            "Imperva",
        ),
        (202, {"x-amzn-waf-action": "challenge"}, b"<html></html>", "AWS WAF"),
        (405, {"x-amzn-waf-action": "captcha"}, b"", "AWS WAF"),
        (429, {"x-vercel-mitigated": "challenge"}, b"", "Vercel"),
    ],
)
async def test_gatekeepers_are_named(newsroom, client, purpose, status, headers, body, name) -> None:
    """A challenge or block has its own reason, and the detail names the service and what to do."""
    newsroom.answer("/x", status, headers, body)
    answer = await client.fetch(Request(newsroom.url("/x"), purpose))
    assert isinstance(answer, Failure)
    assert (answer.reason, answer.status) == ("challenge", status)
    assert answer.detail.startswith(name)
    assert "look for another address" in answer.detail


@pytest.mark.parametrize("purpose", ["feed", "page"])
async def test_a_page_that_was_let_through_is_read(newsroom, client, purpose) -> None:
    """A page with the scripts of a bot protection service is not a challenge."""
    newsroom.answer("/x", 200, {"Server": "cloudflare", "cf-ray": "1"}, ARTICLE)
    assert isinstance(await client.fetch(Request(newsroom.url("/x"), purpose)), Response)


async def test_a_plain_refusal_stays_one(newsroom, client) -> None:
    """403 and 503 without a challenge keep their reasons."""
    for status in (403, 404, 503):
        newsroom.answer("/x", status, {"Server": "cloudflare"}, b"<html><h1>Forbidden</h1></html>")
        answer = await client.fetch(Request(newsroom.url("/x"), "feed"))
        assert isinstance(answer, Failure)
        assert answer.reason == f"http_{status}"


async def test_an_endless_refusal_is_reported_by_its_status(newsroom, client) -> None:
    """Only the beginning of a refusal's page is read."""
    newsroom.repeat("/x", b"HTTP/1.1 403 No\r\n\r\n", b"<p>x</p>" * 1000)
    answer = await client.fetch(Request(newsroom.url("/x"), "feed"))
    assert isinstance(answer, Failure)
    assert answer.reason == "http_403"


def test_a_challenge_says_when_to_come_back() -> None:
    """Retry-After of a challenge is honoured."""
    failure = challenge(503, {"retry-after": "60"}, CLOUDFLARE, NOW)
    assert failure is not None
    assert (failure.retry_after, failure.kind) == (timedelta(minutes=1), FailureKind.TEMPORARY)
