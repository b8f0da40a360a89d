"""Tables and patterns for spaces, hyphens, quotes, dots, accents and invisible characters."""

import re
from unicodedata import normalize

from monitor.match.text.scripts import SOLID, SOLID_NARROW, SYLLABIC

_SPACES = (
    "\t\n\v\f\r\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
_GAPS = "_·・‧•･"  # separate words like a space: 한·라오스, Luang_Prabang
_APOSTROPHES = "`´‘’‚‛ʼʻ＇"
_QUOTES = "“”„‟«»‹›〝〞＂"
_HYPHENS = "‐‑‒–−⁃﹣－"
_DASHES = "―⸺⸻﹘"
_WIDE = {char: chr(ord(char) - 0xFEE0) for char in "！％（），．／：；？"}
ONE_FOR_ONE = (
    *((char, " ") for char in _SPACES + _GAPS),
    *((char, "'") for char in _APOSTROPHES),
    *((char, '"') for char in _QUOTES),
    *((char, "-") for char in _HYPHENS),
    *((char, "—") for char in _DASHES),
    *_WIDE.items(),
    ("…", "."),
)
ONE_FOR_ONE_BY_BLOCK = tuple(
    (block, tuple(pair for pair in ONE_FOR_ONE if ord(pair[0]) >> 8 == block))
    for block in sorted({ord(char) >> 8 for char, _ in ONE_FOR_ONE})
)
# Letters whose accents may be dropped, by frequency in news; Vietnamese letters are not among them.
_ACCENTED = "éáóíèãçñêâàüöäôúîëïùûòìõåøýÿšžčřěęążśćńłőűāēīōūğışțșý"
ACCENTS = (
    *((char, normalize("NFD", char)[0]) for char in _ACCENTED if char not in "øłı"),
    ("ø", "o"),
    ("ł", "l"),
)
_OFTEN = "éáóíèãçñêüöäôú"
# Letters only of Vietnamese; nearly every Vietnamese sentence has one.
_finds_vietnamese = re.compile("[ăđơư\u1ea0-\u1ef9]").search


def may_be_plain(text: str) -> bool:
    """Return whether accents of a normalized text may be dropped: common ones, not Vietnamese."""
    return any(char in text for char in _OFTEN) and _finds_vietnamese(text) is None


TABLE = str.maketrans(dict(ONE_FOR_ONE))
_CONTROLS = "".join(chr(code) for code in range(0x20) if chr(code) not in _SPACES) + "\x7f"
ASCII_CASED = str.maketrans(
    {old: new for old, new in ONE_FOR_ONE if old.isascii()} | dict.fromkeys(_CONTROLS, "\0")
)
ASCII = ASCII_CASED | {code: code + 0x20 for code in range(ord("A"), ord("Z") + 1)}

# Invisible: controls, format characters (Cf), joiners, variation selectors, tags and the Hangul fillers.
_INVISIBLE = (
    "\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
)
# A pattern with one class below U+10000 is several times faster, so it runs first.
finds_unseen = re.compile(f"[{_INVISIBLE}\ud800-\udfff]").search
# Nothing of it is in most texts of spaced scripts.
finds_uncommon = re.compile(f"[{_INVISIBLE}\ud800-\udfff\u0e00-\u0eff{SOLID_NARROW}]").search
INVISIBLE = re.compile(f"[{_INVISIBLE}\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+")
SURROGATE = re.compile("[\ud800-\udfff]")
finds_wide = re.compile("[\U00010000-\U0010ffff]").search

_CONSONANTS = "\u0e01-\u0e2e\u0e81-\u0eae\u0edc-\u0edf"
# U.S. and S.Korea; after one to three consonants Thai and Lao สปป.ลาว and ສ.ເກົາຫຼີ. A mark keeps its dot.
DOT = re.compile(
    rf"\.(?=[\w\x20-\x2d\x2f-\x7e—]|$)(?:(?<=(?<![^\W_])(?![{SOLID}])[^\W\d_]\.)"
    + "".join(rf"|(?<=(?<![{SYLLABIC}])[{_CONSONANTS}]{{{size}}}\.)" for size in (1, 2, 3))
    + r")(?P<word>(?=[^\W\d_]{2}))?"
)
HYPHEN = re.compile("-(?<=[^ ]-)(?=[^ ])")
SPACES = re.compile("  +")
# A mark or joining letter after a space stays separate: no letter comes before it.
_APART = (
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u1160-\u11ff\u3099\u309a"
    "\ud7b0-\ud7ff"
)


def _optional_space(solid: str) -> re.Pattern[str]:
    return re.compile(rf" (?:(?<=[{solid}] )(?=[{solid}]|[^\W_])|(?<=[^\W_] )(?=[{solid}]))(?![{_APART}])")


OPTIONAL_SPACE = _optional_space(SOLID)
OPTIONAL_SPACE_NARROW = _optional_space(SOLID_NARROW)


def replace_dot(match: re.Match[str]) -> str:
    """Return a space for the dot of an abbreviation before a word (S.Korea), else nothing (U.S.)."""
    return " " if match["word"] is not None else ""
