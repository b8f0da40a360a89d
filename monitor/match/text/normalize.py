"""Normalize text and keywords, and map every offset back to the original.

This takes linear time for any text; ASCII takes a fast path.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

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
        folded = text.translate(ASCII_CASED if cased else ASCII)
        if "\0" in folded:
            folded = steps.apply(_NUL, "", folded)
    else:
        folded = _fold_letters(text, steps, cased=cased)
    if "." in folded:
        folded = steps.apply(DOT, replace_dot, folded)
    if "-" in folded:
        folded = HYPHEN.sub(" ", folded)
    if "  " in folded:
        folded = steps.apply(SPACES, " ", folded)
    spaced = folded
    if steps.solid and not folded.isascii():
        folded, spaced = _close_up(folded, steps)
    return NormalizedText(text, folded, spaced, tuple(steps.taken))


def replace_accents(text: str) -> str:
    """Return a normal form with each accented Latin letter replaced by its base letter; the length stays."""
    return _replace_all(text, ACCENTS)


def strip_accents(folded: NormalizedText) -> NormalizedText:
    """Replace each accented Latin letter by its base letter: coree for corée."""
    text = replace_accents(folded.text)
    spaced = text if folded.spaced is folded.text else replace_accents(folded.spaced)
    return folded if text == folded.text else replace(folded, text=text, spaced=spaced)


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


def _fold_letters(text: str, steps: _Steps, *, cased: bool) -> str:
    folded = text
    blocks = list_blocks(text)
    steps.wide = len(blocks) > len(text)
    # One search tells that a text has only letters of spaced scripts; it then skips three others.
    steps.solid = steps.wide or finds_uncommon(folded) is not None
    if steps.solid and (steps.wide or finds_unseen(folded)):
        folded = steps.apply(INVISIBLE, "", folded)
        folded = SURROGATE.sub("\ufffd", folded)
    for block, pairs in ONE_FOR_ONE_BY_BLOCK:
        if block in blocks:
            folded = _replace_all(folded, pairs)
    if folded.isascii():
        return folded if cased else folded.lower()
    pattern = uncomposed(folded)
    if pattern is not None:
        folded = steps.apply(pattern, compose, folded)
        steps.wide = finds_wide(folded) is not None
        steps.solid = True  # ㈜ becomes (주)
    if not cased:
        lower = folded.casefold()
        folded = lower if len(lower) == len(folded) else steps.apply(growing(), fold_case, folded).casefold()
    if THAI_AND_LAO in blocks:
        folded = steps.apply(MARKS, spell_marks, folded)
    return folded


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
