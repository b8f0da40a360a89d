"""The account of faults says survived only where nothing that carries the number failed or was skipped."""

from tests.faults import LAST, SECTIONS, FaultCount


def test_a_row_is_survived_by_a_pass() -> None:
    """One test that passed proves its rows and no other."""
    count = FaultCount()
    count.expect("a.py::one", (1, 3))
    count.note("a.py::one", "passed")
    assert [row for row in range(1, LAST + 1) if count.survived(row)] == [1, 3]
    assert f"survived 2 of {LAST}" in count.account()


def test_a_failure_outweighs_a_pass() -> None:
    """A row with a test that passed and one that failed is not survived."""
    count = FaultCount()
    for test, outcome in (("a.py::one", "passed"), ("a.py::two", "failed")):
        count.expect(test, (1,))
        count.note(test, outcome)
    assert not count.survived(1)
    assert "; failed 1;" in count.account()[0]


def test_a_skip_is_told_with_its_reason() -> None:
    """A pass of one test does not speak for another that was skipped; the account names it and says why."""
    count = FaultCount()
    for test, outcome in (("a.py::one", "passed"), ("a.py::two", "skipped")):
        count.expect(test, (27,))
        count.note(test, outcome, "needs root")
    assert not count.survived(27)
    assert "survived 0 of 26; skipped here 27;" in count.account()[1]
    assert "skipped here, rows 27: a.py::two: needs root" in count.account()


def test_a_pass_with_other_parameters_speaks_for_a_skip() -> None:
    """What passed on one database and was skipped on another that is not there is survived."""
    count = FaultCount()
    for test, outcome in (("a.py::one[sqlite]", "passed"), ("a.py::one[postgresql]", "skipped")):
        count.expect(test, (27,))
        count.note(test, outcome, "no server")
    assert count.survived(27)


def test_what_was_not_run_is_no_proof() -> None:
    """A row whose drill was left out stands among those not run, one without a test among the missing."""
    count = FaultCount()
    count.expect("a.py::one", (200,), drill=True)
    last = count.account()[len(SECTIONS) - 1]
    assert "survived 0 of 9; not run 200; missing 201, " in last
    assert "proven by drills alone: rows 200" in count.account()
