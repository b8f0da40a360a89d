"""Find what in the topics cannot be matched at all, so that the config is refused with every place named.

Pure: no I/O, no clock.
"""

from collections.abc import Iterator

from monitor.errors import QueryError
from monitor.match.query import read_query
from monitor.match.terms import term_problem
from monitor.models import Keyword, Topic, Topics


def topic_problems(topics: Topics) -> tuple[tuple[str, str], ...]:
    """Return (key path, what is wrong and what to do) for all that must be refused, in config order."""
    return tuple(_problems(topics))


def _problems(topics: Topics) -> Iterator[tuple[str, str]]:
    names = [group.name for group in topics.groups]
    for group in topics.groups:
        path = f"groups.{group.name}"
        if not group.words:
            yield path, "the group has no word: give it one, or remove it"
        yield from _keyword_problems(path, group.words)
    for topic in topics.topics:
        yield from _topic_problems(topic, names)


def _topic_problems(topic: Topic, groups: list[str]) -> Iterator[tuple[str, str]]:
    path = f"topics.{topic.id}"
    if not topic.keywords and not topic.query.strip():
        yield path, "the topic has neither keywords nor a query: give it one of them"
    for keyword in topic.keywords:
        place = f"{path}.keywords.{keyword.language}" if keyword.language else f"{path}.keywords"
        yield from _keyword_problems(place, (keyword,))
    for name in topic.require:
        if name not in groups:
            known = ", ".join(groups) or "none"
            yield f"{path}.require", f'there is no group "{name}": the groups are {known}'
    yield from _keyword_problems(f"{path}.exclude", topic.exclude)
    if topic.near is not None and topic.near < 1:
        yield f"{path}.near", f"near is a number of words from 1 up, not {topic.near}"
    if topic.near is not None and not topic.require:
        yield (
            f"{path}.near",
            "near says how close the required groups must stand: add require, or remove near",
        )
    if not 0 < topic.threshold < float("inf"):
        yield f"{path}.threshold", f"the threshold is a number above 0, not {topic.threshold:g}"
    if topic.query.strip():
        try:
            read_query(topic.query, lambda _: 0)
        except QueryError as error:
            yield f"{path}.query", str(error)


def _keyword_problems(path: str, keywords: tuple[Keyword, ...]) -> Iterator[tuple[str, str]]:
    for keyword in keywords:
        problem = term_problem(keyword.term)
        if problem:
            yield path, problem
        if keyword.weight is not None and not abs(keyword.weight) < float("inf"):
            yield path, f"{keyword.term!r}: the weight is a number, not {keyword.weight}"
