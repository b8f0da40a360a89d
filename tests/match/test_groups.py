"""Groups include groups, mask longer names, and are satisfied by the country of an outlet."""

import pytest

from monitor.match import compile_topics, lint_topics, match_article, topic_problems
from monitor.models import Group, Keyword, Outlet, Topic, Topics
from tests.match.watching import group, topic, word


def topics(*groups: Group, require: tuple[str, ...] = ("region",), **options: object) -> Topics:
    """Return topics with the keyword `mine` that require a group."""
    return Topics(groups, (topic("mine", require=require, **options),), "v")


def found(source: Topics, text: str, outlet: Outlet | None = None) -> bool:
    """Return whether an article matches."""
    return bool(match_article(compile_topics(source), "", text, outlet or Outlet()).matches)


LAOS = group("laos", "Laos", "Lào", "ลาว")
REGION = Group("region", (Keyword("Cambodia"),), ("laos",))


@pytest.mark.parametrize("text", ["A mine in Laos", "Mine, Lào", "A mine in Cambodia", "mine ลาว"])
def test_a_group_holds_the_words_of_another(text):
    """A word of an included group satisfies the group, and the evidence names the required group."""
    source = topics(LAOS, REGION)
    assert found(source, text)
    (match,) = match_article(compile_topics(source), "", text).matches
    assert {one.group for one in match.evidence if one.group} == {"region"}
    assert not found(source, "A mine in Chile")


@pytest.mark.fault(299)
def test_groups_hold_groups_however_deep():
    """Including is transitive, and a group that is included twice counts once."""
    deep = (LAOS, Group("b", (), ("laos",)), Group("c", (), ("b", "laos")), Group("region", (), ("c", "b")))
    assert found(topics(*deep), "A mine in Laos")
    assert topic_problems(topics(*deep)) == ()
    assert not [one for one in lint_topics(topics(*deep)) if one.path.startswith("groups")]


@pytest.mark.fault(299)
@pytest.mark.parametrize(
    ("groups", "way"),
    [
        ((Group("a", (), ("a",)),), "@a > @a"),
        ((Group("a", (), ("b",)), Group("b", (), ("a",))), "@a > @b > @a"),
        ((Group("a", (), ("b",)), Group("b", (), ("c",)), Group("c", (), ("a",))), "@a > @b > @c > @a"),
    ],
)
def test_a_cycle_of_groups_is_refused_and_shown(groups, way):
    """Groups that include each other are one error that shows the cycle."""
    problems = topic_problems(topics(*groups, require=("a",)))
    assert [path for path, _ in problems] == ["groups.a"]
    assert way in problems[0][1]


@pytest.mark.fault(299)
def test_an_unknown_group_is_refused_with_those_there_are():
    """An unknown group is named with its `@`; if no group exists, the message says where to write one."""
    ((path, said),) = topic_problems(topics(Group("region", (), ("lao",)), LAOS))
    assert (path, said) == ("groups.region", 'there is no group "@lao": the groups are region, laos')
    ((path, said),) = topic_problems(topics(require=("laos",)))
    assert "nor any other" in said
    assert 'laos = ["first word", "second"]' in said
    ((_, said),) = topic_problems(topics(LAOS, require=("@laos",)))
    assert said.endswith('write "laos"')


@pytest.mark.fault(298)
@pytest.mark.parametrize(
    ("mask", "masked", "genuine"),
    [
        ("Lào Cai", "A mine in Lào Cai", "A mine in Lào Cai and in Lào"),
        ("thuốc lào", "Mine, thuốc lào", "Lào, mine"),
        ("Laos Street", "mine at Laos Street", "a mine in Laos"),
        ("ปลาว", "mine ปลาว", "mine ไปลาว"),
    ],
)
def test_a_word_of_weight_zero_masks_the_name_inside_it(mask, masked, genuine):
    """Words inside a mask never count; words beside it do."""
    source = topics(Group("laos", (*LAOS.words, Keyword(mask, 0.0))), REGION)
    assert not found(source, masked)
    assert found(source, genuine)


@pytest.mark.fault(298)
def test_masks_hold_for_keywords_and_for_all_topics():
    """A mask in one group hides words of every topic, and satisfies no group itself."""
    names = Group("names", (Keyword("mine sweeper", 0.0),))
    source = Topics((LAOS, names), (topic("mine"),), "v")
    assert not found(source, "A mine sweeper in Laos")
    assert found(source, "A mine and a mine sweeper")
    assert [one.path for one in lint_topics(source) if one.path.startswith("groups")] == ["groups.laos"]
    assert not found(topics(names, require=("names",)), "mine; mine sweeper")


@pytest.mark.parametrize(("country", "matches"), [("LA", True), ("la", True), ("KR", False), ("", False)])
def test_the_country_of_the_outlet_satisfies_a_group(country, matches):
    """An outlet of a group's country satisfies the group without a word, also if nested or with `near`."""
    home = Group("laos", LAOS.words, (), ("LA",))
    outlet = Outlet("Paper", country)
    for source in (topics(home, REGION), topics(home, require=("laos",), near=5)):
        assert found(source, "A mine was opened.", outlet) is matches
        assert found(source, "A mine was opened in Laos.")


def test_a_word_may_count_in_outlets_of_some_countries_only():
    """In a Lao paper ລາວ is Laos; elsewhere it is as often the pronoun."""
    source = topics(Group("region", (Keyword("ລາວ", countries=("LA",)),)))
    assert found(source, "ລາວ mine", Outlet("", "LA"))
    assert not found(source, "ລາວ mine", Outlet("", "TH"))
    assert not found(source, "ລາວ mine")


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("법무부 mine", True),
        ("캄보디아 법무부 mine", False),
        ("캄보디아법무부 mine", False),
        ("캄보디아의 법무부 mine", False),
        ("캄보디아에 법무부 직원 mine, 법무부", True),
    ],
)
def test_an_institution_is_that_of_the_country_before_it(text, matches):
    """A ministry counts for Korea unless the name of another country is directly before it."""
    home = Group("region", (Keyword("법무부", not_after=("abroad",)),))
    assert found(topics(home, group("abroad", "캄보디아", "태국")), text) is matches


def test_group_words_with_different_weights_and_edges_stay_separate():
    """The same word with another edge or country is a separate word."""
    source = topics(Group("region", (word("조약", edge=True), Keyword("조약", countries=("LA",)))))
    assert not found(source, "mine 조약돌")
    assert found(source, "mine 조약돌", Outlet("", "LA"))


def test_the_order_of_groups_does_not_matter():
    """Topics compiled from groups in any order give the same matches."""
    one, other = topics(LAOS, REGION), topics(REGION, LAOS)
    for text in ("A mine in Laos", "A mine in Chile"):
        assert found(one, text) is found(other, text)
    assert Topic("x", "x").require == ()
