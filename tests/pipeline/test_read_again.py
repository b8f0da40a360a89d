"""Later changes of feeds and pages are noticed, and links that lead to no article are not fetched."""

from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from monitor.models import StoryStatus, TextSource
from monitor.pipeline import publish_today, sweep
from monitor.pipeline.context import AppContext
from tests.apps import MATCHING, OTHER, Clock, app_at, config_for
from tests.faulty_site import FaultySite

LISTING = (
    b"<html><body><article><h1>Upcoming</h1>"
    + b"<p>Laos extradition treaty review.</p>" * 9
    + (b"</article></body></html>")
)


def rss(*items: tuple[str, str, str]) -> bytes:
    """Make a feed from (link, guid, title)."""
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


@pytest.mark.fault(244)
@pytest.mark.parametrize("told", [True, False])
async def test_an_edited_flash_is_an_update(demo_site: FaultySite, tmp_path: Path, told: bool) -> None:  # noqa: FBT001
    """An article edited under its link and guid is in the digest, marked as an update of an earlier one."""
    demo_site.add_feed("/a.xml", "Courier")
    page = demo_site.publish("/a.xml", "More follows", OTHER)
    clock = Clock()
    async with app_at(tmp_path, config_for(demo_site, "/a.xml"), clock) as app:
        await sweep(app, finish=True)
        if told:
            await publish_today(app)
        demo_site.edit(page, title="Treaty signed", text=MATCHING)
        clock.forward(hours=1)
        await sweep(app, finish=True)
        (story,) = (await publish_today(app)).digest.topics[0].stories
    assert (story.headline, story.articles[0].text_source) == ("Treaty signed", TextSource.PAGE)
    assert story.status is (StoryStatus.UPDATE if told else StoryStatus.NEW)
    assert story.articles[0].updated is told


@pytest.mark.fault(245)
async def test_an_edited_page_is_read_within_hours(demo_site: FaultySite, tmp_path: Path) -> None:
    """The page is requested conditionally after some hours and after a day, and then no more."""
    demo_site.add_feed("/a.xml", "Courier")
    page = demo_site.publish("/a.xml", "More follows", OTHER)
    clock = Clock()
    async with app_at(tmp_path, config_for(demo_site, "/a.xml"), clock) as app:
        assert await headlines(app) == []
        clock.forward(hours=5)
        assert await headlines(app) == []
        demo_site.serve(page, LISTING, "text/html")
        clock.forward(hours=20)
        assert await headlines(app) == ["More follows"]
        for _ in range(3):
            clock.forward(hours=20)
            await sweep(app, finish=True)
    requests = demo_site.requests_for(page)
    assert [bool(request.header("if-none-match")) for request in requests] == [False, True, True]


@pytest.mark.fault(242)
@pytest.mark.parametrize("link", ["/list", "/", "#", "/app#/story/{}", "/a.xml"])
async def test_a_link_to_no_article_is_not_fetched(demo_site: FaultySite, tmp_path: Path, link: str) -> None:
    """Entries whose link identifies no article are matched on title and summary, and shown with them."""
    names = ("Chile copper", "Laos extradition", "Peru harbour")
    links = [link.format(number) for number in range(3)]
    roots = [place if place == "#" else demo_site.url(place) for place in links]
    demo_site.serve("/a.xml", rss(*zip(roots, "123", names, strict=True)), "application/rss+xml")
    for place in ("/list", "/", "/app"):
        demo_site.serve(place, LISTING, "text/html")
    async with app_at(tmp_path, config_for(demo_site, "/a.xml"), Clock()) as app:
        await sweep(app, finish=True)
        (story,) = (await publish_today(app)).digest.topics[0].stories
    assert (story.headline, story.articles[0].text_source) == ("Laos extradition", TextSource.SUMMARY)
    assert len(demo_site.received) == 1


@pytest.mark.fault(225)
async def test_an_outage_loses_no_news(demo_site: FaultySite, tmp_path: Path) -> None:
    """News published four days ago, during an outage of six days, is in the digest after it."""
    demo_site.add_feed("/a.xml", "Courier")
    demo_site.publish("/a.xml", "Before", OTHER)
    clock = Clock()
    async with app_at(tmp_path, config_for(demo_site, "/a.xml"), clock) as app:
        await headlines(app)
        clock.forward(days=6)
        for days in (4, 2, 30):
            at = clock.moment.replace(hour=1)
            demo_site.publish(
                "/a.xml", f"{days} days ago", f"{MATCHING}\n\n{days}.", published=at - timedelta(days)
            )
        await sweep(app, finish=True)
        digest = (await publish_today(app)).digest
    told = {article.title for story in digest.topics[0].stories for article in story.articles}
    assert told == {"4 days ago", "2 days ago"}


COLUMNS = ("Monday: the cup", "Tuesday: the treaty")


def column(number: int) -> bytes:
    """Make the page of a column."""
    text = (OTHER, MATCHING)[number].replace("\n\n", "</p><p>")
    return f"<html><title>{COLUMNS[number]}</title><article><p>{text}</p></article></html>".encode()


@pytest.mark.parametrize("listed", [1, 2], ids=["alone", "beside the one before"])
@pytest.mark.parametrize("wait", [1, 5, 25])
async def test_a_column_is_not_mixed_up_with_the_earlier_one(
    demo_site: FaultySite, tmp_path: Path, listed: int, wait: int
) -> None:
    """After a new entry takes over the link of an earlier one, the page is not read for the earlier one."""
    link = demo_site.url("/column")
    clock = Clock()
    async with app_at(tmp_path, config_for(demo_site, "/a.xml"), clock) as app:
        demo_site.serve("/a.xml", rss((link, "1", COLUMNS[0])), "application/rss+xml")
        demo_site.serve("/column", column(0), "text/html")
        assert await headlines(app) == []
        clock.forward(hours=wait)
        columns = ((link, "2", COLUMNS[1]), (link, "1", COLUMNS[0]))
        demo_site.serve("/a.xml", rss(*columns[:listed]), "application/rss+xml")
        demo_site.serve("/column", column(1), "text/html")
        told = [await headlines(app)]
        for _ in range(3):
            clock.forward(hours=5)
            told.append(await headlines(app))
    assert not any(COLUMNS[0] in headlines for headlines in told)
    assert (told[0] == [COLUMNS[1]]) is (listed == 1)


@pytest.mark.parametrize("title", ["Laos extradition", "Laos extradition, corrected"])
async def test_a_corrected_date_is_news(demo_site: FaultySite, tmp_path: Path, title: str) -> None:
    """An entry whose feed corrects an old date is news; one whose date stays old is not."""
    clock = Clock()

    def feed(title: str, days: int) -> bytes:
        date = format_datetime(clock() - timedelta(days=days))
        items = "".join(
            f"<item><title>{words}</title><guid>{words[:4]}</guid><pubDate>{at}</pubDate></item>"
            for words, at in ((title, date), ("Past extradition of Laos", "Mon, 01 Sep 2025 09:00:00 GMT"))
        )
        return f'<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'.encode()

    async with app_at(tmp_path, config_for(demo_site, "/a.xml"), clock) as app:
        demo_site.serve("/a.xml", feed("Laos extradition", 300), "application/rss+xml")
        assert await headlines(app) == []
        clock.forward(hours=2)
        demo_site.serve("/a.xml", feed(title, 0), "application/rss+xml")
        assert await headlines(app) == [title]
