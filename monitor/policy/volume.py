"""Whether a feed brings far fewer entries than it used to: its days are compared with its own past.

Newsrooms rest at weekends, so a span counts as a drop only if it is far below the usual span of its length
(median and median absolute deviation of 28 days) and below the spans that ended on the same weekday.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

PAST_DAYS = 28

_FEWEST_PAST = 14  # days of history before a drop is reported
_KEPT_DAYS = PAST_DAYS + 4
_WEEK = 7
# (days, share of the usual that is a drop, fewest entries that are usual)
_SPANS = ((1, 0.25, 10.0), (3, 0.4, 6.0))
_DEVIATIONS, _NORMAL = 3.0, 1.4826  # the MAD of a normal distribution, times this, is its standard deviation

Days = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Drop:
    """How many entries a feed brings a day, and how many are usual."""

    recent: float
    usual: float


def count_day(days: Days, at: datetime, new: int) -> Days:
    """Return the counts of days with the new entries of a poll added; only the last 32 days are kept.

    Args:
        days: (day, entries), ascending; a day is its ordinal in UTC. A day without a poll is missing.
        at: when the feed was polled.
        new: how many of its entries were new.
    """
    today = at.toordinal()
    if days and days[-1][0] == today:
        return (*days[:-1], (today, days[-1][1] + new)) if new else days
    kept = tuple(day for day in days if today - _KEPT_DAYS < day[0] < today)
    return (*kept, (today, new))


def volume_drop(days: Days, now: datetime) -> Drop | None:
    """Return the drop of a feed, or None if it brings as much as usual or too little is known.

    Judged are the last one and three days before today. A day on which the feed was not polled says nothing,
    and neither does the day after it.
    """
    today = now.toordinal()
    counts = {day: count for day, count in days if today - 1 - PAST_DAYS <= day < today}
    # The day on which a feed was first read brings all that it holds.
    first = days[0][0] if days else today
    counts.pop(first, None)
    if len(counts) < _FEWEST_PAST:
        return None
    found = (_drop(counts, today - 1, *span) for span in _SPANS)
    return next((drop for drop in found if drop is not None), None)


def _drop(counts: Mapping[int, int], last: int, length: int, share: float, fewest: float) -> Drop | None:
    recent = _total(counts, last, length)
    past = [
        total
        for end in range(last - PAST_DAYS, last - length + 1)
        if (total := _total(counts, end, length)) is not None
    ]
    weekly = [
        total for weeks in range(1, 5) if (total := _total(counts, last - weeks * _WEEK, length)) is not None
    ]
    if recent is None or last - 1 not in counts or len(past) < _FEWEST_PAST - length or not weekly:
        return None
    usual, same_weekday = median(past), median(weekly)
    deviation = _NORMAL * median(abs(total - usual) for total in past)
    expected = min(usual, same_weekday)
    if expected < fewest or recent > share * expected or recent >= usual - _DEVIATIONS * deviation:
        return None
    return Drop(recent / length, expected / length)


def _total(counts: Mapping[int, int], last: int, length: int) -> int | None:
    """Return the entries of a span of days, or None if the feed was not polled on one of them."""
    span: Sequence[int] = range(last - length + 1, last + 1)
    return sum(counts[day] for day in span) if all(day in counts for day in span) else None
