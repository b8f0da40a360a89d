"""Add and remove single words in the text of one topic; comments, order and layout of the text stay."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import tomlkit
from tomlkit.exceptions import TOMLKitError

from monitor.config.edit_file import refusal
from monitor.config.load import TOPICS

KEYWORDS: Final = "keywords"
REQUIRE: Final = "require"
EXCLUDE: Final = "exclude"
ANY_LANGUAGE: Final = "any"
_PLACES: Final = (KEYWORDS, REQUIRE, EXCLUDE)


@dataclass(frozen=True, slots=True)
class ListedWord:
    """One word of a topic.

    Attributes:
        term: as written.
        weight: its points, or None for a word that carries the topic alone.
    """

    term: str
    weight: float | None = None


@dataclass(frozen=True, slots=True)
class WordList:
    """One list of words in the text of a topic.

    Attributes:
        place: `keywords.LANGUAGE`, `keywords` for one list of all languages, `require` or `exclude`.
        language: BCP 47 tag of its words, or "".
        words: in the order of the text.
    """

    place: str
    language: str
    words: tuple[ListedWord, ...]


def word_lists(text: str, topic: str) -> tuple[WordList, ...]:
    """Return the lists of words in the text of a topic; none if the text is not valid TOML."""
    try:
        table = tomllib.loads(text)["topics"][topic]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ()
    return tuple(_lists(table)) if isinstance(table, dict) else ()


def add_word(text: str, topic: str, place: str, term: str, weight: float | None = None) -> str:
    """Return the text of a topic with a word added at the end of a list, which is made if it is missing.

    Args:
        text: of the topic, from its header.
        topic: its id.
        place: see `WordList`.
        term: the word.
        weight: its points, or None for a word that carries the topic alone.

    Raises:
        ConfigError: the text has no such list and none can be made, or has the word already.
    """
    document, table = _parsed(text, topic)
    first, _, language = place.partition(".")
    if not term:
        raise refusal(TOPICS, "no word was given: write one into the field, then add it")
    if first not in _PLACES or bool(language) != (first == KEYWORDS):
        raise refusal(TOPICS, f"a topic has no list {place!r}")
    words = _array(table, first, language)
    if any(_term(word) == term for word in words):
        raise refusal(TOPICS, f"{term!r} is in {place} already")
    item = term if weight is None else tomlkit.value(f"{{ term = {_quoted(term)}, weight = {weight:g} }}")
    words.append(item)
    return tomlkit.dumps(document)


def remove_word(text: str, topic: str, place: str, term: str) -> str:
    """Return the text of a topic without a word of one of its lists; see `add_word`.

    Raises:
        ConfigError: the list does not have the word.
    """
    document, table = _parsed(text, topic)
    words: Any = table
    for key in place.split("."):
        words = words.get(key) if isinstance(words, dict) else None
    terms = [_term(word) for word in words] if isinstance(words, list) else []
    found = terms.index(term) if term in terms else None
    if found is None:
        raise refusal(TOPICS, f"{place} has no {term!r} any more")
    del words[found]
    return tomlkit.dumps(document)


def remove_keyword(text: str, topic: str, term: str) -> str:
    """Return the text of a topic without a keyword, in every language that has it.

    Raises:
        ConfigError: no list of keywords has it.
    """
    lists = [one for one in word_lists(text, topic) if one.place.startswith(KEYWORDS)]
    places = [one.place for one in lists for word in one.words if word.term == term.strip()]
    if not places:
        raise refusal(TOPICS, f"{topic} has no keyword {term!r} any more")
    for place in places:
        text = remove_word(text, topic, place, term.strip())
    return text


def place_of_language(text: str, topic: str, language: str) -> str:
    """Return the list that takes a keyword of a language, "" for all; a topic may have one list for all."""
    one_list = any(words.place == KEYWORDS for words in word_lists(text, topic))
    return f"{KEYWORDS}.{ANY_LANGUAGE if one_list or not language else language}"


def read_word(word: str) -> tuple[str, float | None]:
    """Return term and weight of a keyword as topics.toml writes it; raises ConfigError."""
    try:
        value = tomllib.loads(f"word = {word}")["word"]
    except (ValueError, RecursionError) as error:
        raise refusal(TOPICS, f"{word} is not a keyword: {error}") from None
    if not _term(value):
        raise refusal(TOPICS, f"{word} is not a keyword")
    return _term(value), _weight(value)


def _lists(table: dict[str, Any]) -> Iterator[WordList]:
    keywords = table.get(KEYWORDS)
    if isinstance(keywords, list):
        yield WordList(KEYWORDS, "", _words(keywords))
    for name, words in keywords.items() if isinstance(keywords, dict) else ():
        yield WordList(f"{KEYWORDS}.{name}", "" if name == ANY_LANGUAGE else name, _words(words))
    for name in (REQUIRE, EXCLUDE):
        if name in table:
            yield WordList(name, "", _words(table[name]))


def _words(given: Any) -> tuple[ListedWord, ...]:
    words = given if isinstance(given, list) else []
    return tuple(ListedWord(term, _weight(word)) for word in words if (term := _term(word)))


def _term(word: Any) -> str:
    term = word.get("term") if isinstance(word, dict) else word
    return term if isinstance(term, str) else ""


def _weight(word: Any) -> float | None:
    weight = word.get("weight") if isinstance(word, dict) else None
    return float(weight) if isinstance(weight, int | float) else None


def _parsed(text: str, topic: str) -> tuple[tomlkit.TOMLDocument, Any]:
    """Return the document of a text and the table of its topic; raises ConfigError."""
    try:
        document = tomlkit.parse(text)
        table: Any = document["topics"][topic]
    except (TOMLKitError, KeyError, TypeError) as error:
        raise refusal(TOPICS, f"the text has an error, so no word can be changed: {error}") from None
    return document, table


def _array(table: Any, first: str, language: str) -> Any:
    """Return the list of a place, made if it is missing; raises ConfigError."""
    keywords = table.get(KEYWORDS)
    if language and isinstance(keywords, list):
        if language != ANY_LANGUAGE:
            raise refusal(TOPICS, "its keywords are one list for all languages; choose that")
        return keywords
    if language and keywords is None:
        table.append(tomlkit.key([KEYWORDS, language]), tomlkit.array())
    holder, name = (table[KEYWORDS], language) if language else (table, first)
    if name not in holder:
        holder[name] = tomlkit.array()
    if not isinstance(holder[name], list):
        raise refusal(TOPICS, f"{name} is not a list of words")
    return holder[name]


def _quoted(term: str) -> str:
    return tomlkit.string(term).as_string()
