"""Measure how similar two stories of one language are, compared with other stories of their topic.

The order of the stories does not matter.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import nlargest, nsmallest
from itertools import combinations
from math import fsum, log, sqrt

from monitor.digest.background import common
from monitor.digest.features import features, language_group
from monitor.digest.stories import StoryCluster, read_first

Pair = tuple[int, int]

_APART = timedelta(hours=48)
_LEAD = 1200
_TELLING = 24
_CROWD = 50
_ALL_PAIRS = 150
_LEAST = 12.0  # shared rarity; fewer than four rare words prove nothing, also in short texts
# The background of a language counts as this many texts. A common word is in a third of them, a word of the
# matched topic or a small number in a tenth, any other in a hundredth.
_BACKGROUND = 15
_COMMON, _TOPICAL, _RARE = 0.35, 0.1, 0.01
_STEEP = 2.0  # many words of a topic must not outweigh the few names of an event
_FIGURE = 2.5  # two outlets choose their own words, but not their own figures
_BESIDE = 8
_FEW = 2  # most similar stories to skip while it is not known which report the same event
_HEADLINE = 0.2
_TOPIC = 0.05
_USUAL = 0.9
_LENGTH = 0.14  # two long texts of one topic share more words than two short ones
# Number of features of a headline and a summary; the same news has more n-grams than words.
_SHORT = {
    "thai": 180,
    "lao": 180,
    "khmer": 180,
    "burmese": 180,
    "kana": 120,
    "hang": 120,
    "han": 120,
    "vi": 120,
}
_SHORT_WORDS = 60
_SMALL = re.compile(r"\d{1,2}|(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class StoryFeatures:
    """The features by which a story is compared, counted in its headline (twice) and lead."""

    id: str
    when: datetime
    group: str
    counts: Counter[str]
    headline: frozenset[str]
    topical: frozenset[str]
    topics: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Vector:
    """The weights of the features of a story, and the length of the vector."""

    weights: dict[str, float]
    length: float


def story_features(story: StoryCluster) -> StoryFeatures:
    """Count the features by which a story is compared."""
    article = read_first(story.articles)
    lead = article.text[:_LEAD]
    group = language_group(f"{article.title}\n{lead}", article.language)
    forms = {found.form for match in article.matches for found in match.evidence}
    return StoryFeatures(
        id=story.id,
        when=article.published or article.found,
        group=group,
        counts=features(f"{article.title}\n{article.title}\n{lead}", group),
        headline=frozenset(features(article.title, group)),
        topical=frozenset(features("\n".join(sorted(forms)), group)),
        topics=frozenset(match.topic for match in article.matches),
    )


def similarities(stories: Sequence[StoryFeatures], events: Sequence[int]) -> dict[Pair, float]:
    """Return the similarity of each pair of stories (low, high) that may report one event.

    `events` has a number for each story, equal for those known to report one event. The similarity is
    the cosine of tf-idf. It is higher if the headline of one is in the other or both match one topic. It is
    lower for long texts, and if either story is nearly as similar to stories of other events. Pairs that are
    not returned are not similar.
    """
    vectors = _vectors(stories, events)
    cosines = {
        (one, other): _cosine(vectors[one], vectors[other])
        for one, other in _candidates(vectors)
        if abs(stories[one].when - stories[other].when) <= _APART
    }
    usual = _usual_similarity(cosines, events)
    return {
        pair: cosine + _support(pair, stories, vectors) - _USUAL * max(usual[pair[0]], usual[pair[1]])
        for pair, cosine in cosines.items()
        if cosine
    }


def _usual_similarity(cosines: Mapping[Pair, float], events: Sequence[int]) -> list[float]:
    """Return the average similarity of each story to the most similar stories of other events."""
    beside: list[list[float]] = [[] for _ in events]
    grouped = {event for event, count in Counter(events).items() if count > 1}
    for (one, other), cosine in cosines.items():
        if events[one] != events[other]:
            beside[one].append(cosine)
            beside[other].append(cosine)
    usual = []
    for event, likest in zip(events, beside, strict=True):
        skipped = 0 if event in grouped else _FEW
        usual.append(fsum(nlargest(_BESIDE + skipped, likest)[skipped:]) / _BESIDE)
    return usual


def _support(pair: Pair, stories: Sequence[StoryFeatures], vectors: Sequence[_Vector]) -> float:
    """Return what headlines, topics and length add to the similarity of two stories."""
    one, other = pair
    headline = max(
        _share_present(stories[one].headline, vectors[one], vectors[other]),
        _share_present(stories[other].headline, vectors[other], vectors[one]),
    )
    topic = _TOPIC if stories[one].topics & stories[other].topics else 0.0
    short = _SHORT.get(stories[one].group, _SHORT_WORDS)
    length = min(len(stories[one].counts), len(stories[other].counts)) / short
    return _HEADLINE * headline + topic - _LENGTH * log(max(1.0, length))


def _share_present(headline: frozenset[str], own: _Vector, other: _Vector) -> float:
    """Return the share of a headline, by weight, that is also in another story, 0 to 1."""
    whole = fsum(own.weights[name] for name in headline)
    present = fsum(own.weights[name] for name in headline & other.weights.keys())
    return present / whole if whole else 0.0


def _vectors(stories: Sequence[StoryFeatures], events: Sequence[int]) -> list[_Vector]:
    """Return the weighted features of stories; all stories of one event count as one text."""
    sizes = Counter(events)
    spread: dict[str, float] = defaultdict(float)
    for story, event in zip(stories, events, strict=True):
        for name in story.counts:
            spread[name] += 1 / sizes[event]
    usual = common(stories[0].group) if stories else frozenset[str]()
    topical = frozenset[str]().union(*(story.topical for story in stories))
    ceiling = log(len(sizes) + _BACKGROUND)

    def rarity(name: str) -> float:
        share = _COMMON if name in usual else _TOPICAL if name in topical or _is_small(name) else _RARE
        rare: float = max(0.0, ceiling - log(spread[name] + _BACKGROUND * share)) ** _STEEP
        return rare * _FIGURE if name[0].isdigit() else rare

    rare = {name: rarity(name) for name in spread}
    vectors = []
    for story in stories:
        weights = {name: (1 + log(count)) * rare[name] for name, count in sorted(story.counts.items())}
        vectors.append(_Vector(weights, sqrt(fsum(value * value for value in weights.values())) or 1.0))
    return vectors


def _is_small(name: str) -> bool:
    """Return whether a feature is a small number or a year, which many texts share."""
    return bool(_SMALL.fullmatch(name))


def _candidates(vectors: Sequence[_Vector]) -> Iterable[Pair]:
    """Return the pairs that share two of their most distinctive features; all pairs of a small day."""
    if len(vectors) <= _ALL_PAIRS:
        return combinations(range(len(vectors)), 2)
    spread = Counter(name for vector in vectors for name in vector.weights)
    holders: dict[str, list[int]] = defaultdict(list)
    for index, vector in enumerate(vectors):
        weights = vector.weights
        telling = (name for name in weights if 1 < spread[name] <= _CROWD)
        for name in nsmallest(_TELLING, telling, key=lambda name: (-weights[name], name)):
            holders[name].append(index)
    shared_by = Counter(pair for group in holders.values() for pair in combinations(group, 2))
    return (pair for pair, count in shared_by.items() if count > 1)


def _cosine(one: _Vector, other: _Vector) -> float:
    first, second = one.weights, other.weights
    both = [(first[name], second[name]) for name in first.keys() & second.keys()]
    if fsum(map(min, both)) < _LEAST:  # exact sums do not depend on the order of a set
        return 0.0
    return fsum(value * also for value, also in both) / (one.length * other.length)
