"""Full-text articles are processed in the transaction that stores their entries."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from monitor.archive import Archive, open_archive
from monitor.archive.schema import entries
from monitor.models import (
    Article,
    Entry,
    Feed,
    FeedState,
    Matching,
    Poll,
    ReadArticle,
    Stored,
    TextSource,
)
from tests.archive.making import (
    HERALD,
    HIT,
    HOUR,
    MISS,
    NOW,
    TIMES,
    digest_input,
    entry,
    outcome,
    poll,
    record_digest,
    store_all,
    titles,
)  # fmt: skip


def result_of(entry: Entry, matching: Matching = HIT) -> ReadArticle:
    """Build the result of reading the text of an entry."""
    article = Article(
        entry.url, entry.title, entry.content or entry.title, TextSource.CONTENT, published=entry.published
    )
    return ReadArticle(0, article, matching)


def full_text_poll(*entries: Entry, feed: Feed = TIMES, matching: Matching = HIT, **given: object) -> Poll:
    """Build a poll whose entries all have full texts."""
    state = FeedState(feed.url, polled=NOW, succeeded=NOW)
    values = {"at": NOW, "backlog_before": NOW - timedelta(days=3), **given}
    articles = {one.key: result_of(one, matching) for one in entries}
    return Poll(replace(feed, full_text=True), lambda _: state, entries, full_texts=articles, **values)


def test_a_full_text_article_is_processed_at_once(archive: Archive) -> None:
    """It is never pending, its text can be matched again, and the digest contains it."""
    polls = [
        full_text_poll(entry("a", content="whole"), entry("b")),
        full_text_poll(entry("c", HERALD), feed=HERALD, matching=MISS),
    ]
    assert archive.feeds.record_polls(polls, NOW) == (Stored(2, 2, 2), Stored(1, 1, 0))
    assert archive.articles.pending(NOW + HOUR, 10) == ()
    assert [(text.title, text.text) for text in archive.articles.texts_to_match("v2")] == [
        ("Title a", "whole"),
        ("Title b", "Title b"),
        ("Title c", "Title c"),
    ]
    counts = archive.status_counts(NOW)
    assert (counts.articles, counts.matched, counts.pending) == (3, 2, 0)
    record_digest(archive)
    assert titles(archive) == ["Title a", "Title b"]


def test_a_digest_does_not_depend_on_full_texts(archive: Archive) -> None:
    """The input of a digest does not depend on how an article was read."""
    entries = [
        entry("a", content="whole", author="a", language="lo"),
        entry("b", published=NOW - HOUR),
        entry("late", published=NOW - timedelta(days=9)),
    ]
    poll_of_all = full_text_poll(*entries)
    archive.feeds.record_polls([poll_of_all], NOW)
    record_digest(archive)
    at_once = digest_input(archive)
    with open_archive("sqlite://", Path()) as other:
        other.feeds.record_polls([replace(poll_of_all, full_texts={})], NOW)
        waiting = other.articles.pending(NOW, 10)
        found = [poll_of_all.full_texts[pending.entry.key] for pending in waiting]
        read = [
            ReadArticle(pending.article_id, one.article, one.matching)
            for pending, one in zip(waiting, found, strict=True)
        ]
        other.articles.store_results(read, NOW)
        record_digest(other)
        later = digest_input(other)
        assert replace(later, archive_id=at_once.archive_id) == at_once
    assert [article.title for article in at_once.articles] == ["Title a", "Title b"]


def test_entries_without_full_text_are_pending(archive: Archive) -> None:
    """One document may have both; the content of the pending entries is kept until they are read."""
    whole = full_text_poll(entry("a"), entry("b", content="whole"), entry("c"))
    part = replace(
        whole, full_texts={"key-a": whole.full_texts["key-a"], "key-unknown": whole.full_texts["key-b"]}
    )
    assert archive.feeds.record_polls([part], NOW) == (Stored(3, 1, 1),)
    assert [pending.entry.content for pending in archive.articles.pending(NOW, 10)] == ["whole", ""]
    store_all(archive)
    record_digest(archive)
    assert sorted(titles(archive)) == ["Title a", "Title b", "Title c"]


def test_a_known_article_keeps_its_text(archive: Archive) -> None:
    """A full text changes neither a known entry nor an article of another feed."""
    poll(archive, [entry("a")])
    archive.feeds.record_polls([full_text_poll(entry("b"))], NOW)
    again = full_text_poll(entry("a"), entry("b"), matching=MISS)
    assert archive.feeds.record_polls([again], NOW) == (Stored(),)
    same_links = full_text_poll(entry("a", HERALD), entry("b", HERALD), entry("c", HERALD), feed=HERALD)
    assert archive.feeds.record_polls([same_links], NOW) == (Stored(3, 1, 1),)
    (waiting,) = archive.articles.pending(NOW, 10)
    assert waiting.entry.key == "key-a"
    archive.articles.store_results([outcome(waiting)], NOW)
    record_digest(archive)
    assert {article.title: len(article.sources) for article in digest_input(archive).articles} == {
        "Title a": 2,
        "Title b": 2,
        "Title c": 1,
    }


def test_one_article_in_two_feeds_of_a_batch_is_processed_once(archive: Archive) -> None:
    """The first feed of a transaction gives the text; the second only adds its outlet."""
    lot = [full_text_poll(entry("a")), full_text_poll(entry("a", HERALD), feed=HERALD, matching=MISS)]
    assert archive.feeds.record_polls(lot, NOW) == (Stored(1, 1, 1), Stored(1, 0, 0))
    record_digest(archive)
    (article,) = digest_input(archive).articles
    assert len(article.sources) == 2


def test_a_full_text_is_stored_once(archive: Archive) -> None:
    """A full text is stored once: neither with its own entry nor with that of a second outlet."""
    whole = "whole " * 100
    lot = [
        full_text_poll(entry("a", content=whole)),
        full_text_poll(entry("a", HERALD, content=whole), entry("b", HERALD, content=whole), feed=HERALD),
    ]
    archive.feeds.record_polls([lot[0], replace(lot[1], full_texts={})], NOW)
    with archive.database.read() as connection:
        kept = connection.execute(select(entries.c.key, entries.c.content).order_by(entries.c.id)).all()
    assert [tuple(row) for row in kept] == [("key-a", None), ("key-a", None), ("key-b", whole)]


def test_a_full_text_article_counts_when_it_is_stored(archive: Archive) -> None:
    """An article polled before an hourly window ends and stored after it is in the next window."""
    at = NOW - timedelta(minutes=1)
    before = archive.digests.window_between(NOW - HOUR, NOW, "UTC")
    archive.feeds.record_polls([full_text_poll(entry("a"), at=at)], NOW + timedelta(minutes=1))
    after = archive.digests.window_between(NOW, NOW + HOUR, "UTC")
    assert (before.last - before.first, after.last - after.first) == (0, 1)


def test_a_failed_batch_stores_no_full_text(archive: Archive) -> None:
    """A full-text article is rolled back with its transaction."""

    def broken(new: int) -> FeedState:
        raise LookupError

    with pytest.raises(LookupError):
        archive.feeds.record_polls(
            [full_text_poll(entry("a")), replace(full_text_poll(entry("b")), decide=broken)], NOW
        )
    assert archive.status_counts(NOW).articles == 0
    assert archive.feeds.record_polls([full_text_poll(entry("a"))], NOW) == (Stored(1, 1, 1),)
