"""Measure how likely two stories report one event, from the facts and words that they share.

The order of the stories does not matter.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import nlargest, nsmallest
from itertools import combinations
from math import fsum, log, sqrt

from monitor.digest.background import common
from monitor.digest.facts import StoryFacts

Pair = tuple[int, int]

APART = timedelta(hours=48)
_ALL_PAIRS = 250
_TELLING = 16
_SHARED = 3
_CROWD = 60
# The background of a first day counts as this many texts. Shares of texts that mention a fact of a kind:
_BACKGROUND = 30
_SHARES = {"c": 0.06, "w": 0.06, "g": 0.15, "p": 0.03, "l": 0.01}
_GROUP_SHARE = 0.4  # any word of a required group
_NEAR_DATE, _FAR_DATE = 0.25, 0.02
_NEAR = timedelta(days=3)
_DOZEN, _DAYS_OF_MONTH, _YEAR, _ROUND, _PERCENT, _NUMBER = 0.25, 0.12, 0.2, 0.04, 0.01, 0.004
_SMALL, _LAST_DAY = 12, 31
_YEARS = re.compile(r"(?:19|20)\d\d")
_COMMON_WORD, _RARE_WORD = 0.35, 0.01
_BODY = 0.5  # weight of a fact that is not in the first paragraph: background
_NUMBERS_LEAST = 2.0
_HEADLINE_LEAST = 3.0
_UNKNOWN = 0.3
_MOST_LATIN, _MOST_DATES, _MOST_NAMES = 10.0, 4.0, 10.0
_TELLING_NUMBER = 0.1  # share of texts below which a number tells something
_SHORT, _SHORT_NAME, _LONG_NAME = 5, 0.07, 0.01
_SOUNDED = frozenset(
    {"kana", "ru", "uk", "be", "bg", "mk", "sr", "kk", "mn"}
)  # show names, not in Latin letters
_BESIDE, _SKIPPED = 8, 3
_USUAL_LEAST = 0.12  # a day of few stories shows too little of what is usual
_UNPROVEN = 1.0  # log odds against a pair across languages that shares words and places only
# Log odds that two stories report one event; fitted by benchmarks/fit_events.py.
INTERCEPT = -5.63
WEIGHTS = {
    "facts": 12.88, "concepts": 4.49, "numbers": 2.49, "headline": 0.37, "lead": 1.97, "latin": 0.12,
    "dates": 0.56, "names": 0.34, "other_topics": -1.78, "other_figure": -2.46, "other_numbers": -1.03,
    "other_place": -1.88, "usual": -10.16, "one_language": -3.36, "words": 1.87,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Weighed:
    """The weights of the facts of a story, and what a pair needs of them.

    Attributes:
        rarity: of each fact, from 0.
        vector: rarity by place and count, for cosines.
        lengths: of the vector without the words of its own language, and with them.
        concepts: lengths of the part of the vector that is concepts, in the same way.
        numbers: sum of the rarities of its numbers, by place.
        words: weights of its features in its own language.
        names: rarity of its names by sound.
        beginnings: see `_beginnings`.
    """

    rarity: dict[str, float]
    vector: dict[str, float]
    lengths: tuple[float, float]
    concepts: tuple[float, float]
    numbers: float
    words: Mapping[str, float]
    names: Mapping[str, float]
    beginnings: tuple[frozenset[str], frozenset[str], frozenset[str]]


def similarities(stories: Sequence[StoryFacts]) -> dict[Pair, float]:
    """Return the log odds of each pair of stories (low, high) that may report one event.

    Pairs more than 48 hours apart, or that share no telling fact, are not returned.
    """
    odds = {}
    for (one, other), found in signals(stories).items():
        value = INTERCEPT + fsum(WEIGHTS[name] * signal for name, signal in found.items())
        odds[one, other] = value - doubt(stories[one], stories[other])
    return odds


def doubt(one: StoryFacts, other: StoryFacts) -> float:
    """Return the log odds against a pair across languages that shares no date, number above 12 or name."""
    if one.language == other.language:
        return 0.0
    day = one.when.date()
    shared = one.counts.keys() & other.counts.keys()
    proven = any(fact[0] == "d" or (fact[0] in "npl" and _share(fact, day) < _YEAR) for fact in shared)
    return 0.0 if proven else _UNPROVEN


def signals(stories: Sequence[StoryFacts]) -> dict[Pair, dict[str, float]]:
    """Return the evidence for and against one event, for each pair of stories that may report one.

    Signals:
        facts: cosine of all facts, weighted by rarity; concepts: of the concepts alone.
        numbers: share of the numbers of the story with fewer that are in the other.
        headline, lead: share of the facts of a headline, or first paragraph, that are in the other story.
        latin, dates: rarity of the shared words in Latin letters, and dates.
        names: rarity of the names in different scripts that sound alike.
        other_topics: 1 if they match no common topic.
        other_figure: 1 if both headlines have numbers, and none of either is in the other story.
        other_numbers, other_place: the same with the telling numbers, or the names of the topics, of the
            first paragraphs.
        usual: the cosine that either has with other stories, at least 0.12.
        one_language: 1 if they are in one language; words: then the share of a headline that the other has.
    """
    weighed = _weigh(stories)
    found = {
        pair: _compare(stories[pair[0]], stories[pair[1]], weighed[pair[0]], weighed[pair[1]])
        for pair in _candidates(stories, weighed)
        if abs(stories[pair[0]].when - stories[pair[1]].when) <= APART
    }
    usual = _usual_similarity(found, len(stories))
    for (one, other), values in found.items():
        values["usual"] = max(_USUAL_LEAST, usual[one], usual[other])
    return found


def shared_facts(one: StoryFacts, other: StoryFacts) -> list[str]:
    """Return the facts that two stories share, the most telling first, without those that many texts have."""
    shared = one.counts.keys() & other.counts.keys()
    ranked = sorted((_share(fact, one.when.date()), fact) for fact in shared)
    return [fact for share, fact in ranked if share < _DAYS_OF_MONTH or fact[0] == "d"]


def _compare(one: StoryFacts, other: StoryFacts, first: _Weighed, second: _Weighed) -> dict[str, float]:
    same = one.language == other.language
    shared = first.rarity.keys() & second.rarity.keys()
    kinds = dict.fromkeys("cwgpnld", 0.0)
    placed = dict.fromkeys("cwgpnld", 0.0)
    for fact in sorted(shared):
        kinds[fact[0]] += first.vector[fact] * second.vector[fact]
        placed[fact[0]] += min(_placed(fact, one, first), _placed(fact, other, second))
    if not same:
        kinds["w"] = 0.0
    concepts = kinds["c"] + kinds["w"]
    numbers = min(first.numbers, second.numbers)
    headlines = _shares_present(one.title, other.title, first, second, same=same)
    leads = _shares_present(one.lead, other.lead, first, second, same=same)
    differ = [_differ(*begun, one, other) for begun in zip(first.beginnings, second.beginnings, strict=True)]
    return {
        "facts": fsum(kinds.values()) / (first.lengths[same] * second.lengths[same]),
        "concepts": concepts / (first.concepts[same] * second.concepts[same]),
        "numbers": placed["n"] / numbers if numbers > _NUMBERS_LEAST else 0.0,
        "headline": fsum(headlines) / len(headlines) if headlines else _UNKNOWN,
        "lead": max(leads, default=_UNKNOWN),
        "latin": min(_MOST_LATIN, placed["l"]),
        "dates": min(_MOST_DATES, placed["d"]),
        "names": min(_MOST_NAMES, fsum(first.names[name] for name in shared_names(one, other))),
        "other_topics": float(one.topics.isdisjoint(other.topics)),
        "other_figure": float(differ[0]),
        "other_numbers": float(differ[1]),
        "other_place": float(differ[2]),
        "one_language": float(same),
        "words": _words_present(one, other, first, second) if same else 0.0,
    }


def _placed(fact: str, story: StoryFacts, weighed: _Weighed) -> float:
    return weighed.rarity[fact] * (1.0 if fact in story.lead else _BODY)


def shared_names(one: StoryFacts, other: StoryFacts) -> list[str]:
    """Return the sounds of the names that two stories share, unless both write them in Latin letters."""
    if not one.running and not other.running and one.group not in _SOUNDED and other.group not in _SOUNDED:
        return []
    shared = sorted(one.names.keys() & other.names.keys())
    return [name for name in shared if not any(name != longer and name in longer for longer in shared)]


def _differ(begun: frozenset[str], other_begun: frozenset[str], one: StoryFacts, other: StoryFacts) -> bool:
    """Return whether both stories begin with facts of a kind, and neither has one of the other's."""
    return bool(
        begun and other_begun and begun.isdisjoint(other.counts) and other_begun.isdisjoint(one.counts)
    )


def _beginnings(story: StoryFacts) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return the numbers of a headline, and the telling numbers and names of the topics of a beginning."""
    day = story.when.date()
    return (
        frozenset(fact for fact in story.title if fact[0] == "n"),
        frozenset(fact for fact in story.lead if fact[0] == "n" and _share(fact, day) < _TELLING_NUMBER),
        frozenset(fact for fact in story.lead if fact[0] == "p" and not fact.startswith("p:@")),
    )


def _shares_present(
    one: frozenset[str], other: frozenset[str], first: _Weighed, second: _Weighed, *, same: bool
) -> list[float]:
    """Return the share of the facts of each headline, by rarity, that are in the other story."""
    shares = []
    for facts, own, beside in ((one, first, second), (other, second, first)):
        telling = [fact for fact in facts if fact[0] in ("cwpln" if same else "cpln")]
        whole = fsum(own.rarity[fact] for fact in telling)
        if whole > _HEADLINE_LEAST:
            shares.append(fsum(own.rarity[fact] for fact in telling if fact in beside.rarity) / whole)
    return shares


def _words_present(one: StoryFacts, other: StoryFacts, first: _Weighed, second: _Weighed) -> float:
    """Return the larger share of a headline's words, by rarity, that are in the other story."""
    most = 0.0
    for headline, grams, weights in (
        (one.headline, other.grams, first.words),
        (other.headline, one.grams, second.words),
    ):
        whole = fsum(weights[gram] for gram in headline)
        if whole:
            most = max(most, fsum(weights[gram] for gram in headline & grams) / whole)
    return most


def _usual_similarity(found: Mapping[Pair, Mapping[str, float]], stories: int) -> list[float]:
    """Return the average cosine of each story with similar stories, without the top three."""
    beside: list[list[float]] = [[] for _ in range(stories)]
    for (one, other), values in found.items():
        beside[one].append(values["facts"])
        beside[other].append(values["facts"])
    return [fsum(nlargest(_BESIDE + _SKIPPED, likest)[_SKIPPED:]) / _BESIDE for likest in beside]


def _weigh(stories: Sequence[StoryFacts]) -> list[_Weighed]:
    spread = Counter(fact for story in stories for fact in story.counts)
    ceiling = log(len(stories) + _BACKGROUND)
    words = _word_weights(stories)
    rare_names = _name_rarity(stories)
    known: dict[str, float] = {}

    def rarity_of(fact: str, published: date) -> float:
        if fact[0] == "d":
            return max(0.0, ceiling - log(spread[fact] + _BACKGROUND * _share(fact, published)))
        if fact not in known:
            known[fact] = max(0.0, ceiling - log(spread[fact] + _BACKGROUND * _share(fact, published)))
        return known[fact]

    weighed = []
    for story in stories:
        rarity = {fact: rarity_of(fact, story.when.date()) for fact in sorted(story.counts)}
        vector = {
            fact: rare * (1 + log(story.counts[fact])) * (1.0 if fact in story.lead else _BODY)
            for fact, rare in rarity.items()
        }
        numbers = [fact for fact in rarity if fact[0] == "n"]
        weighed.append(
            _Weighed(
                rarity,
                vector,
                (_length(vector, "cgpnld"), _length(vector, "cwgpnld")),
                (_length(vector, "c"), _length(vector, "cw")),
                fsum(rarity[fact] * (1.0 if fact in story.lead else _BODY) for fact in numbers),
                words[story.group],
                {name: rare_names[name] for name in story.names},
                _beginnings(story),
            )
        )
    return weighed


def _length(vector: Mapping[str, float], kinds: str) -> float:
    return sqrt(fsum(value * value for fact, value in vector.items() if fact[0] in kinds)) or 1.0


def _name_rarity(stories: Sequence[StoryFacts]) -> dict[str, float]:
    """Return the rarity of each name by sound; short ones are found in many texts by accident."""
    spread = Counter(name for story in stories for name in story.names)
    ceiling = log(len(stories) + _BACKGROUND)
    return {
        name: max(
            0.0, ceiling - log(count + _BACKGROUND * (_SHORT_NAME if len(name) <= _SHORT else _LONG_NAME))
        )
        for name, count in spread.items()
    }


def _word_weights(stories: Sequence[StoryFacts]) -> dict[str, dict[str, float]]:
    """Return the weights of the words of headlines, by language."""
    spread: dict[str, Counter[str]] = defaultdict(Counter)
    wanted: dict[str, set[str]] = defaultdict(set)
    for story in stories:
        wanted[story.group] |= story.headline
    for story in stories:
        spread[story.group].update(story.grams & wanted[story.group])
    texts = Counter(story.group for story in stories)
    weights = {}
    for group, counted in spread.items():
        usual, ceiling = common(group), log(texts[group] + _BACKGROUND)
        weights[group] = {
            gram: max(
                0.0,
                ceiling - log(count + _BACKGROUND * (_COMMON_WORD if gram in usual else _RARE_WORD)),
            )
            ** 2
            for gram, count in counted.items()
        }
    return defaultdict(dict, weights)


def _share(fact: str, published: date) -> float:
    """Return the share of all news that mentions a fact, as known before any text."""
    kind, value = fact[0], fact[2:]
    if kind == "p" and value.startswith("@"):
        return _GROUP_SHARE
    if kind == "d":
        return _NEAR_DATE if abs(date.fromisoformat(value) - published) <= _NEAR else _FAR_DATE
    return _share_of_number(value) if kind == "n" else _SHARES[kind]


def _share_of_number(value: str) -> float:
    if value.endswith("%"):
        return _PERCENT
    number = float(value)
    if number <= _SMALL:
        return _DOZEN
    if number <= _LAST_DAY:
        return _DAYS_OF_MONTH
    if _YEARS.fullmatch(value):
        return _YEAR
    return _ROUND if len(value.rstrip("0")) == 1 else _NUMBER


def _candidates(stories: Sequence[StoryFacts], weighed: Sequence[_Weighed]) -> Iterable[Pair]:
    """Return the pairs that share three of their most telling facts; all pairs of a small day."""
    if len(stories) <= _ALL_PAIRS:
        return combinations(range(len(stories)), 2)
    spread = Counter(fact for weights in weighed for fact in weights.rarity)
    holders: dict[str, list[int]] = defaultdict(list)
    for index, weights in enumerate(weighed):
        telling = (fact for fact in weights.vector if 1 < spread[fact] <= _CROWD)
        for fact in nsmallest(_TELLING, telling, key=lambda fact: (-weights.vector[fact], fact)):
            holders[fact].append(index)
    shared_by = Counter(pair for group in holders.values() for pair in combinations(group, 2))
    return (pair for pair, count in shared_by.items() if count >= _SHARED)
