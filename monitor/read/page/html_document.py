"""Turn the bytes of a web page into a tree: one decoding, one parse, with limits for hostile input.

lxml corrupts memory in threads: call this in processes only.
"""

import re

import lxml.etree
import lxml.html
from lxml.html import HtmlElement

from monitor.models import Failure, FailureKind
from monitor.read.charset.decode import decode
from monitor.read.page.tree import remove_elements
from monitor.read.xml_guard import check_tags, gunzip

MOST_BYTES = 20_000_000
MOST_TAGS = 50_000

_HTML_TYPES = ("html", "xml", "text/plain")
_NO_HTML = (b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"RIFF", b"\x00\x00\x00")
_OPENING = re.compile(r"<(script|style)\b[^>]*>", re.IGNORECASE)
_CLOSING = {name: re.compile(rf"</{name}", re.IGNORECASE) for name in ("script", "style")}
_CLOSED_ROOT = re.compile(rb"(<html\b[^>]{0,2000}?)\s*/\s*>", re.IGNORECASE)
_CONTROLS = bytes({*range(32)} - {9, 10, 12, 13})
_BINARY = 0.01
_NO_TEXT = ("script", "style")
_JSON_LD = "application/ld+json"
# By default lxml.html calls a Python function to choose the class of each element.
_ONE_CLASS = lxml.etree.ElementDefaultClassLookup(
    element=lxml.html.HtmlElement,
    comment=lxml.html.HtmlComment,
    pi=lxml.html.HtmlProcessingInstruction,
    entity=lxml.html.HtmlEntity,
)


def decode_html(body: bytes, content_type: str, language: str = "") -> bytes | Failure:
    """Return a page in UTF-8, or a failure if it is not HTML or would take the parsers quadratic time.

    Args:
        body: as served.
        content_type: the HTTP header.
        language: the usual language of its source, for the charset guess.

    Returns:
        The page, or a failure: `not_html`, `too_many_tags`, `tag_too_long`, `too_large`, `bad_encoding`,
        `truncated`.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if body.startswith(_NO_HTML) or (kind and not any(known in kind for known in _HTML_TYPES)):
        return Failure("not_html", f"the page is {kind or 'no HTML'}", FailureKind.HARD)
    unpacked = gunzip(body, MOST_BYTES)
    if isinstance(unpacked, Failure):
        return unpacked
    text = decode(unpacked, content_type, language)
    encoded = text.encode("utf-8", "replace")
    html = encoded.translate(None, _CONTROLS)
    if len(encoded) - len(html) > len(encoded) * _BINARY:
        return Failure("not_html", "the page is binary data", FailureKind.HARD)
    # Scripts contain text that looks like tags. They are excluded only if the limit is exceeded.
    if check_tags(text, MOST_TAGS):
        return check_tags(_without_scripts(text), MOST_TAGS) or html
    return html


def parse_html(html: bytes) -> tuple[HtmlElement, bool]:
    """Parse a page with libxml2's wider limits and remove scripts and styles, except JSON-LD.

    Returns:
        The tree, and whether the parser cut what is nested too deep.

    Raises:
        lxml.etree.LxmlError: the page has no element.
    """
    parser = lxml.html.HTMLParser(
        encoding="utf-8",
        huge_tree=True,
        collect_ids=False,
        default_doctype=False,
        remove_comments=True,
        remove_pis=True,
    )
    parser.set_element_class_lookup(_ONE_CLASS)
    html = _CLOSED_ROOT.sub(rb"\1>", html[:5000], count=1) + html[5000:]
    tree = lxml.html.document_fromstring(html, parser=parser)
    remove_elements(
        element
        for element in tree.iter(*_NO_TEXT)
        if not element.get("type", "").strip().lower().startswith(_JSON_LD)
    )
    last = parser.error_log.last_error
    return tree, last is not None and "Excessive depth" in last.message


def _without_scripts(html: str) -> str:
    pieces, at = [], 0
    for opening in _OPENING.finditer(html):
        if opening.start() < at:
            continue
        closing = _CLOSING[opening[1].lower()].search(html, opening.end())
        pieces.append(html[at : opening.start()])
        at = closing.start() if closing else len(html)
    pieces.append(html[at:])
    return "".join(pieces)
