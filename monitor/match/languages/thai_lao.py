"""Normalize the order and spelling of Thai and Lao signs."""

import re

THAI_AND_LAO = 0x0E  # the block that both scripts share
_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece"
_SMALL_LO = "\u0ebc"  # the sign under ຫ: ຫຼ is ຫລ
MARKS = re.compile(f"[{_MARKS}](?:(?<={_SMALL_LO})[{_MARKS}]*|[{_MARKS}]+)")
# Two signs typed for one, perhaps with a stray space between them.
DOUBLE_VOWEL = re.compile("เ ?เ|ເ ?ເ")
_TONES = frozenset("\u0e48\u0e49\u0e4a\u0e4b\u0ec8\u0ec9\u0eca\u0ecb")


def spell_marks(match: re.Match[str]) -> str:
    """Write marks in one order: ຫຼ as ຫລ, vowels before tones, each once."""
    marks = match[0]
    ordered = sorted(dict.fromkeys(marks.replace(_SMALL_LO, "")), key=lambda mark: (mark in _TONES, mark))
    return ("ລ" if _SMALL_LO in marks else "") + "".join(ordered)


def spell_vowel(match: re.Match[str]) -> str:
    """Write two เ as one แ, in Thai and in Lao."""
    return "แ" if match[0][0] == "เ" else "ແ"
