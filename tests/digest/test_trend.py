"""Comparing counts with earlier days, and detecting spikes in small counts."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.digest.trend import chance, trend_of
from tests.digest.inputs import DAY


def days(counts: list[int]) -> list[tuple[object, int]]:
    """Return counts for the days before DAY; the last count is yesterday's."""
    return [(DAY - timedelta(days=back), count) for back, count in enumerate(reversed(counts), 1)]


@pytest.mark.parametrize(
    ("stories", "before", "spike"),
    [
        (0, [0] * 28, False),
        (1, [0] * 28, False),
        (2, [0] * 28, False),  # surprising, yet too few to call
        (3, [0] * 28, True),
        (3, [1] * 28, False),
        (6, [1] * 28, True),
        (3, [0, 3, 0, 4, 0, 3] * 4, False),
        (12, [5] * 28, True),
        (8, [5] * 28, False),
        (30, [1, 25, 2, 30, 0, 22, 3] * 4, False),  # its days scatter far more than chance alone would
        (9, [0] * 6, False),  # six days are too short a history
        (9, [0] * 7, True),
    ],
)
def test_a_spike_is_called_only_when_it_surprises(stories: int, before: list[int], *, spike: bool) -> None:
    """Few stories, an ordinary day, or a day in a varying history are not spikes."""
    trend = trend_of(DAY, stories, days(before))
    assert trend.spike is spike, trend.reason


def test_the_reason_holds_the_numbers() -> None:
    """The reason of a spike has the count, the usual count, and the chance."""
    trend = trend_of(DAY, 5, days([0, 1] * 14))
    assert trend.spike
    assert (
        trend.reason == "5 events; the 28 days before had 0.5 a day, at most 1; chance of so many under 0.1 %"
    )


def test_means_and_days() -> None:
    """The means cover the digests of the last 7 and 28 days, without older ones and today's."""
    history = [*days([10] * 27 + [1]), (DAY - timedelta(days=29), 99), (DAY, 99)]
    trend = trend_of(DAY, 4, history)
    assert trend.mean_7 == pytest.approx((6 * 10 + 1) / 7)
    assert trend.mean_28 == pytest.approx((27 * 10 + 1) / 28)
    assert len(trend.days) == 29
    assert trend.days[-1] == (DAY, 4)


def test_the_first_day_has_no_baseline() -> None:
    """Without history there is no mean and no spike."""
    trend = trend_of(DAY, 50, [])
    assert (trend.mean_7, trend.mean_28, trend.spike) == (None, None, False)


def test_the_chance_agrees_with_the_poisson_it_widens() -> None:
    """With a long and even history, the chance is near that of a Poisson distribution."""
    # P(X >= 5) of a Poisson variable of mean 1 is 0.00366.
    assert chance(5, [1] * 1000) == pytest.approx(0.00366, rel=0.05)


@given(st.integers(0, 200), st.lists(st.integers(0, 300), min_size=1, max_size=28))
def test_more_stories_are_never_likelier(stories: int, before: list[int]) -> None:
    """The chance is 1 for no stories and falls as the count grows."""
    assert chance(0, before) == 1.0
    assert 0 <= chance(stories + 1, before) <= chance(stories, before) + 1e-9 <= 1 + 1e-9
