"""The demo site: feeds that parse and pages that can be read."""

from datetime import UTC, datetime

import pytest

from monitor.models import ParsedFeed, Request, Response
from monitor.read import parse_feed
from tests.faulty_site import FaultySite

NOW = datetime(2025, 12, 16, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize("format", ["rss", "atom", "json", "rdf"])
async def test_every_format_is_read(client, format) -> None:  # noqa: A002 - the usual name
    """An article published in any feed format is read back with title, link, date and summary."""
    async with FaultySite() as demo_site:
        demo_site.add_feed("/feed", "라오 & Co <news>", language="ko", format=format)
        demo_site.publish(
            "/feed", "라오스 <공항> & 항공", "첫 문단.\n\n둘째 문단.", published=NOW, author="김 기자"
        )
        path = demo_site.publish("/feed", "Second", "Text.", published=NOW, summary="Short & sweet")
        answer = await client.fetch(Request(demo_site.url("/feed"), "feed"))
        assert isinstance(answer, Response)
        parsed = parse_feed(answer.body, answer.header("content-type") or "", answer.final_url, NOW)
        assert isinstance(parsed, ParsedFeed)
        second, first = parsed.entries
        assert (first.title, first.published) == ("라오스 <공항> & 항공", NOW)
        assert (second.url, second.summary) == (demo_site.url(path), "Short & sweet")
        page = await client.fetch(Request(second.url or "", "page"))
        assert isinstance(page, Response)
        assert b"<p>Text.</p>" in page.body


async def test_withdrawn_pages_answer_404(client) -> None:
    """A withdrawn article leaves its feed, and its page answers 404."""
    async with FaultySite() as demo_site:
        demo_site.add_feed("/feed", "Courier")
        path = demo_site.publish("/feed", "One", "Text.")
        demo_site.withdraw(path)
        answer = await client.fetch(Request(demo_site.url(path), "page"))
        assert str(answer).startswith("http_404")
        feed = await client.fetch(Request(demo_site.url("/feed"), "feed"))
        assert isinstance(feed, Response)
        assert b"<item>" not in feed.body
