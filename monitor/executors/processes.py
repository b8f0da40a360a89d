"""Runs tasks in worker processes that can be killed, behind `concurrent.futures.Executor`.

One thread of the parent sends each worker one task at a time over its own connection. A worker that dies,
spins or uses too much memory therefore costs only its task. The pools of the standard library and of pebble
share queues and locks, which a dying worker leaves broken (faults.md rows 171-173).
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
from monitor.executors.worker_process import JOIN_TIMEOUT, WorkerProcess
from monitor.malloc import trim

P = ParamSpec("P")
R = TypeVar("R")

logger = logging.getLogger(__name__)

# A worker is replaced after so many tasks, to bound slow leaks of C libraries. A new worker compiles the
# topics again (0.3 s). In 6,000 real pages a worker did not grow.
TASKS_PER_WORKER = 10_000
_MAX_FAILED_STARTS = 3
_START_RETRY_DELAY = 0.2
# If a worker dies before it starts a task, the task is sent again, unless it is too large to be received.
_MAX_DISPATCHES = 5
# What comes and goes with the results fragments the heap of the parent: 20 MB without a trim.
_RESULTS_PER_TRIM = 128
_MAX_WAIT = 3600.0  # poll() takes no more than 24 days


@dataclass(frozen=True, slots=True)
class _Task:
    """A queued task: how to pickle it, and how often it was sent to a worker."""

    future: Future[Any]
    pack: Callable[[], bytes]
    dispatches: int = 0


class ProcessExecutor(Executor):
    """Runs tasks in processes, each task with a timeout and a memory limit.

    A task that exceeds a limit or kills its process fails with `TaskFailed`, and the process is replaced.
    Workers exit when the parent dies.
    """

    def __init__(self, workers: int, timeout: float, memory: int) -> None:
        self._size = workers
        self._timeout = timeout
        self._memory = memory
        self._lock = threading.Lock()
        self._waiting: deque[_Task] = deque()
        self._workers: list[WorkerProcess] = []
        self._failed_starts = 0
        self._results = 0
        self._closing = False
        self._killing = False
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_write, False)
        self._sources = selectors.DefaultSelector()
        self._sources.register(self._wake_read, selectors.EVENT_READ)
        self._thread: threading.Thread | None = None

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Queue a task; if it cannot be pickled, its future fails.

        The task is pickled when a worker takes it, so that its page is in memory only once until then.
        """
        return self._queue(partial(pack_task, fn, args, kwargs))

    def submit_packed(self, task: bytes) -> Future[Any]:
        """Queue a task that `pack_task` pickled."""
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
            # If all workers are busy, the thread wakes up anyway when one finishes.
            if len(self._workers) < self._size or any(worker.idle for worker in self._workers):
                self._wake()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002
        """Reject new tasks; finish the queued ones, or with `cancel_futures` end within a second."""
        with self._lock:
            first, self._closing = not self._closing, True
            self._killing = self._killing or cancel_futures
            thread = self._thread
            if thread is not None:
                self._wake()
            elif first:
                self._close_pipes()
        if wait and thread is not None:
            thread.join()

    def _run(self) -> None:
        """Run the loop in the only thread that touches workers; if it has a bug, all tasks fail."""
        try:
            self._loop()
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
                    self._close_pipes()

    def _loop(self) -> None:
        end = None
        while end is None or time.monotonic() < end:
            with self._lock:
                closing, killing = self._closing, self._killing
            if killing:
                self._drop_waiting()
                end = end or time.monotonic() + JOIN_TIMEOUT
            if closing and not self._waiting and not any(worker.future for worker in self._workers):
                return
            self._start_workers()
            self._dispatch()
            self._wait_for_events(end)

    def _start_workers(self) -> None:
        """Start workers while there are tasks for them."""
        wanted = min(
            self._size, len(self._waiting) + sum(worker.future is not None for worker in self._workers)
        )
        while len(self._workers) < wanted and self._failed_starts < _MAX_FAILED_STARTS:
            try:
                self._workers.append(self._start_worker())
            except (OSError, EOFError):
                # EOFError: the fork server died. The next start gets a new one, but only after the kernel has
                # reaped the old one, a moment after its socket closed.
                self._failed_starts += 1
                time.sleep(_START_RETRY_DELAY * self._failed_starts)
        if not self._workers and self._failed_starts >= _MAX_FAILED_STARTS:
            self._failed_starts = 0
            self._fail_waiting(TaskFailed(NO_WORKER, "no worker process could be started"))

    def _start_worker(self) -> WorkerProcess:
        worker = WorkerProcess.start(self._memory)
        try:
            for source in worker.sources:
                self._sources.register(source, selectors.EVENT_READ)
        except OSError:
            self._unregister(worker)
            raise
        return worker

    def _dispatch(self) -> None:
        """Send a task to each idle worker."""
        for worker in [worker for worker in self._workers if worker.idle]:
            next_task = self._next_task()
            if next_task is None:
                return
            task, packed = next_task
            worker.future, worker.unstarted, worker.tasks = task.future, packed, worker.tasks + 1
            worker.dispatches = task.dispatches + 1
            worker.deadline = time.monotonic() + self._timeout
            try:
                worker.connection.send_bytes(packed)
            except OSError:
                self._reap(worker)

    def _next_task(self) -> tuple[_Task, bytes] | None:
        """Return the next task that was not cancelled, and its pickled form."""
        while True:
            with self._lock:
                if not self._waiting:
                    return None
                task = self._waiting.popleft()
            if not (task.future.running() or task.future.set_running_or_notify_cancel()):
                continue
            try:
                return task, task.pack()
            except BaseException as error:  # noqa: BLE001 - arguments may raise anything when pickled
                task.future.set_exception(error)

    def _wait_for_events(self, end: float | None) -> None:
        """Wait for a result, a dead worker, a deadline or a new task, and handle it."""
        now = time.monotonic()
        deadlines = [worker.deadline for worker in self._workers if worker.future or not worker.ready]
        deadlines.append(now + _MAX_WAIT if end is None else end)
        if self._waiting and len(self._workers) < self._size and self._failed_starts < _MAX_FAILED_STARTS:
            deadlines.append(now)  # a worker died during dispatch: start another at once
        events = {key.fileobj for key, _ in self._sources.select(max(0.0, min(deadlines) - now))}
        if self._wake_read in events:
            os.read(self._wake_read, 4096)
        for worker in list(self._workers):
            if worker.connection in events:
                self._receive(worker)
            elif worker.process.sentinel in events:
                self._reap(worker)
            elif (worker.future or not worker.ready) and time.monotonic() >= worker.deadline:
                self._reap(worker, timed_out=True)

    def _receive(self, worker: WorkerProcess) -> None:
        try:
            answer = worker.connection.recv_bytes()
        except (EOFError, OSError):
            self._reap(worker)
            return
        if answer == READY:
            worker.ready, self._failed_starts = True, 0
            return
        if answer == STARTED:
            worker.unstarted, worker.deadline = None, time.monotonic() + self._timeout
            return
        future, worker.future = worker.future, None
        worked, value = unpack_answer(answer)
        self._results += 1
        if self._results % _RESULTS_PER_TRIM == 0:
            trim()
        # A task that reached the memory limit leaves the process with no memory to spare.
        if worker.tasks >= TASKS_PER_WORKER or isinstance(value, TaskFailed):
            self._retire(worker)
        if future is not None:
            future.set_result(value) if worked else future.set_exception(value)

    def _reap(self, worker: WorkerProcess, *, timed_out: bool = False) -> None:
        """Remove a worker that died or timed out; its task fails, unless the worker had not started it."""
        self._retire(worker)
        if not worker.ready:
            self._failed_starts += 1
        if worker.future is None:
            return
        unstarted = worker.unstarted
        if unstarted is not None and not timed_out and worker.dispatches < _MAX_DISPATCHES:
            self._waiting.appendleft(_Task(worker.future, lambda: unstarted, worker.dispatches))
            return
        if timed_out:
            failure = TaskFailed("worker_timeout", f"took longer than {self._timeout:g} s")
        else:
            failure = TaskFailed("worker_crashed", f"the worker ended with code {worker.process.exitcode}")
        worker.future.set_exception(failure)

    def _retire(self, worker: WorkerProcess) -> None:
        self._workers.remove(worker)
        self._unregister(worker)

    def _unregister(self, worker: WorkerProcess) -> None:
        for source in worker.sources:
            # KeyError: it was never registered, or already removed at exit.
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
            os.write(self._wake_write, b"!")

    def _close_pipes(self) -> None:
        self._sources.close()
        os.close(self._wake_write)
        os.close(self._wake_read)

    def _kill_all(self) -> None:
        for worker in list(self._workers):
            with contextlib.suppress(ValueError):
                self._retire(worker)
            if worker.future is not None and not worker.future.done():
                worker.future.set_exception(CancelledError())
