"""Building a digest: sections, stories, status, order and trend."""

import pickle
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.digest import build_digest, render_html, render_json, render_markdown
from monitor.models import Digest, DigestInput, Story, StoryStatus, TopicSection
from tests.digest.inputs import DAY, KOREAN, TOPICS, WIRE, article, busy_day, empty_day, material

YESTERDAY = DAY - timedelta(days=1)


def section(digest: Digest, topic: str) -> TopicSection:
    """Return the section of a topic."""
    return next(found for found in digest.topics if found.id == topic)


def stories(digest: Digest) -> list[Story]:
    """Return the stories of all topics."""
    return [story for found in digest.topics for story in found.stories]


def only(given_material: DigestInput) -> Story:
    """Return the only story of an input."""
    (story,) = stories(build_digest(given_material))
    return story


def test_all_topics_are_sections_in_config_order() -> None:
    """Every topic has a section, in config order, with or without stories."""
    digest = build_digest(empty_day())
    assert [(found.id, found.title) for found in digest.topics] == list(TOPICS)
    assert not stories(digest)
    assert not digest.top


def test_every_article_is_listed_once_under_each_topic_it_matches() -> None:
    """Each pair of new article and matched topic appears once, with the score and evidence of that topic."""
    given_material = busy_day()
    digest = build_digest(given_material)
    listed = sorted(
        (found.id, one.url, one.score, one.evidence)
        for found in digest.topics
        for story in found.stories
        for one in story.articles
    )
    expected = sorted(
        (match.topic, one.url, match.score, match.evidence)
        for one in given_material.articles
        for match in one.matches
    )
    assert listed == expected


def test_a_story_under_two_topics_has_one_id() -> None:
    """An article that matches two topics is one story, and each topic names the other."""
    digest = build_digest(
        material([article(1, "Treaty and scams", WIRE, extradition=["treaty"], scams=["scams"])])
    )
    one, other = section(digest, "extradition").stories[0], section(digest, "scams").stories[0]
    assert one.id == other.id
    assert (one.other_topics, other.other_topics) == (("scams",), ("extradition",))


def test_status_over_days() -> None:
    """A story is new without earlier articles, running with copies only, an update with added facts."""
    old = article(1, "Treaty", WIRE[:300], "A", day=YESTERDAY)
    assert only(material([article(2, "Treaty", WIRE[:300], "B")])).status is StoryStatus.NEW
    running = only(material([article(2, "Treaty again", WIRE[:290], "B")], [old]))
    assert running.status is StoryStatus.RUNNING
    assert running.since == YESTERDAY
    assert running.outlets == ("A", "B")
    assert running.articles[0].copy
    update = only(material([article(2, "Treaty again", WIRE, "B")], [old]))
    assert update.status is StoryStatus.UPDATE
    assert not update.articles[0].copy


def test_a_story_without_a_new_article_is_not_in_the_digest() -> None:
    """A story without a new article is not in the digest."""
    assert not stories(build_digest(material([], [article(1, "Treaty", WIRE, day=YESTERDAY)])))


def test_an_article_given_twice_is_new() -> None:
    """An article among both new and earlier ones counts as new: it is new in this digest."""
    one = article(1, "Treaty", WIRE)
    assert only(material([one], [one])).status is StoryStatus.NEW


def test_copies_are_marked_and_the_first_is_not() -> None:
    """The first article with a text is not a copy, later ones are, unless they add facts."""
    story = only(material([
        article(1, "Treaty", WIRE, "A", hours=-9), article(2, "Treaty", f"{WIRE} (A)", "B", hours=-8),
    ]))  # fmt: skip
    assert [(one.source, one.copy) for one in story.articles] == [("A", False), ("B", True)]


def test_reports_of_one_event_share_it_and_are_adjacent() -> None:
    """Two reports of one event are two stories with the same event, one after the other."""
    found = section(build_digest(busy_day()), "minerals").stories
    assert found[0].event == found[1].event != ""
    assert found[2].event == ""


def test_the_strongest_story_is_first_and_leads() -> None:
    """Stories are ordered by weight, and the config limits the number of top stories."""
    digest = build_digest(replace(busy_day(), top_stories=2))
    assert digest.top[0].story.id == section(digest, "extradition").stories[0].id
    assert len(digest.top) == 2
    assert digest.top[0].reason.startswith("Something new since 15 Dec 2025, named in the headline")
    assert not build_digest(replace(busy_day(), top_stories=0)).top


def test_a_running_story_never_leads() -> None:
    """Copies of yesterday's text are not top stories."""
    old = article(1, "Treaty", WIRE, "A", day=YESTERDAY)
    assert not build_digest(material([article(2, "Treaty", WIRE, "B")], [old])).top


def test_history_without_a_row_is_a_day_without_stories() -> None:
    """A day without a count for a topic counts as 0 stories once the topic exists."""
    history = tuple((DAY - timedelta(days=back), "scams", 2) for back in range(1, 6))
    history += ((DAY - timedelta(days=4), "airport", 3),)
    digest = build_digest(material(history=history))
    assert section(digest, "airport").trend.days[0] == (DAY - timedelta(days=4), 3)
    assert [count for _, count in section(digest, "airport").trend.days] == [3, 0, 0, 0, 0]
    assert section(digest, "minerals").trend.mean_28 is None


def test_matches_of_a_topic_no_longer_watched_are_left_out() -> None:
    """A match for a topic that is not in the input is ignored."""
    one = article(1, "Treaty", WIRE, airport=["Treaty"])
    digest = build_digest(material([one], topics=TOPICS[:1]))
    assert [found.id for found in digest.topics] == ["extradition"]
    assert not stories(digest)


def test_without_an_outlet_url_or_date() -> None:
    """An article without outlet, link, date, country and language is shown like any other."""
    bare = article(1, "", WIRE, (), url=None, published=None, country="", language="", extradition=["treaty"])
    story = only(material([bare]))
    assert (story.headline, story.articles[0].source, story.outlets) == ("", "", ())
    for render in (render_html, render_markdown, render_json):
        assert render(build_digest(material([bare])))


def test_digest_and_input_can_be_pickled() -> None:
    """Input and digest can be pickled, because they are passed between processes."""
    digest = build_digest(pickle.loads(pickle.dumps(busy_day())))
    assert pickle.loads(pickle.dumps(digest)) == digest


@pytest.mark.no_cover
@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
@pytest.mark.fault(189)
def test_the_order_of_the_input_changes_no_byte(random: Random) -> None:
    """The order of the input articles does not change a byte of the three renderings."""
    given_material = busy_day()
    expected = build_digest(given_material)
    fresh, earlier = list(given_material.articles), list(given_material.earlier)
    history = list(given_material.history)
    for part in (fresh, earlier, history):
        random.shuffle(part)
    shuffled = build_digest(
        replace(given_material, articles=tuple(fresh), earlier=tuple(earlier), history=tuple(history))
    )
    assert shuffled == expected


def test_a_late_article_stays_marked() -> None:
    """An article found before the window began is marked as late."""
    assert only(material([article(1, "[속보] 조약", KOREAN, late=True)])).articles[0].late
