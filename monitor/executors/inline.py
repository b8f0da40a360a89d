"""Runs each task in the calling process; for tests, small machines and debugging."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any, ParamSpec, TypeVar

from monitor.errors import TaskFailed

P = ParamSpec("P")
R = TypeVar("R")


class InlineExecutor(Executor):
    """Runs each task at once, without limits of time and memory."""

    def __init__(self) -> None:
        self._closed = False

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Run the task and return its finished future; MemoryError becomes `TaskFailed`, as in a worker."""
        if self._closed:
            raise RuntimeError("cannot schedule new futures after shutdown")
        future: Future[R] = Future()
        future.set_running_or_notify_cancel()
        try:
            future.set_result(fn(*args, **kwargs))
        except MemoryError:
            future.set_exception(TaskFailed("worker_memory", "out of memory"))
        except Exception as error:  # noqa: BLE001 - the future carries any exception
            future.set_exception(error)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        """Reject new tasks."""
        self._closed = True

    def __reduce__(self) -> Any:
        raise TypeError("an executor cannot be sent to another process")
