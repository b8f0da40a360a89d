"""Notice in keywords and queries what is read otherwise than it was surely meant.

Nothing here is refused: each is advice, with the right spelling.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from monitor.match.keyword_syntax import read_term


class Slip(NamedTuple):
    """What was noticed, what it does as it is written, and what to write instead."""

    what: str
    why: str
    suggestion: str


_OPERATOR = re.compile(r"(?<!\S)(AND|OR|NOT|NEAR(?:/\d+)?)(?!\S)")
_SMALL_OPERATOR = re.compile(r"(?<!\S)(and|or|not|near(?:/\d+)?)(?!\S)", re.IGNORECASE)
_PATTERN = re.compile(
    r"\\[bBdDsSwW.]|\.[*+]|[\[{(][^\])}]*[|^+?\\-][^\])}]*[\])}]|\w\?\w|\||^\^|(?<=[a-z])\$$|\(\?"
)
_FIELD = re.compile(
    r"(?:intitle|inurl|site|url|text|body|lang|language|summary|author|source):(?=\S)", re.IGNORECASE
)
_QUOTES = "\"“”„«»‘’'`"
_COMMA = re.compile("[,;，；]")
_BARE = re.compile(r"\w[\w'’.-]*\*?")


def term_slips(written: str, *, names: bool = False) -> Iterator[Slip]:
    """Yield what is odd about a keyword; `names`: it stands in a group, where names with commas do.

    A phrase such as `Laos, Korea` is searched for as it is.
    """
    text = written.strip()
    shown = repr(text)
    if text[:1] in "-−–" and text[1:2].isalnum():
        meant = text[1:].strip()
        why = "the minus is read as a hyphen: the word adds points, as any other"
        yield Slip(
            f"{shown} begins with a minus", why, f'write exclude = ["{meant}"] to keep such articles out'
        )
        return
    if text[:1] in "+!" and text[1:2].isalnum():
        why = "that sign is no part of the language, and is searched for"
        instead = "exclude" if text[0] == "!" else "require, with a group,"
        yield Slip(f'{shown} begins with "{text[0]}"', why, f"write the word alone, or use {instead}")
        return
    if text[:1] == "@":
        why = "only groups hold other groups: here it is searched for as it stands"
        yield Slip(f"{shown} names a group", why, f'write require = ["{text[1:]}"] in the topic')
        return
    quoted = text.removeprefix("=")
    if len(quoted) > 1 and ((quoted[0] in _QUOTES and quoted[-1] in _QUOTES) or '"' in text):
        inner = text.translate(dict.fromkeys(map(ord, _QUOTES if text[0] in _QUOTES else '"')))
        why = "the quotes inside are searched for as well"
        yield Slip(
            f"{shown} has quotes inside its quotes",
            why,
            f'write "{inner.strip()}": a keyword is a phrase anyway',
        )
        return
    phrase = read_term(text).phrase
    operator = _OPERATOR.search(phrase)
    if operator and phrase != phrase.upper():
        parts = [f'"{part.strip()}"' for part in _OPERATOR.split(phrase)[::2] if part.strip()]
        if operator[1] == "OR":
            instead = f"write keywords of their own: {', '.join(parts)}"
        else:
            instead = f"write it as query = '{phrase}'"
        yield Slip(f"{shown} holds the word {operator[1]}", "it is searched for as it stands", instead)
    elif field := _FIELD.match(phrase):
        why = "it is searched for as it stands"
        yield Slip(f'{shown} begins with "{field[0]}"', why, 'only "title:" is known; leave it out')
    elif _PATTERN.search(text):
        why = "no keyword is a regular expression: these signs are searched for as they are"
        yield Slip(
            f"{shown} looks like a pattern",
            why,
            "write each form as a keyword of its own, or a prefix: extradit*",
        )
    elif _COMMA.search(phrase) and not (names and _is_names(phrase)):
        parts = [f'"{part.strip()}"' for part in _COMMA.split(phrase) if part.strip()]
        why = "the comma is searched for as well"
        yield Slip(f"{shown} has a comma inside", why, f"close the quotes before it: {', '.join(parts)}")


def query_slips(query: str) -> Iterator[Slip]:
    """Yield what is odd about a query: operators in small letters, a minus, two words side by side."""
    bare = re.sub(r'"[^"]*"', lambda quote: '"' * len(quote[0]), query)
    for found in _SMALL_OPERATOR.finditer(bare):
        if found[0] != found[0].upper():
            why = "it is searched for as a word, and must stand in the article"
            yield Slip(f'"{found[0]}" in the query is written small', why, f"write {found[0].upper()}")
    for found in re.finditer(r"(?<![^\s(])[-−–!](\w+)", bare):
        why = "the sign is read as a hyphen: the word must stand in the article"
        yield Slip(f'"{found[0]}" in the query begins with "{found[0][0]}"', why, f"write NOT {found[1]}")
    for found in re.finditer(r"(?<![^\s(])@(\w[\w-]*)", bare):
        why = "a query knows no groups: it is searched for as it stands"
        yield Slip(
            f'"{found[0]}" in the query names a group', why, f'write require = ["{found[1]}"] in the topic'
        )
    for comma in _COMMA.finditer(bare):
        why = "it belongs to the word before it, and is searched for"
        yield Slip(f'"{comma[0]}" stands in the query', why, "write OR between alternatives")
        break
    words = re.split(r"([\s()]+)", bare)
    for first, gap, second in zip(words[::2], words[1::2], words[2::2], strict=False):
        if gap.strip() or not (_is_bare(first) and _is_bare(second)):
            continue
        why = "both must stand in the article, anywhere in it"
        phrase = f"{first} {second}"
        yield Slip(
            f"{phrase} are two words side by side",
            why,
            f'write "{phrase}" in quotes for the phrase, or AND between',
        )


def _is_bare(word: str) -> bool:
    return _BARE.fullmatch(word) is not None and _SMALL_OPERATOR.fullmatch(word) is None


def _is_names(phrase: str) -> bool:
    """Say whether a phrase with a comma is one: Laos, Korea; 柬、寮."""
    parts = [part.strip() for part in _COMMA.split(phrase)]
    return len(parts) == 2 and all(part and not part[0].islower() for part in parts)  # noqa: PLR2004
