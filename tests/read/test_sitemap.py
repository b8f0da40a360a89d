"""Sitemaps: news sitemaps, plain ones, indexes, gzip and text, with bounds on all of them."""

import gzip
from datetime import UTC, datetime

import pytest

from monitor.models import Failure, ParsedFeed
from monitor.read.sitemap import MOST_CHILDREN, MOST_PAGES, parse_sitemap

NOW = datetime(2025, 12, 15, 6, tzinfo=UTC)
URL = "https://news.example.org/sitemap.xml"
XMLNS = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9" '  # noqa: E501
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


def parsed(body: bytes | str) -> ParsedFeed:
    """Parse a good sitemap."""
    found = parse_sitemap(body.encode() if isinstance(body, str) else body, "text/xml", URL, NOW)
    assert isinstance(found, ParsedFeed), found
    return found


def urlset(*urls: str) -> str:
    """Return a sitemap of url elements."""
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {XMLNS}>{"".join(f"<url>{url}</url>" for url in urls)}</urlset>'  # noqa: E501


def test_news_sitemap() -> None:
    """Title, publication date and language come from the news elements, not from those of images."""
    (entry,) = parsed(
        urlset(
            "<loc> https://news.example.org/a/1?utm_source=map </loc><lastmod>2025-12-15</lastmod><image:image><image:loc>"  # noqa: E501
            "https://news.example.org/i.jpg</image:loc><image:title>A picture</image:title></image:image><n:news>"  # noqa: E501
            "<n:publication><n:name>Post</n:name><n:language>ko</n:language></n:publication>"
            "<n:publication_date>2025-12-14T10:00:00+09:00</n:publication_date><n:title><![CDATA[조약 & 발효]]></n:title></n:news>"  # noqa: E501
        )
    ).entries
    assert (entry.url, entry.title, entry.language) == ("https://news.example.org/a/1", "조약 & 발효", "ko")
    assert entry.published == datetime(2025, 12, 14, 1, tzinfo=UTC)


def test_dates_of_plain_sitemaps() -> None:
    """Without news elements, the day in the link comes before lastmod; entries are ordered newest first."""
    found = parsed(
        urlset(
            "<loc>https://news.example.org/undated</loc>",
            "<loc>https://news.example.org/2025/12/10/b</loc><lastmod>2025-12-14T08:00:00Z</lastmod>",
            "<loc>https://news.example.org/c</loc><lastmod>2025-12-13T08:00:00Z</lastmod>",
        )
    )
    assert [(str(entry.url)[25:], entry.published and entry.published.day) for entry in found.entries] == [
        ("c", 13), ("2025/12/10/b", 10), ("undated", None),
    ]  # fmt: skip
    assert found.format == "sitemap"


def test_other_sites_and_repeats_are_left_out() -> None:
    """Pages of other sites in a sitemap are ignored, and repeated pages count once."""
    mine = "<loc>https://www.news.example.org/a</loc>"
    assert len(parsed(urlset(mine, mine, "<loc>https://evil.example.com/a</loc>")).entries) == 1


def test_only_the_newest_are_kept() -> None:
    """Of more than a thousand pages, the newest are kept, in any order."""
    urls = [
        f"<loc>https://news.example.org/{n}</loc><lastmod>{2000 + n % 26}-01-01</lastmod>"
        for n in range(3000)
    ]
    found = parsed(urlset(*urls))
    assert len(found.entries) == MOST_PAGES
    assert min(entry.published.year for entry in found.entries if entry.published) >= 2017
    assert found.damage == "too_many_entries"


def test_index_names_the_parts_with_news() -> None:
    """Of an index, parts of news come first, then the newest, never itself, another site or all of them."""
    parts = [
        ("post-sitemap1.xml", "2019-01-01"),
        ("post-sitemap2.xml", "2025-12-14"),
        ("image-sitemap.xml", "2025-12-15"),
    ]
    parts += [("sitemap-news.xml", "2025-12-15"), ("sitemap.xml", "2025-12-15")] + [
        (f"page-sitemap{n}.xml", "") for n in range(40)
    ]
    items = "".join(
        f"<sitemap><loc>https://news.example.org/{name}</loc><lastmod>{date}</lastmod></sitemap>"
        for name, date in parts
    )
    items += "<sitemap><loc>https://evil.example.com/news.xml</loc></sitemap>"
    found = parsed(f"<sitemapindex {XMLNS}>{items}</sitemapindex>")
    assert [url.rpartition("/")[2] for url in found.more[:3]] == [
        "sitemap-news.xml",
        "post-sitemap2.xml",
        "post-sitemap1.xml",
    ]
    assert len(found.more) == MOST_CHILDREN
    assert found.entries == ()


@pytest.mark.parametrize("newest_last", [True, False])
def test_parts_of_one_name(newest_last) -> None:
    """Of numbered parts without dates, those with the highest numbers are read."""
    numbers = list(range(1, 31))
    names = numbers if newest_last else numbers[::-1]
    items = "".join(
        f"<sitemap><loc>https://news.example.org/post-sitemap{n}.xml</loc></sitemap>" for n in names
    )
    assert parsed(f"<sitemapindex {XMLNS}>{items}</sitemapindex>").more[0].endswith("post-sitemap30.xml")


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(urlset("<loc>https://news.example.org/a1</loc>").encode(), mtime=0),
        urlset("<loc>https://news.example.org/a1</loc>").replace("<", "<s:").replace("<s:/", "</s:").replace("<s:?", "<?").replace("xmlns=", "xmlns:s=").encode(),  # noqa: E501
        b"https://news.example.org/a1\nhttps://other.example.com/x\nno link\n",
        b"\xef\xbb\xbf \n" + urlset("<loc>https://news.example.org/a1</loc>").encode(),
        urlset("<loc>https://news.example.org/a1</loc>", "<loc>https://news.exa").partition("</url><url>")[0].encode() + b"</url><url><lo",  # noqa: E501
    ],
    ids=["gzip", "prefix", "text", "mark", "cut off"],
)  # fmt: skip
def test_spellings(body: bytes) -> None:
    """Gzip, prefixes, plain text, byte order marks and truncated documents are read."""
    assert [entry.url for entry in parsed(body).entries] == ["https://news.example.org/a1"]


@pytest.mark.fault(312)
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty_body"),
        (b"<html><title>Not here</title>", "not_a_sitemap"),
        (b'<rss version="2.0"><channel/></rss>', "not_a_sitemap"),
        (gzip.compress(bytes(80_000_000), 1, mtime=0), "too_large"),
        (
            b"<!DOCTYPE u [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><urlset><url><loc>&b;</loc></url></urlset>",  # noqa: E501
            "xml_bomb",
        ),
    ],
)
def test_what_is_refused(body: bytes, reason: str) -> None:
    """Other documents, bombs and sizes beyond the protocol's 50 MB are refused by name."""
    found = parse_sitemap(body, "", URL, NOW)
    assert isinstance(found, Failure)
    assert found.reason == reason


@pytest.mark.no_cover
@pytest.mark.fault(312)
def test_a_hundred_thousand_links() -> None:
    """A sitemap beyond the protocol's number of links is read in bounded memory, and its newest kept."""
    body = urlset(*(f"<loc>https://news.example.org/{n}</loc>" for n in range(100_000)))
    found = parsed(gzip.compress(body.encode(), 1))
    assert (len(found.entries), found.damage) == (MOST_PAGES, "too_many_entries")
    assert found.entries[0].url == "https://news.example.org/99999"
