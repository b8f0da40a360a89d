"""A sweep fetches, reads, matches and stores; it loses nothing and repeats nothing."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import NO_WORKER, TaskFailed
from monitor.executors.inline import InlineExecutor
from monitor.models import ArticleStatus, Config, Feed, FeedStatus, Keyword, Topic, Topics
from monitor.pipeline import publish, publish_today, sweep
from monitor.tasks import find_candidates, match_texts, parse_and_match, read_and_match, read_and_match_all
from tests.apps import MATCHING, OTHER, Clock, app_at, config_for, have_seen
from tests.faulty_site import FaultySite


async def test_a_published_article_is_read_and_matched(demo_site: FaultySite, tmp_path: Path) -> None:
    """A new article is fetched, read and matched, and is in today's digest."""
    demo_site.add_feed("/a.xml", "Courier")
    demo_site.publish("/a.xml", "Treaty signed", MATCHING)
    demo_site.publish("/a.xml", "Season ends", OTHER)
    async with app_at(tmp_path, config_for(demo_site, "/a.xml"), Clock()) as app:
        report = await sweep(app, finish=True)
        published = await publish_today(app)
    assert (report.new, report.failed, report.unexpected) == (2, 0, 0)
    assert (report.reading.read, report.reading.matched) == (2, 1)
    (extradition, minerals) = published.digest.topics
    assert [story.headline for story in extradition.stories] == ["Treaty signed"]
    assert minerals.stories == ()


async def test_a_second_sweep_fetches_no_page_again(demo_site: FaultySite, tmp_path: Path) -> None:
    """The second sweep requests the feed conditionally, and no page."""
    demo_site.add_feed("/a.xml", "Courier")
    page = demo_site.publish("/a.xml", "Treaty signed", MATCHING)
    clock = Clock()
    async with app_at(tmp_path, config_for(demo_site, "/a.xml"), clock) as app:
        await sweep(app, finish=True)
        clock.forward(hours=2)
        report = await sweep(app, finish=True)
    assert report.new == 0
    assert len(demo_site.requests_for(page)) == 1
    assert demo_site.requests_for("/a.xml")[1].header("if-none-match")


@pytest.mark.fault(67, 79)
async def test_a_restart_polls_nothing_early(demo_site: FaultySite, tmp_path: Path) -> None:
    """Ten starts within the interval poll a feed once, because the archive stores the next poll time."""
    demo_site.add_feed("/a.xml", "Courier")
    page = demo_site.publish("/a.xml", "Treaty signed", MATCHING)
    clock = Clock()
    for _ in range(10):
        async with app_at(tmp_path, config_for(demo_site, "/a.xml"), clock) as app:
            await sweep(app)
        clock.forward(minutes=1)
    assert len(demo_site.requests_for("/a.xml")) == 1
    assert len(demo_site.requests_for(page)) == 1


@pytest.mark.fault(68)
async def test_editing_one_feed_polls_no_other(demo_site: FaultySite, tmp_path: Path) -> None:
    """After one feed was added to the config, only that one is polled."""
    for path in ("/a.xml", "/b.xml"):
        demo_site.add_feed(path, path)
    clock = Clock()
    async with app_at(tmp_path, config_for(demo_site, "/a.xml"), clock) as app:
        await sweep(app)
        await app.adopt(config_for(demo_site, "/a.xml", "/b.xml"))
        clock.forward(minutes=1)
        await sweep(app)
    assert len(demo_site.requests_for("/a.xml")) == 1
    assert len(demo_site.requests_for("/b.xml")) == 1


async def test_one_article_in_two_feeds_is_fetched_once(demo_site: FaultySite, tmp_path: Path) -> None:
    """Entries that lead to one URL share one article, which names both outlets."""
    demo_site.add_feed("/a.xml", "A")
    demo_site.add_feed("/b.xml", "B")
    demo_site.publish("/a.xml", "Treaty signed", MATCHING, url_path="/story")
    demo_site.publish("/b.xml", "Treaty signed", MATCHING, url_path="/story")
    async with app_at(tmp_path, config_for(demo_site, "/a.xml", "/b.xml"), Clock()) as app:
        await sweep(app, finish=True)
        published = await publish_today(app)
    assert len(demo_site.requests_for("/story")) == 1
    (story,) = published.digest.topics[0].stories
    assert set(story.outlets) == {"A.XML", "B.XML"}


async def test_an_unreadable_page_is_matched_on_the_feed(demo_site: FaultySite, tmp_path: Path) -> None:
    """If the page answers 404, title and summary are matched, and the digest shows the reason."""
    demo_site.add_feed("/a.xml", "Courier")
    page = demo_site.publish("/a.xml", "Treaty signed", MATCHING, summary="Laos signs an extradition treaty.")
    demo_site.answer(page, 404)
    async with app_at(tmp_path, config_for(demo_site, "/a.xml"), Clock()) as app:
        report = await sweep(app)
        published = await publish_today(app)
    assert report.reading.unreadable == 1
    (story,) = published.digest.topics[0].stories
    assert story.articles[0].reason == "http_404"
    assert [item.reason for item in published.digest.health.unreadable] == ["http_404"]


async def test_a_temporary_failure_is_retried(demo_site: FaultySite, tmp_path: Path) -> None:
    """A 503 leaves the article pending; a later sweep reads it, and the next digest marks it as late."""
    demo_site.add_feed("/a.xml", "Courier")
    page = demo_site.publish("/a.xml", "Treaty signed", MATCHING, summary="Nothing to see.")
    demo_site.answer(page, 503)
    clock = Clock()
    async with app_at(tmp_path, config_for(demo_site, "/a.xml"), clock) as app:
        first = await sweep(app)
        clock.forward(minutes=1)
        before = await publish_today(app)
        demo_site.recover(page)
        clock.forward(days=1)
        second = await sweep(app)
        after = await publish_today(app)
    assert (first.reading.postponed, second.reading.read) == (1, 1)
    assert before.digest.counts.pending == 1
    assert before.digest.topics[0].stories == ()
    (story,) = after.digest.topics[0].stories
    assert story.articles[0].late


async def test_finishing_leaves_nothing_pending(demo_site: FaultySite, tmp_path: Path) -> None:
    """With `finish`, a page that fails twice is unreadable at once, after two requests."""
    demo_site.add_feed("/a.xml", "Courier")
    page = demo_site.publish("/a.xml", "Treaty signed", MATCHING)
    demo_site.answer(page, 500)
    async with app_at(tmp_path, config_for(demo_site, "/a.xml"), Clock()) as app:
        report = await sweep(app, finish=True)
        published = await publish_today(app)
    assert (report.reading.unreadable, report.reading.postponed) == (1, 0)
    assert published.digest.counts.pending == 0
    assert len(demo_site.requests_for(page)) == 2


@pytest.mark.fault(110)
async def test_old_news_is_backlog(demo_site: FaultySite, tmp_path: Path) -> None:
    """An entry older than `backlog_after` when first seen is read and stored, and is in no digest."""
    clock = Clock()
    demo_site.add_feed("/a.xml", "Courier")
    demo_site.publish("/a.xml", "Treaty signed", MATCHING, published=clock.moment.replace(month=11))
    async with app_at(tmp_path, config_for(demo_site, "/a.xml"), clock) as app:
        report = await sweep(app, finish=True)
        published = await publish_today(app)
    assert report.reading.read == 1
    assert published.digest.counts.backlog == 1
    assert published.digest.topics[0].stories == ()


async def test_edited_topics_match_the_open_window_again(demo_site: FaultySite, tmp_path: Path) -> None:
    """A keyword added at noon finds articles read in the morning, without fetching them again."""
    demo_site.add_feed("/a.xml", "Courier")
    page = demo_site.publish("/a.xml", "Season ends", OTHER)
    config = config_for(demo_site, "/a.xml")
    extradition, minerals = config.topics.topics
    football = replace(
        minerals, keywords=(*minerals.keywords, replace(minerals.keywords[1], term="football"))
    )
    edited = replace(config.topics, topics=(extradition, football), version="topics-2")
    async with app_at(tmp_path, config, Clock()) as app:
        await sweep(app, finish=True)
        assert (await publish_today(app)).digest.counts.matched == 0
        await app.adopt(replace(config, topics=edited))
        await sweep(app)
        published = await publish_today(app)
    assert [story.headline for story in published.digest.topics[1].stories] == ["Season ends"]
    assert len(demo_site.requests_for(page)) == 1


async def test_a_digest_right_after_an_edit_has_the_new_topics(demo_site: FaultySite, tmp_path: Path) -> None:
    """A digest is recorded and matched with the topics in force, with or without a sweep before."""
    demo_site.add_feed("/a.xml", "Courier")
    demo_site.publish("/a.xml", "Season ends", OTHER)
    config = config_for(demo_site, "/a.xml")
    sport = Topic("sport", "Sport", (Keyword("football", language="en"),))
    async with app_at(tmp_path, config, Clock()) as app:
        await sweep(app, finish=True)
        await app.adopt(replace(config, topics=Topics((), (sport,), "topics-2")))
        published = await publish(app, date(2025, 12, 16), closes=True)
    assert published.digest.counts.matched == 1
    assert [story.headline for story in published.digest.topics[0].stories] == ["Season ends"]


@pytest.mark.fault(171, 172)
async def test_a_text_that_kills_the_matcher_stops_no_digest(demo_site: FaultySite, tmp_path: Path) -> None:
    """If a worker dies while texts are matched again, each is matched alone; the fatal one has no match."""
    demo_site.add_feed("/a.xml", "Courier")
    for title in ("Season ends", "Deadly season"):
        demo_site.publish("/a.xml", title, OTHER)

    class Deadly(InlineExecutor):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            if fn is match_texts and any(text.title == "Deadly season" for text in args[0]):
                died: Future[Any] = Future()
                died.set_exception(TaskFailed("worker_crashed", "the worker ended with code -9"))
                return died
            return super().submit(fn, *args, **kwargs)

    config = config_for(demo_site, "/a.xml")
    sport = Topic("sport", "Sport", (Keyword("season", language="en"),))
    async with app_at(tmp_path, config, Clock()) as app:
        await sweep(app, finish=True)
        app.executor = Deadly()
        await app.adopt(replace(config, topics=Topics((), (sport,), "topics-2")))
        report = await sweep(app)
        published = await publish_today(app)
    assert report.unexpected == 0
    assert [story.headline for story in published.digest.topics[0].stories] == ["Season ends"]


async def test_full_text_feeds_need_no_page(demo_site: FaultySite, tmp_path: Path) -> None:
    """A feed marked full_text is read from its own content."""
    demo_site.add_feed("/a.xml", "Courier", full_text=True)
    page = demo_site.publish("/a.xml", "Treaty signed", MATCHING)
    config = config_for(demo_site, "/a.xml")
    config = replace(config, feeds=(replace(config.feeds[0], full_text=True),))
    async with app_at(tmp_path, config, Clock()) as app:
        report = await sweep(app, finish=True)
    assert (report.reading.read, report.reading.matched) == (1, 1)
    assert demo_site.requests_for(page) == []


class Poisoned(InlineExecutor):
    """An executor whose workers die of one article, or meet a bug in it, alone or among others."""

    def __init__(self, error: Exception, poison: str = "poison") -> None:
        super().__init__()
        self._poison = poison
        self.parses = True  # and so meets the poison when it parses the feed
        self.trips: list[Any] = []
        self.answers: list[Any] = []
        self._error = error

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Fail while the poison is among the arguments."""
        self.trips.append(fn)
        readings = {read_and_match: args[:1], read_and_match_all: args[0]}.get(fn, ())
        poisoned = any(self._poison in one.pending.entry.content and one.failure is None for one in readings)
        if poisoned or (fn is parse_and_match and self.parses and self._poison.encode() in args[0].body):
            failed: Future[Any] = Future()
            failed.set_exception(self._error)
            return failed
        future = super().submit(fn, *args, **kwargs)
        self.answers.append(future.result())
        return future


@pytest.fixture
def poisoned_feed(demo_site: FaultySite) -> Config:
    """Add a full-text feed of seven articles, one of which is poison."""
    demo_site.add_feed("/a.xml", "Courier", full_text=True)
    for number in range(7):
        text = MATCHING + (" It is poison." if number == 3 else "")
        demo_site.publish("/a.xml", f"Treaty {number} signed", text + f" The number is {number}." * 30)
    config = config_for(demo_site, "/a.xml")
    return replace(config, feeds=(replace(config.feeds[0], full_text=True),))


async def test_full_text_entries_are_matched_with_their_feed(
    poisoned_feed: Config, demo_site: FaultySite, tmp_path: Path
) -> None:
    """Each article is stored once; the next document is parsed again, but only new entries are matched."""
    clock = Clock()
    async with app_at(tmp_path, poisoned_feed, clock) as app:
        app.executor = executor = Poisoned(ValueError(), poison="nothing of this kind")
        first = await sweep(app, finish=True)
        assert executor.trips == [parse_and_match]
        demo_site.publish("/a.xml", "Treaty 7 signed", MATCHING + " It is the eighth." * 30)
        clock.forward(hours=2)
        second = await sweep(app, finish=True)
        published = await publish_today(app)
    assert (first.new, first.reading.read, first.reading.matched, first.unexpected) == (7, 7, 7, 0)
    assert (second.new, second.reading.read, second.reading.matched) == (1, 1, 1)
    assert executor.trips == [parse_and_match, parse_and_match, find_candidates]
    assert [len(answer.articles) for answer in executor.answers[:2]] == [7, 1]
    assert published.digest.counts.matched == 8


async def test_articles_without_a_page_are_one_task(poisoned_feed: Config, tmp_path: Path) -> None:
    """Entries that were not matched with their feed are matched in one task."""
    progress = []
    async with app_at(tmp_path, poisoned_feed, Clock()) as app:
        app.executor = executor = Poisoned(ValueError(), poison="nothing of this kind")
        app.progress = lambda step, done, total: progress.append((step, done, total))
        await have_seen(app)
        report = await sweep(app, finish=True)
    assert (report.reading.read, report.reading.matched, report.unexpected) == (7, 7, 0)
    assert executor.trips == [parse_and_match, read_and_match_all]
    assert ("articles", 7, 7) in progress


@pytest.mark.fault(171, 172, 173)
async def test_a_poisonous_article_fails_alone(poisoned_feed: Config, tmp_path: Path) -> None:
    """An entry that kills the worker is found by reading each alone: six are read, one is not."""
    async with app_at(tmp_path, poisoned_feed, Clock()) as app:
        app.executor = Poisoned(TaskFailed("worker_crashed", "the worker ended with code -9"))
        report = await sweep(app, finish=True)
        published = await publish_today(app)
    assert (report.reading.read, report.reading.unreadable, report.unexpected) == (6, 1, 0)
    assert [unread.reason for unread in published.digest.health.unreadable] == ["worker_crashed"]
    articles = [found for story in published.digest.topics[0].stories for found in story.articles]
    assert len(articles) == 7  # the feed's own words still match


async def test_matches_stay_without_workers(demo_site: FaultySite, tmp_path: Path) -> None:
    """An edit of the topics removes no match if no process starts; the articles are matched later."""

    class Without(InlineExecutor):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            if fn is not match_texts:
                return super().submit(fn, *args, **kwargs)
            none: Future[Any] = Future()
            none.set_exception(TaskFailed(NO_WORKER, "no worker process could be started"))
            return none

    demo_site.add_feed("/a.xml", "Courier")
    demo_site.publish("/a.xml", "Treaty signed", MATCHING)
    config = config_for(demo_site, "/a.xml")
    async with app_at(tmp_path, config, Clock()) as app:
        await sweep(app, finish=True)
        app.executor = Without()
        await app.adopt(replace(config, topics=replace(config.topics, version="topics-2")))
        with pytest.raises(TaskFailed):
            await sweep(app)
        assert app.archive.status_counts(app.clock()).matched == 1
        app.executor = InlineExecutor()
        published = await publish_today(app)
    assert published.digest.counts.matched == 1


async def test_articles_wait_for_workers(poisoned_feed: Config, tmp_path: Path) -> None:
    """No article becomes unreadable because no process starts; the next sweep reads it."""
    async with app_at(tmp_path, poisoned_feed, Clock()) as app:
        app.executor = executor = Poisoned(TaskFailed(NO_WORKER, "no worker process could be started"))
        executor.parses = False
        await have_seen(app)
        report = await sweep(app)
        assert (report.reading.read, report.reading.unreadable, report.reading.postponed) == (6, 0, 1)
        app.executor = InlineExecutor()
        report = await sweep(app)
    assert (report.reading.read, report.unexpected) == (1, 0)


async def test_feeds_wait_for_workers(poisoned_feed: Config, tmp_path: Path) -> None:
    """If no process starts, each feed is polled once; the next poll has all entries."""
    clock = Clock()
    async with app_at(tmp_path, poisoned_feed, clock) as app:
        app.executor = executor = Poisoned(TaskFailed(NO_WORKER, "no worker process could be started"), "")
        report = await sweep(app)
        assert executor.trips == [parse_and_match]
        assert (report.new, report.failed, report.unexpected) == (0, 1, 0)
        app.executor = InlineExecutor()
        clock.forward(hours=25)
        report = await sweep(app)
    assert (report.new, report.reading.read, report.unexpected) == (7, 7, 0)


async def test_a_bug_in_one_article_costs_that_one(poisoned_feed: Config, tmp_path: Path) -> None:
    """After an unexpected error a batch is read one by one: one error counts, one article stays pending."""
    async with app_at(tmp_path, poisoned_feed, Clock()) as app:
        app.executor = Poisoned(ZeroDivisionError())
        report = await sweep(app)
        assert (report.reading.read, report.unexpected) == (6, 1)
        app.executor = InlineExecutor()
        report = await sweep(app)
    assert (report.reading.read, report.unexpected) == (1, 0)


def test_statuses_are_words() -> None:
    """An article's status is one of the three documented words."""
    assert [status.value for status in ArticleStatus] == ["pending", "read", "unreadable"]
    assert Feed("http://h/", "H").enabled


@pytest.mark.fault(73)
async def test_an_edit_polls_a_feed_that_is_gone(demo_site: FaultySite, tmp_path: Path) -> None:
    """410 pauses a feed for a week; an edit of its table polls it at once, an edit of another does not."""
    demo_site.answer("/a.xml", 410)
    config = config_for(demo_site, "/a.xml", "/b.xml")
    demo_site.add_feed("/b.xml", "Courier")
    clock = Clock()
    async with app_at(tmp_path, config, clock) as app:

        async def asked() -> int:
            demo_site.received.clear()
            await sweep(app)
            return len(demo_site.requests_for("/a.xml"))

        assert await asked() == 1
        clock.forward(days=6)
        assert await asked() == 0
        clock.forward(days=1)
        assert await asked() == 1
        first, second = config.feeds
        await app.adopt(replace(config, feeds=(first, replace(second, name="Courier"))))
        assert await asked() == 0
        await app.adopt(replace(config, feeds=(replace(first, name="The Times"), second)))
        assert await asked() == 1
        assert app.archive.feeds.states()[first.url].status is FeedStatus.GONE
