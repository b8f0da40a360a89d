"""The catalogue of faults agrees with the tests, and its check accepts only proofs that ran program code."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.catalogue import CATALOGUE, ROOT, Citation, Row, find_problems, read_citations, read_rows
from tests.faults import FaultCheck
from tests.reach import Program

TEST = "tests/a.py::test_one"
OTHER = "tests/a.py::test_two"


def row(number: int = 1, *tests: str, drills: frozenset[str] = frozenset(), left_out: str = "") -> Row:
    """Make a row that says enough."""
    return Row(number, "Intake", "a fault", "an outcome", tests, drills, left_out)


def check(outcomes: Mapping[str, str], proofs: Mapping[str, set[str]], *rows: Row) -> FaultCheck:
    """Judge rows by outcomes and proofs; every test cites every row that names it."""
    judged = FaultCheck(rows, ())
    for one in rows:
        for test in one.tests:
            judged.expect(test, (one.number,))
    for test, outcome in outcomes.items():
        judged.note(test, outcome, "needs root" if outcome == "skipped" else "")
    judged.note_proofs(proofs)
    return judged


def test_the_catalogue_agrees_with_the_tests() -> None:
    """Each row names tests that exist and cite it, and each number that a test cites has a row."""
    rows = read_rows(CATALOGUE.read_text(encoding="utf-8"))
    assert len(rows) >= 310
    assert find_problems(rows, read_citations(ROOT / "tests")) == []


def test_rows_are_read_from_markdown() -> None:
    """A row has its section, its tests, its drills, and the reason why it is left out."""
    text = (
        "# Faults\n\n## Intake\n\n| number | fault | what happens | test |\n|---|---|---|---|\n"
        f"| 1 | a fault | an outcome | `{TEST}`, `{OTHER}` (drill) |\n\n## Pages\n\n"
        "| 2 | a fault | an outcome | left out: the program has no tapes |\n"
    )
    first, second = read_rows(text)
    assert first == row(1, TEST, OTHER, drills=frozenset({OTHER}))
    assert (second.section, second.tests, second.left_out) == ("Pages", (), "the program has no tapes")


@pytest.mark.parametrize(
    ("rows", "citations", "problem"),
    [
        ([row(1, TEST)], {}, f"row 1: {TEST} does not exist"),
        ([row(1, TEST)], {TEST: Citation({2})}, f"{TEST} cites 2, which has no row"),
        ([row(1, TEST)], {TEST: Citation()}, f"row 1: {TEST} does not cite the number"),
        ([row(1)], {}, "row 1: has neither a test nor a reason to be left out"),
        ([row(1, TEST)], {TEST: Citation({1}, drill=True)}, f"row 1: {TEST} is a drill, and the row says"),
        (
            [row(1, TEST, drills=frozenset({TEST}))],
            {TEST: Citation({1})},
            f"row 1: {TEST} is not a drill, and the row says",
        ),
        ([row(1, TEST), row(1, TEST)], {TEST: Citation({1})}, "row 1 stands 2 times"),
        ([row(2, TEST)], {TEST: Citation({2})}, "row 1 is missing"),
        ([Row(1, "Intake", "a fault", "", (TEST,))], {TEST: Citation({1})}, "row 1: says too little"),
    ],
)
def test_contradictions_are_named(rows: list[Row], citations: dict[str, Citation], problem: str) -> None:
    """Each way in which catalogue and tests can differ has its own line."""
    assert any(line.startswith(problem) for line in find_problems(rows, citations))


def test_marks_are_read_without_running(tmp_path: Path) -> None:
    """Marks of functions, classes, parameters and whole files count; helpers cite nothing."""
    (tmp_path / "test_a.py").write_text(
        "import pytest\npytestmark = pytest.mark.drill\n\n"
        "@pytest.mark.fault(1, 2)\nasync def test_one(): ...\n\n"
        "@pytest.mark.parametrize('x', [pytest.param(1, marks=pytest.mark.fault(3))])\n"
        "def test_two(x): ...\n\n"
        "@pytest.mark.fault(4)\nclass TestThree: ...\n\n@pytest.mark.fault(5)\ndef no_test(): ...\n"
    )
    assert read_citations(tmp_path, tmp_path) == {
        "test_a.py::test_one": Citation({1, 2}, drill=True),
        "test_a.py::test_two": Citation({3}, drill=True),
        "test_a.py::TestThree": Citation({4}, drill=True),
    }


def test_a_row_is_survived_if_its_test_ran_the_program() -> None:
    """A pass and a function of the program prove a row, and no other row."""
    judged = check({TEST: "passed"}, {TEST: {"monitor.fetch"}}, row(1, TEST), row(2, OTHER))
    assert judged.failures() == [f"row 2: {OTHER} did not run"]
    assert judged.account()[-1] == "survived 1 of 2"


@pytest.mark.parametrize(
    ("outcomes", "proofs", "lack"),
    [
        ({TEST: "passed"}, {}, f"{TEST} ran no code that the program reaches"),
        ({TEST: "failed"}, {TEST: {"monitor.fetch"}}, f"{TEST} failed"),
        ({TEST: "skipped"}, {}, f"{TEST} was skipped: needs root"),
        ({f"{TEST}[a]": "passed", f"{TEST}[b]": "failed"}, {TEST: {"monitor.fetch"}}, f"{TEST} failed"),
        ({}, {}, f"{TEST} did not run"),
    ],
)
def test_an_unproven_row_fails(outcomes: dict[str, str], proofs: dict[str, set[str]], lack: str) -> None:
    """Without a pass, or without code of the program, a row fails the run with the reason."""
    judged = check(outcomes, proofs, row(1, TEST))
    assert judged.failures() == [f"row 1: {lack}"]
    assert "Intake: survived 0 of 1; not proven: 1" in judged.account()


def test_a_pass_covers_a_skipped_parameter() -> None:
    """A test that passed on one database and was skipped on a missing one proves its row."""
    outcomes = {f"{TEST}[sqlite]": "passed", f"{TEST}[postgresql]": "skipped"}
    assert not check(outcomes, {TEST: {"monitor.archive"}}, row(1, TEST)).failures()


def test_drills_and_rows_left_out_fail_nothing() -> None:
    """A row of drills that were not run, and one left out for a reason, are listed and fail no run."""
    judged = check({}, {}, row(1, TEST, drills=frozenset({TEST})), row(2, left_out="no tapes"))
    assert judged.failures() == []
    assert judged.account() == [
        "Intake: survived 0 of 2; drills that were not run: 1; left out: 2",
        "survived 0 of 2",
    ]
    ran = check({TEST: "failed"}, {}, row(1, TEST, drills=frozenset({TEST})))
    assert ran.failures() == [f"row 1: {TEST} failed"]


def test_a_failure_of_another_test_of_the_fault_counts() -> None:
    """A test that cites the number and is not in the row disproves it if it fails."""
    judged = check({TEST: "passed", OTHER: "failed"}, {TEST: {"monitor.fetch"}}, row(1, TEST))
    judged.expect(OTHER, (1,))
    assert judged.failures() == [f"row 1: {OTHER} failed"]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Write a small program whose command reaches some of its code."""
    sources = {
        "__init__": "",
        "__main__": "from small.work import start\n\ndef main():\n    start()\n\nmain\n",
        "work": (
            "import threading\n\n"
            "def start():\n    return Job().run()\n\n"
            "class Job:\n    def run(self):\n        return chosen(1)\n\n"
            "    def forgotten(self):\n        return 2\n\n"
            "class Thread(threading.Thread):\n    def run(self):\n        return 3\n\n"
            "def chosen(x):\n    return x\n\n"
            "def dead():\n    return buried()\n\n"
            "def buried():\n    return 4\n\n"
            "THREAD = Thread\n"
        ),
        "unused": "def start():\n    return 5\n",
    }
    folder = tmp_path / "small"
    folder.mkdir()
    for name, source in sources.items():
        (folder / f"{name}.py").write_text(source)
    return folder


def test_code_that_the_program_reaches(package: Path) -> None:
    """Code counts if commands lead to it by imports and names, or a library may call it; dead ends do not."""
    program = Program(package, ["small.__main__"])
    assert "small.unused" not in program.modules
    assert {f.name for f in program.reached} == {"main", "start", "Job.run", "Thread.run", "chosen"}


CATALOGUE_OF_FOUR = """
## Intake

| number | fault | what happens | test |
|---|---|---|---|
| 1 | a fault | an outcome | `test_small.py::test_reached` |
| 2 | a fault | an outcome | `test_small.py::test_dead_code` |
| 3 | a fault | an outcome | `test_small.py::test_no_code` |
| 4 | a fault | an outcome | `test_small.py::test_process` |
"""
TESTS_OF_FOUR = """
import subprocess, sys
import pytest
from small import work

@pytest.fixture
def started():
    return work.start()

@pytest.mark.fault(1)
def test_reached():
    assert work.start() == 1

@pytest.mark.fault(2)
def test_dead_code():
    assert work.dead() == 4

@pytest.mark.fault(3)
def test_no_code(started):
    assert started == 1

@pytest.mark.fault(4)
def test_process():
    subprocess.run([sys.executable, "-c", "", "-m", "monitor"], check=True)

def test_unmarked():
    raise AssertionError
"""
RUN_OF_FOUR = """
import sys
from pathlib import Path
import pytest
from tests.catalogue import read_rows
from tests.faults import FaultCheck, ProgramTrace
from tests.reach import Program

package = Path("small").resolve()
trace = ProgramTrace(Program(package, ["small.__main__"]), package)
check = FaultCheck(read_rows(Path("faults.md").read_text()), [], trace)
sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", "test_small.py"], plugins=[check]))
"""


def test_a_run_separates_reached_code_from_other_code(package: Path) -> None:
    """Tests that run only dead code or only a fixture prove no row, although they pass."""
    folder = package.parent
    (folder / "faults.md").write_text(CATALOGUE_OF_FOUR)
    (folder / "test_small.py").write_text(TESTS_OF_FOUR)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = fault\n")
    ran = subprocess.run(
        [sys.executable, "-c", RUN_OF_FOUR],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == pytest.ExitCode.TESTS_FAILED, ran.stdout + ran.stderr
    assert "row 2: test_small.py::test_dead_code ran no code that the program reaches" in ran.stdout
    assert "row 3: test_small.py::test_no_code ran no code that the program reaches" in ran.stdout
    assert "Intake: survived 2 of 4; not proven: 2, 3" in ran.stdout
    assert "4 passed, 1 deselected" in ran.stdout
