"""Classify characters by how their script separates words.

A script is *solid* if its words need no space between them: Hangul, Han, Kana, Thai, Lao, Khmer, Burmese and
related scripts. All other letters are *spaced*: their words have boundaries.
"""

import re
from functools import lru_cache
from unicodedata import category

HANGUL = "\u1100-\u11ff\ua960-\ua97f\uac00-\ud7ff"
_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HAN_WIDE = "\U00020000-\U0003fffd"
_KANA = "\u3041-\u3096\u3099-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
_BOPOMOFO = "\u3100-\u312f\u31a0-\u31bf"
_THAI = "\u0e01-\u0e3a\u0e40-\u0e4e"
_LAO = "\u0e80-\u0ece\u0edc-\u0edf"
_KHMER = "\u1780-\u17d3\u17d7\u17dc\u17dd"
_BURMESE = "\u1000-\u1049\u1050-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f"
_TAI = "\u1950-\u19df\u1a20-\u1aad\uaa80-\uaadf"
SYLLABIC = _THAI + _LAO + _KHMER + _BURMESE + _TAI
IDEOGRAPHIC = _HAN + _KANA + _BOPOMOFO
SOLID_NARROW = HANGUL + IDEOGRAPHIC + SYLLABIC  # the part below U+10000
SOLID = SOLID_NARROW + _HAN_WIDE

find_solid = re.compile(f"[{SOLID_NARROW}]").search
_is_solid = re.compile(f"[{SOLID}]").match
_is_syllabic = re.compile(f"[{SYLLABIC}]").match
_is_hangul = re.compile(f"[{HANGUL}]").match
_is_katakana = re.compile("[\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff]").match
# Vowels written before and after their consonant; no word ends between vowel and consonant.
# The last two of the first set are Khmer coeng and Burmese virama, which stack the next consonant.
_leads = frozenset("เแโใไເແໂໃໄ\u17d2\u1039")
_trails = frozenset("ะาำๅະາຳຽ")


def list_blocks(text: str) -> bytes:
    """Return the block of 256 characters of each UTF-16 unit: U+0E81 is in block 0x0E.

    A byte is found twenty times faster than a character of a pattern. The result is longer than the text if
    that has characters above U+FFFF.
    """
    return text.encode("utf-16-le", "surrogatepass")[1::2]


@lru_cache(maxsize=8192)
def is_mark(char: str) -> bool:
    """Return whether a character is a combining mark."""
    return category(char)[0] == "M"


@lru_cache(maxsize=8192)
def is_solid(char: str) -> bool:
    """Return whether a character belongs to a script whose words need no space between them."""
    return _is_solid(char) is not None


@lru_cache(maxsize=8192)
def is_syllabic(char: str) -> bool:
    """Return whether a character belongs to Thai, Lao, Khmer, Burmese or a related script."""
    return _is_syllabic(char) is not None


@lru_cache(maxsize=8192)
def is_hangul(char: str) -> bool:
    """Return whether a character is a Hangul syllable or letter."""
    return _is_hangul(char) is not None


@lru_cache(maxsize=8192)
def is_katakana(char: str) -> bool:
    """Return whether a character is Katakana, including its length mark."""
    return _is_katakana(char) is not None


@lru_cache(maxsize=8192)
def is_spaced(char: str) -> bool:
    """Return whether a character is a letter, digit or mark of a script that writes spaces between words."""
    return (char.isalnum() or is_mark(char)) and not is_solid(char)


@lru_cache(maxsize=8192)
def leads_syllable(char: str) -> bool:
    """Return whether a character is a vowel written before its consonant."""
    return char in _leads


@lru_cache(maxsize=8192)
def trails_syllable(char: str) -> bool:
    """Return whether a character can only follow a consonant of its own syllable."""
    return char in _trails or is_mark(char)
