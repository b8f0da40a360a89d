"""Executors that run parsing, reading and matching: inline, in processes, or on a Dask cluster.

Threads are not used, because trafilatura and lxml corrupt memory there. Tasks are stateless functions. A task
that breaks its worker fails with `TaskFailed`; the executor continues.
"""

from concurrent.futures import Executor

from monitor.errors import ExecutorError
from monitor.executors.inline import InlineExecutor
from monitor.executors.processes import ProcessExecutor
from monitor.models import ExtractSettings
from monitor.models.executor_names import check_executor, read_spec

__all__ = ["check_executor", "make_executor"]


def make_executor(settings: ExtractSettings) -> Executor:
    """Return the configured executor; its workers start with the first task.

    Raises:
        ExecutorError: The name is invalid, the extra is not installed, or the cluster does not answer. The
            text is one sentence for the user.
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
    # The extra `dask` is optional, and its import takes a second.
    from monitor.executors.dask_cluster import connect  # noqa: PLC0415

    return connect(spec.host, spec.port, settings.timeout, settings.memory)
