"""Compare the number of events of a day with earlier days and detect spikes."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from math import exp, lgamma, log, log1p
from statistics import fmean, variance

from monitor.models import Trend

RARE = 0.01
FEWEST = 3
HISTORY = 7
LONGEST = 28


def trend_of(day: date, events: int, history: Iterable[tuple[date, int]]) -> Trend:
    """Compare the number of events of a day with the 28 days before.

    A day is a spike if it has at least 3 events, 7 days of history are known, and the chance of so many or
    more events is under 1 %. It is the upper tail of a negative binomial distribution: the predictive
    distribution of Poisson counts whose rate has Jeffreys' prior, Gamma(1/2, 0) (Gelman et al., Bayesian Data
    Analysis, 3rd ed., section 2.6). Overdispersion of the history widens its variance and never narrows it
    (as in Noufaily et al., An improved algorithm for outbreak detection, Statistics in Medicine 2013).
    """
    start = day - timedelta(days=LONGEST)
    before = sorted((past, count) for past, count in history if start <= past < day)
    counts = [count for _, count in before]
    week = [count for past, count in before if past >= day - timedelta(days=7)]
    mean_7, mean_28 = (fmean(week) if week else None), (fmean(counts) if counts else None)
    spike, reason = _judge(events, counts)
    return Trend(
        today=events,
        mean_7=mean_7,
        mean_28=mean_28,
        days=(*before, (day, events)),
        spike=spike,
        reason=reason,
    )


def chance(events: int, counts: Sequence[int]) -> float:
    """Return the chance of at least `events` events in a day, given the counts of earlier days."""
    days = len(counts)
    mean = (sum(counts) + 0.5) / days
    dispersion = variance(counts) / fmean(counts) if days > 1 and any(counts) else 1.0
    var = mean * (max(1.0, dispersion) + 1 / days)
    return _tail(events, mean, var)


def _judge(events: int, counts: Sequence[int]) -> tuple[bool, str]:
    if len(counts) < HISTORY:
        return False, f"{len(counts)} of the {HISTORY} days of history needed to tell a spike"
    usual = f"the {len(counts)} days before had {fmean(counts):.1f} a day, at most {max(counts)}"
    odds = chance(events, counts)
    if events >= FEWEST and odds < RARE:
        return True, f"{events} events; {usual}; chance of so many {_percent(odds)}"
    if events < FEWEST:
        return False, f"{usual}; fewer than {FEWEST} events make no spike"
    return False, f"{usual}; chance of so many {_percent(odds)}, no surprise"


def _percent(odds: float) -> str:
    percent = odds * 100
    return "under 0.1 %" if round(percent, 1) < 0.1 else f"{percent:.{percent < 10:d}f} %"  # noqa: PLR2004


def _tail(least: int, mean: float, var: float) -> float:
    """Return P(X >= least) of a negative binomial with a mean and a variance (variance > mean)."""
    size = mean * mean / (var - mean)
    share = log(size / (size + mean))
    rest = log1p(-size / (size + mean))
    below = sum(
        exp(lgamma(k + size) - lgamma(size) - lgamma(k + 1) + size * share + k * rest) for k in range(least)
    )
    return min(1.0, max(0.0, 1 - below))
