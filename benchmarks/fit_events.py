"""Fit the log odds that two stories report one event, and check them on events left out.

    python benchmarks/fit_events.py [FOLDER]

The signals of `monitor.digest.similarity` are weighed by a logistic regression with a ridge penalty. Pairs
come from the invented articles of tests/digest/data/events: as they are, with background of other events,
and with numbers or names removed; with FOLDER also from texts/dev.jsonl and dev2.jsonl at their dates. A
pair of an event with many reports weighs less. Weights of the wrong sign are set to 0. The check fits five
times without a fifth of the events, and prints precision and recall of the grouping of the others.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from pathlib import Path
from random import Random
from zlib import crc32

import numpy as np
from _labelled import Labelled, matched, name_forms, read_invented, read_lines, with_background
from numpy.typing import NDArray

from monitor.digest import events, similarity
from monitor.digest.facts import StoryFacts
from monitor.digest.stories import cluster_stories

DAY = date(2026, 1, 15)
FOLDS = 5
RIDGE = 3.0
AGAINST = {
    "other_topics", "other_figure", "other_numbers", "other_place", "usual", "one_language",
}  # fmt: skip
Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """The pairs of one set of texts: stories, events, signals by pair, whether each is one event."""

    name: str
    facts: list[StoryFacts]
    events: list[str]
    pairs: list[tuple[int, int]]
    values: Vector
    same: Vector


def sample(name: str, texts: Sequence[Labelled], *, one_day: bool, without: str = "") -> Sample:
    """Extract the signals of all pairs of a set; `without` names kinds of facts of which 60 % are removed."""
    articles = matched(texts, one_day=DAY if one_day else None)
    stories = sorted(cluster_stories(list(articles.values())), key=lambda story: story.id)
    facts = events.event_facts(stories, name_forms())
    if without:
        facts = [thinned(one, without, number) for number, one in enumerate(facts)]
    labels = [texts[story.articles[0].article_id].event for story in stories]
    found = similarity.signals(facts)
    pairs = sorted(found)
    values = np.array([[found[pair][signal] for signal in similarity.WEIGHTS] for pair in pairs])
    same = np.array([bool(labels[a]) and labels[a] == labels[b] for a, b in pairs], float)
    return Sample(name, facts, labels, pairs, values, same)


def thinned(facts: StoryFacts, kinds: str, seed: int) -> StoryFacts:
    """Remove six of ten facts of some kinds, with `l` also of the names that are compared by sound."""
    random = Random(seed)
    kept = Counter(
        {
            fact: count
            for fact, count in sorted(facts.counts.items())
            if fact[0] not in kinds or random.random() > 0.6
        }
    )
    names = {sound: name for sound, name in facts.names.items() if "l" not in kinds or random.random() > 0.6}
    title, lead = facts.title & kept.keys(), facts.lead & kept.keys()
    return replace(facts, counts=kept, title=title, lead=lead, names=names)


def fold(one: Sample, story: int) -> int:
    """Return the fold of a story's event; a story without one is an event of its own."""
    return crc32((one.events[story] or f"{one.name} {story}").encode()) % FOLDS


def fit(samples: Sequence[Sample], left_out: int | None = None) -> tuple[float, Vector]:
    """Return the intercept and the weights from all pairs, or from those without a fold."""
    values, same, weights = [], [], []
    for one in samples:
        kept = [
            index
            for index, (a, b) in enumerate(one.pairs)
            if left_out is None or left_out not in {fold(one, a), fold(one, b)}
        ]
        sizes = Counter(one.events)
        values.append(one.values[kept])
        same.append(one.same[kept])
        weights.append([pair_weight(one, index, sizes) for index in kept])
    matrix, truth, weight = np.concatenate(values), np.concatenate(same), np.concatenate(weights)
    used = list(range(matrix.shape[1]))
    signs = np.array([-1.0 if name in AGAINST else 1.0 for name in similarity.WEIGHTS])
    while True:
        intercept, found = newton(matrix[:, used], truth, weight)
        wrong = [place for place, value in zip(used, found, strict=True) if value * signs[place] < 0]
        if not wrong:
            whole = np.zeros(matrix.shape[1])
            whole[used] = found
            return intercept, whole
        used = [place for place in used if place not in wrong]


def pair_weight(one: Sample, index: int, sizes: Mapping[str, int]) -> float:
    """Return the weight of a pair: less for each pair of an event with many."""
    if not one.same[index]:
        return 1.0
    size = sizes[one.events[one.pairs[index][0]]]
    return min(1.0, float(np.sqrt(6 / (size * (size - 1)))))


def newton(matrix: Vector, truth: Vector, weight: Vector) -> tuple[float, Vector]:
    """Fit a logistic regression on standardised signals; return it for the signals as they are."""
    mean, spread = matrix.mean(0), matrix.std(0) + 1e-9
    design = np.column_stack([np.ones(len(matrix)), (matrix - mean) / spread])
    penalty = np.diag([1e-6, *[RIDGE] * matrix.shape[1]])
    solution = np.zeros(design.shape[1])
    for _ in range(40):
        odds = 1 / (1 + np.exp(-np.clip(design @ solution, -30, 30)))
        gradient = design.T @ (weight * (odds - truth)) + penalty @ solution
        curvature = (design * (weight * odds * (1 - odds))[:, None]).T @ design + penalty
        step = np.linalg.solve(curvature, gradient)
        solution -= step
        if np.abs(step).max() < 1e-6:
            break
    found = solution[1:] / spread
    return float(solution[0] - (found * mean).sum()), found


def check(samples: Sequence[Sample]) -> None:
    """Print precision and recall of the grouping by weights that did not see the events."""
    models = [fit(samples, place) for place in range(FOLDS)]
    for one in samples:
        odds = {}
        for index, (a, b) in enumerate(one.pairs):
            unseen = [models[fold(one, place)] for place in (a, b)]
            value = sum(i + float(one.values[index] @ w) for i, w in unseen) / 2
            odds[a, b] = value - similarity.doubt(one.facts[a], one.facts[b])
        home = events.join_similar(odds, one.facts)
        tally: dict[bool, list[int]] = defaultdict(lambda: [0, 0, 0])
        for a, b in combinations(range(len(one.facts)), 2):
            true = bool(one.events[a]) and one.events[a] == one.events[b]
            counted = tally[one.facts[a].language == one.facts[b].language]
            counted[0] += home[a] == home[b] and true
            counted[1] += home[a] == home[b]
            counted[2] += true
        print(f"{one.name:<28}", *(line(kind, tally[kind]) for kind in (True, False)), sep="  ")


def line(one_language: bool, counted: Sequence[int]) -> str:
    """Format precision and recall."""
    right, found, true = counted
    name = "one language" if one_language else "across"
    return f"{name}: precision {right / max(1, found):.2f} recall {right / max(1, true):.2f} of {true}"


def main() -> None:
    """Fit, check and print."""
    invented = read_invented()
    samples = [sample("all on one day", invented, one_day=True)]
    for month in sorted({one.day.month for one in invented}):
        texts = [one for one in invented if one.day.month == month]
        longer = [with_background(texts, seed) for seed in (1, 2)]
        samples += [
            sample(f"month {month}", texts, one_day=True),
            *(sample(f"  with background {n}", served, one_day=True) for n, served in enumerate(longer, 1)),
            sample("  without most numbers", longer[0], one_day=True, without="n"),
            sample("  without numbers and names", longer[1], one_day=True, without="npl"),
        ]
    if len(sys.argv) > 1:
        for name in ("dev", "dev2"):
            texts = read_lines(Path(sys.argv[1]) / "texts" / f"{name}.jsonl")
            samples.append(sample(name, texts, one_day=False))
    check(samples)
    intercept, weights = fit(samples)
    print(f"INTERCEPT = {intercept:.2f}")
    print({name: round(float(value), 2) for name, value in zip(similarity.WEIGHTS, weights, strict=True)})


if __name__ == "__main__":
    main()
