"""Check and repair documents before a parser sees them: root element, entities, number and size of tags.

Parsers take quadratic time on some inputs, so those are refused by counting. The limits of the worker end the
rest (faults.md finding 3, mechanism 4).
"""

import re
import sys
import zlib
from html.entities import html5

from monitor.models import Failure, FailureKind

_INSTRUCTION = re.compile(r"\s*<\?.{0,2000}?\?>", re.DOTALL)
_HTML = re.compile(r"\s*<!DOCTYPE\s+html\b", re.IGNORECASE)
_PROLOG_PART = re.compile(
    r"\s*(?:<\?.{0,2000}?\?>|<!DOCTYPE[^>\[]{0,2000}(?:\[.{0,100000}?\]\s*)?>)", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"\s*<([A-Za-z_][\w.:-]{0,60})")
_FEED_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]{0,40}:)?(?:rss|feed|RDF)[\s>]")
_TITLE = re.compile(r"<title[^>]{0,500}>(.{0,1000}?)</title", re.DOTALL | re.IGNORECASE)
_ENTITY = re.compile(
    r"""<!ENTITY\s+(%\s+)?([\w.:-]{1,100})\s+(?:(SYSTEM|PUBLIC)\b[^>]{0,1000}|"([^"]*)"\s*|'([^']*)'\s*)>""",
    re.IGNORECASE,
)
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]{0,2000}(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
# An ampersand that begins no reference; in CDATA and comments it is literal.
_BARE = re.compile(r"&(?!#(?:[0-9]{1,8}|x[0-9A-Fa-f]{1,8});|[A-Za-z_][\w.-]{0,60};)")
_BARE_OR_SECTION = re.compile(rf"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|{_BARE.pattern}", re.DOTALL)
_REFERENCE_OR_SECTION = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?!(?:lt|gt|amp|quot|apos);)([A-Za-z_][\w.-]{0,60});", re.DOTALL
)
# A default namespace that hides RSS's own elements.
_FOREIGN_DEFAULT = re.compile(
    r"(<(?:rss|channel)\b[^>]{0,4000}?)\sxmlns\s*=\s*(?:\"[^\"<>]{0,300}\"|'[^'<>]{0,300}')", re.IGNORECASE
)
# A serialiser of HTML turns a CDATA section into a comment.
_SERIALISED_SECTION = re.compile(r"<!--\[CDATA\[(.{0,20000}?)\]\]-->", re.DOTALL)
# A default namespace on an item hides its elements; an item belongs to the vocabulary of its feed.
_ITEM_DEFAULT = re.compile(r"(<item\b[^<>]{0,500}?)\s+xmlns\s*=\s*(?:\"[^\"<>]{0,300}\"|'[^'<>]{0,300}')")
_WRAPPED = re.compile(r"<(rss|feed|rdf:RDF)\b(?=[^<>]{0,2000}(?:xmlns|version)\s*=)")
_FEED_DEFAULT = re.compile(
    r"(<feed\b[^>]{0,4000}?\sxmlns\s*=\s*)[\"'](?:http://www\.w3\.org/1999/xhtml|http://search\.yahoo\.com/mrss/?"
    r"|http://purl\.org/(?:dc/elements/1\.1|dc/terms|rss/1\.0/modules/content)/|http://www\.itunes\.com/dtds/podcast-1\.0\.dtd)[\"']",
    re.IGNORECASE,
)
# HTML serializers write <link>address</link> like this, because an HTML link has no content.
_EMPTY_LINK = re.compile(
    r"<link\s*/?>(\s*(?:<!\[CDATA\[\s*)?[^\s<>\]]{4,2048}\s*(?:\]\]>\s*)?)(?:</link\s*>)?(?=<)", re.IGNORECASE
)
_NAMED = re.compile(r"&(?!(?:lt|gt|amp|quot|apos);)([A-Za-z_][\w.-]{0,60});")
_NUMBERED = re.compile(r"&#(?:x([0-9A-Fa-f]{1,8})|(\d{1,8}));")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_LONG = 4000
_MOST_ATTRIBUTES = 500
_LONGEST_TAG = 65_536
_LONGEST_ENTITY = 256
_HEAD = 100_000
_ROOT_HEAD = 5000


def gunzip(body: bytes, limit: int) -> bytes | Failure:
    """Return the body; if it is gzipped without a header saying so, unpacked to at most `limit` bytes."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacking = zlib.decompressobj(31)
    try:
        unpacked = unpacking.decompress(body, limit)
    except zlib.error as error:
        return Failure(
            "bad_encoding", f"the body starts like gzip but is not gzip: {error}", FailureKind.SOFT
        )
    if unpacking.unconsumed_tail:
        return Failure("too_large", f"more than {limit} bytes when unpacked", FailureKind.HARD)
    if not unpacking.eof:
        return Failure("truncated", "the gzipped body is cut off", FailureKind.TEMPORARY)
    return unpacked


def root_name(text: str) -> str:
    """Return the name of the root element in lower case, `{` for JSON, or "" for neither."""
    start = _prolog_end(text)
    found = _ROOT.match(text, start)
    if found:
        return found[1].lower()
    return "{" if text[start : start + 100].lstrip()[:1] in {"{", "["} else ""


def has_html_doctype(text: str) -> bool:
    """Return whether a document has an HTML DOCTYPE."""
    return _HTML.match(text, _prolog_end(text, _INSTRUCTION)) is not None


def drop_before_root(text: str) -> str:
    """Drop output of a broken server before the feed, such as a PHP warning."""
    found = _FEED_ROOT.search(text, 0, _HEAD)
    return text[found.start() :] if found else text


def html_title(text: str) -> str:
    """Return the raw title of an HTML document, or "" if it has none near its start."""
    found = _TITLE.search(text, 0, _HEAD)
    return found[1] if found else ""


def expand_entities(text: str) -> str | Failure:
    """Return XML without DOCTYPE and named entities, or a failure if an entity expands into others.

    Harmless entities are expanded, external ones become empty. Characters and references that XML forbids are
    dropped, so that one of them does not cost a feed its strict parser. Source: OWASP XML External Entity
    Prevention; faults.md rows 20, 82, 83.
    """
    text = _ILLEGAL.sub("", text)
    declared: dict[str, str] = {}
    if "<!" in text[:_HEAD]:
        for parameter, name, external, double, single in _ENTITY.findall(text, 0, _HEAD):
            value = double or single
            if parameter or external:
                value = ""
            elif len(value) > _LONGEST_ENTITY or _NAMED.search(value):
                return Failure(
                    "xml_bomb", f"entity {name} expands into others or is too long", FailureKind.HARD
                )
            declared[name] = value
        text = _DOCTYPE.sub("", text[:_HEAD], count=1) + text[_HEAD:]
    if "&" not in text:
        return text
    if _BARE.search(text):
        text = _BARE_OR_SECTION.sub(lambda found: "&amp;" if found[0] == "&" else found[0], text)

    def named(found: re.Match[str]) -> str:
        if found[1] in declared:
            return declared[found[1]]
        known = html5.get(f"{found[1]};")
        return "".join(f"&#{ord(char)};" for char in known) if known else f"&amp;{found[0][1:]}"

    if _NAMED.search(text):
        text = _REFERENCE_OR_SECTION.sub(lambda found: named(found) if found[1] else found[0], text)
    return _NUMBERED.sub(_drop_illegal, text)


def repair_xml(text: str) -> str:
    """Repair <link> elements that an HTML serializer split, and feeds with a wrong default namespace."""
    links = text.count("<link>") - text.count("</link>")
    if links > 0 or "<link/>" in text or "<link />" in text or "<LINK" in text:
        text = _EMPTY_LINK.sub(r"<link>\1</link>", text)
    if "<!--[CDATA[" in text:
        text = _SERIALISED_SECTION.sub(r"<![CDATA[\1]]>", text)
    if _ITEM_DEFAULT.search(text):
        text = _ITEM_DEFAULT.sub(r"\1", text)
    head = text[:_HEAD]
    if "xmlns=" in head[:_ROOT_HEAD] or "xmlns =" in head[:_ROOT_HEAD]:
        start = head[:_ROOT_HEAD]
        start = _FOREIGN_DEFAULT.sub(r"\1", start)
        text = _FEED_DEFAULT.sub(r'\1"http://www.w3.org/2005/Atom"', start, count=1) + text[_ROOT_HEAD:]
    return text


def feed_inside(text: str) -> str:
    """Return the feed inside an HTML page, as some proxies and plugins write it; "" if there is none."""
    found = _WRAPPED.search(text, 0, _HEAD)
    end = text.rfind(f"</{found[1]}>") if found else -1
    return text[found.start() : end] + f"</{found[1]}>" if found and end > 0 else ""


def check_tags(markup: str, most_tags: int) -> Failure | None:
    """Return a failure if markup has too many tags, or a tag with too many attributes, for a parser.

    CDATA, comments and long quoted values such as inline images do not count (rows 84-86, 116, 117).
    """
    if markup.count("<") <= most_tags and not _first_long_tag(markup):
        return None
    bare = _without_sections(markup)
    tags = bare.count("<")
    if tags > most_tags:
        return Failure("too_many_tags", f"{tags} tags, at most {most_tags} are read", FailureKind.HARD)
    longest = _first_long_tag(bare)
    return Failure("tag_too_long", f"a tag of {longest} characters", FailureKind.HARD) if longest else None


def _first_long_tag(markup: str) -> int:
    """Return the length of the first tag that is too long, or 0.

    The search advances 4,000 characters at a time: a tag that long can only begin at the last bracket within
    the next 4,000, or later. A look at each tag takes four times as long.
    """
    at = markup.find("<") + 1
    while at and (end := at + _LONG) <= len(markup):
        bracket = max(markup.rfind("<", at, end), markup.rfind(">", at, end))
        if bracket >= 0:
            at = bracket + 1
            continue
        opened = markup.find("<", end)
        if markup.startswith("<", at - 1):
            tag = markup[at : opened if opened >= 0 else None].partition(">")[0]
            if _is_too_long(tag) and _is_too_long(_QUOTED.sub("", tag)):
                return len(tag)
        at = opened + 1
    return 0


def _is_too_long(tag: str) -> bool:
    return len(tag) > _LONGEST_TAG or max(len(tag.split()), tag.count("=")) > _MOST_ATTRIBUTES


def _prolog_end(text: str, part: re.Pattern[str] = _PROLOG_PART) -> int:
    """Return where the comments and the prolog parts at the start of a document end."""
    at = 0
    while True:
        at += len(text[at : at + 1000]) - len(text[at : at + 1000].lstrip())
        if text.startswith("<!--", at):
            end = text.find("-->", at)
            if end < 0:
                return at
            at = end + 3
        elif found := part.match(text, at):
            at = found.end()
        else:
            return at


def _without_sections(text: str) -> str:
    pieces, at = [], 0
    for opening in re.finditer(r"<!(?:\[CDATA\[|--)", text):
        if opening.start() < at:
            continue
        end = text.find("]]>" if opening[0].endswith("[") else "-->", opening.end())
        pieces.append(text[at : opening.start()])
        at = len(text) if end < 0 else end + 3
    pieces.append(text[at:])
    return "".join(pieces)


def _drop_illegal(found: re.Match[str]) -> str:
    """Return a character reference, or "" if XML 1.0 forbids the character."""
    code = int(found[1], 16) if found[1] else int(found[2])
    return "" if code > sys.maxunicode or _ILLEGAL.match(chr(code)) else found[0]
