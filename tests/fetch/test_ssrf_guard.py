"""No connection to a private address; canary servers count connections."""

import socket
from collections.abc import AsyncIterator

import pytest

from monitor.fetch import Client
from monitor.fetch.addresses import AddressRules
from monitor.fetch.ssrf_guard import BlockedAddress, SsrfGuard
from monitor.models import Failure, FailureKind, FetchSettings, Request, Response
from tests.newsroom import Canary, Newsroom, ScriptedResolver, loopback


@pytest.fixture
async def canaries(newsroom: Newsroom) -> AsyncIterator[tuple[Canary, Canary]]:
    """Listen on private addresses at the server's port, and check that no connection came."""
    port = int(newsroom.root.rpartition(":")[2])
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
async def test_only_the_open_address_of_a_name_is_dialled(newsroom, canaries, addresses) -> None:
    """Only the public addresses of a name are connected to."""
    newsroom.answer("/feed", body=b"<rss/>")
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
async def test_redirects_to_private_addresses(newsroom, canaries, hop, host) -> None:
    """A redirect to a private address is refused at any hop, and the failure names the hop."""
    newsroom.chain("/away", hop, end=f"http://{host}:{canaries[0].port}/secret")
    async with Client(loopback(), resolver=ScriptedResolver({"inside.example": [["127.0.0.2"]]})) as client:
        answer = await client.fetch(feed(newsroom.url("/away")))
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
async def test_links_of_pages_are_not_followed(newsroom, canaries, client) -> None:
    """Fetching a page requests no images, styles, icons or canonical links."""
    place = f"http://127.0.0.2:{canaries[0].port}"
    newsroom.answer(
        "/page",
        headers={"Link": f"<{place}/style.css>; rel=preload", "Refresh": f"0; url={place}/"},
        body=f'<link rel="canonical" href="{place}/"><img src="{place}/x.png">text'.encode(),
    )
    assert isinstance(await client.fetch(Request(newsroom.url("/page"), "page")), Response)
    assert [request.path for request in newsroom.received] == ["/robots.txt", "/page"]


@pytest.mark.fault(26)
async def test_robots_goes_through_the_same_guard(newsroom, canaries, client) -> None:
    """A redirect of robots.txt to a private address is refused, and the page is not fetched."""
    newsroom.redirect("/robots.txt", f"http://127.0.0.2:{canaries[0].port}/robots.txt")
    newsroom.answer("/page", body=b"text")
    answer = await client.fetch(Request(newsroom.url("/page"), "page"))
    assert isinstance(answer, Failure)
    assert answer.reason == "blocked_address"
    assert not newsroom.requests_for("/page")


@pytest.mark.fault(22)
async def test_the_environment_names_no_proxy(newsroom, canaries, client, monkeypatch) -> None:
    """Proxy variables of the environment are ignored."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.2:{canaries[0].port}")
    newsroom.answer("/feed", body=b"<rss/>")
    assert isinstance(await client.fetch(feed(newsroom.url("/feed"))), Response)


@pytest.mark.fault(22)
async def test_the_proxy_of_the_settings_is_the_only_hop(newsroom) -> None:
    """With a proxy, all names go to it unresolved; literal private addresses are refused."""
    newsroom.answer("/feed", body=b"<rss/>")
    settings = loopback(proxy=newsroom.root.replace("//", "//me:secret@"), allow_private=())
    async with Client(settings, resolver=ScriptedResolver({})) as client:
        answer = await client.fetch(feed("http://far.example/feed"))
        refused = await client.fetch(feed("http://127.0.0.1/feed"))
    assert isinstance(answer, Response)
    (received,) = newsroom.received
    assert (received.path, received.header("host")) == ("http://far.example/feed", "far.example")
    assert received.header("proxy-authorization") == "Basic bWU6c2VjcmV0"
    assert isinstance(refused, Failure)
    assert refused.reason == "blocked_address"


@pytest.mark.fault(199)
@pytest.mark.parametrize("url", ["http://far.example/feed", "https://far.example/feed"])
async def test_a_dead_proxy_is_named_and_not_gone_round(newsroom, canaries, url) -> None:
    """If the proxy is down, no request is sent directly."""
    proxy = newsroom.root.replace("//", "//me:secret@")
    await newsroom.go_down()
    async with Client(
        loopback(proxy=proxy), resolver=ScriptedResolver({"far.example": [["127.0.0.2"]]})
    ) as client:
        answer = await client.fetch(feed(url))
    assert isinstance(answer, Failure)
    assert answer.reason == "proxy_failed"
    assert "secret" not in answer.detail


@pytest.mark.fault(22)
async def test_only_the_proxy_gets_its_password(newsroom) -> None:
    """For https the proxy gets a CONNECT with its login; its refusal is a failure."""
    newsroom.serve_raw("far.example:443", b"HTTP/1.1 407 Not you\r\nContent-Length: 0\r\n\r\n")
    proxy = newsroom.url("far.example:443").partition("far.")[0].replace("//", "//me:secret@")
    async with Client(loopback(proxy=proxy, allow_private=())) as client:
        answer = await client.fetch(feed("https://far.example/feed"))
    assert isinstance(answer, Failure)
    assert answer.reason == "proxy_failed"
    (received,) = newsroom.received
    assert (received.method, received.path) == ("CONNECT", "far.example:443")
    assert received.header("proxy-authorization") == "Basic bWU6c2VjcmV0"


@pytest.mark.fault(10)
async def test_an_open_address_that_is_down_is_not_blocked(newsroom, canaries) -> None:
    """If the allowed address of a name is down and the other refused, the failure is temporary."""
    await newsroom.go_down()
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
