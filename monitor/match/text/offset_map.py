"""Remember how a text was rewritten, so that any place in the outcome leads back to the original.

Pure: no I/O, no clock. Positions are worked out when somebody first asks: most texts hold no keyword.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate
from operator import add


class OffsetMap:
    """One pass of a pattern over a text, and the way back from its outcome.

    Attributes:
        before: the text as it was.
        after: the text as it became.
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
        # From `_after[n]` of the outcome on, one is at `_before[n]` of the text before and goes on in step;
        # up to `_ends[n]` the outcome is rewritten and stands for the whole of what it was.
        self._after: list[int] = []
        self._before: list[int] = []
        self._ends: list[int] = []

    def _remove(self, pattern: re.Pattern[str]) -> str:
        # Spaces of solid scripts are as many as words. To remember how much stands between any two of them
        # saves looking for them again.
        pieces = pattern.split(self.before)
        after = "".join(pieces)
        if len(self.before) - len(after) == len(pieces) - 1:
            self._kept = array("l", map(len, pieces))
        return after

    def start(self, place: int) -> int:
        """Return where the character at `place` of the outcome begins in the text before."""
        if not self._after:
            self._trace()
        at = bisect_right(self._after, place) - 1
        before = self._before[at]
        if place < self._ends[at]:
            return before
        return before + place - self._after[at]

    def end(self, place: int) -> int:
        """Return where the character before `place` of the outcome ends in the text before."""
        if not place:
            return 0
        if not self._after:
            self._trace()
        at = bisect_right(self._after, place - 1) - 1
        if place <= self._ends[at]:
            return self._before[at + 1]
        return self._before[at] + place - self._after[at]

    def in_step(self, start: int, end: int) -> bool:
        """Say whether after[start:end] is part of the text before as it is; start < end."""
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
