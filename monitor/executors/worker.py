"""The main function of a worker process, and the pickling of tasks and results.

Tasks and results are bytes, so that local processes and a cluster use the same code.
"""

import contextlib
import fcntl
import logging
import os
import pickle
import resource
import signal
import traceback
from collections.abc import Callable
from concurrent.futures import Future
from itertools import count
from multiprocessing.connection import Connection
from typing import Any

from monitor.errors import TaskFailed
from monitor.malloc import trim

# Pages fragment the heap: 20 MB in each worker without a trim.
_TASKS_PER_TRIM = 16

READY = b"ready"
STARTED = b"started"


def pack_task(fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> bytes:
    """Pickle a task for a worker."""
    return pickle.dumps((fn, args, kwargs), protocol=pickle.HIGHEST_PROTOCOL)


def unpack_answer(answer: bytes) -> tuple[bool, Any]:
    """Return whether a task succeeded, and its result or its exception; never raises."""
    try:
        worked, value = pickle.loads(answer)  # noqa: S301 - pickled by our own worker
    except Exception as error:  # noqa: BLE001 - a result may raise anything when unpickled
        return False, error
    return worked, value


def pack_outcome(future: Future[Any]) -> bytes:
    """Wait for a future, and pickle its result or exception."""
    error = future.exception()
    if error is not None:
        return _pack_error(error)
    return pickle.dumps((True, future.result()), protocol=pickle.HIGHEST_PROTOCOL)


def run_task(task: bytes) -> bytes:
    """Run a pickled task and return its pickled result or exception; never raises."""
    try:
        fn, args, kwargs = pickle.loads(task)  # noqa: S301 - pickled by our own parent process
        return pickle.dumps((True, fn(*args, **kwargs)), protocol=pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return pickle.dumps((False, TaskFailed("worker_memory", "the task exceeded its memory limit")))
    except BaseException as error:  # noqa: BLE001 - sys.exit() too fails only this task
        return _pack_error(error)


def serve_tasks(connection: Connection, lifeline: Connection, memory: int) -> None:
    """Run tasks from a connection until it closes; the main function of a worker process.

    Args:
        connection: Receives pickled tasks and sends pickled results.
        lifeline: Read end of a pipe whose write end only the parent holds.
        memory: Maximum bytes of address space.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        # A signal to the process group is for the parent, which finishes tasks and then ends its workers.
        signal.signal(number, signal.SIG_IGN)
    exit_with_parent(lifeline)
    _set_limit(resource.RLIMIT_AS, memory)
    _set_limit(resource.RLIMIT_CORE, 0)
    logging.getLogger().addHandler(logging.NullHandler())
    with contextlib.suppress(EOFError, OSError), connection:
        connection.send_bytes(READY)
        for done in count(1):
            task = connection.recv_bytes()
            connection.send_bytes(STARTED)
            connection.send_bytes(run_task(task))
            if done % _TASKS_PER_TRIM == 0:
                trim()


def _set_limit(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    soft = value if hard == resource.RLIM_INFINITY else min(value, hard)
    # macOS refuses RLIMIT_AS; the timeout still applies there.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(kind, (soft, hard))


def exit_with_parent(lifeline: Connection) -> None:
    """Make the kernel kill this process when the write end of the pipe closes, even while a task spins.

    The default action of SIGIO ends a process. PR_SET_PDEATHSIG would not work, because our parent process is
    the fork server, which lives as long as we do.
    """
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)


def _pack_error(error: BaseException) -> bytes:
    """Pickle an exception with its traceback as a note, or its text if it cannot be pickled."""
    text = "".join(traceback.format_exception(error))
    try:
        error.__cause__ = error.__context__ = None
        if not isinstance(error, TaskFailed):
            error.add_note(f"in a worker:\n{text}")
        packed = pickle.dumps((False, error))
        pickle.loads(packed)  # noqa: S301 - our own bytes
    except Exception:  # noqa: BLE001 - exceptions may raise anything when pickled
        return pickle.dumps(
            (False, RuntimeError(f"{type(error).__name__} in a worker that cannot be packed:\n{text}"))
        )
    return packed
