"""One worker process as its parent sees it: how it is started, what it is at, how it is ended."""

import multiprocessing
import sys
import time
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Self

from monitor.executors.worker import serve
from monitor.malloc import give_back

GRACE = 0.5  # seconds for a killed process to be buried
_START_WITHIN = 60.0


@dataclass(eq=False, slots=True)
class WorkerProcess:
    """A process and the task it was given.

    Attributes:
        lifeline: held open as long as it shall live.
        deadline: monotonic time at which it is killed; while it starts, that of its start.
        future: of the task it works on, or None.
        ready: it has said so.
        untouched: the task until the worker has begun with it; a death before is not its doing.
        handed: how often its task was handed out, to this worker and to others before.
        tasks: given to it so far.
    """

    process: BaseProcess
    connection: Connection
    lifeline: Connection
    deadline: float
    future: Future[Any] | None = None
    ready: bool = False
    untouched: bytes | None = None
    handed: int = 0
    tasks: int = 0

    @classmethod
    def start(cls, memory: int) -> Self:
        """Start a process that may take so many bytes; raises OSError or EOFError where that fails."""
        context = _context()
        ours, theirs = context.Pipe(duplex=True)
        held, lifeline = context.Pipe(duplex=False)
        process = context.Process(target=serve, args=(theirs, held, memory), daemon=True)
        try:
            process.start()
        except BaseException:
            ours.close()
            lifeline.close()
            raise
        finally:
            theirs.close()
            held.close()
        return cls(process, ours, lifeline, time.monotonic() + _START_WITHIN)

    @property
    def idle(self) -> bool:
        """Tell whether it waits for a task."""
        return self.ready and self.future is None

    @property
    def sources(self) -> tuple[Connection, int]:
        """Return what is heard of it: its answers, and its death."""
        return self.connection, self.process.sentinel

    def end(self) -> None:
        """Kill it, whatever it does, and bury it."""
        self.process.kill()
        self.process.join(GRACE)
        self.connection.close()
        self.lifeline.close()


@cache
def _context() -> Any:
    """Return the way to start processes: a fork server that has the imports done, or a fresh interpreter."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    give_back()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["monitor.executors.preload"])
    return context
