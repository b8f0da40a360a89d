"""Turn tables that only lay out a page into blocks and paragraphs; tables of data stay tables.

The extractor writes each row of a table as one line, `| a | b |`, which is right for data only. Most of the
signs are those by which browsers decide whether a screen reader announces a table.
"""

from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from monitor.read.page.tree import settable_text, text_within

_MOST_TABLES = 300
_MOST_ROWS = 200  # that decide what a table is
_PROSE = 150  # characters; half as many beyond ASCII
_PARTS = ("tbody", "thead", "tfoot")
_BLOCKS = frozenset(
    {
        *(
            "address",
            "article",
            "blockquote",
            "center",
            "dd",
            "div",
            "dl",
            "dt",
            "fieldset",
            "figure",
            "form",
        ),
        *("h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "main", "ol", "p", "pre", "section", "table", "ul"),
    }
)


def unfold_layout_tables(tree: HtmlElement) -> None:
    """Turn the layout tables of a page into <div> elements, with the words of their cells in paragraphs."""
    for table in list(islice(tree.iter("table"), _MOST_TABLES)):
        if _is_layout(table):
            _unfold(table)


def _is_layout(table: HtmlElement) -> bool:
    """Return whether a table lays out the page.

    It does if it says so, has tables inside, a single row or column, or a cell of prose. Headings of columns
    and a caption are signs of data.
    """
    if (table.get("role") or "").strip().lower() in {"presentation", "none"}:
        return True
    rows = [cells for row in islice(_rows(table), _MOST_ROWS) if (cells := _cells(row))]
    if any(next(cell.iter("table"), None) is not None for cells in rows for cell in cells):
        return True
    if next(table.iter("th", "caption", "thead"), None) is not None:
        return False
    filled = [sum(bool(text_within(cell).strip()) for cell in cells) for cells in rows]
    if max(filled, default=0) <= 1 or sum(map(bool, filled)) <= 1:
        return True
    return any(_has_prose(cell) for cells in rows for cell in cells)


def _has_prose(cell: HtmlElement) -> bool:
    text = text_within(cell).strip()
    return len(text) >= (_PROSE if text.isascii() else _PROSE // 2)


def _rows(table: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the rows of a table, without those of tables inside."""
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in _PARTS:
            yield from (row for row in child if row.tag == "tr")


def _cells(row: HtmlElement) -> list[HtmlElement]:
    return [cell for cell in row if cell.tag in {"td", "th"}]


def _unfold(table: HtmlElement) -> None:
    for row in list(_rows(table)):
        for cell in _cells(row):
            _wrap_words(cell)
            cell.tag = "div"
        row.tag = "div"
    for part in table:
        if part.tag in _PARTS or part.tag == "caption":
            part.tag = "div"
    table.tag = "div"


def _wrap_words(cell: HtmlElement) -> None:
    """Put the words of a cell that are between its blocks into paragraphs; an empty line ends one."""
    pieces: list[tuple[HtmlElement | None, str]] = [(None, cell.text or "")]
    for child in list(cell):
        pieces.append((child, child.tail or ""))
        child.tail = None
        cell.remove(child)
    cell.text, paragraph, last = None, None, None  # `last` in the paragraph; to count its children is slow
    for element, words in pieces:
        if element is not None and _is_block(element):
            if element.tag in {"div", "center"} and next(islice(element.iter(*_BLOCKS), 1, 2), None) is None:
                element.tag = "p"  # the extractor drops words outside paragraphs
            cell.append(element)
            paragraph = last = None
        elif element is not None and element.tag == "br" and _is_line_end(last):
            paragraph = last = None
        elif element is not None:
            paragraph = _new_paragraph(cell) if paragraph is None else paragraph
            paragraph.append(element)
            last = element
        if words.strip() and paragraph is None:
            paragraph = _new_paragraph(cell)
            paragraph.text = settable_text(words)
        elif words and last is not None:
            last.tail = settable_text(words)


def _is_block(element: HtmlElement) -> bool:
    return element.tag in _BLOCKS or next(element.iter(*_BLOCKS), None) is not None


def _is_line_end(element: HtmlElement | None) -> bool:
    return element is not None and element.tag == "br" and not (element.tail or "").strip()


def _new_paragraph(cell: HtmlElement) -> HtmlElement:
    paragraph = cell.makeelement("p")
    cell.append(paragraph)
    return paragraph
