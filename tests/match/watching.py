"""Short functions that build topics and match texts."""

from monitor.match import CompiledTopics, compile_topics, match_article
from monitor.models import Evidence, Group, Keyword, Match, Matching, NearMiss, Topic, Topics


def word(term: str, weight: float | None = None, language: str = "", *, edge: bool = False) -> Keyword:
    """Make a keyword."""
    return Keyword(term, weight, language, edge)


def topic(*words: str | Keyword, **options: object) -> Topic:
    """Make a topic called `watched`; plain strings become plain keywords."""
    keywords = tuple(one if isinstance(one, Keyword) else Keyword(one) for one in words)
    return Topic(**{"id": "watched", "title": "Watched", "keywords": keywords, **options})  # type: ignore[arg-type]


def group(name: str, *words: str) -> Group:
    """Make a group of plain words."""
    return Group(name, tuple(map(Keyword, words)))


def compiled(*topics: Topic, groups: tuple[Group, ...] = ()) -> CompiledTopics:
    """Compile topics."""
    return compile_topics(Topics(groups, topics, "version"))


def watch(*words: str | Keyword, groups: tuple[Group, ...] = (), **options: object) -> CompiledTopics:
    """Compile the one topic `watched`."""
    return compiled(topic(*words, **options), groups=groups)


def look(watched: CompiledTopics, text: str, title: str = "") -> Matching:
    """Match an article."""
    return match_article(watched, title, text)


def match(watched: CompiledTopics, text: str, title: str = "") -> Match:
    """Return the one match of an article."""
    (found,) = look(watched, text, title).matches
    return found


def near_miss(watched: CompiledTopics, text: str, title: str = "") -> NearMiss:
    """Return the one near miss of an article that matches nothing."""
    matching = look(watched, text, title)
    assert not matching.matches
    (missed,) = matching.near_misses
    return missed


def forms(term: str, text: str, language: str = "", *, edge: bool = False, title: str = "") -> list[str]:
    """Return the forms of a keyword that are found in an article."""
    matching = look(watch(word(term, None, language, edge=edge)), text, title)
    return [found.form for one in matching.matches for found in one.evidence]


def count(term: str, text: str, language: str = "", *, edge: bool = False) -> int:
    """Return how often a keyword occurs in a text."""
    matching = look(watch(word(term, None, language, edge=edge)), text)
    return sum(found.count for one in matching.matches for found in one.evidence)


def field_of(found: Evidence, title: str, text: str) -> str:
    """Return the field that a piece of evidence is taken from."""
    return title if found.field == "title" else text
