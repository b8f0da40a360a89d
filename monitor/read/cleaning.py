"""Convert markup to plain text of bounded length, without tags, control characters or bidi overrides.

Outputs still escape it: stored text is never trusted.
"""

import re
import unicodedata
from html import unescape

import nh3

from monitor.text_safety import UNSAFE

ELLIPSIS = " […]"

_UNWANTED = re.compile(f"[{UNSAFE}\u200b]")
# Joiners belong to the spelling of Arabic, Indic and Khmer and to emoji; elsewhere they only hide words.
_JOINER = re.compile(
    "(?<![\u0620-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]+"
)
_FLOOD = re.compile(
    "([\u0300-\u036f\ufe00-\ufe0f\u200c\u200d])(?:[\u0300-\u036f\ufe00-\ufe0f\u200c\u200d]{8,})"
)
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLOCK = re.compile(
    r"<(?=/?(?:p|div|br|li|[uod]l|d[td]|h[1-6r]|t[rdh]|table|section|article|blockquote|fig\w+|header|footer|pre)\b)",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]*>")
# An entity that remains after one decoding was encoded twice: &amp;quot;
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_MARKED_UP = re.compile(
    r"</?(?:p|div|br|a|b|i|em|strong|span|img|li|ul|font|script|style)\b[^<>]*>", re.IGNORECASE
)
# Markup in a headline is recognised by element names: "5 < 6", "<3" and <단독> are text.
_BLOCKS = (
    "address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr "
    "li main nav ol p pre section table tbody td th tr ul"
)  # fmt: skip
_INLINE = (
    "a abbr acronym b bdi bdo big center cite code del dfn em font i img ins kbd label mark nobr q rb rp "
    "rt ruby s samp small span strike strong sub sup svg path time tt u var wbr"
)  # fmt: skip
_ALONE = frozenset(("br", "hr", "img", "wbr"))
_ELEMENT = re.compile(
    rf"<(?P<close>/?)(?:(?P<breaks>{'|'.join(_BLOCKS.split())})|(?P<within>{'|'.join(_INLINE.split())}"
    r"|[a-z]\w{0,10}:[a-z]\w{0,20}))(?:\s(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*'){0,1000}|\s[^<>]{0,1000})?/?>",
    re.IGNORECASE,
)
_UNSEEN = re.compile(
    r"<(script|style)\b[^<>]{0,500}>.{0,2000}?</\1\s*>|<!--.{0,1000}?-->", re.IGNORECASE | re.DOTALL
)
# html5ever takes quadratic time on deep nesting; no fragment of an article has so many tags.
_TAGS_TRUSTED = 5000


def clean_text(text: str, limit: int) -> str:
    """Return plain text as paragraphs separated by newlines, cut to `limit` characters plus an ellipsis."""
    lines = (" ".join(line.split()) for line in _printable(_bounded(text, limit)).split("\n"))
    return truncate("\n".join(line for line in lines if line), limit)


def clean_line(text: str, limit: int) -> str:
    """Return plain text as one line, cut to `limit` characters plus an ellipsis."""
    return truncate(" ".join(_printable(_bounded(text, limit)).split()), limit)


def decode_entities(text: str) -> str:
    """Decode entities that are left in plain text because the feed encoded it twice."""
    for _ in range(2):
        if "&" not in text or not _ENTITY.search(text):
            break
        text = _ENTITY.sub(lambda found: unescape(found[0]), text)
    return text


def html_to_text(markup: str) -> str:
    """Return the text of an HTML fragment: blocks end lines, scripts and styles are dropped."""
    for _ in range(2):
        if "<" in markup:
            markup = _without_tags(markup)
        markup = decode_entities(markup)
        if "<" not in markup or not _MARKED_UP.search(markup):
            break
    return markup


def headline_text(markup: str, *, html: bool) -> str:
    """Return the text of a headline that may carry markup, declared or not, encoded once or twice.

    Words neither fuse nor split: block elements become a space, inline elements become nothing.
    """
    if "<" not in markup and "&" not in markup:
        return markup
    for _ in range(3):
        if "<" in markup:
            markup = _without_elements(_UNSEEN.sub("", markup), html=html)
        if "&" not in markup or not _ENTITY.search(markup):
            break
        markup = _ENTITY.sub(lambda found: unescape(found[0]), markup)
    return markup


def _without_elements(markup: str, *, html: bool) -> str:
    """Remove tags.

    If the text is not declared as HTML, only elements that are closed are removed: "how to use <b>" is text.
    """
    found = [(tag["breaks"] or tag["within"]).lower() for tag in _ELEMENT.finditer(markup)]
    if not found:
        return markup
    closed = {(tag["breaks"] or tag["within"]).lower() for tag in _ELEMENT.finditer(markup) if tag["close"]}
    whole = {name for name in closed if found.count(name) > 1} | _ALONE
    first = _ELEMENT.match(markup)
    if first and first["within"] and not first["close"] and markup[first.end() : first.end() + 1].isalnum():
        whole.add(first["within"].lower())  # opened before the first word, and never closed

    def text(tag: re.Match[str]) -> str:
        name = (tag["breaks"] or tag["within"]).lower()
        if not html and name not in whole:
            return tag[0]
        return " " if tag["breaks"] else ""

    return _ELEMENT.sub(text, markup)


def truncate(text: str, limit: int) -> str:
    """Cut text that is longer than `limit` characters and append an ellipsis."""
    return text if len(text) <= limit else text[:limit].rstrip() + ELLIPSIS


def without_whitespace(text: str) -> str:
    """Return a text without white space, for comparisons."""
    return "".join(text.split())


def _without_tags(markup: str) -> str:
    if markup.count("<") > _TAGS_TRUSTED:
        markup = _TAG.sub("\n", markup)
    return unescape(nh3.clean(_BLOCK.sub("\n<", markup), tags=set()))


def _bounded(text: str, limit: int) -> str:
    # White space and removed characters may take much of the text; nothing beyond this reaches the result.
    return text if len(text) <= 4 * limit + 1000 else text[: 4 * limit + 1000]


def _printable(text: str) -> str:
    # Unwanted characters, joiners and line breaks are not printable, and `isprintable` is faster.
    if not all(map(str.isprintable, text.split("\n"))):
        text = _JOINER.sub("", _UNWANTED.sub("", _BREAKS.sub("\n", text)))
    if text.isascii():
        return text
    text = _FLOOD.sub(r"\1", text)
    return unicodedata.normalize("NFC", text)
