"""Count the numbered faults that the tests prove the program survives: `make faults`.

A row is survived when a test that carries its number passed and none failed or was skipped. Drills count when
they are run too: `make faults` runs the quick tests, `make faults PYTEST_ARGS='-m ""'` everything.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

import pytest

# First row of each section of the catalogue, and what it is about; the last row closes it.
SECTIONS = {
    1: "A addresses and URLs",
    27: "B HTTP transport",
    53: "C politeness",
    82: "D feed content",
    115: "E article extraction",
    123: "F outputs",
    136: "G configuration while running",
    152: "H process and disk",
    179: "I time",
    191: "J network and delivery",
    200: "K local page and workers",
}
LAST = 208
# What no test run can hold, beside what stands in for it.
BOUNDED = {
    176: "72 hours pass on the clock of the program, in 144 sweeps of 100 feeds; no run here took 72 hours",
}


class FaultCount:
    """Gathers outcomes by fault number and prints the account at the end of a run."""

    def __init__(self) -> None:
        self._rows: dict[str, tuple[int, ...]] = {}
        self._drills: set[str] = set()
        self._passed: set[str] = set()
        self._failed: set[str] = set()
        self._skipped: dict[str, str] = {}
        self._left_out: dict[str, str] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Remember which test carries which numbers, those that are not going to run included."""
        for item in items:
            rows = tuple(number for mark in item.iter_markers("fault") for number in mark.args)
            self.expect(item.nodeid, rows, drill=item.get_closest_marker("drill") is not None)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a file whose tests nobody can know of, because it was skipped as a whole."""
        if report.skipped:
            self._left_out[report.nodeid] = _reason(report)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note how a test ended."""
        if report.when == "call" or report.outcome != "passed":
            self.note(report.nodeid, report.outcome, _reason(report))

    def expect(self, test: str, rows: tuple[int, ...], *, drill: bool = False) -> None:
        """Remember a test and the rows it proves."""
        self._rows[test] = rows
        if drill:
            self._drills.add(test)

    def note(self, test: str, outcome: str, reason: str = "") -> None:
        """Note how a test ended: passed, failed, or skipped for a reason."""
        if outcome == "skipped":
            self._skipped[test] = reason
        else:
            {"passed": self._passed, "failed": self._failed}[outcome].add(test)

    def survived(self, row: int) -> bool:
        """Tell whether a row is proven by this run."""
        tests = self._tests(row)
        return bool(tests & self._passed) and not tests & self._failed and not self.skipped(row)

    def skipped(self, row: int) -> dict[str, str]:
        """Return the tests of a row that were skipped, with the reason.

        One that passed with other parameters (on another database, say) proved the row all the same.
        """
        proven = {_function(test) for test in self._passed}
        tests = sorted(self._tests(row))
        return {
            test: self._skipped[test]
            for test in tests
            if test in self._skipped and _function(test) not in proven
        }

    def only_drilled(self, row: int) -> bool:
        """Tell whether nothing but drills carries a row's number."""
        tests = self._tests(row)
        return bool(tests) and tests <= self._drills

    def account(self) -> list[str]:
        """Return `survived N of M` by section, with the rows that are not, and why."""
        lines = [self._section(start, end) for start, end in pairwise([*SECTIONS, LAST + 1])]
        every = range(1, LAST + 1)
        reasons: dict[str, list[int]] = defaultdict(list)
        for row in every:
            for test, reason in self.skipped(row).items():
                reasons[f"{test}: {reason}"].append(row)
        lines += [f"skipped here, rows {_listed(rows)}: {test}" for test, rows in reasons.items()]
        lines += [f"skipped whole, whatever it proves: {name}: {why}" for name, why in self._left_out.items()]
        drilled = [row for row in every if self.only_drilled(row)]
        if drilled:
            lines.append(f"proven by drills alone: rows {_listed(drilled)}")
        lines += [f"row {row} is bounded: {bound}" for row, bound in BOUNDED.items()]
        return [*lines, f"survived {sum(map(self.survived, every))} of {LAST}"]

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the account."""
        terminalreporter.section("faults")
        for line in self.account():
            terminalreporter.write_line(line)

    def _section(self, start: int, end: int) -> str:
        groups: dict[str, list[int]] = defaultdict(list)
        for row in range(start, end):
            if not self.survived(row):
                groups[self._lack(row)].append(row)
        count = end - start - sum(map(len, groups.values()))
        told = "".join(f"; {lack} {_listed(rows)}" for lack, rows in groups.items())
        return f"{SECTIONS[start]}: survived {count} of {end - start}{told}"

    def _lack(self, row: int) -> str:
        tests = self._tests(row)
        if tests & self._failed:
            return "failed"
        if self.skipped(row):
            return "skipped here"
        return "not run" if tests else "missing"

    def _tests(self, row: int) -> set[str]:
        return {test for test, rows in self._rows.items() if row in rows}


def _function(test: str) -> str:
    return test.partition("[")[0]


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    told = report.longrepr
    return str(told[2]).removeprefix("Skipped: ") if isinstance(told, tuple) else ""


def _listed(rows: Iterable[int]) -> str:
    return ", ".join(map(str, rows))
