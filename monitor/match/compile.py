"""Compile watch topics into one automaton that finds all their words in one pass.

Pure: no I/O, no clock. Compile once for each topics version and keep the outcome; it can be pickled, and is
compiled again where it is unpickled.
"""

from array import array
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from ahocorasick_rs import AhoCorasick, MatchKind

from monitor.match.grouping import whole_groups
from monitor.match.patterns import Pattern, list_patterns
from monitor.match.press import PRESS_BEFORE, PRESS_BEHIND, PRESS_NAMES
from monitor.match.query import Node, leaves, read_query
from monitor.models import Keyword, Topic, Topics

# What must be asked of the place where a string was found. Nearly all strings are plain: they stand for one
# word, and the characters beside them decide.
ASK_ALL: Final = 0
ASK_WORD: Final = 1  # of a spaced script at both ends
ASK_FREE: Final = 2  # of a solid script at both ends
ASK_HANGUL: Final = 3  # the same, and spaces inside of it are looked at
_NAME = "und"  # names of outlets are searched as they are: of no language, without inflection


class CompiledTopic:
    """A topic with its words by number.

    Attributes:
        topic: as it was written.
        threshold: the topic's.
        conditional: it has a query, asks for nearness or excludes words.
        weights: weight of each keyword by its number.
        groups: name and words of each required group.
        countries: of which countries an outlet satisfies a required group, by the group's name.
        causes: for each required group the first group that one word could satisfy together with it.
        exclude: numbers of the words that exclude.
        query: its tree, or None.
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
        self.conditional = topic.near is not None or bool(topic.exclude or topic.query.strip())
        self.weights: dict[int, float] = {}
        for number, keyword in zip(words.number_all(topic.keywords), topic.keywords, strict=True):
            weight = topic.threshold if keyword.weight is None else keyword.weight
            self.weights.setdefault(number, weight)
        self.groups = tuple((name, groups.words_of(name)) for name in topic.require)
        countries = {name: groups.countries_of(name) for name in topic.require}
        self.countries = {name: found for name, found in countries.items() if found}
        self.causes = _list_causes(self.groups)
        self.exclude = words.number_all(topic.exclude)
        self.query: Node | None = read_query(topic.query, words.number_leaf) if topic.query.strip() else None


class CompiledTopics:
    """All topics of one version, ready to be matched.

    Attributes:
        topics: in config order.
        terms: each word as the user wrote it, by number.
        uses: what each string of the automaton stands for, by its number.
        checks: what is asked of the place of a string, `ASK_WORD` or the like, by the string's number.
        words: the first word that a string stands for, by the string's number.
        topics_of: the topics that a word may give points to, by the word's number.
        masks: words that count for nothing and take shorter ones inside them out of account.
        press_behind: words that make an outlet's name of the place before them, such as Times.
        press_before: likewise of the place behind them, such as Thông tấn xã.
        limited: the countries in whose outlets alone a word counts, by the word's number.
        not_after: words right behind which a word does not count, by the word's number.
        special: numbers of all the words that the last five are about.
    """

    __slots__ = (
        "_automaton", "_source", "checks", "limited", "masks", "not_after", "press_before", "press_behind",
        "special", "terms", "topics", "topics_of", "uses", "words",
    )  # fmt: skip

    def __init__(self, source: Topics) -> None:
        words = _Words()
        groups = _Groups(source, words)
        self.topics = tuple(CompiledTopic(topic, words, groups) for topic in source.topics)
        self.masks = groups.masks | frozenset(map(words.number_name, (*PRESS_NAMES, *source.names)))
        self.press_behind = frozenset(map(words.number_name, PRESS_BEHIND))
        self.press_before = frozenset(map(words.number_name, PRESS_BEFORE))
        numbered = list(words.numbers.items())
        self.limited = {number: frozenset(word.countries) for word, number in numbered if word.countries}
        self.not_after = {
            number: frozenset(other for name in word.not_after for other in groups.words_of(name))
            for word, number in numbered
            if word.not_after
        }
        self.special = (
            self.masks | self.press_behind | self.press_before | self.limited.keys() | self.not_after.keys()
        )
        self.terms = tuple(keyword.term.strip() for keyword in words.numbers)
        self.topics_of = _list_topics(self.topics, len(self.terms))
        patterns: dict[str, list[Pattern]] = {}
        for number, keyword in enumerate(words.numbers):
            for pattern, use in list_patterns(keyword, number).items():
                patterns.setdefault(pattern, []).append(use)
        self.uses = tuple(map(tuple, patterns.values()))
        # Beside a hundred thousand keywords what is asked for every hit must lie close together.
        self.checks = bytes(map(_check, self.uses))
        self.words = array("l", (uses[0].word for uses in self.uses))
        self._automaton = AhoCorasick(list(patterns), matchkind=MatchKind.Standard, store_patterns=False)
        self._source = source

    @property
    def version(self) -> str:
        """Hash of the topics as they were written."""
        return self._source.version

    def find(self, text: str) -> list[tuple[int, int, int]]:
        """Return (number of the string, start, end) for all occurrences in a folded text, overlaps too."""
        found: list[tuple[int, int, int]] = self._automaton.find_matches_as_indexes(text, overlapping=True)
        return found

    def __reduce__(self) -> tuple[type["CompiledTopics"], tuple[Topics]]:
        return (CompiledTopics, (self._source,))


def compile_topics(topics: Topics) -> CompiledTopics:
    """Compile topics that `topic_problems` finds nothing wrong with.

    Raises:
        QueryError: a query cannot be read.
        KeyError: a topic requires a group that is not there.
    """
    return CompiledTopics(topics)


class _Words:
    """Numbers for keywords: the same words under the same language are one, whatever they weigh."""

    def __init__(self) -> None:
        self.numbers: dict[Keyword, int] = {}

    def number_all(self, keywords: Iterable[Keyword]) -> tuple[int, ...]:
        return tuple(map(self.number, keywords))

    def number(self, keyword: Keyword) -> int:
        bare = replace(keyword, weight=None, gloss="")
        return self.numbers.setdefault(bare, len(self.numbers))

    def number_name(self, name: str) -> int:
        return self.number(Keyword(name, language=_NAME))

    def number_leaf(self, term: str) -> int:
        return self.number(Keyword(term))


class _Groups:
    """The words of groups by number, those of the groups inside them among them."""

    def __init__(self, source: Topics, words: _Words) -> None:
        self._groups = whole_groups(source)
        self._words = {
            name: frozenset(words.number_all(word for word in group.words if word.weight != 0))
            for name, group in self._groups.items()
        }
        masking = (word for group in source.groups for word in group.words if word.weight == 0)
        self.masks = frozenset(words.number_all(masking))

    def words_of(self, name: str) -> frozenset[int]:
        return self._words[name]

    def countries_of(self, name: str) -> frozenset[str]:
        return frozenset(self._groups[name].countries)


def _list_causes(groups: tuple[tuple[str, frozenset[int]], ...]) -> dict[str, str]:
    causes: dict[str, str] = {}
    for name, words in groups:
        shared = [other for other, known in groups if other in causes and not words.isdisjoint(known)]
        causes[name] = causes[shared[0]] if shared else name
    return causes


def _check(uses: tuple[Pattern, ...]) -> int:
    use = uses[0]
    special = use.open_left or use.open_right or use.title or use.exact or use.edge or use.accented
    if len(uses) > 1 or special or use.starts_spaced != use.ends_spaced:
        return ASK_ALL
    if use.starts_spaced:
        return ASK_ALL if use.hangul else ASK_WORD
    return ASK_HANGUL if use.hangul else ASK_FREE


def _list_topics(topics: tuple[CompiledTopic, ...], words: int) -> tuple[tuple[int, ...], ...]:
    listed: list[list[int]] = [[] for _ in range(words)]
    for place, topic in enumerate(topics):
        wanted = set(topic.weights)
        if topic.query is not None:
            wanted.update(leaves(topic.query))
        for word in wanted:
            listed[word].append(place)
    return tuple(map(tuple, listed))
