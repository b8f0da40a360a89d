"""Runs tasks on a Dask cluster, in batches, behind `concurrent.futures.Executor`.

Tasks are stateless and only the parent process writes, so running a task twice is harmless. Plain connections
are allowed on loopback only. Other schedulers need TLS, unless the user allows plain ones in Dask's settings.
"""

import logging
import math
import multiprocessing
import socket
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Executor, Future, InvalidStateError
from contextlib import suppress
from functools import cache, partial
from queue import Empty, SimpleQueue
from typing import Any, ParamSpec, TypeVar

from monitor.errors import NO_WORKER, TaskFailed
from monitor.executors.dask_tls import LOOPBACK, dask_modules, plain_allowed
from monitor.executors.processes import ProcessExecutor
from monitor.executors.worker import pack_outcome, pack_task, unpack_answer

P = ParamSpec("P")
R = TypeVar("R")

logger = logging.getLogger(__name__)

MAX_BATCH = 16
_CONNECT_TIMEOUT = 10
_BATCH_DELAY = 0.005
_COUNT_MAX_AGE = 1.0
_SCHEDULER_LOST = {"CancelledError", "FutureCancelledError", "CommClosedError", "FuturesCancelledError"}


def connect(host: str, port: int, timeout: float, memory: int) -> "DaskExecutor":
    """Connect to a Dask scheduler.

    Raises:
        ValueError: The extra `dask` is not installed, the scheduler does not answer, or the connection is
            not secure. The text is one sentence for the user.
    """
    dask, distributed = dask_modules()
    security = distributed.Security()
    secure = bool(security.tls_client_cert)
    if host not in LOOPBACK and not secure and not plain_allowed(dask):
        raise ValueError(
            f"The Dask scheduler at {host} is not on this machine and no TLS certificate is configured; set "
            "distributed.comm.tls, or accept a plain connection: distributed.comm.require-encryption: false."
        )
    address = f"{'tls' if secure else 'tcp'}://{host}:{port}"
    connect_client = partial(_connect_client, distributed, address, host.strip("[]"), port, security)
    return DaskExecutor(connect_client, timeout, memory)


def _connect_client(distributed: Any, address: str, host: str, port: int, security: Any) -> Any:
    try:
        # Dask would retry a closed port until its own timeout.
        socket.create_connection((host, port), timeout=_CONNECT_TIMEOUT).close()
        return distributed.Client(address, security=security, timeout=_CONNECT_TIMEOUT, set_as_default=False)
    except (OSError, TimeoutError) as error:
        raise ValueError(
            f"No Dask scheduler answers at {address}; start one or choose another executor."
        ) from error


class DaskExecutor(Executor):
    """Sends tasks to the cluster in batches; if a worker dies, the tasks of its batch are sent one by one.

    While the scheduler is lost, tasks fail with `no_worker`.
    """

    def __init__(self, connect_client: Callable[[], Any], timeout: float, memory: int) -> None:
        self._connect_client = connect_client
        self._client = connect_client()
        self._worker_count, self._counted_at = 1, -math.inf
        self._timeout = timeout
        self._memory = memory
        self._lock = threading.Lock()
        self._queue: SimpleQueue[tuple[Future[Any], bytes] | None] = SimpleQueue()
        self._pending: set[Future[Any]] = set()
        self._sent: set[Any] = set()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="cluster", daemon=True)
        self._thread.start()

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Queue a task; if it cannot be pickled, its future fails."""
        future: Future[R] = Future()
        with self._lock:
            if self._closed:
                raise RuntimeError("cannot schedule new futures after shutdown")
            try:
                task = pack_task(fn, args, kwargs)
            except Exception as error:  # noqa: BLE001 - arguments may raise anything when pickled
                future.set_exception(error)
                return future
            self._pending.add(future)
            future.add_done_callback(self._pending.discard)
            self._queue.put((future, task))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002
        """Reject new tasks; finish the queued ones, or cancel them with `cancel_futures`."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        if cancel_futures:
            with suppress(Exception):  # the scheduler may be lost
                self._client.cancel(list(self._sent), force=True)
            for future in list(self._pending):
                if not future.cancel():
                    _finish(future, CancelledError())
        self._queue.put(None)
        if wait:
            self._thread.join()
            while self._pending:
                time.sleep(_BATCH_DELAY)
        if wait or cancel_futures:
            self._client.close(timeout=1)

    def _run(self) -> None:
        """Send the queued tasks in batches that are small enough to give each worker a share."""
        while (first := self._queue.get()) is not None:
            time.sleep(_BATCH_DELAY)
            batch = [first]
            self._find_scheduler()
            size = min(MAX_BATCH, math.ceil((self._queue.qsize() + 1) / self._count_workers()))
            while len(batch) < size:
                try:
                    item = self._queue.get_nowait()
                except Empty:
                    break
                if item is None:
                    self._queue.put(None)
                    break
                batch.append(item)
            self._send_batch([item for item in batch if item[0].set_running_or_notify_cancel()])

    def _find_scheduler(self) -> None:
        """Reconnect if the scheduler was lost; if that fails, sending the batch fails."""
        if self._client.status != "closed":
            return
        try:
            self._client = self._connect_client()
        except Exception as error:  # noqa: BLE001 - this thread must survive any error
            logger.debug("no scheduler: %s", error)

    def _count_workers(self) -> int:
        """Return the number of workers, cached for a second; the last number while the scheduler is lost."""
        # While the client reconnects, a request would block.
        if self._client.status != "running" or time.monotonic() < self._counted_at + _COUNT_MAX_AGE:
            return self._worker_count
        try:
            self._worker_count = max(1, len(self._client.scheduler_info(n_workers=-1)["workers"]))
            self._counted_at = time.monotonic()
        except Exception as error:  # noqa: BLE001 - the scheduler was lost
            logger.debug("workers not counted: %s", error)
        return self._worker_count

    def _send_batch(self, batch: Sequence[tuple[Future[Any], bytes]]) -> None:
        if not batch:
            return
        tasks = [task for _, task in batch]
        try:
            sent = self._client.submit(run_batch, tasks, self._timeout, self._memory, pure=False)
        except Exception as error:  # noqa: BLE001 - the cluster's failures are of many kinds
            _fail(batch, TaskFailed(NO_WORKER, f"the cluster takes no tasks: {error}"))
            return
        self._sent.add(sent)
        sent.add_done_callback(lambda done: self._finish_batch(done, batch))
        # A closing client cancels its futures, but not those that are submitted later.
        if self._client.status in {"closing", "closed"}:
            self._sent.discard(sent)
            _fail(batch, TaskFailed(NO_WORKER, "the cluster's scheduler is lost"))

    def _finish_batch(self, done: Any, batch: Sequence[tuple[Future[Any], bytes]]) -> None:
        self._sent.discard(done)
        try:
            answers = done.result()
        except BaseException as error:  # noqa: BLE001 - a lost scheduler raises CancelledError
            failure = _task_failure(error)
            if len(batch) == 1 or self._closed or failure.reason == NO_WORKER:
                _fail(batch, failure)
                return
            for item in batch:
                self._send_batch([item])
            return
        for (future, _), answer in zip(batch, answers, strict=True):
            worked, value = unpack_answer(answer)
            _finish(future, None if worked else value, value)


def run_batch(tasks: Sequence[bytes], timeout: float, memory: int) -> list[bytes]:
    """Run pickled tasks in a worker of the cluster, each within the limits, and return pickled results.

    The worker passes them to a child process and never unpickles a task, so a bad page kills only the child
    process and not the worker with its queue.
    """
    executor = _own_process(timeout, memory)
    futures = [executor.submit_packed(task) for task in tasks]
    return [pack_outcome(future) for future in futures]


@cache
def _own_process(timeout: float, memory: int) -> ProcessExecutor:
    # Dask marks its workers as daemons, which may not have children. Ours exit with their parent.
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]  # noqa: SLF001
    return ProcessExecutor(1, timeout, memory)


def _task_failure(error: BaseException) -> TaskFailed:
    """Return whether the task killed its worker, or the cluster lost the task."""
    name = type(error).__name__
    if name in {"KilledWorker", "WorkerStartTimeoutError"}:
        return TaskFailed("worker_crashed", "a worker of the cluster died or ran out of time with this task")
    if isinstance(error, OSError) or name in _SCHEDULER_LOST:
        return TaskFailed(NO_WORKER, f"the cluster lost the task: {name}")
    return TaskFailed("worker_crashed", f"the cluster lost the task: {name}")


def _fail(batch: Sequence[tuple[Future[Any], bytes]], error: BaseException) -> None:
    for future, _ in batch:
        _finish(future, error)


def _finish(future: Future[Any], error: BaseException | None, value: Any = None) -> None:
    """Set the result of a future, unless another thread did: a shutdown, or a lost scheduler."""
    with suppress(InvalidStateError):
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(value)
