"""Count the numbered faults that the tests prove the program survives: `make faults`.

A row is survived when a test that carries its number passed and none that does failed. Drills count when they
are run too: `make faults` runs the quick tests, `make faults PYTEST_ARGS='-m ""'` everything.
"""

from collections import defaultdict
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
UNTESTED = {
    176: "a soak of 72 hours fits no test run; benchmarks/memory.py measures the slope over sweeps",
}


class FaultCount:
    """Gathers outcomes by fault number and prints the account at the end of a run."""

    def __init__(self) -> None:
        self.outcomes: dict[int, set[str]] = defaultdict(set)
        self._numbers: dict[str, tuple[int, ...]] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Remember which test carries which numbers."""
        for item in items:
            self._numbers[item.nodeid] = tuple(
                number for mark in item.iter_markers("fault") for number in mark.args
            )

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note how a test ended."""
        if report.when == "call" or report.outcome != "passed":
            for number in self._numbers.get(report.nodeid, ()):
                self.outcomes[number].add(report.outcome)

    def survived(self, number: int) -> bool:
        """Tell whether a row is proven."""
        return "passed" in self.outcomes[number] and "failed" not in self.outcomes[number]

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print `survived N of M`, by section, with the rows that are missing."""
        write = terminalreporter.write_line
        terminalreporter.section("faults")
        for start, end in pairwise([*SECTIONS, LAST + 1]):
            missing = [row for row in range(start, end) if not self.survived(row)]
            named = f"; missing {', '.join(map(str, missing))}" if missing else ""
            write(f"{SECTIONS[start]}: survived {end - start - len(missing)} of {end - start}{named}")
        for row, reason in UNTESTED.items():
            write(f"row {row} has no test: {reason}")
        write(f"survived {sum(map(self.survived, range(1, LAST + 1)))} of {LAST}")
