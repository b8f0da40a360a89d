"""What happens inside a worker: one task after another, each within its limits, each answered.

Packed tasks and answers are bytes, so that the same code serves local processes and a cluster.
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

# Pages leave holes all over the heap: 20 MB in each worker, where nobody gives them back.
_TASKS_TO_A_TRIM = 16

READY = b"ready"
STARTED = b"started"


def pack_task(fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> bytes:
    """Pack a task for a worker; raises what pickle raises."""
    return pickle.dumps((fn, args, kwargs), protocol=pickle.HIGHEST_PROTOCOL)


def unpack_answer(answer: bytes) -> tuple[bool, Any]:
    """Return whether a task worked, and its result or its exception; never raises."""
    try:
        worked, value = pickle.loads(answer)  # noqa: S301 - packed by our own worker
    except Exception as error:  # noqa: BLE001 - a result may do anything when unpacked
        return False, error
    return worked, value


def pack_outcome(future: Future[Any]) -> bytes:
    """Wait for a future and pack what came of it, to be unpacked elsewhere."""
    error = future.exception()
    if error is not None:
        return _pack_error(error)
    return pickle.dumps((True, future.result()), protocol=pickle.HIGHEST_PROTOCOL)


def run_task(task: bytes) -> bytes:
    """Run a packed task and return its packed answer; never raises, whatever the task does."""
    try:
        fn, args, kwargs = pickle.loads(task)  # noqa: S301 - packed by our own parent process
        return pickle.dumps((True, fn(*args, **kwargs)), protocol=pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return pickle.dumps(
            (False, TaskFailed("worker_memory", "the task needed more memory than it may take"))
        )
    except BaseException as error:  # noqa: BLE001 - even sys.exit() is only this task's failure
        return _pack_error(error)


def serve(connection: Connection, lifeline: Connection, memory: int) -> None:
    """Answer tasks from a connection until it closes; the main function of a worker process.

    Args:
        connection: takes packed tasks, gives packed answers.
        lifeline: read end of a pipe that the parent alone holds open.
        memory: bytes of address space the process may take.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        # Whoever signals the whole group means the parent, which drains first and then ends its workers.
        signal.signal(number, signal.SIG_IGN)
    end_with(lifeline)
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_CORE, 0)
    logging.getLogger().addHandler(logging.NullHandler())
    with contextlib.suppress(EOFError, OSError), connection:
        connection.send_bytes(READY)
        for done in count(1):
            task = connection.recv_bytes()
            connection.send_bytes(STARTED)
            connection.send_bytes(run_task(task))
            if done % _TASKS_TO_A_TRIM == 0:
                trim()


def _limit(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    soft = value if hard == resource.RLIM_INFINITY else min(value, hard)
    # macOS refuses RLIMIT_AS; the time limit still holds there.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(kind, (soft, hard))


def end_with(lifeline: Connection) -> None:
    """Have the kernel end this process when the pipe loses its writer, even while a task spins.

    SIGIO's default action ends a process. Not PR_SET_PDEATHSIG: what forked us is the fork server, which
    lives as long as we do.
    """
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)


def _pack_error(error: BaseException) -> bytes:
    """Pack an exception with its traceback as a note; one that does not survive packing is told in words."""
    told = "".join(traceback.format_exception(error))
    try:
        error.__cause__ = error.__context__ = None
        if not isinstance(error, TaskFailed):
            error.add_note(f"in a worker:\n{told}")
        packed = pickle.dumps((False, error))
        pickle.loads(packed)  # noqa: S301 - our own bytes of a moment ago
    except Exception:  # noqa: BLE001 - an exception may do anything when packed or unpacked
        return pickle.dumps(
            (False, RuntimeError(f"{type(error).__name__} in a worker that cannot be packed:\n{told}"))
        )
    return packed
