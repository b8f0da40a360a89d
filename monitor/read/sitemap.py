"""Parse sitemaps: lists of pages, news sitemaps (two days of articles with titles), and indexes of sitemaps.

Only the newest pages are kept, because a sitemap of 50,000 pages is mostly an archive. Source: sitemaps.org
protocol 0.9; Google's news sitemap extension.
"""

import heapq
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import lxml.etree

from monitor.models import Failure, FailureKind, ParsedFeed
from monitor.read.charset.decode import decode
from monitor.read.cleaning import clean_line, html_to_text
from monitor.read.dates.parse_date import EARLIEST, parse_date, plausible_date
from monitor.read.feed.entries import FeedItem, RawText, make_entries
from monitor.read.language.detect import language_tag
from monitor.read.listing.item_dates import date_in_url
from monitor.read.urls import is_same_site, resolve
from monitor.read.xml_guard import (
    check_tags,
    expand_entities,
    gunzip,
    html_title,
    root_name,
)

MOST_BYTES = 52_428_800  # the protocol's own limit
MOST_PAGES = 1_000
MOST_CHILDREN = 8

_MOST_TAGS = 8_000_000
_MOST_IN_INDEX = 50_000
_ROOTS = {"urlset", "sitemapindex"}
_OTHER_ROOTS = {"html": "an HTML page", "rss": "a feed", "feed": "a feed", "rdf": "a feed"}
_LINE = re.compile(r"https?://\S{4,2040}")
_NOT_NEWS = re.compile(
    r"image|video|tag|categor|author|product|page[-_]?sitemap|static|local|taxonom|user", re.IGNORECASE
)
_NEWS = re.compile(r"news|article|post|latest|story|stories|today", re.IGNORECASE)
_LONGEST_FIELD = 4_000


@dataclass(frozen=True, slots=True)
class _Page:
    """One `url` or `sitemap` element, as written."""

    loc: str
    lastmod: str = ""
    title: str = ""
    published: str = ""
    language: str = ""


def parse_sitemap(
    body: bytes, content_type: str, feed_url: str, now: datetime, base: str = "", language: str = ""
) -> ParsedFeed | Failure:
    """Return the newest pages of a sitemap as entries, or for an index the sitemaps to fetch in `more`.

    Args:
        body: as served; gzip is unpacked up to 50 MB.
        content_type: the HTTP header, for the charset.
        feed_url: identity of the source, and of its entries.
        now: the present time.
        base: the URL that answered, if it differs.
        language: the usual language of the source.

    Returns:
        At most 1,000 pages, newest first. The date is the news publication date, else a day named in the
        link, else `lastmod`. Pages of other sites are left out. Failures: `not_a_sitemap`, `empty_body`,
        `xml_bomb`, `too_many_tags`, `tag_too_long`, `too_large`, `bad_encoding`, `truncated`.
    """
    unpacked = gunzip(body, MOST_BYTES)
    if isinstance(unpacked, Failure):
        return unpacked
    text = decode(unpacked, content_type).lstrip(" \t\r\n\0\ufeff")
    if not text:
        return Failure("empty_body", "the server sent nothing", FailureKind.SOFT)
    root, site = root_name(text).rpartition(":")[2], base or feed_url
    if root in _ROOTS:
        return _read_xml(text, root, feed_url, site, now, language)
    if _LINE.match(text):
        lines = (line.strip() for line in text.splitlines())
        return _page_list(
            (_Page(line) for line in lines if _LINE.fullmatch(line)), feed_url, site, now, language
        )
    title = clean_line(html_to_text(html_title(text)), 200)
    kind = _OTHER_ROOTS.get(root, "no sitemap")
    return Failure("not_a_sitemap", f"{kind}: {title}" if title else kind, FailureKind.SOFT)


def _read_xml(
    text: str, root: str, feed_url: str, site: str, now: datetime, language: str
) -> ParsedFeed | Failure:
    expanded = expand_entities(text)
    if isinstance(expanded, Failure):
        return expanded
    refused = check_tags(expanded, _MOST_TAGS)
    if refused:
        return refused
    if root == "sitemapindex":
        return ParsedFeed("", root, (), more=_children(_elements(expanded, "sitemap"), site))
    return _page_list(_elements(expanded, "url"), feed_url, site, now, language)


def _elements(text: str, name: str) -> Iterator[_Page]:
    """Yield the `url` or `sitemap` elements; each is dropped when it is read."""
    events = lxml.etree.iterparse(
        io.BytesIO(text.encode("utf-8", "replace")),
        events=("end",),
        tag=(f"{{*}}{name}",),
        recover=True,
        resolve_entities=False,
        no_network=True,
        encoding="utf-8",
    )
    try:
        for _, element in events:
            yield _read_page(element)
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except lxml.etree.XMLSyntaxError:
        return


def _read_page(element: lxml.etree._Element) -> _Page:
    fields: dict[str, str] = {}
    for part in element.iter():
        if not isinstance(part.tag, str):
            continue
        name = part.tag.rpartition("}")[2]
        namespace = part.tag.partition("}")[0]
        if part.text and name in _FIELDS and "image" not in namespace and "video" not in namespace:
            fields.setdefault(_FIELDS[name], part.text.strip()[:_LONGEST_FIELD])
    return _Page(
        fields.get("loc", ""),
        fields.get("lastmod", ""),
        fields.get("title", ""),
        fields.get("published", ""),
        fields.get("language", ""),
    )


_FIELDS = {
    "loc": "loc", "lastmod": "lastmod", "title": "title", "publication_date": "published", "language": "language",  # noqa: E501
}  # fmt: skip


def _page_list(pages: Iterator[_Page], feed_url: str, site: str, now: datetime, language: str) -> ParsedFeed:
    """Return the newest pages as entries, newest first; pages without any date come last."""
    total, news, seen = 0, False, set[str]()
    kept: list[tuple[datetime, int, _Page, datetime | None]] = []
    for number, page in enumerate(pages):
        if page.loc in seen or not is_same_site(page.loc, site):
            continue
        seen.add(page.loc)
        total += 1
        news = news or bool(page.published or page.title)
        date = _date(page, language, now)
        # Of pages without dates, sitemaps usually list the newest last.
        ranked = (date or EARLIEST, number, page, date)
        if len(kept) < MOST_PAGES:
            heapq.heappush(kept, ranked)
        else:
            heapq.heappushpop(kept, ranked)
    ordered = sorted(kept, key=lambda one: (one[0], -one[1] if one[3] else one[1]), reverse=True)
    items = (
        FeedItem(
            link=page.loc,
            title=RawText(page.title),
            published=date,
            language=language_tag(page.language) or language,
        )
        for _, _, page, date in ordered
    )
    return ParsedFeed(
        "", "news-sitemap" if news else "sitemap", make_entries(items, feed_url, now), damage="" if total <= MOST_PAGES else "too_many_entries"  # noqa: E501
    )  # fmt: skip


def _date(page: _Page, language: str, now: datetime) -> datetime | None:
    stated = plausible_date(parse_date(page.published, language), now) if page.published else None
    if stated is not None:
        return stated
    return date_in_url(page.loc, language, now) or (
        plausible_date(parse_date(page.lastmod, language), now) if page.lastmod else None
    )


def _children(pages: Iterator[_Page], site: str) -> tuple[str, ...]:
    """Return the sitemaps of an index that may hold new articles: news first, then those changed last."""
    ranked = []
    for number, page in enumerate(pages):
        if number == _MOST_IN_INDEX:
            break
        url = resolve(page.loc, site)
        if url is None or url == site or not is_same_site(url, site):
            continue
        path = url.partition("://")[2].partition("/")[2]
        changed = (parse_date(page.lastmod) if page.lastmod else None) or EARLIEST
        news = bool(_NEWS.search(path)) - bool(_NOT_NEWS.search(path))
        ranked.append((news, changed, _numbers(path), number, url))
    ranked.sort(key=lambda one: one[:4], reverse=True)
    return tuple(dict.fromkeys(url for *_, url in ranked))[:MOST_CHILDREN]


def _numbers(path: str) -> tuple[int, ...]:
    """Return the numbers of a path: of sitemaps of months or parts, the highest is the newest."""
    return tuple(int(number) for number in re.findall(r"\d{1,9}", path)[:6])
