"""Read dates that are headings above groups of list items: "Monday, 24 November 2025"."""

from collections.abc import Sequence
from datetime import datetime

from lxml.html import HtmlElement

from monitor.read.listing.anchors import line_of
from monitor.read.listing.groups import Item
from monitor.read.listing.item_dates import item_date

_TAGS = (
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "dt",
    "th",
    "div",
    "p",
    "span",
    "td",
    "li",
    "time",
    "strong",
    "b",
)
_LONGEST = 40
_DIGIT = "0123456789"


def dates_of_headings(
    tree: HtmlElement, items: Sequence[Item], language: str, now: datetime
) -> list[datetime | None]:
    """Return for each item the date of the last heading before it, or None.

    Headings count only if at least two of them have items and most items state no date of their own: one date
    above all items may be today's, in the head of the page.

    Args:
        tree: the page.
        items: of one list, with their scopes.
        language: BCP 47 tag of the page.
        now: aware UTC.
    """
    none: list[datetime | None] = [None] * len(items)
    if sum(item.published is None for item in items) * 2 <= len(items):
        return none
    numbers = {item.best.element: number for number, item in enumerate(items)}
    found, heading = list(none), None
    for element in tree.iter(*{*_TAGS, *(str(one.tag) for one in numbers)}):
        if element in numbers:
            found[numbers[element]] = heading
        elif (text := _heading(element)) and (date := item_date([text], language, now)):
            heading = date
    return found if len(set(found) - {None}) > 1 else none


def _heading(element: HtmlElement) -> str:
    """Return the text of an element that may be a date as a heading, or ""."""
    if element.tag not in _TAGS or element.find(".//a") is not None:
        return ""
    text = line_of(element)
    return text if len(text) <= _LONGEST and any(digit in text for digit in _DIGIT) else ""
