"""Bar charts as inline SVG. The page that shows one also shows its numbers in a table."""

from collections.abc import Sequence

from markupsafe import Markup, escape

_WIDTH = 720
_HEIGHT = 150
_TOP = 18
_BOTTOM = 18
_GAP = 0.25


def bar_chart(values: Sequence[tuple[str, int]], description: str) -> Markup:
    """Return a chart with one bar for each (label, count); the last is the present one.

    Returns "" for fewer than two values.
    """
    if len(values) < 2:  # noqa: PLR2004 - a single bar shows nothing
        return Markup("")
    most = max(1, *(count for _, count in values))
    step = _WIDTH / len(values)
    floor = _HEIGHT - _BOTTOM
    drawn = []
    for index, (_, count) in enumerate(values):
        tall = max(1.5, count / most * (floor - _TOP)) if count else 0.0
        kind = "bar-now" if index == len(values) - 1 else "day"
        drawn.append(
            f'<rect class="{kind}" x="{index * step:.1f}" y="{floor - tall:.1f}" '
            f'width="{step * (1 - _GAP):.1f}" height="{tall:.1f}"/>'
        )
    return Markup(  # noqa: S704 - all text is escaped
        f'<svg class="chart" role="img" viewBox="0 0 {_WIDTH} {_HEIGHT}">'
        f"<title>{escape(description)}</title>"
        f'<path class="floor" d="M0 {floor + 0.5}H{_WIDTH}"/>{"".join(drawn)}'
        f'<text x="0" y="12">{most:,}</text>'
        f'<text x="0" y="{_HEIGHT - 4}">{escape(values[0][0])}</text>'
        f'<text x="{_WIDTH}" y="{_HEIGHT - 4}" text-anchor="end">{escape(values[-1][0])}</text></svg>'
    )
