"""Read and write OPML, the list of feeds that readers exchange.

Source: OPML 2.0 (opml.org/spec2.opml), and what readers make of it: folders as nested outlines, attributes in
other cases, outlines without a type.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

import lxml.etree

from monitor.models import Failure, FailureKind, Feed, SourceKind
from monitor.read.charset.decode import decode
from monitor.read.cleaning import clean_line
from monitor.read.language.detect import language_tag
from monitor.read.xml_guard import check_tags, expand_entities, gunzip, root_name

MOST_BYTES = 20_000_000

_MOST_TAGS = 200_000
_MOST_OUTLINES = 20_000
_LONGEST_NAME = 200
_LONGEST_URL = 2_048
_KINDS: dict[str, SourceKind] = {"page": "page", "sitemap": "sitemap"}
_SEPARATOR = " / "


@dataclass(frozen=True, slots=True)
class OpmlOutline:
    """One source in an OPML file.

    Attributes:
        url: as written.
        name: its title, or "".
        folder: the titles of the outlines around it, joined by " / ".
        language: BCP 47 tag, or "".
        kind: "page" and "sitemap" in files that this program wrote, else "feed".
        link: CSS selector of a page, or "".
    """

    url: str
    name: str = ""
    folder: str = ""
    language: str = ""
    kind: SourceKind = "feed"
    link: str = ""


def read_opml(body: bytes) -> tuple[OpmlOutline, ...] | Failure:
    """Return the sources of an OPML file in its order, repeats included.

    Returns:
        The sources, or a failure: `empty_body`, `not_opml`, `xml_bomb`, `too_many_tags`, `tag_too_long`,
        `too_large`, `bad_encoding`, `truncated`.
    """
    unpacked = gunzip(body, MOST_BYTES)
    if isinstance(unpacked, Failure):
        return unpacked
    text = decode(unpacked).lstrip(" \t\r\n\0\ufeff")
    if not text:
        return Failure("empty_body", "the file is empty", FailureKind.SOFT)
    if root_name(text) != "opml":
        return Failure(
            "not_opml", "it is not an OPML file: its first element is not <opml>", FailureKind.SOFT
        )
    expanded = expand_entities(text)
    if isinstance(expanded, Failure):
        return expanded
    refused = check_tags(expanded, _MOST_TAGS)
    if refused:
        return refused
    parser = lxml.etree.XMLParser(recover=True, resolve_entities=False, no_network=True, encoding="utf-8")
    tree = lxml.etree.fromstring(expanded.encode("utf-8", "replace"), parser)
    body_element = None if tree is None else next(tree.iter("body", "BODY", "Body"), tree)
    found = (
        []
        if body_element is None
        else [one for one, _ in zip(_outlines(body_element), range(_MOST_OUTLINES), strict=False)]
    )
    return tuple(found)


def write_opml(feeds: Sequence[Feed], title: str, created: str) -> str:
    """Return feeds as OPML 2.0, with an outline for each folder.

    Other readers ignore sitemaps and pages, which are written without `xmlUrl`.

    Args:
        feeds: in the order of the config.
        title: of the list.
        created: the date in RFC 822 form.
    """
    folders = dict.fromkeys(feed.folder for feed in feeds)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">', "  <head>"]
    lines += [
        f"    <title>{_escaped(title)}</title>",
        f"    <dateCreated>{_escaped(created)}</dateCreated>",
        "  </head>",
        "  <body>",
    ]
    for folder in folders:
        inside = [feed for feed in feeds if feed.folder == folder]
        if not folder:
            lines += [f"    {_outline(feed)}" for feed in inside]
            continue
        name = quoteattr(folder)
        lines += [
            f"    <outline text={name} title={name}>",
            *(f"      {_outline(feed)}" for feed in inside),
            "    </outline>",
        ]
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def _outlines(element: lxml.etree._Element) -> Iterator[OpmlOutline]:
    """Yield the sources in and below an element, without recursion."""
    waiting: list[tuple[lxml.etree._Element, tuple[str, ...]]] = [
        (child, ()) for child in reversed(element) if isinstance(child.tag, str)
    ]
    while waiting:
        outline, folders = waiting.pop()
        values = {name.rpartition("}")[2].lower(): value for name, value in outline.attrib.items()}
        name = clean_line(values.get("title") or values.get("text") or "", _LONGEST_NAME)
        kind: SourceKind = _KINDS.get(values.get("type", "").lower(), "feed")
        url = values.get("xmlurl") or (values.get("htmlurl") if kind != "feed" else "") or _link(values)
        if url:
            tag = language_tag(values.get("language"))
            folder = _SEPARATOR.join(filter(None, folders)) or _category(values)
            yield OpmlOutline(url.strip()[:_LONGEST_URL], name, folder, tag, kind, values.get("link", ""))
        inner = folders if url else (*folders, name)
        waiting += [(child, inner[:5]) for child in reversed(outline) if isinstance(child.tag, str)]


def _link(values: dict[str, str]) -> str:
    """Return the address of an outline of type rss that names it in another attribute."""
    return values.get("url", "") if values.get("type", "").lower() in {"rss", "atom"} else ""


def _category(values: dict[str, str]) -> str:
    """Return the first category, which readers without folders write as "/News,Asia"."""
    return clean_line(
        values.get("category", "").partition(",")[0].strip("/").replace("/", _SEPARATOR), _LONGEST_NAME
    )


def _outline(feed: Feed) -> str:
    name, url = quoteattr(feed.name), quoteattr(feed.url)
    language = f" language={quoteattr(feed.language)}" if feed.language else ""
    if feed.kind == "feed":
        return f'<outline type="rss" text={name} title={name} xmlUrl={url}{language}/>'
    link = f" link={quoteattr(feed.link)}" if feed.link else ""
    return f'<outline type="{feed.kind}" text={name} title={name} htmlUrl={url}{language}{link}/>'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
