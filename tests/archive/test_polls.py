"""Polls: states with their entries, and which entries are known."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.archive import Archive
from monitor.models import Feed, FeedState, FeedStatus, Poll, Stored
from tests.archive.making import (
    DAY,
    HERALD,
    HOUR,
    NOW,
    TIMES,
    digest_input,
    entry,
    poll,
    record,
    record_digest,
    store_all,
    titles,
)

WEEK = timedelta(days=7)


def test_a_feed_state_is_read_back_unchanged(archive: Archive) -> None:
    """Every field of a feed's state survives the archive."""
    state = FeedState(
        TIMES.url, FeedStatus.FAILING, "http_503", "busy", '"é"', "Tue, 16 Dec", "ab", timedelta(seconds=0.1),
        0.75, NOW, NOW, NOW, 12, NOW, NOW, "https://moved.example/", 2, NOW,
        timedelta(days=2, microseconds=1),
    )  # fmt: skip
    record(archive, TIMES, state)
    other = FeedState(HERALD.url)
    record(archive, HERALD, other)
    assert archive.feeds.states() == {TIMES.url: state, HERALD.url: other}


def test_several_polls_are_one_transaction(archive: Archive) -> None:
    """Polls of several feeds are stored together and counted separately; if one fails, none is stored."""
    polls = [
        Poll(feed, lambda new, feed=feed: FeedState(feed.url, entries=new), entries, NOW, NOW - HOUR)
        for feed, entries in ((TIMES, (entry("a"), entry("b"))), (HERALD, (entry("a", HERALD),)))
    ]

    def broken(new: int) -> FeedState:
        raise LookupError

    with pytest.raises(LookupError):
        archive.feeds.record_polls([polls[0], replace(polls[1], decide=broken)], NOW)
    assert archive.feeds.states() == {}
    assert archive.feeds.record_polls(polls, NOW) == (Stored(2), Stored(1))
    assert [state.entries for state in archive.feeds.states().values()] == [2, 1]
    assert [pending.entry.key for pending in archive.articles.pending(NOW, 10)] == ["key-a", "key-b"]


@pytest.mark.fault(208)
def test_the_same_poll_twice_is_one(archive: Archive) -> None:
    """Entries delivered twice are stored once."""
    document = [entry(1, summary="s", content="whole text", author="a", language="lo"), entry(2, url=None)]
    assert poll(archive, document) == 2
    assert poll(archive, document) == 0
    assert [pending.entry for pending in archive.articles.pending(NOW, 10)] == document


def test_a_key_may_be_reused(archive: Archive) -> None:
    """A key that is reused for a new article after its old entry changed keys stops no poll."""
    history = (("k", "one", "A", 1), ("k", "two", "B", 1), ("k2", "one", "A", 0), ("k", "three", "C", 1))
    for key, page, title, new in history:
        document = [entry("", key=key, url=f"https://news.example/{page}", title=title)]
        assert poll(archive, document) == new
    assert len(archive.articles.pending(NOW, 10)) == 3


@pytest.mark.fault(103)
def test_new_dates_do_not_make_entries_new(archive: Archive) -> None:
    """Entries with the same keys and new dates stay known."""
    poll(archive, [entry(n, published=NOW - WEEK) for n in range(5)])
    assert poll(archive, [entry(n, published=NOW) for n in range(5)]) == 0


@pytest.mark.fault(102)
@pytest.mark.parametrize(
    "change", [{"key": "other-{}"}, {"key": "other-{}", "url": "https://new.example/{}"}]
)
def test_new_keys_for_all_entries_do_not_make_them_new(archive: Archive, change: dict[str, str]) -> None:
    """A feed that changes the scheme of its keys, or of its keys and links, brings nothing new."""

    def changed(name: int) -> dict[str, str]:
        return {field: form.format(name) for field, form in change.items()}

    poll(archive, [entry(n) for n in range(10)])
    later = [entry(n, **changed(n)) for n in range(1, 10)]
    assert poll(archive, [*later, entry(99)], now=NOW + HOUR) == 1
    assert poll(archive, [*later, entry(99)], now=NOW + 2 * HOUR) == 0
    assert len(archive.articles.pending(NOW + 2 * HOUR, 100)) == 11


def test_daily_columns_are_news_each_day(archive: Archive) -> None:
    """Titles that return every day under new keys, links and dates are new each day."""
    columns = ("Morning briefing", "Weather", "Market report", "Cartoon")
    for day in range(3):
        now = NOW + timedelta(days=day)
        document = [
            entry(f"{day}-{n}", title=title, published=now, summary=f"of day {day}")
            for n, title in enumerate(columns)
        ]
        assert poll(archive, document, now=now) == 4


def test_a_title_counts_for_a_week(archive: Archive) -> None:
    """Undated entries under new keys and links are known by title for seven days, then new."""
    poll(archive, [entry(n) for n in range(4)])
    moved = [entry(n, key=f"b{n}", url=f"https://b.example/{n}") for n in range(4)]
    assert poll(archive, moved, now=NOW + WEEK + HOUR) == 4


@pytest.mark.fault(101)
def test_one_link_for_all_identifies_nothing(archive: Archive) -> None:
    """Ten items that share one link but neither key nor title are ten entries."""
    document = [entry(n, url="https://news.example/") for n in range(10)]
    assert poll(archive, document) == 10
    assert poll(archive, document) == 0
    assert poll(archive, [entry(10, url="https://news.example/"), *document[:9]]) == 1
    assert len(store_all(archive)) == 11


@pytest.mark.fault(104)
def test_a_key_used_again_for_another_article_is_new(archive: Archive) -> None:
    """A key that now has another link and another title is a new entry, once each time."""
    for turn in range(3):
        now = NOW + turn * HOUR
        document = [entry(turn, key="same")]
        assert poll(archive, document, now=now) == 1
        assert poll(archive, document, now=now) == 0
    assert poll(archive, [entry(0, key="same")]) == 0
    assert len(archive.articles.pending(NOW + 9 * HOUR, 10)) == 3


@pytest.mark.fault(104)
def test_edited_titles_are_revisions_up_to_a_limit(archive: Archive) -> None:
    """A title edited thirty times is one entry, read under its newest title; the first 24 edits are kept."""
    poll(archive, [entry(1)])
    for edit in range(1, 31):
        assert poll(archive, [entry(1, title=f"Edit {edit}")], now=NOW + edit * HOUR) == 0
    (pending,) = archive.articles.pending(NOW, 10)
    assert pending.entry.title == "Edit 24"
    with archive.database.read() as connection:
        kept = connection.exec_driver_sql("SELECT title FROM revisions ORDER BY number").scalars().all()
    assert kept == ["Title 1", *(f"Edit {edit}" for edit in range(1, 24))]


def test_an_edit_after_the_digest_changes_no_digest(archive: Archive) -> None:
    """A title edited after its article was read leaves the digest unchanged and is stored once."""
    poll(archive, [entry(1)])
    store_all(archive)
    record_digest(archive, closed=True)
    before = digest_input(archive)
    poll(archive, [entry(1, title="Corrected")], now=NOW + HOUR)
    assert digest_input(archive) == before
    assert archive.articles.pending(NOW + HOUR, 10) == ()


@pytest.mark.fault(240)
def test_two_entries_with_one_link_in_a_document(archive: Archive) -> None:
    """Two items with keys and titles of their own are two entries, and no poll makes them flip."""
    document = [
        entry("a", key="a#1"),
        entry("a", key="a#2", title="Other"),
        entry("b"),
        entry("c"),
        entry("d"),
    ]
    assert poll(archive, document) == 5
    for turn in range(3):
        assert poll(archive, document, now=NOW + turn * HOUR) == 0
    assert [pending.full_text for pending in archive.articles.pending(NOW, 10)] == [
        True,
        True,
        False,
        False,
        False,
    ]
    with archive.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM revisions").scalar() == 0


@pytest.mark.fault(95)
@pytest.mark.parametrize("title", ["Café  à Vientiane", "CAFÉ à Vientiane", "Cafe\u0301 à Vientiane"])
def test_spelling_in_bytes_makes_no_new_entry(archive: Archive, title: str) -> None:
    """A feed that flips its encoding, and with it composition or spaces, brings nothing new."""
    others = [entry(n) for n in range(4)]
    poll(archive, [*others, entry("c", title="Café à Vientiane")])
    moved = [entry(n, key=f"m{n}", url=f"https://m.example/{n}") for n in range(4)]
    again = entry("c", title=title, key="mc", url="https://m.example/c")
    assert poll(archive, [*moved, again], now=NOW + HOUR) == 0


@pytest.mark.fault(111)
def test_one_article_in_five_feeds(archive: Archive) -> None:
    """An article that five feeds carry is read once and names five outlets, first finder first."""
    names = ["Ω", "B", "A", "D", "C"]
    for name in names:
        feed = Feed(f"https://{ord(name)}.example/feed", name, country="TH" if name == "Ω" else "VN")
        assert poll(archive, [entry("wire", feed)], feed) == 1
    assert len(store_all(archive)) == 1
    record_digest(archive)
    (article,) = digest_input(archive).articles
    assert (article.sources, article.country) == (tuple(names), "TH")


def test_an_outlet_that_comes_later_changes_no_closed_digest(archive: Archive) -> None:
    """A closed digest names the outlets known when it was stamped; the next one names all."""
    poll(archive, [entry("wire")])
    store_all(archive)
    record_digest(archive, closed=True)
    poll(archive, [entry("wire", HERALD)], HERALD, NOW + HOUR)
    record_digest(archive, DAY + timedelta(days=1), NOW + 2 * HOUR)
    assert digest_input(archive).articles[0].sources == (TIMES.name,)
    assert digest_input(archive, DAY + timedelta(days=1)).earlier[0].sources == (TIMES.name, HERALD.name)


@pytest.mark.fault(110)
def test_a_new_feed_with_an_archive_of_old_items(archive: Archive) -> None:
    """Articles that are old when first seen are read and matched, but are in no digest."""
    old = [entry(n, published=NOW - timedelta(days=30)) for n in range(500)]
    assert poll(archive, [*old, entry("new", published=NOW)]) == 501
    store_all(archive)
    counts, _, _ = archive.digests.facts(record_digest(archive))
    assert (counts.articles, counts.matched, counts.backlog) == (1, 1, 500)
    assert titles(archive) == ["Title new"]
    known = archive.articles.get("https://news.example/7")
    assert known is not None
    assert known.matching is not None
    assert (known.backlog, known.digest_date, len(known.matching.matches)) == (True, None, 1)


@pytest.mark.fault(109)
def test_an_empty_document_forgets_nothing(archive: Archive) -> None:
    """A feed that is suddenly empty keeps all its entries known."""
    document = [entry(n) for n in range(50)]
    poll(archive, document)
    emptied = FeedState(TIMES.url, FeedStatus.EMPTY)
    record(archive, TIMES, emptied, now=NOW + HOUR)
    assert poll(archive, document, now=NOW + 2 * HOUR) == 0


@pytest.mark.parametrize("text", ["a\0b", "lone \ud800 surrogate", "𝄞 ສປປ 조약", "x" * 100_000])
def test_any_text_can_be_stored(archive: Archive, text: str) -> None:
    """Characters that no database stores are replaced one for one; keys and links may have any length."""
    poll(
        archive, [entry(1, title=text, summary=text, content=text, key=text, url="https://e.example/" + text)]
    )
    assert poll(archive, [entry(1, title=text, key=text, url="https://e.example/" + text)]) == 0
    (pending,) = archive.articles.pending(NOW, 10)
    assert len(pending.entry.title) == len(pending.entry.content) == len(text)
    store_all(archive)
    record_digest(archive)
    assert len(titles(archive)[0]) == len(text)


def test_the_state_is_decided_by_what_was_new(archive: Archive) -> None:
    """The number of new entries, known only when they are stored, decides the state stored with them."""

    def decide(new: int) -> FeedState:
        return FeedState(TIMES.url, FeedStatus.OK, entries=100 + new)

    record(archive, TIMES, decide, [entry("a"), entry("b")])
    assert archive.feeds.states()[TIMES.url].entries == 102
    record(archive, TIMES, decide, [entry("a"), entry("c")])
    assert archive.feeds.states()[TIMES.url].entries == 101


@pytest.mark.fault(222)
def test_the_source_of_an_entry_is_its_outlet(archive: Archive) -> None:
    """Entries that a feed collects from others have their outlets; its own entries have its name."""
    poll(archive, [entry("a", source="The Paper"), entry("b", source="The Post"), entry("c")])
    store_all(archive)
    record_digest(archive)
    sources = {article.title: article.sources for article in digest_input(archive).articles}
    assert sources == {"Title a": ("The Paper",), "Title b": ("The Post",), "Title c": (TIMES.name,)}
