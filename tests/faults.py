"""The check behind `make faults`: tests that ran code of the program prove each row of docs/faults.md.

Marked tests run, all others are left out. A row is proven if each of its tests passed and, while it ran,
executed a function that the program reaches from its commands (see tests/reach.py) or started the program
as a process; and if no other test that cites the number failed. Drills count when they are run too:
`make faults PYTEST_ARGS='-m ""'`.
"""

import sys
import warnings
from collections import defaultdict
from collections.abc import Generator, Iterable, Mapping
from pathlib import Path
from typing import Any

import coverage
import pytest

from monitor import demo_site
from tests.catalogue import CATALOGUE, ROOT, Row, find_problems, read_citations, read_rows
from tests.reach import Program

PROGRAM = "monitor"
# Alembic loads migrations by their path, so no import leads there.
ENTRIES = (f"{PROGRAM}.__main__", f"{PROGRAM}.cli", f"{PROGRAM}.archive.migrations")
# Tests stage their feeds with it, so its code proves nothing.
STAGE = demo_site.__name__


class ProgramTrace:
    """Records for each test which functions of the program it executed."""

    def __init__(self, program: Program, package: Path, stage: str = "") -> None:
        """Prepare to trace a package.

        Args:
            program: its source.
            package: its folder.
            stage: dotted name of a part that counts for nothing.
        """
        self._program = program
        self._stage = stage
        self._coverage = coverage.Coverage(
            data_file=None, config_file=False, source=[str(package)], messages=False
        )
        self._test = ""
        self._processes: set[str] = set()

    def start(self) -> None:
        """Start to trace, and to notice started processes."""
        self._coverage.start()
        sys.addaudithook(self._notice)

    def stop(self) -> None:
        """End the trace."""
        self._test = ""
        self._coverage.stop()

    def enter(self, test: str) -> None:
        """Count what is executed from now on for one test."""
        self._test = test
        self._coverage.switch_context(test)

    def leave(self) -> None:
        """Stop to count for a test."""
        self._test = ""
        self._coverage.switch_context("")

    def proofs(self) -> dict[str, set[str]]:
        """Return for each test the reached functions that it executed, and the program if it started it."""
        proofs: dict[str, set[str]] = defaultdict(set)
        for test in self._processes:
            proofs[test].add(PROGRAM)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", coverage.exceptions.CoverageWarning)  # a run without any code
            data = self._coverage.get_data()
        for name in data.measured_files():
            lines: dict[str, set[int]] = defaultdict(set)
            for line, tests in data.contexts_by_lineno(name).items():
                for test in tests:
                    lines[test].add(line)
            for test, ran in lines.items():
                proofs[test].update(self._proving(Path(name), ran))
        return proofs

    def _proving(self, path: Path, lines: set[int]) -> Iterable[str]:
        return (
            f"{function.module}.{function.name}"
            for function in self._program.executed(path, lines) & self._program.reached
            if not (self._stage and f"{function.module}.".startswith(f"{self._stage}."))
        )

    def _notice(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "subprocess.Popen" and self._test and _starts_program(arguments[1]):
            self._processes.add(self._test)


class FaultCheck:
    """Collects outcomes by test and judges every row at the end of a run."""

    def __init__(
        self, rows: Iterable[Row], problems: Iterable[str], trace: ProgramTrace | None = None
    ) -> None:
        """Prepare a run.

        Args:
            rows: of the catalogue.
            problems: contradictions between catalogue and tests that are known before anything runs.
            trace: of the program; None if `note_proofs` tells what tests executed.
        """
        self._rows = list(rows)
        self._problems = list(problems)
        self._trace = trace
        self._cited: dict[int, set[str]] = defaultdict(set)
        self._outcomes: dict[str, set[str]] = defaultdict(set)
        self._reasons: dict[str, str] = {}
        self._proofs: Mapping[str, set[str]] = {}

    @classmethod
    def of_this_project(cls) -> "FaultCheck":
        """Return the check of docs/faults.md against tests/ and the program."""
        rows = read_rows(CATALOGUE.read_text(encoding="utf-8"))
        package = ROOT / PROGRAM
        trace = ProgramTrace(Program(package, ENTRIES), package, STAGE)
        return cls(rows, find_problems(rows, read_citations(ROOT / "tests")), trace)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Deselect tests that cite no fault, and start to trace."""
        marked = [item for item in items if item.get_closest_marker("fault")]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(marked)])
        items[:] = marked
        for item in marked:
            self.expect(item.nodeid, (n for mark in item.iter_markers("fault") for n in mark.args))
        if self._trace:
            self._trace.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        """Trace the test itself, without its fixtures."""
        if self._trace is None:
            return (yield)
        self._trace.enter(_function(item.nodeid))
        try:
            return (yield)
        finally:
            self._trace.leave()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Record how a test ended."""
        if report.when == "call" or report.outcome != "passed":
            self.note(report.nodeid, report.outcome, _reason(report))

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Read the trace, and fail the run if a row is not proven."""
        if self._trace:
            self._trace.stop()
            self.note_proofs(self._trace.proofs())
        if self.failures() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter, exitstatus: int) -> None:
        """Print the account, unless the run was interrupted."""
        if exitstatus not in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
            return
        terminalreporter.section("faults")
        for line in self.account():
            terminalreporter.write_line(line)

    def expect(self, test: str, numbers: Iterable[int]) -> None:
        """Store the numbers that a test cites."""
        for number in numbers:
            self._cited[number].add(_function(test))

    def note(self, test: str, outcome: str, reason: str = "") -> None:
        """Store how a test ended: passed, failed, or skipped for a reason."""
        self._outcomes[_function(test)].add(outcome)
        if reason:
            self._reasons[_function(test)] = reason

    def note_proofs(self, proofs: Mapping[str, set[str]]) -> None:
        """Store which reached functions of the program each test executed."""
        self._proofs = proofs

    def failures(self) -> list[str]:
        """Return what makes the run fail: contradictions, and rows that were not proven."""
        lacks = {row.number: self._lack(row) for row in self._rows}
        return self._problems + [
            f"row {number}: {lack}" for number, lack in lacks.items() if lack and lack not in _NO_FAILURE
        ]

    def account(self) -> list[str]:
        """Return what fails the run, then `survived N of M` by section and in all."""
        sections: dict[str, list[Row]] = defaultdict(list)
        for row in self._rows:
            sections[row.section].append(row)
        lines = self.failures()
        for name, rows in sections.items():
            lines.append(f"{name}: {self._count(rows)}{self._told(rows)}")
        return [*lines, self._count(self._rows)]

    def _count(self, rows: list[Row]) -> str:
        return f"survived {sum(not self._lack(row) for row in rows)} of {len(rows)}"

    def _told(self, rows: list[Row]) -> str:
        groups: dict[str, list[int]] = defaultdict(list)
        for row in rows:
            if lack := self._lack(row):
                groups[lack if lack in _NO_FAILURE else "not proven"].append(row.number)
        return "".join(f"; {lack}: {', '.join(map(str, numbers))}" for lack, numbers in groups.items())

    def _lack(self, row: Row) -> str:
        """Return what is missing to prove a row; empty if nothing is."""
        if row.left_out:
            return _IS_LEFT_OUT
        failed = [test for test in sorted(self._cited[row.number]) if "failed" in self._outcomes[test]]
        if failed:
            return f"{failed[0]} failed"
        if not row.tests:
            return "no test"
        required = [test for test in row.tests if test not in row.drills or self._outcomes[test]]
        if not required:
            return _IS_DRILL
        return next((lack for test in required if (lack := self._test_lack(test))), "")

    def _test_lack(self, test: str) -> str:
        outcomes = self._outcomes[test]
        if not outcomes:
            return f"{test} did not run"
        if "passed" not in outcomes:
            return f"{test} was skipped: {self._reasons.get(test, 'no reason')}"
        if not self._proofs.get(test):
            return f"{test} ran no code that the program reaches"
        return ""


_IS_LEFT_OUT = "left out"
_IS_DRILL = "drills that were not run"
_NO_FAILURE = {_IS_LEFT_OUT, _IS_DRILL}


def _function(test: str) -> str:
    """Return file::name of a test, without its parameters or the method of its class."""
    return "::".join(test.partition("[")[0].split("::")[:2])


def _starts_program(arguments: object) -> bool:
    words = [arguments] if isinstance(arguments, str | bytes | Path) else list(_words(arguments))
    names = [Path(str(word)).name for word in words]
    return PROGRAM in names[:1] or any(
        word == PROGRAM or (word == "-m" and after.partition(".")[0] == PROGRAM)
        for word, after in zip(names, [*names[1:], ""], strict=True)
    )


def _words(arguments: Any) -> Iterable[object]:
    return arguments if hasattr(arguments, "__iter__") else ()


def _reason(report: pytest.TestReport) -> str:
    told = report.longrepr
    return str(told[2]).removeprefix("Skipped: ") if isinstance(told, tuple) else ""
