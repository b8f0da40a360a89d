"""Render a report as one HTML page without scripts that loads nothing."""

from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from monitor.evaluation.intervals import Estimate
from monitor.evaluation.report import Report, TopicReport
from monitor.text_safety import csp_hash

_STYLE = """
:root{color-scheme:light dark;--soft:#5f5a52;--line:#d9d3c7}
@media (prefers-color-scheme:dark){:root{--soft:#a8a196;--line:#3a3731}}
body{margin:0 auto;max-width:55rem;padding:1.5rem 1.25rem 4rem;font:1rem/1.5 system-ui,sans-serif}
body{overflow-wrap:anywhere}
h2{margin:2.5rem 0 .5rem;border-top:2px solid;padding-top:.4rem}
small,.few{color:var(--soft);font-weight:normal}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;margin:0 0 1rem}
dt{color:var(--soft)}
dd{margin:0}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th,td{padding:.25rem .6rem .25rem 0;border-bottom:1px solid var(--line);text-align:right}
td{font-variant-numeric:tabular-nums}
th:first-child,td:first-child{text-align:left}
"""
_NOTES = {"silent": "silent", "fewer": "fewer than before"}
_PAGES = Environment(
    loader=PackageLoader("monitor.evaluation"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def percent(estimate: Estimate) -> str:
    """Return a share with its interval, such as `83 % (61 to 94, from 18)`."""
    ends = f"{estimate.low * 100:.0f} to {estimate.high * 100:.0f}"
    return f"{estimate.value * 100:.0f} % ({ends}, from {estimate.count})"


def why_no_recall(one: TopicReport) -> str:
    """Return why a topic has no recall, such as `too few of the random sample are judged (rest: 5 of 10)`."""
    if not one.wanting:
        return "no article of the random sample belongs to the topic"
    judged = ", ".join(f"{name}: {judged} of {needed}" for name, judged, needed in one.wanting)
    return f"too few of the random sample are judged ({judged})"


def note_text(note: str) -> str:
    """Return the note on a source in words."""
    return _NOTES.get(note, note)


def render_report(report: Report, timezone: str) -> str:
    """Render a report with times in a zone."""
    zone = ZoneInfo(timezone)
    style = _STYLE.strip()
    return _PAGES.get_template("report.html.j2").render(
        report=report,
        since=f"{report.since.astimezone(zone):%Y-%m-%d %H:%M}",
        until=f"{report.until.astimezone(zone):%Y-%m-%d %H:%M}",
        style=Markup(style),  # noqa: S704 - a constant
        style_source=csp_hash(style),
        percent=percent,
        why_no_recall=why_no_recall,
        note_text=note_text,
    )
