"""Invalid executor names are refused before a worker starts."""

import pytest

from monitor.errors import ExecutorError
from monitor.executors import check_executor, make_executor
from monitor.models import ExtractSettings


@pytest.mark.parametrize(
    "spec",
    [
        "",
        "threads:4",
        "processes",
        "processes:0",
        "processes:x",
        "processes:1000",
        "dask://",
        "dask://h:0",
        "dask://h:99999",
    ],
)
def test_unknown_names_are_refused_with_a_sentence(spec) -> None:
    """The check and the creation both refuse an invalid name."""
    problem = check_executor(spec)
    assert problem
    assert problem.endswith(".")
    with pytest.raises(ExecutorError, match=r"\.$") as refused:
        make_executor(ExtractSettings(spec))
    assert str(refused.value) == problem


@pytest.mark.parametrize(
    "spec", ["inline", "processes:1", "processes:16", "dask://127.0.0.1:8786", "dask://[::1]:8786"]
)
def test_known_names_pass(spec) -> None:
    """The documented names are valid."""
    assert check_executor(spec) is None
