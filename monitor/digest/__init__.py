"""Build a digest from matched articles and render it as HTML, Markdown, JSON, Atom and mail.

Pure: no I/O, no clock.
"""

from monitor.digest.build import build_digest
from monitor.digest.messages import Message, alert_message, digest_message, spike_message, trial_message
from monitor.digest.render import render_atom, render_html, render_index, render_json, render_markdown, slug
from monitor.digest.render.clean import one_line
from monitor.digest.render.foreign import foreign_texts
from monitor.digest.summary import (
    DigestSummary,
    join,
    read_catalogue,
    render_catalogue,
    summarise,
    summary_of,
)

__all__ = [
    "DigestSummary",
    "Message",
    "alert_message",
    "build_digest",
    "digest_message",
    "foreign_texts",
    "join",
    "one_line",
    "read_catalogue",
    "render_atom",
    "render_catalogue",
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
