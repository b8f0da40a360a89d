"""Turn a web page that lists articles into entries, as if it were a feed.

The list is found by its structure (`groups`), or given by a CSS selector. Dates come from the items;
titles are those of the links.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit

import lxml.etree
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from monitor.models import Entry, Failure, FailureKind, ParsedFeed
from monitor.models.locales import primary_language
from monitor.read.cleaning import clean_line
from monitor.read.feed.entries import FeedItem, RawText, make_entries
from monitor.read.language.detect import detect_language, language_tag
from monitor.read.limits import LONGEST_TITLE
from monitor.read.listing.anchors import (
    Anchor,
    anchor_of,
    article_anchors,
    base_of,
    line_of,
    links_of,
    target_of,
    title_weight,
)
from monitor.read.listing.date_headings import dates_of_headings
from monitor.read.listing.groups import (
    Item,
    LinkGroup,
    collect_items,
    find_scopes,
    group_items,
    looks_like_article,
    score_groups,
    url_shape,
)
from monitor.read.listing.item_dates import date_in_url, date_texts, item_date, text_after, text_before
from monitor.read.listing.next_page import next_page
from monitor.read.listing.page_regions import PageRegions
from monitor.read.page.html_document import decode_html, parse_html

MOST_ITEMS = 500

_FEWEST_ITEMS = 3
_NEAR_BEST = 0.45
_LONG_TITLE = 24.0
_SAMPLE = 4000
_SCRIPT_ROOT = re.compile(
    rb"""<(?:div|main)\b[^>]{0,200}\bid\s*=\s*["']?(?:root|app|__next|__nuxt|___gatsby|svelte|app-root|q-app)\b|<app-root\b|ng-app=""",
    re.IGNORECASE,
)
_SCRIPT_NOTICE = re.compile(rb"<noscript[^>]{0,200}>.{0,600}?javascript", re.IGNORECASE | re.DOTALL)
_LITTLE_TEXT, _NO_TEXT = 400, 100


def parse_listing(
    body: bytes,
    content_type: str,
    feed_url: str,
    now: datetime,
    base: str = "",
    language: str = "",
    link: str = "",
) -> ParsedFeed | Failure:
    """Return the articles that a page lists.

    Args:
        body: the page as served.
        content_type: the HTTP header.
        feed_url: identity of the source, and of its entries.
        now: the present time.
        base: the URL that answered, if it differs.
        language: the usual language of the source, for the charset and dates.
        link: CSS selector of the links, or of the items that hold them; "" to find the list.

    Returns:
        The entries in the order of the page, with the next page of the list in `more`. Failures: those of
        `decode_html`, `needs_script` for a page whose list is built by a script, `no_articles` if there is no
        list of articles, or the selector selects none.
    """
    html = decode_html(body, content_type, language)
    if isinstance(html, Failure):
        return html
    try:
        tree, _ = parse_html(html)
    except lxml.etree.LxmlError:
        return Failure("empty_body", "the page is empty", FailureKind.SOFT)
    page_url = base or feed_url
    language = language or language_tag(tree.get("lang") or "")
    items = _selected(tree, page_url, link) if link else find_list(tree, page_url, language, now)
    if not items:
        return _nothing(html, tree, link)
    if link:
        _date_items(items, language, now)
    kept = items[:MOST_ITEMS]
    entries = make_entries((_feed_item(item, language, now) for item in kept), feed_url, now)
    return ParsedFeed(
        title=_title(tree),
        format="page",
        entries=tuple(_with_url_as_key(entry) for entry in entries),
        damage="too_many_entries" if len(items) > MOST_ITEMS else "",
        more=tuple(filter(None, [next_page(tree, page_url)])),
    )


def find_list(tree: HtmlElement, page_url: str, language: str, now: datetime) -> list[Item]:
    """Return the articles that a page lists, in document order; none if it lists none."""
    regions = PageRegions(tree)
    order = collect_items(article_anchors(tree, page_url), regions)
    groups = group_items(order, regions)
    language = language or detect_language(
        "\n".join(item.best.title for group in groups for item in group.items)[:_SAMPLE], ()
    )
    for group in groups:
        find_scopes(group.items)
        _date_items(group.items, language, now)
    chosen = _choose(score_groups(groups))
    if len(chosen) < _FEWEST_ITEMS:
        return []
    place = {item.url: number for number, item in enumerate(order)}
    chosen.sort(key=lambda item: place[item.url])
    find_scopes(chosen)
    _date_items(chosen, language, now)
    for item, date in zip(chosen, dates_of_headings(tree, chosen, language, now), strict=True):
        item.published = item.published or date
    return chosen


def _choose(groups: Sequence[LinkGroup]) -> list[Item]:
    """Return the items of the best group, and of the others that list articles of the same kind."""
    if not groups:
        return []
    best = groups[0]
    shapes = {url_shape(item.url) for item in best.items}
    folders = Counter(_folder(item.url) for item in best.items)
    enough = min(_median_weight(best) * 0.4, _LONG_TITLE)
    chosen = [item for item in best.items if _is_kept(item, best, shapes)]
    for group in groups[1:]:
        menu = _is_undated_menu(group, best)
        same = [
            item
            for item in group.items
            if url_shape(item.url) in shapes
            or (looks_like_article(item.url) and _folder(item.url) in folders and not menu)
        ]
        alike = len(same) * 2 > len(group.items) and _median_weight(group) >= enough
        if alike or (group.score >= best.score * _NEAR_BEST and not menu):
            chosen += [item for item in group.items if item in same or _is_kept(item, group, shapes)]
    return list({item.url: item for item in chosen}.values())


def _is_undated_menu(group: LinkGroup, best: LinkGroup) -> bool:
    """Return whether a group has neither dates nor headings, beside a best group whose items have dates."""
    dated = sum(item.published is not None for item in best.items) * 2 > len(best.items)
    return dated and not any(item.published or item.best.heading for item in group.items)


def _folder(url: str) -> str:
    """Return host and first folder of a URL."""
    parts = urlsplit(url)
    first, slash, _ = parts.path.strip("/").partition("/")
    return f"{parts.netloc}/{first if slash else ''}"


def _is_kept(item: Item, group: LinkGroup, shapes: set[str]) -> bool:
    """Return whether an item of a chosen group is an article and not a heading of a section."""
    if looks_like_article(item.url) or item.published is not None:
        return True
    alike = sum(looks_like_article(other.url) for other in group.items) * 2 > len(group.items)
    return not alike and url_shape(item.url) in shapes and title_weight(item.best.title) >= 12  # noqa: PLR2004


def _median_weight(group: LinkGroup) -> float:
    weights = sorted(title_weight(item.best.title) for item in group.items)
    return weights[len(weights) // 2]


def _date_items(items: Sequence[Item], language: str, now: datetime) -> None:
    """Set the dates of items, from their scope or from the siblings that follow or precede it.

    "11/12/2025" is ambiguous in some languages. Then the order of day and month is taken that dates the most
    items of the list, or else puts them closest together.
    """
    best = _dates(items, language, now)
    if None in best:
        primary = primary_language(language) or "en"
        others = [_dates(items, variant, now) for variant in (f"{primary}-GB", "en-GB", "en-US")]
        best = max((best, *others), key=_consistency)
    for item, date in zip(items, best, strict=True):
        item.published = date


def _dates(items: Sequence[Item], language: str, now: datetime) -> list[datetime | None]:
    own = [
        item_date(
            date_texts([] if item.scope is None else [item.scope], item.best.title_element), language, now
        )
        for item in items
    ]
    if sum(date is None for date in own) * 2 <= len(items):
        return own
    after = [
        item_date((*date_texts(item.after, None), text_after(item.scope)), language, now) for item in items
    ]
    before = [
        item_date((*date_texts(item.before, None), text_before(item.scope)), language, now) for item in items
    ]
    beside = after if len(after) - after.count(None) >= len(before) - before.count(None) else before
    return [date or other for date, other in zip(own, beside, strict=True)]


def _consistency(dates: Sequence[datetime | None]) -> tuple[int, float]:
    known = [date for date in dates if date]
    return len(known), -(max(known) - min(known)).total_seconds() if known else 0.0


def _selected(tree: HtmlElement, page_url: str, selector: str) -> list[Item]:
    """Return the links that a selector selects, or that are in or around what it selects."""
    base, items = base_of(tree, page_url), dict[str, Item]()
    for element in _compiled(selector)(tree)[: MOST_ITEMS * 4]:
        anchor = _anchor_at(element, base, page_url)
        if anchor is not None and anchor.title and anchor.url not in items:
            items[anchor.url] = Item([anchor], anchor)
    found = list(items.values())
    find_scopes(found)
    return found


def _anchor_at(element: HtmlElement, base: str, page_url: str) -> Anchor | None:
    if element.tag == "a" or target_of(element):
        return anchor_of(element, base, page_url)
    inside = [
        anchor for link in links_of(element) if (anchor := anchor_of(link, base, page_url)) and anchor.title
    ]
    if inside:
        best = max(inside, key=lambda anchor: (anchor.heading, title_weight(anchor.title)))
        shown = line_of(element)
        return best if best.title or not shown else replace(best, title=shown)
    above = next(element.iterancestors("a"), None)
    return None if above is None else anchor_of(above, base, page_url)


@lru_cache(maxsize=64)
def _compiled(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")


def _feed_item(item: Item, language: str, now: datetime) -> FeedItem:
    return FeedItem(
        link=item.url,
        title=RawText(item.best.title),
        published=item.published or date_in_url(item.url, language, now),
        language=language,
    )


def _with_url_as_key(entry: Entry) -> Entry:
    """Return the entry with its link as key even if the page repeats it."""
    return entry if entry.url is None or entry.key == entry.url else replace(entry, key=entry.url)


def _title(tree: HtmlElement) -> str:
    for meta in tree.iter("meta"):
        if meta.get("property") == "og:site_name" and meta.get("content"):
            return clean_line(meta.get("content", ""), LONGEST_TITLE)
    title = next(tree.iter("title"), None)
    return "" if title is None else line_of(title)


def _nothing(html: bytes, tree: HtmlElement, link: str) -> Failure:
    """Return why no article was found."""
    body = tree.find("body")
    text = "" if body is None else " ".join(_visible(body.itertext()))
    scripted = b"<script" in html and (
        _SCRIPT_ROOT.search(html) or _SCRIPT_NOTICE.search(html) or len(text) < _NO_TEXT
    )
    if scripted and len(text) < _LITTLE_TEXT:
        detail = (
            "the page builds its list with JavaScript, which is not run: look for a feed or a sitemap instead"
        )
        return Failure("needs_script", detail, FailureKind.HARD)
    if link:
        detail = (
            f"the selector {link[:80]!r} selects no links: the page has another structure now, or had none"
        )
    else:
        detail = "no list of articles was found in the page: its structure may have changed"
    return Failure("no_articles", detail, FailureKind.SOFT)


def _visible(texts: Iterable[str]) -> Iterable[str]:
    return (stripped for text in texts if (stripped := text.strip()))
