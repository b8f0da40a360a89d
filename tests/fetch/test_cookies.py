"""Cookies work within one redirect chain, and are never kept or sent elsewhere."""

import pytest
from aiohttp import web

from monitor.fetch import Client
from monitor.fetch.addresses import AddressRules
from monitor.fetch.cookies import Cookies
from monitor.fetch.targets import Target, check_url
from monitor.models import Failure, FetchSettings, Request, Response
from tests.faulty_site import FaultySite, ScriptedResolver, loopback

NAMES = ScriptedResolver({name: [["127.0.0.1"]] for name in ("one.example", "two.example")})
RULES = AddressRules(FetchSettings())


def target(url: str) -> Target:
    """Return the target of a URL."""
    checked = check_url(url, RULES)
    assert isinstance(checked, Target)
    return checked


def sent(cookies: list[str], came_from: str, to: str) -> str:
    """Return the Cookie header for a URL after another URL set cookies."""
    jar = Cookies()
    for cookie in cookies:
        jar.store(target(came_from), (("set-cookie", cookie),))
    return jar.header(target(to))


@pytest.mark.fault(47, 252)
async def test_a_cookie_gate_on_another_host(demo_site) -> None:
    """A redirect through another host works, and neither host gets the other's cookies."""
    port = demo_site.root.rpartition(":")[2]
    demo_site.redirect("/f", f"http://two.example:{port}/cm", headers={"Set-Cookie": "first=1"})
    demo_site.redirect("/cm", f"http://one.example:{port}/f?token=abc", headers={"Set-Cookie": "spy=1"})
    demo_site.redirect("/f?token=abc", "/g", headers={"Set-Cookie": "pass=2; Path=/"})
    demo_site.answer("/g", body=b"<rss/>")
    async with Client(loopback(), resolver=NAMES) as client:
        answer = await client.fetch(Request(f"http://one.example:{port}/f", "feed"))
        assert isinstance(answer, Response)
        await client.fetch(Request(f"http://one.example:{port}/g", "feed"))
    told = [(request.path, request.header("cookie")) for request in demo_site.received]
    assert told == [
        ("/f", None),
        ("/cm", None),
        ("/f?token=abc", "first=1"),
        ("/g", "first=1; pass=2"),
        ("/g", None),
    ]


@pytest.mark.fault(47, 252)
async def test_a_gate_that_sets_two_cookies_at_one_address(demo_site: FaultySite, client) -> None:
    """A page that redirects to itself until it has two cookies is read; an endless one is not."""

    async def gate(request: web.Request) -> web.Response:
        have = request.headers.get("Cookie", "")
        if "b=2" in have:
            return web.Response(body=b"<rss/>")
        cookie = "b=2" if "a=1" in have else "a=1"
        return web.Response(status=302, headers={"Location": "/gate", "Set-Cookie": cookie})

    demo_site._handlers["/gate"] = gate
    assert isinstance(await client.fetch(Request(demo_site.url("/gate"), "feed")), Response)
    demo_site.redirect("/never", "/never")
    answer = await client.fetch(Request(demo_site.url("/never"), "feed"))
    assert isinstance(answer, Failure)
    assert answer.reason == "too_many_redirects"


@pytest.mark.fault(47)
@pytest.mark.parametrize(
    ("cookies", "came_from", "to", "header"),
    [
        (["a=1"], "https://e.example/x/y", "https://e.example/x/z", "a=1"),
        (["a=1"], "https://e.example/x/y", "https://e.example/z", ""),
        (["a=1; Path=/"], "https://e.example/x/y", "https://e.example/z", "a=1"),
        (["a=1; path=/x"], "https://e.example/", "https://e.example/xy", ""),
        (["a=1; path=/x"], "https://e.example/", "https://e.example/x/y", "a=1"),
        (["a=1; Domain=e.example"], "https://e.example/", "https://www.e.example/", ""),
        (["a=1; Domain=.e.example"], "https://e.example/", "https://e.example/", "a=1"),
        (["a=1; Domain=other.example"], "https://e.example/", "https://e.example/", ""),
        (["a=1; Secure"], "https://e.example/", "http://e.example/", ""),
        (["a=1"], "https://e.example/", "http://e.example/", ""),
        (["a=1"], "http://e.example/", "https://e.example/", "a=1"),
        (["a=1; Secure"], "http://e.example/", "https://e.example/", ""),
        (["a=1", "a=2"], "https://e.example/", "https://e.example/", "a=2"),
        (["a=1", "a=; Max-Age=0"], "https://e.example/", "https://e.example/", ""),
        (
            ["a=1", "a=x; Expires=Thu, 01-Jan-1970 00:00:00 GMT"],
            "https://e.example/",
            "https://e.example/",
            "",
        ),
        (["a=1; Expires=Fri, 31 Dec 2100 00:00:00 GMT"], "https://e.example/", "https://e.example/", "a=1"),
        (["a", "=b", "ü=1"], "https://e.example/", "https://e.example/", ""),
        (["a=" + "x" * 5000], "https://e.example/", "https://e.example/", ""),
        ([f"c{n}={'x' * 4000}" for n in range(9)], "https://e.example/", "https://e.example/", ""),
    ],
)
def test_where_a_cookie_goes(cookies, came_from, to, header) -> None:
    """A cookie is sent to its host and path only, never from TLS to plain text, and within limits."""
    assert sent(cookies, came_from, to) == header
