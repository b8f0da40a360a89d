"""Spell Vietnamese words in both ways of newspapers: hoà and hòa, thuỷ and thủy.

If a syllable ends with oa, oe or uy, the tone may be on either vowel.
"""

import re
from unicodedata import normalize

# Letters only of Vietnamese, and shared letters that indicate it if the language is unknown: Lào.
finds_vietnamese = re.compile("[ăđơư\u1ea0-\u1ef9]").search
finds_tone = re.compile("[àãìòõùũý]").search
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_END = "(?![\\w\u0300-\u036f])"
_late = re.compile(
    f"(?P<head>(?<!q)u(?=y)|o(?=[ae]))(?P<vowel>[yae])(?P<tone>[{_TONES}]){_END}", re.IGNORECASE
)
_early = re.compile(
    f"(?P<head>(?<!q)u(?=[{_TONES}]y)|o(?=[{_TONES}][ae]))(?P<tone>[{_TONES}])(?P<vowel>[yae]){_END}",
    re.IGNORECASE,
)


def spell_phrase(phrase: str) -> list[str]:
    """Return a phrase with these tones on the first vowels, and with these tones on the second."""
    apart = normalize("NFD", phrase)
    early = _late.sub(r"\g<head>\g<tone>\g<vowel>", apart)
    late = _early.sub(r"\g<head>\g<vowel>\g<tone>", apart)
    return [normalize("NFC", early), normalize("NFC", late)]
