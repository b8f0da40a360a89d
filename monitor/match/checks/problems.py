"""Find the errors in topics for which the config is refused, each with its place."""

from collections.abc import Iterator

from monitor.errors import QueryError
from monitor.match.syntax.grouping import resolve_groups
from monitor.match.syntax.keyword_syntax import term_problem
from monitor.models import Group, Keyword, Topic, Topics


def topic_problems(topics: Topics) -> tuple[tuple[str, str], ...]:
    """Return (key path, problem and remedy) for each error, in config order."""
    return tuple(_problems(topics))


def _problems(topics: Topics) -> Iterator[tuple[str, str]]:
    groups = resolve_groups(topics)
    names = list(groups)
    for group in topics.groups:
        path = f"groups.{group.name}"
        if not (group.words or group.includes or group.countries):
            yield path, "the group has no word: give it one, or remove it"
        for name in (*group.includes, *{other for word in group.words for other in word.not_after}):
            if name not in names:
                yield path, _unknown_group(name, names, "@" if name in group.includes else "")
        yield from _keyword_problems(path, group.words)
    yield from _circles(topics.groups)
    for topic in topics.topics:
        yield from _topic_problems(topic, groups)


def _unknown_group(name: str, groups: list[str], sign: str = "") -> str:
    message = f'there is no group "{sign}{name}"'
    if name.removeprefix("@") in groups:
        return f'{message}: write "{name.removeprefix("@")}"'
    if not groups:
        plain = name.removeprefix("@")
        example = f'{plain} = ["first word", "second"]'
        return f"{message}, nor any other: write its words under [groups], as in {example}"
    return f"{message}: the groups are {', '.join(groups)}"


def _circles(groups: tuple[Group, ...]) -> Iterator[tuple[str, str]]:
    """Yield each cycle of groups once, at its first group in config order."""
    includes = {group.name: group.includes for group in groups}
    reported: set[frozenset[str]] = set()
    for group in groups:
        paths = [[group.name]]
        seen: set[str] = set()
        while paths:
            path = paths.pop()
            for name in includes.get(path[-1], ()):
                if name == group.name and frozenset(path) not in reported:
                    reported.add(frozenset(path))
                    shown = " > ".join(f"@{one}" for one in (*path, name))
                    yield f"groups.{group.name}", f"the group holds itself ({shown}): remove one of these"
                elif name not in seen:
                    seen.add(name)
                    paths.append([*path, name])


def _topic_problems(topic: Topic, groups: dict[str, Group]) -> Iterator[tuple[str, str]]:
    path = f"topics.{topic.id}"
    if not topic.keywords and not topic.query.strip():
        yield path, "the topic has neither keywords nor a query: give it one of them"
    for keyword in topic.keywords:
        place = f"{path}.keywords.{keyword.language}" if keyword.language else f"{path}.keywords"
        yield from _keyword_problems(place, (keyword,))
    for name in topic.require:
        if name not in groups:
            yield f"{path}.require", _unknown_group(name, list(groups))
    yield from _keyword_problems(f"{path}.exclude", topic.exclude)
    yield from _place_problems(topic, path)
    if not 0 < topic.threshold < float("inf"):
        yield f"{path}.threshold", f"the threshold is a number above 0, not {topic.threshold:g}"
    if topic.query.strip():
        # The parser of queries takes 20 ms to import, and few topics have a query.
        from monitor.match.syntax.query import read_query  # noqa: PLC0415

        try:
            read_query(topic.query, lambda _: 0, groups)
        except QueryError as error:
            yield f"{path}.query", str(error)


def _place_problems(topic: Topic, path: str) -> Iterator[tuple[str, str]]:
    if topic.near is not None and topic.near < 1:
        yield f"{path}.near", f"near is a number of words from 1 up, not {topic.near}"
    if topic.near is not None and not topic.require:
        yield (
            f"{path}.near",
            "near is the distance to the required groups: add require, or remove near",
        )
    if topic.sentences is not None and topic.sentences < 1:
        yield f"{path}.sentences", f"sentences is a number from 1 up, not {topic.sentences}"
    if topic.sentences is not None and not topic.keywords:
        yield f"{path}.sentences", "it counts sentences with keywords: add keywords, or remove sentences"


def _keyword_problems(path: str, keywords: tuple[Keyword, ...]) -> Iterator[tuple[str, str]]:
    for keyword in keywords:
        problem = term_problem(keyword.term)
        if problem:
            yield path, problem
        if keyword.weight is not None and not abs(keyword.weight) < float("inf"):
            yield path, f"{keyword.term!r}: the weight is a number, not {keyword.weight}"
