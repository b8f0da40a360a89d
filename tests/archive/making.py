"""Feeds, entries, results and days for the tests of the archive."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from monitor.archive import Archive
from monitor.models import (
    Article,
    ArticleStatus,
    Counts,
    Digest,
    DigestInput,
    Entry,
    Evidence,
    Feed,
    FeedState,
    Health,
    Match,
    Matching,
    NearMiss,
    Page,
    Pending,
    Poll,
    ReadArticle,
    Story,
    StoryStatus,
    TextSource,
    Topic,
    Topics,
    TopicSection,
    Trend,
    Window,
)

NOW = datetime(2025, 12, 16, 0, 0, tzinfo=UTC)
DAY = date(2025, 12, 16)
HOUR = timedelta(hours=1)
TOPICS = Topics((), (Topic("rail", "Railways"), Topic("rice", "Rice")), "v1")
TIMES = Feed("https://times.example/feed", "Vientiane Example Times", country="LA")
HERALD = Feed("https://herald.example/feed", "Example Herald", country="KR")

_EVIDENCE = Evidence("title", "railway", "Railway", "Railway “ສະຖານີ” opens", 0, 23, 0, 7)
RAIL = Match("rail", 15.0, 10.0, (_EVIDENCE,), "railway 10 x 1.5 (title) = 15 >= 10")
NEARLY = NearMiss("rice", 6.0, 10.0, (_EVIDENCE,), ("score 6 of 10",))
HIT = Matching("v1", (RAIL,), (NEARLY,))
MISS = Matching("v1")


def entry(name: object, feed: Feed = TIMES, **given: object) -> Entry:
    """Make an entry whose key, link and title all derive from one name."""
    values = {"key": f"key-{name}", "url": f"https://news.example/{name}", "title": f"Title {name}", **given}
    return Entry(feed_url=feed.url, **values)


def poll(archive: Archive, entries: Iterable[Entry], feed: Feed = TIMES, now: datetime = NOW) -> int:
    """Record a successful poll."""
    state = FeedState(feed.url, etag='"1"', polled=now, succeeded=now)
    return record(archive, feed, state, entries, now, now - timedelta(days=3))


def record(
    archive: Archive,
    feed: Feed,
    state: FeedState | Callable[[int], FeedState],
    entries: Iterable[Entry] = (),
    now: datetime = NOW,
    backlog_before: datetime = NOW,
) -> int:
    """Record one poll with a state given, or decided by the number of new entries."""
    decide = state if callable(state) else lambda _: state
    (stored,) = archive.feeds.record_polls([Poll(feed, decide, tuple(entries), now, backlog_before)], now)
    return stored.new


def outcome(pending: Pending, matching: Matching = HIT, **given: object) -> ReadArticle:
    """Build the result of reading a pending article."""
    values = {
        "url": pending.entry.url,
        "title": pending.entry.title,
        "text": f"Text of {pending.entry.title}.\nລົດໄຟ 철도",
        "text_source": TextSource.PAGE,
        "published": pending.entry.published,
        **given,
    }
    page = Page(pending.entry.url or "", b"<html>page</html>" * 20, "text/html; charset=utf-8")
    return ReadArticle(pending.article_id, Article(**values), matching, page)


def unreadable(pending: Pending) -> ReadArticle:
    """Build the result of an article whose page could not be fetched."""
    made = outcome(
        pending,
        MISS,
        status=ArticleStatus.UNREADABLE,
        reason="http_404",
        detail="gone",
        text_source=TextSource.TITLE,
    )
    return replace(made, page=None)


def store_all(archive: Archive, matching: Matching = HIT, now: datetime = NOW) -> tuple[Pending, ...]:
    """Store the same result for every pending article."""
    waiting = archive.articles.pending(now, 10_000)
    archive.articles.store_results([outcome(pending, matching) for pending in waiting], now)
    return waiting


def record_digest(
    archive: Archive,
    day: date = DAY,
    now: datetime = NOW,
    *,
    closed: bool = False,
    topics: Topics = TOPICS,
) -> Window:
    """Record a digest of all processed articles."""
    window = replace(archive.digests.window(day, "Asia/Vientiane", now), closed=closed)
    counts, unread, gaps = archive.digests.facts(window)
    archive.digests.record(window, "config-1", topics, 3, counts, Health(unreadable=unread, gaps=gaps))
    return window


def digest_input(archive: Archive, day: date = DAY) -> DigestInput:
    """Return the digest input of a day, which must exist."""
    found = archive.digests.input(day)
    assert found is not None
    return found


def titles(archive: Archive, day: date = DAY) -> list[str]:
    """List the titles that are new in the digest of a day."""
    return [article.title for article in digest_input(archive, day).articles]


def digest(window: Window, stories: Sequence[str], topic: str = "rail") -> Digest:
    """Build a digest with a number of stories under one topic and none under a second."""
    told = tuple(Story(story, StoryStatus.NEW, story, "en", (), (), window.date) for story in stories)
    trend = Trend(len(told), None, None, ())
    sections = (TopicSection(topic, topic, told, trend), TopicSection("rice", "Rice", (), trend))
    return Digest(window, "config-1", Counts(), (), sections, Health())
