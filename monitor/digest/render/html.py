"""Render the digest as one self-contained HTML page.

The page has no scripts, loads nothing, and its content security policy allows only its own style.
"""

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from monitor.digest.render.chart import bars
from monitor.digest.render.in_words import names, plural
from monitor.digest.render.lang import tagged
from monitor.digest.render.missed_view import MISSED_NOTE, MISSED_TITLE
from monitor.digest.render.view import build_view
from monitor.models import Digest
from monitor.text_safety import csp_hash

_PAGES = Environment(
    loader=PackageLoader("monitor.digest.render"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_PAGES.globals.update(
    bars=bars, plural=plural, names=names, tagged=tagged, missed_title=MISSED_TITLE, missed_note=MISSED_NOTE
)


def render_html(digest: Digest, digests: str = "") -> str:
    """Render a digest as an HTML page: on a long day most stories in one line, and the last only counted.

    Args:
        digest: the digest.
        digests: path from the file to the folder `digests`, such as `digests/`; links begin with it.
    """
    return page("digest.html.j2", view=build_view(digest), digests=digests)


def page(template: str, **values: object) -> str:
    """Render a template with the style sheet and a content security policy that allows only this style."""
    style = _PAGES.get_template("style.css").render().strip()
    policy = f"default-src 'none'; style-src {csp_hash(style)}; base-uri 'none'; form-action 'none'"
    return _PAGES.get_template(template).render(style=Markup(style), policy=policy, **values)  # noqa: S704


def fragment(template: str, **values: object) -> Markup:
    """Render a template without the style sheet."""
    return Markup(_PAGES.get_template(template).render(**values))  # noqa: S704 - the template escapes
