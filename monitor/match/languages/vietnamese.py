"""Spell Vietnamese words in both ways that newspapers do: hoà and hòa, thuỷ and thủy.

Pure: no I/O, no clock. A tone on oa, oe or uy may stand on either vowel where the syllable ends with them.
"""

import re
from unicodedata import normalize

# Letters that only Vietnamese writes; and those it shares, which tell it where no language is known: Lào.
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
    """Return a phrase with all tones of such syllables on the first vowel, and with all on the second."""
    apart = normalize("NFD", phrase)
    early = _late.sub(r"\g<head>\g<tone>\g<vowel>", apart)
    late = _early.sub(r"\g<head>\g<vowel>\g<tone>", apart)
    return [normalize("NFC", early), normalize("NFC", late)]
