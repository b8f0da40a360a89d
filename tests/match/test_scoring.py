"""A topic matches if its points reach the threshold, its groups are near, and no word excludes it."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.match.watching import compiled, group, look, match, near_miss, topic, watch, word

LAOS = group("laos", "Laos", "라오스")
# A first paragraph that is not a dateline, so that what follows is the body.
LEAD = "Nothing of the matter is told in this opening, which is long enough to be the lead of its article.\n"

REST = "The market by the river opens every evening, and families stroll past grilled fish and silk. " * 8


def test_a_plain_list_of_words_works():
    """A word without a weight has the weight of the threshold and matches alone, also in the body."""
    assert match(watch("extradition", "treaty"), f"{LEAD}The extradition took place.").score == 10
    assert match(watch("extradition", threshold=25), f"{LEAD}An extradition.").score == 25


def test_weak_words_count_only_together():
    """A word below the threshold does not match alone; with a second one it does."""
    watched = watch(word("handed over", 6), word("prosecutor", 4))
    assert near_miss(watched, f"{LEAD}He was handed over.").lacking == ("score 6 of 10",)
    assert match(watched, f"{LEAD}He was handed over to a prosecutor.").score == 10


def test_a_weak_word_cannot_carry_its_topic_by_repetition():
    """A repeated weak word in the headline passes the threshold, but still needs a second keyword."""
    (lacking,) = near_miss(watch(word("hotline", 8)), "A hotline. The hotline.", "Hotline").lacking
    assert lacking == 'a second keyword: "hotline" weighs 8 of 10 and counts only with another'


def test_title_counts_more_than_lead_and_lead_more_than_body():
    """The same word is worth 1.5 in the headline, 1.2 in the first paragraph, 1 below."""
    watched = watch("treaty")
    assert match(watched, "", "A treaty").score == 15
    assert match(watched, f"A treaty. {LEAD}").score == 12
    assert match(watched, f"{LEAD}A treaty.").score == 10


def test_a_dateline_is_not_the_lead():
    """A short first line does not end the lead; 300 characters always do."""
    watched = watch("treaty")
    assert match(watched, "VIENTIANE (KPL)\nA treaty was signed.").score == 12
    assert match(watched, "x" * 290 + " treaty").score == 12
    assert match(watched, "x" * 300 + " treaty").score == 10


def test_the_lead_is_as_long_in_every_spelling():
    """Decomposed Hangul, three times as long in code points, has the same lead."""
    text = "가나다라 " * 50 + "조약"
    assert match(watch("조약"), text).score == 12
    assert match(watch("조약"), normalize("NFD", text)).score == 12
    assert match(watch("조약"), "가나다라 " * 60 + "조약").score == 10


@given(st.integers(1, 40))
def test_repetition_saturates(times):
    """Each repetition adds half of what the one before it added: never 1.5 times the weight."""
    score = match(watch("treaty"), LEAD + "a treaty, " * times).score
    assert score == pytest.approx(15 - 10 * 0.5**times, abs=0.006)
    assert 10 <= score <= 15


def test_different_keywords_add_up():
    """The score is the sum over keywords, each at the place where it counts most."""
    watched = watch("treaty", word("prosecutor", 4), word("suspect", 4))
    found = match(watched, f"{LEAD}A treaty and a suspect.", "The prosecutor")
    assert found.score == 10 + 4 * 1.5 + 4
    assert [piece.keyword for piece in found.evidence] == ["treaty", "prosecutor", "suspect"]


def test_a_place_in_the_text_counts_once():
    """A word inside a longer keyword that was found does not count separately."""
    watched = watch("critical mineral", "mineral")
    assert match(watched, f"{LEAD}A critical mineral.").score == 10
    assert match(watched, f"{LEAD}A critical mineral is a mineral.").score == 20


def test_a_phrase_of_weight_zero_hides_its_words():
    """`mineral water` of weight 0 keeps `mineral` in it from counting, and no other mineral."""
    watched = watch("mineral", word("mineral water", 0))
    assert not look(watched, f"{LEAD}Bottled mineral water.").matches
    assert match(watched, f"{LEAD}Mineral water and a mineral.").score == 10


def test_every_required_group_must_be_there():
    """A match needs a word of each required group, anywhere in the article; otherwise the group is named."""
    watched = watch("treaty", groups=(LAOS, group("police", "police")), require=("laos", "police"))
    found = match(watched, "Police spoke of a treaty.", "Laos")
    assert {piece.group for piece in found.evidence} == {"", "laos", "police"}
    assert near_miss(watched, "Police spoke of a treaty.").lacking == ('no word of the group "laos"',)
    both = look(watched, "A treaty.")
    assert both.matches == both.near_misses == ()


def test_group_words_add_no_points():
    """A required group alone is no match, however often its words occur."""
    watched = watch("treaty", groups=(LAOS,), require=("laos",))
    assert match(watched, f"{LEAD}Laos, Laos, Laos: a treaty.").score == 10
    matching = look(watched, "Laos, Laos, Laos.")
    assert matching.matches == matching.near_misses == ()


@pytest.mark.parametrize(("gap", "found"), [(4, True), (5, False)])
def test_near_counts_words(gap, found):
    """With near = 5 a group may be at most five words from a keyword."""
    watched = watch("treaty", groups=(LAOS,), require=("laos",), near=5)
    text = "treaty" + " word" * gap + " Laos"
    assert bool(look(watched, text).matches) is found
    assert bool(look(watched, f"Laos{' word' * gap} treaty").matches) is found
    if not found:
        assert near_miss(watched, text).lacking == ('no keyword within 5 words of the group "laos"',)


def test_near_is_fulfilled_by_one_of_several_places():
    """One occurrence of a keyword close to the group is enough."""
    watched = watch("treaty", groups=(LAOS,), require=("laos",), near=3)
    assert look(watched, "A treaty." + " word" * 50 + " The treaty with Laos.").matches
    assert not look(watched, "A treaty." + " word" * 50 + " Laos").matches


def test_near_requires_one_keyword_near_all_groups():
    """Two groups near two different keywords are not near one."""
    groups = (LAOS, group("police", "police"))
    watched = watch("treaty", groups=groups, require=("laos", "police"), near=4)
    assert not look(watched, "A treaty with Laos." + " word" * 30 + " A treaty of police.").matches
    assert look(watched, "A treaty of Laos and police.").matches


def test_only_the_group_that_is_too_far_is_named():
    """If one keyword is near one of two groups, only the other group is named."""
    groups = (LAOS, group("police", "police"))
    watched = watch("treaty", groups=groups, require=("laos", "police"), near=3)
    missed = near_miss(watched, "A treaty with Laos." + " word" * 9 + " A treaty." + " word" * 9 + " Police.")
    assert missed.lacking == ('no keyword within 3 words of the group "police"',)


def test_a_clause_in_the_background_is_not_a_match():
    """With sentences = 2, a long text that names the topic once in its body is a near miss."""
    watched = watch("treaty", sentences=2)
    passing = f"{LEAD}{REST} It was there before the treaty. {REST}"
    assert near_miss(watched, passing).lacking == (
        "a keyword in the headline, the lead or 2 sentences: only 1 has one",
    )
    assert match(watched, f"{passing} The treaty is signed.").score == 12.5
    assert match(watched, passing, "Treaty").score == 18.75
    assert match(watched, f"The treaty is signed. {passing}").score == 15
    assert match(watch("treaty"), passing).score == 10


def test_two_keywords_in_one_sentence_are_one_sentence():
    """A sentence with two keywords counts once, also in a text without signs at sentence ends."""
    watched = watch("treaty", "suspect", "조약", "용의자", sentences=2)
    assert near_miss(watched, f"{LEAD}{REST} The treaty names a suspect. {REST}")
    assert near_miss(watched, f"{LEAD}{REST}\n이 조약은 용의자를 다룬다\n{REST}")


def test_a_short_text_has_no_background():
    """With sentences = 2, one sentence is enough in a text of a few sentences."""
    assert match(watch("treaty", sentences=2), f"{LEAD}It ended with a treaty.").score == 10


def test_weak_words_scattered_over_a_long_text_do_not_match():
    """With `sentences`, weak words outside headline and lead need a keyword of full weight."""
    watched = watch(word("handed over", 6), word("prosecutor", 4), "treaty", sentences=1)
    scattered = f"{LEAD}{REST} The keys were handed over. {REST} A prosecutor spoke."
    assert near_miss(watched, scattered).lacking == (
        "a keyword in the headline or the lead, or one that carries the topic alone",
    )
    assert match(watched, f"{scattered} It was a treaty.").score == 20
    assert match(watched, scattered, "Handed over").score > 10


def test_distance_is_counted_in_scripts_without_spaces():
    """Two ideographs count as one word for `near` in Chinese."""
    watched = watch("条约", groups=(group("laos", "老挝"),), require=("laos",), near=4)
    assert look(watched, "老挝条约").matches
    assert look(watched, "老挝昨日条约").matches
    assert not look(watched, "老挝" + "昨日官员" * 10 + "条约").matches


def test_an_excluded_word_always_wins():
    """Whatever the score, an excluded word keeps the article out and is named."""
    watched = watch("extradition", exclude=(word("Assange"),))
    missed = near_miss(watched, "Extradition, extradition, extradition of Assange.")
    assert missed.lacking == ('excluded by "Assange"',)
    assert look(watched, "Extradition of another.").matches


def test_a_near_miss_lacks_one_thing_and_has_half_the_points():
    """An article with two missing conditions, or less than half of the points, is not a near miss."""
    watched = watch(word("hint", 4), word("half", 5), groups=(LAOS,), require=("laos",))
    assert look(watched, f"{LEAD}A hint from Laos.").near_misses == ()
    assert look(watched, f"{LEAD}The half of Laos.").near_misses[0].score == 5
    assert look(watched, f"{LEAD}The half of it.").near_misses == ()


def test_topics_come_in_config_order_and_each_by_itself():
    """One article matches several topics by their own words, thresholds and groups."""
    watched = compiled(
        topic("treaty", id="one"),
        topic("treaty", id="two", require=("laos",)),
        topic(word("treaty", 5), "police", id="three"),
        topic("airport", id="four"),
        groups=(LAOS,),
    )
    matching = look(watched, "Police praised the treaty.")
    assert [found.topic for found in matching.matches] == ["one", "three"]
    assert [missed.topic for missed in matching.near_misses] == ["two"]
    assert matching.topics_version == "version"


@given(
    st.lists(st.sampled_from(["treaty", "suspect", "Laos", "police", "word", "라오스", "\n"]), max_size=30),
    st.lists(st.sampled_from(["treaty", "suspect", "Laos", "word"]), max_size=5),
)
def test_more_text_never_lowers_a_score(words, more):
    """Without exclusions, more text never ends a match."""
    watched = watch("treaty", word("suspect", 6), word("police", 6), groups=(LAOS,), require=("laos",))
    before, after = look(watched, " ".join(words)), look(watched, " ".join([*words, "\n", *more]))
    for one, other in zip(before.matches, after.matches, strict=False):
        assert other.score >= one.score
    assert len(after.matches) >= len(before.matches)
