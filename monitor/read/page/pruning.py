"""Remove what is not article from the tree of a page, and protect what the extractor would wrongly drop.

The decisions follow the structure: lists of links are not article, the element with most paragraphs is.
"""

import re
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from monitor.read.cleaning import without_whitespace
from monitor.read.page.layout_tables import unfold_layout_tables
from monitor.read.page.teasers import HEADINGS, find_teasers
from monitor.read.page.tree import leads_elsewhere, remove_elements, text_within

# Never part of an article, though they may hold its date or author.
AROUND = ("aside", "footer", "nav", "svg")
# Always empty. <source> is missing because the parser may put content into it.
_VOID = ("link", "meta", "img", "input")
# The extractor drops these with their text, which is wrong within a sentence.
_IN_SENTENCES = ("time", "button", "label", "output", "ins", "meter", "progress")
_OF_TEXT = {"p", "li", "td", "dd", "blockquote", "h2", "h3", "h4"}
_INLINE = {
    "span",
    "b",
    "i",
    "em",
    "strong",
    "a",
    "u",
    "mark",
    "font",
    "abbr",
    "data",
    "small",
    "cite",
    "q",
    "div",
}
_BESIDE = 15
_LINK_OF_LIST = 8
_PARAGRAPH = 40
_PROSE = 200
_MOST = 0.6
_ALL = 0.95
_CHAIN = 8
# A page with more of these is hostile and is not pruned further.
_MOST_LOOKED_AT = 300
_MOST_PARAGRAPHS = 2000
# Class names and ids of elements that the extractor drops.
_DROPPED = re.compile(
    r"shar|social|viral|newsletter|syndication|cookie|tags|sidebar|banner|bread|button|author|footer|nav|menu|related"
    r"|premium|bar|\bad-|-ad-| ad |widget|byline|embed|consent|modal|permission|elated|next-|-stories|popular|more-on"  # noqa: E501
    r"|meta|rating|attachment|timestamp|icon|message|slide|viewport|overlay|options|expand|teaser|hide|comment",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"://|@|^www\.")
_COMMENTS = re.compile(r"comment|disqus", re.IGNORECASE)
OTHERS = re.compile(
    r"comment|relat|recommend|promo|newsletter|sidebar|cookie|consent|caption|share|social|popular|teaser|card\b"
    r"|disclaim|copyright|subscri|sign-?up|modal|popup|banner|\bnav|menu|widget|footer|author|\bbio\b|most-|trending"
    r"|read-?more|\bads?\b|advert|sponsor|outbrain|taboola|tags?\b|playlist|next-|login|register|paywall|hidden|reply",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a page, and its ancestors from the nearest on."""

    text: str
    parents: tuple[HtmlElement, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """The paragraphs of a page, and the texts (without white space) of the links that lead elsewhere."""

    paragraphs: tuple[Paragraph, ...]
    links: frozenset[str]


def prune(tree: HtmlElement, url: str, title: str = "", *, unclosed: bool = False) -> Outline:
    """Remove what is not article, protect what the extractor would drop, and return the outline.

    Args:
        tree: the page; it is modified.
        url: of the page.
        title: the headline of the article, if known.
        unclosed: keep <aside>, <footer> and <nav> elements that hold prose: they were never closed and so
            contain the article.
    """
    _keep_asides(tree, AROUND if unclosed else ("aside",))
    remove_elements(tree.iter(*AROUND, *_VOID))
    unfold_layout_tables(tree)
    remove_elements(_lists_of_links(tree, url))
    remove_elements(find_teasers(tree, url, title))
    for element in list(islice(tree.iter(*_IN_SENTENCES), _MOST_LOOKED_AT)):
        if _in_a_sentence(element):
            element.tag = "span"
    links = frozenset(
        text
        for link in tree.iter("a")
        if leads_elsewhere(link, url)
        for element in (link, *(link.iter(*HEADINGS) if len(link) else ()))
        if (text := without_whitespace(text_within(element))) and not _ADDRESS.search(text)
    )
    paragraphs = _paragraphs(tree)
    _rename_wrappers(paragraphs)
    return Outline(paragraphs, links)


def _keep_asides(tree: HtmlElement, names: tuple[str, ...]) -> None:
    """Turn an <aside> into a <div> if it holds more prose than the rest of the page."""
    for element in list(islice(tree.iter(*names), _MOST_LOOKED_AT)):
        if next(element.iter("p"), None) is None and len(names) == 1:
            continue
        prose = _prose_length(element, all_words=len(names) > 1)
        if prose < _PROSE:
            continue
        if len(names) > 1 or next(element.iter("h1", "article"), None) is not None:
            element.tag = "div"
        else:
            all_prose = _prose_length(tree, all_words=False)
            if prose > all_prose - prose:
                element.tag = "div"


def _prose_length(element: HtmlElement, *, all_words: bool) -> int:
    """Return the length of the text in paragraphs, or of all text outside links."""
    if not all_words:
        return sum(len(text) for p in element.iter("p") if len(text := text_within(p).strip()) >= _PARAGRAPH)
    return len(without_whitespace(text_within(element))) - sum(
        len(without_whitespace(text_within(link))) for link in element.iter("a")
    )


def _lists_of_links(tree: HtmlElement, url: str) -> list[HtmlElement]:
    """Return the lists in which every item is only a link."""
    found = []
    for holder in tree.iter("ul", "ol"):
        for item in holder:
            if len(item) != 1 or item[0].tag != "a" or (item.text and item.text.strip()):
                break
            if (item[0].tail and item[0].tail.strip()) or not leads_elsewhere(item[0], url):
                break
        else:
            if len(holder) and sum(len(text_within(item)) for item in holder) >= _LINK_OF_LIST * len(holder):
                found.append(holder)
    return found


def _in_a_sentence(element: HtmlElement) -> bool:
    """Return whether an element is part of a sentence."""
    if not (text_within(element).strip()):
        return False
    holder = element.getparent()
    for _ in range(4):
        if holder is None or holder.tag not in _INLINE or holder.tag == "div":
            break
        holder = holder.getparent()
    if holder is None:
        return False
    if holder.tag not in _OF_TEXT:
        before = element.getprevious()
        beside = (element.tail or "") + ((before.tail if before is not None else holder.text) or "")
        return holder.tag == "div" and len(beside.strip()) >= _BESIDE
    own = sum(len(text_within(other)) for other in holder.iter(element.tag))
    return len(without_whitespace(text_within(holder))) - own >= _BESIDE


def _paragraphs(tree: HtmlElement) -> tuple[Paragraph, ...]:
    chains: dict[HtmlElement, tuple[HtmlElement, ...]] = {}
    found = []
    for element in islice(tree.iter("p"), _MOST_PARAGRAPHS):
        text = " ".join(text_within(element).split())
        if len(text) < _PARAGRAPH and (text.isascii() or len(text) < _PARAGRAPH // 2):
            continue
        parent = element.getparent()
        chain = chains.get(parent)
        if chain is None:
            chain = chains[parent] = _chain(parent)
        found.append(Paragraph(text, chain))
    return tuple(found)


def _chain(parent: HtmlElement) -> tuple[HtmlElement, ...]:
    chain: list[HtmlElement] = []
    element = parent
    while element is not None and element.tag != "body" and len(chain) < _CHAIN:
        chain.append(element)
        element = element.getparent()
    return tuple(chain)


def class_and_id(element: HtmlElement) -> str:
    """Return the class and id of an element."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _rename_wrappers(paragraphs: tuple[Paragraph, ...]) -> None:
    """Remove class names that would make the extractor drop the element with most paragraphs."""
    sizes: dict[HtmlElement, int] = {}
    for paragraph in paragraphs:
        for element in paragraph.parents:
            sizes[element] = sizes.get(element, 0) + len(paragraph.text)
    total = sum(len(paragraph.text) for paragraph in paragraphs)
    for element, size in sizes.items():
        if size < _PROSE or size < total * _MOST or element.tag in {"article", "main"}:
            continue
        names = class_and_id(element)
        if not _DROPPED.search(names):
            continue
        comments = _COMMENTS.search(names)
        if not comments or (
            size >= total * _ALL and names.lower().split()[0] not in {"comments", "comment-list"}
        ):
            for name in ("class", "id"):
                kept = [word for word in (element.get(name) or "").split() if not _DROPPED.search(word)]
                element.attrib.pop(name, None)
                if kept:
                    element.set(name, " ".join(kept))
