"""Turn each form of a keyword into a search string and the checks that a hit must pass."""

from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

from monitor.match.languages.inflections import list_forms
from monitor.match.languages.vietnamese import finds_tone, finds_vietnamese
from monitor.match.syntax.keyword_syntax import read_term
from monitor.match.text.normalize import NormalizedText, normalize, strip_accents
from monitor.match.text.scripts import is_hangul, is_katakana, is_spaced
from monitor.models import Keyword
from monitor.models.locales import primary_language

# One object for all patterns: each empty frozenset takes 216 bytes, and there are two in each of 13,000.
_NO_GAPS: Final[frozenset[int]] = frozenset()
_NO_FORMS: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Pattern:
    """The checks that a hit of a search string must pass to count for a keyword.

    Attributes:
        word: number of the keyword.
        starts_spaced: the string begins with a letter of a spaced script, so a word must begin there.
        ends_spaced: the string ends with a letter of a spaced script, so a word must end there.
        open_left: it may be the end of a longer word, such as the last part of a German compound.
        open_right: it may be the beginning of a longer word.
        title: only the title is searched.
        exact: the form with case, or "" if case does not count.
        hangul: it contains Hangul, so spaces are checked.
        edge: it must begin and end at a morpheme.
        gaps: positions of its spaces, counted in letters.
        size: number of letters, without spaces.
        accented: forms with accents; the original must have one of them. Empty if accents do not matter.
    """

    word: int
    starts_spaced: bool
    ends_spaced: bool
    open_left: bool = False
    open_right: bool = False
    title: bool = False
    exact: str = ""
    hangul: bool = False
    edge: bool = False
    gaps: frozenset[int] = _NO_GAPS
    size: int = 0
    accented: frozenset[str] = _NO_FORMS


def expand_keyword(keyword: Keyword) -> tuple[str, ...]:
    """Return every form of a keyword that is searched for, sorted.

    A form that may begin a longer word ends with `*`; one that may end a longer word begins with `*`.
    """
    term = read_term(keyword.term)
    if term.exact:
        return (term.phrase,)
    shown = {
        ("*" if form.open_left else "")
        + normalize(form.phrase).spaced.strip()
        + ("*" if form.open_right else "")
        for form in list_forms(term, keyword.language)
    }
    return tuple(
        sorted((form for form in shown if f"*{form}" not in shown), key=lambda form: form.strip("*"))
    )


def list_patterns(keyword: Keyword, word: int) -> dict[str, Pattern]:
    """Return the search strings of a keyword, each with its checks."""
    term = read_term(keyword.term)
    patterns: dict[str, Pattern] = {}
    for form in list_forms(term, keyword.language):
        phrase = form.phrase.strip()
        exact = normalize(phrase, cased=True).text.strip() if term.exact else ""
        for normalized, accented in _spellings(phrase, keyword.language):
            text = normalized.text.strip()
            if not text:
                continue
            spaced = normalized.spaced.strip()
            use = Pattern(
                word=word,
                starts_spaced=is_spaced(text[0]),
                ends_spaced=is_spaced(text[-1]),
                open_left=form.open_left,
                open_right=form.open_right,
                title=term.title,
                exact=exact,
                hangul=_has_hangul(text),
                edge=keyword.edge and (_has_hangul(text) or any(map(is_katakana, text))),
                gaps=_list_gaps(spaced),
                size=len(spaced) - spaced.count(" "),
                accented=frozenset((accented,)) if accented else _NO_FORMS,
            )
            # A word alone and the same word in a compound share one search string.
            patterns[text] = _joined(use, patterns[text]) if text in patterns else use
    return patterns


def _joined(use: Pattern, other: Pattern) -> Pattern:
    accented = use.accented | other.accented if use.accented and other.accented else _NO_FORMS
    return replace(
        use,
        open_left=use.open_left or other.open_left,
        open_right=use.open_right or other.open_right,
        accented=accented,
    )


def _spellings(phrase: str, language: str) -> list[tuple[NormalizedText, str]]:
    """Return a form with and without accents, each with the accented form that the original must have.

    Corée is also found as Coree. Lào is not found as lao, so its accented form is required.
    """
    normalized = normalize(phrase)
    plain = strip_accents(normalized)
    if plain.text == normalized.text:
        return [(normalized, "")]
    kept = _keeps_accents(normalized.text, primary_language(language))
    return [(normalized, ""), (plain, normalized.text.strip() if kept else "")]


def _keeps_accents(text: str, language: str) -> bool:
    """Return whether a word is Vietnamese, in which accents make different words."""
    return (
        language == "vi"
        or finds_vietnamese(text) is not None
        or (not language and finds_tone(text) is not None)
    )


def _has_hangul(text: str) -> bool:
    return not text.isascii() and any(map(is_hangul, text))


def _list_gaps(spaced: str) -> frozenset[int]:
    """Return the positions of the spaces of a normal form, counted in letters."""
    words = spaced.split(" ")
    if len(words) == 1:
        return _NO_GAPS
    return frozenset(accumulate(map(len, words[:-1])))
