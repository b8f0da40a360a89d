"""A keyword is added to the text of a topic, or taken out; the rest of the text stays as it is."""

import tomllib

import pytest

from monitor.config import shipped_folder
from monitor.config.edit_topic import config_with_topic, read_topic_text
from monitor.config.topic_words import add_word, remove_word
from monitor.errors import ConfigError

HEAD = '[topics.x]\ntitle = "X"  # a title\n'
FORMS = {
    "a list": 'keywords = ["one", "two"]\n',
    "an empty list": "keywords = []\n",
    "lines with comments": 'keywords = [\n "one", # 1\n { term = "two", weight = 6 } # 2\n]\nnear = 3\n',
    "languages": '[topics.x.keywords]\nen = ["one"]\nko = [\n  "two",\n]\n# the end\n',
    "dotted keys": 'keywords.en = ["one", "two"]\nthreshold = 5\n',
    "one line": 'keywords = { en = ["one"], ko = ["two"] }\n',
    "no keywords": 'query = "one OR two"\n',
}
WORD = '{ term = "th\\"ree 셋", weight = 6 }'
ADDED = {"term": 'th"ree 셋', "weight": 6}


def topic_of(text: str) -> dict:
    """Return the topic that a text means."""
    return tomllib.loads(text)["topics"]["x"]


def words_of(topic: dict) -> dict[str, list]:
    """Return its keywords by language, "" for a plain list."""
    keywords = topic.get("keywords", {})
    return {"": keywords} if isinstance(keywords, list) else keywords


@pytest.mark.parametrize("form", FORMS)
def test_a_word_is_added(form):
    """The topic has the word at the end of its language, or of its list; every other line stays."""
    text = HEAD + FORMS[form]
    after = add_word(text, "x", WORD, "ko")
    before, now = topic_of(text), topic_of(after)
    place = "" if isinstance(before.get("keywords"), list) else "ko"
    expected = {**words_of(before), place: [*words_of(before).get(place, []), ADDED]}
    assert words_of(now) == expected
    assert {**now, "keywords": 0} == {**before, "keywords": 0}
    assert [line for line in text.split("\n") if "#" in line and "{" not in line] == [
        line for line in after.split("\n") if "#" in line and "{" not in line
    ]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("word", ["one", "two"])
def test_a_word_is_taken_out(form, word):
    """The topic has all words but that one; without the word there is an error."""
    text = HEAD + FORMS[form]
    words = words_of(topic_of(text))

    def term(one: str | dict) -> str:
        return one["term"] if isinstance(one, dict) else one

    if word not in [term(one) for listed in words.values() for one in listed]:
        with pytest.raises(ConfigError, match="no keyword"):
            remove_word(text, "x", word)
        return
    now = topic_of(remove_word(text, "x", word))
    expected = {name: [one for one in listed if term(one) != word] for name, listed in words.items()}
    assert words_of(now) == expected


@pytest.mark.parametrize("word", ["", "= 1", '"open', "]"])
def test_what_is_no_keyword_is_refused(word):
    """A word that is no TOML value, and a text of another topic, are refused."""
    with pytest.raises(ConfigError):
        add_word(HEAD, "x", word)
    with pytest.raises(ConfigError):
        add_word(HEAD, "y", '"word"')
    with pytest.raises(ConfigError):
        remove_word(HEAD + "keywords = [", "x", "word")


def test_the_shipped_topics_take_an_edit():
    """A word is added to a shipped topic and taken out again; the config is valid, the text as before."""
    folder = shipped_folder()
    text = read_topic_text(folder, "extradition").text
    edited = add_word(text, "extradition", '{ term = "서로 돕다", weight = 6 }', "ko")
    config_with_topic(folder, "extradition", edited)
    assert len(edited.split("\n")) == len(text.split("\n"))
    assert tomllib.loads(remove_word(edited, "extradition", "서로 돕다")) == tomllib.loads(text)
