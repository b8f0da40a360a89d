"""Pending articles get one status each, and are matched again while their digest is open."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import LargeBinary, select, type_coerce, update

from monitor.archive import Archive
from monitor.archive.schema import RAW_BODY, texts
from monitor.errors import ArchiveError
from monitor.models import ArticleStatus, Failure, FailureKind, Feed, Matching
from tests.archive.making import (
    DAY,
    HIT,
    HOUR,
    MISS,
    NEARLY,
    NOW,
    RAIL,
    digest_input,
    entry,
    outcome,
    poll,
    record_digest,
    store_all,
    titles,
    unreadable,
)

TOMORROW = DAY + timedelta(days=1)
NEWER = Matching("v2", (replace(RAIL, score=30.0),), ())


def test_pending_articles_are_ordered_by_waiting_time(archive: Archive) -> None:
    """Articles wait in the order found; a failed one waits for its next try and counts one more attempt."""
    poll(archive, [entry(1)])
    poll(archive, [entry(2)], now=NOW + HOUR)
    first, second = archive.articles.pending(NOW + HOUR, 10)
    assert (first.entry, first.found, first.attempts) == (entry(1), NOW, 0)
    archive.articles.record_failure(first.article_id, Failure("timeout", "slow"), NOW + 2 * HOUR)
    assert archive.articles.pending(NOW + HOUR, 10) == (second,)
    assert archive.articles.pending(NOW + 2 * HOUR, 10) == (second, replace(first, attempts=1))
    assert archive.articles.pending(NOW + 2 * HOUR, 1) == (second,)


def test_a_feed_with_whole_articles_needs_no_page(archive: Archive) -> None:
    """An entry of a full-text feed says that its text is here."""
    feed = Feed("https://full.example/", "Full", full_text=True)
    poll(archive, [entry(1, feed, content="all of it")], feed)
    (pending,) = archive.articles.pending(NOW, 10)
    assert (pending.full_text, pending.entry.content) == (True, "all of it")


@pytest.mark.fault(208)
def test_a_second_result_changes_nothing(archive: Archive) -> None:
    """The first result is kept; a second one is ignored, also in the same batch."""
    poll(archive, [entry(1), entry(2)])
    one, two = archive.articles.pending(NOW, 10)
    archive.articles.store_results([outcome(two), outcome(two, MISS), unreadable(one)], NOW)
    archive.articles.store_results([outcome(one), outcome(two, MISS)], NOW + HOUR)
    assert archive.articles.pending(NOW + HOUR, 10) == ()
    counts, (unread,), _ = archive.digests.facts(record_digest(archive))
    assert (counts.articles, counts.matched, counts.unreadable, counts.pending) == (2, 1, 1, 0)
    assert (unread.title, unread.source, unread.reason) == ("Title 1", "Vientiane Example Times", "http_404")
    assert archive.status_counts(NOW).articles == 2


def test_a_processed_article_is_not_postponed(archive: Archive) -> None:
    """A late failure does not change the status of a processed article."""
    poll(archive, [entry(1)])
    (pending,) = store_all(archive)
    archive.articles.record_failure(pending.article_id, Failure("timeout"), NOW)
    assert archive.articles.pending(NOW, 10) == ()
    known = archive.articles.get("https://news.example/1")
    assert known is not None
    assert (known.status, known.reason) == (ArticleStatus.READ, "")


def test_a_batch_with_an_unknown_article_is_refused(archive: Archive) -> None:
    """A batch with an unknown article stores nothing."""
    poll(archive, [entry(1)])
    (pending,) = archive.articles.pending(NOW, 10)
    with pytest.raises(ArchiveError, match="no article 77"):
        archive.articles.store_results([outcome(pending), replace(outcome(pending), article_id=77)], NOW)
    assert archive.articles.pending(NOW, 10) == (pending,)


def test_numbers_follow_the_order_given(archive: Archive) -> None:
    """The digest lists articles in the order in which they were processed."""
    poll(archive, [entry(n) for n in range(5)])
    waiting = archive.articles.pending(NOW, 10)
    archive.articles.store_results([outcome(waiting[n]) for n in (3, 1)], NOW)
    archive.articles.store_results([outcome(waiting[n]) for n in (4, 0, 2)], NOW)
    record_digest(archive)
    assert titles(archive) == [f"Title {n}" for n in (3, 1, 4, 0, 2)]


def test_every_part_of_a_result_is_stored(archive: Archive) -> None:
    """Text, matches and near misses are read back unchanged."""
    poll(archive, [entry(1, published=NOW)])
    (pending,) = store_all(archive)
    record_digest(archive)
    (article,) = digest_input(archive).articles
    made = outcome(pending).article
    assert (article.text, article.published, article.text_source) == (
        made.text,
        made.published,
        made.text_source,
    )
    assert (article.matches, article.found, article.late) == (HIT.matches, NOW, False)
    known = archive.articles.get("https://news.example/1")
    assert known is not None
    assert known.matching == HIT == Matching("v1", (RAIL,), (NEARLY,))
    assert archive.articles.get("https://news.example/2") is None


def test_only_the_open_window_is_matched_again(archive: Archive) -> None:
    """New topics get the texts of the open window once; closed digests keep their matches."""
    poll(archive, [entry(1)])
    store_all(archive)
    record_digest(archive, closed=True)
    poll(archive, [entry(n) for n in range(2, 300)], now=NOW + HOUR)
    store_all(archive, MISS, NOW + HOUR)
    texts = list(archive.articles.texts_to_match("v2"))
    assert [text.title for text in texts] == [f"Title {n}" for n in range(2, 300)]
    assert texts[0].text == "Text of Title 2.\nລົດໄຟ 철도"
    assert list(archive.articles.texts_to_match("v1")) == []
    archive.articles.replace_matches([(1, NEWER), *((text.article_id, NEWER) for text in texts)])
    assert list(archive.articles.texts_to_match("v2")) == []
    record_digest(archive, TOMORROW, NOW + 2 * HOUR)
    assert digest_input(archive).articles[0].matches == HIT.matches
    assert [article.matches for article in digest_input(archive, TOMORROW).articles] == [NEWER.matches] * 298
    assert archive.status_counts(NOW).matched == 299


def test_matching_again_while_reading_texts(archive: Archive) -> None:
    """Texts may be matched batch by batch while they are being yielded."""
    poll(archive, [entry(n) for n in range(250)])
    store_all(archive, MISS)
    record_digest(archive)
    for text in archive.articles.texts_to_match("v2"):
        archive.articles.replace_matches([(text.article_id, NEWER)])
    assert list(archive.articles.texts_to_match("v2")) == []
    window = record_digest(archive, TOMORROW, NOW + HOUR)
    assert len(digest_input(archive, TOMORROW).articles) == archive.digests.facts(window)[0].matched == 250


def test_a_recorded_digest_keeps_its_articles(archive: Archive) -> None:
    """Articles of a recorded digest stay in it; articles that match only now are in the next one, once."""
    poll(archive, [entry(1), entry(2)])
    one, two = archive.articles.pending(NOW, 10)
    archive.articles.store_results([outcome(one, HIT), outcome(two, MISS)], NOW)
    record_digest(archive)
    told = digest_input(archive)
    archive.articles.replace_matches([(one.article_id, Matching("v2")), (two.article_id, NEWER)])
    record_digest(archive, TOMORROW, NOW + HOUR)
    assert digest_input(archive) == replace(told, window=replace(told.window, closed=True))
    assert titles(archive, TOMORROW) == ["Title 2"]


def test_an_open_digest_written_again_follows_the_topics(archive: Archive) -> None:
    """The digest of the same day, written again, has the matches of the topics now in force."""
    poll(archive, [entry(1), entry(2)])
    one, two = archive.articles.pending(NOW, 10)
    archive.articles.store_results([outcome(one, HIT), outcome(two, MISS)], NOW)
    record_digest(archive)
    archive.articles.replace_matches([(one.article_id, Matching("v2")), (two.article_id, NEWER)])
    window = record_digest(archive)
    assert titles(archive) == ["Title 2"]
    assert archive.digests.facts(window)[0].matched == 1


def test_a_try_set_by_a_clock_that_ran_ahead_is_due(archive: Archive) -> None:
    """A page postponed while the clock was two months ahead is tried when the clock is right again."""
    poll(archive, [entry(1)])
    (waiting,) = archive.articles.pending(NOW, 10)
    failure = Failure("timeout", "no answer", FailureKind.TEMPORARY)
    archive.articles.record_failure(waiting.article_id, failure, NOW + timedelta(hours=24))
    assert archive.articles.pending(NOW, 10) == ()
    archive.articles.record_failure(waiting.article_id, failure, NOW + timedelta(days=60))
    assert [again.article_id for again in archive.articles.pending(NOW, 10)] == [waiting.article_id]


@pytest.mark.fault(161)
def test_one_damaged_text_stops_no_other(archive: Archive, caplog: pytest.LogCaptureFixture) -> None:
    """A damaged text is logged; the other texts are matched again and the digest is built."""
    poll(archive, [entry(1), entry(2)])
    store_all(archive)
    with archive.database.write() as connection:
        body = connection.execute(select(RAW_BODY).where(texts.c.article_id == 1)).scalar_one()
        flipped = bytes([*body[:-6], body[-6] ^ 1, *body[-5:]])
        connection.execute(
            update(texts).where(texts.c.article_id == 1).values(body=type_coerce(flipped, LargeBinary))
        )
    assert [text.article_id for text in archive.articles.texts_to_match("other topics")] == [2]
    assert "damaged text" in caplog.text
    record_digest(archive)
    found = digest_input(archive).articles
    assert [bool(article.text) for article in found] == [False, True]
