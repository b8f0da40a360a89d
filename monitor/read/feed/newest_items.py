"""Choose which part of a feed's XML is parsed: the newest items, or the complete ones of a truncated feed.

It works on the text, to avoid the cost of parsing items that are then dropped.
"""

import re
from datetime import datetime

from monitor.read.dates.parse_date import parse_date

MOST_ENTRIES = 2000

_START = re.compile(r"<(item|entry)(?=[\s>])")
_DATED = re.compile(
    r"<(?:pubDate|published|updated|dc:date)>\s*(?:<!\[CDATA\[)?([^<\]]{8,60})", re.IGNORECASE
)
_CLOSINGS = {"rss": "</channel></rss>", "feed": "</feed>", "rdf:rdf": "</rdf:RDF>"}
_CLOSED = re.compile(r"</(?:[\w-]+:)?(?:rss|feed|rdf|channel)\s*>", re.IGNORECASE)
_CLOSED_RDF = re.compile(r"</rdf:rdf\s*>", re.IGNORECASE)
_ROOT = re.compile(r"<(rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_HEAD = 100_000


def keep_newest(text: str) -> tuple[str, bool]:
    """Return the XML with at most the newest 2,000 items, and whether items were left out.

    Feeds list the newest item first unless the dates of the first and last item show the opposite.
    """
    starts = [found.start() for found in _START.finditer(text)]
    if len(starts) <= MOST_ENTRIES:
        return text, False
    tail = _end_of_items(text)
    first, last = _date_in(text, starts[0]), _date_in(text, starts[-1])
    if first and last and first < last:
        return text[: starts[0]] + text[starts[-MOST_ENTRIES] :], True
    return text[: starts[MOST_ENTRIES]] + text[tail:], True


def close_truncated(text: str) -> tuple[str, bool]:
    """Return the XML without a truncated last item and with its root closed, and whether it was truncated.

    The text of a truncated item would become an article of its own; the next poll brings the complete item.
    """
    root = _ROOT.search(text, 0, _HEAD)
    # RDF closes its channel before its items.
    closed = _CLOSED_RDF if root and root[1].lower() == "rdf:rdf" else _CLOSED
    if closed.search(text, max(0, len(text) - 4000)):
        return text, False
    end = _end_of_items(text)
    if not root or end == len(text):
        return text, bool(root) and "</" in text
    return text[:end] + _CLOSINGS[root[1].lower()], True


def _end_of_items(text: str) -> int:
    """Return the end of the last complete item, or the length of the text if there is none."""
    ends = [text.rfind(closing) + len(closing) for closing in ("</item>", "</entry>") if closing in text]
    return max(ends, default=len(text))


def _date_in(text: str, start: int) -> datetime | None:
    found = _DATED.search(text, start, start + 20_000)
    return parse_date(found[1]) if found else None
