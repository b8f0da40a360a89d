"""Find keywords and queries that the program reads differently than the user probably meant.

These are advice, not errors; each piece names the right spelling.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from monitor.match.credits import is_address
from monitor.match.syntax.keyword_syntax import read_term


class Slip(NamedTuple):
    """The finding, what the text does as written, and what to write instead."""

    what: str
    why: str
    suggestion: str


_LITERAL = "it is searched for literally"
_OPERATOR = re.compile(r"(?<!\S)(AND|OR|NOT|NEAR(?:/\d+)?)(?!\S)")
_SMALL_OPERATOR = re.compile(r"(?<!\S)(and|or|not|near(?:/\d+)?)(?!\S)", re.IGNORECASE)
_SMALL_OR = re.compile(r"(?<=\S)\s+or\s+(?=\S)")
_TWO_WORDS = re.compile(r"([\w-]+) (and|not) ([\w-]+)")
_PATTERN = re.compile(
    r"\\[bBdDsSwW.]|\.[*+]|[\[{(][^\])}]*[|^+?\\-][^\])}]*[\])}]|\w\?(?:\w|$)|\||&&|^\^"
    r"|(?<=[a-z])\$$|\(\?|\[\w+\]\w|\w\[\w+\]|[^\W\d_]%$|[^\W\d_]\([a-z]{1,3}\)|^/.+/[a-z]*$"
)
_BOOST = re.compile(r"(\w+)\^[\d.]+")
# Nearness in other query languages: W/5, PRE/5, ADJ5, NEAR5.
_OTHER_NEAR = re.compile(r"(?:w|pre|onear|adj|within|n)/(\d+)|(?:adj|near|within)(\d+)", re.IGNORECASE)
_OTHER_OPERATORS = {
    **dict.fromkeys(("UND", "ET", "DAN", "И", "그리고", "및", "和"), "AND"),
    **dict.fromkeys(("ODER", "OU", "ATAU", "ИЛИ", "또는", "或"), "OR"),
    **dict.fromkeys(("NICHT", "SAUF", "НЕ"), "NOT"),
}
_FULL_WIDTH_QUERY = {"（": "(", "）": ")", "＂": '"', "｜": "OR", "＆": "AND"}
_SINGLE_QUOTED = re.compile(r"(?<![\w'])['‘`]([^'‘’`\"()]+\s[^'‘’`\"()]+)['’`](?!\w)")
_FUZZY = re.compile(r"\w~\d*$")
# Keyboards of East Asian languages write signs in full width; only the plain ones have a meaning.
_FULL_WIDTH = str.maketrans("＊＝＠－＋！：", "*=@-+!:")
_FULL_WIDTH_SIGN = re.compile("[＝＠－＋！](?=\\w)|.+＊$|title：", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:[a-z]{2,8}|#\d{1,7}|#x[0-9a-f]{1,6});", re.IGNORECASE)
_SIGN = re.compile(r"([#＃$])(?=[^\W\d_])")
_BRACKETED = re.compile(r"(?:^|\s)[(（]([^()（）]+)[)）]")
_JOINED = re.compile(r"([^\W\d_]{2,})([/+])([^\W\d_]{2,})")
_FIELD = re.compile(
    r"(?:intitle|inurl|site|url|text|body|lang|language|summary|author|source):(?=\S)", re.IGNORECASE
)
_QUOTES = "\"“”„«»‘’'`「」『』《》〈〉"
# Fixed phrases of the news, which are never meant as two separate words.
_FIXED_PHRASES = frozenset({
    "aid and abet", "arms and ammunition", "command and control", "crime and punishment", "drugs and crime",
    "education and sports", "energy and mines", "food and agriculture", "health and safety", "hit and run",
    "import and export", "industry and commerce", "labour and social", "law and order", "peace and security",
    "planning and investment", "research and development", "science and technology", "search and rescue",
    "search and seizure", "security and defence", "trade and investment", "trade and industry",
})  # fmt: skip
_BRACKET_QUOTES = "「『《〈"
_COMMA = re.compile("[,;，；、]")
_BARE = re.compile(r"\w[\w'’.-]*\*?")
_SINGLE_BRACKETS = re.compile(r"\(\s*([^\s()]+)\s*\)\s*\(\s*([^\s()]+)\s*\)")


def term_slips(written: str, *, names: bool = False, decisive: bool = False) -> Iterator[Slip]:
    """Yield advice on a keyword that is probably meant differently.

    Args:
        written: the keyword.
        names: True for a word of a group, where a list such as `Laos, Korea` is a phrase of texts.
        decisive: True for a keyword without a weight. With `dam and river` it may mean two words; a
            keyword with a weight is more likely a phrase.
    """
    text = written.strip()
    phrase = read_term(text).phrase
    slip = (
        _first_sign(text)
        or _full_width(text)
        or _never_text(text)
        or _inner_quotes(text)
        or _operator(text, phrase, decisive=decisive)
        or _other_syntax(text, phrase)
        or _comma(text, phrase, names=names)
        or _joined(text, names=names)
    )
    if slip:
        yield slip


def _full_width(text: str) -> Slip | None:
    """Return advice on a sign in full width: what its plain form has, or else to write that form."""
    if not _FULL_WIDTH_SIGN.match(text):
        return None
    plain = text.translate(_FULL_WIDTH)
    return _first_sign(plain) or Slip(
        f"{text!r} has a sign in full width", "only the plain sign has a meaning", f'write "{plain}"'
    )


def _never_text(text: str) -> Slip | None:
    """Return advice on what no text holds: addresses, whose words are no evidence, and encoded characters."""
    if is_address(text):
        why = "addresses are no evidence, so it is never found"
        return Slip(f"{text!r} is an address", why, "to follow a site, run: monitor feeds find ADDRESS")
    if found := _REFERENCE.search(text):
        why = "texts hold the character itself"
        return Slip(f'{text!r} holds "{found[0]}"', why, f'write "{unescape(text)}"')
    return None


def _first_sign(text: str) -> Slip | None:
    shown, rest = repr(text), text[1:].strip()
    if text[:1] in "-−–" and text[1:2].isalnum():
        why = "the minus is read as a hyphen: the word adds points, as any other"
        return Slip(
            f"{shown} begins with a minus", why, f'write exclude = ["{rest}"] to keep such articles out'
        )
    if text[:1] in "+!" and text[1:2].isalnum():
        why = "that sign is not part of the language, and is searched for"
        instead = "exclude" if text[0] == "!" else "require, with a group,"
        return Slip(f'{shown} begins with "{text[0]}"', why, f"write the word alone, or use {instead}")
    if text[:1] == "@":
        why = f"a keyword holds no group: {_LITERAL}"
        return Slip(f"{shown} names a group", why, f'write require = ["{rest}"] in the topic')
    if _SIGN.match(text):
        why = "the sign is searched for as well"
        return Slip(f'{shown} begins with "{text[0]}"', why, f'write "{rest}"')
    return None


def _inner_quotes(text: str) -> Slip | None:
    quoted = text.removeprefix("=")
    outer = len(quoted) > 1 and quoted[0] in _QUOTES and quoted[-1] in _QUOTES
    if not (outer or (len(quoted) > 1 and '"' in text)):
        return None
    inner = text.translate(dict.fromkeys(map(ord, _QUOTES if text[0] in _QUOTES else '"')))
    why = "the quotes inside are searched for as well"
    return Slip(
        f"{text!r} has quotes inside its quotes",
        why,
        f'write "{inner.strip()}": a keyword is a phrase anyway',
    )


def _operator(text: str, phrase: str, *, decisive: bool) -> Slip | None:
    operator = _OPERATOR.search(phrase)
    if operator and phrase != phrase.upper():
        if operator[1] == "OR":
            instead = f"write keywords of their own: {_listed(_OPERATOR.split(phrase)[::2])}"
        else:
            instead = f"write it as query = '{phrase}'"
        return Slip(f"{text!r} holds the word {operator[1]}", _LITERAL, instead)
    if _SMALL_OR.search(phrase):
        instead = f"write keywords of their own: {_listed(_SMALL_OR.split(phrase))}"
        return Slip(f"{text!r} holds the word or", _LITERAL, instead)
    words = _TWO_WORDS.fullmatch(phrase)
    if words and decisive and phrase.lower() not in _FIXED_PHRASES:
        return Slip(
            f"{text!r} holds the word {words[2]}",
            "only this phrase is found",
            f"if you mean both words anywhere, write query = '{words[1]} {words[2].upper()} {words[3]}'",
        )
    return None


def _other_syntax(text: str, phrase: str) -> Slip | None:
    """Return advice on the syntax of search engines and of regular expressions."""
    if field := _FIELD.match(phrase):
        return Slip(f'{text!r} begins with "{field[0]}"', _LITERAL, 'only "title:" is known; leave it out')
    if _PATTERN.search(text):
        why = "no keyword is a regular expression: these signs are searched for as they are"
        instead = "write each form as a keyword of its own, or a prefix: extradit*"
        return Slip(f"{text!r} looks like a pattern", why, instead)
    if fuzzy := _FUZZY.search(text):
        instead = f'write "{text[: fuzzy.start() + 1]}": inflected forms are found anyway'
        return Slip(f"{text!r} looks like a fuzzy search", "the sign is searched for as well", instead)
    if _BRACKETED.search(phrase):
        why = "the brackets are searched for as well"
        instead = f"write keywords of their own: {_listed(re.split('[()（）]', phrase))}"
        return Slip(f"{text!r} has brackets inside", why, instead)
    return None


def _comma(text: str, phrase: str, *, names: bool) -> Slip | None:
    if not _COMMA.search(phrase) or (names and _is_names(phrase)):
        return None
    why = "the comma is searched for as well"
    return Slip(
        f"{text!r} has a comma inside", why, f"close the quotes before it: {_listed(_COMMA.split(phrase))}"
    )


def _joined(text: str, *, names: bool = False) -> Slip | None:
    """Return advice on `dam/river` and `dam+river`, but not on AC/DC or, in a group, Laos/Korea."""
    found = _JOINED.search(text)
    if not found or text.isupper() or (names and not found[1][0].islower()):
        return None
    why = f'"{found[2]}" is searched for as well'
    if found[2] == "/":
        instead = f"write both as words of their own: {_listed(found.group(1, 3))}"
    else:
        instead = f"write query = '{found[1]} AND {found[3]}'"
    return Slip(f'{text!r} joins words with "{found[2]}"', why, instead)


def _listed(parts: list[str] | tuple[str, ...]) -> str:
    return ", ".join(f'"{part.strip()}"' for part in parts if part.strip())


def query_slips(query: str) -> Iterator[Slip]:
    """Yield advice on a query: lower-case operators, signs of other languages, words side by side."""
    bare = re.sub(r'"[^"]*"', lambda quote: '"' * len(quote[0]), query)
    for found in _SMALL_OPERATOR.finditer(bare):
        if found[0] != found[0].upper():
            why = "it is searched for as a word, and must occur in the article"
            yield Slip(f'"{found[0]}" in the query is in lower case', why, f"write {found[0].upper()}")
    for found in re.finditer(r"(?<![^\s(])[-−–!](\w+)", bare):
        why = "the sign is read as a hyphen: the word must occur in the article"
        yield Slip(f'"{found[0]}" in the query begins with "{found[0][0]}"', why, f"write NOT {found[1]}")
    for sign in dict.fromkeys(re.findall("[（）＂｜＆]", bare)):
        why = "it is taken for a part of the word beside it"
        instead = f"write {_FULL_WIDTH_QUERY[sign]}"
        yield Slip(f'"{sign}" in the query is a sign in full width', why, instead)
    for found in _SINGLE_QUOTED.finditer(bare):
        why = "each of its words is searched for by itself"
        yield Slip(f"{found[0]} is in single quotes", why, f'write "{found[1]}" in double quotes')
    if comma := _COMMA.search(bare):
        why = "it belongs to the word before it, and is searched for"
        yield Slip(f'"{comma[0]}" is in the query', why, "write OR between alternatives")
    yield from filter(None, map(_token_slip, re.split(r"[\s()]+", bare)))
    yield from _side_by_side(bare)


def _token_slip(token: str) -> Slip | None:
    """Return advice on a word of a query that holds signs of other query languages."""
    if not token or '"' in token:
        return None
    if other := _other_operator(token):
        return other
    if found := _JOINED.search(token):
        operator = "OR" if found[2] == "/" else "AND"
        why = f'"{found[2]}" is searched for as well'
        return Slip(f'"{token}" in the query joins words', why, f"write {found[1]} {operator} {found[3]}")
    slip = _other_syntax(token, token)
    if slip is None and _SIGN.match(token):
        slip = _first_sign(token)
    if slip is None and token[0] in _BRACKET_QUOTES:
        slip = _inner_quotes(token)
    if slip is None:
        return None
    return Slip(slip.what, slip.why, slip.suggestion.replace("as a keyword of its own", "with OR between"))


def _other_operator(token: str) -> Slip | None:
    """Return advice on an operator of another query language, or in another language than English."""
    if near := _OTHER_NEAR.fullmatch(token):
        return Slip(
            f'"{token}" is in the query', "it is searched for as a word", f"write NEAR/{near[1] or near[2]}"
        )
    if operator := _OTHER_OPERATORS.get(token):
        return Slip(f'"{token}" is in the query', "it is searched for as a word", f"write {operator}")
    if boost := _BOOST.fullmatch(token):
        why = "the sign is searched for as well"
        return Slip(
            f'"{token}" looks like a word with a weight', why, f"write {boost[1]}; keywords have weights"
        )
    return None


def _side_by_side(bare: str) -> Iterator[Slip]:
    words = re.split(r"([\s()]+)", bare)
    for first, gap, second in zip(words[::2], words[1::2], words[2::2], strict=False):
        if gap.strip() or not (_is_bare(first) and _is_bare(second)):
            continue
        why = "both must occur in the article, anywhere in it"
        phrase = f"{first} {second}"
        yield Slip(
            f"{phrase} are two words side by side",
            why,
            f'write "{phrase}" in quotes for the phrase, or AND between',
        )
    for found in _SINGLE_BRACKETS.finditer(bare):
        why = "both must occur in the article, anywhere in it"
        instead = f"write {found[1]} AND {found[2]}, or {found[1]} OR {found[2]}"
        yield Slip(f"{found[0]} are two brackets side by side", why, instead)


def _is_bare(word: str) -> bool:
    if word in _OTHER_OPERATORS or _OTHER_NEAR.fullmatch(word):
        return False
    return _BARE.fullmatch(word) is not None and _SMALL_OPERATOR.fullmatch(word) is None


def _is_names(phrase: str) -> bool:
    """Return whether a phrase with a comma is a list of two names: Laos, Korea; 柬、寮."""
    parts = [part.strip() for part in _COMMA.split(phrase)]
    return len(parts) == 2 and all(part and not part[0].islower() for part in parts)  # noqa: PLR2004
