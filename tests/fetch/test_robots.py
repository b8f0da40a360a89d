"""robots.txt (RFC 9309) applies to article pages, not to feeds."""

import asyncio

import pytest

from monitor.fetch import Client
from monitor.fetch.robots import MAX_ROBOTS_BYTES, normalize_robots
from monitor.models import Failure, FailureKind, Request, Response
from tests.faulty_site import OK, FaultySite, loopback


class Hours:
    """A clock that tests advance."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now


@pytest.fixture
def pages(demo_site: FaultySite) -> FaultySite:
    """Serve a page and a feed."""
    demo_site.answer("/news/1", body=b"text")
    demo_site.answer("/feed", body=b"<rss/>")
    return demo_site


async def page(client: Client, demo_site: FaultySite, path: str = "/news/1") -> Response | Failure:
    """Request an article page."""
    return await client.fetch(Request(demo_site.url(path), "page"))


@pytest.mark.fault(76, 80, 253)
@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow: /news/", False),
        ("User-agent: *\nDisallow: /*/1$", False),
        ("User-agent: *\nDisallow: /sport", True),
        ("User-agent: *\nDisallow:", True),
        ("User-agent: *\nDisallow: /\nAllow: /news/", True),
        ("User-agent: Summit-Monitor\nDisallow: /", False),
        ("User-agent: summit-monitor\nAllow: /\n\nUser-agent: *\nDisallow: /", True),
        ("User-agent: summit-monitor/0.1\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
        ("user-agent:SUMMIT-Monitor/2.0 (+x) # us\r\ndisallow: /\r\n\r\nUser-Agent: *\r\nAllow: /", False),
        ("\ufeffUser-agent: Summit-Monitor / 1\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
        ("User-agent: Summit-Monitor v2.1\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
        ("User-agent: summit-monitor 0.2 (news)\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
        ("User-agent: otherbot 2\nDisallow: /\n\nUser-agent: *\nAllow: /", True),
        ("User-agent: a/1\nUser-agent: summit-monitor/*\nDISALLOW : /\n\nUser-agent: *\nAllow: /", False),
        ("User-agent: otherbot/1, summit-monitor/1\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
        ("User-agent: otherbot/0.1\nDisallow: /\n\nUser-agent: *\nAllow: /", True),
        ("User-agent: otherbot\nDisallow: /", True),
        ("User-agent: otherbot\nUser-agent: *\nDisallow: /", False),
        ("User-agent: otherbot\nDisallow: /\n\nUser-agent: *\nAllow: /", True),
        ("<html><title>Not found</title></html>", True),
        ("\ufeffUser-agent: *\nDisallow: /", False),
    ],
)
async def test_pages_obey(pages, client, text, is_open) -> None:
    """A page that robots.txt disallows is not fetched; its feed is."""
    pages.robots(text)
    answer = await page(client, pages)
    assert isinstance(answer, Response) == is_open
    assert bool(pages.requests_for("/news/1")) == is_open
    if isinstance(answer, Failure):
        assert (answer.reason, answer.kind) == ("robots_disallowed", FailureKind.HARD)
    assert isinstance(await client.fetch(Request(pages.url("/feed"), "feed")), Response)


@pytest.mark.fault(77)
@pytest.mark.parametrize(
    ("status", "is_open"),
    [
        (404, True),
        (403, True),
        (401, True),
        (410, True),
        (204, True),
        (429, False),
        (500, False),
        (503, False),
    ],
)
async def test_statuses_of_robots(pages, client, status, is_open) -> None:
    """Without robots.txt (4xx) all pages are allowed; while it is unavailable (5xx, 429) none are."""
    pages.answer("/robots.txt", status)
    answer = await page(client, pages)
    assert isinstance(answer, Response) == is_open
    if isinstance(answer, Failure):
        assert (answer.reason, answer.kind) == ("robots_unreachable", FailureKind.TEMPORARY)
        assert not pages.requests_for("/news/1")


@pytest.mark.fault(77)
async def test_robots_that_never_comes(demo_site) -> None:
    """After a time-out of robots.txt no pages are fetched for now."""

    async def silence(request):
        await asyncio.Event().wait()

    demo_site._handlers["/robots.txt"] = silence
    demo_site.answer("/news/1", body=b"text")
    async with Client(loopback(timeout=0.3)) as client:
        answer = await page(client, demo_site)
    assert isinstance(answer, Failure)
    assert answer.reason == "robots_unreachable"
    assert "timeout" in answer.detail


@pytest.mark.fault(77)
async def test_redirects_of_robots(pages, client) -> None:
    """Five redirects of robots.txt are followed; with more it counts as absent."""
    pages.chain("/robots.txt", 5, end="/rules")
    pages.answer("/rules", body=b"User-agent: *\nDisallow: /")
    assert isinstance(await page(client, pages), Failure)
    pages.chain("/robots.txt", 6, end="/rules")
    async with Client(loopback()) as another:
        assert isinstance(await page(another, pages), Response)


@pytest.mark.fault(77)
async def test_a_large_robots_is_read_in_part(pages, client) -> None:
    """Only the first 500 KiB of robots.txt are read."""
    rules = "User-agent: *\nDisallow: /news/\n"
    filler = "# filler\n" * (MAX_ROBOTS_BYTES // 9)
    pages.robots(rules + filler * 10)
    assert isinstance(await page(client, pages), Failure)
    pages.robots(filler + "#\n" * 10 + rules + filler * 9)
    async with Client(loopback()) as another:
        assert isinstance(await page(another, pages), Response)


@pytest.mark.fault(77)
async def test_robots_txt_is_requested_once_a_day(pages) -> None:
    """Rules are cached for 24 h and fetched once for concurrent pages."""
    hours = Hours()
    pages.robots("User-agent: *\nAllow: /")
    async with Client(loopback(per_host=8), monotonic=hours) as client:
        await asyncio.gather(*(page(client, pages) for _ in range(10)))
        hours.now = 23.9 * 3600
        await page(client, pages)
        assert len(pages.requests_for("/robots.txt")) == 1
        pages.robots("User-agent: *\nDisallow: /")
        hours.now = 24 * 3600
        assert isinstance(await page(client, pages), Failure)
        assert len(pages.requests_for("/robots.txt")) == 2


@pytest.mark.fault(77)
async def test_a_broken_robots_txt_is_requested_again_soon(pages) -> None:
    """When robots.txt is available again, pages are allowed within the hour."""
    hours = Hours()
    pages.answer("/robots.txt", 500)
    async with Client(loopback(), monotonic=hours) as client:
        assert isinstance(await page(client, pages), Failure)
        assert isinstance(await page(client, pages), Failure)
        assert len(pages.requests_for("/robots.txt")) == 1
        pages.answer("/robots.txt", 404)
        hours.now = 3600
        assert isinstance(await page(client, pages), Response)


@pytest.mark.fault(76)
async def test_redirects_of_pages_obey_too(pages, client) -> None:
    """A redirect to a disallowed page is not followed."""
    pages.robots("User-agent: *\nDisallow: /news/")
    pages.redirect("/short", "/news/1")
    answer = await page(client, pages, "/short")
    assert isinstance(answer, Failure)
    assert answer.reason == "robots_disallowed"
    assert not pages.requests_for("/news/1")


async def test_robots_can_be_switched_off(pages) -> None:
    """With robots = false, robots.txt is not requested."""
    pages.robots("User-agent: *\nDisallow: /")
    async with Client(loopback(robots=False)) as client:
        assert isinstance(await page(client, pages), Response)
    assert not pages.requests_for("/robots.txt")


@pytest.mark.fault(77)
@pytest.mark.parametrize(
    "line",
    [
        "User-agent: bot{}",
        "User-agent: *\nDisallow: /{}*a*a*a*a*b$",
        "Disallow: /{}",
        "x" * 400_000 + "{}",
        "User-agent: *{}*\nAllow: /*{}",
    ],
)
async def test_hostile_robots_costs_little(pages, client, line) -> None:
    """Parsing 500 KiB takes linear time; quadratic time would exceed the timeout of the test."""
    text = "\n".join(line.replace("{}", str(number)) for number in range(MAX_ROBOTS_BYTES // len(line)))
    pages.answer("/robots.txt", body=text.encode())
    await page(client, pages)


def test_other_agents_become_one() -> None:
    """All other agents become one, and their rules do not apply to us."""
    text = normalize_robots(
        b"User-agent: a\nUser-Agent : b # c\nuseragent: *\nDisallow: /\nUser-agent: summit-monitor\n",
        "summit-monitor",
    )
    assert text.splitlines() == [
        "User-agent: ~",
        "User-agent: ~",
        "useragent: *",
        "Disallow: /",
        "User-agent: summit-monitor",
    ]


@pytest.mark.fault(77)
async def test_robots_that_is_no_text(demo_site, client) -> None:
    """Invalid UTF-8 is decoded with replacements."""
    demo_site.serve_raw(
        "/robots.txt", OK + b"Content-Length: 33\r\n\r\n\xff\xfe# x\nUser-agent: *\nDisallow: /\n\n"
    )
    demo_site.serve_raw("/news/1", OK + b"Content-Length: 4\r\n\r\ntext")
    answer = await page(client, demo_site)
    assert isinstance(answer, Failure)
    assert answer.reason == "robots_disallowed"
