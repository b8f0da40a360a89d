"""Read and change the element tree of a page."""

import re
from collections.abc import Iterable

from lxml.html import HtmlElement

# A number after a word, or in one.
_NUMBERED = re.compile(r"[a-z][^/?]*/?[^/?]*\d[^/?]*/?$", re.IGNORECASE)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


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
            key = (parent, True) if before is None else (before, False)
            tails.setdefault(key, []).append(settable_text(tail))
    for (element, is_parent), texts in tails.items():
        if is_parent:
            element.text = (element.text or "") + "".join(texts)
        else:
            element.tail = (element.tail or "") + "".join(texts)


def settable_text(text: str) -> str:
    """Return a text that can be set in a tree: the parser gives form feeds and the like, but refuses them."""
    return _NOT_XML.sub(" ", text)


def leads_elsewhere(link: HtmlElement, url: str) -> bool:
    """Return whether a link leads to another page than that of a URL."""
    target = link.get("href")
    if not target or target[0] == "#" or target[:11].lower() in {"javascript:", "mailto:"}:
        return False
    page, fragment, _ = target.partition("#")
    return not (page == url or (fragment and page == "/" + url.partition("//")[2].partition("/")[2]))


def leads_below(link: HtmlElement, url: str) -> bool:
    """Return whether a link leads to a post of the page of a URL: /live/7/post-3 or /live/7?post=3."""
    target = link.get("href").partition("#")[0]
    own = url if "//" in target[:8] else "/" + url.partition("//")[2].partition("/")[2]
    if not target.startswith(own) or target[len(own) : len(own) + 1] not in {"/", "&" if "?" in own else "?"}:
        return False
    # The page of a section (/news, /2026/12) has articles below it.
    name = own.partition("?")[0].rstrip("/").rpartition("/")[2]
    return "?" in own or name.count("-") > 1 or _NUMBERED.search(own) is not None


def text_within(element: HtmlElement) -> str:
    """Return the text of an element and all below it."""
    if not len(element):
        return element.text or ""
    return "".join(element.itertext())
