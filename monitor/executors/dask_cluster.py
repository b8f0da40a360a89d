"""A Dask cluster behind `concurrent.futures.Executor`: the same tasks, in batches, on other machines.

Tasks are stateless and only the parent writes, so a task that is done twice does no harm. A plain connection
is trusted on this machine only: a scheduler elsewhere must speak TLS, unless the user accepts it by name.
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
from monitor.executors.dask_tls import LOOPBACK, dask_modules, plain_accepted
from monitor.executors.processes import ProcessExecutor
from monitor.executors.worker import pack_outcome, pack_task, unpack_answer

P = ParamSpec("P")
R = TypeVar("R")

logger = logging.getLogger(__name__)

LARGEST_BATCH = 16
_CONNECT_WITHIN = 10
_GATHER = 0.005
_COUNTED_FOR = 1.0
_SCHEDULER_LOST = {"CancelledError", "FutureCancelledError", "CommClosedError", "FuturesCancelledError"}


def connect(host: str, port: int, timeout: float, memory: int) -> "DaskExecutor":
    """Connect to a Dask scheduler.

    Raises:
        ValueError: the extra `dask` is not installed, the scheduler does not answer, or the way to it is
            open to others; one sentence for a user.
    """
    dask, distributed = dask_modules()
    security = distributed.Security()
    secure = bool(security.tls_client_cert)
    if host not in LOOPBACK and not secure and not plain_accepted(dask):
        raise ValueError(
            f"The Dask scheduler at {host} is not on this machine and no TLS certificate is configured; set "
            "distributed.comm.tls, or accept a plain connection: distributed.comm.require-encryption: false."
        )
    address = f"{'tls' if secure else 'tcp'}://{host}:{port}"
    dial = partial(_dial, distributed, address, host.strip("[]"), port, security)
    return DaskExecutor(dial, timeout, memory)


def _dial(distributed: Any, address: str, host: str, port: int, security: Any) -> Any:
    try:
        # Dask itself would go on trying a closed port until its own time is up.
        socket.create_connection((host, port), timeout=_CONNECT_WITHIN).close()
        return distributed.Client(address, security=security, timeout=_CONNECT_WITHIN, set_as_default=False)
    except (OSError, TimeoutError) as error:
        raise ValueError(
            f"No Dask scheduler answers at {address}; start one or choose another executor."
        ) from error


class DaskExecutor(Executor):
    """Gathers tasks into batches for the cluster; a batch whose worker died is done again task by task.

    Where the scheduler is lost, tasks fail with `no_worker`, for nothing is known of them, until it is back.
    """

    def __init__(self, dial: Callable[[], Any], timeout: float, memory: int) -> None:
        self._dial = dial
        self._client = dial()
        self._known, self._counted = 1, -math.inf
        self._timeout = timeout
        self._memory = memory
        self._lock = threading.Lock()
        self._queue: SimpleQueue[tuple[Future[Any], bytes] | None] = SimpleQueue()
        self._open: set[Future[Any]] = set()
        self._sent: set[Any] = set()
        self._closed = False
        self._thread = threading.Thread(target=self._gather, name="cluster", daemon=True)
        self._thread.start()

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Queue a task; one that cannot be packed fails in its future."""
        future: Future[R] = Future()
        with self._lock:
            if self._closed:
                raise RuntimeError("cannot schedule new futures after shutdown")
            try:
                task = pack_task(fn, args, kwargs)
            except Exception as error:  # noqa: BLE001 - pickle raises whatever an argument's parts do
                future.set_exception(error)
                return future
            self._open.add(future)
            future.add_done_callback(self._open.discard)
            self._queue.put((future, task))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002
        """Accept no more tasks; finish those given, or with `cancel_futures` drop them."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        if cancel_futures:
            with suppress(Exception):  # a client without its scheduler has nothing to cancel there
                self._client.cancel(list(self._sent), force=True)
            for future in list(self._open):
                if not future.cancel():
                    _settle(future, CancelledError())
        self._queue.put(None)
        if wait:
            self._thread.join()
            while self._open:
                time.sleep(_GATHER)
        if wait or cancel_futures:
            self._client.close(timeout=1)

    def _gather(self) -> None:
        """Turn what waits into batches, small while there is little, so that all workers have a share."""
        while (first := self._queue.get()) is not None:
            time.sleep(_GATHER)
            batch = [first]
            self._find_scheduler()
            size = min(LARGEST_BATCH, math.ceil((self._queue.qsize() + 1) / self._workers()))
            while len(batch) < size:
                try:
                    item = self._queue.get_nowait()
                except Empty:
                    break
                if item is None:
                    self._queue.put(None)
                    break
                batch.append(item)
            self._send([item for item in batch if item[0].set_running_or_notify_cancel()])

    def _find_scheduler(self) -> None:
        """Connect anew where the scheduler was lost; that it cannot be had shows when a batch is sent."""
        if self._client.status != "closed":
            return
        try:
            self._client = self._dial()
        except Exception as error:  # noqa: BLE001 - this thread must outlive whatever a connection raises
            logger.debug("no scheduler: %s", error)

    def _workers(self) -> int:
        """Count the cluster's workers, as known for a second; the last count while the scheduler is lost."""
        # A scheduler that is being looked for is asked nothing: the answer would be waited for.
        if self._client.status != "running" or time.monotonic() < self._counted + _COUNTED_FOR:
            return self._known
        try:
            self._known = max(1, len(self._client.scheduler_info(n_workers=-1)["workers"]))
            self._counted = time.monotonic()
        except Exception as error:  # noqa: BLE001 - lost while it was asked
            logger.debug("workers not counted: %s", error)
        return self._known

    def _send(self, batch: Sequence[tuple[Future[Any], bytes]]) -> None:
        if not batch:
            return
        tasks = [task for _, task in batch]
        try:
            sent = self._client.submit(run_batch, tasks, self._timeout, self._memory, pure=False)
        except Exception as error:  # noqa: BLE001 - the cluster's failures are of many kinds
            _fail(batch, TaskFailed(NO_WORKER, f"the cluster takes no tasks: {error}"))
            return
        self._sent.add(sent)
        sent.add_done_callback(lambda done: self._settle_batch(done, batch))
        # A client that closes cancels what it has been given so far, and never tells of what comes later.
        if self._client.status in {"closing", "closed"}:
            self._sent.discard(sent)
            _fail(batch, TaskFailed(NO_WORKER, "the cluster's scheduler is lost"))

    def _settle_batch(self, done: Any, batch: Sequence[tuple[Future[Any], bytes]]) -> None:
        self._sent.discard(done)
        try:
            answers = done.result()
        except BaseException as error:  # noqa: BLE001 - CancelledError of a lost scheduler among them
            lost = _lost(error)
            if len(batch) == 1 or self._closed or lost.reason == NO_WORKER:
                _fail(batch, lost)
                return
            for item in batch:
                self._send([item])
            return
        for (future, _), answer in zip(batch, answers, strict=True):
            worked, value = unpack_answer(answer)
            _settle(future, None if worked else value, value)


def run_batch(tasks: Sequence[bytes], timeout: float, memory: int) -> list[bytes]:
    """Run packed tasks in a worker of the cluster, each within its limits; returns packed answers.

    The cluster's worker keeps a killable process of its own and never unpacks a task, so a bad page costs
    that process and not the worker with all that the scheduler has queued for it.
    """
    executor = _own_process(timeout, memory)
    futures = [executor.submit_packed(task) for task in tasks]
    return [pack_outcome(future) for future in futures]


@cache
def _own_process(timeout: float, memory: int) -> ProcessExecutor:
    # Dask marks its workers as daemons, which may have no children lest these outlive them; ours end with us.
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]  # noqa: SLF001
    return ProcessExecutor(1, timeout, memory)


def _lost(error: BaseException) -> TaskFailed:
    """Tell a task that cost its worker from one that the cluster lost through no fault of the task."""
    name = type(error).__name__
    if name in {"KilledWorker", "WorkerStartTimeoutError"}:
        return TaskFailed("worker_crashed", "a worker of the cluster died or ran out of time with this task")
    if isinstance(error, OSError) or name in _SCHEDULER_LOST:
        return TaskFailed(NO_WORKER, f"the cluster lost the task: {name}")
    return TaskFailed("worker_crashed", f"the cluster lost the task: {name}")


def _fail(batch: Sequence[tuple[Future[Any], bytes]], error: BaseException) -> None:
    for future, _ in batch:
        _settle(future, error)


def _settle(future: Future[Any], error: BaseException | None, value: Any = None) -> None:
    """Settle a future unless another thread did already: a shutdown, or who saw the scheduler lost."""
    with suppress(InvalidStateError):
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(value)
