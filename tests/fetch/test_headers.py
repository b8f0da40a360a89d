"""Request headers, validators and Retry-After."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from monitor.fetch import Client
from monitor.fetch.failures import clean_detail
from monitor.fetch.rate_limit import RateLimiter
from monitor.models import Failure, Request, Response
from tests.faulty_site import OK, FaultySite, ScriptedResolver, loopback

NOW = datetime(2025, 12, 15, 12, 0, tzinfo=UTC)
DAY = timedelta(hours=24)


@pytest.fixture
async def clocked():
    """Open a client with a fixed clock."""
    async with Client(loopback(), clock=lambda: NOW) as opened:
        yield opened


async def poll(client: Client, demo_site: FaultySite, **validators: str) -> Response | Failure:
    """Request the feed at /feed."""
    return await client.fetch(Request(demo_site.url("/feed"), "feed", **validators))  # type: ignore[arg-type]


@pytest.mark.fault(78, 80)
@pytest.mark.parametrize("purpose", ["feed", "page"])
async def test_all_that_is_sent(demo_site, purpose) -> None:
    """A request has Host, User-Agent with contact, Accept and gzip, and no other headers."""
    demo_site.answer("/x", body=b"text", headers={"Set-Cookie": "a=b"})
    settings = loopback(user_agent="Desk/1.2 (+{contact})", contact="mailto:desk@example.org")
    async with Client(settings) as client:
        for _ in range(2):
            await client.fetch(Request(demo_site.url("/x"), purpose))
    for request in demo_site.received:
        sent = dict(request.headers)
        assert set(sent) == {"host", "user-agent", "accept", "accept-encoding"}
        assert sent["user-agent"] == "Desk/1.2 (+mailto:desk@example.org)"
        assert sent["accept-encoding"] == "gzip"
        assert request.path in {"/x", "/robots.txt"}


@pytest.mark.fault(53, 54, 55, 56)
@pytest.mark.parametrize(
    ("etag", "modified"),
    [
        ('"abc"', "Mon, 15 Dec 2025 00:00:00 GMT"),
        ('W/"abc"', "Mon, 15 Dec 2025 00:00:00 GMT"),
        ("unquoted", None),
        ('"a--gzip"', "yesterday, about noon"),
        (None, "0"),
        ('"two words, and a comma"', None),
        ('""', None),
    ],
)
async def test_validators_travel_byte_for_byte(demo_site, client, etag, modified) -> None:
    """Validators are passed on and sent back byte for byte."""
    headers = [(name, value) for name, value in (("ETag", etag), ("Last-Modified", modified)) if value]
    demo_site.answer("/feed", headers=headers, body=b"<rss/>")
    first = await poll(client, demo_site)
    assert isinstance(first, Response)
    assert (first.header("etag"), first.header("last-modified")) == (etag, modified)
    demo_site.answer("/feed", 304, headers=[("ETag", '"new"')])
    validators = {"etag": first.header("etag"), "last_modified": first.header("last-modified")}
    second = await poll(client, demo_site, **validators)
    assert isinstance(second, Response)
    assert (second.status, second.body, second.header("etag")) == (304, b"", '"new"')
    sent = demo_site.requests_for("/feed")[1]
    assert (sent.header("if-none-match"), sent.header("if-modified-since")) == (etag, modified)


@pytest.mark.fault(46)
@pytest.mark.parametrize("etag", [b'"a\x80\x01b"', b'"a\xc3\xa9"', b'"\x1b[2J"', b'"\x7f"', b'"\t"'])
async def test_validators_that_cannot_be_sent(demo_site, client, etag) -> None:
    """An ETag with control or non-ASCII bytes is dropped; the rest of the response is kept."""
    demo_site.serve_raw("/feed", OK + b"ETag: " + etag + b"\r\nContent-Length: 6\r\n\r\n<rss/>")
    answer = await poll(client, demo_site)
    if isinstance(answer, Response):
        assert answer.header("etag") is None
    else:
        assert answer.reason == "protocol_error"


@pytest.mark.fault(46)
async def test_validators_that_were_stored_all_the_same(demo_site, client) -> None:
    """A validator that cannot be sent is omitted."""
    demo_site.answer("/feed", body=b"<rss/>")
    assert isinstance(await poll(client, demo_site, etag='"a\r\nX: y"', last_modified="Dé"), Response)
    assert {name for name, _ in demo_site.received[0].headers} == {
        "host",
        "user-agent",
        "accept",
        "accept-encoding",
    }


@pytest.mark.fault(57)
async def test_a_304_to_an_unconditional_request(demo_site, client) -> None:
    """A 304 to a request without validators is a failure."""
    demo_site.answer("/feed", 304)
    answer = await poll(client, demo_site)
    assert isinstance(answer, Failure)
    assert answer.reason == "unasked_304"


@pytest.mark.fault(53, 55)
async def test_a_good_server_says_not_modified_until_something_is(demo_site, client) -> None:
    """A feed answers 304 until an article is published, edited or withdrawn."""
    demo_site.add_feed("/feed", "The Vientiane Courier")
    seen = await poll(client, demo_site)
    piece = ""
    for change in ("publish", "edit", "withdraw"):
        assert isinstance(seen, Response)
        etag = seen.header("etag")
        same = await poll(client, demo_site, etag=etag)
        assert isinstance(same, Response)
        assert same.status == 304
        if change == "publish":
            piece = demo_site.publish("/feed", "Airport", "Text of the article.")
        elif change == "edit":
            demo_site.edit(piece, title="Corrected headline")
        else:
            demo_site.withdraw(piece)
        seen = await poll(client, demo_site, etag=etag)
        assert isinstance(seen, Response)
        assert seen.status == 200


@pytest.mark.fault(60, 61, 62, 63, 64)
@pytest.mark.parametrize(
    ("value", "asked"),
    [
        ("7200", timedelta(hours=2)),
        ("0", timedelta(0)),
        ("Mon, 15 Dec 2025 13:00:00 GMT", timedelta(hours=1)),
        ("Mon, 15 Dec 2025 11:00:00 GMT", timedelta(0)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", DAY),
        ("1000000000", DAY),
        ("9" * 30, DAY),
        ("9" * 5000, DAY),
        ("-5", None),
        ("1_000", None),
        ("1.5", None),
        ("٣", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
async def test_patience(demo_site, clocked, status, value, asked) -> None:
    """Retry-After is parsed strictly, bounded by a day, and applies to the host."""
    demo_site.answer("/feed", status, {} if value is None else {"Retry-After": value})
    answer = await poll(clocked, demo_site)
    assert isinstance(answer, Failure)
    assert (answer.reason, answer.retry_after) == (f"http_{status}", asked)
    assert answer.host_wide == (asked is not None)


@pytest.mark.fault(65)
async def test_headers_are_handed_on(demo_site, client) -> None:
    """Cache headers are passed on in lower case and without control characters."""
    wire = OK + b"Cache-Control: max-age=43200\r\nX-Note: a\tb\xff\r\nContent-Length: 6\r\n\r\n<rss/>"
    demo_site.serve_raw("/feed", wire)
    answer = await poll(client, demo_site)
    assert isinstance(answer, Response)
    assert answer.header("cache-control") == "max-age=43200"
    assert answer.header("x-note") == "ab"


@pytest.mark.fault(97)
async def test_details_are_fit_for_a_terminal(demo_site, client) -> None:
    """Headers and details contain no control characters and direction overrides."""
    demo_site.serve_raw(
        "/feed", "HTTP/1.1 404 \x1b]52;c;eA==\x07\u202egone\r\nContent-Length: 0\r\n\r\n".encode()
    )
    answer = await poll(client, demo_site)
    assert isinstance(answer, Failure)
    assert answer.detail.isprintable()


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("at http://me:secret@host/ now", "at http://host/ now"),
        ("at https://host/a?key=secret&x=1 now", "at https://host/a?… now"),
        ("two\r\nlines", "two lines"),
        ("\x1b[31mred\u202e", "[31mred"),
        ("x" * 5000, "x" * 300),
    ],
)
def test_clean(text, cleaned) -> None:
    """Details are one short printable line without credentials."""
    assert clean_detail(text) == cleaned


@pytest.mark.fault(177)
async def test_failures_are_not_logged_here(demo_site, client, caplog) -> None:
    """A failure is returned and not logged."""
    caplog.set_level(logging.DEBUG, logger="monitor")
    demo_site.answer("/feed", 500)
    for _ in range(20):
        await poll(client, demo_site)
    assert not [record for record in caplog.records if record.name.startswith("monitor")]


@pytest.mark.fault(62)
@pytest.mark.parametrize("status", [429, 503])
async def test_patience_holds_for_the_host(demo_site, status) -> None:
    """Retry-After pauses all requests to its host, and no others."""
    now = 0.0
    demo_site.answer("/feed", status, {"Retry-After": "7200"})
    demo_site.answer("/other", body=b"<rss/>")
    port = demo_site.root.rpartition(":")[2]
    names = ScriptedResolver({"one.example": [["127.0.0.1"]], "two.example": [["127.0.0.1"]]})
    rate_limiter = RateLimiter(2, 0, 64, clock=lambda: now)
    async with Client(loopback(), resolver=names, rate_limiter=rate_limiter) as client:

        async def ask(host: str, path: str) -> Response | Failure:
            return await client.fetch(Request(f"http://{host}.example:{port}{path}", "feed"))

        await ask("one", "/feed")
        rested = await ask("one", "/other")
        assert isinstance(rested, Failure)
        assert (rested.reason, rested.retry_after) == ("host_resting", timedelta(hours=2))
        assert isinstance(await ask("two", "/other"), Response)
        assert len(demo_site.received) == 2
        now = 7200.0
        assert isinstance(await ask("one", "/other"), Response)
