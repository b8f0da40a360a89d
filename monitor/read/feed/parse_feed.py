"""Feed bytes become entries: feedparser for the XML formats, a small reader for JSON Feed, a name for others.

Pure: no I/O; the present time comes in. feedparser is handed a stream, never a body, which it would take for
a path or an address (faults.md finding 1), with its sanitising off, because our own cleaning follows.
"""

import io
from collections.abc import Callable
from datetime import datetime
from operator import itemgetter
from typing import Any

import feedparser
from feedparser import api

import monitor.read.feed.own_elements  # noqa: F401 - teaches feedparser which elements are an item's own
from monitor.models import Failure, FailureKind, ParsedFeed
from monitor.read.charset.decode import decode
from monitor.read.cleaning import clean_line, flatten
from monitor.read.dates.parse_date import parse_date
from monitor.read.feed.entries import Item, Words, make_entries
from monitor.read.feed.json_feed import read_json_feed
from monitor.read.feed.newest_items import most_recent, whole_part
from monitor.read.feed.ttl import asked_pause
from monitor.read.language.detect import language_tag
from monitor.read.limits import LONGEST_TITLE
from monitor.read.urls import Place, choose, is_same_site, is_url
from monitor.read.xml_guard import (
    feed_inside,
    from_root,
    html_title,
    mended,
    root_of,
    says_html,
    too_much,
    ungzip,
    without_entities,
)

MOST_BYTES = 20_000_000
MOST_TAGS = 200_000
MOST_TAGS_OF_UNKNOWN = 20_000

_NAMED_ROOTS = {
    "html": "an HTML page",
    "body": "an HTML page",
    "urlset": "a sitemap",
    "sitemapindex": "a sitemap",
    "opml": "an OPML list of feeds",
    "svg": "an image",
    "error": "an error message",
}
# Not feedparser's own `get`, which answers `updated` with `published`, warns, and takes ten times as long.
_get: Callable[..., Any] = dict.get
_NO_MOMENT = (1970, 1, 1, 0, 0, 0, 3, 1, 0)
_rank = itemgetter(0)
_PAGE_TYPES = {"text/html", "application/xhtml+xml", "html", "xhtml", "text/plain", "text"}
# Namesakes of other namespaces, which count where an item has no such element of its own.
_TITLES = ("own_dc_title", "own_itunes_title", "own_media_title")
_SUMMARIES = (
    "own_dc_description", "own_itunes_summary", "own_media_description", "own_itunes_subtitle",
    "own_dcterms_description",
)  # fmt: skip
_AUTHORS = ("own_dc_creator", "own_dcterms_creator", "own_dc_author", "own_itunes_author")
_DATES = (
    "published", "own_dcterms_issued", "own_dc_date", "updated", "own_dcterms_created", "created",
    "own_dcterms_modified", "own_dcterms_date", "own_dc_issued", "own_dc_created", "own_itunes_pubdate",
)  # fmt: skip
_FEED_ROOTS = {"rss", "feed", "rdf:rdf", "channel"}
# The first of these that can be imported; the one that feedparser names, hardly anybody has.
api.PREFERRED_XML_PARSERS.insert(0, "monitor.read.feed.expat_driver")
# Its readers of dates, content with a part of the text, are not asked: what was registered last is first.
feedparser.registerDateHandler(lambda _: _NO_MOMENT)


def parse_feed(
    body: bytes, content_type: str, feed_url: str, now: datetime, base: str = "", language: str = ""
) -> ParsedFeed | Failure:
    """Read a feed document of any format.

    Args:
        body: as served, decoded of its Content-Encoding.
        content_type: the header, for its charset; it is not trusted.
        feed_url: identity of the feed, and of its entries.
        now: for the sanity of dates and for skipHours only.
        base: the URL that answered, where it is another: the base of relative links.
        language: what the feed usually carries; for the charset, where nothing says it.

    Returns:
        The feed, with `damage` where only a part could be read, or the reason why there is none:
        `empty_body`, `not_a_feed`, `xml_bomb`, `too_many_tags`, `tag_too_long`, `too_large`, `bad_encoding`,
        `truncated`, `unparsable`.
    """
    unpacked = ungzip(body, MOST_BYTES)
    if isinstance(unpacked, Failure):
        return unpacked
    text = decode(unpacked, content_type, language).lstrip(" \t\r\n\0\ufeff")
    if not text:
        return Failure("empty_body", "the server sent nothing", FailureKind.SOFT)
    root = root_of(text)
    if root == "{":
        return read_json_feed(text, feed_url, now, base or feed_url)
    if root not in _FEED_ROOTS and (inside := feed_inside(text)):
        return _read_xml(inside, feed_url, now, base or feed_url)
    # A feed may carry the DOCTYPE of HTML by mistake: its root says what it is.
    if root in _NAMED_ROOTS or (root not in _FEED_ROOTS and says_html(text)):
        return _not_a_feed(text, _NAMED_ROOTS.get(root, "an HTML page"))
    return _read_xml(text if root in _FEED_ROOTS else from_root(text), feed_url, now, base or feed_url)


def _read_xml(text: str, feed_url: str, now: datetime, base: str) -> ParsedFeed | Failure:
    plain = without_entities(mended(text))
    if isinstance(plain, Failure):
        return plain
    chosen, crowded = most_recent(plain)
    most_tags = MOST_TAGS if root_of(chosen) in _FEED_ROOTS else MOST_TAGS_OF_UNKNOWN
    refused = too_much(chosen, most_tags)
    if refused:
        return refused
    readable, cut_off = whole_part(chosen)
    try:
        document = _parse(readable)
    except Exception as error:  # noqa: BLE001 - feedparser raises whatever its parts do (faults.md row 99)
        return Failure("unparsable", f"{type(error).__name__} while parsing", FailureKind.SOFT)
    if not document.get("version") and not document.entries:
        return _not_a_feed(text, "no feed of a known format")
    meta = document.feed
    language = language_tag(meta.get("language"))
    place = Place(base, _string(_get(meta, "link")))
    return ParsedFeed(
        title=_words(meta, "title").headline(LONGEST_TITLE),
        format=document.get("version") or "xml",
        entries=make_entries((_item(entry, language, place) for entry in document.entries), feed_url, now),
        ttl=asked_pause(meta, chosen, now),
        damage="too_many_entries" if crowded else "partial" if cut_off else "",
    )


def _parse(text: str) -> Any:
    return feedparser.parse(
        io.BytesIO(text.encode("utf-8", "replace")),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )


def _item(entry: Any, language: str, place: Place) -> Item:
    summary = _first_words(entry, ("summary", *_SUMMARIES))
    bodies = tuple(
        Words(_string(body.get("value")), body.get("type") != "text/plain")
        for body in (_get(entry, "content") or ())[:8]
    )
    if any(body.raw == summary.raw for body in bodies):
        # feedparser copies a body into a summary that the feed does not have.
        summary = _first_words(entry, _SUMMARIES)
    return Item(
        guid=_string(_get(entry, "id")),
        link=choose(_links(entry), place),
        title=_first_words(entry, ("title", *_TITLES)),
        summary=summary,
        bodies=bodies,
        author=Words(_first(entry, ("author", *_AUTHORS)), markup=True),
        published=_published(entry, language),
        language=_string(_get(_detail(entry, "title"), "language")) or language,
        source=_source(entry, place),
    )


def _links(entry: Any) -> list[tuple[str, str]]:
    """Return the links that may be the item's own, each with its xml:base or "", the best first."""
    ranked = [(0, _string(_get(entry, "feedburner_origlink")), "")]
    for rel, kind, link, base, as_attribute in _get(entry, "own_links") or ():
        if rel not in {"", "alternate"}:
            continue
        if not as_attribute:
            rank = 1
        elif kind and kind not in _PAGE_TYPES:
            continue
        else:
            rank = 2 if rel else 3
        ranked.append((rank, _string(link), base))
    permalink = _string(_get(entry, "link"))  # that of the guid: all others are in `own_links`
    ranked.append((4, permalink if "://" in permalink else "", ""))
    if "guidislink" not in entry:  # the id of Atom, or rdf:about: no guid says that it is no link
        identity = _string(_get(entry, "id"))
        ranked.append((5, identity if is_url(identity) else "", ""))
    return [(link, base) for _, link, base in sorted(ranked, key=_rank) if link]


def _source(entry: Any, place: Place) -> str:
    """Return the name of the outlet that an aggregator has an item from, or ""."""
    source = _get(entry, "source")
    if not isinstance(source, dict):
        return _string(_get(entry, "news_source"))
    name = _string(_get(source, "title"))
    url = _string(_get(source, "href") or _get(source, "link") or _get(source, "id"))
    if not name or any(is_same_site(url, own) for own in (place.url, place.site) if own):
        return ""
    return name if "://" in url else ""


def _published(entry: Any, language: str) -> datetime | None:
    """Return the first of an entry's dates that can be read."""
    for name in _DATES:
        raw = _get(entry, name)
        if raw and isinstance(raw, str):
            date = parse_date(raw, language)
            if date:
                return date
    return None


def _first(entry: Any, names: tuple[str, ...]) -> str:
    return next((value for name in names if (value := _get(entry, name)) and isinstance(value, str)), "")


def _first_words(entry: Any, names: tuple[str, ...]) -> Words:
    for name in names:
        if _get(entry, name):
            return _words(entry, name)
    return Words()


def _words(holder: Any, name: str) -> Words:
    kind = _get(_detail(holder, name), "type", "text/html")
    return Words(_string(_get(holder, name)), kind != "text/plain")


def _detail(holder: Any, name: str) -> dict[str, Any]:
    """Return what feedparser says of a field; an element of that very name takes its place as a text."""
    detail = _get(holder, f"{name}_detail")
    return detail if isinstance(detail, dict) else {}


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _not_a_feed(text: str, what: str) -> Failure:
    title = clean_line(flatten(html_title(text)), 200)
    return Failure("not_a_feed", f"{what}: {title}" if title else what, FailureKind.SOFT)
