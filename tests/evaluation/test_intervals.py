"""Intervals cover the truth, and too few observations give no number."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.evaluation.intervals import Stratum, recall, stories_at_least, wilson

STRATA = st.integers(0, 500).flatmap(
    lambda size: st.integers(0, min(size, 60)).flatmap(
        lambda judged: st.builds(Stratum, st.just(size), st.just(judged), st.integers(0, judged))
    )
)


def test_wilson_is_that_of_the_textbook() -> None:
    """81 of 263 gives 0.2553 to 0.3662 (Newcombe 1998, table I, method 3)."""
    found = wilson(81, 263)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4), found.count) == (0.2553, 0.3662, 263)


@pytest.mark.parametrize("judged", range(5))
def test_too_few_verdicts_give_no_precision(judged: int) -> None:
    """Four verdicts are too few, even if all agree."""
    assert wilson(judged, judged) is None
    assert wilson(5, 5) is not None


def simulated_articles(seed: int) -> tuple[list[list[bool]], list[Stratum]]:
    """Return whether each article is relevant, by stratum, and what a random sample of each says."""
    chance = random.Random(seed)
    sizes = [
        chance.randint(30, 300),
        chance.randint(50, 400),
        chance.randint(100, 1500),
        chance.randint(1000, 9000),
    ]
    shares = [
        chance.uniform(0.6, 1),
        chance.uniform(0, 0.2),
        chance.uniform(0, 0.05),
        chance.choice([0, 0.0005, 0.002]),
    ]
    articles = [
        [chance.random() < share for _ in range(size)] for size, share in zip(sizes, shares, strict=True)
    ]
    samples = [chance.sample(part, min(chance.choice([15, 20, 40]), len(part))) for part in articles]
    return articles, [
        Stratum(len(part), len(sample), sum(sample)) for part, sample in zip(articles, samples, strict=True)
    ]


def test_the_interval_of_recall_covers_the_truth() -> None:
    """In a hundred simulated newsrooms with known truth it does so in at least ninety."""
    covered = narrow = 0
    for seed in range(100):
        articles, (matched, *unmatched) = simulated_articles(seed)
        truth = sum(articles[0]) / sum(map(sum, articles))
        found = recall(matched, unmatched)
        assert found is not None
        assert 0 <= found.low <= found.value <= found.high <= 1
        covered += found.low <= truth <= found.high
        narrow += found.high - found.low < 0.95
    assert covered >= 90
    assert narrow >= 90  # it says something


def test_a_larger_sample_gives_a_narrower_interval() -> None:
    """With all articles judged, the recall is exact."""
    few = recall(Stratum(100, 20, 18), [Stratum(1000, 20, 2)])
    more = recall(Stratum(100, 100, 90), [Stratum(1000, 400, 40)])
    whole = recall(Stratum(100, 100, 90), [Stratum(1000, 1000, 110)])
    assert few is not None
    assert more is not None
    assert whole is not None
    assert few.high - few.low > more.high - more.low > 0
    assert (whole.low, whole.value, whole.high) == (0.45, 0.45, 0.45)


@given(STRATA, st.lists(STRATA, max_size=3))
def test_recall_is_refused_or_sound(matched: Stratum, unmatched: list[Stratum]) -> None:
    """From fewer than ten articles of a stratum, unless that is all of it, there is no number."""
    found = recall(matched, unmatched)
    strata = [matched, *unmatched]
    small = any(one.judged < min(10, one.size) for one in strata)
    if small or not any(one.right for one in strata):
        assert found is None
    else:
        assert found is not None
        assert 0 <= found.low <= found.value <= found.high <= 1
        assert found == recall(matched, unmatched)


def test_a_lower_bound_of_stories() -> None:
    """With known chances of each story, the bound is above what was seen and not above the truth."""
    below = 0
    for seed in range(50):
        chance = random.Random(seed)
        told = [sum(chance.random() < share for _ in range(12)) for share in [0.05, 0.1, 0.3] * 40]
        seen = [count for count in told if count]
        bound = stories_at_least(seen)
        assert bound is not None
        assert len(seen) <= bound.low <= bound.value <= bound.high
        below += bound.low <= len(told)
    assert below >= 45


def test_too_few_stories_give_no_bound() -> None:
    """Nine stories, or none that two outlets carried, are too few."""
    assert stories_at_least([1, 2] * 4) is None
    assert stories_at_least([1, 3] * 10) is None
    assert stories_at_least([2] * 10) is not None
