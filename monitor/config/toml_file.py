"""Read one TOML file of the config folder, with the line of every problem. Keys are not checked here."""

import os
import re
import stat
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from monitor.config.syntax_advice import section_conflict, syntax_advice
from monitor.config.toml_lines import KeyPath, Positions, find_positions
from monitor.errors import ConfigError, Problem

MOST_BYTES = 20_000_000

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
# tomllib takes time quadratic in the number of a key's parts.
_ENDLESS_KEY = re.compile(
    r"""(?<![A-Za-z0-9_-])(?:(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){100}"""
)


@dataclass(frozen=True)
class Source:
    """A TOML file: its name, text and data."""

    file: str
    text: str
    data: dict[str, Any]

    @cached_property
    def positions(self) -> Positions:
        """The lines of its keys; computed only if there is a problem."""
        return find_positions(self.text)

    def locate(self, path: str, words: str = "") -> KeyPath:
        """Return the key path of a dotted name such as `topics.minerals.keywords.en`.

        If it is the path of a list and `words` quote one of its elements, return the path of that element.
        """
        data: Any = self.data
        found: KeyPath = ()
        for part in path.split("."):
            if not isinstance(data, dict) or part not in data:
                break
            data = data[part]
            found = (*found, part)
        lists = [((*found, name), terms) for name, terms in data.items()] if isinstance(data, dict) else []
        for place, terms in [(found, data), *lists]:
            for index, term in enumerate(terms if isinstance(terms, list) else ()):
                if _is_quoted(term, words):
                    return (*place, index)
        return found

    def problem(self, path: KeyPath, message: str) -> Problem:
        """Return a problem at a key path, with its line."""
        return Problem(self.file, written_path(path), self.positions.line(path), message)


def read_bytes(path: Path) -> bytes:
    """Return the content of a config file.

    Raises:
        ConfigError: the file is missing or cannot be read.
    """
    try:
        content = _read_file(path)
    except FileNotFoundError:
        raise _refusal(path.name, f"is missing{_lookalike(path)}") from None
    except IsADirectoryError:
        raise _refusal(path.name, "is a folder where a file is needed") from None
    except OSError as error:
        message = f"cannot be read ({error.strerror or error}): check its owner and permissions"
        raise _refusal(path.name, message) from error
    return content


def _read_file(path: Path) -> bytes:
    """Read a regular file. Opening a pipe without a writer would block for ever, even after a signal."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError
        if not stat.S_ISREG(mode):
            raise _refusal(path.name, "is not a regular file but a pipe or a device")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(MOST_BYTES + 1)
    finally:
        os.close(descriptor)


def read_source(file: str, content: bytes) -> Source:
    """Return the data of a TOML file; a byte order mark and CRLF are fine.

    Raises:
        ConfigError: the file is not UTF-8, not TOML, or empty; with every problem found.
    """
    if len(content) > MOST_BYTES:
        raise _refusal(file, f"is larger than {MOST_BYTES:,} bytes; is this the right file?")
    text = _decoded(file, content)
    if endless := _ENDLESS_KEY.search(text):
        line = text.count("\n", 0, endless.start()) + 1
        raise _refusal(file, "a key of more than 100 parts; no setting is nested that deep", line)
    try:
        data = tomllib.loads(text)
    except ValueError as error:  # TOMLDecodeError, and what int() says of a number with thousands of digits
        raise ConfigError(tuple(_syntax_problems(file, text, str(error)))) from None
    except RecursionError:
        message = "brackets are nested too deep to be read; close or remove them"
        raise _refusal(file, message, find_positions(text).deep) from None
    if not data:
        raise _refusal(
            file, 'is empty; restore it, or remove it and run "monitor init" to get the shipped one'
        )
    return Source(file, text, data)


def written_path(path: KeyPath) -> str:
    """Return a key path as text: list elements count from 1, unusual keys are quoted."""
    written = ""
    for part in path:
        if isinstance(part, int):
            written += f"[{part + 1}]"
        else:
            plain = re.fullmatch(r"[\w-]{1,80}", part)
            name = part if plain else '"' + "".join(c if c.isprintable() else "?" for c in part[:80]) + '"'
            written += f".{name}" if written else name
    return written[:300]


def _is_quoted(term: Any, words: str) -> bool:
    written = term.get("term") if isinstance(term, dict) else term
    return isinstance(written, str) and (repr(written.strip()) in words or f'"{written}"' in words)


def _decoded(file: str, content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            raise _refusal(file, "is UTF-16; save it as UTF-8") from None
        line = content.count(b"\n", 0, error.start) + 1
        raise _refusal(file, "is not UTF-8 from here on; save it as UTF-8", line) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise _refusal(file, "holds a NUL character; is the file damaged? Restore it", line)
    return text.replace("\r\n", "\n")


def _syntax_problems(file: str, text: str, said: str) -> Iterable[Problem]:
    repeats = find_positions(text).repeats
    for repeat in repeats:
        message = f"is given twice, first in line {repeat.first}; remove one of the two"
        yield Problem(file, written_path(repeat.path), repeat.line, message)
    if repeats and re.search("twice|overwrite|Cannot", said):
        return
    place = _PLACE.search(said)
    what = _PLACE.sub("", said)
    line = int(place[1]) if place and place[1] else text.count("\n") + 1
    column = f", column {place[2]}" if place and place[2] else ""
    found = section_conflict(text, line, what)
    if found:
        yield Problem(file, found.name, line, found.advice)
        return
    advice = syntax_advice(text, line, what)
    yield Problem(file, "", line, f"not TOML{column}: {what}; {advice}")


def _lookalike(path: Path) -> str:
    """Return advice that names a similar file, or `monitor init`."""
    names = sorted(other.name for other in path.parent.glob(f"{path.stem}*") if other.name != path.name)
    others = f" ({', '.join(names[:3])} is there; is that it?)" if names else ""
    return f'{others}; run "monitor init" to write the shipped one, it overwrites nothing'


def _refusal(file: str, message: str, line: int | None = None) -> ConfigError:
    return ConfigError((Problem(file, "", line, message),))
