"""Render the digest as HTML, Markdown, JSON, Atom, mail and terminal output, all from one view model.

Pure: no I/O, no clock.
"""

from monitor.digest.render.atom import render_atom
from monitor.digest.render.html import render_html
from monitor.digest.render.index import render_index
from monitor.digest.render.json import render_json
from monitor.digest.render.markdown import render_markdown
from monitor.digest.render.slug import slug

__all__ = ["render_atom", "render_html", "render_index", "render_json", "render_markdown", "slug"]
