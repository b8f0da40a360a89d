"""Single words are added to and removed from the text of a topic; everything else in it stays."""

import difflib
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.config import shipped_folder
from monitor.config.edit_keywords import (
    ListedWord,
    WordList,
    add_word,
    place_of_language,
    read_word,
    remove_keyword,
    remove_word,
    word_lists,
)
from monitor.config.edit_topic import read_topic_text
from monitor.errors import ConfigError

TOPIC = "extradition"
TEXT = read_topic_text(shipped_folder(), TOPIC).text
SMALL = """\
[topics.x]
title = "X"                    # the title
keywords.en = ["a", "b"]       # plain
require = ["g"]
exclude = [
  # sports
  "cup",                       # of any kind
  { term = "match day", gloss = "sports" },
]
"""


def test_the_lists_of_a_topic_are_named():
    """Every list has its place, its language, and its words with their weights."""
    text = 'keywords = ["a"]\nrequire = ["g"]\n'
    assert word_lists(f"[topics.x]\n{text}", "x") == (
        WordList("keywords", "", (ListedWord("a"),)),
        WordList("require", "", (ListedWord("g"),)),
    )
    lists = {one.place: one for one in word_lists(TEXT, TOPIC)}
    assert list(lists)[:3] == ["keywords.en", "keywords.ko", "keywords.lo"]
    assert ListedWord("treaty", 4.0) in lists["keywords.en"].words
    assert word_lists("[topics.x", "x") == word_lists("[topics.y]", "x") == ()


@settings(max_examples=6, deadline=None)
@given(st.data())
def test_one_word_changes_and_nothing_else(data):
    """Removing any word of a shipped topic takes out that word only; the rest of the text stays as it was."""
    one = data.draw(st.sampled_from([one for one in word_lists(TEXT, TOPIC) if one.place != "require"]))
    word = data.draw(st.sampled_from(one.words))
    shorter = remove_word(TEXT, TOPIC, one.place, word.term)
    lines = list(difflib.unified_diff(TEXT.split("\n"), shorter.split("\n"), n=0))[2:]
    assert len([line for line in lines if line[0] == "-"]) == 1
    left = [other for other in one.words if other != word]
    assert [each.words for each in word_lists(shorter, TOPIC) if each.place == one.place] == [tuple(left)]
    longer = add_word(shorter, TOPIC, one.place, word.term, word.weight)
    assert [each.words for each in word_lists(longer, TOPIC) if each.place == one.place] == [(*left, word)]


@settings(max_examples=25, deadline=None)
@given(
    st.text(min_size=1).filter(lambda text: text not in {"a", "b"}), st.sampled_from([None, 0.0, 2.5, 6.0])
)
def test_any_word_is_written_as_toml(term, weight):
    """A word of any characters comes back as it was given."""
    try:
        longer = add_word(SMALL, "x", "keywords.en", term, weight)
    except ConfigError:
        assert any(0xD800 <= ord(character) < 0xE000 for character in term)
        return
    assert word_lists(longer, "x")[0].words[-1] == ListedWord(term, weight)
    assert longer.startswith(SMALL.partition("keywords")[0])
    assert longer.endswith(SMALL.partition("# plain")[2])


def test_comments_and_layout_stay():
    """A word is added at the end of its list in its layout; removing it restores the text."""
    longer = add_word(SMALL, "x", "exclude", "final")
    assert longer == SMALL.replace("  { term", "  { term").replace('" },\n]', '" },\n  "final",\n]')
    assert remove_word(longer, "x", "exclude", "final") == SMALL
    assert remove_word(SMALL, "x", "keywords.en", "b") == SMALL.replace('["a", "b"]', '["a"]')


@pytest.mark.parametrize(
    ("text", "place", "added"),
    [
        ("keywords.en = []", "keywords.ko", {"keywords": {"en": [], "ko": ["w"]}}),
        ("near = 3", "keywords.en", {"near": 3, "keywords": {"en": ["w"]}}),
        ("near = 3", "keywords.any", {"near": 3, "keywords": {"any": ["w"]}}),
        ('keywords = ["a"]', "keywords.any", {"keywords": ["a", "w"]}),
        ("near = 3", "exclude", {"near": 3, "exclude": ["w"]}),
        ("near = 3", "require", {"near": 3, "require": ["w"]}),
        ("[topics.x.keywords]\nen = []", "exclude", {"exclude": ["w"], "keywords": {"en": []}}),
        ("[topics.x.keywords]\nen = []", "keywords.fr", {"keywords": {"en": [], "fr": ["w"]}}),
    ],
)
def test_a_missing_list_is_made(text, place, added):
    """A list that is missing is made in the topic's own table."""
    longer = add_word(f"[topics.x]\n{text}\n", "x", place, "w")
    assert tomllib.loads(longer)["topics"]["x"] == added


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda: add_word(SMALL, "x", "keywords.en", "a"), "is in keywords.en already"),
        (lambda: add_word(SMALL, "x", "exclude", "match day"), "is in exclude already"),
        (lambda: add_word(SMALL, "x", "keywords.en", ""), "no word was given"),
        (lambda: add_word(SMALL, "x", "title", "w"), "has no list 'title'"),
        (lambda: add_word('[topics.x]\nkeywords = ["a"]\n', "x", "keywords.fr", "w"), "one list for all"),
        (lambda: add_word('[topics.x]\nexclude = "a"\n', "x", "exclude", "w"), "exclude is not a list"),
        (lambda: add_word("[topics.x", "x", "exclude", "w"), "the text has an error"),
        (lambda: remove_word(SMALL, "x", "keywords.en", "z"), "keywords.en has no 'z' any more"),
        (lambda: remove_word(SMALL, "x", "title", "X"), "title has no 'X' any more"),
    ],
)
def test_what_cannot_be_changed_is_refused(change, told):
    """A change that the text does not allow is refused with the reason."""
    with pytest.raises(ConfigError, match=told):
        change()


FORMS = {
    "a list": ('keywords = ["one", "two"]\n', "keywords"),
    "an empty list": ("keywords = []\n", "keywords"),
    "languages": ('[topics.x.keywords]\nen = ["one"]\nko = [\n  "two",\n]\n# the end\n', "keywords.ko"),
    "dotted keys": ('keywords.en = ["one", "two"]\nthreshold = 5\n', "keywords.ko"),
    "one line": ('keywords = { en = ["one"], ko = ["two"] }\n', "keywords.ko"),
    "no keywords": ('query = "one OR two"\n', "keywords.ko"),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_keyword_of_a_language_finds_its_list(form):
    """A suggested word goes to the list of its language or to the one list; its term removes it again."""
    body, place = FORMS[form]
    text = f'[topics.x]\ntitle = "X"\n{body}'
    term, weight = read_word('{ term = "th\\"ree 셋", weight = 6 }')
    longer = add_word(text, "x", place_of_language(text, "x", "ko"), term, weight)
    words = {one.place: one.words for one in word_lists(longer, "x")}
    assert words[place][-1] == ListedWord('th"ree 셋', 6.0)
    shorter = remove_keyword(longer, "x", term)
    left = [one for one in word_lists(shorter, "x") if one.words]
    assert left == [one for one in word_lists(text, "x") if one.words]
    with pytest.raises(ConfigError, match="no keyword"):
        remove_keyword(shorter, "x", term)


@pytest.mark.parametrize("word", ["", "= 1", '"open', "]", "3", "[]", "{ weight = 6 }"])
def test_a_value_that_is_not_a_keyword_is_refused(word):
    """Only a string, or a table with a term, is a keyword."""
    with pytest.raises(ConfigError, match="is not a keyword"):
        read_word(word)
