"""Find what an edit changes: the words and settings of each topic, and the articles that it can concern.

The matches of an article can change only if it contains a word whose role changed. If a setting such as the
threshold changes, each word of the topic counts as changed. A plan of grams finds these articles.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from math import inf
from typing import Final

from monitor.match.compile import CompiledTopic, CompiledTopics
from monitor.match.grams import EVERYTHING, Plan, all_of, any_of, grams_of_plan, plan_pattern
from monitor.match.patterns import list_patterns
from monitor.match.syntax.grouping import resolve_groups
from monitor.match.syntax.query import leaves
from monitor.models import Keyword, Topics

KEYWORD: Final = "keyword"
EXCLUDED: Final = "excluded word"
QUERY: Final = "word of the query"
MASK: Final = "mask"
NOT_AFTER: Final = "word of not_after"
GROUP: Final = "group"

Role = tuple[str, str, Keyword]  # kind, name of the required group or "", and the word
Roles = dict[Role, float]  # with the weight of a keyword, otherwise 0
THRESHOLD: Final = inf  # the weight of a plain keyword, whatever the threshold is


@dataclass(frozen=True, slots=True)
class WordChange:
    """A word whose role in a topic changed.

    Attributes:
        role: `keyword`, `excluded word`, `word of the query`, `mask`, `word of not_after` or `group`.
        group: name of the required group, else "".
        keyword: the word.
        before: its weight before, `THRESHOLD` for a plain keyword, 0 for roles without weight; None if it
            had not this role.
        after: its weight after, likewise.
    """

    role: str
    group: str
    keyword: Keyword
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class TopicChange:
    """What an edit changes in one topic.

    Attributes:
        topic: the topic's id.
        status: `added`, `removed` or `edited`.
        words: the words whose roles changed.
        settings: the other changes, in words for users: `threshold 10 -> 6`.
    """

    topic: str
    status: str
    words: tuple[WordChange, ...]
    settings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Version:
    """One version of a topic, or of the absence of a topic."""

    compiled: CompiledTopics
    topic: CompiledTopic | None

    def roles(self) -> Roles:
        """Return the role of each word."""
        if self.topic is None:
            return {}
        one, words = self.topic, self.compiled.keywords
        roles: Roles = {}
        for keyword in one.topic.keywords:
            weight = THRESHOLD if keyword.weight is None else keyword.weight
            roles.setdefault((KEYWORD, "", replace(keyword, weight=None, gloss="")), weight)
        roles |= {(GROUP, name, words[word]): 0.0 for name, members in one.groups for word in members}
        roles |= {(EXCLUDED, "", words[word]): 0.0 for word in one.exclude}
        if one.query is not None:
            used = (*leaves(one.query), *leaves(one.query, wanted=False))
            roles |= {(QUERY, "", words[word]): 0.0 for word in used}
        own = {word for _, _, word in roles if word.not_after}
        after = {
            other for number, others in self.compiled.not_after.items() if words[number] in own
            for other in others
        }  # fmt: skip
        return roles | {(NOT_AFTER, "", words[other]): 0.0 for other in after}

    def settings(self) -> dict[str, object]:
        """Return the settings that decide about a match beside the words."""
        if self.topic is None:
            return {}
        one, topic = self.topic, self.topic.topic
        return {
            "threshold": f"{one.threshold:g}",
            "near": topic.near,
            "sentences": topic.sentences,
            "require": ", ".join(topic.require) or None,
            "query": topic.query.strip() or None,
            "countries": "; ".join(
                f"{name}: {', '.join(sorted(countries))}" for name, countries in one.countries.items()
            )
            or None,
        }

    def plan(self) -> Plan:
        """Return the condition on grams without which the topic does not match.

        It then has no effect on other topics either: the matcher looks for credits only for a match, and for
        what an excluded word alone prevents from being one.
        """
        return all_of((self.plan_groups(), self.plan_scoring()))

    def plan_groups(self) -> Plan:
        """Return the condition that a word of each required group occurs."""
        return any_of(()) if self.topic is None else all_of(self.plan_each_group())

    def plan_each_group(self) -> Iterator[Plan]:
        """Yield for each required group the condition that one of its words occurs."""
        for name, members in self.topic.groups if self.topic else ():
            if name in (self.topic.countries if self.topic else ()):
                yield EVERYTHING
            else:
                yield _plan_words(self.compiled.keywords[word] for word in sorted(members))

    def plan_scoring(self) -> Plan:
        """Return the condition that a word occurs which can give the topic points."""
        if self.topic is None:
            return any_of(())
        query = self.topic.query
        words = {*self.topic.weights, *(leaves(query) if query is not None else ())}
        return _plan_words(self.compiled.keywords[word] for word in words)


def _plan_words(words: Iterable[Keyword]) -> Plan:
    """Return the condition that one of the words occurs."""
    return any_of(map(_plan_word, words))


@lru_cache(maxsize=16_384)  # the same topics are planned again after each key in an editor
def _plan_word(word: Keyword) -> Plan:
    patterns = list_patterns(word, 0).items()
    return any_of(plan_pattern(pattern, use) for pattern, use in patterns)


def list_changes(before: CompiledTopics, after: CompiledTopics) -> tuple[TopicChange, ...]:
    """Return the change of each topic that an edit concerns, in the new order; removed topics come last."""
    return tuple(change for change, _, _ in _changed(before, after))


def plan_changes(before: CompiledTopics, after: CompiledTopics) -> Plan:
    """Return a condition on grams that holds for every article that the edit may concern."""
    parts = []
    for change, old, new in _changed(before, after):
        # A new topic, or one with a changed setting, may change wherever one of its words occurs.
        words: Plan = EVERYTHING
        if change.status == "edited" and not change.settings:
            words = _plan_words(one.keyword for one in change.words)
        parts.append(all_of((words, *_plan_both(old, new))))
    return any_of(parts)


def _plan_both(old: _Version, new: _Version) -> Iterator[Plan]:
    """Yield the conditions without which neither version of a topic matches.

    The usual edit changes one keyword, and both versions require the same groups. Each group is then a
    condition of its own, the one with the fewest grams first: an index can stop reading after each of them.
    """
    before, after = list(old.plan_each_group()), list(new.plan_each_group())
    if before != after:
        yield any_of((old.plan(), new.plan()))
        return
    yield from sorted(before, key=lambda plan: len(grams_of_plan(plan)))
    yield any_of((old.plan_scoring(), new.plan_scoring()))


def plan_topic(compiled: CompiledTopics, one: CompiledTopic) -> tuple[Plan, Plan]:
    """Return the conditions that a scoring word of a topic, and a word of each required group, occur."""
    version = _Version(compiled, one)
    return version.plan_scoring(), version.plan_groups()


def _changed(
    before: CompiledTopics, after: CompiledTopics
) -> Iterator[tuple[TopicChange, _Version, _Version]]:
    old, new = ({one.topic.id: one for one in side.topics} for side in (before, after))
    masks = tuple(_compare(_masks(before), _masks(after)))
    same_groups = _group_meanings(before.source) == _group_meanings(after.source)
    for topic in dict.fromkeys((*new, *old)):
        one, other = old.get(topic), new.get(topic)
        if one and other and same_groups and not masks and one.topic == other.topic:
            continue
        first, second = _Version(before, one), _Version(after, other)
        words = (*_compare(first.roles(), second.roles()), *masks)
        settings = tuple(_compare_settings(first, second)) if one and other else ()
        if words or settings:
            status = "edited" if one and other else "removed" if one else "added"
            yield TopicChange(topic, status, words, settings), first, second


def _masks(compiled: CompiledTopics) -> Roles:
    return {(MASK, "", compiled.keywords[word]): 0.0 for word in compiled.masks}


def _group_meanings(topics: Topics) -> Mapping[str, object]:
    return {name: (set(group.words), group.countries) for name, group in resolve_groups(topics).items()}


def _compare(before: Roles, after: Roles) -> Iterator[WordChange]:
    for role in dict.fromkeys((*after, *before)):
        if before.get(role) != after.get(role):
            kind, group, keyword = role
            yield WordChange(kind, group, keyword, before.get(role), after.get(role))


def _compare_settings(before: _Version, after: _Version) -> Iterator[str]:
    old, new = before.settings(), after.settings()
    for name, value in new.items():
        if old[name] != value:
            shown = ("none" if one is None else one for one in (old[name], value))
            yield f"{name} {' -> '.join(map(str, shown))}"
