"""Accents may be left out in Latin scripts except Vietnamese; a near miss misses one condition."""

import pytest

from monitor.match import lint_topics
from monitor.models import Group, Keyword, Topics
from tests.match.watching import forms, group, look, topic, watch, word


@pytest.mark.parametrize(
    ("term", "language", "text"),
    [
        ("aéroport*", "fr", "AEROPORT de Luang Prabang"),
        ("Flughäfen", "de", "die Flughafen"),
        ("mineração", "pt", "a mineracao e o Laos, ação"),
        ("tierras raras", "es", "las tiérras raras"),
        ("Corée", "", "la Coree du Sud"),
        ("Séoul", "fr", "À SÉOUL"),
    ],
)
def test_a_word_is_found_with_its_accents_and_without(term, language, text):
    """A text with missing or extra accents matches, and the form is quoted as written."""
    assert forms(term, text, language)


@pytest.mark.parametrize(
    ("term", "language", "text", "found"),
    [
        ("Lào", "", "Công an Lào bắt nghi phạm", True),
        ("Lào", "", "The lao people met in a café", False),
        ("Lào", "", "Il est allé à Lào", True),
        ("=Lao", "", "Công an Lào bắt nghi phạm", False),
        ("dẫn độ", "vi", "vụ dẫn độ", True),
        ("dẫn độ", "vi", "dan do, café", False),
    ],
)
def test_vietnamese_keeps_its_accents(term, language, text, found):
    """In Vietnamese an accent makes another word, also within an article in another language."""
    assert bool(forms(term, text, language)) is found


def test_groups_that_one_word_would_satisfy_are_one_cause():
    """Two groups with Laos that are missing for the same reason count as one missing condition."""
    laos = group("laos", "Laos")
    both = (
        laos,
        Group("whose", (Keyword("Korea"),), ("laos",)),
        Group("where", (Keyword("Thailand"),), ("laos",)),
    )
    (missed,) = look(
        watch("treaty", groups=both, require=("whose", "where")), "A treaty in Chile."
    ).near_misses
    assert missed.lacking == ('no word of the group "whose" or "where"',)
    apart = (group("whose", "Korea"), group("where", "Thailand"))
    assert (
        look(watch("treaty", groups=apart, require=("whose", "where")), "A treaty in Chile.").near_misses
        == ()
    )


@pytest.mark.fault(347)
@pytest.mark.parametrize(
    ("town", "place", "shared"),
    [
        (("Bergen", "Oslo", "Voss"), ("airport", "runway", "terminal"), "=BGO"),
        (("대전", "세종", "청주"), ("공항", "활주로", "터미널"), "청주공항"),
        (("ວຽງຈັນ", "ປາກເຊ", "ໄຊສົມບູນ"), ("ສະໜາມບິນ", "ທາງແລ່ນ", "ອາຄານໂດຍສານ"), "ສະໜາມບິນວັດໄຕ"),
    ],
)
def test_groups_that_share_a_few_words_are_two_causes(town, place, shared):
    """An article without any word of two groups is no near miss because a name of an airport is in both."""
    groups = (group("town", *town, shared), group("place", *place, shared))
    topics = watch("new operator", groups=groups, require=("town", "place"))
    assert look(topics, "The ferry gets a new operator.").near_misses == ()
    (missed,) = look(topics, f"The {place[0]} gets a new operator.").near_misses
    assert missed.lacking == ('no word of the group "town"',)
    assert look(topics, f"{shared.strip('=')} gets a new operator.").near_misses == ()


def test_a_name_without_a_form_in_a_script_is_named():
    """A name with one gloss and no form in one of the topics' scripts brings advice."""
    names = Group(
        "laos", (Keyword("Bokeo", gloss="Bokeo"), Keyword("보케오", gloss="Bokeo"), Keyword("라오스"))
    )
    words = (word("treaty of peace", None, "en"), word("평화조약", None, "ko"), word("สนธิสัญญา", None, "th"))
    advice = lint_topics(Topics((names,), (topic(*words, require=("laos",)),), "v"))
    said = [one.what for one in advice if "Bokeo" in one.what]
    assert said == ['the name "Bokeo" has no form in Thai letters']
