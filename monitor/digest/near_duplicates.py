"""Measure how much of one text is in another, and find the pairs of texts that are worth comparing.

Character shingles need no word breaks, so they work for Lao, Thai and Chinese as for English. A sketch of a
few hashes of each text finds candidate pairs (A. Broder, On the resemblance and containment of documents,
1997); containment decides. The order of the texts does not matter.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from zlib import crc32

SHINGLE = 9
SAMPLES = 128
_GLANCE = 24
_UNRELATED = 0.1
_SHORT = 400  # in shorter texts the content selects too few positions
_LEAD = 600  # a summary is usually a copy of the lead
_KEPT = 48
_CROWD = 40
# About one place in sixteen, selected by its character, so that all copies of a text select the same places.
_CHOSEN = "".join(chr(code) for code in range(0xA0, 0xD7A4) if not (code * 2654435761 >> 7) % 16)
_PLACES = re.compile(f"[bgp7{_CHOSEN}]")


def containment(part: str, whole: str) -> float:
    """Return the share of a squashed text's shingles that are in another, 0 to 1; 0 for an empty text.

    At most 128 evenly spaced shingles are compared. An agency copy gives 0.94 to 1, a related text 0.04 to
    0.20.
    """
    return _share_present(part, (whole,))


def novelty(text: str, earlier: Sequence[str]) -> float:
    """Return the share of a squashed text's shingles that are in none of the earlier texts, 0 to 1."""
    return 1 - _share_present(text, earlier) if text else 0.0


def sketch(text: str) -> frozenset[int]:
    """Return a few hashes of a squashed text that longer and shorter copies share."""
    if len(text) < SHINGLE:
        return frozenset()
    places = [match.start() for match in _PLACES.finditer(text, 0, len(text) - SHINGLE + 1)]
    lead = {_mark(text, place) for place in places if place < _LEAD}
    marks = set(sorted(_mark(text, place) for place in places)[:_KEPT]) | lead
    if len(text) < _SHORT:
        marks |= set(sorted(_mark(text, place) for place in range(len(text) - SHINGLE + 1))[: _KEPT // 3])
    return frozenset(marks)


def candidates(sketches: Sequence[frozenset[int]]) -> Iterator[tuple[int, int]]:
    """Yield pairs (low, high) of indices of sketches that share enough to be compared, in order.

    Linear for a usual day: texts that share a hash with many others (copies, an outlet's footer) are compared
    with their neighbours and with the first text instead of all with all.
    """
    holders: dict[int, list[int]] = defaultdict(list)
    for index, marks in enumerate(sketches):
        for mark in marks:
            holders[mark].append(index)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for group in holders.values():
        if len(group) <= _CROWD:
            pairs = set(combinations(group, 2))
        else:
            pairs = {*pairwise(group), *((group[0], other) for other in group[1:])}
        for pair in pairs:
            shared[pair] += 1
    for pair in sorted(shared):
        few = min(len(sketches[pair[0]]), len(sketches[pair[1]])) <= _KEPT // 3
        if shared[pair] >= (1 if few else 2):
            yield pair


def _share_present(text: str, others: Sequence[str]) -> float:
    """Return the share of shingles; sample a few first, because most compared texts are unrelated."""
    if len(text) < SHINGLE:
        return float(bool(text) and any(text in other for other in others))
    share = _sampled(text, others, _GLANCE)
    return share if share <= _UNRELATED else _sampled(text, others, SAMPLES)


def _sampled(text: str, others: Sequence[str], most: int) -> float:
    last = len(text) - SHINGLE
    count = min(most, last + 1)
    step = max(count - 1, 1)
    shingles = [text[place : place + SHINGLE] for place in (index * last // step for index in range(count))]
    return sum(any(shingle in other for other in others) for shingle in shingles) / count


def _mark(text: str, place: int) -> int:
    return crc32(text[place : place + SHINGLE].encode("utf-8", "surrogatepass"))
