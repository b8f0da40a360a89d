"""Sitemaps and listing pages as sources: the same entries, statuses, backlog and health as of feeds."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.models import Config, Feed, FeedStatus
from monitor.pipeline import publish_today, sweep
from tests.apps import MATCHING, MORNING, Clock, app_at, config_for
from tests.faulty_site import FaultySite

XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def config(demo_site: FaultySite, path: str, kind: str, **values: Any) -> Config:
    """Return a config with one source of a kind."""
    feed = Feed(demo_site.url(path), "Courier", "en", "LA", kind=kind, **values)  # type: ignore[arg-type]
    return replace(config_for(demo_site), feeds=(feed,))


def article(demo_site: FaultySite, number: int, date: str = "") -> str:
    """Serve the page of an article; return its path."""
    path = f"/news/{number}"
    meta = f'<meta property="article:published_time" content="{date}">' if date else ""
    html = f"<html><head><title>Treaty signed, part {number}</title>{meta}</head><body><article><h1>Treaty signed, part {number}</h1>"  # noqa: E501
    demo_site.serve(path, f"{html}<p>{MATCHING * 4}</p></article></body></html>".encode(), "text/html")
    return path


def listing(demo_site: FaultySite, path: str, numbers: range, after: str = "") -> None:
    """Serve a page that lists articles, and their pages."""
    rows = "".join(
        f'<li><a href="{article(demo_site, n)}">Treaty signed, part {n} of the story</a></li>'
        for n in numbers
    )
    demo_site.serve(path, f"<html><body><ul>{rows}</ul>{after}</body></html>".encode(), "text/html")


async def test_a_page_is_followed_like_a_feed(demo_site: FaultySite, tmp_path: Path) -> None:
    """Its articles are read, matched and in the digest; the next poll adds only what is new."""
    listing(demo_site, "/list", range(101, 105))
    clock = Clock()
    async with app_at(tmp_path, config(demo_site, "/list", "page"), clock) as app:
        first = await sweep(app, finish=True)
        clock.forward(hours=2)
        listing(demo_site, "/list", range(103, 107))
        second = await sweep(app, finish=True)
        digest = (await publish_today(app)).digest
        assert [state.status for state in app.archive.feeds.states().values()] == [FeedStatus.OK]
    assert (first.new, first.reading.matched, second.new) == (4, 4, 2)
    assert digest.counts.matched == 6
    assert demo_site.requests_for("/list")[1].header("if-none-match")


@pytest.mark.fault(313)
async def test_redesign_is_in_the_health_notes_at_once(demo_site: FaultySite, tmp_path: Path) -> None:
    """A page without its list is reported in the next digest; after a repair it is OK."""
    listing(demo_site, "/list", range(101, 105))
    clock = Clock()
    async with app_at(tmp_path, config(demo_site, "/list", "page"), clock) as app:
        await sweep(app)
        demo_site.serve(
            "/list",
            b"<html><body><h1>New design</h1><p>" + b"Welcome. " * 90 + b"</p></body></html>",
            "text/html",
        )
        clock.forward(hours=2)
        await sweep(app)
        (health,) = (await publish_today(app)).digest.health.feeds
        listing(demo_site, "/list", range(103, 107))
        clock.forward(days=1)
        report = await sweep(app)
        (state,) = app.archive.feeds.states().values()
    assert (health.status, health.reason) == ("failing", "no_articles")
    assert "structure may have changed" in health.detail
    assert (report.new, state.status) == (2, FeedStatus.OK)


async def test_pages_of_a_list(demo_site: FaultySite, tmp_path: Path) -> None:
    """With pages = 2 the next page is read as well, no further one, and a lost page is reported as damage."""
    listing(demo_site, "/list", range(101, 105), '<a rel="next" href="/list?page=2">2</a>')
    listing(demo_site, "/list?page=2", range(105, 109), '<a rel="next" href="/list?page=3">3</a>')
    clock = Clock()
    async with app_at(tmp_path, config(demo_site, "/list", "page", pages=2), clock) as app:
        assert (await sweep(app)).new == 8
        assert not demo_site.requests_for("/list?page=3")
        demo_site.answer("/list?page=2", 500)
        clock.forward(hours=2)
        assert (await sweep(app)).new == 0
        (state,) = app.archive.feeds.states().values()
    assert (state.status, state.reason) == (FeedStatus.PARTIAL, "partial")


async def test_robots_txt_holds_for_pages(demo_site: FaultySite, tmp_path: Path) -> None:
    """A page that robots.txt forbids is not fetched, and says so."""
    listing(demo_site, "/list", range(101, 105))
    demo_site.robots("User-agent: *\nDisallow: /list\n")
    forbidden = config(demo_site, "/list", "page")
    async with app_at(
        tmp_path, replace(forbidden, fetch=replace(forbidden.fetch, robots=True)), Clock()
    ) as app:
        await sweep(app)
        (state,) = app.archive.feeds.states().values()
    assert state.reason == "robots_disallowed"
    assert not demo_site.requests_for("/list")


def sitemap(demo_site: FaultySite, path: str, *urls: str) -> None:
    """Serve a sitemap."""
    body = "".join(f"<url>{url}</url>" for url in urls)
    demo_site.serve(path, f"<urlset {XMLNS}>{body}</urlset>".encode(), "text/xml")


def located(demo_site: FaultySite, number: int, extra: str = "") -> str:
    """Return the content of a url element."""
    return f"<loc>{demo_site.url(article(demo_site, number))}</loc>{extra}"


async def test_a_sitemap_brings_only_what_is_new(demo_site: FaultySite, tmp_path: Path) -> None:
    """When a sitemap is first read, its undated and old pages are backlog; later, each new page is news."""
    old, new = MORNING - timedelta(days=90), MORNING - timedelta(hours=3)
    urls = [located(demo_site, number) for number in range(1, 6)]
    urls += [
        located(demo_site, 6, f"<lastmod>{old.isoformat()}</lastmod>"),
        located(demo_site, 7, f"<lastmod>{new.isoformat()}</lastmod>"),
    ]
    sitemap(demo_site, "/map.xml", *urls)
    clock = Clock()
    async with app_at(tmp_path, config(demo_site, "/map.xml", "sitemap"), clock) as app:
        assert (await sweep(app, finish=True)).new == 7
        sitemap(demo_site, "/map.xml", *urls, located(demo_site, 8))
        clock.forward(hours=2)
        assert (await sweep(app, finish=True)).new == 1
        digest = (await publish_today(app)).digest
    found = {
        a.url.rpartition("/")[2]
        for topic in digest.topics
        for s in topic.stories
        for a in s.articles
        if a.url
    }
    assert found == {"7", "8"}
    assert digest.counts.backlog == 6


async def test_the_date_of_a_change_is_no_publication_date(demo_site: FaultySite, tmp_path: Path) -> None:
    """The date that a page states comes before the lastmod of its sitemap."""
    path = article(demo_site, 9, "2025-12-10T08:00:00+00:00")
    sitemap(demo_site, "/map.xml", f"<loc>{demo_site.url(path)}</loc><lastmod>2025-12-15T08:00:00Z</lastmod>")
    async with app_at(tmp_path, config(demo_site, "/map.xml", "sitemap"), Clock()) as app:
        await sweep(app, finish=True)
        digest = (await publish_today(app)).digest
    (story,) = digest.topics[0].stories
    assert story.articles[0].published == datetime(2025, 12, 10, 8, tzinfo=UTC)


@pytest.mark.fault(314)
async def test_an_index_of_sitemaps(demo_site: FaultySite, tmp_path: Path) -> None:
    """The parts of an index are read at each poll even if the index is unchanged; a loop ends."""
    index = "".join(
        f"<sitemap><loc>{demo_site.root}/{name}.xml</loc></sitemap>" for name in ("news1", "index", "other")
    )
    demo_site.serve("/index.xml", f"<sitemapindex {XMLNS}>{index}</sitemapindex>".encode(), "text/xml")
    loop = f"<sitemap><loc>{demo_site.root}/index.xml</loc></sitemap><sitemap><loc>{demo_site.root}/news1.xml</loc></sitemap>"  # noqa: E501
    demo_site.serve("/other.xml", f"<sitemapindex {XMLNS}>{loop}</sitemapindex>".encode(), "text/xml")
    dated = "<news:news><news:publication_date>2025-12-15T20:00:00Z</news:publication_date><news:title>Treaty signed</news:title></news:news>"  # noqa: E501
    sitemap(demo_site, "/news1.xml", located(demo_site, 1, dated))
    clock = Clock()
    async with app_at(tmp_path, config(demo_site, "/index.xml", "sitemap"), clock) as app:
        assert (await sweep(app)).new == 1
        sitemap(demo_site, "/news1.xml", located(demo_site, 1, dated), located(demo_site, 2, dated))
        clock.forward(hours=2)
        assert (await sweep(app)).new == 1
    assert len(demo_site.requests_for("/index.xml")) == 2
    assert len(demo_site.requests_for("/news1.xml")) == 2


async def test_a_feed_where_a_sitemap_is_configured(demo_site: FaultySite, tmp_path: Path) -> None:
    """A document of another kind than configured fails, and says what it is."""
    demo_site.add_feed("/a.xml", "Courier")
    async with app_at(tmp_path, config(demo_site, "/a.xml", "sitemap"), Clock()) as app:
        await sweep(app)
        (state,) = app.archive.feeds.states().values()
    assert (state.reason, state.detail.partition(":")[0]) == ("not_a_sitemap", "a feed")
