"""Errors say what is wrong, and survive pickling."""

import pickle

import pytest

from monitor import errors
from monitor.errors import ConfigError, MonitorError, Problem, QueryError, TaskFailed


def tree(error: type[MonitorError]) -> list[type[MonitorError]]:
    """List an error and all classes that derive from it."""
    return [error, *(found for child in error.__subclasses__() for found in tree(child))]


def example(error: type[MonitorError]) -> MonitorError:
    """Make one error of each kind, as the program does."""
    if error is ConfigError:
        return ConfigError((Problem("feeds.toml", "feed[2].url", 7, "write an http or https address"),))
    if error is QueryError:
        return QueryError("a bracket is never closed", "(a OR b", 0)
    if error is TaskFailed:
        return TaskFailed("worker_timeout", "the page took longer than 20 s")
    return error("while doing something: it failed")


@pytest.mark.parametrize("error", tree(MonitorError))
def test_errors_survive_pickling(error: type[MonitorError]) -> None:
    """An error that a worker raises has the same text in the parent."""
    made = example(error)
    assert str(pickle.loads(pickle.dumps(made))) == str(made) != ""


@pytest.mark.parametrize("error", tree(MonitorError))
def test_the_documented_tree_of_errors_is_complete(error: type[MonitorError]) -> None:
    """Every error is in the tree that the module's docstring draws."""
    assert error.__name__ in (errors.__doc__ or "")


def test_a_problem_names_its_place() -> None:
    """A problem shows file, line, key path and message, and leaves out a missing line or path."""
    assert str(Problem("a.toml", "b.c", 3, "no")) == "a.toml:3: b.c: no"
    assert str(Problem("a.toml", "", None, "no")) == "a.toml: no"


def test_a_query_error_points_at_the_place() -> None:
    """The caret is below the wrong character."""
    _, query, caret = str(QueryError("unexpected", "a AND )", 6)).splitlines()
    assert query[caret.index("^")] == ")"
