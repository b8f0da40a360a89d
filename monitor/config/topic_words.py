"""Add a keyword to the text of a topic, or take one out. Comments, order and line breaks stay."""

from typing import Any, Final

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Array

from monitor.config.edit_file import refusal
from monitor.config.load import TOPICS

ANY_LANGUAGE: Final = "any"


def add_word(text: str, topic: str, word: str, language: str = "") -> str:
    """Return the text of a topic with one more keyword.

    Args:
        text: of the topic, from its header on.
        topic: its id.
        word: as it is written in topics.toml: a string, or a table with `term` and `weight`.
        language: of the word, "" for all.

    Raises:
        ConfigError: the text or the word cannot be read.
    """
    document = _parse(text)
    table = _topic(document, topic)
    try:
        added = tomlkit.value(word)
    except TOMLKitError as error:
        raise refusal(TOPICS, f"{word} is no keyword: {error}") from None
    keywords = table.get("keywords")
    if isinstance(keywords, Array):
        keywords.append(added)
        return tomlkit.dumps(document)
    name = language or ANY_LANGUAGE
    if keywords is not None and name in keywords:
        if not isinstance(keywords[name], Array):
            raise refusal(TOPICS, f"keywords.{name} of {topic} is no list")
        keywords[name].append(added)
        return tomlkit.dumps(document)
    words = tomlkit.array()
    words.append(added)
    if keywords is not None:
        keywords.append(name, words)
        return tomlkit.dumps(document)
    header = tomlkit.dumps({"topics": {topic: {"keywords": {name: words}}}})
    return f"{text.rstrip()}\n\n{header}"


def remove_word(text: str, topic: str, word: str) -> str:
    """Return the text of a topic without a keyword, in every language that has it.

    Raises:
        ConfigError: the text cannot be read, or has no such keyword.
    """
    document = _parse(text)
    keywords = _topic(document, topic).get("keywords", {})
    found = 0
    for words in [keywords] if isinstance(keywords, Array) else [*keywords.values()]:
        for place in reversed(range(len(words) if isinstance(words, Array) else 0)):
            if _term(words[place]) == word.strip():
                del words[place]
                found += 1
    if not found:
        raise refusal(TOPICS, f"{topic} has no keyword {word!r} any more")
    return tomlkit.dumps(document)


def _parse(text: str) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(text)
    except (TOMLKitError, RecursionError) as error:
        raise refusal(TOPICS, f"the topic cannot be read: {error}") from None


def _topic(document: tomlkit.TOMLDocument, topic: str) -> Any:
    table: Any = document.get("topics", {}).get(topic)
    if table is None:
        raise refusal(TOPICS, f"the text must begin with [topics.{topic}]")
    return table


def _term(word: Any) -> str:
    return str(word.get("term", "") if isinstance(word, dict) else word).strip()
