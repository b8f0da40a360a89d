"""The usual language of a source reads dates whose document states no language or a wrong one."""

import json
from datetime import UTC, datetime

import pytest

from monitor.models import Page, ParsedFeed
from monitor.read import parse_feed, read_page
from monitor.read.dates.parse_date import parse_stated_date
from tests.read.documents import FEED_URL, PARAGRAPH, entry, item, rss


@pytest.mark.fault(367)
@pytest.mark.parametrize(
    ("raw", "stated", "usual", "expected"),
    [
        ("12/06/2026 10:30", "", "vi", "2026-06-12T03:30"),
        ("12/06/2026 10:30", "en", "th", "2026-06-12T03:30"),
        ("Thứ Sáu, 05/06/2026", "en-US", "vi", None),  # 6 May in the one language, 5 June in the other
        ("12/06/2569", "en-US", "th", "2026-06-11T17:00"),
        ("12/06/2569 08:00", "", "", "2026-06-12T08:00"),
        ("2026-06-12 15:20", "en-us", "ko", "2026-06-12T06:20"),
        ("2026-06-12 15:20", "", "ko", "2026-06-12T06:20"),
        ("2026-06-12 15:20", "ko", "en", "2026-06-12T06:20"),
        ("2026-06-12T15:20:00Z", "en-us", "ko", "2026-06-12T15:20"),
        ("12/06/2026", "en", "", None),
    ],
)
def test_the_usual_language_of_a_source_reads_its_dates(
    raw: str, stated: str, usual: str, expected: str | None
) -> None:
    """A document without a language, or with that of its template, has dates in that of its source."""
    found = parse_stated_date(raw, stated, usual)
    assert (found.isoformat()[:16] if found else None) == expected


@pytest.mark.fault(367)
def test_feeds_and_pages_use_the_usual_language() -> None:
    """RSS, JSON Feed and pages that state no language or a wrong one get the order of day and month right."""
    now = datetime(2026, 11, 1, tzinfo=UTC)
    feed = rss(item(pubDate="12/06/2026 10:30")).replace(b"<channel>", b"<channel><language>en</language>")
    json_feed = json.dumps(
        {
            "version": "https://jsonfeed.org/version/1",
            "title": "T",
            "items": [{"id": "1", "title": "Story", "date_published": "12/06/2026 10:30"}],
        }
    ).encode()
    expected = datetime(2026, 6, 12, 3, 30, tzinfo=UTC)
    for document in (feed, json_feed):
        parsed = parse_feed(document, "", FEED_URL, now, "", "vi")
        assert isinstance(parsed, ParsedFeed)
        assert [one.published for one in parsed.entries] == [expected]
    head = '<html lang="en"><head><title>Story</title><meta name="pubdate" content="12/06/2026 10:30"></head>'
    body = f"{head}<body><article><h1>Story</h1><p>{PARAGRAPH}</p><p>{PARAGRAPH}</p></article>".encode()
    page = Page("https://news.test/1", body, "text/html")
    assert read_page(page, entry(published=None), "vi", now).page_date == expected
