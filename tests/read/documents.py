"""Sample feeds and pages for the tests."""

from datetime import UTC, datetime

from monitor.models import Entry, Failure, Page, ParsedFeed
from monitor.read import parse_feed

NOW = datetime(2025, 12, 16, 12, 0, tzinfo=UTC)
FEED_URL = "https://news.test/rss/all.xml"
PARAGRAPH = (
    "The foreign ministries of both countries said on Monday that the treaty on extradition would enter into "
    "force thirty days after the exchange of instruments, which is planned for the spring."
)


def rss(*items: str, head: str = "<title>News Test</title><link>https://news.test/</link>") -> bytes:
    """Return an RSS 2.0 document with the given item contents."""
    inside = "".join(f"<item>{item}</item>" for item in items)
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content='
        '"http://purl.org/rss/1.0/modules/content/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">'
        f"<channel>{head}{inside}</channel></rss>"
    ).encode()


def item(number: int = 1, **fields: str) -> str:
    """Return the content of one RSS item. Fields replace the defaults; "" omits one."""
    usual = {
        "title": f"Story {number}",
        "link": f"https://news.test/{number}",
        "guid": f"id-{number}",
        "description": f"Summary {number}.",
        "pubDate": "Mon, 15 Dec 2025 09:00:00 GMT",
    }
    elements = usual | {name.replace("_", ":"): value for name, value in fields.items()}
    return "".join(f"<{name}>{value}</{name}>" for name, value in elements.items() if value)


def parse(
    body: bytes, content_type: str = "application/rss+xml", url: str = FEED_URL
) -> ParsedFeed | Failure:
    """Parse a feed at the tests' present time."""
    return parse_feed(body, content_type, url, NOW)


def read(body: bytes, content_type: str = "application/rss+xml", url: str = FEED_URL) -> ParsedFeed:
    """Parse a feed and assert that it is valid."""
    parsed = parse(body, content_type, url)
    assert isinstance(parsed, ParsedFeed), parsed
    return parsed


def refused(body: bytes, content_type: str = "") -> Failure:
    """Parse a document and assert that it is refused."""
    parsed = parse(body, content_type)
    assert isinstance(parsed, Failure), parsed
    return parsed


def page(*paragraphs: str, head: str = "<title>Story 1 - News Test</title>", lang: str = "en") -> Page:
    """Return an article page."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    html = (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">{head}</head><body>'
        f"<nav><a href='/'>Home</a></nav><article><h1>Story 1</h1>{text}</article></body></html>"
    )
    return Page("https://news.test/1", html.encode(), "text/html; charset=utf-8")


def entry(**fields: object) -> Entry:
    """Return a typical entry."""
    usual: dict[str, object] = {
        "feed_url": FEED_URL,
        "key": "id-1",
        "url": "https://news.test/1",
        "title": "Story 1",
        "summary": "Summary 1.",
        "published": datetime(2025, 12, 15, 9, 0, tzinfo=UTC),
    }
    return Entry(**(usual | fields))
