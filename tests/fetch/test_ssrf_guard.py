"""No connection to a private address; canary servers count connections."""

import socket
from collections.abc import AsyncIterator

import pytest

from monitor.fetch import Client
from monitor.fetch.addresses import AddressRules
from monitor.fetch.ssrf_guard import BlockedAddress, SsrfGuard
from monitor.models import Failure, FailureKind, FetchSettings, Request, Response
from tests.faulty_site import Canary, FaultySite, ScriptedResolver, loopback


@pytest.fixture
async def canaries(demo_site: FaultySite) -> AsyncIterator[tuple[Canary, Canary]]:
    """Listen on private addresses at the server's port, and check that no connection came."""
    port = int(demo_site.root.rpartition(":")[2])
    async with Canary("127.0.0.2", port) as four, Canary("::1", port) as six:
        yield four, six
        assert (four.connects, six.connects) == (0, 0)


def feed(url: str) -> Request:
    """Request a feed."""
    return Request(url, "feed")


@pytest.mark.fault(1, 4, 5, 7, 8)
@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.2",
        "[::1]",
        "[::ffff:127.0.0.2]",
        "[::127.0.0.2]",
        "[::ffff:0:127.0.0.2]",
        "[64:ff9b::7f00:2]",
        "127.2",
        "2130706434",
        "0x7f.0.0.2",
        "017700000002",
        "①②⑦.⓪.⓪.②",
        "127。0。0。2",
    ],
)
@pytest.mark.parametrize("purpose", ["feed", "page"])
async def test_no_spelling_reaches_a_private_address(canaries, client, host, purpose) -> None:
    """Every spelling of a private address is refused before a connection is made."""
    answer = await client.fetch(Request(f"http://{host}:{canaries[0].port}/", purpose))
    assert isinstance(answer, Failure)
    assert answer.reason in {"blocked_address", "bad_url"}
    assert answer.kind is FailureKind.HARD


@pytest.mark.fault(9)
@pytest.mark.parametrize("address", ["127.0.0.2", "::1", "::ffff:127.0.0.2", "fe80::1%1", "10.0.0.1"])
async def test_names_of_private_addresses(canaries, address) -> None:
    """A name with a private address is refused, and the failure names the address."""
    async with Client(loopback(), resolver=ScriptedResolver({"inside.example": [[address]]})) as client:
        answer = await client.fetch(feed(f"http://inside.example:{canaries[0].port}/"))
    assert isinstance(answer, Failure)
    assert (answer.reason, answer.kind) == ("blocked_address", FailureKind.HARD)
    assert "public" in answer.detail


@pytest.mark.fault(10)
@pytest.mark.parametrize(
    "addresses", [["127.0.0.2", "127.0.0.1"], ["::1", "127.0.0.1"], ["127.0.0.1", "::1"]]
)
async def test_only_the_open_address_of_a_name_is_dialled(demo_site, canaries, addresses) -> None:
    """Only the public addresses of a name are connected to."""
    demo_site.answer("/feed", body=b"<rss/>")
    async with Client(loopback(), resolver=ScriptedResolver({"both.example": [addresses]})) as client:
        answer = await client.fetch(feed(f"http://both.example:{canaries[0].port}/feed"))
    assert isinstance(answer, Response)


@pytest.mark.fault(11)
async def test_rebinding_is_seen_at_the_connection(canaries) -> None:
    """A name whose address changes to a private one before the connection is refused."""
    resolver = ScriptedResolver({"rebound.example": [["127.0.0.1"], ["127.0.0.2"]]})
    assert (await resolver.resolve("rebound.example"))[0]["host"] == "127.0.0.1"
    async with Client(loopback(), resolver=resolver) as client:
        answer = await client.fetch(feed(f"http://rebound.example:{canaries[0].port}/"))
    assert isinstance(answer, Failure)
    assert answer.reason == "blocked_address"


@pytest.mark.fault(12)
@pytest.mark.parametrize("hop", [1, 5])
@pytest.mark.parametrize("host", ["127.0.0.2", "[::1]", "inside.example"])
async def test_redirects_to_private_addresses(demo_site, canaries, hop, host) -> None:
    """A redirect to a private address is refused at any hop, and the failure names the hop."""
    demo_site.chain("/away", hop, end=f"http://{host}:{canaries[0].port}/secret")
    async with Client(loopback(), resolver=ScriptedResolver({"inside.example": [["127.0.0.2"]]})) as client:
        answer = await client.fetch(feed(demo_site.url("/away")))
    assert isinstance(answer, Failure)
    assert answer.reason == "blocked_address"
    assert f"redirect {hop} " in answer.detail


@pytest.mark.fault(18)
async def test_ports_of_other_services() -> None:
    """Other ports are refused, even on an allowed address."""
    async with Canary("127.0.0.1") as canary, Client(FetchSettings(delay=0)) as client:
        for port in (canary.port, 22, 25, 6379):
            answer = await client.fetch(feed(f"http://127.0.0.1:{port}/"))
            assert isinstance(answer, Failure)
            assert answer.reason == "blocked_address"
        assert canary.connects == 0


@pytest.mark.fault(21)
async def test_links_of_pages_are_not_followed(demo_site, canaries, client) -> None:
    """Fetching a page requests no images, styles, icons or canonical links."""
    place = f"http://127.0.0.2:{canaries[0].port}"
    demo_site.answer(
        "/page",
        headers={"Link": f"<{place}/style.css>; rel=preload", "Refresh": f"0; url={place}/"},
        body=f'<link rel="canonical" href="{place}/"><img src="{place}/x.png">text'.encode(),
    )
    assert isinstance(await client.fetch(Request(demo_site.url("/page"), "page")), Response)
    assert [request.path for request in demo_site.received] == ["/robots.txt", "/page"]


@pytest.mark.fault(26)
async def test_robots_goes_through_the_same_guard(demo_site, canaries, client) -> None:
    """A redirect of robots.txt to a private address is refused, and the page is not fetched."""
    demo_site.redirect("/robots.txt", f"http://127.0.0.2:{canaries[0].port}/robots.txt")
    demo_site.answer("/page", body=b"text")
    answer = await client.fetch(Request(demo_site.url("/page"), "page"))
    assert isinstance(answer, Failure)
    assert answer.reason == "blocked_address"
    assert not demo_site.requests_for("/page")


@pytest.mark.fault(22)
async def test_the_environment_names_no_proxy(demo_site, canaries, client, monkeypatch) -> None:
    """Proxy variables of the environment are ignored."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.2:{canaries[0].port}")
    demo_site.answer("/feed", body=b"<rss/>")
    assert isinstance(await client.fetch(feed(demo_site.url("/feed"))), Response)


@pytest.mark.fault(22)
async def test_the_proxy_of_the_settings_is_the_only_hop(demo_site) -> None:
    """With a proxy, all names go to it unresolved; literal private addresses are refused."""
    demo_site.answer("/feed", body=b"<rss/>")
    settings = loopback(proxy=demo_site.root.replace("//", "//me:secret@"), allow_private=())
    async with Client(settings, resolver=ScriptedResolver({})) as client:
        answer = await client.fetch(feed("http://far.example/feed"))
        refused = await client.fetch(feed("http://127.0.0.1/feed"))
    assert isinstance(answer, Response)
    (received,) = demo_site.received
    assert (received.path, received.header("host")) == ("http://far.example/feed", "far.example")
    assert received.header("proxy-authorization") == "Basic bWU6c2VjcmV0"
    assert isinstance(refused, Failure)
    assert refused.reason == "blocked_address"


@pytest.mark.fault(199)
@pytest.mark.parametrize("url", ["http://far.example/feed", "https://far.example/feed"])
async def test_a_dead_proxy_is_named_and_not_gone_round(demo_site, canaries, url) -> None:
    """If the proxy is down, no request is sent directly."""
    proxy = demo_site.root.replace("//", "//me:secret@")
    await demo_site.go_down()
    async with Client(
        loopback(proxy=proxy), resolver=ScriptedResolver({"far.example": [["127.0.0.2"]]})
    ) as client:
        answer = await client.fetch(feed(url))
    assert isinstance(answer, Failure)
    assert answer.reason == "proxy_failed"
    assert "secret" not in answer.detail


@pytest.mark.fault(22)
async def test_only_the_proxy_gets_its_password(demo_site) -> None:
    """For https the proxy gets a CONNECT with its login; its refusal is a failure."""
    demo_site.serve_raw("far.example:443", b"HTTP/1.1 407 Not you\r\nContent-Length: 0\r\n\r\n")
    proxy = demo_site.url("far.example:443").partition("far.")[0].replace("//", "//me:secret@")
    async with Client(loopback(proxy=proxy, allow_private=())) as client:
        answer = await client.fetch(feed("https://far.example/feed"))
    assert isinstance(answer, Failure)
    assert answer.reason == "proxy_failed"
    (received,) = demo_site.received
    assert (received.method, received.path) == ("CONNECT", "far.example:443")
    assert received.header("proxy-authorization") == "Basic bWU6c2VjcmV0"


@pytest.mark.fault(10)
async def test_an_open_address_that_is_down_is_not_blocked(demo_site, canaries) -> None:
    """If the allowed address of a name is down and the other refused, the failure is temporary."""
    await demo_site.go_down()
    resolver = ScriptedResolver({"both.example": [["127.0.0.2", "127.0.0.1"]]})
    async with Client(loopback(), resolver=resolver) as client:
        answer = await client.fetch(feed(f"http://both.example:{canaries[0].port}/feed"))
    assert isinstance(answer, Failure)
    assert (answer.reason, answer.kind) == ("connect_failed", FailureKind.TEMPORARY)


@pytest.mark.fault(2)
@pytest.mark.parametrize(
    "host", ["169.254.169.254", "[fd00:ec2::254]", "100.100.100.200", "[::ffff:169.254.169.254]"]
)
async def test_metadata_stays_closed(host) -> None:
    """The client refuses cloud metadata even if all networks are allowed."""
    async with Client(loopback(allow_private=("0.0.0.0/0", "::/0"))) as client:
        answer = await client.fetch(feed(f"http://{host}/latest/meta-data/"))
    assert isinstance(answer, Failure)
    assert answer.reason == "blocked_address"


@pytest.mark.parametrize("host", ["127.0.0.2", "::1", "fe80::1%eth0", "no address"])
def test_no_socket_is_made(host) -> None:
    """The guard raises before it creates a socket."""
    guard = SsrfGuard(AddressRules(FetchSettings()))
    with pytest.raises(BlockedAddress):
        guard((socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, 80)))
