"""Numbers, trends and lists of names as text."""

from collections.abc import Iterable, Sequence

from monitor.digest.render.clean import one_line
from monitor.models import Trend

_WEEK = 7


def trend_text(trend: Trend) -> str:
    """Return the usual number of events as text: `1.0 events a day over 7 days, 0.9 over 28`.

    With less history, the text names the number of known days instead; without history it is "".
    """
    known = len(trend.days) - 1
    if known == 1:
        unit = "in the one before" if trend.mean_28 is None else "in the digest before"
        return f"{plural(trend.days[0][1], 'event', 'events')} {unit}"
    if trend.mean_28 is None:
        return ""
    if trend.mean_7 is None or known <= _WEEK:
        return f"{trend.mean_28:.1f} events a day over {plural(known, 'day', 'days')} so far"
    return f"{trend.mean_7:.1f} events a day over {_WEEK} days, {trend.mean_28:.1f} over {known}"


def size_text(events: int, articles: int) -> str:
    """Return the size of a topic as text: `5 events from 12 articles`."""
    return f"{plural(events, 'event', 'events')} from {plural(articles, 'article', 'articles')}"


def rates(trend: Trend) -> str:
    """Return the usual number of events a day as text: over 7 and over 28 days, `0.4, 0.2`.

    With a week of history or less there is one number; without history the text is "".
    """
    if trend.mean_28 is None:
        return ""
    if trend.mean_7 is None or len(trend.days) - 1 <= _WEEK:
        return f"{trend.mean_28:.1f}"
    return f"{trend.mean_7:.1f}, {trend.mean_28:.1f}"


def rates_note(trends: Sequence[Trend]) -> str:
    """Return what the rates of several trends mean, or "" without rates."""
    known = max((len(trend.days) - 1 for trend in trends if trend.mean_28 is not None), default=0)
    if known <= _WEEK:
        return f"events a day over {plural(known, 'day', 'days')} so far" if known else ""
    return f"events a day over {_WEEK} and {known} days"


def plural(number: int, one: str, many: str) -> str:
    """Return a number with its noun."""
    return f"{number:,} {one if number == 1 else many}"


def names(values: Iterable[str], most: int = 12) -> str:
    """Join names for a sentence; name at most `most` of them and count the rest."""
    listed = [one_line(value) for value in values]
    rest = len(listed) - most
    return ", ".join(listed[:most]) + (f" and {rest} more" if rest > 0 else "")
