"""The catalogue of faults, docs/faults.md, and the tests that cite its numbers."""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT / "docs" / "faults.md"

_ROW = re.compile(r"\| *(\d+) *\|")
_TEST = re.compile(r"`([^`]+\.py::\w+)`(?: \((drill)\))?")
_LEFT_OUT = "left out:"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the catalogue.

    Attributes:
        tests: file::name of each test, without parameters.
        drills: those of the tests that the row calls drills.
        left_out: why the row has no test; empty if it has one.
    """

    number: int
    section: str
    fault: str
    outcome: str
    tests: tuple[str, ...]
    drills: frozenset[str] = frozenset()
    left_out: str = ""


@dataclass(slots=True)
class Citation:
    """The numbers that a test cites, and whether it is a drill."""

    numbers: set[int] = field(default_factory=set)
    drill: bool = False


def read_rows(text: str) -> list[Row]:
    """Read the rows of the catalogue from its Markdown."""
    rows = []
    section = ""
    for line in text.splitlines():
        if line.startswith("## "):
            section = line[3:].strip()
        elif _ROW.match(line):
            rows.append(_row(line, section))
    return rows


def read_citations(folder: Path, root: Path = ROOT) -> dict[str, Citation]:
    """Read which numbers the tests below a folder cite, by file::name, without importing them."""
    return {
        f"{path.relative_to(root).as_posix()}::{name}": citation
        for path in sorted(folder.rglob("test_*.py"))
        for name, citation in _citations(ast.parse(path.read_text(encoding="utf-8")))
    }


def find_problems(rows: Iterable[Row], citations: Mapping[str, Citation]) -> list[str]:
    """Compare the catalogue with the tests, and return one line for each contradiction."""
    rows = list(rows)
    counts = Counter(row.number for row in rows)
    problems = [f"row {number} stands {count} times" for number, count in counts.items() if count > 1]
    problems += [
        f"row {number} is missing: numbers have no gaps"
        for number in range(1, max(counts, default=0))
        if number not in counts
    ]
    for row in rows:
        problems += (f"row {row.number}: {problem}" for problem in _row_problems(row, citations))
    problems += (
        f"{test} cites {number}, which has no row"
        for test, citation in citations.items()
        for number in sorted(citation.numbers - counts.keys())
    )
    return problems


def _row(line: str, section: str) -> Row:
    number, fault, outcome, proof = (cell.strip() for cell in line.strip().strip("|").split(" | "))
    found = _TEST.findall(proof)
    return Row(
        int(number),
        section,
        fault,
        outcome,
        tuple(test for test, _ in found),
        frozenset(test for test, drill in found if drill),
        proof.removeprefix(_LEFT_OUT).strip() if proof.startswith(_LEFT_OUT) else "",
    )


def _row_problems(row: Row, citations: Mapping[str, Citation]) -> Iterator[str]:
    if not row.fault or not row.outcome:
        yield "says too little"
    if not row.tests and not row.left_out:
        yield "has neither a test nor a reason to be left out"
    for test in row.tests:
        citation = citations.get(test)
        if citation is None:
            yield f"{test} does not exist"
            continue
        if row.number not in citation.numbers:
            yield f"{test} does not cite the number"
        if citation.drill != (test in row.drills):
            yield f"{test} is {'a' if citation.drill else 'not a'} drill, and the row says otherwise"


def _citations(tree: ast.Module) -> Iterator[tuple[str, Citation]]:
    shared = Citation()
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
            _read_marks(node.value, shared)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            citation = Citation(set(shared.numbers), shared.drill)
            for decorator in node.decorator_list:
                _read_marks(decorator, citation)
            if node.name.lower().startswith("test"):
                yield node.name, citation


def _read_marks(expression: ast.expr, citation: Citation) -> None:
    for node in ast.walk(expression):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.fault":
            citation.numbers.update(ast.literal_eval(argument) for argument in node.args)
        elif isinstance(node, ast.Attribute) and ast.unparse(node) == "pytest.mark.drill":
            citation.drill = True
