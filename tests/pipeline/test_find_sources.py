"""Sources found from a web page: which are found, in which order, with how many requests."""

import gzip
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from monitor.fetch import Client
from monitor.models import FoundSources
from monitor.pipeline.find_sources import MOST_REQUESTS, find_sources
from tests.faulty_site import FaultySite, loopback

NOW = datetime(2025, 12, 15, 6, tzinfo=UTC)
TEXT = "The treaty enters into force after the exchange of notes. " * 12


@pytest.fixture
async def site() -> AsyncIterator[FaultySite]:
    """Serve an invented outlet."""
    async with FaultySite() as demo_site:
        yield demo_site


async def work(function: Callable[..., Any], *args: Any) -> Any:
    """Run a function where a worker would."""
    return function(*args)


async def find(site: FaultySite, path: str = "/", longest: float | None = None) -> FoundSources:
    """Search from a page of the site."""
    async with Client(loopback()) as client:
        return await find_sources(site.url(path), client, work, NOW, longest)


def rss(
    site: FaultySite,
    path: str,
    title: str,
    count: int = 5,
    *,
    start: int = 0,
    audio: bool = False,
    host: str = "",
) -> None:
    """Serve a feed of articles that have pages."""
    items = ""
    for number in range(start, start + count):
        page = f"/articles/{1000 + number}"
        site.serve(
            page,
            f"<html><head><title>Story {number}</title></head><body><article><h1>Story {number} of the day</h1><p>{TEXT}</p></article></body></html>".encode(),  # noqa: E501
            "text/html",
        )
        date = NOW - timedelta(hours=3 * number + 1)
        sound = '<enclosure url="https://x.example.org/a.mp3" type="audio/mpeg" length="1"/>' if audio else ""
        items += (
            f"<item><title>Story {number} of the day</title><link>{host or site.root}{page}</link><guid>{path}-{number}</guid>"  # noqa: E501
            f"<pubDate>{date:%a, %d %b %Y %H:%M:%S} +0000</pubDate>{sound}</item>"
        )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title><link>{site.root}/</link>{items}</channel></rss>'  # noqa: E501
    site.serve(path, body.encode(), "application/rss+xml")


def page(site: FaultySite, path: str, head: str = "", body: str = "", title: str = "Example Post") -> None:
    """Serve an HTML page."""
    html = (
        f'<!doctype html><html lang="en"><head><title>{title}</title>{head}</head><body>{body}</body></html>'
    )
    site.serve(path, html.encode(), "text/html; charset=utf-8")


def alternate(href: str, title: str = "", kind: str = "application/rss+xml", rel: str = "alternate") -> str:
    """Return a link element."""
    return f'<link rel="{rel}" type="{kind}" title="{title}" href="{href}">'


async def test_main_feed_comes_before_comments_and_sections(site: FaultySite) -> None:
    """A WordPress page declares four feeds: the main one is first, that of comments last."""
    rss(site, "/feed/", "Example Post")
    rss(site, "/comments/feed/", "Comments for Example Post", start=50)
    rss(site, "/category/sports/feed/", "Sports - Example Post", start=20)
    rss(site, "/podcast/feed/", "Example Post Daily", start=30, audio=True)
    page(site, "/", alternate("/comments/feed/", "Example Post &raquo; Comments Feed") + alternate("/podcast/feed/") + alternate("/category/sports/feed/", "Sports") + alternate("/feed/", "Example Post &raquo; Feed"))  # fmt: skip  # noqa: E501
    found = (await find(site)).found
    assert [source.url for source in found[:2]] == [site.url("/feed/"), site.url("/category/sports/feed/")]
    assert {source.remark for source in found[2:]} == {"comments of readers", "a podcast"}
    assert (found[0].kind, found[0].language, found[0].title) == ("feed", "en", "Example Post")
    assert found[0].entries[0].title == "Story 0 of the day"
    assert found[0].per_day == pytest.approx(5 / (13 / 24), rel=0.01)
    assert found[0].page_status.startswith("article pages can be read")


@pytest.mark.parametrize(
    ("element", "base"),
    [
        (
            '<LINK REL="Alternate" TYPE="Application/RSS+XML; charset=utf-8" HREF="feed.xml">',
            "<base href='/sub/'>",
        ),
        ("<link href=/sub/feed.xml type=application/rss+xml rel='alternate nofollow'>", ""),
        ('<link rel="feed" href="/sub/feed.xml">', ""),
        ('<link rel="alternate" href="/sub/feed.xml">', ""),
        ('<link rel="alternate" type="text/xml" href="/sub/feed.xml">', ""),
        (
            '<link rel="alternate" type="application/xml" title="RSS" href="feed:http://HOST/sub/feed.xml">',
            "",
        ),
        ('<link rel="alternate" type="application/rdf+xml" href="//HOST/sub/feed.xml">', ""),
        ('</head><body><a class="icon" href="/sub/feed.xml"><img src="r.png" alt="RSS"></a>', ""),
    ],
)
async def test_every_spelling_of_a_declaration(site: FaultySite, element: str, base: str) -> None:
    """Upper case, missing quotes, other types and relations, relative and base addresses are understood."""
    rss(site, "/sub/feed.xml", "Example Post")
    page(site, "/", base + element.replace("HOST", site.root.partition("//")[2]))
    search = await find(site)
    assert [source.url for source in search.found[:1]] == [site.url("/sub/feed.xml")]


async def test_no_feed_among_other_alternates(site: FaultySite) -> None:
    """Translations, oEmbed and the WordPress API are alternates too, but are not requested."""
    head = (
        '<link rel="alternate" hreflang="ko" href="/ko/feed"><link rel="alternate" type="application/json+oembed" href="/o">'  # noqa: E501
        '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/8"><link rel="alternate stylesheet" href="/feed.css">'  # noqa: E501
    )
    page(site, "/", head)
    await find(site)
    asked = {request.path for request in site.received}
    assert not asked & {"/o", "/wp-json/wp/v2/pages/8", "/feed.css"}


async def test_usual_paths_stop_at_the_first_feed(site: FaultySite) -> None:
    """If a page names no feed, usual paths are tried one by one until one is a feed."""
    rss(site, "/rss.xml", "Example Post")
    rss(site, "/atom.xml", "Example Post")
    page(site, "/", body="<p>Welcome.</p>")
    search = await find(site)
    assert [source.url for source in search.found] == [site.url("/rss.xml")]
    assert not site.requests_for("/atom.xml")


async def test_page_that_lists_feeds_is_followed(site: FaultySite) -> None:
    """A link named RSS leads to a page of feeds; the one of all news is first."""
    rss(site, "/rss/sports.xml", "Example Post - Sports", start=10)
    rss(site, "/rss/allnews.xml", "Example Post - All news", 9)
    rss(site, "/rss/opinion.xml", "Example Post - Opinion", start=30)
    rows = "".join(
        f'<li><a href="/rss/{name}.xml">{name}</a></li>' for name in ("sports", "opinion", "allnews")
    )
    page(site, "/info/subscriptions", body=f"<ul>{rows}</ul>")
    page(site, "/", body='<footer><a href="/info/subscriptions">RSS</a></footer>')
    search = await find(site)
    assert search.found[0].url == site.url("/rss/allnews.xml")
    assert {source.url for source in search.found[1:]} == {
        site.url("/rss/sports.xml"),
        site.url("/rss/opinion.xml"),
    }


async def test_sitemaps_named_by_robots(site: FaultySite) -> None:
    """On a site without a feed, the news sitemap that robots.txt names is found, in an index and gzipped."""
    xmlns = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    urls = "".join(
        f"<url><loc>{site.root}/articles/{number}</loc><news:news><news:publication_date>2025-12-1{number}T08:00:00Z</news:publication_date>"
        f"<news:title>Story {number}</news:title></news:news></url>"
        for number in range(3, 5)
    )
    site.serve(
        "/maps/part1.xml.gz",
        gzip.compress(f"<urlset {xmlns}>{urls}</urlset>".encode(), mtime=0),
        "application/gzip",
    )
    index = (
        f"<sitemapindex {xmlns}><sitemap><loc>{site.root}/maps/part1.xml.gz</loc></sitemap></sitemapindex>"
    )
    site.serve("/maps/newsmap.xml", index.encode(), "text/xml")
    site.robots(f"User-agent: *\nAllow: /\nSitemap: {site.root}/maps/newsmap.xml\n")
    page(site, "/", body="<p>Welcome.</p>")
    found = (await find(site)).found
    assert [(source.url, source.kind, source.format) for source in found] == [
        (site.url("/maps/newsmap.xml"), "sitemap", "news-sitemap")
    ]
    assert [entry.title for entry in found[0].entries] == ["Story 4", "Story 3"]


async def test_list_of_the_page_itself(site: FaultySite) -> None:
    """A page without feed and sitemap is a source itself if it lists articles."""
    rows = "".join(
        f'<li><a href="/news/{5000 + n}">Report number {n} on the border bridge</a><i>2025-12-{14 - n}</i></li>'  # noqa: E501
        for n in range(6)
    )
    page(site, "/", body=f"<ul class='list'>{rows}</ul>")
    (source,) = (await find(site)).found
    assert (source.kind, source.url, len(source.entries)) == ("page", site.url("/"), 6)
    assert source.entries[0].published == datetime(2025, 12, 14, tzinfo=UTC)


async def test_a_feed_itself(site: FaultySite) -> None:
    """The URL of a feed is found as that feed, with one request for it and one for an article."""
    rss(site, "/rss.xml", "Example Post")
    search = await find(site, "/rss.xml")
    assert [(source.url, source.origin) for source in search.found] == [
        (site.url("/rss.xml"), "this URL itself")
    ]
    assert len(site.received) == 3  # the feed, robots.txt, an article


async def test_article_page_leads_to_its_home_page(site: FaultySite) -> None:
    """For an article page without a declared feed, the feed that the home page declares is found."""
    rss(site, "/rss/main", "Example Post")
    page(site, "/2025/12/a-story-of-some-words", body=f"<article><p>{TEXT}</p></article>")
    page(site, "/", alternate("/rss/main"))
    search = await find(site, "/2025/12/a-story-of-some-words")
    assert search.found[0].url == site.url("/rss/main")


async def test_dead_feed_is_not_first(site: FaultySite) -> None:
    """A declared feed that is empty or answers 404 does not hide the one that works."""
    site.answer("/old.xml", 404)
    site.serve(
        "/empty.xml", b'<rss version="2.0"><channel><title>Example Post</title></channel></rss>', "text/xml"
    )
    rss(site, "/feed/", "Example Post")
    page(site, "/", alternate("/old.xml") + alternate("/empty.xml") + '<a href="/feed/">RSS</a>')
    found = (await find(site)).found
    assert [source.url for source in found] == [site.url("/feed/"), site.url("/empty.xml")]
    assert found[1].remark == "has no entries"


async def test_robots_txt_holds_for_guesses(site: FaultySite) -> None:
    """robots.txt keeps the search from pages and guessed paths, but not from the feeds that a page declares."""  # noqa: E501
    site.robots("User-agent: *\nDisallow: /rss\nDisallow: /feed\nDisallow: /declared")
    rss(site, "/declared.xml", "Example Post")
    rss(site, "/rss.xml", "Example Post")
    page(site, "/", "")
    assert not [source for source in (await find(site)).found if source.kind == "feed"]
    assert not site.requests_for("/rss.xml")
    page(site, "/", alternate("/declared.xml"))
    assert (await find(site)).found[0].url == site.url("/declared.xml")


@pytest.mark.parametrize("status", [403, 503])
async def test_home_page_that_refuses_programs(site: FaultySite, status: int) -> None:
    """A home page that refuses programs: usual paths are tried all the same, and the refusal is reported if none works."""  # noqa: E501
    site.answer("/", status, body=b"no")
    assert (failure := (await find(site)).failure) is not None
    assert failure.status == status
    rss(site, "/feed/", "Example Post")
    assert [source.url for source in (await find(site)).found] == [site.url("/feed/")]


@pytest.mark.fault(316)
async def test_number_of_requests_is_bounded(site: FaultySite) -> None:
    """A page that declares and links a thousand feeds costs at most thirty requests."""
    links = "".join(f'<a href="/feeds/{number}.rss">RSS {number}</a>' for number in range(1000))
    page(site, "/", "".join(alternate(f"/d/{number}.rss") for number in range(1000)), links)
    search = await find(site)
    assert search.found == ()
    assert len(site.received) <= MOST_REQUESTS + 1  # robots.txt


@pytest.mark.fault(351)
async def test_a_search_ends_when_its_time_is_over(site: FaultySite) -> None:
    """A feed that never answers keeps those back no longer than the time allows; what answered is found."""
    rss(site, "/rss.xml", "Example Post")
    site.hang("/stuck.xml")
    page(site, "/", alternate("/stuck.xml") + alternate("/rss.xml"))
    search = await find(site, longest=2)
    assert ([source.url for source in search.found], search.complete) == ([site.url("/rss.xml")], False)
    site.hang("/")
    none = await find(site, longest=0.1)
    assert (none.found, none.complete, none.failure and none.failure.reason) == ((), False, "timeout")


async def test_script_page_says_so(site: FaultySite) -> None:
    """A page that a script builds says that no script is run."""
    page(site, "/", body='<div id="root"></div><script src="/app.js"></script>')
    failure = (await find(site)).failure
    assert failure is not None
    assert failure.reason == "needs_script"
    assert "JavaScript" in failure.detail


@pytest.mark.fault(314)
async def test_loop_of_sitemap_indexes_ends(site: FaultySite) -> None:
    """Indexes that name each other are read once each."""
    for here, there in (("a", "b"), ("b", "a")):
        body = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>{site.root}/{there}.xml</loc></sitemap></sitemapindex>'
        site.serve(f"/{here}.xml", body.encode(), "text/xml")
    await find(site, "/a.xml")
    assert [len(site.requests_for(f"/{name}.xml")) for name in "ab"] == [1, 1]


async def test_age_counts_beside_other_sources_only(site: FaultySite) -> None:
    """A feed without news for a year is before the list of the page, but after an active feed."""
    old = NOW - timedelta(days=700)
    items = "".join(
        f"<item><title>Old {n}</title><link>{site.root}/o/{n}</link><pubDate>{old:%a, %d %b %Y} 10:00:00 GMT</pubDate></item>"  # noqa: E501
        for n in range(4)
    )
    site.serve(
        "/old.xml",
        f'<rss version="2.0"><channel><title>Example Post</title>{items}</channel></rss>'.encode(),
        "text/xml",
    )
    rows = "".join(
        f'<li><a href="/news/{5000 + n}">Report number {n} on the border bridge</a></li>' for n in range(6)
    )
    page(site, "/", alternate("/old.xml"), f"<ul>{rows}</ul>")
    found = (await find(site)).found
    assert [source.kind for source in found] == ["feed", "page"]
    assert found[0].remark == "has had nothing new for long"
    rss(site, "/feed/", "Example Post")
    assert (await find(site)).found[0].url == site.url("/feed/")


async def test_press_releases_come_before_vacancies_and_tenders(site: FaultySite) -> None:
    """A ministry without a feed of everything: its press releases are first, whatever the order of its links."""  # noqa: E501
    names = {"vacancies": "Vacancies", "tenders": "Tenders", "hire": "채용", "press": "보도자료"}
    page(site, "/", "".join(alternate(f"/rss/{path}.xml", name) for path, name in names.items()))
    for number, (path, name) in enumerate(names.items()):
        rss(site, f"/rss/{path}.xml", f"Ministry of Water: {name}", start=10 * number)
    found = await find(site)
    assert found.found[0].url == site.url("/rss/press.xml")


async def test_numbered_feeds_on_a_page_of_feeds(site: FaultySite) -> None:
    """The feed of the latest news is first among feeds whose addresses only have numbers."""
    page(site, "/", body='<footer><a href="/rss-feeds">RSS feeds</a></footer>')
    names = {4: "Sports", 9: "Opinion", 1: "Latest News"}
    page(site, "/rss-feeds", body="".join(f'<a href="/rssfeed/{n}">{name}</a>' for n, name in names.items()))
    for number, name in names.items():
        rss(site, f"/rssfeed/{number}", f"Example Post | {name}", start=10 * number)
    found = await find(site)
    assert found.found[0].url == site.url("/rssfeed/1")
