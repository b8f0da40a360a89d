"""The English forms agree with lemminflect, a dictionary of inflections that only the tests use."""

import pytest

from monitor.match.languages.english import inflect_word
from monitor.match.languages.english_words import IRREGULAR_VERBS, NOUNS, VERBS

lemminflect = pytest.importorskip("lemminflect", reason="lemminflect, the oracle of forms, is not installed")

# Correct, but newer than the dictionary.
YOUNGER = frozenset(
    ["arctic", "bible", "casino", "ceramic", "dare", "leap", "lie", "outset", "overtime", "wiretap"]
)


def known(word: str) -> set[str]:
    """Return all forms of a word that the dictionary knows, as noun and as verb."""
    return {word} | {
        form for tag, forms in lemminflect.getAllInflections(word).items() if tag[0] in "NV" for form in forms
    }


def in_dictionary(word: str) -> bool:
    """Return whether the dictionary has the word itself and does not guess."""
    return len(known(word)) > 1 and word not in YOUNGER


@pytest.mark.fault(297)
@pytest.mark.parametrize("first", "abcdefghijklmnopqrstuvwxyz")
def test_no_form_is_invented(first):
    """Each form of a verb or noun in our lists is in the dictionary."""
    words = {word for word in VERBS | NOUNS | IRREGULAR_VERBS.keys() if word.startswith(first)}
    invented = {word: set(inflect_word(word)) - known(word) for word in words if in_dictionary(word)}
    assert {word: forms for word, forms in invented.items() if forms} == {}


@pytest.mark.fault(297)
@pytest.mark.parametrize(
    "word",
    [
        "fugitive", "captive", "operative", "motive", "minor", "detainee", "investor", "private", "narcotic",
        "arrest", "official", "criminal", "objective", "ally", "thief", "embargo", "memorandum", "chief",
        "local", "offensive", "inquest", "skirmish", "dish", "gunman", "chairman", "policeman", "thesis",
        "bias", "canvas", "lens", "calf", "upheaval", "commercial", "timetable",
    ],
)  # fmt: skip
def test_nouns_that_look_like_other_words_have_their_plural(word):
    """A noun that ends like an adjective finds its plural, and the plural finds it."""
    (plural, *_) = lemminflect.getInflection(word, tag="NNS")
    assert plural in inflect_word(word)
    assert word in inflect_word(plural)


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("talisman", {"talisman", "talismans"}), ("German", {"German", "Germans"}),
        ("Newman", {"Newman", "Newmans"}), ("specimen", {"specimen", "specimens"}),
        ("chaos", {"chaos"}), ("Frenchman", {"Frenchman", "Frenchmen"}),
        ("consortium", {"consortium", "consortiums", "consortia"}),
        ("bias", {"bias", "biases", "biased", "biasing"}),
        ("split", {"split", "splits", "splitting"}), ("let", {"let", "lets", "letting"}),
        ("deter", {"deter", "deters", "deterred", "deterring"}),
        ("breed", {"breed", "breeds", "bred", "breeding"}),
    ],
)  # fmt: skip
def test_words_that_look_like_others_have_their_own_forms(word, forms):
    """Words that end as man, men or a plural do, and verbs that do not change, have exactly these forms."""
    assert set(inflect_word(word)) == forms


@pytest.mark.parametrize(
    "word", ["detainee", "investor", "child", "migrant", "airfield", "yacht", "hundred", "cosmonaut"]
)
def test_what_is_no_verb_has_no_past(word):
    """A word that is only a noun gets no forms of a verb: detaineed, investored, childed."""
    assert "VERB" not in lemminflect.getAllLemmas(word)
    assert [form for form in inflect_word(word)[1:] if form.endswith(("ed", "ing"))] == []
