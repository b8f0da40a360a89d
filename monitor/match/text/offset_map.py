"""Map offsets in a rewritten text back to the text before.

A map is computed at the first lookup, and only as far as the lookup needs: most texts contain no keyword.
"""

import re
from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate


class OffsetMap:
    """One substitution over a text, with a map of offsets back to the text before.

    Attributes:
        before: the text before.
        after: the text after.
    """

    __slots__ = ("_after", "_before", "_ends", "_grown", "_known", "_matches", "_replace", "after", "before")

    def __init__(
        self, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str] | str, before: str
    ) -> None:
        self.before = before
        self.after = pattern.sub(replace, before)
        self._replace = replace
        self._matches = pattern.finditer(before)
        # Offset `_after[n]` maps to `_before[n]`, and later offsets map one to one, except up to `_ends[n]`:
        # that part was rewritten as a whole and maps to the whole match.
        self._after, self._before, self._ends = [0], [0], [0]
        self._grown = 0
        self._known = 0  # offsets up to this one are mapped

    def start(self, place: int) -> int:
        """Return where the character at `place` begins in the earlier text."""
        if place >= self._known:
            self._trace(place)
        at = bisect_right(self._after, place) - 1
        before = self._before[at]
        if place < self._ends[at]:
            return before
        return before + place - self._after[at]

    def end(self, place: int) -> int:
        """Return where the character before `place` ends in the earlier text."""
        if not place:
            return 0
        if place > self._known:
            self._trace(place - 1)
        at = bisect_right(self._after, place - 1) - 1
        if place <= self._ends[at]:
            return self._before[at + 1]
        return self._before[at] + place - self._after[at]

    def in_step(self, start: int, end: int) -> bool:
        """Return whether after[start:end] was copied without a change; start < end."""
        if end >= self._known:
            self._trace(end)
        at = bisect_right(self._after, start)
        return self._ends[at - 1] <= start and (at == len(self._after) or self._after[at] >= end)

    def _trace(self, place: int) -> None:
        """Map the offsets up to `place`."""
        after, before, ends = self._after, self._before, self._ends
        for match in self._matches:
            new = self._replace if isinstance(self._replace, str) else self._replace(match)
            first, last = match.span()
            if new:
                ends.append(first + self._grown + len(new))
                after.append(first + self._grown)
                before.append(first)
            self._grown += len(new) - (last - first)
            after.append(last + self._grown)
            before.append(last)
            ends.append(0)
            if after[-1] > place:
                self._known = after[-1]
                return
        self._known = len(self.after) + 1


class RemovedCharacters:
    """A text without single characters that a pattern finds, with a map of offsets back to the text before.

    A text in a solid script can have a removed space for each word: this map needs no second search.

    Attributes:
        before: the text before.
        after: the text after.
    """

    __slots__ = ("_cuts", "_pieces", "after", "before")

    def __init__(self, pattern: re.Pattern[str], before: str) -> None:
        self.before = before
        self._pieces = pattern.split(before)
        self.after = "".join(self._pieces)
        self._cuts: list[int] = []  # offsets in the text after of the removed characters

    def start(self, place: int) -> int:
        """Return where the character at `place` begins in the earlier text."""
        return place + bisect_right(self._cuts or self._list_cuts(), place)

    def end(self, place: int) -> int:
        """Return where the character before `place` ends in the earlier text."""
        return place and place + bisect_right(self._cuts or self._list_cuts(), place - 1)

    def in_step(self, start: int, end: int) -> bool:
        """Return whether no character was removed inside after[start:end]; start < end."""
        cuts = self._cuts or self._list_cuts()
        at = bisect_right(cuts, start)
        return at == len(cuts) or cuts[at] >= end

    def _list_cuts(self) -> list[int]:
        self._cuts = list(accumulate(map(len, self._pieces[:-1])))
        return self._cuts
