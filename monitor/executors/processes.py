"""Killable worker processes behind `concurrent.futures.Executor`.

One thread of the parent hands each worker one task at a time over a connection of its own, so a worker that
dies, spins or bloats takes nothing with it but its task: there is no shared queue or lock to be left behind
broken, which is what ends the pools of the standard library and of pebble (faults.md rows 171-173).
"""

import atexit
import contextlib
import logging
import os
import selectors
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from dataclasses import dataclass
from functools import partial
from typing import Any, ParamSpec, TypeVar

from monitor.errors import NO_WORKER, TaskFailed
from monitor.executors.worker import READY, STARTED, pack_task, unpack_answer
from monitor.executors.worker_process import GRACE, WorkerProcess

P = ParamSpec("P")
R = TypeVar("R")

logger = logging.getLogger(__name__)

# A worker is replaced after so many tasks, which bounds what slow leaks of C libraries can add up to: a new
# one compiles the topics anew, a third of a second, and over 6,000 readings of real pages it grew by no MB.
TASKS_PER_WORKER = 10_000
_STARTS_TRIED = 3
_START_PAUSE = 0.2
# A worker that dies before it begins is no task's doing, unless it is too large to be received at all.
_MOST_HANDED = 5
_LONGEST_WAIT = 3600.0  # poll() takes no more than 24 days


@dataclass(frozen=True, slots=True)
class _Task:
    """A task that waits: how it is packed, and how often it was handed to a worker already."""

    future: Future[Any]
    pack: Callable[[], bytes]
    handed: int = 0


class ProcessExecutor(Executor):
    """Runs tasks in processes, each with a time limit that counts from its start, and a memory limit.

    A task beyond its limits, or one that kills its process, fails with `TaskFailed`; the process is replaced.
    Workers die with the parent, whatever kills it.
    """

    def __init__(self, workers: int, timeout: float, memory: int) -> None:
        self._size = workers
        self._timeout = timeout
        self._memory = memory
        self._lock = threading.Lock()
        self._waiting: deque[_Task] = deque()
        self._workers: list[WorkerProcess] = []
        self._failed_starts = 0
        self._closing = False
        self._killing = False
        self._bell, self._ring = os.pipe()
        os.set_blocking(self._ring, False)
        self._sources = selectors.DefaultSelector()
        self._sources.register(self._bell, selectors.EVENT_READ)
        self._thread: threading.Thread | None = None

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Queue a task; one that cannot be packed fails in its future.

        It is packed when a worker takes it: until then its page is in memory once.
        """
        return self._queue(partial(pack_task, fn, args, kwargs))

    def submit_packed(self, task: bytes) -> Future[Any]:
        """Queue a task that `pack_task` packed."""
        return self._queue(lambda: task)

    def _queue(self, pack: Callable[[], bytes]) -> Future[Any]:
        future: Future[Any] = Future()
        with self._lock:
            if self._closing:
                raise RuntimeError("cannot schedule new futures after shutdown")
            self._waiting.append(_Task(future, pack))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="workers", daemon=True)
                self._thread.start()
                atexit.register(self._kill_all)
            # While all are at work the next answer comes first: to wake the thread would be for nothing.
            if len(self._workers) < self._size or any(worker.idle for worker in self._workers):
                self._wake()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002
        """Accept no more tasks; finish those given, or with `cancel_futures` end within a second."""
        with self._lock:
            first, self._closing = not self._closing, True
            self._killing = self._killing or cancel_futures
            thread = self._thread
            if thread is not None:
                self._wake()
            elif first:
                self._hang_up()
        if wait and thread is not None:
            thread.join()

    def _run(self) -> None:
        """Serve until closed, on the one thread that touches workers; a bug in it fails the tasks it had."""
        try:
            self._serve()
        except Exception:
            logger.exception("bug in the executor")
            failure = TaskFailed("worker_crashed", "a bug in the executor; see the log")
            for worker in self._workers:
                if worker.future is not None and not worker.future.done():
                    worker.future.set_exception(failure)
            self._fail_waiting(failure)
        finally:
            self._kill_all()
            self._drop_waiting()
            with self._lock:
                atexit.unregister(self._kill_all)
                self._thread = None
                if self._closing:
                    self._hang_up()

    def _serve(self) -> None:
        end = None
        while end is None or time.monotonic() < end:
            with self._lock:
                closing, killing = self._closing, self._killing
            if killing:
                self._drop_waiting()
                end = end or time.monotonic() + GRACE
            if closing and not self._waiting and not any(worker.future for worker in self._workers):
                return
            self._hire()
            self._hand_out()
            self._listen(end)

    def _hire(self) -> None:
        """Start workers while there is work for them."""
        wanted = min(
            self._size, len(self._waiting) + sum(worker.future is not None for worker in self._workers)
        )
        while len(self._workers) < wanted and self._failed_starts < _STARTS_TRIED:
            try:
                self._workers.append(self._start())
            except (OSError, EOFError):
                # EOFError: the fork server died while asked. The next start has a new one, but only once
                # the kernel has buried the old one, which comes a moment after its socket fell silent.
                self._failed_starts += 1
                time.sleep(_START_PAUSE * self._failed_starts)
        if not self._workers and self._failed_starts >= _STARTS_TRIED:
            self._failed_starts = 0
            self._fail_waiting(TaskFailed(NO_WORKER, "no worker process could be started"))

    def _start(self) -> WorkerProcess:
        worker = WorkerProcess.start(self._memory)
        try:
            for source in worker.sources:
                self._sources.register(source, selectors.EVENT_READ)
        except OSError:
            self._forget(worker)
            raise
        return worker

    def _hand_out(self) -> None:
        """Give each idle worker a task."""
        for worker in [worker for worker in self._workers if worker.idle]:
            given = self._next_task()
            if given is None:
                return
            task, packed = given
            worker.future, worker.untouched, worker.tasks = task.future, packed, worker.tasks + 1
            worker.handed = task.handed + 1
            worker.deadline = time.monotonic() + self._timeout
            try:
                worker.connection.send_bytes(packed)
            except OSError:
                self._bury(worker)

    def _next_task(self) -> tuple[_Task, bytes] | None:
        """Take the next task that was not cancelled from the queue, and pack it."""
        while True:
            with self._lock:
                if not self._waiting:
                    return None
                task = self._waiting.popleft()
            if not (task.future.running() or task.future.set_running_or_notify_cancel()):
                continue
            try:
                return task, task.pack()
            except BaseException as error:  # noqa: BLE001 - pickle raises whatever an argument's parts do
                task.future.set_exception(error)

    def _listen(self, end: float | None) -> None:
        """Wait for an answer, a death, a deadline or a new task, and see to it."""
        now = time.monotonic()
        deadlines = [worker.deadline for worker in self._workers if worker.future or not worker.ready]
        deadlines.append(now + _LONGEST_WAIT if end is None else end)
        if self._waiting and len(self._workers) < self._size and self._failed_starts < _STARTS_TRIED:
            deadlines.append(now)  # one died over its hand-out: another is hired at once
        heard = {key.fileobj for key, _ in self._sources.select(max(0.0, min(deadlines) - now))}
        if self._bell in heard:
            os.read(self._bell, 4096)
        for worker in list(self._workers):
            if worker.connection in heard:
                self._receive(worker)
            elif worker.process.sentinel in heard:
                self._bury(worker)
            elif (worker.future or not worker.ready) and time.monotonic() >= worker.deadline:
                self._bury(worker, timed_out=True)

    def _receive(self, worker: WorkerProcess) -> None:
        try:
            answer = worker.connection.recv_bytes()
        except (EOFError, OSError):
            self._bury(worker)
            return
        if answer == READY:
            worker.ready, self._failed_starts = True, 0
            return
        if answer == STARTED:
            worker.untouched, worker.deadline = None, time.monotonic() + self._timeout
            return
        future, worker.future = worker.future, None
        worked, value = unpack_answer(answer)
        # An answer that took memory to its limit leaves a process with nothing to spare.
        if worker.tasks >= TASKS_PER_WORKER or isinstance(value, TaskFailed):
            self._dismiss(worker)
        if future is not None:
            future.set_result(value) if worked else future.set_exception(value)

    def _bury(self, worker: WorkerProcess, *, timed_out: bool = False) -> None:
        """See to a worker that died or must: its task fails, the others do not notice."""
        self._dismiss(worker)
        if not worker.ready:
            self._failed_starts += 1
        if worker.future is None:
            return
        untouched = worker.untouched
        if untouched is not None and not timed_out and worker.handed < _MOST_HANDED:
            self._waiting.appendleft(_Task(worker.future, lambda: untouched, worker.handed))
            return
        if timed_out:
            failure = TaskFailed("worker_timeout", f"took longer than {self._timeout:g} s")
        else:
            failure = TaskFailed("worker_crashed", f"the worker ended with code {worker.process.exitcode}")
        worker.future.set_exception(failure)

    def _dismiss(self, worker: WorkerProcess) -> None:
        self._workers.remove(worker)
        self._forget(worker)

    def _forget(self, worker: WorkerProcess) -> None:
        for source in worker.sources:
            # KeyError: it was never registered, or at exit all are forgotten already.
            with contextlib.suppress(KeyError):
                self._sources.unregister(source)
        worker.end()

    def _fail_waiting(self, failure: TaskFailed) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, deque()
        for future in [task.future for task in waiting]:
            if future.running() or future.set_running_or_notify_cancel():
                future.set_exception(failure)

    def _drop_waiting(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, deque()
        for future in [task.future for task in waiting]:
            if future.cancel():
                future.set_running_or_notify_cancel()
            elif future.running():
                future.set_exception(CancelledError())

    def _wake(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.write(self._ring, b"!")

    def _hang_up(self) -> None:
        self._sources.close()
        os.close(self._ring)
        os.close(self._bell)

    def _kill_all(self) -> None:
        for worker in list(self._workers):
            with contextlib.suppress(ValueError):
                self._dismiss(worker)
            if worker.future is not None and not worker.future.done():
                worker.future.set_exception(CancelledError())
