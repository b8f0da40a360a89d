"""Remove what is not article from the tree of a page, and protect what the extractor would wrongly drop.

The decisions follow the structure: lists of links are not article, the element with most paragraphs is.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from monitor.read.cleaning import without_whitespace

# Never part of an article, though they may hold its date or author.
AROUND = ("aside", "footer", "nav", "svg")
# Always empty. <source> is missing because the parser may put content into it.
_VOID = ("link", "meta", "img", "input")
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
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
_PHRASING = frozenset(_INLINE - {"a", "div"})
_BESIDE = 15
_LONG_CARD = 700
_PROSE_OF_CARD = 450
_LEVELS = 4
_LINK_OF_LIST = 8
# Without a heading only a longer link is a headline, and only several in a row are teasers.
_LINKED_HEADLINE = 20
_TEASERS = 3
_MOST_LINKS = 2000
_PARAGRAPH = 40
_PROSE = 200
_MOST = 0.6
_ALL = 0.95
_CHAIN = 8
# A page with more of these is hostile and is not pruned further.
_MOST_LOOKED_AT = 300
_MOST_HEADINGS = 1000
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


def remove_elements(elements: Iterable[HtmlElement]) -> None:
    """Remove elements, given in document order, from their tree; the text after each stays.

    lxml's drop_tree copies the text before an element each time, which is quadratic for thousands in a row.
    """
    tails: dict[tuple[HtmlElement, bool], list[str]] = {}
    for element in list(elements):
        before, parent, tail = element.getprevious(), element.getparent(), element.tail
        if parent is None:
            continue
        element.tail = None
        parent.remove(element)
        if tail:
            tails.setdefault((parent, True) if before is None else (before, False), []).append(tail)
    for (element, is_parent), texts in tails.items():
        if is_parent:
            element.text = (element.text or "") + "".join(texts)
        else:
            element.tail = (element.tail or "") + "".join(texts)


def prune(tree: HtmlElement, url: str, *, unclosed: bool = False) -> Outline:
    """Remove what is not article, protect what the extractor would drop, and return the outline.

    Args:
        tree: the page; it is modified.
        url: of the page.
        unclosed: keep <aside>, <footer> and <nav> elements that hold prose: they were never closed and so
            contain the article.
    """
    _keep_asides(tree, AROUND if unclosed else ("aside",))
    remove_elements(tree.iter(*AROUND, *_VOID))
    remove_elements(_lists_of_links(tree, url))
    remove_elements(_cards(tree, url))
    for element in list(islice(tree.iter(*_IN_SENTENCES), _MOST_LOOKED_AT)):
        if _in_a_sentence(element):
            element.tag = "span"
    links = frozenset(
        text
        for link in tree.iter("a")
        if leads_elsewhere(link, url)
        and (text := without_whitespace(_text_of(link)))
        and not _ADDRESS.search(text)
    )
    paragraphs = _paragraphs(tree)
    _rename_wrappers(paragraphs)
    return Outline(paragraphs, links)


def leads_elsewhere(link: HtmlElement, url: str) -> bool:
    """Return whether a link leads to another page."""
    target = link.get("href")
    if not target or target[0] == "#" or target[:11].lower() in {"javascript:", "mailto:"}:
        return False
    return bool(target.partition("#")[0] != url)


def _text_of(element: HtmlElement) -> str:
    if not len(element):
        return element.text or ""
    return "".join(element.itertext())


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
        return sum(len(text) for p in element.iter("p") if len(text := _text_of(p).strip()) >= _PARAGRAPH)
    return len(without_whitespace(_text_of(element))) - sum(
        len(without_whitespace(_text_of(link))) for link in element.iter("a")
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
            if len(holder) and sum(len(_text_of(item)) for item in holder) >= _LINK_OF_LIST * len(holder):
                found.append(holder)
    return found


def _cards(tree: HtmlElement, url: str) -> list[HtmlElement]:
    """Return the teasers of other articles: similar elements in a row, each with a linked headline."""
    found = _alike(_linked_headings(tree, url), _is_card, least=2)
    found.update(_alike(_lone_links(tree, url), _is_teaser, least=_TEASERS))
    return list(found)


def _alike(
    headings: Iterable[HtmlElement], is_card: Callable[[HtmlElement], bool], least: int
) -> dict[HtmlElement, None]:
    """Return the cards around headings if at least `least` of them are siblings."""
    chains = []
    groups: dict[tuple[Any, ...], set[HtmlElement]] = {}
    for heading in headings:
        chain = []
        element = heading
        for _ in range(_LEVELS):
            parent = element.getparent()
            if parent is None or element.tag in {"body", "main"}:
                break
            key = (parent, element.tag, element.get("class"))
            groups.setdefault(key, set()).add(element)
            chain.append((element, key))
            element = parent
        chains.append(chain)
    found: dict[HtmlElement, None] = {}
    for chain in chains:
        for element, key in chain:
            if len(groups[key]) >= least:
                if element in found or is_card(element):
                    found[element] = None
                break
    return found


def _lone_links(tree: HtmlElement, url: str) -> Iterable[HtmlElement]:
    """Yield links to other pages of the host that are the whole text of a block, as a headline is."""
    host = urlsplit(url).netloc
    for link in islice(tree.iter("a"), _MOST_LINKS):
        if not leads_elsewhere(link, url) or not _stands_alone(link):
            continue
        target = link.get("href")
        if "//" in target[:8] and f"//{host}/" not in target:
            continue
        words = without_whitespace(_text_of(link))
        if len(words) >= (_LINKED_HEADLINE if words.isascii() else _LINKED_HEADLINE // 2):
            yield link


def _stands_alone(element: HtmlElement) -> bool:
    """Return whether an element has no words and no part of a sentence beside it in its block."""
    while True:
        parent, before, after = element.getparent(), element.getprevious(), element.getnext()
        if parent is None:
            return False
        beside = (parent.text if before is None else before.tail) or ""
        if beside.strip() or (element.tail or "").strip():
            return False
        if any(near is not None and near.tag in _PHRASING for near in (before, after)):
            return False
        if parent.tag not in _PHRASING:
            return True
        element = parent


def _is_teaser(element: HtmlElement) -> bool:
    """Return whether an element is a headline that is a link, and a few words of the article behind it."""
    if element.tag == "p":
        return False
    links = [element] if element.tag == "a" else list(element.iter("a"))
    if len({link.get("href") for link in links}) > 1 or next(element.iter("h1"), None) is not None:
        return False
    text = without_whitespace(_text_of(element))
    first = next((words for words in element.itertext() if words.strip()), "")
    headline = without_whitespace(first if element.tag == "a" else "".join(map(_text_of, links)))
    return _LINKED_HEADLINE <= len(text) - len(headline) <= _PROSE_OF_CARD


def _linked_headings(tree: HtmlElement, url: str) -> Iterable[HtmlElement]:
    for heading in islice(tree.iter(*_HEADINGS), _MOST_HEADINGS):
        link = next(heading.iter("a"), None)
        if link is not None:
            if leads_elsewhere(link, url) and 2 * len(_text_of(link)) > len(_text_of(heading).strip()):
                yield heading
            continue
        above = heading
        for _ in range(3):
            above = above.getparent()
            if above is None:
                break
            if above.tag == "a":
                if leads_elsewhere(above, url):
                    yield above
                break


def _is_card(element: HtmlElement) -> bool:
    text = _text_of(element)
    if len(text) > 4 * _LONG_CARD or next(element.iter("h1"), None) is not None:
        return False
    text = " ".join(text.split())
    if len(text) > _LONG_CARD:
        return False
    heads = sum(len(" ".join(_text_of(heading).split())) for heading in element.iter(*_HEADINGS))
    return len(text) - heads <= _PROSE_OF_CARD


def _in_a_sentence(element: HtmlElement) -> bool:
    """Return whether an element is part of a sentence."""
    if not (_text_of(element).strip()):
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
    own = sum(len(_text_of(other)) for other in holder.iter(element.tag))
    return len(without_whitespace(_text_of(holder))) - own >= _BESIDE


def _paragraphs(tree: HtmlElement) -> tuple[Paragraph, ...]:
    chains: dict[HtmlElement, tuple[HtmlElement, ...]] = {}
    found = []
    for element in islice(tree.iter("p"), _MOST_PARAGRAPHS):
        text = " ".join(_text_of(element).split())
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
