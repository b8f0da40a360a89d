"""List the words and phrases of a text that could be keywords.

Thai, Lao, Khmer, Burmese, Chinese and Japanese put no spaces between words. The extra `segment` installs ICU,
whose dictionaries find their words; without it these scripts give no phrases, because pieces of words are not
keywords.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from itertools import pairwise

from monitor.match.languages.korean import strip_particles
from monitor.match.text.scripts import HANGUL, IDEOGRAPHIC, SYLLABIC, is_hangul, is_solid, is_syllabic

_SOLID = f"{IDEOGRAPHIC}\U00020000-\U0003fffd{SYLLABIC}"
# Word groups of scripts with spaces and of Korean; or a run of a script without spaces.
_TOKEN = re.compile(rf"[{_SOLID}]+|[{HANGUL}]+|[^\W_{HANGUL}{_SOLID}]+(?:['’.-][^\W_{HANGUL}{_SOLID}]+)*")
_JOINS = re.compile(r"[ \t\u00a0]*")  # between two words of a phrase
_MOST_WORDS = 3
_MOST_SEGMENTS = 4  # of a script without spaces, where a segment is often a piece of a word
_LONGEST = 40
_SHORTEST = 3  # letters of a word alone; an abbreviation in capitals may have two
_SHORTEST_SYLLABIC = 4

Words = list[tuple[str, int, int]]


def list_phrases(text: str, is_common: Callable[[str], bool]) -> Iterator[str]:
    """Yield phrases of up to three words, with repetitions, as they are written.

    In scripts without spaces they have up to four. A phrase crosses no punctuation, and neither begins nor
    ends with a common word.

    Args:
        text: plain text.
        is_common: tells whether a word in lower case is too common to say anything.
    """
    for run in _runs(text):
        common = [is_common(word.casefold()) or word.isdigit() for word, _, _ in run]
        for first in range(len(run)):
            if common[first]:
                continue
            most = _MOST_SEGMENTS if _has_no_spaces(run[first][0][0]) else _MOST_WORDS
            for last in range(first, min(first + most, len(run))):
                if common[last]:
                    continue
                phrase = text[run[first][1] : run[last][1]] + run[last][0]
                if len(phrase) <= _LONGEST and _is_long_enough(phrase, last - first):
                    yield " ".join(phrase.split())


def can_segment() -> bool:
    """Return whether words of scripts without spaces can be found: the extra `segment` is installed."""
    return _load() is not None


def needs_segmenter(text: str) -> bool:
    """Return whether most letters of a text belong to a script without spaces, Korean excepted."""
    letters = [char for char in text[:1000] if char.isalpha()]
    return sum(map(_has_no_spaces, letters)) * 2 > len(letters)


def _has_no_spaces(char: str) -> bool:
    """Return whether a letter belongs to a script without spaces; Korean has them."""
    return is_solid(char) and not is_hangul(char)


def _is_long_enough(phrase: str, joints: int) -> bool:
    if is_syllabic(phrase[0]):
        return len(phrase) >= _SHORTEST_SYLLABIC
    if is_solid(phrase[0]):
        return len(phrase) > 1
    return joints > 0 or len(phrase) >= _SHORTEST or (phrase.isupper() and len(phrase) > 1)


def _runs(text: str) -> Iterator[Words]:
    """Yield the runs of words that no punctuation interrupts; Korean words without their particles."""
    run: Words = []
    words = list(_words(text))
    for place, (word, start, end) in enumerate(words):
        # Between words of a script without spaces, a space is a pause.
        joins = _JOINS.fullmatch(text, words[place - 1][2], start) if run else None
        if run and (joins is None or (joins[0] and _has_no_spaces(word[0]))):
            yield run
            run = []
        run.append((strip_particles(word) if is_hangul(word[-1]) else word, start, end))
    if run:
        yield run


def _words(text: str) -> Iterator[tuple[str, int, int]]:
    for token in _TOKEN.finditer(text):
        word, start, end = token[0], token.start(), token.end()
        if _has_no_spaces(word[0]):
            yield from ((text[a:b], a, b) for a, b in _segments(word, start))
        else:
            yield word, start, end


def _segments(word: str, start: int) -> list[tuple[int, int]]:
    """Return the words of a run of a script without spaces; none without the extra `segment`."""
    breaker = _load()
    if breaker is None:
        return []
    return [(start + first, start + last) for first, last in breaker(word)]


@cache
def _load() -> Callable[[str], list[tuple[int, int]]] | None:
    try:
        breakers = import_module("icu4py.breakers")
    except ImportError:
        return None

    def segments(word: str) -> list[tuple[int, int]]:
        sizes, place = [0], 0
        for segment in breakers.WordBreaker(word, "en"):
            place += len(segment)
            sizes.append(place)
        return list(pairwise(sizes))

    return segments
