"""Edit one topic of topics.toml as text. All other lines of the file stay as they are, comments included."""

import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from monitor.config.edit_file import edit_config_file, refusal
from monitor.config.load import TOPICS, build_config, read_folder
from monitor.config.toml_file import Source, read_bytes, read_source
from monitor.errors import ConfigError, Problem
from monitor.models import Config


class TopicChanged(Exception):
    """The topic was edited elsewhere since it was read; `text` is what it is now."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


@dataclass(frozen=True, slots=True)
class TopicText:
    """The lines of one topic in topics.toml.

    Attributes:
        text: from its header to its last line, with its subtables and the comments in between.
        line: line of its header in the file, from 1.
    """

    text: str
    line: int


def read_topic_text(folder: Path, topic: str) -> TopicText:
    """Return the text of a topic.

    Raises:
        ConfigError: the file cannot be read, or the topic shares its lines with other tables.
    """
    source = _open(folder)
    first, last = _lines_of(source, topic)
    return TopicText("\n".join(source.text.split("\n")[first:last]) + "\n", first + 1)


def config_with_topic(folder: Path, topic: str, edited: str) -> Config:
    """Return the config that the folder would have with an edited topic. Writes nothing.

    Raises:
        ConfigError: with every problem; lines of topics.toml count from the first line of the topic.
    """
    source = _open(folder)
    line = _lines_of(source, topic)[0]
    try:
        text = _replaced(source, topic, edited)
        return build_config(folder, {**read_folder(folder), TOPICS: text.encode()})
    except ConfigError as error:
        raise ConfigError(tuple(_moved(problem, line) for problem in error.problems)) from None


def save_topic(folder: Path, topic: str, edited: str, read: str) -> Config:
    """Replace a topic in topics.toml and return the config that is then in the folder.

    Args:
        folder: the config folder.
        topic: id of the topic.
        edited: its new text.
        read: its text when the user began to edit it.

    Raises:
        TopicChanged: the topic is not as it was read any more.
        ConfigError: see `config_with_topic`, or the file cannot be written. The file is then unchanged.
    """
    first = 0

    def edit(text: str) -> str:
        nonlocal first
        source = read_source(TOPICS, text.encode())
        first, last = _lines_of(source, topic)
        present = "\n".join(text.split("\n")[first:last]) + "\n"
        if _plain(present) != _plain(read):
            raise TopicChanged(present)
        return _replaced(source, topic, edited)

    try:
        return edit_config_file(folder, TOPICS, edit)
    except ConfigError as error:
        raise ConfigError(tuple(_moved(problem, first) for problem in error.problems)) from None


def _moved(problem: Problem, before: int) -> Problem:
    """Return a problem of topics.toml with its line counted from the first line of the topic."""
    if problem.file != TOPICS or problem.line is None or problem.line <= before:
        return problem
    return replace(problem, line=problem.line - before)


def _open(folder: Path) -> Source:
    """Return topics.toml; raises ConfigError."""
    return _read(read_bytes(folder / TOPICS))


@lru_cache(maxsize=1)  # an edit is tried after each key, and the file stays the same meanwhile
def _read(content: bytes) -> Source:
    return read_source(TOPICS, content)


def _replaced(source: Source, topic: str, edited: str) -> str:
    """Return the file with another text of a topic; raises ConfigError if more would change."""
    first, last = _lines_of(source, topic)
    lines = source.text.split("\n")
    new = "\n".join([*lines[:first], *_plain(edited).split("\n"), *lines[last:]])
    try:
        after = tomllib.loads(new)
    except (ValueError, RecursionError):
        return new  # the check of the whole file says what is wrong, and where
    if topic not in _topics(after):
        raise refusal(TOPICS, f"the text must begin with [topics.{topic}]")
    if _without(source.data, topic) != _without(after, topic):
        raise refusal(TOPICS, f"the text may only change the topic {topic}; edit the file to change more")
    return new


def _lines_of(source: Source, topic: str) -> tuple[int, int]:
    """Return the first line of a topic (from 0) and the one after its last; raises ConfigError."""
    text, positions = source.text, source.positions.lines
    inside = [line for path, line in positions.items() if path[:2] == ("topics", topic)]
    if not inside:
        raise refusal(TOPICS, f"there is no topic {topic} any more")
    lines, first = text.split("\n"), min(inside) - 1
    headed = lines[first].lstrip().startswith("[topics")
    outside = [
        line - 1
        for path, line in positions.items()
        if path[:2] != ("topics", topic) and path != ("topics",) and line - 1 > first
    ]
    last = min(outside, default=len(lines))
    if not headed or max(inside) - 1 >= last:
        raise refusal(TOPICS, f"{topic} is not on lines of its own; edit the file to change it")
    while last > first + 1 and (not lines[last - 1].strip() or lines[last - 1].startswith("#")):
        last -= 1  # a comment before the next topic belongs to that one
    return first, last


def _topics(data: dict[str, Any]) -> dict[str, Any]:
    topics = data.get("topics")
    return topics if isinstance(topics, dict) else {}


def _without(data: dict[str, Any], topic: str) -> dict[str, Any]:
    rest = {name: value for name, value in _topics(data).items() if name != topic}
    return {**data, "topics": rest}


def _plain(text: str) -> str:
    """Return a text with the line ends of the file and without empty lines at its end."""
    return text.replace("\r\n", "\n").rstrip()
