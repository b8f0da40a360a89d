"""Build a digest from matched articles and render it as HTML, Markdown, JSON, Atom and mail.

Pure: no I/O, no clock.
"""

from monitor.digest.build import build_digest
from monitor.digest.chronicle import build_chronicle
from monitor.digest.messages import Message, alert_message, digest_message, spike_message, trial_message
from monitor.digest.render import render_atom, render_html, render_index, render_json, render_markdown, slug
from monitor.digest.render.chronicle import (
    chronicle_document,
    chronicle_fragment,
    render_chronicle_html,
    render_chronicle_json,
    render_chronicle_markdown,
)
from monitor.digest.render.clean import one_line
from monitor.digest.render.foreign import foreign_texts
from monitor.digest.summary import (
    DigestSummary,
    join,
    join_periods,
    read_catalogue,
    render_catalogue,
    summarise,
    summary_of,
)

__all__ = [
    "DigestSummary",
    "Message",
    "alert_message",
    "build_chronicle",
    "build_digest",
    "chronicle_document",
    "chronicle_fragment",
    "digest_message",
    "foreign_texts",
    "join",
    "join_periods",
    "one_line",
    "read_catalogue",
    "render_atom",
    "render_catalogue",
    "render_chronicle_html",
    "render_chronicle_json",
    "render_chronicle_markdown",
    "render_html",
    "render_index",
    "render_json",
    "render_markdown",
    "slug",
    "spike_message",
    "summarise",
    "summary_of",
    "trial_message",
]
