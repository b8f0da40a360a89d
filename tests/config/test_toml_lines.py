"""Every key path of a TOML text is found on its line."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config.toml_lines import KeyPath, find_positions

KEYS = st.one_of(
    st.text("abcXYZ019_-", min_size=1, max_size=5),
    st.sampled_from(["라오스", "a.b", "with space", 'quo"te', "back\\slash", "#no", "[x]", "", "it's"]),
)
PLAIN = [
    "true", "1.5e3", "inf", "1979-05-27 07:32:00", "1979-05-27T07:32:00Z", "07:32:00", "0xff", "'lit # ['",
]  # fmt: skip
QUOTED = [
    '"a, b = [c]"', '"\\" ] }"', '"""one\ntwo = 2\n"quoted" """', "'''x\n[no]\n'''", '""""four""""',
]  # fmt: skip
SCALARS = st.one_of(st.integers(-999, 999).map(str), st.sampled_from(PLAIN + QUOTED))
GAPS = st.sampled_from(["", " ", "\n", "\n\n  ", " # , ] remark\n", "\r\n"])


class Writer:
    """Writes random TOML text, and remembers the line of each key path."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.text = ""
        self.lines: dict[KeyPath, int] = {}

    def note(self, path: KeyPath) -> None:
        """Store the line at which a path begins."""
        self.lines.setdefault(path, self.text.count("\n") + 1)

    def key(self, key: str) -> str:
        """Quote a key if it needs quotes, or at random."""
        bare = key and all(c.isascii() and (c.isalnum() or c in "_-") for c in key)
        if bare and self.draw(st.booleans()):
            return key
        if "'" not in key and self.draw(st.booleans()):
            return f"'{key}'"
        return '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def blank(self) -> None:
        """Write blank and comment lines."""
        self.text += self.draw(st.sampled_from(["", "\n", "# [remark]\n", "  \n\t", "\r\n", '# """\n']))

    def pairs(self, path: KeyPath, depth: int) -> None:
        """Write some `key = value` lines, each key once."""
        for key in self.draw(st.lists(KEYS, max_size=4, unique=True)):
            self.blank()
            self.note((*path, key))
            self.text += self.key(key)
            full: KeyPath = (*path, key)
            if self.draw(st.integers(0, 3)) == 0:
                self.text += " . "
                self.note((*full, "dotted"))
                self.text += self.key("dotted")
                full = (*full, "dotted")
            self.text += self.draw(st.sampled_from(["=", " = ", "\t= "]))
            self.value(full, depth)
            self.text += self.draw(st.sampled_from(["\n", " # end\n", "\r\n"]))

    def value(self, path: KeyPath, depth: int) -> None:
        """Write a scalar, a list or an inline table."""
        kind = self.draw(st.integers(0, 3)) if depth else 0
        if kind == 1:
            self.text += "["
            for index in range(self.draw(st.integers(0, 3))):
                self.text += self.draw(GAPS)
                self.note((*path, index))
                self.value((*path, index), depth - 1)
                self.text += self.draw(GAPS) + ","
            self.text += self.draw(GAPS) + "]"
        elif kind == 2:
            self.text += "{ "
            for index, key in enumerate(self.draw(st.lists(KEYS, max_size=3, unique=True))):
                self.text += ", " if index else ""
                self.note((*path, key))
                self.text += self.key(key) + " = "
                self.value((*path, key), depth - 1)
            self.text += " }"
        else:
            self.text += self.draw(SCALARS)


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, dict[KeyPath, int]]:
    """Draw a TOML text of pairs, tables, nested tables and arrays of tables, with the line of every path."""
    writer = Writer(draw)
    writer.pairs((), 2)
    for number, array in enumerate(draw(st.lists(st.booleans(), max_size=4))):
        name = f"table {number}"
        for index in range(draw(st.integers(1, 3)) if array else 1):
            writer.blank()
            path: KeyPath = (name, index) if array else (name,)
            writer.note((name,))
            writer.note(path)
            writer.text += f"[[{writer.key(name)}]]\n" if array else f"[ {writer.key(name)} ] # head\n"
            writer.pairs(path, 2)
            if draw(st.booleans()):
                inner = (*path, "inner table")
                writer.note(inner)
                writer.text += f"[{writer.key(name)}.{writer.key('inner table')}]\n"
                writer.pairs(inner, 1)
    return writer.text, writer.lines


def paths(data: object, path: KeyPath = ()) -> set[KeyPath]:
    """List all key paths in parsed data."""
    found = {path} if path else set()
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        found |= paths(value, (*path, key))
    return found


@given(documents())
def test_every_key_path_is_found_at_its_line(document: tuple[str, dict[KeyPath, int]]) -> None:
    """The scanner finds the line of each key path in TOML of any form."""
    text, lines = document
    data = tomllib.loads(text)
    found = find_positions(text)
    assert paths(data) <= set(found.lines)
    assert found.lines == lines
    assert not found.repeats


@given(st.text(alphabet=st.sampled_from("[]{}\"'=,.#\\ \nabé0\r\t"), max_size=60))
def test_any_text_is_scanned(text: str) -> None:
    """Invalid TOML stops the scanner, and never raises an error."""
    lines = text.count("\n") + 1
    assert all(1 <= line <= lines for line in find_positions(text).lines.values())


def test_a_repeated_key_is_found_with_its_first_line() -> None:
    """Repeated keys and tables are reported with both lines; tables of an array are not repetitions."""
    text = 'a = 1\nb = { x = 1 }\n\na = 2\n[t]\n[[f]]\n[f.g]\n[[f]]\n[f.g]\n[t]\nk = 1\n"k" = 2\n'
    repeats = [(repeat.path, repeat.line, repeat.first) for repeat in find_positions(text).repeats]
    assert repeats == [(("a",), 4, 1), (("t",), 10, 5), (("t", "k"), 12, 11)]


def test_a_missing_key_has_the_line_of_its_table() -> None:
    """A missing key is placed at the table that lacks it."""
    found = find_positions("\n[[feed]]\n\n[[feed]]\nname = 1\n")
    assert found.line(("feed", 1, "url")) == 4
    assert found.line(("topics",)) is None
    assert found.line(()) is None


@pytest.mark.parametrize(
    "text",
    ["x = " + "[" * 200_000, "x = " + "{a=" * 200_000, "x = '" + "'" * 500_000, 'a = """' + '"x' * 250_000],
    ids=["lists", "tables", "quotes", "open text"],
)
def test_hostile_text_takes_linear_time(text: str) -> None:
    """Half a megabyte of brackets or quotes is scanned within the time limit of the tests."""
    assert find_positions(text).line(("y",)) is None
