"""Say what to write instead of a line that is not TOML."""

import re
import unicodedata
from dataclasses import dataclass

from monitor.config.topic_ids import topic_id_advice

# The first bare name of a line, in a header or before "=", with letters beyond ASCII.
_FOREIGN_NAME = re.compile(
    r"(?P<before>\s*(?:\[\[?)?\s*(?:[A-Za-z0-9_-]+\s*\.\s*)*)"
    r"(?P<name>[\w-]*[^\W\x00-\x7f][\w-]*)(?=[ \t]*[].=])"
)
# Messages of tomllib, and what to do about them.
_ADVICE = {
    "Invalid value": 'text goes in "quotes", lists in [brackets]; yes and no are true and false',
    "Expected '=' after a key": 'write key = "value"; a key with other than A-Z a-z 0-9 _ - goes in "quotes"',
    "Invalid statement": "write key = value or [section] here",
    "Expected newline or end of document": "one key = value to a line; is a quote or comma missing before?",
    "Unclosed array": 'a "]", or a comma between two elements, is missing',
    "Unclosed inline table": 'a "}" or a comma is missing; an inline table must be on one line',
    "Illegal character": 'remove it; a text over several lines needs """three quotes"""',
    "Unterminated string": "a closing quote is missing",
    "Invalid hex value": "write the backslash twice, or put the text in 'single quotes'",
    "Unescaped": "write the backslash twice, or put the text in 'single quotes'",
    "Invalid initial character for a key part": "the name of a key or section is missing here",
    "twice": "remove one of the two",
    "overwrite": "remove one of the two",
    "Cannot": "it is given before in another form",
}
_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'')
_COMMENT = re.compile(r"#.*")
_SIGNS = "=,.:;[]{}()#"
_SPACED_NAME = re.compile(r"\s*\[+\s*([\w.-]+(?:[ \t]+[\w.-]+)+)\s*\]+\s*(?:#.*)?")
_CURLY = re.compile(r"[=\[,]\s*([“”„‘’«»])")
# Messages of tomllib about a section whose keys were given before, as in `fetch.delay = 0` above [fetch].
_TWO_FORMS = re.compile(
    r"Cannot (?:declare|mutate immutable namespace|redefine namespace|overwrite).*?\((.*?),?\)"
)


@dataclass(frozen=True, slots=True)
class SectionConflict:
    """A section that an earlier line gives already, perhaps in another form.

    Attributes:
        name: its name, as in `topics.dams.keywords`.
        advice: where it is given first, and what to do.
    """

    name: str
    advice: str


def section_conflict(text: str, line: int, what: str) -> SectionConflict | None:
    """Return which section is given twice, or None if that is not the mistake.

    Args:
        text: the file.
        line: the line of the mistake, from 1.
        what: the message of tomllib.
    """
    found = _TWO_FORMS.search(what)
    names = re.findall(r"'([^']*)'", found[1]) if found else []
    if not names:
        return None
    begins = re.compile(rf"\s*(?:[\w.-]+\.)?{re.escape(names[-1])}\s*[.=]")
    first = next((n for n, one in enumerate(text.split("\n")[: line - 1], 1) if begins.match(one)), None)
    where = f", first in line {first}" if first else ""
    if first and re.match(r"\s*[^=]*\.", text.split("\n")[first - 1]):
        here = text.split("\n")[first - 1].partition("=")[0].strip()
        return SectionConflict(
            ".".join(names),
            f"is written in two forms{where} as {here} = ...; write all its keys below [{'.'.join(names)}], "
            f"as in {here.rpartition('.')[2]} = ...",
        )
    return SectionConflict(".".join(names), f"is given twice{where}; remove one of the two")


def syntax_advice(text: str, line: int, what: str) -> str:
    """Return what to write instead.

    Args:
        text: the file.
        line: the line of the mistake, from 1.
        what: the message of tomllib.
    """
    lines = text.split("\n")
    here = lines[line - 1] if line <= len(lines) else ""
    bare = _COMMENT.sub("", _QUOTED.sub('""', here))
    if name := _FOREIGN_NAME.match(here):
        return _name_advice(name["before"], name["name"])
    if curly := _CURLY.search(here):
        return f'{curly[1]} is a quote of a word processor; write straight ones, "..."'
    if odd := _odd_sign(bare):
        return odd
    if spaced := _SPACED_NAME.fullmatch(here):
        return f"a name holds no spaces; write [{re.sub('[ _]+', '-', spaced[1].strip()).lower()}]"
    if bare.count("{") > bare.count("}") and "key part" in what:
        return "a table in { } must be on one line"
    return next(
        (advice for sign, advice in _ADVICE.items() if sign in what), "see https://toml.io for the format"
    )


def _odd_sign(bare: str) -> str:
    """Return advice on a sign in full width, or a space that only looks like one, outside of quotes."""
    for character in bare:
        plain = unicodedata.normalize("NFKC", character)
        if character.isascii():
            continue
        if plain in _SIGNS and len(plain) == 1:
            return f'"{character}" is a sign in full width; write "{plain}"'
        if character in "、，":
            return f'"{character}" separates nothing here; write ","'
        if plain == " " or unicodedata.category(character) in {"Zs", "Cf"}:
            return (
                f"holds U+{ord(character):04X}, which looks like a space or like nothing; write a plain space"
            )
    return ""


def _name_advice(before: str, name: str) -> str:
    """Return advice on a bare name with letters that TOML allows only in quotes."""
    if before.strip("[ \t") == "topics.":
        return topic_id_advice(name)
    return f'a name with letters other than A-Z and a-z goes in quotes: "{name}"'
