"""Whether a text is about what a headline says: by the words that both have, in any script.

Pure: no I/O, no clock. It says no only where it can tell: not across scripts, nor of a few short words.
"""

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")
_DENSE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+")
_MARK = re.compile("[\u0300-\u036f]")
_LEAST = 4
_STEM = 5
_PAIR = 2
_SYLLABLES = 3
_TELLING = 3
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


# Endings and particles of Korean, which stand in any two texts.
_ENDINGS = frozenset(
    (
        "다고", "했다", "혔다", "밝혔", "한다", "된다", "있다", "이다", "라고",
        "라며", "다며", "에서", "으로", "에게", "까지", "부터", "에는", "들이",
        "들은", "하는", "하고", "하기", "되는", "있는", "대해", "위해", "지난",
        "이번",
    )
)  # fmt: skip


def words_of(title: str) -> frozenset[str]:
    """Return what tells a headline from others: beginnings of its longer words, pairs of dense letters."""
    return _words_of(title)


@lru_cache(maxsize=64)
def _words_of(title: str) -> frozenset[str]:
    words: set[str] = set()
    for word in _WORD.findall(_plain(title)):
        dense = _DENSE.findall(word)
        for run in dense:
            # Hangul and Han tell much in two letters, alphabets without spaces little in fewer than three.
            size = _PAIR if run[0] >= "\u3040" else _SYLLABLES + 1
            words.update({run[at : at + size] for at in range(len(run) - size + 1)} - _ENDINGS)
        if not dense and (len(word) >= _LEAST or (word.isdigit() and len(word) > 1)) and word not in _COMMON:
            words.add(word[:_STEM] if word.isalpha() else word)
    return frozenset(words)


def about(text: str, title: str) -> bool | None:
    """Tell whether a text has words of a headline; None where that cannot be told."""
    wanted = words_of(title)
    if len(wanted) < _TELLING or not text:
        return None
    folded = _plain(text)
    if any(word in folded for word in wanted):
        return True
    # Another script, as a headline of another language has: nothing follows.
    sample = folded[:3000]
    dense = len(_DENSE.findall(title)) > 0
    written_dense = sum(map(len, _DENSE.findall(sample))) * 4 > len(sample)
    if dense != written_dense or _script(title) != _script(sample):
        return None
    return False


def share_of(text: str, title: str) -> float:
    """Return how many of a headline's telling words a text has, 0 to 1."""
    wanted = words_of(title)
    folded = _plain(text)
    return sum(word in folded for word in wanted) / len(wanted) if wanted else 0.0


def _script(text: str) -> str:
    """Name the script of most letters of a text."""
    counts: dict[str, int] = {}
    for char in text[:1000]:
        if char.isalpha():
            name = "latin" if char < "\u0250" else str(ord(char) >> 8) if char < "\u3040" else "east"
            counts[name] = counts.get(name, 0) + 1
    return max(counts, key=lambda name: counts[name], default="")


def _plain(text: str) -> str:
    folded = text.casefold()
    if folded.isascii():
        return folded
    return unicodedata.normalize("NFC", _MARK.sub("", unicodedata.normalize("NFD", folded)))
