"""Stories that report one event, so that they can stand together although each is its own.

Pure: no I/O, no clock.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import combinations
from math import log, sqrt

from monitor.digest.stories import FoldedStory, read_first

_ALIKE = 0.3
_APART = timedelta(hours=48)
_TELLING = 24
_LEAD = 1200
_WORD = 3
_STEM = 7  # enough to hold inflections together
_CROWD = 50
_RUNS = re.compile(r"\d+|[^\W\d_][^\s\d!-/:-@\[-`{-~\u00ab\u00bb\u2000-\u206f\u3000-\u303f\uff01-\uff0f]*")
_DENSE = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


def group_events(stories: Sequence[FoldedStory]) -> dict[str, str]:
    """Return the event of each story that shares one, by story id.

    Two stories report one event when their headlines and leads are alike (cosine of tf-idf over words, or
    over pairs of characters where words have no edges) and were published within 48 hours. Only stories in
    one language can be alike.
    """
    ordered = sorted(stories, key=lambda story: story.id)
    vectors = _vectors([_features(story) for story in ordered])
    times = [_time(story) for story in ordered]
    roots = {story.id: story.id for story in ordered}

    def root(identity: str) -> str:
        while roots[identity] != identity:
            identity = roots[identity]
        return identity

    for one, other in sorted(_candidates(vectors)):
        if abs(times[one] - times[other]) <= _APART and _cosine(vectors[one], vectors[other]) >= _ALIKE:
            low, high = sorted((root(ordered[one].id), root(ordered[other].id)))
            roots[high] = low
    groups: dict[str, list[str]] = defaultdict(list)
    for story in ordered:
        groups[root(story.id)].append(story.id)
    return {
        identity: "e" + blake2b(first.encode(), digest_size=6).hexdigest()
        for first, group in groups.items()
        if len(group) > 1
        for identity in group
    }


def _time(story: FoldedStory) -> datetime:
    article = read_first(story.articles)
    return article.published or article.found


def _features(story: FoldedStory) -> Counter[str]:
    """Count what a story is told by; the headline twice."""
    article = read_first(story.articles)
    text = f"{article.title}\n{article.title}\n{article.text[:_LEAD]}"
    counted: Counter[str] = Counter()
    for run in _RUNS.findall(unicodedata.normalize("NFKC", text).casefold()):
        if _DENSE.search(run):
            counted.update(run[place : place + 2] for place in range(max(1, len(run) - 1)))
        elif len(run) >= _WORD or run.isdigit():
            counted[run[:_STEM]] += 1
    return counted


def _vectors(features: Iterable[Counter[str]]) -> list[dict[str, float]]:
    counted = list(features)
    spread = Counter(name for counts in counted for name in counts)
    vectors = []
    for counts in counted:
        weighed = {
            name: (1 + log(count)) * log((len(counted) + 1) / (spread[name] + 0.5))
            for name, count in sorted(counts.items())
        }
        length = sqrt(sum(value * value for value in weighed.values())) or 1.0
        vectors.append({name: value / length for name, value in weighed.items()})
    return vectors


def _candidates(vectors: Sequence[dict[str, float]]) -> set[tuple[int, int]]:
    """Pair the stories that share one of their most telling features."""
    holders: dict[str, list[int]] = defaultdict(list)
    for index, vector in enumerate(vectors):
        for name in sorted(vector, key=lambda name: (-vector[name], name))[:_TELLING]:
            holders[name].append(index)
    return {pair for group in holders.values() if len(group) <= _CROWD for pair in combinations(group, 2)}


def _cosine(one: dict[str, float], other: dict[str, float]) -> float:
    if len(one) > len(other):
        one, other = other, one
    return sum(value * other[name] for name, value in one.items() if name in other)
