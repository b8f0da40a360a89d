"""Digests: windows without holes, digests that never change, the trend, the outbox and the gaps."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.archive import Archive
from monitor.errors import ArchiveBusy, ArchiveError
from monitor.models import Counts, Delivery, FeedHealth, Gap, Health, Keyword, Topic, Topics, Unreadable
from tests.archive.making import (
    DAY,
    HERALD,
    HIT,
    HOUR,
    NOW,
    TIMES,
    TOPICS,
    digest,
    digest_input,
    entry,
    outcome,
    poll,
    record_digest,
    store_all,
    titles,
)

ONE_DAY = timedelta(days=1)


def test_the_first_window_begins_with_the_archive(archive: Archive) -> None:
    """The first digest covers everything since the first poll, and nothing in it is late."""
    assert archive.digests.window(DAY, "UTC", NOW).start == NOW
    poll(archive, [entry(1)])
    store_all(archive, now=NOW + HOUR)
    window = record_digest(archive, now=NOW + 2 * HOUR)
    assert (window.start, window.end, window.first, window.last) == (NOW, NOW + 2 * HOUR, 0, 1)
    assert not digest_input(archive).articles[0].late


def test_an_open_digest_is_rewritten_with_what_came_since(archive: Archive) -> None:
    """The window of a day grows until a later date is recorded."""
    poll(archive, [entry(1)])
    store_all(archive)
    record_digest(archive)
    poll(archive, [entry(2)], now=NOW + HOUR)
    store_all(archive, now=NOW + HOUR)
    assert titles(archive) == ["Title 1"]
    record_digest(archive, now=NOW + 2 * HOUR)
    assert titles(archive) == ["Title 1", "Title 2"]
    assert archive.digests.windows() == (digest_input(archive).window,)


def test_a_later_date_closes_all_before_it(archive: Archive) -> None:
    """A closed digest keeps its row and its window, and cannot be recorded again."""
    record_digest(archive)
    kept = record_digest(archive, DAY + ONE_DAY, NOW + ONE_DAY)
    record_digest(archive, DAY + 3 * ONE_DAY, NOW + 3 * ONE_DAY)
    assert [window.closed for window in archive.digests.windows()] == [True, True, False]
    assert archive.digests.window(DAY + ONE_DAY, "UTC", NOW + 9 * ONE_DAY) == replace(kept, closed=True)
    with pytest.raises(ArchiveError, match="closed"):
        archive.digests.record(kept, "c", TOPICS, 3, Counts(), Health())


def test_a_day_passed_over_has_an_empty_window(archive: Archive) -> None:
    """The digest of a skipped date would be empty, and cannot be recorded later."""
    poll(archive, [entry(1)])
    store_all(archive)
    record_digest(archive)
    record_digest(archive, DAY + 2 * ONE_DAY, NOW + 2 * ONE_DAY)
    between = archive.digests.window(DAY + ONE_DAY, "UTC", NOW + 3 * ONE_DAY)
    assert between.first == between.last == 1
    with pytest.raises(ArchiveError, match="no digest of 2025-12-17"):
        archive.digests.record(between, "c", TOPICS, 3, Counts(), Health())
    assert archive.digests.input(DAY + ONE_DAY) is None


def test_an_article_processed_after_its_window_is_late(archive: Archive) -> None:
    """An article whose page came after its day's digest is in the next one, marked late."""
    poll(archive, [entry(1), entry(2)])
    one, two = archive.articles.pending(NOW, 10)
    archive.articles.store_results([outcome(one)], NOW)
    window = record_digest(archive, now=NOW + HOUR)
    assert archive.digests.facts(window)[0].pending == 1
    poll(archive, [entry(3)], now=NOW + 3 * HOUR)
    archive.articles.store_results([outcome(two)], NOW + 2 * HOUR)
    store_all(archive, now=NOW + 3 * HOUR)
    record_digest(archive, DAY + ONE_DAY, NOW + ONE_DAY)
    told = {article.title: article.late for article in digest_input(archive, DAY + ONE_DAY).articles}
    assert told == {"Title 2": True, "Title 3": False}


def test_two_digests_at_once_do_not_overlap(archive: Archive) -> None:
    """If two processes write digests at once, one is refused, and windows do not overlap."""
    poll(archive, [entry(1), entry(2)])
    one, two = archive.articles.pending(NOW, 10)
    archive.articles.store_results([outcome(one)], NOW)
    mine = archive.digests.window(DAY, "UTC", NOW)
    archive.articles.store_results([outcome(two)], NOW)
    record_digest(archive)
    with pytest.raises(ArchiveBusy, match="meanwhile"):
        archive.digests.record(mine, "c", TOPICS, 3, Counts(), Health())
    tomorrow = archive.digests.window(DAY + ONE_DAY, "UTC", NOW)
    poll(archive, [entry(3)])
    store_all(archive)
    record_digest(archive)
    with pytest.raises(ArchiveBusy, match="another process"):
        archive.digests.record(tomorrow, "c", TOPICS, 3, Counts(), Health())


@pytest.mark.fault(185)
def test_a_clock_or_zone_set_back_leaves_windows_tiling(archive: Archive) -> None:
    """Windows are ranges of numbers: no clock and no zone makes them overlap or run backwards."""
    poll(archive, [entry(1)])
    store_all(archive)
    record_digest(archive)
    poll(archive, [entry(2)], now=NOW - ONE_DAY)
    store_all(archive, now=NOW - ONE_DAY)
    window = archive.digests.window(DAY + ONE_DAY, "America/New_York", NOW - ONE_DAY)
    assert (window.start, window.end, window.first, window.last) == (NOW, NOW, 1, 2)


@pytest.mark.fault(189)
def test_the_input_of_a_closed_digest_never_changes(archive: Archive) -> None:
    """Later changes never change the input of a closed digest."""
    poll(archive, [entry(n) for n in range(3)])
    store_all(archive)
    counts = Counts(10, 2, 3, 3, 1, 0, 7)
    health = Health(
        (FeedHealth("F", "https://f.example/", "failing", "timeout", "slow", NOW),),
        (Unreadable("t", "s", "http_404", None, "gone"),),
        (Gap(NOW, NOW + HOUR, ("F", "G")),),
        ("monitor.toml:3: wrong",),
        ("digest:2025-12-15 to mail: refused",),
    )
    window = replace(archive.digests.window(DAY, "Asia/Seoul", NOW), closed=True)
    archive.digests.record(window, "config-1", TOPICS, 5, counts, health)
    archive.digests.record_stories(digest(window, ["a", "b"]))
    told = digest_input(archive)
    assert (told.window, told.counts, told.health, told.top_stories) == (window, counts, health, 5)
    assert told.health.gaps[0].start.tzinfo is UTC
    assert told.topics == (("rail", "Railways"), ("rice", "Rice"))
    poll(archive, [entry(n, HERALD) for n in range(9)], replace(HERALD, name="Renamed"), NOW + HOUR)
    poll(archive, [entry(n) for n in range(9)], replace(TIMES, name="Renamed too"), NOW + HOUR)
    store_all(archive, now=NOW + HOUR)
    archive.articles.replace_matches([(article.article_id, HIT) for article in told.articles])
    renamed = Topics((), (Topic("rail", "Trains"),), "v2")
    archive.digests.record_stories(
        digest(record_digest(archive, DAY + ONE_DAY, NOW + 2 * HOUR, topics=renamed), ["c"])
    )
    archive.maintenance.prune(NOW + timedelta(days=999), timedelta(0), timedelta(0))
    assert digest_input(archive) == told


def test_the_input_contains_the_days_before(archive: Archive) -> None:
    """The input contains the matched articles and the counts of the 28 days before, and none older."""
    for day in range(31):
        now = NOW + day * ONE_DAY
        poll(archive, [entry(day)], now=now)
        store_all(archive, now=now)
        archive.digests.record_stories(digest(record_digest(archive, DAY + day * ONE_DAY, now), [f"s{day}"]))
    last = digest_input(archive, DAY + 30 * ONE_DAY)
    assert [article.title for article in last.articles] == ["Title 30"]
    assert [article.title for article in last.earlier] == [f"Title {day}" for day in range(2, 30)]
    assert last.earlier[0].digest_date == DAY + 2 * ONE_DAY
    days = [DAY + day * ONE_DAY for day in range(2, 30)]
    assert last.history == tuple((day, *pair) for day in days for pair in (("rail", 1), ("rice", 0)))


def test_a_digest_recorded_late_changes_no_later_one(archive: Archive) -> None:
    """A count recorded later for an earlier day does not change the trend of a recorded digest."""
    first = record_digest(archive)
    record_digest(archive, DAY + ONE_DAY, NOW + HOUR, closed=True)
    told = digest_input(archive, DAY + ONE_DAY)
    archive.digests.record_stories(digest(first, ["a"]))
    assert digest_input(archive, DAY + ONE_DAY) == told
    with pytest.raises(ArchiveError, match="no digest of"):
        archive.digests.record_stories(digest(replace(first, date=DAY - ONE_DAY), []))


def test_stories_of_a_closed_digest_stay(archive: Archive) -> None:
    """An open digest's stories are replaced; a closed one's stay as first recorded."""
    window = record_digest(archive)
    archive.digests.record_stories(digest(window, ["a"]))
    archive.digests.record_stories(digest(window, ["a", "b"]))
    archive.digests.record_stories(digest(record_digest(archive, closed=True), ["a", "b", "c"]))
    archive.digests.record_stories(digest(window, []))
    record_digest(archive, DAY + ONE_DAY, NOW + ONE_DAY)
    assert digest_input(archive, DAY + ONE_DAY).history == ((DAY, "rail", 3), (DAY, "rice", 0))


@pytest.mark.fault(189)
def test_nothing_is_delivered_twice(archive: Archive) -> None:
    """A key goes to a target once, however often it is queued."""
    assert archive.outbox.queue("digest:1", ["mail", "chat", "mail"], NOW) == 2
    assert archive.outbox.queue("digest:1", ["mail", "news"], NOW + HOUR) == 1
    mail, chat = archive.outbox.due(NOW)
    assert (mail.key, mail.target, mail.attempts, mail.next_try) == ("digest:1", "mail", 0, NOW)
    archive.outbox.record(replace(mail, attempts=1, next_try=None, sent=NOW))
    archive.outbox.record(replace(chat, attempts=1, next_try=NOW + 2 * HOUR, error="refused"))
    assert [delivery.target for delivery in archive.outbox.due(NOW + HOUR)] == ["news"]
    assert archive.outbox.due(NOW + 2 * HOUR)[0] == Delivery(
        chat.id, "digest:1", "chat", 1, NOW + 2 * HOUR, None, "refused"
    )
    assert archive.outbox.queue("digest:1", ["mail"], NOW + ONE_DAY) == 0


@pytest.mark.fault(188)
def test_three_days_down_are_a_gap(archive: Archive) -> None:
    """A time without a sweep is reported, with the feeds in which every entry was new after it."""
    poll(archive, [entry(1)])
    poll(archive, [entry(2, HERALD)], HERALD)
    archive.feeds.record_sweep(NOW, NOW + timedelta(minutes=1))
    archive.feeds.record_sweep(NOW + HOUR, NOW + HOUR)
    record_digest(archive, now=NOW + HOUR)
    back = NOW + HOUR + 3 * ONE_DAY
    poll(archive, [entry(3), entry(4)], now=back)
    poll(archive, [entry(2, HERALD), entry(5, HERALD)], HERALD, back)
    archive.feeds.record_sweep(back, back + HOUR)
    window = archive.digests.window(DAY + 3 * ONE_DAY, "UTC", back + HOUR)
    assert archive.digests.facts(window)[2] == (Gap(NOW + HOUR, back, (TIMES.name,)),)
    status = archive.status_counts(back)
    assert (status.sweep_started, status.sweep_finished) == (back, back + HOUR)


@pytest.mark.parametrize(
    ("sweeps", "window", "gaps"),
    [
        ([(0, 1), (2, 2), (4, 4)], (0, 5), []),
        ([(0, 0), (10, 10)], (0, 10), [(0, 10)]),
        ([(0, 0), (10, 10)], (4, 12), [(4, 10)]),
        ([(0, 0)], (0, 10), [(0, 10)]),
        ([(0, 0)], (5, 10), [(5, 10)]),
        ([(0, 0), (30, 30)], (0, 10), [(0, 10)]),
        ([(10, 10)], (0, 11), []),
        ([(0, 0), (10, 10), (5, 6), (7, 7)], (0, 8), [(0, 8)]),
        ([], (0, 10), []),
    ],
)
def test_gaps_are_cut_to_the_window(
    archive: Archive,
    sweeps: list[tuple[int, int]],
    window: tuple[int, int],
    gaps: list[tuple[int, int]],
) -> None:
    """Unusual pauses of over two hours are cut to the window, also where the clock ran backwards."""
    if (0, 0) in sweeps:
        sweeps = [(-2, -2), (-1, -1), *sweeps]  # until then one followed the other
    for started, finished in sweeps:
        archive.feeds.record_sweep(NOW + started * HOUR, NOW + finished * HOUR)
    start, end = (NOW + hour * HOUR for hour in window)
    asked = replace(archive.digests.window(DAY, "UTC", NOW), start=start, end=end)
    assert archive.digests.facts(asked)[2] == tuple(Gap(NOW + a * HOUR, NOW + b * HOUR) for a, b in gaps)


def test_the_status_counts(archive: Archive) -> None:
    """Status counts pending, due, processed and matched articles."""
    assert archive.status_counts(NOW).sweep_started is None
    poll(archive, [entry(n) for n in range(5)])
    waiting = archive.articles.pending(NOW, 10)
    archive.articles.store_results([outcome(waiting[0]), outcome(waiting[1])], NOW)
    record_digest(archive, closed=True)
    archive.articles.store_results([outcome(waiting[2])], NOW)
    status = archive.status_counts(NOW - HOUR)
    counted = (status.pending, status.due, status.articles, status.matched)
    assert counted == (2, 0, 3, 3)


def test_pruning_keeps_the_articles_of_digests(archive: Archive) -> None:
    """Old pages and texts of articles in no digest are deleted; open and matched texts are kept."""
    poll(archive, [entry(1), entry(2), entry("old", published=NOW - 30 * ONE_DAY)])
    one, two, old = archive.articles.pending(NOW, 10)
    archive.articles.store_results([outcome(one), outcome(two, replace(HIT, matches=())), outcome(old)], NOW)
    later = NOW + timedelta(days=40)
    assert archive.maintenance.prune(later, None, None) == (0, 0)
    assert archive.maintenance.prune(later, timedelta(days=30), timedelta(days=50)) == (0, 0)
    record_digest(archive, closed=True)
    told = digest_input(archive)
    assert archive.maintenance.prune(later, timedelta(days=30), timedelta(days=30)) == (2, 3)
    assert archive.maintenance.prune(later, timedelta(days=30), timedelta(days=30)) == (0, 0)
    assert digest_input(archive) == told
    assert archive.maintenance.check_integrity() == ()


def test_times_of_any_zone_are_read_back_in_utc(archive: Archive) -> None:
    """A time in another zone is read back as the same moment in UTC."""
    moment = datetime(2025, 12, 16, 9, 0, tzinfo=UTC).astimezone(tz=None)
    poll(archive, [entry(1)], now=moment)
    (pending,) = archive.articles.pending(moment, 10)
    assert pending.found == moment
    assert pending.found.tzinfo is UTC


def test_a_digest_knows_the_one_before(archive: Archive) -> None:
    """The digest before is that of the last earlier date with one; a later digest changes nothing."""
    record_digest(archive)
    assert digest_input(archive).previous is None
    record_digest(archive, DAY + 3 * ONE_DAY, NOW + 3 * ONE_DAY)
    before = digest_input(archive, DAY + 3 * ONE_DAY)
    record_digest(archive, DAY + 4 * ONE_DAY, NOW + 4 * ONE_DAY)
    assert before.previous == DAY
    assert digest_input(archive, DAY + 3 * ONE_DAY).previous == DAY
    assert digest_input(archive).previous is None


def test_a_digest_keeps_the_glosses_of_its_topics(archive: Archive) -> None:
    """Glosses are those of the topics in force when the digest was recorded."""
    words = (Keyword("철도", language="ko", gloss="railway"), Keyword("railway"))
    glossed = Topics((), (Topic("rail", "Railways", words),), "v2")
    record_digest(archive, topics=glossed)
    record_digest(archive, DAY + ONE_DAY, NOW + ONE_DAY)
    assert digest_input(archive).aids.glosses == (("철도", "railway"),)
    assert digest_input(archive, DAY + ONE_DAY).aids.glosses == ()
