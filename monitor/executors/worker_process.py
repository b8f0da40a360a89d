"""A worker process as its parent sees it."""

import multiprocessing
import sys
import time
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Self

from monitor.executors.worker import serve_tasks
from monitor.malloc import return_freed_memory

JOIN_TIMEOUT = 0.5  # seconds to reap a killed process
_START_TIMEOUT = 60.0


@dataclass(eq=False, slots=True)
class WorkerProcess:
    """A process and its current task.

    Attributes:
        process: The process.
        connection: Sends tasks and receives results.
        lifeline: The write end of a pipe; the worker exits when it closes.
        deadline: Monotonic time at which the worker is killed: of its start-up, then of its task.
        future: The future of the current task, or None.
        ready: Whether the worker has finished its start-up.
        unstarted: The pickled task until the worker starts it. If the worker dies before, it is sent again.
        dispatches: How often the current task was sent to any worker.
        tasks: How many tasks the worker was given.
    """

    process: BaseProcess
    connection: Connection
    lifeline: Connection
    deadline: float
    future: Future[Any] | None = None
    ready: bool = False
    unstarted: bytes | None = None
    dispatches: int = 0
    tasks: int = 0

    @classmethod
    def start(cls, memory: int) -> Self:
        """Start a process with a memory limit in bytes; raise OSError or EOFError if that fails."""
        context = _context()
        parent_end, child_end = context.Pipe(duplex=True)
        lifeline_read, lifeline = context.Pipe(duplex=False)
        process = context.Process(target=serve_tasks, args=(child_end, lifeline_read, memory), daemon=True)
        try:
            process.start()
        except BaseException:
            parent_end.close()
            lifeline.close()
            raise
        finally:
            child_end.close()
            lifeline_read.close()
        return cls(process, parent_end, lifeline, time.monotonic() + _START_TIMEOUT)

    @property
    def idle(self) -> bool:
        """Return whether the worker waits for a task."""
        return self.ready and self.future is None

    @property
    def sources(self) -> tuple[Connection, int]:
        """Return what to wait for: the connection, and the end of the process."""
        return self.connection, self.process.sentinel

    def end(self) -> None:
        """Kill and reap the process."""
        self.process.kill()
        self.process.join(JOIN_TIMEOUT)
        self.connection.close()
        self.lifeline.close()


@cache
def _context() -> Any:
    """Return the start method: a fork server with preloaded imports on Linux, else a new interpreter."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    return_freed_memory()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["monitor.executors.preload"])
    return context
