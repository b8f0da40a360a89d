"""Apply NFKC, then case folding, to the parts of a text that they change.

This is linear: a run of marks is normalized in bounded pieces.
"""

import re
from functools import cache
from unicodedata import category, is_normalized, normalize

from monitor.match.text.punctuation import TABLE, finds_wide

# Compatibility letters that NFKC joins to the letter before them: Hangul letters, half-width Kana marks.
_JOINING = "\u3131-\u318e\uff9e-\uff9f\uffa1-\uffdc"
_is_joining = re.compile(f"[{_JOINING}]").search
# Letters whose case folding is longer (Unicode CaseFolding.txt, status F).
_GROWING = "ßẞİŉǰΐΰևẖ-ẚὐ-\u1fff\ufb00-\ufb17"
# Normalization sorts marks by insertion, so a long run would take quadratic time (UAX #15, D4).
_LONGEST_RUN = 64


def uncomposed(text: str) -> re.Pattern[str] | None:
    """Return a pattern for the parts of a text that NFKC changes, or None if there are none."""
    if is_normalized("NFKC", text):
        return None
    if _is_joining(text) or not is_normalized("NFC", text):
        return _clusters()
    return _compatibility(narrow=finds_wide(text) is None)


def compose(match: re.Match[str]) -> str:
    """Return a letter and its marks in NFKC, with resulting punctuation normalized."""
    return normalize("NFKC", match[0]).translate(TABLE)


@cache
def growing() -> re.Pattern[str]:
    """Return a pattern for letters whose case folding is longer, with their marks."""
    marks, _ = _marks_and_compatible()
    return re.compile(f"[{_GROWING}][{marks}]{{0,{_LONGEST_RUN}}}")


def fold_case(match: re.Match[str]) -> str:
    """Fold the case of a letter that grows, twice: the result may compose with a mark and grow again (ß́)."""
    return normalize("NFC", match[0].casefold()).casefold()


@cache
def _clusters() -> re.Pattern[str]:
    marks, changed = _marks_and_compatible()
    joining = f"{marks}\u1160-\u11ff\ud7b0-\ud7ff{_JOINING}"
    return re.compile(f"[\\s\\S][{joining}]{{1,{_LONGEST_RUN}}}|[{changed}]")


@cache
def _compatibility(*, narrow: bool) -> re.Pattern[str]:
    # A class with letters above U+10000 is 20 times slower, and few texts contain one.
    marks, changed = _marks_and_compatible()
    if narrow:
        changed = "".join(pair for pair in re.findall("(?s).-.", changed) if pair[2] < "\U00010000")
    return re.compile(f"[{changed}][{marks}]{{0,{_LONGEST_RUN}}}")


@cache
def _marks_and_compatible() -> tuple[str, str]:
    """Return the marks, and the characters that NFKC changes, as ranges of a pattern."""
    marks, changed = [], []
    for code in (*range(0x80, 0xD800), *range(0xE000, 0x20000), *range(0x2F800, 0x2FA20)):
        char = chr(code)
        if category(char)[0] == "M":
            marks.append(code)
        if not is_normalized("NFKC", char):
            changed.append(code)
    return _as_ranges(marks), _as_ranges(changed)


def _as_ranges(codes: list[int]) -> str:
    ranges: list[tuple[int, int]] = []
    for code in codes:
        # Ranges do not cross U+FFFF, because the faster patterns leave out higher letters.
        if ranges and ranges[-1][1] == code - 1 and code != 0x10000:  # noqa: PLR2004
            ranges[-1] = (ranges[-1][0], code)
        else:
            ranges.append((code, code))
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)
