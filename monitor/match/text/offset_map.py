"""Map offsets in a rewritten text back to the text before.

Offsets are computed at the first lookup, because most texts contain no keyword.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate
from operator import add


class OffsetMap:
    """One substitution over a text, with a map of offsets back to the text before.

    Attributes:
        before: the text before.
        after: the text after.
    """

    __slots__ = ("_after", "_before", "_ends", "_kept", "_pattern", "_replace", "after", "before")

    def __init__(
        self, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str] | str, before: str
    ) -> None:
        self.before = before
        self._kept: array[int] | None = None
        if replace == "":
            self.after = self._remove(pattern)
        else:
            self.after = pattern.sub(replace, before)
        self._pattern = pattern
        self._replace = replace
        # Offset `_after[n]` maps to `_before[n]`, and later offsets map one to one, except up to `_ends[n]`:
        # that part was rewritten as a whole and maps to the whole match.
        self._after: list[int] = []
        self._before: list[int] = []
        self._ends: list[int] = []

    def _remove(self, pattern: re.Pattern[str]) -> str:
        # A text in a solid script can have a removed space for each word. The lengths between them save a
        # second search.
        pieces = pattern.split(self.before)
        after = "".join(pieces)
        if len(self.before) - len(after) == len(pieces) - 1:
            self._kept = array("l", map(len, pieces))
        return after

    def start(self, place: int) -> int:
        """Return the offset in the text before at which the character at `place` begins."""
        if not self._after:
            self._trace()
        at = bisect_right(self._after, place) - 1
        before = self._before[at]
        if place < self._ends[at]:
            return before
        return before + place - self._after[at]

    def end(self, place: int) -> int:
        """Return the offset in the text before at which the character before `place` ends."""
        if not place:
            return 0
        if not self._after:
            self._trace()
        at = bisect_right(self._after, place - 1) - 1
        if place <= self._ends[at]:
            return self._before[at + 1]
        return self._before[at] + place - self._after[at]

    def in_step(self, start: int, end: int) -> bool:
        """Return whether after[start:end] was copied without a change; start < end."""
        if not self._after:
            self._trace()
        at = bisect_right(self._after, start)
        return self._ends[at - 1] <= start and (at == len(self._after) or self._after[at] >= end)

    def _trace(self) -> None:
        if self._kept is not None:
            self._after = [0, *accumulate(self._kept)]
            self._after.pop()
            self._before = list(map(add, self._after, range(len(self._after))))
            self._ends = [0] * len(self._after)
            return
        after, before, ends = [0], [0], [0]
        grown = 0
        for match in self._pattern.finditer(self.before):
            new = self._replace if isinstance(self._replace, str) else self._replace(match)
            first, last = match.span()
            if new:
                ends.append(first + grown + len(new))
                after.append(first + grown)
                before.append(first)
            grown += len(new) - (last - first)
            after.append(last + grown)
            before.append(last)
            ends.append(0)
        self._after, self._before, self._ends = after, before, ends
