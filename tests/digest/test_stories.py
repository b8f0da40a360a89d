"""Copies, near copies and updates become one story; whatever merely resembles it stays another."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.digest.stories import StoryCluster, cluster_stories, read_first
from monitor.models import MatchedArticle, TextSource
from tests.digest.inputs import DAY, KOREAN, LAO, THAI, WIRE, article

OTHER = (
    "The harvest festival drew nine thousand visitors to the river town, organisers said on Sunday. Boats "
    "raced for three days, and the winners came from Savannakhet. Hotels were full as far as the Thai bank."
)


def groups(stories: tuple[StoryCluster, ...]) -> set[frozenset[int]]:
    """Name stories by the numbers of their articles."""
    return {frozenset(one.article_id for one in story.articles) for story in stories}


def test_an_agency_copy_in_three_outlets_is_one_story() -> None:
    """One wire text under three headlines in three outlets counts once."""
    story, = cluster_stories([
        article(1, "Treaty in force soon", WIRE, "A"),
        article(2, "Laos and Korea exchange papers", f"{WIRE} (Agency)", "B"),
        article(3, "Extradition: what was agreed", WIRE[:300], "C"),
    ])  # fmt: skip
    assert groups((story,)) == {frozenset({1, 2, 3})}
    assert len(story.adding) == 1


@pytest.mark.fault(111)
def test_one_url_in_five_feeds_is_one_story() -> None:
    """Articles under one canonical URL are one story even if their texts differ."""
    url = "https://news.example/a"
    stories = cluster_stories(
        [article(n, f"Title {n}", f"{n} {OTHER[n * 20 :]}", f"Feed {n}", url=url) for n in range(1, 6)]
    )
    assert len(stories) == 1


def test_one_event_in_two_reports_is_two_stories() -> None:
    """Two reporters' own texts on one event stay two stories, even under one headline."""
    own = (
        "After a decade of talks, prosecutors in Vientiane can now ask Seoul to hand over suspects. Lawyers "
        "said the treaty leaves open who pays for interpreters. The first requests may concern fraud. "
        "The opposition in Seoul wants a review of prisons in Laos before anybody is sent there."
    )
    title = "Laos, South Korea exchange extradition instruments"
    assert len(cluster_stories([article(1, title, WIRE, "A"), article(2, title, own, "B")])) == 2


def test_one_headline_over_summaries_is_one_story() -> None:
    """Where only summaries are known, one distinct headline within days is one story; a worn one is not."""
    title = "Laos, South Korea exchange extradition instruments"
    short = ["Papers were exchanged on Monday.", "The ministry told reporters."]
    assert len(cluster_stories([article(n, title, short[n], f"Outlet {n}") for n in (0, 1)])) == 1
    assert len(cluster_stories([article(n, "Editorial", short[n], f"Outlet {n}") for n in (0, 1)])) == 2
    later = article(1, title, short[1], "Outlet 1", published=article(1, "", "x").found + timedelta(days=9))
    assert len(cluster_stories([article(0, title, short[0], "Outlet 0"), later])) == 2


@pytest.mark.parametrize(
    "marks",
    [("[1보] {}", "[2보] {}", "{}(종합)", "{}(종합2보)"), ("{}", "UPDATE 1-{}", "UPDATE 2-{}", "(LEAD) {}")],
)
def test_an_update_chain_is_one_story(marks: tuple[str, ...]) -> None:
    """Flash, second flash and round-up of one outlet join, though each is longer than the one before."""
    title, text = (
        ("한·라오스 범죄인 인도 조약 비준서 교환", KOREAN)
        if "보" in marks[0]
        else ("Laos and Seoul swap treaty", WIRE)
    )
    chain = [
        article(n, mark.format(title), text[: 40 + n * len(text) // 4], "통신", hours=-9 + n)
        for n, mark in enumerate(marks)
    ]
    (story,) = cluster_stories(chain)
    assert story.articles[0].article_id == 0
    assert read_first(story.articles).article_id == 3


def test_an_edited_headline_joins() -> None:
    """A text published again under a new address and an edited headline is the same story."""
    text = f"{WIRE} Five requests are waiting."
    first = article(1, "Treaty to take effect next week", WIRE, "A")
    assert (
        len(cluster_stories([first, article(2, "Treaty takes effect on 14 January", text, "A", hours=-2)]))
        == 1
    )


def test_a_daily_notice_is_a_new_story_each_day() -> None:
    """An outlet's template with other figures on another day is another story."""
    notice = "Exchange rates published by the bank today: the kip stood at {} to the dollar, {} to the baht. "
    rest = "Rates apply from eight in the morning until the close of business. Questions go to the counter."
    yesterday = article(
        1,
        "Rates of the day: 15 December",
        notice.format(21680, 640) + rest,
        "Bank",
        day=DAY - timedelta(days=2),
    )
    assert (
        len(
            cluster_stories(
                [
                    yesterday,
                    article(2, "Rates of the day: 16 December", notice.format(21702, 655) + rest, "Bank"),
                ]
            )
        )
        == 2
    )


@pytest.mark.parametrize("text", [WIRE, KOREAN, LAO, THAI], ids=["english", "korean", "lao", "thai"])
def test_copies_are_one_story_in_every_script(text: str) -> None:
    """Copies fold in scripts with and without word breaks, white space or not."""
    spaced = text.replace(" ", "\u200b ") + " ©"
    assert len(cluster_stories([article(1, "One", text, "A"), article(2, "Two", spaced, "B")])) == 1


def test_a_continued_story_keeps_its_id() -> None:
    """A copy on a later day, published earlier or not, leaves the story its id and its first article."""
    first = article(5, "Treaty", WIRE, "A", day=DAY - timedelta(days=1))
    late = article(6, "Treaty papers", WIRE, "B", published=first.found - timedelta(days=2))
    (alone,) = cluster_stories([first])
    (both,) = cluster_stories([late, first])
    assert both.id == alone.id
    assert both.articles[0] is first


def test_new_numbers_in_a_headline_are_news() -> None:
    """The same text under a headline with a new figure adds something."""
    story, = cluster_stories([
        article(1, "Raid frees 41 in Bokeo compound", OTHER, "A", hours=-9),
        article(2, "Raid frees 47 in Bokeo compound", OTHER, "B", hours=-8),
    ])  # fmt: skip
    assert story.adding == {1, 2}


def test_the_fullest_text_is_read_first() -> None:
    """A page is read before a summary, a full text before a short one, the first of equals."""
    summary = article(1, "T", WIRE * 2, text_source=TextSource.SUMMARY)
    short, full, copy = article(2, "T", WIRE[:100]), article(3, "T", WIRE), article(4, "T", f"{WIRE} x")
    assert read_first([summary, short, full, copy]) is full


def articles_of_a_day() -> list[MatchedArticle]:
    """Make a day of copies, chains, one event twice, and unrelated articles."""
    texts = [WIRE, KOREAN, LAO, THAI, OTHER, WIRE[:200], f"{OTHER} Rain fell.", f"{LAO} ©", ""]
    return [
        article(
            n, f"{'UPDATE 1-' if n % 5 == 0 else ''}Headline of text number {n % 7}", texts[n % len(texts)],
            f"Outlet {n % 4}", hours=-n % 11 - 12, day=DAY - timedelta(days=n % 3),
            published=None if n % 6 == 0 else article(n, "", "x").found - timedelta(hours=n),
        )
        for n in range(1, 25)
    ]  # fmt: skip


@pytest.mark.no_cover
@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_articles_changes_nothing(random: Random) -> None:
    """The same articles in another order, with other numbers, give the same stories."""
    articles = articles_of_a_day()
    expected = {(story.id, tuple(one.url for one in story.articles)) for story in cluster_stories(articles)}
    random.shuffle(articles)
    renumbered = [replace(one, article_id=1000 + place) for place, one in enumerate(articles)]
    found = {(story.id, tuple(one.url for one in story.articles)) for story in cluster_stories(renumbered)}
    assert found == expected


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([WIRE, KOREAN, OTHER, "", "short"]), st.text(max_size=30)), max_size=12
    )
)
def test_every_article_is_in_exactly_one_story(parts: list[tuple[str, str]]) -> None:
    """Each article is in exactly one story."""
    articles = [article(n, title, text + title, url=None) for n, (text, title) in enumerate(parts)]
    told = sorted(one.article_id for story in cluster_stories(articles) for one in story.articles)
    assert told == list(range(len(articles)))
