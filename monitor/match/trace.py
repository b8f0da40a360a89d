"""Remember how a text was rewritten, so that any place in the outcome leads back to the original.

Pure: no I/O, no clock. Positions are worked out when somebody first asks: most texts hold no keyword.
"""

import re
from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate


class Rewrite:
    """One pass of a pattern over a text, and the way back from its outcome.

    Attributes:
        before: the text as it was.
        after: the text as it became.
    """

    __slots__ = ("_ends", "_pattern", "_replace", "_starts", "after", "before")

    def __init__(
        self, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str] | str, before: str
    ) -> None:
        self.before = before
        self.after = pattern.sub(replace, before)
        self._pattern = pattern
        self._replace = replace
        self._starts: list[tuple[int, int]] = []
        self._ends: list[int] = []

    def start(self, place: int) -> int:
        """Return where the character at `place` of the outcome begins in the text before."""
        return self._lead_back(place, behind=False)

    def end(self, place: int) -> int:
        """Return where the character before `place` of the outcome ends in the text before."""
        return self._lead_back(place - 1, behind=True) if place else 0

    def _lead_back(self, place: int, *, behind: bool) -> int:
        if not self._starts:
            self._trace()
        at = bisect_right(self._starts, (place, len(self.before))) - 1
        after, before = self._starts[at]
        if place < self._ends[at]:
            # Inside of something rewritten: it stands for the whole of what it was.
            return self._starts[at + 1][1] if behind else before
        shift = before - after
        return place + shift + (1 if behind else 0)

    def _trace(self) -> None:
        # From this place of the outcome on, this far in the text before; up to `_ends` it is rewritten.
        if self._replace == "":
            self._trace_removals()
            return
        starts, ends = [(0, 0)], [0]
        grown = 0
        for match in self._pattern.finditer(self.before):
            new = self._replace if isinstance(self._replace, str) else self._replace(match)
            first = match.start() + grown
            grown += len(new) - (match.end() - match.start())
            if new:
                starts.append((first, match.start()))
                ends.append(first + len(new))
            starts.append((match.end() + grown, match.end()))
            ends.append(0)
        self._starts, self._ends = starts, ends

    def _trace_removals(self) -> None:
        # Spaces of solid scripts: as many as words, so this is the pass that must be quick.
        spans = [match.span() for match in self._pattern.finditer(self.before)]
        removed = accumulate(end - start for start, end in spans)
        self._starts = [(0, 0), *((end - gone, end) for (_, end), gone in zip(spans, removed, strict=True))]
        self._ends = [0] * len(self._starts)
