"""The demo's news covers everything that the demo shows."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from monitor.config import read_config, read_topics, shipped_folder
from monitor.demo_site.config_files import write_demo_config
from monitor.demo_site.demo import DemoArticle, load
from monitor.demo_site.site import DemoSite
from monitor.match import compile_topics, match_article


def test_the_demo_has_eight_languages_and_five_formats() -> None:
    """The feeds cover eight languages and five formats, and one of them is broken."""
    feeds = load().feeds
    assert {feed.language for feed in feeds} == {"en", "ko", "lo", "th", "zh", "vi", "ja", "fr"}
    assert {feed.format for feed in feeds} == {"rss", "atom", "json", "page", "sitemap"}
    assert sum(feed.broken for feed in feeds) == 1
    assert len({feed.path for feed in feeds}) == len({feed.title for feed in feeds}) == len(feeds)


def test_every_article_belongs_to_a_feed_and_every_feed_has_one() -> None:
    """Every article has a feed and its own path, and every feed but the broken one has articles."""
    news = load()
    used = {article.feed for article in news.articles}
    assert used == {feed.path for feed in news.feeds if not feed.broken}
    paths = [article.path for article in news.articles] + [feed.path for feed in news.feeds]
    assert len(set(paths)) == len(paths)


def test_three_outlets_print_an_agency_text() -> None:
    """Three outlets print the same text on one day, and one text of the day before appears again."""
    news = load()
    for days in ((False,), (True, False)):
        texts = Counter(article.paragraphs for day in days for article in news.of(yesterday=day))
        assert max(texts.values()) >= 3
    copied = {article.paragraphs for article in news.of(yesterday=True)}
    assert copied & {article.paragraphs for article in news.of(yesterday=False)}


def test_two_days_of_news_are_in_order() -> None:
    """Both days have articles, oldest first, all published before the moment of the demo."""
    moment = datetime(2026, 2, 3, 12, tzinfo=UTC)
    news = load()
    assert news.of(yesterday=True)
    assert len(news.of(yesterday=False)) > len(news.of(yesterday=True))
    published = [article.published(moment) for article in news.articles]
    assert published == sorted(published)
    assert all(when < moment for when in published)


def test_an_article_with_a_broken_page_has_a_summary() -> None:
    """The article with the broken page has a summary that is long enough to match."""
    (broken,) = [article for article in load().articles if article.broken]
    assert len(broken.summary) > 50


def matched_topics(articles: tuple[DemoArticle, ...]) -> dict[str, set[str]]:
    """Return the shipped topics that each article matches, by path; a broken page has only its summary."""
    compiled = compile_topics(read_topics(shipped_folder()))
    texts = {a.path: a.summary if a.broken else "\n".join(a.paragraphs) for a in articles}
    return {
        a.path: {match.topic for match in match_article(compiled, a.title, texts[a.path]).matches}
        for a in articles
    }


def test_every_shipped_topic_has_news() -> None:
    """The demo has a hit for each shipped topic; tourism and treaties elsewhere match no topic."""
    found = matched_topics(load().articles)
    topics = {topic.id for topic in read_topics(shipped_folder()).topics}
    assert set().union(*found.values()) == topics
    for path in ("/golden/night-market.html", "/golden/lisbon-court.html", "/hanbando/2218.html"):
        assert found[path] == set()
    for path in ("/hanbando/2212.html", "/vientiane/1192.html", "/courier/luang-prabang-airport-bids.html"):
        assert "luang-prabang-airport" in found[path]


def test_the_weeks_before_have_news_for_trends() -> None:
    """Six weeks have articles in eight languages for most topics, each at its own path, and near misses."""
    news = load()
    weeks = {article.age.days // 7 for article in news.weeks}
    assert weeks == set(range(6))
    languages = {feed.path: feed.language for feed in news.feeds}
    assert {languages[article.feed] for article in news.weeks} == {
        "en",
        "ko",
        "lo",
        "th",
        "zh",
        "vi",
        "ja",
        "fr",
    }
    paths = [article.path for article in (*news.articles, *news.weeks)]
    assert len(set(paths)) == len(paths)
    found = matched_topics(news.weeks)
    assert len(set().union(*found.values())) >= 6
    assert any(not topics for topics in found.values())
    for path in ("/wire/extradition-talks-1.html", "/hanbando/1820.html", "/khong/231.html"):
        assert "extradition" in found[path], path


async def test_the_served_demo_has_the_feeds_of_the_demo(tmp_path: Path) -> None:
    """The config folder of `monitor demo --serve` is valid and has every feed as the demo polls it."""
    async with DemoSite(load(), lambda: datetime(2026, 2, 3, tzinfo=UTC)) as site:
        feeds = site.open_feeds()
    write_demo_config(tmp_path, feeds, "127.0.0.1:0")
    assert read_config(tmp_path).feeds == feeds
