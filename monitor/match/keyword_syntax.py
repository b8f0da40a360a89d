"""Read the forms in which a user writes a keyword: a phrase, `prefix*`, `=Exact`, `title:phrase`.

Pure: no I/O, no clock.
"""

from dataclasses import dataclass

from monitor.match.text.normalize import normalize

_TITLE = "title:"


@dataclass(frozen=True, slots=True)
class Term:
    """A keyword as it is meant.

    Attributes:
        phrase: the words alone, as written.
        title: only the title counts.
        exact: case counts, and no inflection.
        prefix: the last word may go on.
    """

    phrase: str
    title: bool = False
    exact: bool = False
    prefix: bool = False


def read_term(written: str) -> Term:
    """Take a keyword apart; never fails (see `term_problem` for what is refused)."""
    phrase = written.strip()
    title = phrase[: len(_TITLE)].casefold() == _TITLE
    if title:
        phrase = phrase[len(_TITLE) :].strip()
    exact = phrase.startswith("=")
    prefix = phrase.endswith("*")
    return Term(phrase.removeprefix("=").removesuffix("*").strip(), title, exact, prefix)


def term_problem(written: str) -> str:
    """Say why a keyword cannot be used and what to do about it, or "" if it can."""
    term = read_term(written)
    if not written.strip():
        return "the keyword is empty: write a word or phrase, or remove it"
    if not term.phrase:
        return f"nothing is left of {written.strip()!r} but its sign: write a word with it"
    if "*" in term.phrase:
        return f"{written.strip()!r}: the * may stand only at the end, as in extradit*"
    if term.exact and term.prefix:
        return f"{written.strip()!r}: = asks for the exact word and * for its beginning: keep one of them"
    if not any(char.isalnum() for char in normalize(term.phrase).text):
        return f"{written.strip()!r} holds no letter or digit: write a word or phrase"
    return ""
