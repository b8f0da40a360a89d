"""Remove hits inside a longer name or an outlet's name, and words that belong to another country.

Lào Cai is not Lào, the Laotian Times is not Laos, and the Cambodian ministry of justice is not that of Korea.
"""

import re
import sys
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable

from monitor.match.compile import CompiledTopics
from monitor.match.press import is_gap, is_other_word
from monitor.match.text.normalize import NormalizedText
from monitor.models import Outlet

Hit = tuple[int, int, int]
Hits = dict[int, list[Hit]]
Fields = tuple[NormalizedText, NormalizedText]

_WIDEST_GAP = 16
_DEEPEST = 8  # how many names before a place are checked at most
# Words allowed between a country and its ministry: 캄보디아 정부 법무부, Cambodia's Ministry of Justice.
_is_joint = re.compile(r" ?(?:의|정부|정부의|현지|당국|측|왕립|국가|'s ?|’s ?)? ?").fullmatch
_WIDEST_JOINT = 5


def remove_masked(compiled: CompiledTopics, hits: Hits, fields: Fields, outlet: Outlet) -> None:
    """Remove from `hits` all that does not count, and the masks themselves."""
    special = compiled.special.intersection(hits)
    spans = sorted(hit for word in special & compiled.masks for hit in hits.pop(word, ()))
    if spans:
        drop(hits, lambda hit: _is_inside(hit, spans))
    press = [hit for word in special & compiled.press_after for hit in hits.pop(word, ())]
    before = [hit for word in special & compiled.press_before for hit in hits.pop(word, ())]
    if press or before:
        named = _near_press(hits, fields, press, before)
        if named:
            drop(hits, lambda hit: hit in named)
    for word in special.intersection(hits):
        if word in compiled.limited and outlet.country.upper() not in compiled.limited[word]:
            del hits[word]
        elif word in compiled.not_after:
            others = compiled.not_after[word].intersection(hits)
            ends = {(field, end) for other in others for field, _, end in hits[other]}
            _drop_after(hits, word, ends, fields)


def drop(hits: Hits, is_out: Callable[[Hit], bool]) -> bool:
    """Remove the hits for which `is_out` is true; return whether there were any."""
    changed = False
    for word, found in list(hits.items()):
        kept = [hit for hit in found if not is_out(hit)]
        if len(kept) < len(found):
            changed = True
            if kept:
                hits[word] = kept
            else:
                del hits[word]
    return changed


def _is_inside(hit: Hit, spans: list[Hit]) -> bool:
    """Return whether a hit is a part, but not the whole, of one of the sorted spans."""
    field, start, end = hit
    at = bisect_right(spans, (field, start, sys.maxsize)) - 1
    for back in range(at, max(at - _DEEPEST, -1), -1):
        other, first, last = spans[back]
        if other == field and end <= last and (first, last) != (start, end):
            return True
    return False


def _near_press(hits: Hits, fields: Fields, press: list[Hit], before: list[Hit]) -> set[Hit]:
    """Return the hits that are part of an outlet's name because a word such as Times is next to them."""
    named: set[Hit] = set()
    if not hits:
        return named
    places = sorted({(hit[0], hit[2], hit) for found in hits.values() for hit in found})
    for field, start, end in press:
        normalized = fields[field]
        at = bisect_left(places, (field, start + 1)) - 1
        near = []
        while at >= 0 and places[at][0] == field and places[at][1] >= start - _WIDEST_GAP:
            if is_gap(normalized.text[places[at][1] : start]):
                near.append(places[at][2])
            at -= 1
        if near and not is_other_word(normalized.text, end) and _is_name(normalized, start, end):
            named.update(near)
    if before:
        begun: dict[tuple[int, int], list[Hit]] = defaultdict(list)
        for _, _, hit in places:
            begun[hit[:2]].append(hit)
        for field, start, end in before:
            normalized = fields[field]
            after = (end, end + 1) if normalized.text[end : end + 1] == " " else (end,)
            near = [hit for place in after for hit in begun.get((field, place), ())]
            if near and _is_name(normalized, start, end):
                named.update(near)
    return named


def _is_name(normalized: NormalizedText, start: int, end: int) -> bool:
    """Return whether a press word is written as a name: Latin letters need a capital."""
    if not normalized.text[start].isascii():
        return True
    first, _ = normalized.original_span(start, end)
    return not normalized.original[first].islower()


def _drop_after(hits: Hits, word: int, ends: set[tuple[int, int]], fields: Fields) -> None:
    def is_after(hit: Hit) -> bool:
        field, start, _ = hit
        text = fields[field].text
        return any(
            (field, start - gap) in ends and _is_joint(text[start - gap : start])
            for gap in range(_WIDEST_JOINT + 1)
        )

    kept = [hit for hit in hits[word] if not is_after(hit)]
    if kept:
        hits[word] = kept
    else:
        del hits[word]
