"""Workers: where parsing, reading and matching are done, behind one `concurrent.futures.Executor`.

Never threads: trafilatura and lxml corrupt memory there. The functions are the same on every executor and
hold no state; whatever a task does to its worker, it fails alone with `TaskFailed` and the executor lives on.
"""

from concurrent.futures import Executor

from monitor.errors import ExecutorError
from monitor.executors.inline import InlineExecutor
from monitor.executors.processes import ProcessExecutor
from monitor.models import ExtractSettings
from monitor.models.executors import check_executor, read_spec

__all__ = ["check_executor", "make_executor"]


def make_executor(settings: ExtractSettings) -> Executor:
    """Return the executor that the settings name; it starts its workers when the first task comes.

    Raises:
        ExecutorError: the spec names none, its extra is not installed or its cluster does not answer; the
            text is one sentence for a user.
    """
    try:
        return _made(settings)
    except ValueError as error:
        raise ExecutorError(str(error)) from error


def _made(settings: ExtractSettings) -> Executor:
    spec = read_spec(settings.executor)
    if spec.kind == "inline":
        return InlineExecutor()
    if spec.kind == "processes":
        return ProcessExecutor(spec.workers, settings.timeout, settings.memory)
    # The extra `dask` is optional, and its import alone takes a second.
    from monitor.executors.dask_cluster import connect  # noqa: PLC0415

    return connect(spec.host, spec.port, settings.timeout, settings.memory)
