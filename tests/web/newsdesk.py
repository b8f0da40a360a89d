"""An archive with a day of news, for the tests of the pages."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from monitor.archive import open_archive
from monitor.match import compile_topics, match_article
from monitor.models import (
    Article,
    Config,
    Entry,
    Feed,
    FeedState,
    Keyword,
    ReadArticle,
    SemanticSettings,
    TextSource,
    Topic,
    Topics,
)
from monitor.pipeline import FeedSummary, read_status
from tests.archive.making import record, record_digest
from tests.empty_archive import new_archive

NOW = datetime(2025, 12, 16, 0, 30, tzinfo=UTC)
FEEDS = (
    Feed("https://courier.example/rss", "Mekong Courier", "en", "LA"),
    Feed("https://hanbando.example/rss", "한반도일보", "ko", "KR"),
)
TOPICS = Topics(
    (),
    (
        Topic("extradition", "Extradition", (Keyword("extradit*"), Keyword("인도조약", language="ko"))),
        Topic("railway", "Railways", (Keyword("railway", weight=6.0), Keyword("station", weight=6.0))),
    ),
    "v1",
)
# Number of the feed, headline, text.
NEWS = (
    (
        0,
        "Laos ratifies extradition treaty",
        "The assembly agreed.\nThe extradition treaty enters into force.",
    ),
    (1, "라오스, 범죄인 인도조약 비준", "라오스 국회가 인도조약을 비준했다."),
    (0, "Railway opens a station", "The railway has a new station at the river."),
    (0, "A railway for the north", "It will be long."),
    (0, "Rice harvest ends", "Nothing else happened."),
)


def fill(
    folder: Path,
    news: Sequence[tuple[int, str, str]] = NEWS,
    feeds: Sequence[Feed] = FEEDS,
    topics: Topics = TOPICS,
    url: str = "sqlite:///archive.db",
    **given: str,
) -> Config:
    """Store news of this morning, matched, after the closed digest of yesterday; return the config.

    Args:
        folder: for the archive.
        news: (number of the feed, headline, text) of each article.
        feeds: the feeds.
        topics: the topics.
        url: of the archive.
        given: further attributes of every article.
    """
    compiled = compile_topics(topics)
    with new_archive(folder, url) as archive:
        yesterday = NOW - timedelta(days=1)
        record_digest(archive, date(2025, 12, 15), yesterday, closed=True, topics=topics)
        for number, feed in enumerate(feeds):
            entries = [
                Entry(feed.url, f"key-{place}", f"https://news.example/{place}", title, published=NOW)
                for place, (of, title, _) in enumerate(news)
                if of == number
            ]
            state = FeedState(feed.url, polled=NOW, succeeded=NOW, entries=len(entries))
            record(archive, feed, state, entries, NOW - timedelta(hours=1), yesterday - timedelta(days=3))
        texts = {f"https://news.example/{place}": text for place, (_, _, text) in enumerate(news)}
        read = []
        for pending in archive.articles.pending(NOW, 10_000):
            title, text = pending.entry.title, texts[pending.entry.url or ""]
            values = {"language": "en", "published": NOW, **given}
            article = Article(pending.entry.url, title, text, TextSource.PAGE, **values)
            read.append(ReadArticle(pending.article_id, article, match_article(compiled, title, text)))
        archive.articles.store_results(read, NOW - timedelta(minutes=30))
    return Config(
        folder=Path(),
        version="v1",
        timezone="Asia/Seoul",
        feeds=tuple(feeds),
        topics=topics,
        semantic=SemanticSettings(encoder="none"),
    )


def show(facts, folder: Path, config: Config) -> None:
    """Have the page show an archive with its real status."""
    facts.archive, facts.config = folder, config
    with open_archive(facts.url, folder, create=False, readonly=True) as archive:
        facts.status = read_status(config, archive, NOW)


def summary_of(config: Config, status: str = "ok", reason: str = "", detail: str = "") -> list[FeedSummary]:
    """Return the state of all feeds of a config."""
    told = {"status": status, "reason": reason, "detail": detail, "polled": NOW}
    return [FeedSummary(feed.name, feed.url, **told) for feed in config.feeds]


async def read_examined(browser, path: str = "/", **headers: str) -> str:
    """Return a page as soon as what may have been missed is known; each request waits a moment for it."""
    text = ""
    for _ in range(300):
        _, _, text = await browser.ask(path, **headers)
        if "being examined" not in text:
            break
    return text


def add(folder: Path, title: str, text: str) -> None:
    """Store one more article of the first feed."""
    with open_archive("sqlite:///archive.db", folder, create=False) as archive:
        entry = Entry(FEEDS[0].url, title, f"https://news.example/{title.replace(' ', '-')}", title)
        record(archive, FEEDS[0], FeedState(FEEDS[0].url, polled=NOW), [entry], NOW, NOW - timedelta(days=3))
        (pending,) = archive.articles.pending(NOW, 10)
        matching = match_article(compile_topics(TOPICS), title, text)
        article = Article(entry.url, title, text, TextSource.PAGE)
        archive.articles.store_results([ReadArticle(pending.article_id, article, matching)], NOW)
