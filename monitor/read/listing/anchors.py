"""Collect the links of a page that may lead to articles, each with its best title."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from monitor.read.cleaning import clean_line
from monitor.read.limits import LONGEST_TITLE
from monitor.read.listing.item_dates import is_date
from monitor.read.urls import has_own_page, is_same_site, resolve

MOST_LINKS = 5000

_FILES = re.compile(
    r"\.(?:jpe?g|png|gif|svg|webp|ico|css|js|json|xml|rss|atom|mp[34]|m4a|avi|mov|zip|rar|7z|gz|exe|apk|docx?|xlsx?|pptx?|hwpx?)$",
    re.IGNORECASE,
)
_NO_SCHEMES = ("javascript:", "mailto:", "tel:", "data:", "whatsapp:", "viber:", "#")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TITLE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:title|tit|headline|heading|subject|sbj|entry-title|tieu-?de|judul)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NO_TITLE_NAMES = re.compile(
    r"date|time|author|writer|byline|category|cate|section|tag|summary|desc|excerpt|lead|sub-?title|badge|label|count|"
    r"kicker|eyebrow|overline|rubric",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\W*(?:read (?:more|full|the full)\b.*|(?:continue|keep) reading.*|(?:view|see|learn|show|load) (?:more|all|details?)?"  # noqa: E501
    r"|more|details?|full story|click here|더\s?보기|자세히(?: 보기)?|상세보기|원문보기|기사보기|อ่าน(?:ต่อ|เพิ่มเติม|ทั้งหมด|รายละเอียด)|"  # noqa: E501
    r"ดู(?:เพิ่มเติม|ทั้งหมด|รายละเอียด)|ອ່ານ(?:ຕໍ່|ເພີ່ມ\S*)|ເບິ່ງ(?:ເພີ່ມ\S*|ທັງໝົດ)|ລາຍລະອຽດ|xem (?:thêm|chi tiết|tất cả)|đọc (?:tiếp|thêm)|chi tiết|"  # noqa: E501
    r"阅读(?:更多|全文)|查看(?:更多|详情|全部)|更多|详情|詳細|全文|続きを読む|もっと見る|詳しく(?:見る)?|lire (?:la suite|plus)|en savoir plus|voir plus|"  # noqa: E501
    r"weiterlesen|mehr|leer más|ver más|leia mais|selengkapnya|baca selengkapnya|подробнее|читать далее)\W*",
    re.IGNORECASE,
)  # fmt: skip
# Elements that a script makes clickable: "location.href = '/news/1'", data-href="/news/1".
_CLICKED = re.compile(
    r"""(?:location(?:\.href)?\s*=|location\.(?:assign|replace)\(|window\.open\()\s*["']([^"'\s]{1,2000})["']"""
)
_TARGETS = ("data-href", "data-url", "data-link")
_LINKS = "descendant::*[self::a or @onclick or @data-href or @data-url or @data-link]"
_BLOCKS = ("p", "div", "span", "strong", "b", "em", "dt", "dd", "li", "td")
_FEWEST_LABELS = 3
_MOST_IN_CLICKED = 60
_MOST_BLOCKS = 8
_SHORTEST_FROM_IMAGE = 12
_WIDE = re.compile("[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")
_MARKS = re.compile("[\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece]")
_LEVELS = 4
# What boards append to a headline: the number of comments, or that it is new.
_NOTES = re.compile(r"(?:\s*(?:\[\d{1,4}\]|\bNEW\b|새글|새 글|\bHOT\b))+\s*$")
# Elements that may be inside a word; all others separate words.
_IN_WORDS = frozenset({"b", "i", "em", "strong", "font", "u", "mark", "wbr", "a", "sub", "sup"})
_DEEPEST = 50


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link to a page that may be an article.

    Attributes:
        element: the `a` element.
        url: canonical.
        title: the best title that the link itself gives, or "".
        heading: the title is in a heading or an element named title.
        title_element: where the title was read; None for an attribute.
    """

    element: HtmlElement
    url: str
    title: str
    heading: bool
    title_element: HtmlElement | None = None


def base_of(tree: HtmlElement, page_url: str) -> str:
    """Return the base of relative links: the page's base element, or its URL."""
    for element in tree.iter("base"):
        href = (element.get("href") or "").strip()
        if href:
            return resolve(href, page_url) or page_url
    return page_url


def article_anchors(tree: HtmlElement, page_url: str) -> Iterator[Anchor]:
    """Yield the links of a page to other pages of its site, in document order, at most 5,000."""
    base, count = base_of(tree, page_url), 0
    own, labels = _without_query(page_url), _labels(tree)
    for element in links_of(tree):
        anchor = anchor_of(element, base, page_url, labels)
        if anchor is None or not is_same_site(anchor.url, page_url):
            continue
        if _without_query(anchor.url) == own and not urlsplit(anchor.url).query:
            continue
        count += 1
        if count > MOST_LINKS:
            return
        yield anchor


def links_of(tree: HtmlElement) -> list[HtmlElement]:
    """Return the elements of a page that may be links, in document order: `a`, or clickable by a script.

    A clickable element with many others inside is a region of the page and no link.
    """
    return [element for element in tree.xpath(_LINKS) if element.tag == "a" or _is_small(element)]


def _is_small(element: HtmlElement) -> bool:
    return next(islice(element.iter(), _MOST_IN_CLICKED, None), None) is None


def target_of(element: HtmlElement) -> str:
    """Return the URL reference that an element leads to, also one that only its script names, or ""."""
    href = (element.get("href") or "").strip() if element.tag == "a" else ""
    if href and not href.lower().startswith(("#", "javascript:")):
        return href
    for script in (href, element.get("onclick") or ""):
        if found := _CLICKED.search(script):
            return found[1]
    return next((value.strip() for name in _TARGETS if (value := element.get(name))), href)


def _labels(tree: HtmlElement) -> frozenset[str]:
    """Return the texts that several links of a page have, such as "Press release" on each card."""
    counts: Counter[str] = Counter()
    for link in links_of(tree)[:MOST_LINKS]:
        blocks = list(islice(link.iter(*_BLOCKS), _MOST_BLOCKS))
        if len(blocks) > 1:
            counts.update({line_of(block) for block in blocks if len(block) == 0})
    return frozenset(text for text, count in counts.items() if text and count >= _FEWEST_LABELS)


def anchor_of(
    element: HtmlElement, base: str, page_url: str, labels: frozenset[str] = frozenset()
) -> Anchor | None:
    """Return a link with its title, or None if it leads to no page of its own.

    Args:
        element: an `a` element, or one that a script makes clickable.
        base: the base of relative links.
        page_url: the page.
        labels: texts that many links of the page repeat, which are not titles.
    """
    href = target_of(element)
    if not href or href.lower().startswith(_NO_SCHEMES):
        return None
    url = resolve(href, base)
    if url is None or not has_own_page(href, url, page_url) or _FILES.search(urlsplit(url).path):
        return None
    title, heading, place = _title(element, labels)
    return Anchor(element, url, title, heading, place)


def _title(link: HtmlElement, labels: frozenset[str]) -> tuple[str, bool, HtmlElement | None]:
    """Return the title of a link, whether it is a heading, and its element.

    A card whose whole block is a link holds its title in a heading or in an element named title; without
    either, the longest of its first texts that is neither a date nor a label is taken.
    """
    title, heading, place = _shown_title(link, labels)
    title = _NOTES.sub("", title) or title
    stated = clean_line(link.get("title") or "", LONGEST_TITLE)
    cut = title.rstrip(" .…")
    if title.endswith(("...", "…")) and len(stated) > len(cut) > 0 and stated.startswith(cut):
        title = stated
    return title, heading, place


def _shown_title(link: HtmlElement, labels: frozenset[str]) -> tuple[str, bool, HtmlElement | None]:
    around = _is_heading(link) or any(_is_heading(above) for above in _near_ancestors(link))
    inner = [element for element in link.iter("*") if element is not link and _is_heading(element)]
    for element in inner:
        text = line_of(element)
        if text and text not in labels and not _MORE.fullmatch(text):
            return text, True, element
    whole = _without_notes(_only_filled(link), labels)
    blocks = list(link.iter(*_BLOCKS))
    if len(blocks) > 1 and (found := _first_block(blocks, labels)) is not None:
        return line_of(found), around, found
    if whole and not _MORE.fullmatch(whole):
        return whole, around, link
    stated = clean_line(link.get("title") or link.get("aria-label") or "", LONGEST_TITLE)
    if stated and not _MORE.fullmatch(stated):
        return stated, around, None
    image = next((clean_line(image.get("alt") or "", LONGEST_TITLE) for image in link.iter("img")), "")
    return (image if len(image) >= _SHORTEST_FROM_IMAGE else ""), False, None


def heading_beside(link: HtmlElement) -> HtmlElement | None:
    """Return the heading of the block around a link that only says "read more", or None.

    The block ends where another link leads elsewhere.
    """
    href = link.get("href")
    for number, above in enumerate(link.iterancestors()):
        if number == _LEVELS or above.tag in {"body", "main"}:
            return None
        if any(other.get("href") not in {href, None} for other in above.iter("a")):
            return None
        for element in above.iter("*"):
            if _is_heading(element) and element is not link and line_of(element):
                return element
    return None


def _only_filled(link: HtmlElement) -> HtmlElement:
    """Return the innermost element that holds all text of a link."""
    for _ in range(_LEVELS):
        filled = [child for child in link if isinstance(child.tag, str) and line_of(child)]
        if len(filled) != 1 or _has_loose_text(link):
            break
        link = filled[0]
    return link


def _has_loose_text(element: HtmlElement) -> bool:
    return any((text or "").strip() for text in (element.text, *(child.tail for child in element)))


def _without_notes(link: HtmlElement, labels: frozenset[str]) -> str:
    """Return the text of a link without the date, author or label inside it, unless nothing else is left."""
    notes = [
        child
        for child in link
        if isinstance(child.tag, str)
        and (
            child.tag == "time"
            or _NO_TITLE_NAMES.search(f"{child.get('class', '')} {child.get('id', '')}")
            or (text := line_of(child)) in labels
            or is_date(text)
        )
    ]
    if not notes or (len(notes) == len(link) and not _has_loose_text(link)):
        return line_of(link)
    pieces = [link.text or ""]
    for child in link:
        pieces += ["" if child in notes else f" {line_of(child)} ", child.tail or ""]
    return clean_line("".join(pieces), LONGEST_TITLE) or line_of(link)


def _first_block(blocks: list[HtmlElement], labels: frozenset[str]) -> HtmlElement | None:
    """Return the block of a card that is most likely its title."""
    leaves = [
        block
        for block in blocks
        if not any(child.tag in {"p", "div", "span", "strong", "dt", "dd", "li", "td"} for child in block)
        and not _NO_TITLE_NAMES.search(f"{block.get('class', '')} {block.get('id', '')}")
    ]
    texts = [(text, block) for block in leaves[:_MOST_BLOCKS] if (text := line_of(block))]
    sized = [(len(text), block) for text, block in texts if text not in labels and not is_date(text)]
    if not sized or len(texts) < 2:  # noqa: PLR2004 - one block is the whole text
        return None
    longest = max(size for size, _ in sized)
    # A summary is longer than the title before it; a label is much shorter.
    return next(block for size, block in sized if size * 4 >= longest)


def _near_ancestors(link: HtmlElement) -> Iterator[HtmlElement]:
    for number, above in enumerate(link.iterancestors()):
        if number == 2:  # noqa: PLR2004 - further up a heading covers more than the link
            return
        yield above


def _is_heading(element: HtmlElement) -> bool:
    if element.tag in _HEADINGS:
        return True
    # Elements of a framework ("mat-card-title") and marks for its tests also name what they are.
    own = f" {element.tag}" if "-" in str(element.tag) else ""
    name = f"{element.get('class', '')}{own} {element.get('data-testid', '')}".strip()
    return (
        bool(name)
        and _TITLE_NAMES.search(name) is not None
        and element.tag not in {"body", "main", "section"}
    )


def line_of(element: HtmlElement) -> str:
    """Return the text of an element as one clean line."""
    return clean_line("".join(_pieces(element, 0)), LONGEST_TITLE)


def _pieces(element: HtmlElement, depth: int) -> Iterator[str]:
    yield element.text or ""
    for child in element if depth < _DEEPEST else ():
        gap = "" if child.tag in _IN_WORDS else " "
        yield gap
        yield from _pieces(child, depth + 1)
        yield gap
        yield child.tail or ""


def is_more(text: str) -> bool:
    """Return whether a text only invites to read on."""
    return _MORE.fullmatch(text) is not None


def _without_query(url: str) -> str:
    return url.partition("?")[0].rstrip("/")


def title_weight(title: str) -> float:
    """Return the length of a title in Latin letters; a wide character counts two, a combining mark none."""
    return len(title) + len(_WIDE.findall(title)) - len(_MARKS.findall(title))
