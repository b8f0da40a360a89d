"""Quote the sentence around a hit verbatim.

Sentence ends are searched only around a hit, and a sentence that was quoted whole is found again at once.
"""

import re
from bisect import bisect_right

LONGEST_QUOTE = 300
# A sentence ends at a newline, at 。！？ and similar signs, and at .!? before a space unless an abbreviation
# or initial comes before. Runs are bounded, so a text of only such signs takes no longer than another.
_END = re.compile(
    r"[\n。！？｡។။.!?](?:(?<=\n)|(?<=[。！？｡។။])[”’」』）\"']{0,16}|(?<=[.!?])(?<!\b[A-Z]\.)(?<!\b[A-Z][a-z]\.)"
    r"(?<!\b(?:Mrs|Gen|Col|Gov|Sen|Rep|Jan|Feb|Aug|Nov|Dec)\.)[.!?]{0,16}[”’\"')»]{0,16}(?=\s))"
)
_LONGEST_END = 33
_BEFORE_SPACE = frozenset(".!?")

# Start, end and text of a span.
Quote = tuple[int, int, str]


class Sentences:
    """Quotes sentences of one text."""

    __slots__ = ("_begins", "_text", "_whole")

    def __init__(self, text: str) -> None:
        self._text = text
        self._begins: list[int] = []  # where the sentences that were quoted whole begin, sorted
        self._whole: list[Quote] = []

    def quote(self, start: int, end: int) -> Quote:
        """Return the sentence around text[start:end], at most 300 characters or the hit itself.

        A longer sentence is cut at a space near the limit, or at the limit if there is none.
        """
        at = bisect_right(self._begins, start)
        if at and end < self._whole[at - 1][1]:
            return self._whole[at - 1]
        if end - start >= LONGEST_QUOTE:
            return start, end, self._text[start:end]
        first, last, whole = self._bound(start, end)
        if last - first > LONGEST_QUOTE:
            whole = False
            first, last = self._cut(first, last, start, end)
        text = self._text
        while first < start and text[first].isspace():
            first += 1
        while last > end and text[last - 1].isspace():
            last -= 1
        quote = first, last, text[first:last]
        if whole and not (at and self._begins[at - 1] == first):
            self._begins.insert(at, first)
            self._whole.insert(at, quote)
        return quote

    def _bound(self, start: int, end: int) -> tuple[int, int, bool]:
        """Return the start and end of the sentence, each at most 300 characters from the hit.

        The third value is True if the span is exactly one whole sentence.
        """
        text, floor, ceiling = self._text, start - LONGEST_QUOTE, end + LONGEST_QUOTE
        before, crossed, stop = self._list_ends(start, end)
        whole = not crossed
        if before is not None:
            first = before
        elif floor <= 0:
            first = 0
        else:
            first, whole = _to_space(text, floor, start), False
        if stop is not None:
            begin, last = stop
            if text[begin] == "\n":
                return first, begin, whole
            if last <= ceiling:
                return first, last, whole
            if text[begin] not in _BEFORE_SPACE:
                return first, ceiling, False
        if ceiling >= len(text):
            return first, len(text), whole
        return first, _back_to_space(text, end, ceiling), False

    def _list_ends(self, start: int, end: int) -> tuple[int | None, bool, tuple[int, int] | None]:
        """Return where the sentence before the hit ends, whether one ends in it, and the next end's span."""
        floor, ceiling = start - LONGEST_QUOTE, end + LONGEST_QUOTE
        before, crossed = None, False
        for found in _END.finditer(self._text, max(floor - _LONGEST_END, 0), ceiling + 1 + _LONGEST_END):
            begin, last = found.span()
            if last > end:
                return before, crossed, (begin, last) if begin <= ceiling else None
            if last > start:
                crossed = True
            elif last > floor:
                before = last
        return before, crossed, None

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
