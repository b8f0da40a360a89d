"""Digests of weeks and months, the stories of topics, and translations, on each database."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from monitor.archive import Archive
from monitor.archive.digest_schema import topic_stories
from monitor.archive.schema import topic_days
from monitor.digest import build_digest
from monitor.models import WEEK, Counts, DigestInput, Group, Health, Keyword, Period, ReadingAids, Topics
from tests.archive.making import DAY, HOUR, NOW, TOPICS, digest_input, entry, poll, record_digest, store_all

ONE_DAY = timedelta(days=1)


def record(archive: Archive, period: Period, topics: Topics = TOPICS) -> None:
    """Record the digest of a period."""
    made_from = DigestInput(
        archive.period_digests.window(period, "Asia/Vientiane"), "c", (), 3, (), (), (), Counts(), Health(),
        title="Desk", aids=ReadingAids(language="ko", link="https://t.example/?u={url}"),
    )  # fmt: skip
    archive.period_digests.record(period, made_from, topics)


def week(number: int) -> Period:
    """Return a week that ends a number of weeks after the first."""
    end = NOW + (7 * number + 1) * ONE_DAY
    return Period(WEEK, DAY + 7 * number * ONE_DAY, end - 7 * ONE_DAY, end)


def test_a_week_keeps_its_articles_matches_and_settings(archive: Archive) -> None:
    """Later articles, matches and records change nothing; recording again neither."""
    poll(archive, [entry(1)])
    store_all(archive, now=NOW + HOUR)
    record(archive, week(0))
    before = archive.period_digests.input(week(0).name)
    assert before is not None
    assert [article.title for article in before.articles] == ["Title 1"]
    assert (before.title, before.aids.language, before.window.period) == ("Desk", "ko", WEEK)
    poll(archive, [entry(2)], now=NOW + 3 * ONE_DAY)
    store_all(archive, now=NOW + 3 * ONE_DAY)
    record_digest(archive, DAY + 3 * ONE_DAY, NOW + 3 * ONE_DAY)
    record(archive, replace(week(0), start=NOW))
    record(archive, week(1))
    assert archive.period_digests.input(week(0).name) == before
    after = archive.period_digests.input(week(1).name)
    assert after is not None
    assert [article.title for article in after.articles] == ["Title 2"]
    assert [article.title for article in after.earlier] == ["Title 1"]
    assert after.previous == week(0).day
    assert [period.name for period in archive.period_digests.recorded()] == [week(0).name, week(1).name]
    assert archive.period_digests.input("2020-W01") is None


def test_a_period_knows_the_names_that_its_topics_had(archive: Archive) -> None:
    """A week links reports in several languages by the names in force when it was written, as a day does."""
    laos = Group("laos", (Keyword("Laos"), Keyword("라오스")))
    record(archive, week(0), replace(TOPICS, version="named", groups=(laos,)))
    record(archive, week(1), TOPICS)
    found = [archive.period_digests.input(week(number).name) for number in range(2)]
    assert [one and one.name_forms for one in found] == [(("@laos", "Laos"), ("@laos", "라오스")), ()]


def test_the_numbers_of_a_week_are_those_of_its_digest(archive: Archive) -> None:
    """The next week knows how many stories each topic had."""
    poll(archive, [entry(1)])
    store_all(archive, now=NOW + HOUR)
    record(archive, week(0))
    first = archive.period_digests.input(week(0).name)
    assert first is not None
    archive.period_digests.record_stories(build_digest(first))
    record(archive, week(1))
    second = archive.period_digests.input(week(1).name)
    assert second is not None
    assert {topic: count for _, topic, count in second.history} == {"rail": 1, "rice": 0}


def test_the_stories_of_a_digest_are_stored_for_the_chronicle(archive: Archive) -> None:
    """Recording stories again replaces them; a corrected date moves them."""
    poll(archive, [entry(1)])
    store_all(archive, now=NOW + HOUR)
    record_digest(archive)
    for _ in range(2):
        archive.digests.record_stories(build_digest(digest_input(archive)))
    told = archive.topic_stories.chronicle_input("rail", "Railways")
    assert [(story.day, story.headline, story.status) for story in told.stories] == [(DAY, "Title 1", "new")]
    assert told.days == ((DAY, 1),)
    assert archive.topic_stories.chronicle_input("rice", "Rice").days == ((DAY, 0),)
    assert archive.topic_stories.days_without_stories(5) == ()
    assert dict(archive.topic_stories.topics()) == {"rail": "Railways", "rice": "Rice"}


@pytest.mark.fault(366)
def test_trends_and_chronicles_count_events(archive: Archive) -> None:
    """Three stories of one event are one in trends and chronicles; digests of 0.1 stored stories only."""
    for number in range(3):
        poll(archive, [entry(number)], now=NOW)
    store_all(archive, now=NOW + HOUR)
    record_digest(archive)
    digest = build_digest(digest_input(archive))
    (rail, rice) = digest.topics
    stories = tuple(replace(story, event=rail.stories[0].id) for story in rail.stories)
    archive.digests.record_stories(replace(digest, topics=(replace(rail, stories=stories), rice)))
    assert len(stories) == 3
    told = archive.topic_stories.chronicle_input("rail", "Railways")
    assert told.days == archive.digests.days_of_topic("rail") == ((DAY, 1),)
    assert {story.event for story in told.stories} == {rail.stories[0].id}
    with archive.database.write() as connection:
        connection.execute(update(topic_days).values(events=None))
        connection.execute(update(topic_stories).values(event=None))
    told = archive.topic_stories.chronicle_input("rail", "Railways")
    assert told.days == ((DAY, 3),)
    assert [story.event for story in told.stories] == [story.story for story in told.stories]


def test_a_digest_shows_only_translations_made_before_it(archive: Archive) -> None:
    """A translation that is stored after a digest was recorded is shown by the next digest."""
    poll(archive, [entry(1)])
    store_all(archive)
    record_digest(archive, closed=True)
    archive.translations.add({"Title 1": "Titre 1", "unused": "x"}, "en")
    assert digest_input(archive).aids.translations == ()
    poll(archive, [entry(1, title="Title 1", url="https://news.example/other")], now=NOW + ONE_DAY)
    store_all(archive, now=NOW + ONE_DAY)
    record_digest(archive, DAY + ONE_DAY, NOW + ONE_DAY)
    poll(archive, [entry(3, title="Title 1")], now=NOW + 2 * ONE_DAY)
    store_all(archive, now=NOW + 2 * ONE_DAY)
    record_digest(archive, DAY + 2 * ONE_DAY, NOW + 2 * ONE_DAY)
    assert digest_input(archive, DAY + 2 * ONE_DAY).aids.translations == (("Title 1", "Titre 1"),)
    assert digest_input(archive).aids.translations == ()
