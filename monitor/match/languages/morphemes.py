"""Find the morphemes of a Korean word group with a morphological analyser, if one is installed.

The extra `korean` installs Kiwi. It knows words that no rule can tell: 신진대사 is metabolism, not ambassador
(대사), and in 전쟁이란 the 이란 is an ending, not Iran. The only I/O is its dictionary: it is read once, at
the first call, and takes about 500 MB in each process.
"""

from functools import cache, lru_cache
from importlib import import_module
from typing import Any

# Tags of Sejong: common and proper noun, pronoun, numeral, root, noun suffix; Latin, Chinese, digits.
_NOMINAL = frozenset({"NNG", "NNP", "NNB", "NP", "NR", "XR", "XSN", "SL", "SH", "SN"})

Span = tuple[int, int, str]  # start, end, tag


def is_noun(group: str, first: int, last: int) -> bool | None:
    """Return whether group[first:last] is one or more nouns, or None if it is unknown.

    It is unknown without the analyser, and if the span begins a longer noun of the dictionary such as
    라오스인 (a Lao). The rules then decide.
    """
    morphemes = _analyse(group)
    if morphemes is None:
        return None
    starts = {start for start, _, _ in morphemes}
    ends = {end: tag for _, end, tag in morphemes}
    if first in starts and last not in ends and any(s == first and e > last for s, e, _ in morphemes):
        return None
    return first in starts and ends.get(last) in _NOMINAL


@lru_cache(maxsize=4096)
def _analyse(group: str) -> tuple[Span, ...] | None:
    analyser = _load()
    if analyser is None:
        return None
    return tuple((token.start, token.start + token.len, token.tag) for token in analyser.tokenize(group))


@cache
def _load() -> Any:
    """Return Kiwi, or None if the extra is not installed; single-threaded, because workers are processes."""
    try:
        kiwi = import_module("kiwipiepy")
    except ImportError:
        return None
    return kiwi.Kiwi(num_workers=-1)
