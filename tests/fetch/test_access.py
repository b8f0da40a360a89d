"""Logins, keys, languages and proxies of single sources: sent where they belong, and shown nowhere."""

import base64
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.config.advice import advise_feeds
from monitor.fetch import Client
from monitor.fetch.addresses import AddressRules
from monitor.fetch.redirects import RedirectChain
from monitor.fetch.source_access import SentAccess, sent_access
from monitor.fetch.targets import Target, check_url
from monitor.fetch.transport import TransportResponse
from monitor.models import Failure, Feed, FeedAccess, FetchSettings, Request, Response
from monitor.pipeline import publish_today, read_status, sweep
from monitor.pipeline.status import status_document
from tests.apps import Clock, app_at, config_for
from tests.faulty_site import Connection, FaultySite, RawServer, loopback

SECRET = "hunter2-geheim"
LOGIN = "Basic " + base64.b64encode(f"me:{SECRET}".encode()).decode()
ACCESS = FeedAccess(
    "lo", "desk-monitor/1", "", "env:TEST_LOGIN", (("X-Key", "env:TEST_KEY"), ("X-Plan", "daily"))
)


@pytest.fixture(autouse=True)
def variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the variables that the sources name."""
    monkeypatch.setenv("TEST_LOGIN", f"me:{SECRET}")
    monkeypatch.setenv("TEST_KEY", SECRET)


async def fetch(url: str, access: FeedAccess, settings: FetchSettings | None = None) -> Response | Failure:
    """Request a URL with an access."""
    async with Client(settings or loopback()) as client:
        return await client.fetch(Request(url, "feed", access=access))


async def test_what_a_source_sends(demo_site: FaultySite) -> None:
    """Login, headers, language and User-Agent of a source are in its request; another source sends none."""
    demo_site.answer("/a", body=b"<rss/>")
    await fetch(demo_site.url("/a"), ACCESS)
    await fetch(demo_site.url("/a"), FeedAccess())
    first, second = demo_site.requests_for("/a")
    assert [first.header(name) for name in ("authorization", "x-key", "x-plan", "accept-language", "user-agent")] == [  # noqa: E501
        LOGIN, SECRET, "daily", "lo, *;q=0.5", "desk-monitor/1",
    ]  # fmt: skip
    assert [second.header(name) for name in ("authorization", "x-key", "accept-language")] == [
        None,
        None,
        None,
    ]
    assert str(second.header("user-agent")).startswith("summit-monitor/")


@pytest.mark.fault(317)
async def test_secrets_end_at_a_redirect_to_another_origin(demo_site: FaultySite) -> None:
    """A redirect within the origin keeps the login; one to another port loses it, also when it leads back."""
    demo_site.serve_raw(
        "/elsewhere",
        f"HTTP/1.1 302 Found\r\nLocation: {demo_site.url('/end')}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode(),  # noqa: E501
    )
    demo_site.redirect("/start", "/same")
    demo_site.redirect("/same", demo_site.url("/elsewhere"))
    demo_site.answer("/end", body=b"<rss/>")
    assert isinstance(await fetch(demo_site.url("/start"), ACCESS), Response)
    sent = {
        request.path: (
            request.header("authorization"),
            request.header("x-key"),
            request.header("accept-language"),
        )
        for request in demo_site.received
    }
    assert sent == {
        "/start": (LOGIN, SECRET, "lo, *;q=0.5"),
        "/same": (LOGIN, SECRET, "lo, *;q=0.5"),
        "/elsewhere": (None, None, "lo, *;q=0.5"),
        "/end": (None, None, "lo, *;q=0.5"),
    }


@pytest.mark.fault(317)
@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ("http://a.example.org/x", "https://a.example.org/x", True),
        ("https://a.example.org/x", "http://a.example.org/x", False),
        ("https://a.example.org/x", "https://b.example.org/x", False),
        ("https://a.example.org/x", "https://a.example.org:8443/x", False),
        ("https://a.example.org/x", "https://www.a.example.org/x", False),
    ],
)
def test_which_redirects_keep_secrets(first: str, second: str, kept: bool) -> None:  # noqa: FBT001
    """An upgrade to https keeps them; a downgrade, another host, name or port does not."""
    rules = AddressRules(FetchSettings())
    target = check_url(first, rules)
    assert isinstance(target, Target)
    chain = RedirectChain(target, {}, rules, SentAccess(to_origin={"Authorization": LOGIN}))
    assert chain.follow(TransportResponse(302, (("location", second),))) is None
    assert ("Authorization" in chain.headers()) is kept


async def test_pages_of_other_origins_get_no_login(demo_site: FaultySite, tmp_path: Path) -> None:
    """Article pages of the feed's own origin are fetched with its login, others without."""
    demo_site.script("/other", _page)
    items = "".join(
        f"<item><title>Story {n}</title><link>{url}</link></item>"
        for n, url in enumerate((demo_site.url("/own"), demo_site.url("/other")))
    )
    demo_site.serve(
        "/feed.xml",
        f"<rss version='2.0'><channel><title>A</title>{items}</channel></rss>".encode(),
        "text/xml",
    )
    demo_site.serve("/own", b"<html><body><p>" + b"Some text. " * 50 + b"</p></body></html>", "text/html")
    feed = Feed(demo_site.url("/feed.xml"), "A", "lo", login="env:TEST_LOGIN")
    async with app_at(tmp_path, replace(config_for(demo_site), feeds=(feed,)), Clock()) as app:
        await sweep(app, finish=True)
    sent = {request.path: request.header("authorization") for request in demo_site.received}
    assert sent == {"/feed.xml": LOGIN, "/own": LOGIN, "/other": None}


async def _page(connection: Connection) -> None:
    await connection.send(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<p>x</"
    )


async def test_a_proxy_of_one_source() -> None:
    """A source with a proxy is requested through it, with the proxy's login and no lookup of the name."""
    received: list = []

    async def answer(connection: Connection) -> None:
        await connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<rss/>")

    async with RawServer({"http://news.example.invalid/feed": answer}, received) as server:
        access = FeedAccess(proxy=f"http://me:{SECRET}@127.0.0.1:{server.port}")
        found = await fetch("http://news.example.invalid/feed", access, FetchSettings(delay=0))
    assert isinstance(found, Response), found
    assert received[0].path == "http://news.example.invalid/feed"
    assert received[0].header("proxy-authorization") == LOGIN


@pytest.mark.fault(318)
async def test_secrets_are_shown_nowhere(
    demo_site: FaultySite, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A source that fails with its secrets leaves none in log, status, digest, error, repr or archive."""
    caplog.set_level(logging.DEBUG)
    demo_site.answer("/a", 401, body=b"who are you")
    proxied = Feed("http://news.example.invalid/", "B", proxy=f"http://me:{SECRET}@127.0.0.1:1")
    feed = Feed(demo_site.url("/a"), "A", login="env:TEST_LOGIN", headers=(("X-Key", SECRET),))
    async with app_at(tmp_path, replace(config_for(demo_site), feeds=(feed, proxied)), Clock()) as app:
        report = await sweep(app)
        digest = (await publish_today(app)).digest
        shown = [
            repr(report),
            repr(digest),
            repr(app.config),
            repr(feed),
            str(status_document(read_status(app.config, app.archive, app.clock()))),
        ]
    assert not [text for text in [*shown, caplog.text] if SECRET in text or LOGIN in text]
    assert not _files_with(SECRET.encode(), tmp_path)


def _files_with(word: bytes, folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and word in path.read_bytes()]


@pytest.mark.parametrize(
    ("access", "detail"),
    [
        (FeedAccess(login="env:NOT_SET_ANYWHERE"), "the variable NOT_SET_ANYWHERE is not set"),
        (FeedAccess(headers=(("X", "env:BAD_VALUE"),)), "BAD_VALUE is not plain ASCII"),
        (FeedAccess(proxy="env:TEST_KEY"), "TEST_KEY is not a proxy"),
    ],
)
def test_variables_that_cannot_be_used(access: FeedAccess, detail: str) -> None:
    """A variable that is missing or unusable is a failure that names it and hides its value."""
    found = sent_access(access, {"BAD_VALUE": f"{SECRET}\r\nX: y", "TEST_KEY": SECRET})
    assert isinstance(found, Failure)
    assert found.reason == "no_access"
    assert detail in found.detail
    assert SECRET not in found.detail


def test_advice_on_secrets_in_the_file(tmp_path: Path) -> None:
    """A key that is written in the file, or sent over http, brings advice without its value."""
    feed = Feed("http://a.example.org/feed", "A", headers=(("X-Api-Key", SECRET),))
    config = replace(config_for(FaultySite()), feeds=(feed,))
    said = [message for _, message in advise_feeds(config)]
    assert any('write { X-Api-Key = "env:NAME" }' in message for message in said)
    assert any("over http" in message for message in said)
    assert SECRET not in str(said)
