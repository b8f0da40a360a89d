"""Which part of a feed's XML is parsed: the newest entries of a huge one, the whole ones of a torn one.

Pure: no I/O, no clock. It works on the text, because parsing what is then thrown away is the cost to avoid.
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
_ROOT = re.compile(r"<(rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_HEAD = 100_000


def most_recent(text: str) -> tuple[str, bool]:
    """Return the XML with at most the newest 2,000 items, and whether any were left out.

    Feeds list the newest first unless the dates of the first and last item say the opposite.
    """
    starts = [found.start() for found in _START.finditer(text)]
    if len(starts) <= MOST_ENTRIES:
        return text, False
    tail = _end_of_items(text)
    first, last = _date_in(text, starts[0]), _date_in(text, starts[-1])
    if first and last and first < last:
        return text[: starts[0]] + text[starts[-MOST_ENTRIES] :], True
    return text[: starts[MOST_ENTRIES]] + text[tail:], True


def whole_part(text: str) -> tuple[str, bool]:
    """Return the XML without a torn last item, its root closed again, and whether it was cut off.

    The words of a torn item would be taken for an article of their own; the next poll brings it whole.
    """
    if _CLOSED.search(text, max(0, len(text) - 4000)):
        return text, False
    root = _ROOT.search(text, 0, _HEAD)
    end = _end_of_items(text)
    if not root or end == len(text):
        return text, bool(root) and "</" in text
    return text[:end] + _CLOSINGS[root[1].lower()], True


def _end_of_items(text: str) -> int:
    """Return where the last whole item ends, or the length of the text if none does."""
    ends = [text.rfind(closing) + len(closing) for closing in ("</item>", "</entry>") if closing in text]
    return max(ends, default=len(text))


def _date_in(text: str, start: int) -> datetime | None:
    found = _DATED.search(text, start, start + 20_000)
    return parse_date(found[1]) if found else None
