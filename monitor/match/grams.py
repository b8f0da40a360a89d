"""Turn normal forms into character grams, the unit of the search index.

A gram is a short run of neighbouring characters, hashed to 16 bits:

- three characters of spaced or syllabic scripts (Latin, Cyrillic, Thai, Lao, Khmer, Burmese);
- two characters of which at least one belongs to a solid script, which finds Korean words of two syllables;
- one character of Hangul, Han or Kana;
- the first two characters of a word of a spaced script, so that a word of one or two letters is found.

Grams never contain a space or an accent of a Latin letter. Every gram of a pattern is also a gram of each
text in which the matcher finds the pattern, so the index never misses an article. The index may return
articles that do not match; the matcher checks them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monitor.match.patterns import Pattern
from monitor.match.text.normalize import normalize, replace_accents, strip_accents
from monitor.match.text.scripts import is_mark, is_solid, is_spaced, is_syllabic

Grams = NDArray[np.uint16]

SCHEME: Final = 1  # raise it when the grams of a text change, to rebuild the index
GRAMS: Final = 1 << 16  # number of different grams

_OTHER, _SPACED, _MARK, _SYLLABIC, _DENSE, _SPACE, _UNKNOWN = range(7)
_ONE, _TWO, _THREE, _START = (np.uint32(kind) for kind in (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F))
_FIRST, _SECOND, _THIRD = np.uint32(0x01000193), np.uint32(0x2545F491), np.uint32(0x5851F42D)


def text_grams(*texts: str) -> Grams:
    """Return the unique grams of texts, sorted.

    Args:
        texts: raw texts such as the title and body of an article; they are normalized here.
    """
    plain = (strip_accents(normalize(text)).text for text in texts if text)
    found = [_grams(text, opens=True, closes=True) for text in plain]
    return np.unique(np.concatenate(found)) if found else np.empty(0, np.uint16)


def pattern_grams(pattern: str, use: Pattern) -> Grams:
    """Return the grams of every text that contains a pattern; empty if the pattern is too short.

    Args:
        pattern: the string in normal form that the matcher searches for.
        use: the checks of the pattern.
    """
    opens = use.starts_spaced and not use.open_left
    closes = use.ends_spaced and not use.open_right
    return np.unique(_grams(replace_accents(pattern), opens=opens, closes=closes))


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part must hold; without parts it never holds."""

    parts: tuple["Plan", ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part must hold; without parts it always holds."""

    parts: tuple["Plan", ...]


@dataclass(frozen=True, slots=True)
class Has:
    """All of these grams must be present."""

    grams: tuple[int, ...]


Plan = AnyOf | AllOf | Has

EVERYTHING: Final = AllOf(())


def any_of(parts: Iterable[Plan]) -> Plan:
    """Join alternatives; the result is EVERYTHING if one of them is.

    Leaves out an alternative if its grams include those of another: if it holds, so does the other. A group
    with a name and a hundred phrases that contain it thus needs only the grams of the name.
    """
    unique = dict.fromkeys(
        inner for part in parts for inner in (part.parts if isinstance(part, AnyOf) else (part,))
    )
    if EVERYTHING in unique:
        return EVERYTHING
    needed = _without_longer(part for part in unique if isinstance(part, Has))
    kept = tuple(part for part in unique if not isinstance(part, Has) or part in needed)
    return kept[0] if len(kept) == 1 else AnyOf(kept)


def _without_longer(parts: Iterable[Has]) -> set[Has]:
    """Return the alternatives that do not include all grams of another."""
    kept: dict[int, list[frozenset[int]]] = {}  # by the first gram of each
    needed = set()
    for part in sorted(parts, key=lambda part: len(part.grams)):
        grams = frozenset(part.grams)
        if not any(shorter <= grams for gram in part.grams for shorter in kept.get(gram, ())):
            kept.setdefault(part.grams[0], []).append(grams)
            needed.add(part)
    return needed


def all_of(parts: Iterable[Plan]) -> Plan:
    """Join conditions, without those that are EVERYTHING."""
    unique = tuple(part for part in dict.fromkeys(parts) if part != EVERYTHING)
    return unique[0] if len(unique) == 1 else AllOf(unique)


def plan_pattern(pattern: str, use: Pattern) -> Plan:
    """Return the condition on grams for one pattern."""
    grams = pattern_grams(pattern, use)
    return Has(tuple(int(gram) for gram in grams)) if len(grams) else EVERYTHING


def grams_of_plan(plan: Plan) -> frozenset[int]:
    """Return all grams in a plan."""
    if isinstance(plan, Has):
        return frozenset(plan.grams)
    return frozenset().union(*map(grams_of_plan, plan.parts))


def _grams(text: str, *, opens: bool, closes: bool) -> Grams:
    """Return the grams of a normal form, with repetitions.

    Args:
        text: the normal form.
        opens: a letter of a spaced script at the start is known to begin a word.
        closes: a letter at the end is known to end a word.
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    if not len(codes):
        return np.empty(0, np.uint16)
    kinds = _kinds(codes)
    solid = (kinds == _DENSE) | (kinds == _SYLLABIC)
    dense, gap = kinds == _DENSE, kinds == _SPACE
    with np.errstate(over="ignore"):
        found = [_hash(_ONE, codes[dense])]
        if len(codes) > 1:
            pairs = (solid[:-1] | solid[1:]) & ~(gap[:-1] | gap[1:])
            found.append(_hash(_TWO, codes[:-1][pairs], codes[1:][pairs]))
        if len(codes) > 2:  # noqa: PLR2004
            closed = dense | gap
            triples = ~(closed[:-2] | closed[1:-1] | closed[2:])
            found.append(_hash(_THREE, codes[:-2][triples], codes[1:-1][triples], codes[2:][triples]))
        found.append(_word_starts(codes, kinds, opens=opens, closes=closes))
    return np.concatenate(found)


def _word_starts(codes: NDArray[np.uint32], kinds: NDArray[np.uint8], *, opens: bool, closes: bool) -> Grams:
    """Return the grams of the first two letters of each word of a spaced script.

    A word may also begin after a combining mark: the matcher then checks the letter before the mark, which
    would cost too much here.
    """
    letters = (kinds == _SPACED) | (kinds == _MARK)
    starts = letters.copy()
    starts[1:] &= kinds[:-1] != _SPACED
    starts[0] &= opens
    seconds = np.zeros_like(codes)
    seconds[:-1] = np.where(letters[1:], codes[1:], 0)
    if not closes:
        starts[-1] = False
    return _hash(_START, codes[starts], seconds[starts])


def _hash(kind: np.uint32, *columns: NDArray[np.uint32]) -> Grams:
    value = np.full(len(columns[0]), kind, np.uint32)
    for column, factor in zip(columns, (_FIRST, _SECOND, _THIRD), strict=False):
        value = (value ^ (column * factor)) * np.uint32(0x2C1B3C6D)
        value ^= value >> np.uint32(15)
    return (value >> np.uint32(16)).astype(np.uint16)


@cache
def _table() -> NDArray[np.uint8]:
    return np.full(0x110000, _UNKNOWN, np.uint8)


def _kinds(codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """Return the kind of each character, from a table filled as characters occur."""
    table = _table()
    kinds = table[codes]
    unknown = kinds == _UNKNOWN
    if unknown.any():
        for code in np.unique(codes[unknown]):
            table[code] = _kind(chr(code))
        kinds = table[codes]
    return kinds


def _kind(char: str) -> int:
    if char == " ":
        return _SPACE
    if is_solid(char):
        return _SYLLABIC if is_syllabic(char) else _DENSE
    if is_mark(char):
        return _MARK
    return _SPACED if is_spaced(char) else _OTHER
