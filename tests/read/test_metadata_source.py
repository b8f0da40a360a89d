"""An article's title, author, date and text come from its page or its own outlet's feed."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.models import Entry, Page, TextSource
from monitor.read import read_again, read_entry, read_page
from monitor.read.urls import has_own_page

TEXT = "The two governments met on Monday and agreed on a list of forty names, an official said. "
TODAY = datetime(2025, 12, 16, tzinfo=UTC)
OLD = datetime(2025, 12, 1, tzinfo=UTC)
URL = "https://news.example/a"


def page(url: str = URL, head: str = "") -> Page:
    """Return a page with its own title and date."""
    words = "".join(f"<p>{TEXT}{number}</p>" for number in range(6))
    html = (
        "<html><head><title>Right headline | News</title>"
        '<meta property="article:published_time" content="2025-12-16T00:00:00Z">'
        f'<meta name="author" content="Reporter">{head}</head><body><article>{words}</article></body></html>'
    )
    return Page(url, html.encode(), "text/html")


def entry(feed_url: str, **given: object) -> Entry:
    """Return an entry with its own text."""
    values = {"title": "Its title", "author": "Somebody", "published": OLD, "summary": "Laos", **given}
    return Entry(feed_url, "k", URL, **values)  # type: ignore[arg-type]


@pytest.mark.fault(239)
@pytest.mark.parametrize(
    "feed", ["https://evil.example/feed", "https://example.co.uk/f", "http://127.0.0.1/f"]
)
@pytest.mark.parametrize("content", ["", "False words. " * 500])
def test_another_feed_says_nothing_of_an_article(feed: str, content: str) -> None:
    """With another outlet's feed, title, author, date and text come from the page."""
    article = read_page(page(), entry(feed, content=content))
    said = (article.title, article.author, article.published, article.text_source)
    assert said == ("Right headline | News", "Reporter", TODAY, TextSource.PAGE)
    assert "False" not in article.text


@pytest.mark.parametrize("feed", ["https://feeds.news.example/rss", "https://www.news.example/", URL])
def test_its_own_feed_does(feed: str) -> None:
    """With its own feed, title, author and date are the feed's; `page_date` is the page's date."""
    article = read_page(page(), entry(feed))
    assert (article.title, article.author, article.published) == ("Its title", "Somebody", OLD)
    assert article.page_date == TODAY


@pytest.mark.parametrize(
    ("title", "shown"),
    [("Right headline", "Right headline"), ("Right", "Right headline | News"), ("", "Right headline | News")],
)
def test_another_feeds_title_is_shown_where_the_page_says_it(title: str, shown: str) -> None:
    """Another feed's title is used if the page has it with at most an outlet name added."""
    assert read_page(page(), entry("https://other.example/f", title=title)).title == shown


@pytest.mark.parametrize("evil", ["https://evil.example/x", "https://t.example/go"])
def test_where_a_redirect_led_decides(evil: str) -> None:
    """A link that redirects to another outlet's page does not give it the feed's headline."""
    mine = Entry("https://evil.example/feed", "k", evil, "Spoofed", published=OLD)
    canonical = '<link rel="canonical" href="https://third.example/a">'
    article = read_page(page(head=canonical), mine)
    assert (article.url, article.title, article.published) == (evil, "Right headline | News", TODAY)


def test_text_of_a_page_is_kept_without_the_page() -> None:
    """Read again without its page, an article keeps its text and takes only its own feed's new title."""
    own, others = entry("https://news.example/rss", title="Corrected"), entry("https://evil.example/f")
    before = read_page(page(), entry("https://news.example/rss"))
    edits = {"edited": True, "feed_text_changed": True}
    kept = read_again(before, own, None, **edits)
    assert (kept.title, kept.text) == ("Corrected", f"{before.text}\nLaos")
    assert read_again(kept, own, before, edited=False, feed_text_changed=False).text == kept.text
    assert read_again(before, others, read_entry(others, None), **edits) == before


@pytest.mark.fault(370)
@pytest.mark.parametrize("page_date", [None, TODAY])
@pytest.mark.parametrize("author", ["", "Reporter"])
@pytest.mark.parametrize("feed", ["https://news.example/rss", "https://evil.example/f"])
def test_the_outlets_feed_dates_what_the_page_does_not(
    feed: str, author: str, page_date: datetime | None
) -> None:
    """An unchanged page without date or author takes those of its outlet's feed, never of another's."""
    own = feed.startswith("https://news.")
    before = replace(read_page(page(), entry("https://evil.example/f")), author=author, published=page_date)
    article = read_again(before, entry(feed), None, edited=True, feed_text_changed=False)
    assert article.published == (page_date or (OLD if own else None))
    assert article.author == (author or ("Somebody" if own else ""))


@pytest.mark.fault(242)
@pytest.mark.parametrize(
    ("link", "url", "page"),
    [
        ("#", "https://a.example/feed", False),
        ("#top", "https://a.example/section", False),
        ("https://a.example/feed", "https://a.example/feed", False),
        ("https://a.example", "https://a.example/", False),
        ("/index.html", "https://a.example/index.html", False),
        ("https://a.example/app#/story/4", "https://a.example/app", False),
        ("https://a.example/app#!4", "https://a.example/app", False),
        ("https://a.example/live#post-4", "https://a.example/live", True),
        ("https://a.example/story#", "https://a.example/story", True),
        ("https://a.example/?p=4", "https://a.example/?p=4", True),
        ("/a", "https://a.example/a", True),
    ],
)
def test_links_to_no_page_are_known(link: str, url: str, page: bool) -> None:  # noqa: FBT001
    """A fragment, a script's route, a home page and the feed itself have no page of their own."""
    assert has_own_page(link, url, "https://a.example/feed") is page
