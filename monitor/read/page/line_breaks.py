"""Restore the line breaks of a short text that the extractor returned as one line."""

from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

_BREAKING = {
    *(
        "address",
        "article",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "header",
        "hr",
    ),
    *(
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ),
}
_SHORTEST = 2


def restore_line_breaks(text: str, tree: HtmlElement) -> str:
    """Return a text of one line with the line breaks that it has in the page; any other text as it is."""
    if "\n" in text:
        return text
    lines, at = [], 0
    for line in _list_lines(tree):
        place = text.find(line, at)
        end = place + len(line)
        if place < 0 or not (_is_edge(text, place - 1) and _is_edge(text, end)):
            continue
        lines += [text[at:place], line]
        at = end
    lines.append(text[at:])
    return "\n".join(line.strip() for line in lines if line.strip())


def _is_edge(text: str, place: int) -> bool:
    return not 0 <= place < len(text) or text[place] == " "


def _list_lines(tree: HtmlElement) -> Iterator[str]:
    """Yield the lines of a page: the text between its blocks, with single spaces."""
    pieces: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if element.tag in _BREAKING:
            line = " ".join("".join(pieces).split())
            pieces = []
            if len(line) >= _SHORTEST:
                yield line
        pieces.append((element.text if event == "start" else element.tail) or "")
