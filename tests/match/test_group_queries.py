"""`@group` in a query finds any word of the group, in topics and in searches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import QueryError
from monitor.match import lint_topics, topic_problems
from monitor.match.grams import EVERYTHING, AllOf, AnyOf, Has, Plan, any_of, text_grams
from monitor.match.search import read_search
from monitor.models import Group, Keyword, Topics
from tests.match.watching import group, look, near_miss, topic, watch

LAOS = group("laos", "Laos", "Laotian", "=Lao", "라오스", "老挝", "ປະເທດລາວ", "Lào", "Vientiane")
MASKS = Group("masks", (Keyword("Lào Cai", 0),))
REGION = Group("region", (Keyword("Cambodia"), Keyword("Laos Street", 0)), ("laos",))
HOME = Group("home", (), (), ("la",))
GROUPS = (LAOS, MASKS, REGION, HOME)

CASES = [
    ("@laos", "A mine in Laos", True),
    ("@laos", "Laotians vote", True),
    ("@laos", "라오스에서", True),
    ("@laos", "在老挝", True),
    ("@laos", "rừng ở Lào", True),
    ("@laos", "a Lao mine", True),
    ("@laos", "a lao mine", False),
    ("@laos", "A mine in Chile, @laos", False),
    ("@laos", "rừng ở Lào Cai", False),
    ("@laos", "A mine in Cambodia", False),
    ("@region", "A mine in Cambodia", True),
    ("@region", "A mine in Vientiane", True),
    ("@region", "A house in Laos Street", False),
    ("@laos mine", "A mine in Laos", True),
    ("@laos mine", "Laos", False),
    ("mine NOT @laos", "A mine in Laos", False),
    ("mine NOT @laos", "A mine in Chile", True),
    ("@laos NEAR/10 extradition", "Laos grants the extradition", True),
    ('"@laos" NEAR/10 extradition', "Laos grants the extradition", True),
    ("extradition NEAR/2 (@laos OR Chile)", "Laos grants no more extradition", False),
]  # fmt: skip


def possible(plan: Plan, grams: set[int]) -> bool:
    """Return whether an article with these grams is a candidate."""
    if isinstance(plan, AnyOf):
        return any(possible(part, grams) for part in plan.parts)
    if isinstance(plan, AllOf):
        return all(possible(part, grams) for part in plan.parts)
    return grams.issuperset(plan.grams)


_GRAMS = st.frozensets(st.integers(0, 6), min_size=1, max_size=4).map(lambda grams: Has(tuple(sorted(grams))))


@given(st.lists(st.lists(_GRAMS, min_size=1, max_size=4).map(any_of), max_size=5), st.sets(st.integers(0, 6)))
def test_an_alternative_that_includes_another_is_not_needed(parts, grams):
    """Joined alternatives hold for the same articles as before, and none includes all grams of another."""
    joined = any_of(parts)
    assert possible(joined, grams) == any(possible(part, grams) for part in parts)
    kept = joined.parts if isinstance(joined, AnyOf) else (joined,)
    assert not [(one, other) for one in kept for other in kept if set(one.grams) > set(other.grams)]


@pytest.mark.parametrize(("query", "text", "held"), CASES)
def test_a_search_finds_any_word_of_a_group(query, text, held):
    """The words of nested groups count, and masks hide what is inside them; the plan covers each hit."""
    search = read_search(query, GROUPS)
    assert (search.match("", text) is not None) is held
    if held:
        assert possible(search.plan, set(map(int, text_grams(text))))


@pytest.mark.parametrize(("query", "text", "held"), CASES)
def test_a_topic_query_finds_any_word_of_a_group(query, text, held):
    """`@group` means the same in the query of a topic and in a search."""
    assert bool(look(watch(query=query, groups=GROUPS), text).matches) is held


def test_the_plan_of_a_group_narrows_the_search():
    """The plan of a group requires the grams of one of its words."""
    plan = read_search("@laos", GROUPS).plan
    assert plan != EVERYTHING
    assert not possible(plan, set(map(int, text_grams("A mine in Chile"))))


def test_the_evidence_names_the_words_and_their_place():
    """A hit by a group is quoted like a hit by a word."""
    found = read_search("@laos", GROUPS).match("", "News. A mine in Vientiane opens.")
    assert found is not None
    assert [(one.keyword, one.form, one.quote) for one in found.evidence] == [
        ("Vientiane", "Vientiane", "A mine in Vientiane opens.")
    ]


@pytest.mark.parametrize(
    ("query", "lacking"),
    [
        ("mine AND @laos", "no word of @laos"),
        ("mine NEAR/2 @laos", "no mine within 2 words of @laos"),
        ("mine NOT @laos", "excluded by @laos"),
    ],
)
def test_a_near_miss_names_the_group(query, lacking):
    """The explanation names the group, not its words."""
    text = "A mine. Nobody in the town saw Laos." if lacking != "no word of @laos" else "A mine."
    missed = near_miss(watch(query=query, groups=GROUPS), text)
    assert missed.lacking == (f"the query does not hold: {lacking}",)


@pytest.mark.parametrize(
    ("query", "place", "message"),
    [
        ("mine @loas", 5, 'there is no group "@loas"; did you mean "@laos"?'),
        ("@LAOS", 0, 'did you mean "@laos"?'),
        ("@laos*", 0, 'did you mean "@laos"?'),
        ("mine AND (@xyz OR pit)", 10, 'no group "@xyz": the groups are @laos, @masks'),
        ('"@xyz"', 0, "no group"),
        ("@masks", 0, 'the group "@masks" has no word to search for'),
        ("mine @home", 5, 'the group "@home" has no word to search for'),
        ("title:@laos", 0, "title: and = take a word, not a group"),
        ("=@laos", 0, "title: and = take a word, not a group"),
        ("mine @", 5, "holds no letter"),
        ("NOT @laos", 0, "none of its words"),
    ],
)
def test_an_unknown_group_is_refused_with_its_place(query, place, message):
    """A group that does not exist or has no word is an error with a caret under it."""
    with pytest.raises(QueryError) as caught:
        read_search(query, GROUPS)
    assert message in caught.value.message
    assert caught.value.place == place
    assert str(caught.value).rsplit("\n", 1)[1].index("^") == place + 2
    ((path, problem),) = topic_problems(Topics(GROUPS, (topic(query=query),), "v"))
    assert path == "topics.watched.query"
    assert message in problem


def test_a_search_without_groups_says_so():
    """Without groups, the error says that none are defined."""
    with pytest.raises(QueryError, match="no groups are defined"):
        read_search("@laos")


def test_a_group_of_a_query_is_used():
    """A group that a query names, directly or through another group, is not reported as unused."""
    advice = lint_topics(Topics((LAOS, REGION), (topic(query="mine @region"),), "v"))
    assert [one.what for one in advice if "no topic requires" in one.what] == []
