"""Find keywords that an article almost has: spelled slightly differently, or with the words apart."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz

from monitor.match.compile import CompiledTopic
from monitor.match.hits import TITLE, ArticleHits
from monitor.match.syntax.keyword_syntax import Term, read_term
from monitor.match.text.normalize import normalize
from monitor.match.text.scripts import is_solid

_LONGEST = 20_000  # characters of a text that are compared
_MOST = 3  # keywords of one topic
_SHORTEST = 4  # characters; almost every text has something like a shorter word
_SHORTEST_SOLID = 3
_ALIKE, _ALIKE_SOLID = 86.0, 75.0  # percent; a word of a solid script has fewer characters
_PAIRS = 0.6  # share of the pairs of characters that a similar spelling must share


@dataclass(frozen=True, slots=True)
class AlmostKeyword:
    """A keyword that an article almost has.

    Attributes:
        keyword: as the user wrote it.
        because: what the article has instead, in words.
    """

    keyword: str
    because: str


class WordsOfText:
    """The words of one article, in the forms that keywords are compared with."""

    def __init__(self, found: ArticleHits) -> None:
        self.found = found
        self.title = f" {found.fields[TITLE].spaced} "
        self.text = f" {found.fields[1].spaced[:_LONGEST]} "
        self.both = f"{self.title}{self.text}"
        self.words = frozenset(self.both.split())
        self.pairs = frozenset(pairwise(self.both))


def find_almost(one: CompiledTopic, terms: tuple[str, ...], words: WordsOfText) -> tuple[AlmostKeyword, ...]:
    """Return up to three keywords of a topic that an article almost has, the likeliest first."""
    near: list[tuple[float, int, AlmostKeyword]] = []
    for number, weight in one.weights.items():
        term = read_term(terms[number])
        if weight > 0 and term.phrase and not words.found.hits.get(number):
            because, alike = _compare(term, words)
            if because:
                near.append((-alike, len(near), AlmostKeyword(terms[number], because)))
    return tuple(keyword for *_, keyword in sorted(near, key=lambda item: item[:2])[:_MOST])


def _compare(term: Term, words: WordsOfText) -> tuple[str, float]:
    """Return why an article almost has a keyword, or "", and how similar it is in percent."""
    phrase, solid = _phrase(term)
    parts = phrase.split()
    if f" {phrase} " in words.both or (solid and phrase in words.both):
        return _why_not_counted(term, phrase, words)
    if len(parts) > 1 and words.words.issuperset(parts):
        return "it has the words, but not next to each other", 90.0
    if len(phrase) < (_SHORTEST_SOLID if solid else _SHORTEST):
        return "", 0.0
    return _similar(phrase, words, solid=solid)


def _why_not_counted(term: Term, phrase: str, words: WordsOfText) -> tuple[str, float]:
    if term.title and phrase not in words.title:
        return "it is in the text, but not in the title", 100.0
    if term.exact:
        return "it occurs only with other capital letters", 100.0
    return "it occurs only inside another word or name", 95.0


@lru_cache(maxsize=4096)
def _phrase(term: Term) -> tuple[str, bool]:
    """Return a keyword in normal form, and whether it has letters of a script without spaces."""
    phrase = normalize(term.phrase).spaced.strip()
    return phrase, any(map(is_solid, phrase))


def _similar(phrase: str, words: WordsOfText, *, solid: bool) -> tuple[str, float]:
    """Return the words of a text that are spelled most like a phrase, if they are alike enough."""
    pairs = list(pairwise(phrase))
    if sum(pair in words.pairs for pair in pairs) < _PAIRS * len(pairs):
        return "", 0.0
    least = _ALIKE_SOLID if solid else _ALIKE
    found = fuzz.partial_ratio_alignment(phrase, words.both, score_cutoff=least)
    if found is None or found.dest_end - found.dest_start < len(phrase) // 2:
        return "", 0.0
    start, end = found.dest_start, found.dest_end
    if solid:
        # If several windows are equally similar, the one with the keyword's first letter reads best.
        first = words.both.find(phrase[0], start, end)
        start, end = (start, end) if first < 0 else (first, first + len(phrase))
    else:
        start = words.both.rfind(" ", 0, start + 1) + 1
        end = max(words.both.find(" ", max(end - 1, start)), start)
    shown = words.both[start:end].strip(" .,;:!?\"'()")
    alike = fuzz.ratio(phrase, shown)
    return (f'the article says "{shown}"', alike) if shown and alike >= least else ("", 0.0)
