"""Stories that report one event, so that they can stand together although each is its own.

Pure: no I/O, no clock.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from heapq import nsmallest
from itertools import combinations
from math import fsum, log, sqrt

from monitor.digest.background import common
from monitor.digest.features import features, speech
from monitor.digest.stories import StoryCluster, read_first

# The more stories there are to be alike, the more of them are by chance.
_ALIKE, _BY_CHANCE = 0.1, 0.03
_GUESSED = 0.1  # the fewer texts are counted, the less is known of what is rare
_ON_AVERAGE = 0.85
_APART = timedelta(hours=48)
_TELLING = 24
_LEAD = 1200
_CROWD = 50
_LEAST = 12.0  # shared evidence: fewer than four rare words prove nothing, however short the texts
# The background of a language weighs as much as so many texts, of which a common word stands in a third,
# a word of the matched topic in a tenth, any other in a hundredth.
_BACKGROUND = 50
_COMMON, _TOPICAL, _RARE = 0.35, 0.1, 0.01


@dataclass(frozen=True, slots=True)
class _Told:
    """By what one story is compared."""

    id: str
    when: datetime
    group: str
    counts: Counter[str]
    topical: frozenset[str]


def group_events(stories: Sequence[StoryCluster]) -> dict[str, str]:
    """Return the event of each story that shares one, by story id.

    Two stories are alike by the cosine of tf-idf over their headlines and leads (see `features`). How many
    texts hold a word is counted within a language and on top of a background, so a day of two texts, or a
    language with few, has no words that look rare and are not. Stories are one event when they are alike on
    average, were published within 48 hours, and are in one language; so a chain of likeness is no event.
    """
    told = [_told(story) for story in sorted(stories, key=lambda story: story.id)]
    groups: dict[str, list[_Told]] = defaultdict(list)
    for one in told:
        groups[one.group].append(one)
    events: dict[str, str] = {}
    for group in groups.values():
        for members in _events(group):
            event = "e" + blake2b(members[0].encode(), digest_size=6).hexdigest()
            events |= dict.fromkeys(members, event)
    return events


def _told(story: StoryCluster) -> _Told:
    """Count what a story is told by; the headline twice."""
    article = read_first(story.articles)
    lead = article.text[:_LEAD]
    group = speech(f"{article.title}\n{lead}", article.language)
    forms = {found.form for match in article.matches for found in match.evidence}
    return _Told(
        id=story.id,
        when=article.published or article.found,
        group=group,
        counts=features(f"{article.title}\n{article.title}\n{lead}", group),
        topical=frozenset(features("\n".join(sorted(forms)), group)),
    )


def _events(stories: Sequence[_Told]) -> list[list[str]]:
    """Join the stories of one language, the most alike first, while they are alike on average."""
    vectors = _vectors(stories)
    least = _least_likeness(stories)
    alike: dict[tuple[int, int], float] = {}

    def likeness(one: int, other: int) -> float:
        pair = (one, other) if one < other else (other, one)
        if pair not in alike:
            near = abs(stories[one].when - stories[other].when) <= _APART
            alike[pair] = _likeness(vectors[one], vectors[other]) if near else 0.0
        return alike[pair]

    def bar(one: int, other: int) -> float:
        return max(least[one], least[other])

    pairs = sorted(
        (bar(*pair) - likeness(*pair), pair) for pair in _candidates(vectors) if likeness(*pair) >= bar(*pair)
    )
    members = {index: [index] for index in range(len(stories))}
    home = list(range(len(stories)))
    for _, (one, other) in pairs:
        low, high = sorted((home[one], home[other]))
        if low == high:
            continue
        across = [(first, second) for first in members[low] for second in members[high]]
        if sum(likeness(*pair) - _ON_AVERAGE * bar(*pair) for pair in across) >= 0:
            members[low] += members.pop(high)
            for index in members[low]:
                home[index] = low
    return [[stories[index].id for index in sorted(group)] for group in members.values() if len(group) > 1]


def _least_likeness(stories: Sequence[_Told]) -> list[float]:
    """Say how alike each story must be to another.

    The more stories were published around it, the more are alike by chance; the fewer texts are counted, the
    more words look rare that are not.
    """
    times = sorted(story.when for story in stories)
    guessed = _GUESSED * _BACKGROUND / (_BACKGROUND + len(stories))
    least = []
    for story in stories:
        around = bisect_right(times, story.when + _APART) - bisect_left(times, story.when - _APART)
        least.append(_ALIKE + _BY_CHANCE * log(around) + guessed)
    return least


@dataclass(frozen=True, slots=True)
class _Vector:
    """What the features of a story weigh, and the length of all together."""

    weights: dict[str, float]
    length: float


def _vectors(stories: Sequence[_Told]) -> list[_Vector]:
    spread = Counter(name for story in stories for name in story.counts)
    usual = common(stories[0].group) if stories else frozenset()
    topical = frozenset[str]().union(*(story.topical for story in stories))
    ceiling = log(len(stories) + _BACKGROUND)

    def rarity(name: str) -> float:
        share = _TOPICAL if name in topical else _COMMON if name in usual else _RARE
        return ceiling - log(spread[name] + _BACKGROUND * share)

    rare = {name: max(0.0, rarity(name)) for name in spread}
    vectors = []
    for story in stories:
        weights = {name: (1 + log(count)) * rare[name] for name, count in sorted(story.counts.items())}
        vectors.append(_Vector(weights, sqrt(sum(value * value for value in weights.values())) or 1.0))
    return vectors


def _candidates(vectors: Sequence[_Vector]) -> Iterable[tuple[int, int]]:
    """Pair the stories that share two of their most telling features; of a small day, all."""
    if len(vectors) <= _CROWD:
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


def _likeness(one: _Vector, other: _Vector) -> float:
    first, second = one.weights, other.weights
    both = [(first[name], second[name]) for name in first.keys() & second.keys()]
    if fsum(map(min, both)) < _LEAST:  # exact sums do not depend on the order of a set
        return 0.0
    return fsum(value * also for value, also in both) / (one.length * other.length)
