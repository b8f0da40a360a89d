"""List the inflected forms of a keyword; words are never cut down to stems.

Each supported language has a module of rules and exceptions. Words of other languages have one form.
"""

from collections.abc import Callable
from dataclasses import dataclass

from monitor.match.languages.english import inflect_phrase as inflect_english
from monitor.match.languages.french import inflect_phrase as inflect_french
from monitor.match.languages.german import compound_parts
from monitor.match.languages.german import inflect_phrase as inflect_german
from monitor.match.languages.korean import join_words
from monitor.match.languages.vietnamese import spell_phrase
from monitor.match.syntax.keyword_syntax import Term
from monitor.models.locales import primary_language

_INFLECTIONS: dict[str, Callable[[str], list[str]]] = {
    "en": inflect_english,
    "fr": inflect_french,
    "de": inflect_german,
    "vi": spell_phrase,
    "ko": join_words,
}


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a phrase.

    Attributes:
        phrase: its words.
        open_left: it may end a longer word.
        open_right: it may begin a longer word.
    """

    phrase: str
    open_left: bool = False
    open_right: bool = False


def list_forms(term: Term, language: str) -> tuple[Form, ...]:
    """Return the unique forms of a keyword, the written form first.

    Args:
        term: the keyword.
        language: BCP 47 tag, or "" if unknown: ASCII words then inflect as English.
    """
    if term.exact or term.prefix:
        return (Form(term.phrase, open_right=term.prefix),)
    primary = primary_language(language)
    forms = [Form(phrase) for phrase in (term.phrase, *_inflect(term.phrase, primary))]
    if primary == "de":
        forms += _compounds(forms, term.phrase)
    return tuple(dict.fromkeys(forms))


def _inflect(phrase: str, language: str) -> list[str]:
    if not language:
        return inflect_english(phrase) if phrase.isascii() else spell_phrase(phrase) + join_words(phrase)
    inflect = _INFLECTIONS.get(language)
    return inflect(phrase) if inflect else []


def _compounds(forms: list[Form], written: str) -> list[Form]:
    if not any(compound_parts(written)):
        return []
    compounds = []
    for form in forms:
        begins, ends = compound_parts(form.phrase)
        if begins:
            compounds.append(Form(begins, open_right=True))
        if ends:
            compounds.append(Form(ends, open_left=True))
    return compounds
