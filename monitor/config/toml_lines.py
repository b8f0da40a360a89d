"""Find the line of every key, table and list element in a TOML text, which tomllib does not report.

tomllib validates the text; this scanner does not. It stops silently at invalid syntax; the lines found until
then are right. It takes linear time.
"""

import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass, field

KeyPath = tuple[str | int, ...]

_DEEP = 100
_BLANK = re.compile(r"(?:[ \t\r\n]++|#[^\n]*+)*+")
_SEPARATORS = re.compile(r"(?:[ \t\r\n,]++|#[^\n]*+)*+")
_KEY_PART = re.compile(r"""[A-Za-z0-9_-]++|"(?:[^"\\\n]++|\\[^\n])*+"|'[^'\n]*+'""")
_DOT = re.compile(r"[ \t]*+\.[ \t]*+")
_EQUALS = re.compile(r"[ \t]*+=[ \t]*+")
_STRING = re.compile(
    r'"""(?:[^"\\]++|\\.|"{1,2}(?!"))*+"{3,5}'
    r"|'''(?:[^']++|'{1,2}(?!'))*+'{3,5}"
    r'|"(?:[^"\\\n]++|\\[^\n])*+"'
    r"|'[^'\n]*+'",
    re.DOTALL,
)
# The second half is the time of a date-time written with a space.
_SCALAR = re.compile(r"[^\s,\[\]{}#\"'=]++(?: \d\d:[^\s,\]}#]++)?+")


@dataclass(frozen=True, slots=True)
class Repeat:
    """A key or table that is defined twice, which TOML forbids."""

    path: KeyPath
    line: int
    first: int


@dataclass(slots=True)
class Positions:
    """The lines of keys in a TOML text; lines count from 1.

    Attributes:
        lines: line of the first occurrence of each key path; list elements have their index, from 0.
        repeats: keys and tables that are defined twice, in order.
        deep: line of the first bracket that is nested too deep, or None.
    """

    lines: dict[KeyPath, int] = field(default_factory=dict)
    repeats: list[Repeat] = field(default_factory=list)
    deep: int | None = None

    def line(self, path: KeyPath) -> int | None:
        """Return the line of a path, or of its nearest parent with a line."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return None


def find_positions(text: str) -> Positions:
    """Return the lines of all key paths in a TOML text."""
    scanner = _Scanner(text)
    scanner.document()
    return scanner.found


@dataclass(slots=True)
class _Container:
    """An open bracket: the path of its content, and for a list the index of the next element."""

    path: KeyPath
    closer: str
    index: int = 0


class _Scanner:
    def __init__(self, text: str) -> None:
        self.found = Positions()
        self._text = text
        self._at = 0
        self._newlines = [match.start() for match in re.finditer("\n", text)]
        self._tables: dict[KeyPath, int] = {}  # arrays of tables: how many so far
        self._given: set[KeyPath] = set()

    def document(self) -> None:
        """Scan all statements."""
        prefix: KeyPath = ()
        while True:
            self._skip(_BLANK)
            if self._at >= len(self._text):
                return
            if self._text[self._at] == "[":
                header = self._header()
                if header is None:
                    return
                prefix = header
            elif not self._assignment(prefix):
                return

    def _header(self) -> KeyPath | None:
        start = self._at
        double = self._text.startswith("[[", start)
        self._at += 2 if double else 1
        self._skip(_BLANK)
        parts = self._key()
        self._skip(_BLANK)
        closer = "]]" if double else "]"
        if not parts or not self._text.startswith(closer, self._at):
            return None
        self._at += len(closer)
        path: KeyPath = ()
        for part in parts[:-1]:
            path = self._latest((*path, part))
            self._note(path, start)
        path = (*path, parts[-1])
        if double:
            self._note(path, start)
            self._tables[path] = self._tables.get(path, 0) + 1
            path = self._latest(path)
            self._note(path, start)
        else:
            self._give(path, start)
        return path

    def _latest(self, path: KeyPath) -> KeyPath:
        """Return the path of the last table if the path is an array of tables."""
        return (*path, self._tables[path] - 1) if path in self._tables else path

    def _assignment(self, prefix: KeyPath) -> bool:
        """Scan `key = value`; return False if the syntax is unknown."""
        path = self._assigned_key(prefix)
        return path is not None and self._value(path)

    def _assigned_key(self, prefix: KeyPath) -> KeyPath | None:
        start = self._at
        parts = self._key()
        if not parts or not self._skip(_EQUALS):
            return None
        path = prefix
        for part in parts[:-1]:
            path = (*path, part)
            self._note(path, start)
        path = (*path, parts[-1])
        self._give(path, start)
        return path

    def _key(self) -> list[str]:
        parts: list[str] = []
        while part := _KEY_PART.match(self._text, self._at):
            try:
                parts.append(_unquoted(part.group()))
            except tomllib.TOMLDecodeError:
                return []
            self._at = part.end()
            if not self._skip(_DOT):
                return parts
        return []

    def _value(self, path: KeyPath) -> bool:
        """Scan one value, with a stack of brackets instead of recursion."""
        stack: list[_Container] = []
        if not self._open_or_pass(path, stack):
            return False
        while stack:
            inside = stack[-1]
            self._skip(_SEPARATORS)
            if self._text.startswith(inside.closer, self._at):
                self._at += 1
                stack.pop()
                continue
            if inside.closer == "]":
                element: KeyPath | None = (*inside.path, inside.index)
                self._note((*inside.path, inside.index), self._at)
                inside.index += 1
            else:
                element = self._assigned_key(inside.path)
            if element is None or not self._open_or_pass(element, stack):
                return False
        return True

    def _open_or_pass(self, path: KeyPath, stack: list[_Container]) -> bool:
        opener = self._text[self._at : self._at + 1]
        if opener and opener in "[{":
            if len(stack) >= _DEEP:
                self.found.deep = self._line(self._at)
                return False
            self._at += 1
            stack.append(_Container(path, "]" if opener == "[" else "}"))
            return True
        return self._skip(_STRING) or self._skip(_SCALAR)

    def _skip(self, pattern: re.Pattern[str]) -> bool:
        """Skip a match of the pattern; return False if it matched nothing."""
        match = pattern.match(self._text, self._at)
        if match is None or match.end() == self._at:
            return False
        self._at = match.end()
        return True

    def _note(self, path: KeyPath, start: int) -> None:
        self.found.lines.setdefault(path, self._line(start))

    def _give(self, path: KeyPath, start: int) -> None:
        """Record a path that may occur only once."""
        if path in self._given:
            self.found.repeats.append(Repeat(path, self._line(start), self.found.lines[path]))
        self._given.add(path)
        self._note(path, start)

    def _line(self, start: int) -> int:
        return bisect_right(self._newlines, start - 1) + 1


def _unquoted(part: str) -> str:
    if part.startswith('"'):
        return str(tomllib.loads(f"key = {part}")["key"])
    return part[1:-1] if part.startswith("'") else part
