"""Parse feed documents of any format: feedparser for XML, `json_feed` for JSON Feed.

feedparser gets a stream, never a string, because it would take a string for a path or a URL (faults.md
finding 1). Its sanitizing is off because `cleaning` does it.
"""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from operator import itemgetter
from typing import Any

import feedparser
from feedparser import api

import monitor.read.feed.own_elements  # noqa: F401 - makes feedparser keep an item's own elements
from monitor.models import Failure, FailureKind, ParsedFeed, mask_secrets
from monitor.read.charset.decode import decode
from monitor.read.cleaning import clean_line, html_to_text
from monitor.read.dates.parse_date import parse_stated_date
from monitor.read.discovery.feed_links import declared_feeds
from monitor.read.feed.entries import FeedItem, RawText, make_entries
from monitor.read.feed.json_feed import read_json_feed
from monitor.read.feed.newest_items import close_truncated, keep_newest
from monitor.read.feed.own_prefixes import drop_own_prefixes
from monitor.read.feed.ttl import requested_pause
from monitor.read.language.detect import language_tag
from monitor.read.limits import LONGEST_TITLE
from monitor.read.urls import LinkBase, choose_link, is_same_site, is_url
from monitor.read.xml_guard import (
    check_tags,
    drop_before_root,
    expand_entities,
    feed_inside,
    gunzip,
    has_html_doctype,
    html_title,
    repair_xml,
    root_name,
)

MOST_BYTES = 20_000_000
MOST_TAGS = 200_000
MOST_TAGS_OF_UNKNOWN = 20_000

_MOST_NAMED = 2
_LONGEST_DETAIL = 500

_NAMED_ROOTS = {
    "html": "an HTML page",
    "body": "an HTML page",
    "urlset": "a sitemap",
    "sitemapindex": "a sitemap",
    "opml": "an OPML list of feeds",
    "svg": "an image",
    "error": "an error message",
}
# feedparser's own `get` returns `published` for `updated`, warns, and takes ten times as long.
_get: Callable[..., Any] = dict.get
_NO_MOMENT = (1970, 1, 1, 0, 0, 0, 3, 1, 0)
_rank = itemgetter(0)
_PAGE_TYPES = {"text/html", "application/xhtml+xml", "html", "xhtml", "text/plain", "text"}
# Elements of other namespaces, used if an item has no plain element of that name.
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
# feedparser uses the first of these that can be imported; its own choice is rarely installed.
api.PREFERRED_XML_PARSERS.insert(0, "monitor.read.feed.expat_driver")
# Bypasses feedparser's date parsers, which accept a match of part of the text: the last registered is first.
feedparser.registerDateHandler(lambda _: _NO_MOMENT)


def parse_feed(
    body: bytes, content_type: str, feed_url: str, now: datetime, base: str = "", language: str = ""
) -> ParsedFeed | Failure:
    """Parse a feed document of any format.

    Args:
        body: as served, after Content-Encoding is decoded.
        content_type: the HTTP header, used for the charset but not trusted.
        feed_url: identity of the feed, and of its entries.
        now: the present time, for implausible dates and skipHours.
        base: the URL that answered, if it differs: the base of relative links.
        language: the usual language of the feed, for the charset guess and the dates.

    Returns:
        The feed, with `damage` set if only a part could be read, or the failure: `empty_body`, `not_a_feed`,
        `xml_bomb`, `too_many_tags`, `tag_too_long`, `too_large`, `bad_encoding`, `truncated`, `unparsable`.
    """
    unpacked = gunzip(body, MOST_BYTES)
    if isinstance(unpacked, Failure):
        return unpacked
    text = decode(unpacked, content_type, language).lstrip(" \t\r\n\0\ufeff")
    if not text:
        return Failure("empty_body", "the server sent nothing", FailureKind.SOFT)
    text = drop_own_prefixes(text)
    root = root_name(text)
    if root == "{":
        return read_json_feed(text, feed_url, now, base or feed_url, language)
    if root not in _FEED_ROOTS and (inside := feed_inside(text)):
        return _read_xml(inside, feed_url, now, base or feed_url, language)
    # A feed may have an HTML DOCTYPE by mistake: the root element decides.
    if root in _NAMED_ROOTS or (root not in _FEED_ROOTS and has_html_doctype(text)):
        what = _NAMED_ROOTS.get(root, "an HTML page")
        failure = _not_a_feed(text, what)
        feeds = declared_feeds(body, content_type, base or feed_url) if what == "an HTML page" else ()
        return _with_feeds(failure, tuple(feed for feed in feeds if feed != feed_url))
    if root not in _FEED_ROOTS:
        text = drop_own_prefixes(drop_before_root(text))
    return _read_xml(text, feed_url, now, base or feed_url, language)


def _read_xml(text: str, feed_url: str, now: datetime, base: str, usual: str) -> ParsedFeed | Failure:
    expanded = expand_entities(repair_xml(text))
    if isinstance(expanded, Failure):
        return expanded
    chosen, too_many = keep_newest(expanded)
    most_tags = MOST_TAGS if root_name(chosen) in _FEED_ROOTS else MOST_TAGS_OF_UNKNOWN
    refused = check_tags(chosen, most_tags)
    if refused:
        return refused
    readable, cut_off = close_truncated(chosen)
    try:
        document = _parse(readable)
    except Exception as error:  # noqa: BLE001 - feedparser raises what its parts raise (faults.md row 99)
        return Failure("unparsable", f"{type(error).__name__} while parsing", FailureKind.SOFT)
    if not document.get("version") and not document.entries:
        return _not_a_feed(text, "no feed of a known format")
    meta = document.feed
    language = language_tag(meta.get("language"))
    link_base = LinkBase(base, _string(_get(meta, "link")))
    return ParsedFeed(
        title=_raw_text(meta, "title").headline(LONGEST_TITLE),
        format=document.get("version") or "xml",
        entries=make_entries(
            (_item(entry, language, usual, link_base) for entry in document.entries), feed_url, now
        ),
        ttl=requested_pause(meta, chosen, now),
        damage="too_many_entries" if too_many else "partial" if cut_off else "",
    )


def _parse(text: str) -> Any:
    return feedparser.parse(
        io.BytesIO(text.encode("utf-8", "replace")),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )


def _item(entry: Any, language: str, usual: str, link_base: LinkBase) -> FeedItem:
    summary = _first_raw_text(entry, ("summary", *_SUMMARIES))
    bodies = tuple(
        RawText(_string(body.get("value")), body.get("type") != "text/plain")
        for body in (_get(entry, "content") or ())[:8]
    )
    if any(body.raw == summary.raw for body in bodies):
        # feedparser copies the body into a missing summary.
        summary = _first_raw_text(entry, _SUMMARIES)
    return FeedItem(
        guid=_string(_get(entry, "id")),
        link=choose_link(_links(entry), link_base),
        title=_first_raw_text(entry, ("title", *_TITLES)),
        summary=summary,
        bodies=bodies,
        author=RawText(_first(entry, ("author", *_AUTHORS)), markup=True),
        published=_published(entry, language, usual),
        language=_string(_get(_detail(entry, "title"), "language")) or language,
        source=_source(entry, link_base),
    )


def _links(entry: Any) -> list[tuple[str, str]]:
    """Return the links that may be the item's own, best first, each with its xml:base or ""."""
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
    permalink = _string(_get(entry, "link"))  # from the guid: all others are in `own_links`
    ranked.append((4, permalink if "://" in permalink else "", ""))
    if "guidislink" not in entry:  # the id of Atom, or rdf:about: no guid says that it is not a link
        identity = _string(_get(entry, "id"))
        ranked.append((5, identity if is_url(identity) else "", ""))
    return [(link, base) for _, link, base in sorted(ranked, key=_rank) if link]


def _source(entry: Any, link_base: LinkBase) -> str:
    """Return the name of the outlet that an aggregator took an item from, or ""."""
    source = _get(entry, "source")
    if not isinstance(source, dict):
        return _string(_get(entry, "news_source"))
    name = _string(_get(source, "title"))
    url = _string(_get(source, "href") or _get(source, "link") or _get(source, "id"))
    if not name or any(is_same_site(url, own) for own in (link_base.url, link_base.site) if own):
        return ""
    return name if "://" in url else ""


def _published(entry: Any, language: str, usual: str) -> datetime | None:
    """Return the first date of an entry that can be parsed."""
    for name in _DATES:
        raw = _get(entry, name)
        if raw and isinstance(raw, str):
            date = parse_stated_date(raw, language, usual)
            if date:
                return date
    return None


def _first(entry: Any, names: tuple[str, ...]) -> str:
    return next((value for name in names if (value := _get(entry, name)) and isinstance(value, str)), "")


def _first_raw_text(entry: Any, names: tuple[str, ...]) -> RawText:
    for name in names:
        if _get(entry, name):
            return _raw_text(entry, name)
    return RawText()


def _raw_text(holder: Any, name: str) -> RawText:
    kind = _get(_detail(holder, name), "type", "text/html")
    return RawText(_string(_get(holder, name)), kind != "text/plain")


def _detail(holder: Any, name: str) -> dict[str, Any]:
    """Return feedparser's detail of a field. An element of that very name would replace it by a string."""
    detail = _get(holder, f"{name}_detail")
    return detail if isinstance(detail, dict) else {}


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _not_a_feed(text: str, what: str) -> Failure:
    title = clean_line(html_to_text(html_title(text)), 200)
    return Failure("not_a_feed", f"{what}: {title}" if title else what, FailureKind.SOFT)


def _with_feeds(failure: Failure, feeds: tuple[str, ...]) -> Failure:
    """Return a failure whose detail names the feeds that the page declares instead."""
    if not feeds:
        return failure
    named = ", ".join(mask_secrets(feed) for feed in feeds[:_MOST_NAMED])
    more = f" and {len(feeds) - _MOST_NAMED} more" if len(feeds) > _MOST_NAMED else ""
    return replace(failure, detail=f"{failure.detail}; it declares the feed {named}{more}"[:_LONGEST_DETAIL])
