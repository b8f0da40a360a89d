"""Parse the forms of a keyword: a phrase, `prefix*`, `=Exact`, `title:phrase`."""

import re
from dataclasses import dataclass
from functools import lru_cache

_TITLE = "title:"
# Letters and digits that remain such in normal form: nearly every keyword has one and need not be normalized.
_PLAIN = re.compile("[0-9A-Za-zÀ-ÖØ-öø-ɏА-яก-ฮກຂຄງຈຊຍດ-ທນ-ຟມ-ຣລວສຫອຮぁ-ゖァ-ヺ一-鿿가-힣]")


@dataclass(frozen=True, slots=True)
class Term:
    """A parsed keyword.

    Attributes:
        phrase: the words without signs, as written.
        title: only the title is searched.
        exact: case counts, and words do not inflect.
        prefix: the last word may be longer.
    """

    phrase: str
    title: bool = False
    exact: bool = False
    prefix: bool = False


@lru_cache(maxsize=16_384)
def read_term(written: str) -> Term:
    """Parse a keyword; never fails (`term_problem` says what is refused)."""
    phrase = written.strip()
    title = phrase[: len(_TITLE)].casefold() == _TITLE
    if title:
        phrase = phrase[len(_TITLE) :].strip()
    exact = phrase.startswith("=")
    prefix = phrase.endswith("*")
    return Term(phrase.removeprefix("=").removesuffix("*").strip(), title, exact, prefix)


def term_problem(written: str) -> str:
    """Return why a keyword cannot be used and what to do, or "" if it can."""
    term = read_term(written)
    if not written.strip():
        return "the keyword is empty: write a word or phrase, or remove it"
    if not term.phrase:
        return f"nothing is left of {written.strip()!r} but its sign: write a word with it"
    if "*" in term.phrase:
        return f"{written.strip()!r}: the * is allowed only at the end, as in extradit*"
    if term.exact and term.prefix:
        return f"{written.strip()!r}: = asks for the exact word and * for its beginning: keep one of them"
    if not (_PLAIN.search(term.phrase) or _has_letter(term.phrase)):
        return f"{written.strip()!r} holds no letter or digit: write a word or phrase"
    return ""


def _has_letter(phrase: str) -> bool:
    # The tables of normal forms take 30 ms to make, and a check of the config rarely needs them.
    from monitor.match.text.normalize import normalize  # noqa: PLC0415

    return any(char.isalnum() for char in normalize(phrase).text)
