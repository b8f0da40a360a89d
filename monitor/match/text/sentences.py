"""Quote the sentence around a hit verbatim.

Sentence ends are searched once in each block of 1,024 characters with a hit.
"""

import re
from bisect import bisect_right

LONGEST_QUOTE = 300
# A sentence ends at a newline, at 。！？ and similar signs, and at .!? before a space unless an abbreviation
# or initial comes before. Runs are bounded, so a text of only such signs takes no longer than another.
_END = re.compile(
    r"[\n。！？｡។။.!?](?:(?<=\n)|(?<=[。！？｡។။])[”’」』）\"']*|(?<=[.!?])(?<!\b[A-Z]\.)(?<!\b[A-Z][a-z]\.)"
    r"(?<!\b(?:Mrs|Gen|Col|Gov|Sen|Rep|Jan|Feb|Aug|Nov|Dec)\.)[.!?]{0,16}[”’\"')»]{0,16}(?=\s))"
)
_BEFORE_SPACE = frozenset(".!?")
_STRETCH = 1024


# Start, end and text of a span.
Quote = tuple[int, int, str]


class _Stretch:
    """The sentence ends in and around a block of a text, and a cache of whole sentences."""

    __slots__ = ("begins", "ends", "whole")

    def __init__(self, text: str, number: int) -> None:
        first = max(number * _STRETCH - LONGEST_QUOTE, 0)
        found = list(_END.finditer(text, first, (number + 1) * _STRETCH + 2 * LONGEST_QUOTE + 1))
        self.begins = [one.start() for one in found]
        self.ends = [one.end() for one in found]
        self.whole: dict[int, Quote] = {}


class Sentences:
    """Quotes sentences of one text."""

    __slots__ = ("_stretches", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._stretches: dict[int, _Stretch] = {}

    def quote(self, start: int, end: int) -> Quote:
        """Return the sentence around text[start:end], at most 300 characters or the hit itself.

        A longer sentence is cut at a space near the limit, or at the limit if there is none.
        """
        number = start // _STRETCH
        stretch = self._stretches.get(number)
        if stretch is None:
            stretch = self._stretches[number] = _Stretch(self._text, number)
        place = bisect_right(stretch.ends, start)
        known = stretch.whole.get(place)
        if known is not None and end < known[1]:
            return known
        room = LONGEST_QUOTE - (end - start)
        if room <= 0:
            return start, end, self._text[start:end]
        first, last, whole = self._bound(stretch, place, start, end)
        if last - first > LONGEST_QUOTE:
            whole = False
            first, last = self._cut(first, last, start, end)
        text = self._text
        while first < start and text[first].isspace():
            first += 1
        while last > end and text[last - 1].isspace():
            last -= 1
        quote = first, last, text[first:last]
        if whole:
            stretch.whole[place] = quote
        return quote

    def _bound(self, stretch: _Stretch, place: int, start: int, end: int) -> tuple[int, int, bool]:
        """Return the start and end of the sentence, each at most 300 characters from the hit.

        The third value is True if the span is exactly one whole sentence.
        """
        text, begins, ends = self._text, stretch.begins, stretch.ends
        floor, ceiling = start - LONGEST_QUOTE, end + LONGEST_QUOTE
        whole = True
        if place and ends[place - 1] > floor:
            first = ends[place - 1]
        elif floor <= 0:
            first = 0
        else:
            first, whole = _to_space(text, floor, start), False
        while place < len(ends) and ends[place] <= end:
            place, whole = place + 1, False
        if place < len(ends) and begins[place] <= ceiling:
            begin, last = begins[place], ends[place]
            if text[begin] == "\n":
                return first, begin, whole
            if last <= ceiling:
                return first, last, whole
            if text[begin] not in _BEFORE_SPACE:
                return first, ceiling, False
        if ceiling >= len(text):
            return first, len(text), whole
        return first, _back_to_space(text, end, ceiling), False

    def _cut(self, first: int, last: int, start: int, end: int) -> tuple[int, int]:
        room = LONGEST_QUOTE - (end - start)
        before = min(start - first, max(room // 2, room - (last - end)))
        after = min(last - end, room - before)
        if start - before > first:
            first = _to_space(self._text, start - before, start)
        if end + after < last:
            last = _back_to_space(self._text, end, end + after)
        return first, last


def _to_space(text: str, place: int, bound: int) -> int:
    space = text.find(" ", place, min(place + 40, bound))
    return space + 1 if space >= 0 else place


def _back_to_space(text: str, bound: int, place: int) -> int:
    space = text.rfind(" ", max(place - 40, bound), place)
    return space if space >= 0 else place
