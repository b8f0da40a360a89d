"""Compile watch topics into one automaton that finds all their words in one pass.

Compile once for each topics version and keep the result. It can be pickled; unpickling compiles it again.
"""

from array import array
from collections.abc import Iterable, Sequence
from typing import Final

from ahocorasick_rs import AhoCorasick, MatchKind

from monitor.match.patterns import Pattern, list_patterns
from monitor.match.press import PRESS_AFTER, PRESS_BEFORE, PRESS_NAMES
from monitor.match.syntax.grouping import resolve_groups
from monitor.match.syntax.query import Node, leaves, read_query
from monitor.models import Keyword, Topic, Topics

# The check of a place where a string was found. Nearly all strings are plain: they belong to one word, and
# the neighbouring characters decide.
CHECK_ALL: Final = 0
CHECK_SYLLABLE: Final = 1  # a solid script at both ends
CHECK_HANGUL: Final = 2  # the same, and spaces inside it are checked
CHECK_WORD: Final = 3  # a spaced script at both ends
CHECK_WORD_AND_ALL: Final = 4  # the same, and all checks of its words
_PLAIN_CHECKS = (CHECK_SYLLABLE, CHECK_WORD)
_NAME = "und"  # names of outlets have no language and no inflection


class CompiledTopic:
    """A topic whose words are replaced by numbers.

    Attributes:
        topic: the topic as configured.
        threshold: the topic's threshold.
        conditional: True if the topic has a query, `near`, `sentences` or excluded words.
        weights: weight of each keyword, by its number.
        groups: name and words of each required group.
        countries: countries whose outlets satisfy a required group, by the group's name.
        causes: for each required group, the first group with which it shares half of the smaller one's words.
        exclude: numbers of the excluded words.
        query: the tree of the query, or None.
    """

    __slots__ = (
        "causes",
        "conditional",
        "countries",
        "exclude",
        "groups",
        "query",
        "threshold",
        "topic",
        "weights",
    )

    def __init__(self, topic: Topic, words: "_Words", groups: "_Groups") -> None:
        self.topic = topic
        self.threshold = topic.threshold
        self.conditional = (
            topic.near is not None
            or topic.sentences is not None
            or bool(topic.exclude or topic.query.strip())
        )
        self.weights: dict[int, float] = {}
        for number, keyword in zip(words.number_all(topic.keywords), topic.keywords, strict=True):
            weight = topic.threshold if keyword.weight is None else keyword.weight
            self.weights.setdefault(number, weight)
        self.groups = tuple((name, groups.words_of(name)) for name in topic.require)
        countries = {name: groups.countries_of(name) for name in topic.require}
        self.countries = {name: found for name, found in countries.items() if found}
        self.causes = _list_causes(self.groups)
        self.exclude = words.number_all(topic.exclude)
        self.query: Node | None = (
            read_query(topic.query, words.number, groups.resolved) if topic.query.strip() else None
        )


class CompiledTopics:
    """All topics of one version, compiled for matching.

    Attributes:
        source: the topics as configured.
        topics: the compiled topics in config order.
        keywords: each word by number, without weight and gloss.
        terms: each word as the user wrote it, by number.
        uses: the patterns that share a string of the automaton, by the string's number; none for
            plain strings, which `checks` and `words` describe.
        checks: the check of a string (`CHECK_WORD` etc.), by the string's number.
        words: the first word that a string belongs to, by the string's number.
        topics_of: the topics to which a word can give points, by the word's number.
        masks: words that score nothing and hide the shorter words inside them.
        press_after: words that turn the place name before them into an outlet's name, such as Times.
        press_before: words that turn the place name after them into an outlet's name, such as Thông tấn xã.
        limited: the only countries in whose outlets a word counts, by the word's number.
        not_after: words directly after which a word does not count, by the word's number.
        special: numbers of all words in the five attributes above.
    """

    __slots__ = (
        "_automaton",
        "checks",
        "keywords",
        "limited",
        "masks",
        "not_after",
        "press_after",
        "press_before",
        "source",
        "special",
        "terms",
        "topics",
        "topics_of",
        "uses",
        "words",
    )  # fmt: skip

    def __init__(self, source: Topics) -> None:
        words = _Words()
        groups = _Groups(source, words)
        self.topics = tuple(CompiledTopic(topic, words, groups) for topic in source.topics)
        self.masks = groups.masks | frozenset(map(words.number_name, (*PRESS_NAMES, *source.names)))
        self.press_after = frozenset(map(words.number_name, PRESS_AFTER))
        self.press_before = frozenset(map(words.number_name, PRESS_BEFORE))
        numbered = list(words.numbers.items())
        self.limited = {number: frozenset(word.countries) for word, number in numbered if word.countries}
        self.not_after = {
            number: frozenset(other for name in word.not_after for other in groups.words_of(name))
            for word, number in numbered
            if word.not_after
        }
        self.special = (
            self.masks | self.press_after | self.press_before | self.limited.keys() | self.not_after.keys()
        )
        self.keywords = tuple(words.numbers)
        self.terms = tuple(keyword.term.strip() for keyword in self.keywords)
        self.topics_of = _list_topics(self.topics, len(self.terms))
        patterns: dict[str, list[Pattern]] = {}
        for number, keyword in enumerate(words.numbers):
            for pattern, use in list_patterns(keyword, number).items():
                patterns.setdefault(pattern, []).append(use)
        # Compact arrays: with 100,000 keywords, data read for every hit must fit the CPU cache.
        self.checks = bytes(map(_check, patterns.values()))
        self.words = array("l", (uses[0].word for uses in patterns.values()))
        self.uses = tuple(
            () if check in _PLAIN_CHECKS else tuple(uses)
            for uses, check in zip(patterns.values(), self.checks, strict=True)
        )
        self._automaton = AhoCorasick(list(patterns), matchkind=MatchKind.Standard, store_patterns=False)
        self.source = source

    @property
    def version(self) -> str:
        """Hash of the topics as configured."""
        return self.source.version

    def find(self, text: str) -> list[tuple[int, int, int]]:
        """Return (number of the string, start, end) for all occurrences, including overlaps."""
        found: list[tuple[int, int, int]] = self._automaton.find_matches_as_indexes(text, overlapping=True)
        return found

    def __reduce__(self) -> tuple[type["CompiledTopics"], tuple[Topics]]:
        return (CompiledTopics, (self.source,))


def compile_topics(topics: Topics) -> CompiledTopics:
    """Compile topics in which `topic_problems` finds no problem.

    Raises:
        QueryError: if a query cannot be parsed.
        KeyError: if a topic requires an unknown group.
    """
    return CompiledTopics(topics)


class _Words:
    """Assigns numbers to keywords. The same term in the same language gets one number for all weights."""

    def __init__(self) -> None:
        self.numbers: dict[Keyword, int] = {}

    def number_all(self, keywords: Iterable[Keyword]) -> tuple[int, ...]:
        return tuple(map(self.number, keywords))

    def number(self, keyword: Keyword) -> int:
        if keyword.weight is not None or keyword.gloss:
            # dataclasses.replace takes five times as long, and there are ten thousand keywords.
            keyword = Keyword(
                keyword.term,
                language=keyword.language,
                edge=keyword.edge,
                countries=keyword.countries,
                not_after=keyword.not_after,
            )
        return self.numbers.setdefault(keyword, len(self.numbers))

    def number_name(self, name: str) -> int:
        return self.number(Keyword(name, language=_NAME))


class _Groups:
    """The words of each group by number, including the words of nested groups."""

    def __init__(self, source: Topics, words: _Words) -> None:
        self.resolved = resolve_groups(source)
        self._words = {
            name: frozenset(words.number_all(word for word in group.words if word.weight != 0))
            for name, group in self.resolved.items()
        }
        masking = (word for group in source.groups for word in group.words if word.weight == 0)
        self.masks = frozenset(words.number_all(masking))

    def words_of(self, name: str) -> frozenset[int]:
        return self._words[name]

    def countries_of(self, name: str) -> frozenset[str]:
        return frozenset(self.resolved[name].countries)


def _list_causes(groups: tuple[tuple[str, frozenset[int]], ...]) -> dict[str, str]:
    # A few shared words do not make one condition of two: "LPQ" is both a town and an airport.
    causes: dict[str, str] = {}
    for name, words in groups:
        shared = [
            other
            for other, known in groups
            if other in causes and 2 * len(words & known) >= min(len(words), len(known)) > 0
        ]
        causes[name] = causes[shared[0]] if shared else name
    return causes


def _check(uses: Sequence[Pattern]) -> int:
    use = uses[0]
    special = use.open_left or use.open_right or use.title or use.exact or use.edge or use.accented
    if len(uses) > 1 or special or use.starts_spaced != use.ends_spaced:
        closed = all(one.starts_spaced and one.ends_spaced for one in uses)
        is_open = any(one.open_left or one.open_right for one in uses)
        return CHECK_WORD_AND_ALL if closed and not is_open else CHECK_ALL
    if use.starts_spaced:
        return CHECK_WORD_AND_ALL if use.hangul else CHECK_WORD
    return CHECK_HANGUL if use.hangul else CHECK_SYLLABLE


def _list_topics(topics: tuple[CompiledTopic, ...], words: int) -> tuple[tuple[int, ...], ...]:
    listed: list[list[int]] = [[] for _ in range(words)]
    for place, topic in enumerate(topics):
        wanted = set(topic.weights)
        if topic.query is not None:
            wanted.update(leaves(topic.query))
        for word in wanted:
            listed[word].append(place)
    return tuple(map(tuple, listed))
