"""Normalize text and keywords, and map every offset back to the original.

This takes linear time for any text; ASCII takes a fast path.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from monitor.match.languages.thai_lao import DOUBLE_VOWEL, MARKS, THAI_AND_LAO, spell_marks, spell_vowel
from monitor.match.text.nfkc import compose, fold_case, growing, uncomposed
from monitor.match.text.offset_map import OffsetMap, RemovedCharacters
from monitor.match.text.punctuation import (
    ACCENTS,
    ASCII,
    ASCII_CASED,
    DOT,
    HYPHEN,
    INVISIBLE,
    ONE_FOR_ONE_BY_BLOCK,
    OPTIONAL_SPACE,
    OPTIONAL_SPACE_NARROW,
    SPACES,
    SURROGATE,
    finds_uncommon,
    finds_unseen,
    finds_wide,
    replace_dot,
)
from monitor.match.text.scripts import find_solid, list_blocks

_NUL = re.compile("\0+")
_ACCENTS = str.maketrans(dict(ACCENTS))
_SHORT = 100


@dataclass(frozen=True, slots=True, eq=False)
class NormalizedText:
    """A text in normal form.

    Attributes:
        original: the original text.
        text: the normal form that is searched, without spaces next to letters of solid scripts.
        spaced: the normal form with those spaces, used for words and their distances.
        rewrites: the offset maps in order; the last maps `text` to `spaced` if they differ.
    """

    original: str
    text: str
    spaced: str
    rewrites: tuple[OffsetMap | RemovedCharacters, ...] = ()

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the smallest span of the original that became text[start:end]; start < end."""
        for rewrite in reversed(self.rewrites):
            start, end = rewrite.start(start), rewrite.end(end)
        return start, end

    def original_start(self, place: int) -> int:
        """Return the offset in the original of the character at `place` in `text`."""
        for rewrite in reversed(self.rewrites):
            place = rewrite.start(place)
        return place

    def original_place(self, place: int) -> int:
        """Return the offset in the original of the character at `place` in `spaced`."""
        rewrites = self.rewrites if self.spaced is self.text else self.rewrites[:-1]
        for rewrite in reversed(rewrites):
            place = rewrite.start(place)
        return place

    def holds_space(self, start: int, end: int) -> bool:
        """Return whether a space was removed inside text[start:end]; start < end."""
        return self.spaced is not self.text and not self.rewrites[-1].in_step(start, end)

    def spaced_start(self, place: int) -> int:
        """Return the offset in `spaced` of the character at `place` in `text`."""
        return place if self.spaced is self.text else self.rewrites[-1].start(place)

    def spaced_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of `spaced` that became text[start:end]; start < end."""
        if self.spaced is self.text:
            return start, end
        return self.rewrites[-1].start(start), self.rewrites[-1].end(end)


def normalize(text: str, *, cased: bool = False) -> NormalizedText:
    """Normalize a text: NFKC, case, punctuation, spaces, Thai and Lao spellings, invisible characters.

    The function is idempotent: normalizing `text` of the result changes nothing.

    Args:
        text: any string, including lone surrogates and control characters.
        cased: keep the case of letters.
    """
    steps = _Steps()
    if text.isascii():
        normalized = text.translate(ASCII_CASED if cased else ASCII)
        if "\0" in normalized:
            normalized = steps.apply(_NUL, "", normalized)
    else:
        normalized = _normalize_letters(text, steps, cased=cased)
    if "." in normalized:
        normalized = steps.apply(DOT, replace_dot, normalized)
    if "-" in normalized:
        normalized = HYPHEN.sub(" ", normalized)
    if "  " in normalized:
        normalized = steps.apply(SPACES, " ", normalized)
    spaced = normalized
    if steps.solid and not normalized.isascii():
        normalized, spaced = _close_up(normalized, steps)
    return NormalizedText(text, normalized, spaced, tuple(steps.taken))


def replace_accents(text: str) -> str:
    """Return a normal form with each accented Latin letter replaced by its base letter; the length stays."""
    if text.isascii():
        return text
    # One pass by character is faster for keywords, a pass for each letter for articles.
    return text.translate(_ACCENTS) if len(text) < _SHORT else _replace_all(text, ACCENTS)


def strip_accents(normalized: NormalizedText) -> NormalizedText:
    """Replace each accented Latin letter by its base letter: coree for corée."""
    text = replace_accents(normalized.text)
    spaced = text if normalized.spaced is normalized.text else replace_accents(normalized.spaced)
    if text == normalized.text:
        return normalized
    return NormalizedText(normalized.original, text, spaced, normalized.rewrites)


class _Steps:
    """Collects the offset maps of one text.

    Attributes:
        taken: the offset maps.
        solid: letters of a solid script may be in it.
        wide: characters above U+FFFF may be in it.
    """

    __slots__ = ("solid", "taken", "wide")

    def __init__(self) -> None:
        self.taken: list[OffsetMap | RemovedCharacters] = []
        self.solid = False
        self.wide = False

    def apply(
        self, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str] | str, text: str
    ) -> str:
        if pattern.search(text) is None:
            return text
        rewrite = OffsetMap(pattern, replace, text)
        self.taken.append(rewrite)
        return rewrite.after

    def remove_characters(self, pattern: re.Pattern[str], text: str) -> str:
        """Remove every match of a pattern for one character."""
        rewrite = RemovedCharacters(pattern, text)
        if len(rewrite.after) == len(text):
            return text
        self.taken.append(rewrite)
        return rewrite.after


def _normalize_letters(text: str, steps: _Steps, *, cased: bool) -> str:
    normalized = text
    blocks = list_blocks(text)
    steps.wide = len(blocks) > len(text)
    # One search tells that a text has only letters of spaced scripts; it then skips three others.
    steps.solid = steps.wide or finds_uncommon(normalized) is not None
    if steps.solid and (steps.wide or finds_unseen(normalized)):
        normalized = steps.apply(INVISIBLE, "", normalized)
        normalized = SURROGATE.sub("\ufffd", normalized)
    for block, pairs in ONE_FOR_ONE_BY_BLOCK:
        if block in blocks:
            normalized = _replace_all(normalized, pairs)
    if normalized.isascii():
        return normalized if cased else normalized.lower()
    pattern = uncomposed(normalized)
    if pattern is not None:
        normalized = steps.apply(pattern, compose, normalized)
        steps.wide = finds_wide(normalized) is not None
        steps.solid = True  # ㈜ becomes (주)
    if not cased:
        lower = normalized.casefold()
        if len(lower) != len(normalized):
            lower = steps.apply(growing(), fold_case, normalized).casefold()
        normalized = lower
    if THAI_AND_LAO in blocks:
        normalized = steps.apply(MARKS, spell_marks, normalized)
    return normalized


def _replace_all(text: str, pairs: tuple[tuple[str, str], ...]) -> str:
    for old, new in pairs:
        if old in text:
            text = text.replace(old, new)
    return text


def _close_up(spaced: str, steps: _Steps) -> tuple[str, str]:
    """Return a normal form without the optional spaces of solid scripts, and the form with them."""
    if not (steps.wide or find_solid(spaced)):
        return spaced, spaced
    if "เ" in spaced or "ເ" in spaced:
        spaced = steps.apply(DOUBLE_VOWEL, spell_vowel, spaced)
    pattern = OPTIONAL_SPACE if steps.wide else OPTIONAL_SPACE_NARROW
    return steps.remove_characters(pattern, spaced), spaced
