"""Found sources: what a document is, how busy it is, and which one a reader wants first."""

from datetime import datetime, timedelta

import pytest

from monitor.models import Entry, Failure, Feed, FoundSource, ParsedFeed
from monitor.read.discovery.feed_links import FeedLink, Hint
from monitor.read.discovery.rank_sources import Candidate, rank_sources
from monitor.read.discovery.try_source import entries_per_day, newest_first, try_source
from monitor.read.parse_source import SourceDocument, parse_source
from tests.read.documents import NOW, entry, item, rss

SITE = "https://courier.test/"
DAY = timedelta(days=1)
SITEMAP = (
    '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
    "<url><loc>https://courier.test/a/1</loc><news:news><news:publication_date>2025-12-15</news:publication_date>"
    "<news:title>Treaty signed in Vientiane</news:title></news:news></url></urlset>"
)
LISTING = (
    "<html lang=en><head><title>Courier</title></head><body><ul>"
    + "".join(
        f"<li><a href=/news/2025/{n}>Ministers sign treaty number {n} in Vientiane</a> 1{n} Dec 2025</li>"
        for n in range(6)
    )
    + "</ul></body></html>"
)


def entries(count: int, newest: datetime = NOW, name: str = "story", site: str = SITE) -> tuple[Entry, ...]:
    """Return entries of one feed, one a day."""
    return tuple(
        entry(url=f"{site}{name}/{n}", title=f"{name} {n}", published=newest - n * DAY) for n in range(count)
    )


def candidate(url: str, title: str = "Courier", **facts: object) -> Candidate:
    """Return a feed as a search found it."""
    name = url.rsplit("/", 1)[-1].partition(".")[0] or "main"
    known = entries(10, name=name)
    values = {"entries": known, "language": "en", "format": "rss20"} | facts
    podcast = bool(values.pop("podcast", False))
    source = FoundSource(url=url, kind="feed", title=title, **values)
    return Candidate(source, FeedLink(url, title, Hint.DECLARED, 1), podcast)


@pytest.mark.parametrize(
    "worse",
    [
        candidate("https://courier.test/comments/feed", "Comments on Courier"),
        candidate("https://courier.test/podcast.xml", "Courier Radio", podcast=True),
        candidate("https://courier.test/category/sport/feed", "Courier » Sport"),
        candidate("https://courier.test/tag/laos.xml", "Courier » Laos"),
        candidate("https://courier.test/empty.xml", "Courier", entries=()),
        candidate("https://courier.test/old.xml", "Courier", entries=entries(10, NOW - 900 * DAY, "old")),
        candidate("https://courier.test/test-feed.xml", "Test feed"),
        candidate("https://courier.test/fr.xml", "Courier en français", language="fr"),
        candidate(
            "https://other.test/rss.xml", "Weather", entries=entries(10, NOW, "rain", "https://other.test/")
        ),
    ],
    ids=lambda worse: worse.source.title,
)
def test_the_main_feed_is_first(worse: Candidate) -> None:
    """The feed of all news is before every other, in whatever order they are found."""
    main = candidate("https://courier.test/rss.xml")
    for found in ([main, worse], [worse, main]):
        ranked = rank_sources(found, SITE, "Courier", "en", NOW)
        assert [source.url for source in ranked] == [main.source.url, worse.source.url]


def test_copies_in_another_format_are_last() -> None:
    """The same entries as Atom and RSS are one source and its copy."""
    same = entries(10)
    found = [
        candidate("https://courier.test/rss.xml", entries=same),
        candidate("https://courier.test/atom.xml", entries=same),
        candidate("https://courier.test/category/asia/feed", "Courier » Asia"),
    ]
    ranked = rank_sources(found, SITE, "Courier", "en", NOW)
    assert [source.url.rsplit("/", 1)[-1] for source in ranked][1] == "feed"
    assert "another format" in ranked[2].remark


@pytest.mark.parametrize(
    ("body", "kind", "count"),
    [
        (rss(item(1), item(2)), "feed", 2),
        (SITEMAP.encode(), "sitemap", 1),
        (LISTING.encode(), "page", 6),
        (b"", "feed", None),
        (b'{"error": "no"}', "feed", None),
        (b"<html><body>Nothing</body></html>", "page", None),
    ],
)
def test_a_document_is_recognized(body: bytes, kind: str, count: int | None) -> None:
    """Feeds, sitemaps and lists of articles are recognized by their content."""
    tried = try_source(body, "", SITE, NOW)
    assert tried.kind == kind
    if count is None:
        assert isinstance(tried.parsed, Failure)
    else:
        assert isinstance(tried.parsed, ParsedFeed)
        assert len(tried.parsed.entries) == count


def test_a_feed_of_sound_is_a_podcast() -> None:
    """A feed is a podcast if most items have sound; its stated language counts."""
    sound = '<enclosure url="https://courier.test/1.mp3" type="audio/mpeg" length="1"/>'
    body = rss(
        item(1) + sound, item(2) + sound, head="<title>Courier Radio</title><language>ko-KR</language>"
    )
    tried = try_source(body, "", SITE, NOW)
    assert tried.podcast
    assert not try_source(rss(item(1), item(2) + sound, item(3)), "", SITE, NOW).podcast


def test_entries_a_day() -> None:
    """The rate counts the time since the newest entry; few dates give none."""
    assert entries_per_day(entries(11), NOW) == pytest.approx(1.1)
    assert entries_per_day(entries(11, NOW - 10 * DAY), NOW) == pytest.approx(0.55)
    assert entries_per_day(entries(2), NOW) is None


def test_newest_first_keeps_the_order_of_undated_entries() -> None:
    """Entries are sorted by date only if most have one."""
    dated = entries(3)
    assert newest_first(dated[::-1]) == dated
    undated = tuple(entry(title=f"u{n}", published=None) for n in range(3))
    assert newest_first(undated) == undated


@pytest.mark.parametrize(
    ("kind", "body", "count"),
    [("feed", rss(item(1)), 1), ("sitemap", SITEMAP.encode(), 1), ("page", LISTING.encode(), 6)],
)
def test_a_source_is_parsed_by_its_kind(kind: str, body: bytes, count: int) -> None:
    """The kind in feeds.toml decides how a document is read."""
    parsed = parse_source(SourceDocument(Feed(SITE, kind=kind), body, "", NOW))
    assert isinstance(parsed, ParsedFeed)
    assert len(parsed.entries) == count
