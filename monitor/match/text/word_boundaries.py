"""Decide whether a hit is the keyword itself: word boundaries by script.

Only a bounded number of characters next to a hit is read, so search stays linear.
"""

from itertools import pairwise

from monitor.match.languages.korean import is_morpheme
from monitor.match.patterns import Pattern
from monitor.match.text.normalize import NormalizedText, normalize
from monitor.match.text.scripts import (
    is_hangul,
    is_katakana,
    is_mark,
    is_solid,
    is_spaced,
    leads_syllable,
    trails_syllable,
)

_LOOK_BACK = 64
_SHORTEST_SPLIT = 4  # syllables of a Hangul word that may be split by spaces: 루앙 프라방 for 루앙프라방
_SHORTEST_PART = 2


def begins_word(text: str, start: int) -> bool:
    """Return whether a letter of a spaced script at text[start] begins a word; start > 0."""
    return not is_spaced(text[start - 1]) or _is_loose_mark(text, start - 1)


def ends_word(text: str, end: int) -> bool:
    """Return whether a letter of a spaced script before text[end] ends a word; end < len(text)."""
    return not is_spaced(text[end])


def cuts_no_syllable(text: str, start: int, end: int) -> bool:
    """Return whether text[start:end], with a solid script at both ends, cuts no syllable."""
    if end < len(text) and trails_syllable(text[end]):
        return False
    return not start or not leads_syllable(text[start - 1])


def find_end(normalized: NormalizedText, start: int, end: int, use: Pattern) -> int:
    """Return the end of the word at text[start:end], or -1 if it is not an occurrence of the keyword.

    The end of a prefix or a compound is the end of its word.
    """
    text = normalized.text
    if start and not _opens(text, start, use):
        return -1
    if end < len(text):
        end = _close(text, end, use)
        if end < 0:
            return -1
    if use.hangul and not _fits_word_groups(normalized, start, end, use):
        return -1
    if use.edge and not _fits_katakana(text, start, end):
        return -1
    return end if _is_written_so(normalized, start, end, use) else -1


def _opens(text: str, start: int, use: Pattern) -> bool:
    before = text[start - 1]
    if use.starts_spaced:
        return use.open_left or begins_word(text, start)
    return not leads_syllable(before) if is_solid(before) else True


def _close(text: str, end: int, use: Pattern) -> int:
    after = text[end]
    if not use.ends_spaced:
        return -1 if trails_syllable(after) else end
    if not is_spaced(after):
        return end
    if not use.open_right:
        return -1
    while end < len(text) and is_spaced(text[end]):
        end += 1
    return end


def _is_loose_mark(text: str, place: int) -> bool:
    """Return whether a mark has no letter: NFKC turns a free-standing accent into a space and a mark."""
    if not is_mark(text[place]):
        return False
    for back in range(place, max(place - _LOOK_BACK, -1), -1):
        if not is_mark(text[back]):
            return not text[back].isalnum()
    return True


def _fits_word_groups(normalized: NormalizedText, start: int, end: int, use: Pattern) -> bool:
    if not use.edge and not normalized.holds_space(start, end):
        return True
    first, last = normalized.spaced_span(start, end)
    spaced = normalized.spaced
    if last - first > end - start and not _spaces_fit(spaced, first, last, use):
        return False
    return not use.edge or is_morpheme(spaced, first, last)


def _spaces_fit(spaced: str, first: int, last: int, use: Pattern) -> bool:
    """Return whether spaces inside a hit are the keyword's own, or split a long word."""
    places, seen = [], 0
    for char in spaced[first:last]:
        if char == " " and seen not in use.gaps:
            places.append(seen)
        seen += char != " "
    if not places:
        return True
    starts_group = first == 0 or not is_hangul(spaced[first - 1])
    borders = sorted({0, *places, use.size, *use.gaps})
    parts = [after - before for before, after in pairwise(borders)]
    return starts_group and use.size >= _SHORTEST_SPLIT and min(parts) >= _SHORTEST_PART


def _fits_katakana(text: str, start: int, end: int) -> bool:
    """Return whether a Katakana word is not part of a longer one, as タイ is of タイヤ."""
    left = start > 0 and is_katakana(text[start - 1]) and is_katakana(text[start])
    right = end < len(text) and is_katakana(text[end]) and is_katakana(text[end - 1])
    return not (left or right)


def _is_written_so(normalized: NormalizedText, start: int, end: int, use: Pattern) -> bool:
    """Return whether the original has the case and accents that the keyword requires."""
    if not (use.exact or use.accented):
        return True
    first, last = normalized.original_span(start, end)
    original = normalized.original[first:last]
    if use.exact and normalize(original, cased=True).text.strip() != use.exact:
        return False
    return not use.accented or normalize(original).text.strip().startswith(tuple(use.accented))
