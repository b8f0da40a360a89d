"""An article that is divided into pages is read whole, politely, and its later readings stay whole."""

from dataclasses import replace
from pathlib import Path

import pytest

from monitor.models import Config
from monitor.pipeline import sweep
from monitor.pipeline.context import AppContext
from tests.apps import Clock, app_at, config_for
from tests.faulty_site import FaultySite

URL = "/story"
SENTENCES = (
    "Ministers of two countries met in Vientiane on Monday and spoke about trade, roads and visas at length.",
    "Laos and South Korea signed an extradition treaty in the evening, after two years of negotiation.",
    "The text names nine kinds of offences and leaves political ones out, as such treaties usually do.",
    "Parliaments on both sides are to vote in spring, and officials expect few objections from either one.",
    "A first transfer of suspects is planned for summer, if both sides have appointed an authority by then.",
    "Police of both countries will meet twice a year, in Seoul and in Vientiane in turn, to plan the work.",
    "Observers call the treaty overdue, because fraud from abroad has cost families all of their savings.",
)


def page(number: int, count: int, text: str = "", url: str = "?page={}") -> bytes:
    """Make one page of an article with a pager."""
    text = text or SENTENCES[number - 1]
    links = "".join(f'<a href="{URL}{url.format(n)}">{n}</a> ' for n in range(1, count + 1) if n != number)
    return (
        f"<html><head><title>Treaty in Vientiane</title></head><body><article><h1>Treaty in Vientiane</h1>"
        f"<p>By Anna of the Courier desk</p><p>{text}</p><p>{text} So it was said on page {number}.</p>"
        f"<div class='pager'>{links}</div></article></body></html>"
    ).encode()


def serve(demo_site: FaultySite, count: int, **answers: int | bytes) -> None:
    """Serve a feed with one article of several pages; an answer replaces a page, or is its status."""
    feed = (
        f"<rss version='2.0'><channel><title>T</title><item><title>Treaty in Vientiane</title>"
        f"<link>{demo_site.url(URL)}</link><description>Short.</description></item></channel></rss>"
    )
    demo_site.serve("/a.xml", feed.encode(), "application/rss+xml")
    for number in range(1, count + 1):
        path = URL if number == 1 else f"{URL}?page={number}"
        answer = answers.get(f"page{number}", page(number, count))
        headers = {"Content-Type": "text/html", "ETag": f'"{number}"'}
        if isinstance(answer, int):
            demo_site.answer(path, answer)
        else:
            demo_site.answer(path, 200, headers, answer)


def story_of(app: AppContext) -> tuple[str, str, str]:
    """Return text, detail and reason of the first article."""
    known, history = app.archive.articles.get("1"), app.archive.articles.history("1")
    assert known is not None
    assert history is not None
    return history.text, known.detail, known.reason


def pages_read(text: str) -> list[int]:
    """Return the numbers of the pages whose sentence is in a text."""
    return [number for number, sentence in enumerate(SENTENCES, 1) if sentence in text]


def requested(demo_site: FaultySite) -> list[str]:
    """Return the requested paths of the article."""
    return [request.path for request in demo_site.received if request.path.startswith(URL)]


@pytest.mark.fault(358)
@pytest.mark.parametrize("count", [2, 3, 6])
async def test_all_pages_are_read(demo_site: FaultySite, tmp_path: Path, count: int) -> None:
    """The text is that of all pages in order, matched as one, and a note says so; each is asked for once."""
    serve(demo_site, count)
    async with app_at(tmp_path, config_for(demo_site, "/a.xml"), Clock()) as app:
        report = await sweep(app, finish=True)
        text, detail, _ = story_of(app)
    assert (report.reading.matched, report.unexpected) == (1, 0)
    assert pages_read(text) == list(range(1, count + 1))
    assert text.count("By Anna") == 1
    assert detail == f"read from {count} pages"
    assert requested(demo_site) == [URL, *(f"{URL}?page={n}" for n in range(2, count + 1))]


@pytest.mark.fault(358)
@pytest.mark.parametrize(("most", "read"), [(6, 6), (2, 2), (1, 1)])
async def test_the_number_of_pages_is_bounded(
    demo_site: FaultySite, tmp_path: Path, most: int, read: int
) -> None:
    """At most `article_pages` pages are read, and the note says that there are more."""
    serve(demo_site, 7)
    async with app_at(tmp_path, _reading(config_for(demo_site, "/a.xml"), most), Clock()) as app:
        await sweep(app, finish=True)
        text, detail, _ = story_of(app)
    assert pages_read(text) == list(range(1, read + 1))
    assert "article_pages" in detail
    assert len(requested(demo_site)) == read


def _reading(config: Config, most: int) -> Config:
    return replace(config, fetch=replace(config.fetch, article_pages=most))


@pytest.mark.fault(360)
@pytest.mark.parametrize("status", [404, 503, 403])
async def test_a_page_that_fails_costs_no_other(demo_site: FaultySite, tmp_path: Path, status: int) -> None:
    """The pages before one that fails are kept with a note; the next reading gets what was missing."""
    serve(demo_site, 3, page3=status)
    clock = Clock()
    async with app_at(tmp_path, config_for(demo_site, "/a.xml"), clock) as app:
        await sweep(app, finish=True)
        text, detail, reason = story_of(app)
        assert pages_read(text) == [1, 2]
        assert (f"its page 3 could not be read (http_{status}" in detail, reason) == (True, "")
        serve(demo_site, 3)
        clock.forward(hours=5)
        await sweep(app, finish=True)
        text, detail, _ = story_of(app)
    assert (pages_read(text), detail) == ([1, 2, 3], "read from 3 pages")


@pytest.mark.fault(360)
async def test_robots_txt_bars_further_pages(demo_site: FaultySite, tmp_path: Path) -> None:
    """A further page that robots.txt disallows is not requested, and the note says why it is missing."""
    serve(demo_site, 2)
    demo_site.robots(f"User-agent: *\nDisallow: {URL}?page=\n")
    config = config_for(demo_site, "/a.xml")
    config = replace(config, fetch=replace(config.fetch, robots=True))
    async with app_at(tmp_path, config, Clock()) as app:
        await sweep(app, finish=True)
        text, detail, _ = story_of(app)
    assert pages_read(text) == [1]
    assert "robots_disallowed" in detail
    assert requested(demo_site) == [URL]


@pytest.mark.fault(361)
async def test_an_edit_of_any_page_is_read(demo_site: FaultySite, tmp_path: Path) -> None:
    """Later readings ask for all pages without validators, because those of one say nothing of the others."""
    serve(
        demo_site, 2, page2=page(2, 2, "Nothing of note is told on this page, at some length and with care.")
    )
    clock = Clock()
    async with app_at(tmp_path, config_for(demo_site, "/a.xml"), clock) as app:
        assert (await sweep(app, finish=True)).reading.matched == 0
        serve(demo_site, 2)
        clock.forward(hours=5)
        assert (await sweep(app, finish=True)).reading.matched == 1
        assert pages_read(story_of(app)[0]) == [1, 2]
    asked = [request for request in demo_site.received if request.path.startswith(URL)]
    assert not any(request.header("if-none-match") for request in asked)


@pytest.mark.fault(361)
async def test_a_later_failure_loses_no_text(demo_site: FaultySite, tmp_path: Path) -> None:
    """If a page that was read fails at a later reading, the whole earlier text stays, without a version."""
    serve(demo_site, 3)
    clock = Clock()
    async with app_at(tmp_path, config_for(demo_site, "/a.xml"), clock) as app:
        await sweep(app, finish=True)
        serve(demo_site, 3, page2=503)
        clock.forward(hours=5)
        await sweep(app, finish=True)
        text, detail, _ = story_of(app)
        assert not app.archive.articles.versions(1)
    assert (pages_read(text), detail) == ([1, 2, 3], "read from 3 pages")


@pytest.mark.fault(362)
@pytest.mark.parametrize("case", ["same text", "redirect to the first", "in a circle"])
async def test_pages_without_new_text_end_the_article(
    demo_site: FaultySite, tmp_path: Path, case: str
) -> None:
    """A page that repeats the first, leads to it or links back ends the article; none is asked for twice."""
    circle = page(2, 2).replace(b"?page=1'", b"?page=3'") + f'<a href="{URL}?page=2">3</a>'.encode()
    serve(demo_site, 2, page2=page(1, 2) if case == "same text" else circle)
    if case == "redirect to the first":
        demo_site.redirect(f"{URL}?page=2", URL)
    async with app_at(tmp_path, config_for(demo_site, "/a.xml"), Clock()) as app:
        await sweep(app, finish=True)
        text, detail, _ = story_of(app)
    assert pages_read(text) == ([1, 2] if case == "in a circle" else [1])
    assert detail == ("read from 2 pages" if case == "in a circle" else "")
    assert requested(demo_site).count(f"{URL}?page=2") == 1


@pytest.mark.fault(362)
@pytest.mark.parametrize("target", ["/login", "/other-story?page=2"])
async def test_a_further_page_that_leads_elsewhere_is_left_out(
    demo_site: FaultySite, tmp_path: Path, target: str
) -> None:
    """The text of another page is not taken for the article's, and the note names where it leads."""
    serve(demo_site, 2)
    demo_site.redirect(f"{URL}?page=2", target)
    demo_site.answer(target, 200, {"Content-Type": "text/html"}, page(2, 2))
    async with app_at(tmp_path, config_for(demo_site, "/a.xml"), Clock()) as app:
        await sweep(app, finish=True)
        text, detail, _ = story_of(app)
    assert pages_read(text) == [1]
    assert target in detail


@pytest.mark.fault(358)
async def test_a_page_with_all_comes_first(demo_site: FaultySite, tmp_path: Path) -> None:
    """The view on a single page is read instead of the others; if it fails, they are read."""
    first = page(1, 3).replace(b"<div class", f'<a href="{URL}?view=all">View all</a><div class'.encode())
    everything = "<title>Treaty in Vientiane</title><article><h1>Treaty in Vientiane</h1>" + "".join(
        f"<p>{sentence}</p>" for sentence in SENTENCES[:3]
    )
    serve(demo_site, 3, page1=first)
    demo_site.answer(f"{URL}?view=all", 200, {"Content-Type": "text/html"}, everything.encode())
    clock = Clock()
    async with app_at(tmp_path, config_for(demo_site, "/a.xml"), clock) as app:
        await sweep(app, finish=True)
        text, detail, _ = story_of(app)
        assert (pages_read(text), detail) == ([1, 2, 3], "read from its view on a single page")
        assert requested(demo_site) == [URL, f"{URL}?view=all"]
        demo_site.answer(f"{URL}?view=all", 404)
        clock.forward(hours=5)
        await sweep(app, finish=True)
        assert pages_read(story_of(app)[0]) == [1, 2, 3]
    assert requested(demo_site)[2:] == [URL, f"{URL}?view=all", f"{URL}?page=2", f"{URL}?page=3"]
