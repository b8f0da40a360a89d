"""Return whether a text is about a headline, by shared words in any script.

The answer is None if it cannot be decided: across scripts, or for headlines of a few short words.
"""

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+")
_MARK = re.compile("[\u0300-\u036f]")
_LEAST = 4
_STEM = 5
_PAIR = 2
_SYLLABLES = 3
_MIN_TERMS = 3
_COMMON = frozenset(
    [
        "about",
        "after",
        "against",
        "also",
        "amid",
        "been",
        "before",
        "being",
        "from",
        "have",
        "into",
        "more",
        "most",
        "news",
        "over",
        "said",
        "says",
        "than",
        "that",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "what",
        "when",
        "where",
        "which",
        "while",
        "will",
        "with",
        "would",
        "your",
        "watch",
        "live",
        "video",
        "update",
        "latest",
        "breaking",
        "opinion",
        "photos",
    ]
)


# Endings and particles of Korean, which occur in any two texts.
_ENDINGS = frozenset(
    (
        "다고", "했다", "혔다", "밝혔", "한다", "된다", "있다", "이다", "라고",
        "라며", "다며", "에서", "으로", "에게", "까지", "부터", "에는", "들이",
        "들은", "하는", "하고", "하기", "되는", "있는", "대해", "위해", "지난",
        "이번",
    )
)  # fmt: skip


@lru_cache(maxsize=64)
def headline_terms(title: str) -> frozenset[str]:
    """Return the terms that identify a headline: stems of longer words, groups of unspaced letters."""
    words: set[str] = set()
    for word in _WORD.findall(_normalize(title)):
        dense = _UNSPACED.findall(word)
        for run in dense:
            # Two letters are distinctive in Hangul and Han; unspaced alphabets need more.
            size = _PAIR if run[0] >= "\u3040" else _SYLLABLES + 1
            words.update({run[at : at + size] for at in range(len(run) - size + 1)} - _ENDINGS)
        if not dense and (len(word) >= _LEAST or (word.isdigit() and len(word) > 1)) and word not in _COMMON:
            words.add(word[:_STEM] if word.isalpha() else word)
    return frozenset(words)


def mentions_headline(text: str, title: str) -> bool | None:
    """Return whether a text has terms of a headline; None if that cannot be decided."""
    wanted = headline_terms(title)
    if len(wanted) < _MIN_TERMS or not text:
        return None
    normalized = _normalize(text)
    if any(word in normalized for word in wanted):
        return True
    # A headline in another script proves nothing.
    sample = normalized[:3000]
    dense = len(_UNSPACED.findall(title)) > 0
    written_dense = sum(map(len, _UNSPACED.findall(sample))) * 4 > len(sample)
    if dense != written_dense or _script(title) != _script(sample):
        return None
    return False


def headline_coverage(text: str, title: str) -> float:
    """Return the share (0 to 1) of a headline's terms that a text has."""
    wanted = headline_terms(title)
    normalized = _normalize(text)
    return sum(word in normalized for word in wanted) / len(wanted) if wanted else 0.0


def _script(text: str) -> str:
    """Return the name of the script of most letters of a text."""
    counts: dict[str, int] = {}
    for char in text[:1000]:
        if char.isalpha():
            name = "latin" if char < "\u0250" else str(ord(char) >> 8) if char < "\u3040" else "east"
            name = "hangul" if "\uac00" <= char <= "\ud7a3" else name
            counts[name] = counts.get(name, 0) + 1
    return max(counts, key=lambda name: counts[name], default="")


@lru_cache(maxsize=4)  # one text is compared with several headlines
def _normalize(text: str) -> str:
    normalized = text.casefold()
    if normalized.isascii():
        return normalized
    return unicodedata.normalize("NFC", _MARK.sub("", unicodedata.normalize("NFD", normalized)))
