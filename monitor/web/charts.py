"""Charts as inline SVG. The page that shows one also shows its numbers as text."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from monitor.evaluation.intervals import Estimate

_WIDTH = 720
_HEIGHT = 150
_TOP = 18
_BOTTOM = 18
_GAP = 0.25
_FEWEST = 12  # bars of the widest step


def bar_chart(values: Sequence[tuple[str, int]], description: str) -> Markup:
    """Return a chart with one bar for each (label, count); the last is the present one.

    Returns "" for fewer than two values.
    """
    if len(values) < 2:  # noqa: PLR2004 - a single bar shows nothing
        return Markup("")
    most = max(1, *(count for _, count in values))
    step = _WIDTH / max(len(values), _FEWEST)
    floor, start = _HEIGHT - _BOTTOM, _WIDTH - step * len(values)
    drawn = []
    for index, (_, count) in enumerate(values):
        tall = max(1.5, count / most * (floor - _TOP)) if count else 0.0
        kind = "bar-now" if index == len(values) - 1 else "day"
        drawn.append(
            f'<rect class="{kind}" x="{start + index * step:.1f}" y="{floor - tall:.1f}" '
            f'width="{step * (1 - _GAP):.1f}" height="{tall:.1f}"/>'
        )
    return Markup(  # noqa: S704 - all text is escaped
        f'<svg class="chart" role="img" viewBox="0 0 {_WIDTH} {_HEIGHT}">'
        f"<title>{escape(description)}</title>"
        f'<path class="floor" d="M0 {floor + 0.5}H{_WIDTH}"/>{"".join(drawn)}'
        f'<text x="{start:.1f}" y="12">{most:,}</text>'
        f'<text x="{start:.1f}" y="{_HEIGHT - 4}">{escape(values[0][0])}</text>'
        f'<text x="{_WIDTH}" y="{_HEIGHT - 4}" text-anchor="end">{escape(values[-1][0])}</text></svg>'
    )


def interval(estimate: Estimate) -> Markup:
    """Return a share with its interval as a line from 0 to 100 %, beside the text that says it."""
    low, value, high = (round(one * 100, 1) for one in (estimate.low, estimate.value, estimate.high))
    return Markup(  # noqa: S704 - numbers
        '<svg class="interval" viewBox="0 0 100 10" aria-hidden="true">'
        f'<path class="floor" d="M0 5H100"/><path class="span" d="M{low} 5H{high}"/>'
        f'<rect class="value" x="{max(0.0, min(97.0, value - 1.5))}" y="1" width="3" height="8"/></svg> '
    )
