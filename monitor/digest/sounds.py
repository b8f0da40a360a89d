"""Compare names across scripts by their consonants: Thongloun, 통룬, ທອງລຸນ and トンルン are all TNLN.

Names are known where a script shows them, by capital letters or katakana. In other scripts every place of the
text is compared. Only names of five consonants or more count: shorter ones are found in any text.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from ahocorasick_rs import AhoCorasick
from anyascii import anyascii

from monitor.digest.background import common

_LEAST = 5
_STEM = 6
_CAPITAL = r"[A-Z\u00c0-\u00de\u0110\u0410-\u042f]"
_NAME = re.compile(rf"{_CAPITAL}[^\W\d_]+(?:[ '\u2019-]+{_CAPITAL}[^\W\d_]+){{0,4}}")
_KATAKANA_NAME = re.compile(r"[\u30a1-\u30fa\u30fc]{4,}(?:\u30fb[\u30a1-\u30fa\u30fc]{2,})?")
_BETWEEN = re.compile(r"[ '\u2019-]+")
_NO_CAPITALS = frozenset({"ko", "lo", "th", "zh", "km", "my"})
# Sounds that one language does not distinguish and another does are one class.
_DIGRAPHS = {
    "tkh": "t",
    "pkh": "p",
    "ph": "p",
    "th": "t",
    "kh": "k",
    "ch": "s",
    "sh": "s",
    "ts": "s",
    "ng": "n",
}
_DIGRAPH = re.compile("|".join(_DIGRAPHS))
_CLASSES = str.maketrans(
    {letter: kind for kind, letters in
     {"P": "pbfvw", "T": "td", "K": "kgqc", "S": "szjx", "L": "lr", "M": "m", "N": "n"}.items()
     for letter in letters}
)  # fmt: skip
_DOUBLED = re.compile(r"([PTKSLMN])\1+")
_OTHER = re.compile(r"[^PTKSLMN]+")
_FINAL_W = re.compile(r"[vw](?![aeiouy])")  # a vowel in Lao and Thai
_SOFT_C = re.compile(r"c(?=[eiy])")
_HANGUL, _FINALS = 0xAC00, 28
_SYLLABLES = re.compile(r"[\uac00-\ud7a3]")
_FINAL_T = frozenset({19, 20, 22, 23})  # s, ss, j and ch at the end of a syllable sound as t


def sound(text: str) -> str:
    """Return the consonants of a text in any script, one letter for each class of similar ones."""
    plain = (text if text.isascii() else anyascii(_SYLLABLES.sub(_closed, text))).lower()
    plain = _DIGRAPH.sub(lambda pair: _DIGRAPHS[pair[0]], plain)
    plain = _FINAL_W.sub("", plain)
    classes = _DOUBLED.sub(r"\1", _SOFT_C.sub("s", plain).translate(_CLASSES))
    return _OTHER.sub("", classes)


@lru_cache(maxsize=1 << 15)
def _word_sound(word: str) -> str:
    return sound(word)


def _closed(syllable: re.Match[str]) -> str:
    final = (ord(syllable[0]) - _HANGUL) % _FINALS
    return chr(ord(syllable[0]) - final) + "t" if final in _FINAL_T else syllable[0]


def name_sounds(text: str, language: str) -> dict[str, str]:
    """Return the names in a text as written, by their sound: long words, and two words together."""
    if language in _NO_CAPITALS:
        return {}
    if language == "ja":
        names = {sound(name): name for name in _KATAKANA_NAME.findall(text)}
        return {heard: name for heard, name in names.items() if len(heard) >= _LEAST}
    usual = common("en") | common(language)
    found: dict[str, str] = {}
    for sequence in _NAME.findall(text):
        words = [word for word in _BETWEEN.split(sequence) if word.casefold()[:_STEM] not in usual]
        sounds = [_word_sound(word) for word in words]
        for heard, word in zip(sounds, words, strict=True):
            found.setdefault(heard, word)
        for (one, first), (other, second) in pairwise(zip(sounds, words, strict=True)):
            found.setdefault(one + other, f"{first} {second}")
    return {heard: name for heard, name in found.items() if len(heard) >= _LEAST}


def running_sound(text: str, language: str) -> str:
    """Return the sound of a whole text if its script does not show names, else an empty text."""
    return sound(text) if language in _NO_CAPITALS else ""


def heard_in(names: Iterable[str], texts: Sequence[str]) -> list[frozenset[str]]:
    """Return for each running sound the names, by sound, that it contains."""
    ordered = sorted(set(names))
    if not ordered:
        return [frozenset()] * len(texts)
    automaton = AhoCorasick(ordered)
    return [
        frozenset(ordered[index] for index, _, _ in automaton.find_matches_as_indexes(text, overlapping=True))
        for text in texts
    ]
