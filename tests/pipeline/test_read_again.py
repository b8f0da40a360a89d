"""What feeds and pages change after an article was read is seen; links to no article are not asked."""

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.models import StoryStatus, TextSource
from monitor.pipeline import publish_today, sweep
from monitor.pipeline.context import AppContext
from tests.apps import MATCHING, OTHER, Clock, app_at, config_for
from tests.newsroom import Newsroom

LISTING = (
    b"<html><body><article><h1>Upcoming</h1>"
    + b"<p>Laos extradition treaty review.</p>" * 9
    + (b"</article></body></html>")
)


def rss(*items: tuple[str, str, str]) -> bytes:
    """Make a feed of (link, guid, title)."""
    listed = "".join(
        f"<item><title>{title}</title><link>{link}</link><guid isPermaLink='false'>{guid}</guid>"
        f"<description>About {title} only.</description></item>"
        for link, guid, title in items
    )
    return f'<rss version="2.0"><channel><title>T</title>{listed}</channel></rss>'.encode()


async def headlines(app: AppContext) -> list[str]:
    """List the headlines under the first topic of today's digest, after a sweep."""
    await sweep(app, finish=True)
    return [story.headline for story in (await publish_today(app)).digest.topics[0].stories]


@pytest.mark.parametrize("told", [True, False])
async def test_a_flash_becomes_the_story(newsroom: Newsroom, tmp_path: Path, told: bool) -> None:  # noqa: FBT001
    """An article edited at one link and guid is in the digest, marked as an update where one was written."""
    newsroom.add_feed("/a.xml", "Courier")
    page = newsroom.publish("/a.xml", "More follows", OTHER)
    clock = Clock()
    async with app_at(tmp_path, config_for(newsroom, "/a.xml"), clock) as app:
        await sweep(app, finish=True)
        if told:
            await publish_today(app)
        newsroom.edit(page, title="Treaty signed", text=MATCHING)
        clock.forward(hours=1)
        await sweep(app, finish=True)
        (story,) = (await publish_today(app)).digest.topics[0].stories
    assert (story.headline, story.articles[0].text_source) == ("Treaty signed", TextSource.PAGE)
    assert story.status is (StoryStatus.UPDATE if told else StoryStatus.NEW)
    assert story.articles[0].updated is told


async def test_a_page_edited_alone_is_seen_within_hours(newsroom: Newsroom, tmp_path: Path) -> None:
    """The page is asked for again after some hours and after a day, conditionally, and never more."""
    newsroom.add_feed("/a.xml", "Courier")
    page = newsroom.publish("/a.xml", "More follows", OTHER)
    clock = Clock()
    async with app_at(tmp_path, config_for(newsroom, "/a.xml"), clock) as app:
        assert await headlines(app) == []
        clock.forward(hours=5)
        assert await headlines(app) == []
        newsroom.serve(page, LISTING, "text/html")
        clock.forward(hours=20)
        assert await headlines(app) == ["More follows"]
        for _ in range(3):
            clock.forward(hours=20)
            await sweep(app, finish=True)
    requests = newsroom.requests_for(page)
    assert [bool(request.header("if-none-match")) for request in requests] == [False, True, True]


@pytest.mark.parametrize("link", ["/list", "/", "#", "/app#/story/{}", "/a.xml"])
async def test_a_link_to_no_article_is_not_fetched(newsroom: Newsroom, tmp_path: Path, link: str) -> None:
    """Entries whose link identifies nothing are matched on their own words, and shown so."""
    names = ("Chile copper", "Laos extradition", "Peru harbour")
    links = [link.format(number) for number in range(3)]
    roots = [place if place == "#" else newsroom.url(place) for place in links]
    newsroom.serve("/a.xml", rss(*zip(roots, "123", names, strict=True)), "application/rss+xml")
    for place in ("/list", "/", "/app"):
        newsroom.serve(place, LISTING, "text/html")
    async with app_at(tmp_path, config_for(newsroom, "/a.xml"), Clock()) as app:
        await sweep(app, finish=True)
        (story,) = (await publish_today(app)).digest.topics[0].stories
    assert (story.headline, story.articles[0].text_source) == ("Laos extradition", TextSource.SUMMARY)
    assert len(newsroom.received) == 1


async def test_an_outage_loses_no_news(newsroom: Newsroom, tmp_path: Path) -> None:
    """What was published four days ago, in an outage of six, is in the digest after it."""
    newsroom.add_feed("/a.xml", "Courier")
    newsroom.publish("/a.xml", "Before", OTHER)
    clock = Clock()
    async with app_at(tmp_path, config_for(newsroom, "/a.xml"), clock) as app:
        await headlines(app)
        clock.forward(days=6)
        for days in (4, 2, 30):
            at = clock.moment.replace(hour=1)
            newsroom.publish(
                "/a.xml", f"{days} days ago", f"{MATCHING}\n\n{days}.", published=at - timedelta(days)
            )
        await sweep(app, finish=True)
        digest = (await publish_today(app)).digest
    told = {article.title for story in digest.topics[0].stories for article in story.articles}
    assert told == {"4 days ago", "2 days ago"}
