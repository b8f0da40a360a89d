"""Turn each form of a keyword into the string that is searched for and the checks it must pass.

Pure: no I/O, no clock.
"""

from dataclasses import dataclass, replace

from monitor.match.keyword_syntax import read_term
from monitor.match.languages.inflections import Form, list_forms
from monitor.match.languages.vietnamese import finds_tone, finds_vietnamese
from monitor.match.text.normalize import NormalizedText, leave_accents, normalize
from monitor.match.text.scripts import is_hangul, is_katakana, is_spaced
from monitor.models import Keyword


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way in which a string that is searched for stands for a keyword.

    Attributes:
        word: number of the keyword among those compiled.
        starts_spaced: it begins with a letter of a spaced script, so the edge of a word is asked for there.
        ends_spaced: likewise at its end.
        open_left: a longer word may end with it: the last part of a German compound.
        open_right: its word may go on.
        title: only the title counts.
        exact: its form with case, or "" where case does not count.
        hangul: it holds Hangul, so spaces are looked at.
        edge: the edge of a morpheme is asked for.
        gaps: after how many letters it has a space of its own.
        size: its number of letters, spaces left out.
        accented: how it is written with its accents, where the original must have them; empty: it need not.
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
    gaps: frozenset[int] = frozenset()
    size: int = 0
    accented: frozenset[str] = frozenset()


def expand_keyword(keyword: Keyword) -> tuple[str, ...]:
    """Return every form that a keyword stands for, as it is searched, in alphabetical order of its forms.

    A form that its word may go on from ends with `*`; one that may end a longer word begins with it.
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
    """Return the strings to search for a keyword and how each stands for it."""
    term = read_term(keyword.term)
    patterns: dict[str, Pattern] = {}
    for form in list_forms(term, keyword.language):
        phrase = form.phrase.strip()
        exact = normalize(phrase, cased=True).text.strip() if term.exact else ""
        for folded, accented in _spellings(phrase, keyword.language):
            text = folded.text.strip()
            if not text:
                continue
            use = _use(text, folded, form, word, keyword, title=term.title, exact=exact)
            use = replace(use, accented=frozenset({accented} if accented else ()))
            # A word by itself and the same word as part of a compound are searched for as one.
            patterns[text] = _joined(use, patterns[text]) if text in patterns else use
    return patterns


def _joined(use: Pattern, other: Pattern) -> Pattern:
    accented = use.accented | other.accented if use.accented and other.accented else frozenset[str]()
    return replace(
        use,
        open_left=use.open_left or other.open_left,
        open_right=use.open_right or other.open_right,
        accented=accented,
    )


def _spellings(phrase: str, language: str) -> list[tuple[NormalizedText, str]]:
    """Return a form as texts hold it that keep their accents, and as those that do not.

    Corée is found as Coree too. Lào is not found as lao: what must stand in the original goes with it.
    """
    folded = normalize(phrase)
    plain = leave_accents(folded)
    if plain.text == folded.text:
        return [(folded, "")]
    kept = _keeps_accents(folded.text, language.partition("-")[0].casefold())
    return [(folded, ""), (plain, folded.text.strip() if kept else "")]


def _keeps_accents(text: str, language: str) -> bool:
    """Say whether a word is Vietnamese, whose accents make it another word."""
    return (
        language == "vi"
        or finds_vietnamese(text) is not None
        or (not language and finds_tone(text) is not None)
    )


def _use(
    text: str, folded: NormalizedText, form: Form, word: int, keyword: Keyword, *, title: bool, exact: str
) -> Pattern:
    spaced = folded.spaced.strip()
    gaps, letters = set(), 0
    for char in spaced:
        if char == " ":
            gaps.add(letters)
        else:
            letters += 1
    hangul = any(map(is_hangul, text))
    return Pattern(
        word=word,
        starts_spaced=is_spaced(text[0]),
        ends_spaced=is_spaced(text[-1]),
        open_left=form.open_left,
        open_right=form.open_right,
        title=title,
        exact=exact,
        hangul=hangul,
        edge=keyword.edge and (hangul or any(map(is_katakana, text))),
        gaps=frozenset(gaps),
        size=letters,
    )
