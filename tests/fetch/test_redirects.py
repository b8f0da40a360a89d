"""Redirects: at most five, each checked; only permanent ones are reported."""

import pytest

from monitor.fetch import Client
from monitor.fetch.addresses import AddressRules
from monitor.fetch.redirects import RedirectChain
from monitor.fetch.targets import Target, check_url
from monitor.fetch.transport import TransportResponse
from monitor.models import Failure, FetchSettings, Request, Response
from tests.faulty_site import FaultySite, ScriptedResolver, loopback

NAMES = ScriptedResolver({name: [["127.0.0.1"]] for name in ("one.example", "two.example")})


async def ask(client: Client, url: str) -> Response | Failure:
    """Request a feed with validators."""
    return await client.fetch(Request(url, "feed", etag='"e"', last_modified="Mon, 01 Dec 2025 00:00:00 GMT"))


@pytest.mark.fault(13)
async def test_five_are_followed_and_no_sixth(demo_site, client) -> None:
    """Five redirects are followed; a sixth, or a loop, is not."""
    demo_site.answer("/end", body=b"<rss/>")
    demo_site.chain("/five", 5, end="/end")
    demo_site.chain("/eleven", 11, end="/end")
    demo_site.redirect("/loop", "/loop")
    answer = await ask(client, demo_site.url("/five"))
    assert isinstance(answer, Response)
    assert answer.final_url == demo_site.url("/end")
    for path in ("/eleven", "/loop"):
        demo_site.received.clear()
        answer = await ask(client, demo_site.url(path))
        assert isinstance(answer, Failure)
        assert answer.reason == "too_many_redirects"
        assert len(demo_site.received) == 6


@pytest.mark.fault(14, 52)
@pytest.mark.parametrize(
    "location",
    [
        "",
        "   ",
        "file:///etc/passwd",
        "ftp://example.org/",
        "data:text/xml,<rss/>",
        "javascript:alert(1)",
        "http://user:secret@example.org/",
        "http://[bad/",
        "http://127.1/",
        "/" + "a" * 2100,
    ],
)
async def test_redirects_to_nowhere(demo_site, client, location) -> None:
    """A redirect to another scheme is refused."""
    demo_site.redirect("/away", location)
    answer = await ask(client, demo_site.url("/away"))
    assert isinstance(answer, Failure)
    assert answer.reason == "bad_redirect"
    assert "secret" not in answer.detail


@pytest.mark.fault(14)
async def test_no_location(demo_site, client) -> None:
    """A redirect without Location is refused."""
    demo_site.answer("/away", 301)
    answer = await ask(client, demo_site.url("/away"))
    assert isinstance(answer, Failure)
    assert answer.reason == "bad_redirect"


@pytest.mark.fault(52)
async def test_a_location_of_ten_thousand_characters(demo_site, client) -> None:
    """A Location of 10 000 characters is refused."""
    demo_site.redirect("/away", "/" + "a" * 10_000)
    answer = await ask(client, demo_site.url("/away"))
    assert isinstance(answer, Failure)
    assert answer.reason == "bad_redirect"


@pytest.mark.fault(69, 70)
@pytest.mark.parametrize(
    ("statuses", "moved"),
    [
        ((301,), 1),
        ((308,), 1),
        ((301, 308, 301), 3),
        ((302,), 0),
        ((303,), 0),
        ((307,), 0),
        ((301, 302, 301), 1),
        ((302, 301), 0),
    ],
)
async def test_only_leading_permanent_redirects_move_a_feed(demo_site, client, statuses, moved) -> None:
    """moved_to is the target of the permanent redirects before any other redirect."""
    for hop, status in enumerate(statuses):
        demo_site.redirect(f"/{hop}", f"/{hop + 1}", status)
    demo_site.answer(f"/{len(statuses)}", body=b"<rss/>")
    answer = await ask(client, demo_site.url("/0"))
    assert isinstance(answer, Response)
    assert answer.moved_to == (demo_site.url(f"/{moved}") if moved else None)
    assert answer.url == demo_site.url("/0")


@pytest.mark.fault(25)
async def test_validators_stay_with_their_host(demo_site) -> None:
    """Validators are sent to their host, and dropped when another host is requested."""
    port = demo_site.root.rpartition(":")[2]
    demo_site.redirect("/a", "/b")
    demo_site.redirect("/b", f"http://two.example:{port}/c")
    demo_site.redirect("/c", f"http://one.example:{port}/d")
    demo_site.answer("/d", body=b"<rss/>", headers={"Set-Cookie": "a=b"})
    async with Client(loopback(), resolver=NAMES) as client:
        assert isinstance(await ask(client, f"http://one.example:{port}/a"), Response)
    sent = [(request.path, request.header("if-none-match")) for request in demo_site.received]
    assert sent == [("/a", '"e"'), ("/b", '"e"'), ("/c", None), ("/d", None)]
    allowed = {"host", "user-agent", "accept", "accept-encoding"}
    for request in demo_site.requests_for("/c") + demo_site.requests_for("/d"):
        assert {name for name, _ in request.headers} == allowed


@pytest.mark.fault(57)
async def test_a_304_after_validators_were_dropped(demo_site) -> None:
    """A 304 from another host, which got no validators, is a failure."""
    port = demo_site.root.rpartition(":")[2]
    demo_site.redirect("/a", f"http://two.example:{port}/b")
    demo_site.answer("/b", 304)
    async with Client(loopback(), resolver=NAMES) as client:
        answer = await ask(client, f"http://one.example:{port}/a")
    assert isinstance(answer, Failure)
    assert answer.reason == "unasked_304"


@pytest.mark.fault(15)
def test_a_downgrade_is_followed_without_validators_and_never_remembered() -> None:
    """From https to http no validators and cookies are sent, and the redirect is not permanent."""
    rules = AddressRules(FetchSettings())
    start = check_url("https://example.org/feed", rules)
    assert isinstance(start, Target)
    way = RedirectChain(start, {"If-None-Match": '"e"'}, rules)
    assert (
        way.follow(TransportResponse(301, (("location", "http://example.org/feed"), ("set-cookie", "a=b"))))
        is None
    )
    assert (str(way.target), way.headers(), way.moved_to) == ("http://example.org/feed", {}, None)


@pytest.mark.fault(15)
def test_an_upgrade_is_remembered_and_keeps_validators() -> None:
    """From http to https on one host, validators are sent, and the redirect counts as permanent."""
    rules = AddressRules(FetchSettings())
    start = check_url("http://example.org/feed", rules)
    assert isinstance(start, Target)
    way = RedirectChain(start, {"If-None-Match": '"e"'}, rules)
    assert way.follow(TransportResponse(301, (("location", "https://example.org/feed"),))) is None
    assert way.headers() == {"If-None-Match": '"e"'}
    assert str(way.moved_to) == "https://example.org/feed"


@pytest.mark.fault(47)
async def test_a_cookie_handshake_is_shaken_once(demo_site: FaultySite, client) -> None:
    """A page that redirects to itself for a cookie gets it only within this request."""
    demo_site.shake_hands("/mofa", "seen=1; Path=/; HttpOnly", b"<html>text</html>")
    for _ in range(2):
        demo_site.received.clear()
        answer = await ask(client, demo_site.url("/mofa"))
        assert isinstance(answer, Response)
        assert answer.moved_to is None
        assert [request.header("cookie") for request in demo_site.requests_for("/mofa")] == [None, "seen=1"]


@pytest.mark.fault(47)
async def test_a_cookie_goes_along_on_its_host_and_ends_with_the_chain(demo_site, client) -> None:
    """A cookie is sent to its host until the chain ends; a loop ends after five redirects."""
    demo_site.redirect("/a", "/b", headers={"Set-Cookie": "a=b"})
    demo_site.answer("/b", body=b"<rss/>")
    demo_site.redirect("/again", "/again", headers={"Set-Cookie": "a=b"})
    await ask(client, demo_site.url("/a"))
    assert demo_site.requests_for("/b")[0].header("cookie") == "a=b"
    await ask(client, demo_site.url("/b"))
    assert demo_site.requests_for("/b")[1].header("cookie") is None
    await ask(client, demo_site.url("/again"))
    cookies = [request.header("cookie") for request in demo_site.requests_for("/again")]
    assert cookies == [None, *["a=b"] * 5]
