"""A feed that brings far fewer entries than it used to is noticed, and usual days are not."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.policy import volume_drop
from monitor.policy.volume import Days, count_day

NOW = datetime(2025, 12, 16, 9, tzinfo=UTC)  # a Tuesday


def history(counts: list[int | None], now: datetime = NOW) -> Days:
    """Return the days of a feed, the last of them yesterday; None is a day without a poll."""
    days: Days = ((now.toordinal() - len(counts) - 1, 500),)  # when it was first read
    for ago, count in zip(range(len(counts), 0, -1), counts, strict=True):
        if count is not None:
            days = count_day(days, now - timedelta(days=ago), count)
    return days


def week(weekday: int, weekend: int, weeks: int = 4) -> list[int | None]:
    """Return days from a Tuesday to a Monday, so that the last is yesterday."""
    return [weekday, weekday, weekday, weekday, weekend, weekend, weekday] * weeks


def test_counts_of_a_day_add_up() -> None:
    """Polls of one day add up, a day without news is kept as zero, and old days are dropped."""
    days: Days = ()
    for hours, new in ((0, 3), (1, 0), (2, 4), (30, 0)):
        days = count_day(days, NOW + timedelta(hours=hours), new)
    assert days == ((NOW.toordinal(), 7), (NOW.toordinal() + 1, 0))
    late = count_day(days, NOW + timedelta(days=200), 1)
    assert late == (((NOW + timedelta(days=200)).toordinal(), 1),)
    assert count_day(late, NOW, 2)[-1] == (NOW.toordinal(), 2)  # the clock was set back


@pytest.mark.parametrize(
    ("counts", "drop"),
    [
        ([40] * 27 + [3], (3, 40)),
        ([40] * 25 + [12, 12, 12], (12, 40)),
        ([3] * 25 + [0, 1, 0], (1 / 3, 3)),
        ([*week(40, 5)[:-1], 4], (4, 40)),
        ([*week(100, 60)[:-3], 8, 6, 9], (9, 100)),
    ],
)
def test_drops_are_noticed(counts: list[int | None], drop: tuple[float, float]) -> None:
    """A day at a quarter, or three at two fifths, of what is usual on that weekday, is a drop."""
    found = volume_drop(history(counts), NOW)
    assert found is not None
    assert (found.recent, found.usual) == pytest.approx(drop)


@pytest.mark.parametrize(
    "counts",
    [
        [40] * 28,
        [40] * 27 + [20],
        [2] * 27 + [0],
        [5] * 6 + [0],
        [40] * 26 + [None, 5],
        [40] * 27 + [None],
        [0] * 28,
        [10, 80, 5, 60, 20, 70, 30] * 4,
        [*week(40, 0)[:-1], 38],
    ],
    ids=[
        "usual",
        "half",
        "few anyway",
        "new feed",
        "after a pause",
        "not polled",
        "never",
        "erratic",
        "monday",
    ],
)
def test_usual_days_are_not_a_drop(counts: list[int | None]) -> None:
    """Half a day's news, small feeds, new feeds, days without polls and erratic feeds say nothing."""
    assert volume_drop(history(counts), NOW) is None


@pytest.mark.parametrize("ago", range(7))
def test_weekends_are_not_a_drop(ago: int) -> None:
    """A newsroom that rests at weekends is usual on each day of the week."""
    counts = week(40, 2, 5)
    now = NOW - timedelta(days=ago)
    assert volume_drop(history(counts[: len(counts) - ago], now), now) is None


@pytest.mark.no_cover
def test_false_alarms_are_rare() -> None:
    """Of 14,000 days of feeds whose counts vary as chance has it, fewer than one in 200 is called a drop."""
    chance, alarms = random.Random(7), 0
    for _feed in range(35):
        mean = chance.uniform(2, 80)
        counts: list[int | None] = [max(0, round(chance.gauss(mean, mean**0.5 * 1.5))) for _ in range(428)]
        days: Days = ((NOW.toordinal() - 500, 1),)
        for ago, count in zip(range(428, 0, -1), counts, strict=True):
            at = NOW - timedelta(days=ago)
            days = count_day(days, at, count or 0)
            alarms += ago <= 400 and volume_drop(days, at + timedelta(days=1)) is not None
    assert alarms < 14_000 / 200


@given(st.lists(st.one_of(st.none(), st.integers(0, 10_000)), max_size=60))
def test_any_history_is_judged(counts: list[int | None]) -> None:
    """No history fails, and a drop is below what is usual."""
    found = volume_drop(history(counts), NOW)
    assert found is None or found.recent < found.usual
