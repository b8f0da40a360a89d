"""Parse the forms of a keyword: a phrase, `prefix*`, `=Exact`, `title:phrase`."""

from dataclasses import dataclass

from monitor.match.text.normalize import normalize

_TITLE = "title:"


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
        return f"{written.strip()!r}: the * may stand only at the end, as in extradit*"
    if term.exact and term.prefix:
        return f"{written.strip()!r}: = asks for the exact word and * for its beginning: keep one of them"
    if not any(char.isalnum() for char in normalize(term.phrase).text):
        return f"{written.strip()!r} holds no letter or digit: write a word or phrase"
    return ""
