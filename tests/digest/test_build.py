"""Material into digest: what stands where, as what, and why."""

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
    """List the stories of all topics."""
    return [story for found in digest.topics for story in found.stories]


def only(given_material: DigestInput) -> Story:
    """Return the one story of a material."""
    (story,) = stories(build_digest(given_material))
    return story


def test_topics_stand_in_config_order_and_empty_ones_stand_too() -> None:
    """Every topic has its section, in the order of the config, with or without stories."""
    digest = build_digest(empty_day())
    assert [(found.id, found.title) for found in digest.topics] == list(TOPICS)
    assert not stories(digest)
    assert not digest.top


def test_every_article_is_listed_once_under_each_topic_it_matches() -> None:
    """Each pair of new article and matched topic stands once, with that topic's score and evidence."""
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
    """An article that matches two topics is one story and says under which other topic it stands."""
    digest = build_digest(
        material([article(1, "Treaty and scams", WIRE, extradition=["treaty"], scams=["scams"])])
    )
    one, other = section(digest, "extradition").stories[0], section(digest, "scams").stories[0]
    assert one.id == other.id
    assert (one.other_topics, other.other_topics) == (("scams",), ("extradition",))


def test_status_over_days() -> None:
    """New without a past; running when only copies came; update when a text added something."""
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


def test_a_story_of_earlier_days_alone_is_not_told_again() -> None:
    """What has nothing new today does not stand in today's digest."""
    assert not stories(build_digest(material([], [article(1, "Treaty", WIRE, day=YESTERDAY)])))


def test_an_article_given_twice_is_new() -> None:
    """An article among both new and earlier ones counts as new: it is new in this digest."""
    one = article(1, "Treaty", WIRE)
    assert only(material([one], [one])).status is StoryStatus.NEW


def test_copies_are_marked_and_the_first_is_not() -> None:
    """The first to print a text is no copy, those after it are; one that adds facts is none."""
    story = only(material([
        article(1, "Treaty", WIRE, "A", hours=-9), article(2, "Treaty", f"{WIRE} (A)", "B", hours=-8),
    ]))  # fmt: skip
    assert [(one.source, one.copy) for one in story.articles] == [("A", False), ("B", True)]


def test_related_reports_share_an_event_and_stand_together() -> None:
    """Two reports of one event are two stories that share an event and follow each other."""
    found = section(build_digest(busy_day()), "minerals").stories
    assert found[0].event == found[1].event != ""
    assert found[2].event == ""


def test_the_strongest_story_is_first_and_leads() -> None:
    """Stories stand by weight, and the digest is led by at most as many as the config says."""
    digest = build_digest(replace(busy_day(), top_stories=2))
    assert digest.top[0].story.id == section(digest, "extradition").stories[0].id
    assert len(digest.top) == 2
    assert digest.top[0].reason.startswith("Something new since 15 Dec 2025, carried by 4 outlets")
    assert not build_digest(replace(busy_day(), top_stories=0)).top


def test_a_running_story_never_leads() -> None:
    """Copies of yesterday's text do not lead today's digest."""
    old = article(1, "Treaty", WIRE, "A", day=YESTERDAY)
    assert not build_digest(material([article(2, "Treaty", WIRE, "B")], [old])).top


def test_history_without_a_row_is_a_day_without_stories() -> None:
    """A day in the ledger that does not name a topic had none of it, once the topic was watched."""
    history = tuple((DAY - timedelta(days=back), "scams", 2) for back in range(1, 6))
    history += ((DAY - timedelta(days=4), "airport", 3),)
    digest = build_digest(material(history=history))
    assert section(digest, "airport").trend.days[0] == (DAY - timedelta(days=4), 3)
    assert [count for _, count in section(digest, "airport").trend.days] == [3, 0, 0, 0, 0]
    assert section(digest, "minerals").trend.mean_28 is None


def test_matches_of_a_topic_no_longer_watched_are_left_out() -> None:
    """A match for a topic that the material does not list appears nowhere."""
    one = article(1, "Treaty", WIRE, airport=["Treaty"])
    digest = build_digest(material([one], topics=TOPICS[:1]))
    assert [found.id for found in digest.topics] == ["extradition"]
    assert not stories(digest)


def test_without_an_outlet_url_or_date() -> None:
    """An article without outlet, link, date, country and language is told like any other."""
    bare = article(1, "", WIRE, (), url=None, published=None, country="", language="", extradition=["treaty"])
    story = only(material([bare]))
    assert (story.headline, story.articles[0].source, story.outlets) == ("", "", ())
    for render in (render_html, render_markdown, render_json):
        assert render(build_digest(material([bare])))


def test_a_digest_goes_through_a_worker() -> None:
    """Material and digest survive pickling: they cross a process."""
    digest = build_digest(pickle.loads(pickle.dumps(busy_day())))
    assert pickle.loads(pickle.dumps(digest)) == digest


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
@pytest.mark.fault(189)
def test_the_order_of_the_material_changes_no_byte(random: Random) -> None:
    """However the archive hands the articles over, all three renderings are the same to the byte."""
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
    """What was found before its window began says so in its story."""
    assert only(material([article(1, "[속보] 조약", KOREAN, late=True)])).articles[0].late
