"""The effects of an edit: the plan misses no article, and each effect names its change."""

import numpy as np
import pytest
from hypothesis import given, settings

from monitor.match import match_article
from monitor.match.edits.effects import TopicsComparison, describe_changes
from monitor.match.grams import AllOf, Has, Plan, text_grams
from monitor.models import UNKNOWN_OUTLET, Group, Keyword, MatchEffect, Outlet, Topic, Topics
from tests.match.edits import articles, edited

LAOS = Group("laos", (Keyword("Laos"), Keyword("라오스")))
BEFORE = Topic("treaties", "Treaties", (Keyword("extradit*"), Keyword("treaty", 6.0)), ("laos",))
TEXT = "Laos signed an extradition treaty on Monday. Officials of the ministry praised the pact."


def holds(plan: Plan, grams: set[int]) -> bool:
    """Evaluate a plan on the grams of one article."""
    if isinstance(plan, Has):
        return grams.issuperset(plan.grams)
    return (all if isinstance(plan, AllOf) else any)(holds(part, grams) for part in plan.parts)


@pytest.mark.no_cover
@settings(max_examples=150, deadline=None)
@given(edited(), articles())
def test_the_plan_of_an_edit_misses_no_article(
    edit: tuple[Topics, Topics], article: tuple[str, str, Outlet]
) -> None:
    """An article that the plan rules out matches the same topics before and after any edit."""
    comparison = TopicsComparison(*edit)
    assert comparison.before is not None
    matched = [
        {match.topic for match in match_article(side, *article).matches}
        for side in (comparison.before, comparison.after)
    ]
    found = {one.topic: one.effect for one in comparison.compare(*article)}
    assert found == (
        dict.fromkeys(matched[0] & matched[1], "kept")
        | dict.fromkeys(matched[1] - matched[0], "gained")
        | dict.fromkeys(matched[0] - matched[1], "lost")
    )
    if not holds(comparison.plan(), set(np.asarray(text_grams(*article[:2])).tolist())):
        assert matched[0] == matched[1]
    if matched[0] != matched[1]:
        assert comparison.changes


def effect(topic: Topic | None, text: str = TEXT, *groups: Group, title: str = "") -> MatchEffect:
    """Return the one effect of an edit of the topic `treaties` on one article."""
    before = Topics((LAOS,), (BEFORE,), "before")
    after = Topics(groups or (LAOS,), (topic,) if topic else (), "after")
    (found,) = TopicsComparison(before, after).compare(title, text, UNKNOWN_OUTLET)
    return found


def edit(**changes: object) -> Topic:
    """Return the topic `treaties` with some values changed."""
    values = {name: getattr(BEFORE, name) for name in ("id", "title", "keywords", "require")}
    return Topic(**{**values, **changes})  # type: ignore[arg-type]


PACT = "Laos signed the pact on Monday. It will enter into force in May."


@pytest.mark.parametrize(
    ("topic", "text", "because", "quote"),
    [
        (
            edit(keywords=(*BEFORE.keywords, Keyword("pact"))),
            PACT,
            'keyword "pact" added',
            "Laos signed the pact on Monday.",
        ),
        (
            edit(threshold=6.0),
            "Laos keeps the treaty.",
            "threshold 10 -> 6",
            "Laos keeps the treaty.",
        ),
        (
            edit(keywords=(Keyword("extradit*"), Keyword("treaty"))),
            "Laos keeps the treaty.",
            'keyword "treaty" weighs the threshold instead of 6',
            "Laos keeps the treaty.",
        ),
        (
            edit(require=()),
            "Peru signed an extradition deal.",
            "require laos -> none",
            "Peru signed an extradition deal.",
        ),
    ],
)
def test_a_gain_names_the_change(topic: Topic, text: str, because: str, quote: str) -> None:
    """A gained article has the responsible change and the sentence with its word."""
    found = effect(topic, text)
    assert (found.effect, found.because, found.quote) == ("gained", because, quote)


def test_a_group_word_explains_a_gain() -> None:
    """If a word of a group was missing, the word is named, with its own quote."""
    wider = Group("laos", (*LAOS.words, Keyword("Vientiane")))
    text = "An extradition was agreed. Talks were held in Vientiane."
    found = effect(BEFORE, text, wider)
    assert found.because == '"Vientiane" added to the group "laos"'
    assert (found.keyword, found.group) == ("Vientiane", "laos")
    assert found.quote == "Talks were held in Vientiane."


@pytest.mark.parametrize(
    ("topic", "because", "below", "quote"),
    [
        (
            edit(keywords=BEFORE.keywords[1:]),
            'keyword "extradit*" removed',
            True,
            "Laos signed an extradition treaty on Monday.",
        ),
        (
            edit(exclude=(Keyword("ministry"),)),
            'excluded word "ministry" added',
            False,
            "Officials of the ministry praised the pact.",
        ),
        (
            edit(keywords=(*BEFORE.keywords, Keyword("extradition treaty", 0.0))),
            'keyword "extradition treaty" added',
            False,
            "Laos signed an extradition treaty on Monday.",
        ),
        (
            edit(threshold=30.0, keywords=(Keyword("extradit*", 10.0), Keyword("treaty", 6.0))),
            'keyword "extradit*" weighs 10 instead of the threshold; threshold 10 -> 30',
            True,
            "Laos signed an extradition treaty on Monday.",
        ),
        (None, "the topic is removed", False, "Laos signed an extradition treaty on Monday."),
    ],
)
def test_a_loss_names_the_change(
    topic: Topic | None,
    because: str,
    below: bool,  # noqa: FBT001
    quote: str,
) -> None:
    """A lost article has the responsible change, and whether it is now below the threshold."""
    found = effect(topic)
    assert found.effect == "lost"
    assert (found.because, found.below, found.quote) == (because, below, quote)


def test_a_mask_explains_a_loss() -> None:
    """A word of weight 0 in a group that hides another word is named, with its own quote."""
    masked = Group("laos", (*LAOS.words, Keyword("Laos Street", 0.0)))
    found = effect(BEFORE, "An extradition was agreed on Laos Street.", masked)
    assert (found.effect, found.because) == ("lost", 'mask "Laos Street" added')
    assert found.quote == "An extradition was agreed on Laos Street."


def test_changes_are_described_by_topic() -> None:
    """Words, weights, settings and whole topics are described; a new title or order is not a change."""
    after = Topics(
        (LAOS,),
        (
            Topic("news", "News", (Keyword("news"),)),
            edit(
                title="Other",
                keywords=(Keyword("treaty", 7.0), Keyword("extradit*"), Keyword("pact")),
                near=5,
            ),
        ),
        "after",
    )
    comparison = TopicsComparison(Topics((LAOS,), (BEFORE,), "before"), after)
    assert describe_changes(tuple(comparison.changes.values())) == {
        "news": ("the topic is new",),
        "treaties": ("near none -> 5", 'keyword "treaty" weighs 7 instead of 6', 'keyword "pact" added'),
    }
    same = Topics((LAOS,), (edit(title="Other", keywords=BEFORE.keywords[::-1]),), "same")
    assert not TopicsComparison(Topics((LAOS,), (BEFORE,), "before"), same).changes
