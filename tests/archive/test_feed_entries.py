"""What one feed brought, and what became of it."""

from datetime import timedelta

from monitor.models import ArticleStatus
from tests.archive.making import HERALD, HIT, NOW, entry, outcome, poll, unreadable


def test_the_last_entries_of_a_feed_with_their_fate(archive):
    """The last entries come newest first, with status, reason and topics, and only those of the feed."""
    poll(archive, [entry(name) for name in ("read", "lost", "waiting")])
    poll(archive, [entry("other", HERALD)], HERALD)
    first, second, *_ = archive.articles.pending(NOW, 10)
    archive.articles.store_results([outcome(first, HIT), unreadable(second)], NOW)
    found = {one.title: one for one in archive.feeds.last_entries(first.entry.feed_url, 10)}
    assert set(found) == {"Title read", "Title lost", "Title waiting"}
    told = {one.title: (one.status, one.reason, one.topics) for one in found.values()}
    assert told[first.entry.title] == (ArticleStatus.READ, "", ("rail",))
    assert told[second.entry.title] == (ArticleStatus.UNREADABLE, "http_404", ())
    assert sum(one.status is ArticleStatus.PENDING for one in found.values()) == 1
    assert len(archive.feeds.last_entries(first.entry.feed_url, 2)) == 2
    assert archive.feeds.last_entries("https://nowhere.example/", 10) == ()


def test_when_entries_were_found(archive):
    """The times of the entries of a feed since a moment are returned, oldest first."""
    for hours in (0, 1, 5):
        poll(archive, [entry(hours)], now=NOW + timedelta(hours=hours))
    feed = entry(0).feed_url
    assert archive.feeds.entries_found(feed, NOW + timedelta(hours=1)) == (
        NOW + timedelta(hours=1),
        NOW + timedelta(hours=5),
    )
