"""Small bar charts of events a day, as inline SVG with the numbers in its title."""

from collections.abc import Sequence
from datetime import date, timedelta

from markupsafe import Markup, escape

from monitor.digest.render.locale_names import short_day

_STEP = 5
_BAR = 4
_HEIGHT = 28


def bars(days: Sequence[tuple[date, int]], label: str, span: int = 29) -> Markup:
    """Return a chart with a bar for each of the last `span` days that has a digest; the last is marked.

    Returns "" for fewer than two days.
    """
    if len(days) < 2:  # noqa: PLR2004 - a single bar shows nothing
        return Markup("")
    last = days[-1][0]
    first = last - timedelta(days=span - 1)
    shown = [(day, count) for day, count in days if day >= first]
    most = max([count for _, count in shown] + [1])
    description = f"{label}, {short_day(shown[0][0])} to {short_day(last)}: " + ", ".join(
        str(count) for _, count in shown
    )
    width = span * _STEP - (_STEP - _BAR)
    drawn = [
        _bar((day - first).days * _STEP, count, most, "today" if day == last else "day")
        for day, count in shown
    ]
    return Markup(  # noqa: S704
        f'<svg class="bars" role="img" width="{width}" height="{_HEIGHT}" viewBox="0 0 {width} {_HEIGHT}">'
        f"<title>{escape(description)}</title>"
        f'<path class="floor" d="M0 {_HEIGHT - 0.5}H{width}"/>{"".join(drawn)}</svg>'
    )


def _bar(left: int, count: int, most: int, kind: str) -> str:
    tall = max(1.0, count / most * (_HEIGHT - 2)) if count else 0.0
    return (
        f'<rect class="{kind}" x="{left}" y="{_HEIGHT - 1 - tall:.1f}" width="{_BAR}" height="{tall:.1f}"/>'
    )
