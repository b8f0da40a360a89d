"""Articles shared by feeds, entries that are the same, and articles that are read again."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from monitor.archive import Archive
from monitor.archive.feeds.dedupe import prepare, recognise
from monitor.models import Entry, Feed, FeedState, Pending, ReadArticle
from tests.archive.making import (
    DAY,
    HIT,
    HOUR,
    MISS,
    NOW,
    RAIL,
    TIMES,
    TOPICS,
    digest_input,
    entry,
    outcome,
    poll,
    record,
    record_digest,
    store_all,
    titles,
)

OWN = Feed("https://feeds.news.example/rss", "News", country="LA")
OTHERS = Feed("https://evil.example/feed", "Evil")
OLD = NOW - timedelta(days=10)
DAYS = timedelta(days=1)
RICE = replace(RAIL, topic="rice")
BOTH = replace(HIT, matches=(RAIL, RICE))


def stored(archive: Archive, table: str = "entries") -> int:
    """Count the rows of a table."""
    with archive.database.read() as connection:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() or 0)


def again(pending: Pending, matching: object = HIT, **given: object) -> ReadArticle:
    """Make what reading an article again came to."""
    return replace(outcome(pending, matching, **given), again=True)


@pytest.mark.fault(238)
@pytest.mark.parametrize("order", ["before", "after"])
@pytest.mark.parametrize("settled", [True, False])
def test_another_feed_makes_nothing_old(archive: Archive, order: str, settled: bool) -> None:  # noqa: FBT001
    """A feed that dates another outlet's article ten days back does not remove it from a digest."""
    polls = [
        (entry("a", OTHERS, title="False", published=OLD), OTHERS),
        (entry("a", OWN, published=NOW), OWN),
    ]
    if order == "after":
        polls.reverse()
    for one, feed in polls:
        poll(archive, [one], feed)
        if settled:
            store_all(archive)
    store_all(archive)
    record_digest(archive)
    (article,) = digest_input(archive).articles
    assert article.sources == ("News", "Evil")


def test_later_news_is_in_the_next_digest(archive: Archive) -> None:
    """An article that its own feed dates as new a day later is in that digest; the closed one stays."""
    poll(archive, [entry("a", OTHERS, published=OLD)], OTHERS)
    store_all(archive)
    record_digest(archive, closed=True)
    closed = digest_input(archive)
    assert closed.articles == ()
    poll(archive, [entry("a", OWN, published=NOW)], OWN, NOW + DAYS)
    record_digest(archive, DAY + DAYS, NOW + DAYS)
    assert titles(archive, DAY + DAYS) == ["Title a"]
    assert digest_input(archive) == closed


@pytest.mark.fault(238)
@pytest.mark.parametrize("days", [0, 2])
def test_a_page_of_today_is_news(archive: Archive, days: int) -> None:
    """The date on the page decides against every entry that calls the article old."""
    poll(archive, [entry("a", published=OLD)])
    (waiting,) = archive.articles.pending(NOW, 10)
    archive.articles.store_results([outcome(waiting, page_date=NOW - days * DAYS)], NOW)
    record_digest(archive)
    (article,) = digest_input(archive).articles
    assert article.published == NOW - days * DAYS


@pytest.mark.fault(239)
def test_the_outlets_own_feed_represents_an_article(archive: Archive) -> None:
    """A pending article uses the entry of its own outlet; a processed one is read again with it."""
    poll(archive, [entry("a", OTHERS, title="False"), entry("b", OTHERS, title="False")], OTHERS)
    store_all(archive)
    poll(archive, [entry("c", OTHERS, title="False")], OTHERS)
    poll(archive, [entry(name, OWN) for name in "abc"], OWN)
    assert [pending.entry.title for pending in archive.articles.pending(NOW, 10)] == ["Title c"]
    assert [pending.entry.title for pending in archive.articles.due_rereads(NOW, 10)] == [
        "Title a",
        "Title b",
    ]
    assert all(
        pending.before is not None and pending.edited for pending in archive.articles.due_rereads(NOW, 10)
    )


COLUMNS = [
    pytest.param(
        [entry("l", key=f"k{n}", title=f"Briefing {n}", published=NOW + n * DAYS) for n in range(3)],
        id="guids",
    ),
    pytest.param(
        [
            entry(
                "l", key="https://news.example/l", has_guid=False, title=f"Day {n}", published=NOW + n * DAYS
            )
            for n in range(3)
        ],
        id="no guids",
    ),
    pytest.param(
        [
            entry("l", key=f"k{n}", title="Daily column", summary=f"of day {n}", published=NOW + n * DAYS)
            for n in range(3)
        ],
        id="one title",
    ),
    pytest.param([entry("l", key=f"k{n}", title=f"Release {n}") for n in range(3)], id="undated"),
]


@pytest.mark.fault(241)
@pytest.mark.parametrize("columns", COLUMNS)
def test_a_link_used_every_day_is_read_every_day(archive: Archive, columns: list[Entry]) -> None:
    """Entries of one feed at one address are separate articles, each read when it appears."""
    for day, one in enumerate(columns):
        assert poll(archive, [one, entry("x"), entry("y")], now=NOW + day * DAYS) == (3 if day == 0 else 1)
        waiting = store_all(archive, now=NOW + day * DAYS)
        assert one.title in {pending.entry.title for pending in waiting if not pending.full_text}
        assert poll(archive, [one, entry("x"), entry("y")], now=NOW + day * DAYS) == 0
    assert stored(archive, "articles") == 5


@pytest.mark.parametrize("columns", COLUMNS)
def test_two_feeds_with_one_column_share_it_every_day(archive: Archive, columns: list[Entry]) -> None:
    """Another feed's entry of the day is of the article of the day, whichever feed comes first."""
    theirs = replace(TIMES, url="https://times.example/second")
    for day, one in enumerate(columns):
        feeds = [TIMES, theirs] if day % 2 else [theirs, TIMES]
        for feed in feeds:
            assert poll(archive, [replace(one, feed_url=feed.url)], feed, NOW + day * DAYS) == 1
    assert stored(archive, "articles") == 3


@pytest.mark.parametrize(
    "document",
    [
        [entry("l", key=f"k{n}", title=f"Advisory {n}") for n in range(4)],
        [
            entry("live", key=f"k{n}", title="Live", summary=f"post {n}", published=NOW + n * HOUR)
            for n in (1, 2)
        ],
        [entry(n, url="https://news.example/", has_page=False) for n in range(2)],
    ],
)
def test_a_link_that_identifies_nothing_is_not_fetched(archive: Archive, document: list[Entry]) -> None:
    """Entries that share a link, or lead to no page, are matched on their own words."""
    poll(archive, document)
    assert [pending.full_text for pending in archive.articles.pending(NOW, 10)] == [True] * len(document)
    assert poll(archive, document) == 0


@pytest.mark.fault(243)
def test_rotating_keys_and_links_make_no_new_entry(archive: Archive) -> None:
    """Entries that get another key and link at each poll stay one by title and second of publication."""
    same = [entry(n, published=NOW - n * HOUR) for n in range(6)]
    for turn in range(4):
        rotating = [
            entry(n, key=f"k{n}-{turn}", url=f"https://news.example/{n}?{turn}", published=NOW - n * HOUR)
            for n in (6, 7)
        ]
        assert poll(archive, same + rotating, now=NOW + turn * HOUR) == (0 if turn else 8)
    assert stored(archive) == 8


ENTRIES = st.lists(
    st.builds(
        lambda key, page, title, hour: entry(
            page, key=f"k{key}", title=f"Title {title}", published=None if hour is None else NOW - hour * HOUR
        ),
        st.integers(0, 9), st.integers(0, 4), st.integers(0, 3), st.none() | st.integers(0, 3),
    ),
    max_size=8,
    unique_by=lambda one: one.key,
)  # fmt: skip


@pytest.mark.fault(240)
@given(ENTRIES, ENTRIES)
def test_no_entry_is_lost(first: list[Entry], second: list[Entry]) -> None:
    """Every entry of a document is known or fresh, known once at most, and none is lost."""
    before = recognise(prepare(first), (), None, NOW)
    assert [item.entry for item, _ in before.fresh] == first
    after = recognise(prepare(second), (), None, NOW)
    assert len(after.fresh) + len(after.known) == len(second)


EXAMPLES = count(1)


@pytest.mark.parametrize("url", ["memory"], indirect=True)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents=st.lists(ENTRIES, min_size=2, max_size=4))
def test_every_polled_title_is_stored(archive: Archive, documents: list[list[Entry]]) -> None:
    """Every title of a document is that of an entry, and a document that is polled again brings nothing new.

    A document that swaps keys, links and titles of undated entries at once may bring one entry more at its
    second poll, when the keys of the first are stored; it never does at the third.
    """
    feed = replace(TIMES, url=f"https://times.example/{next(EXAMPLES)}")
    for turn, document in enumerate(documents):
        poll(archive, document, feed, now=NOW + turn * HOUR)
        poll(archive, document, feed, now=NOW + turn * HOUR)
        assert poll(archive, document, feed, now=NOW + turn * HOUR) == 0
        with archive.database.read() as connection:
            asked = "SELECT title FROM entries WHERE feed_id = (SELECT max(id) FROM feeds)"
            kept = set(connection.exec_driver_sql(asked).scalars())
        assert {one.title for one in document if document} <= kept


FEEDS = [OWN, *(Feed(f"https://feed{n}.example/", f"Feed {n}") for n in range(3))]
LISTED = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from([NOW, OLD])), min_size=1, max_size=10,
    unique_by=lambda one: one[:2],
)  # fmt: skip


@pytest.mark.parametrize("url", ["memory"], indirect=True)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(listed=LISTED, random=st.randoms(use_true_random=False), at_once=st.booleans())
def test_the_order_of_feeds_does_not_matter(
    archive: Archive,
    listed: list[tuple[int, int, datetime]],
    random: Random,
    at_once: bool,  # noqa: FBT001
) -> None:
    """The digest and the order of its outlets do not depend on the order of the feeds."""
    found = []
    shuffled = list(listed)
    random.shuffle(shuffled)
    for order in (listed, shuffled):
        example = next(EXAMPLES)
        for feed, page, published in order:
            theirs = replace(FEEDS[feed], url=f"{FEEDS[feed].url}{example}")
            one = entry(f"{example}/{page}", theirs, published=published)
            poll(archive, [one], theirs)
            if at_once:
                store_all(archive)
        store_all(archive)
        record_digest(archive)
        told = [article for article in digest_input(archive).articles if f"/{example}/" in str(article.url)]
        found.append(sorted((str(one.url)[-1], one.sources[0] == "News") for one in told))
    assert found[0] == found[1]


def flash(archive: Archive, matching: object = MISS) -> None:
    """Store an article that was read, matched and shown in a closed digest."""
    poll(archive, [entry("a", OWN, title="Flash", published=NOW)], OWN)
    store_all(archive, matching)
    record_digest(archive, closed=True)


@pytest.mark.parametrize(
    "change", [{"title": "The story"}, {"summary": "More"}, {"title": "B", "summary": "C"}]
)
def test_an_edited_entry_is_read_again_at_once(archive: Archive, change: dict[str, str]) -> None:
    """A new title or summary with the same key and link makes the article read again, once."""
    flash(archive)
    values = {"title": "Flash", "published": NOW, **change}
    poll(archive, [entry("a", OWN, **values)], OWN, NOW + HOUR)
    (due,) = archive.articles.due_rereads(NOW + HOUR, 10)
    assert (due.edited, due.feed_text_changed, due.entry.title) == (True, True, values["title"])
    assert due.before is not None
    assert due.before.title == "Flash"
    archive.articles.store_results([again(due)], NOW + HOUR)
    assert archive.articles.due_rereads(NOW + HOUR, 10) == ()


@pytest.mark.fault(244)
@pytest.mark.parametrize(("before", "told"), [(MISS, {"rail", "rice"}), (HIT, {"rice"}), (BOTH, set())])
def test_a_match_of_the_new_text_is_news(archive: Archive, before: object, told: set[str]) -> None:
    """The open digest shows it as an update with the new matches; the closed one is unchanged."""
    flash(archive, before)
    closed = digest_input(archive)
    poll(archive, [entry("a", OWN, title="Story", published=NOW)], OWN, NOW + HOUR)
    (due,) = archive.articles.due_rereads(NOW + HOUR, 10)
    archive.articles.store_results([again(due, BOTH, title="Story", text="New text")], NOW + HOUR)
    for _ in range(2):
        record_digest(archive, DAY + DAYS, NOW + DAYS)
        new = digest_input(archive, DAY + DAYS)
        assert {match.topic for article in new.articles for match in article.matches} == told
        assert all((one.updated, one.title, one.text) == (True, "Story", "New text") for one in new.articles)
        assert digest_input(archive) == closed
    assert {article.title for article in new.earlier} == ({"Flash"} if before is not MISS else set())
    assert stored(archive, "versions") == 1


def test_an_update_in_the_open_digest_appears_once(archive: Archive) -> None:
    """A digest written again the same day has the article once, in its new text, marked as updated."""
    poll(archive, [entry("a", OWN, title="Flash", published=NOW)], OWN)
    store_all(archive, HIT)
    record_digest(archive)
    poll(archive, [entry("a", OWN, title="Story", published=NOW)], OWN, NOW + HOUR)
    archive.articles.store_results(
        [again(due, BOTH) for due in archive.articles.due_rereads(NOW + HOUR, 10)], NOW + HOUR
    )
    record_digest(archive, now=NOW + 2 * HOUR)
    (article,) = digest_input(archive).articles
    assert (article.title, article.updated, len(article.matches)) == ("Story", True, 2)


def test_topics_edited_later_match_updates_too(archive: Archive) -> None:
    """An update in the open digest is matched under the topics in force, though its article was closed."""
    flash(archive, MISS)
    poll(archive, [entry("a", OWN, title="Story", published=NOW)], OWN, NOW + HOUR)
    archive.articles.store_results(
        [again(due, BOTH) for due in archive.articles.due_rereads(NOW + HOUR, 10)], NOW + HOUR
    )
    closed = digest_input(archive)
    (text,) = archive.articles.texts_to_match("v2")
    archive.articles.replace_matches([(text.article_id, replace(HIT, topics_version="v2"))])
    assert list(archive.articles.texts_to_match("v2")) == []
    record_digest(archive, DAY + DAYS, NOW + DAYS, topics=replace(TOPICS, version="v2"))
    (article,) = digest_input(archive, DAY + DAYS).articles
    assert [match.topic for match in article.matches] == ["rail"]
    assert digest_input(archive) == closed


def test_pages_are_read_again_twice(archive: Archive) -> None:
    """After some hours and after a day, with the page's validators; unchanged ones keep all they had."""
    poll(archive, [entry("a", published=NOW)])
    (waiting,) = archive.articles.pending(NOW, 10)
    made = outcome(waiting)
    archive.articles.store_results(
        [replace(made, page=replace(made.page, etag='"1"', last_modified="then"))], NOW
    )
    times = []
    for hour in range(60):
        for due in archive.articles.due_rereads(NOW + hour * HOUR, 10):
            times.append(hour)
            assert (due.etag, due.last_modified, due.edited) == ('"1"', "then", False)
            archive.articles.store_results([replace(again(due), unchanged=True)], NOW + hour * HOUR)
    assert times == [4, 24]
    assert stored(archive, "versions") == 0
    record_digest(archive)
    assert titles(archive) == ["Title a"]


@pytest.mark.parametrize("hours", [72, 24 * 30])
def test_nothing_is_read_again_long_after(archive: Archive, hours: int) -> None:
    """After days without a run, no page is requested again."""
    poll(archive, [entry("a", published=NOW)])
    store_all(archive)
    assert archive.articles.due_rereads(NOW + hours * HOUR, 10) == ()


def state(now: object) -> FeedState:
    """Make the state of a feed that answered."""
    return FeedState(OWN.url, polled=now, succeeded=now)  # type: ignore[arg-type]


@pytest.mark.parametrize("full", [True, False])
def test_full_texts_do_not_replace_articles_of_others(archive: Archive, full: bool) -> None:  # noqa: FBT001
    """A full-text feed does not override the article of another outlet."""
    from tests.archive.test_full_text import full_text_poll  # noqa: PLC0415

    archive.feeds.record_polls(
        [full_text_poll(entry("a", OTHERS, title="False", content="False"), feed=OTHERS)], NOW
    )
    second = replace(OWN, full_text=full)
    record(archive, second, state(NOW), [entry("a", OWN, content="The whole text")])
    (due,) = archive.articles.due_rereads(NOW, 10)
    assert (due.entry.title, due.entry.content, due.full_text) == ("Title a", "The whole text", full)


def test_old_versions_are_kept_in_good_order(archive: Archive) -> None:
    """Earlier versions of an article are checked like its text, and deleted with it."""
    for name, matching in (("a", MISS), ("b", HIT)):
        poll(archive, [entry(name, OWN, title="Flash", published=NOW)], OWN)
        store_all(archive, matching)
        poll(archive, [entry(name, OWN, title="Story", published=NOW)], OWN, NOW + HOUR)
        archive.articles.store_results(
            [again(due, matching, text="New") for due in archive.articles.due_rereads(NOW + HOUR, 9)], NOW
        )
    record_digest(archive, closed=True)
    assert stored(archive, "versions") == 2
    assert archive.maintenance.check_integrity() == ()
    archive.maintenance.prune(NOW + 9 * DAYS, DAYS, None)
    assert stored(archive, "versions") == 1
    with archive.database.write() as connection:
        connection.execute(text("UPDATE versions SET body = :bad"), {"bad": b"\x28\xb5\x2f\xfd\x04bad"})
    assert any("version" in line for line in archive.maintenance.check_integrity())


@pytest.mark.fault(368)
@pytest.mark.parametrize("read", [True, False])
@pytest.mark.parametrize(
    "link", ["https://news.example/b-2", "https://www.news.example/a", "http://m.news.example/a.html"]
)
def test_a_link_that_its_outlet_changed_is_the_articles(archive: Archive, link: str, read: bool) -> None:  # noqa: FBT001
    """The same key with another link of the outlet: the article is read and shown at the new one."""
    poll(archive, [entry("a")])
    if read:
        store_all(archive)
    poll(archive, [entry("a", url=link)], now=NOW + HOUR)
    if not read:
        assert [pending.entry.url for pending in store_all(archive, now=NOW + HOUR)] == [link]
    poll(archive, [entry("x", OTHERS, url=link)], OTHERS, NOW + HOUR)
    record_digest(archive)
    (article,) = digest_input(archive).articles
    assert (article.url, article.sources) == (link, (TIMES.name, "Evil"))


@pytest.mark.fault(368)
@pytest.mark.parametrize("change", ["closed", "taken", "no page", "shared"])
def test_a_link_that_cannot_be_the_articles_changes_nothing(archive: Archive, change: str) -> None:
    """Closed digests, links of other articles and links to no page keep an article where it is."""
    poll(archive, [entry("a"), *([entry("b")] if change == "taken" else [])])
    store_all(archive)
    record_digest(archive, closed=change == "closed")
    before = digest_input(archive)
    name = "b" if change == "taken" else "new"
    moved = [entry("a", url=f"https://news.example/{name}", has_page=change != "no page")]
    moved += [entry("c", url=f"https://news.example/{name}")] if change == "shared" else []
    poll(archive, moved, now=NOW + HOUR)
    assert {article.url for article in digest_input(archive).articles} == {
        article.url for article in before.articles
    }


@pytest.mark.fault(369)
@pytest.mark.parametrize("state", ["read", "listed by others", "unread"])
def test_a_feed_moves_no_text_under_another_outlets_link(archive: Archive, state: str) -> None:
    """A feed that exchanges the link of an entry for one of another outlet replaces no text there."""
    poll(archive, [entry("a", OTHERS)], OTHERS)
    if state == "listed by others":
        poll(archive, [entry("z", url="https://news.example/a")])
    elif state == "read":
        store_all(archive)
    poll(archive, [entry("a", OTHERS, url="https://evil.example/a")], OTHERS, NOW + HOUR)
    at = NOW + 30 * HOUR
    requested = [
        pending.entry.url
        for pending in (*archive.articles.pending(at, 10), *archive.articles.due_rereads(at, 10))
    ]
    unread = "https://evil.example/a" if state == "unread" else "https://news.example/a"
    assert set(requested) <= {unread}
    record_digest(archive)
    store_all(archive)
    assert archive.articles.get(unread) is not None
