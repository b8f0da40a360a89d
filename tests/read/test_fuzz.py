"""Random and mutated bytes give an answer in bounded time, and the same one each time."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.models import Article, ArticleStatus, Failure, Page, ParsedFeed
from monitor.read import read_page
from tests.read.documents import PARAGRAPH, entry, item, page, parse, rss

FEED = rss(*(item(number, content_encoded=f"<![CDATA[<p>{PARAGRAPH}</p>]]>") for number in range(4)))
PAGE = page(*[PARAGRAPH] * 4).body
PIECES = (
    "<rss>", "</rss>", "<item>", "</item>", "<channel>", "<title>", "</title>", "<![CDATA[", "]]>", "<!--",
    "-->", "<!DOCTYPE x [", "<!ENTITY a '", "'>", "&a;", "&#xD800;", "&#0;", "&amp;amp;quot;", "<?xml ", "?>",
    "<link>", "http://[", "<guid>", "<pubDate>", "2025-02-30", "\0", "\x1b", "\ud800", "\u202e", "{",
    '"items":[', "}", "한", "<html>", "<script>", "</script>", "<p>", "<table>", "<svg>",
    "<a href=javascript:", "x" * 50, " ", "=", '"', "'",
)  # fmt: skip
QUICK = settings(max_examples=60, deadline=5000, suppress_health_check=[HealthCheck.too_slow])
LONG = settings(max_examples=5000, deadline=10_000, suppress_health_check=[HealthCheck.too_slow])

rubble = st.lists(st.sampled_from(PIECES), max_size=60).map(
    lambda pieces: "".join(pieces).encode("utf-8", "surrogatepass")
)


@st.composite
def mutilated(draw: st.DrawFn, whole: bytes) -> bytes:
    """Return a document that is cut and has random bytes inserted."""
    body = bytearray(whole[: draw(st.integers(0, len(whole)))])
    for _ in range(draw(st.integers(0, 5))):
        at = draw(st.integers(0, len(body)))
        body[at : at + draw(st.integers(0, 20))] = draw(st.binary(max_size=10) | rubble)
    return bytes(body)


def check_feed(body: bytes, header: str) -> None:
    """Parse twice and check the invariants."""
    parsed = parse(body, header)
    assert parsed == parse(body, header)
    if isinstance(parsed, Failure):
        assert parsed.reason
        assert not parsed.detail or parsed.detail.isprintable()
        return
    assert isinstance(parsed, ParsedFeed)
    keys = [found.key for found in parsed.entries]
    assert all(keys)
    assert len(set(keys)) == len(keys)
    for found in parsed.entries:
        assert found.url is None or found.url.startswith(("http://", "https://"))
        assert "\n" not in found.title
        repr(found).encode("utf-8")


def check_page(body: bytes, header: str) -> None:
    """Read a page and check the invariants."""
    article = read_page(Page("https://news.test/1", body, header), entry(published=None))
    assert isinstance(article, Article)
    assert article.text
    assert (article.status is ArticleStatus.UNREADABLE) == bool(article.reason)
    repr(article).encode("utf-8")


headers = st.sampled_from(
    ["", "text/html", "text/xml; charset=euc-kr", "application/json", "text/html; charset=utf-16"]
)


@QUICK
@given(st.binary(max_size=400) | rubble | mutilated(FEED), headers)
def test_feeds(body, header) -> None:
    """Any bytes give a feed with valid entries or a failure, the same each time."""
    check_feed(body, header)


@QUICK
@given(st.binary(max_size=400) | rubble | mutilated(PAGE), headers)
def test_pages(body, header) -> None:
    """Any bytes give an article with text, and with a reason if it is unreadable."""
    check_page(body, header)


@pytest.mark.drill
@LONG
@given(st.binary(max_size=2000) | rubble | mutilated(FEED), headers)
def test_feeds_at_length(body, header) -> None:
    """The same with many more examples."""
    check_feed(body, header)


@pytest.mark.drill
@LONG
@given(st.binary(max_size=2000) | rubble | mutilated(PAGE), headers)
def test_pages_at_length(body, header) -> None:
    """The same with many more examples."""
    check_page(body, header)
