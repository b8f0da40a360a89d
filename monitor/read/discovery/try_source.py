"""Judge a fetched document: is it a feed, a sitemap or a listing page, and what does it lead to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.models import Entry, Failure, ParsedFeed, SourceKind
from monitor.models.packing import packed
from monitor.read.charset.decode import decode
from monitor.read.discovery.feed_links import SourcePage, read_source_page
from monitor.read.feed.parse_feed import parse_feed
from monitor.read.language.detect import detect_language, language_tag
from monitor.read.listing.parse_listing import parse_listing
from monitor.read.sitemap import parse_sitemap
from monitor.read.xml_guard import gunzip, root_name

_HEAD = 20_000
_MOST_BYTES = 52_428_800
_AUDIO = re.compile(rb"<enclosure\b[^>]{0,2000}?\btype\s*=\s*[\"'](?:audio|video)/", re.IGNORECASE)
_ITEM = re.compile(rb"<(?:item|entry)[\s>]", re.IGNORECASE)
_FEED_LANGUAGE = re.compile(
    r"<language>\s*([\w-]{2,15})\s*</language>|<feed\b[^>]{0,1000}?xml:lang=[\"']([\w-]{2,15})"
)
_SAMPLE = 4000
_FEWEST_DATES = 3


@packed
@dataclass(frozen=True, slots=True)
class TriedSource:
    """What a document is.

    Attributes:
        kind: how it can be read as a source; "page" also for a page without a list of articles.
        parsed: its entries, or why it has none.
        page: the feeds that it leads to, for a page.
        podcast: most of its entries are sound or film.
        language: BCP 47 tag, or "".
    """

    kind: SourceKind
    parsed: ParsedFeed | Failure
    page: SourcePage | None = None
    podcast: bool = False
    language: str = ""


def try_source(body: bytes, content_type: str, url: str, now: datetime, base: str = "") -> TriedSource:
    """Return what a document is, with its entries.

    Args:
        body: as served.
        content_type: the HTTP header.
        url: as requested.
        now: the present time.
        base: the URL that answered, if it differs.
    """
    unpacked = gunzip(body, _MOST_BYTES)
    head = (
        ""
        if isinstance(unpacked, Failure)
        else decode(unpacked[:_HEAD], content_type).lstrip(" \t\r\n\0\ufeff")
    )
    root = root_name(head).rpartition(":")[2]
    if root in {"urlset", "sitemapindex"}:
        parsed = parse_sitemap(body, content_type, url, now, base)
        return TriedSource("sitemap", parsed, language=_language(parsed, ""))
    parsed = parse_feed(body, content_type, url, now, base)
    if not isinstance(parsed, Failure):
        stated = _FEED_LANGUAGE.search(head)
        tag = language_tag(stated[1] or stated[2]) if stated else ""
        podcast = len(_AUDIO.findall(body)) * 2 > max(len(_ITEM.findall(body)), 1)
        return TriedSource("feed", parsed, podcast=podcast, language=_language(parsed, tag))
    if parsed.reason != "not_a_feed" or root in {"opml", "svg", "error", "{"}:
        return TriedSource("feed", parsed)
    page = read_source_page(body, content_type, base or url)
    if isinstance(page, Failure):
        return TriedSource("page", page)
    listing = parse_listing(body, content_type, url, now, base, page.language)
    return TriedSource("page", listing, page, language=_language(listing, page.language))


def entries_per_day(entries: Sequence[Entry], now: datetime) -> float | None:
    """Return how many entries a source has a day by the dates of its entries, or None if they do not tell."""
    dates = sorted((entry.published for entry in entries if entry.published), reverse=True)
    if len(dates) < _FEWEST_DATES:
        return None
    # The time since the newest counts: a source that has stopped has fewer.
    span = max(now, dates[0]) - dates[-1]
    return len(dates) / max(span / timedelta(days=1), 1 / 24)


def newest_first(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return entries with the newest first; the order is kept if most have no date."""
    dated = [entry for entry in entries if entry.published]
    if len(dated) * 2 <= len(entries):
        return tuple(entries)
    oldest = min(entry.published for entry in dated if entry.published)
    return tuple(sorted(entries, key=lambda entry: entry.published or oldest, reverse=True))


def _language(parsed: ParsedFeed | Failure, stated: str) -> str:
    if isinstance(parsed, Failure):
        return stated
    titles = "\n".join(f"{entry.title}\n{entry.summary[:200]}" for entry in parsed.entries[:20])
    tags = tuple(dict.fromkeys(filter(None, (stated, *(entry.language for entry in parsed.entries[:3])))))
    return detect_language(titles[:_SAMPLE], tags) if titles.strip() else stated
