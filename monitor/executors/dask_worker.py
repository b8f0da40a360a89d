"""Worker processes for a Dask cluster: one thread each, and a child process that runs the tasks.

Dask's nanny and memory limits are off. Each batch carries the limits of the monitor that sent it, and only
the child process that exceeds them is killed (`run_batch`). Workers are stateless: lost tasks run again on
another one.
"""

import asyncio
import contextlib
import logging
import multiprocessing
import os
import signal
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_for
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType
from typing import Any

from monitor.executors.dask_tls import LOOPBACK, dask_modules, plain_allowed, split_address
from monitor.executors.worker import exit_with_parent

logger = logging.getLogger(__name__)

_STOP_TIMEOUT = 10.0
_SETTINGS = {
    "distributed.worker.profile.enabled": False,  # would sample each thread 100 times a second
    "distributed.worker.daemon": False,
}


@dataclass(frozen=True, slots=True)
class DaskWorkerSettings:
    """How workers connect to the scheduler.

    Attributes:
        scheduler: `tcp://host:port` or `tls://host:port`.
        listen: Address to listen on; "" for loopback, or for the address that routes to the scheduler.
        wait: Seconds to wait for a scheduler that does not answer yet.
        ca: File with the CA certificate of the cluster; "" for the one in Dask's configuration.
        cert: File with the worker's certificate, likewise.
        key: File with the worker's key, likewise.
    """

    scheduler: str
    listen: str = ""
    wait: float = 30.0
    ca: str = ""
    cert: str = ""
    key: str = ""


def check_dask_worker(settings: DaskWorkerSettings) -> None:
    """Check that the connection can work and is secure.

    Raises:
        ValueError: It cannot. The text is one sentence for the user.
    """
    dask, _ = dask_modules()
    protocol, host = split_address(settings.scheduler)
    tls_files = [path for path in (settings.ca, settings.cert, settings.key) if path]
    if tls_files and len(tls_files) < 3:  # noqa: PLR2004 - all three or none
        raise ValueError("TLS needs three files: --tls-ca, --tls-cert and --tls-key.")
    for path in tls_files:
        if not os.access(path, os.R_OK) or not Path(path).is_file():
            raise ValueError(f"{path} cannot be read.")
    if protocol == "tls":
        if not tls_files and not _security(settings).tls_worker_cert:
            raise ValueError("tls:// needs certificates: give --tls-ca, --tls-cert and --tls-key.")
        return
    if tls_files:
        raise ValueError(f"Certificates are of no use on a plain connection; write tls://{host}:....")
    remote = [name for name in (host, settings.listen) if name and name not in LOOPBACK]
    if remote and not plain_allowed(dask):
        raise ValueError(
            f"A plain connection may not leave this machine ({remote[0]}): use tls:// with certificates, "
            "or accept it in Dask's configuration: distributed.comm.require-encryption: false."
        )


def run_dask_worker(settings: DaskWorkerSettings) -> bool:
    """Run a worker in this process until a signal; return False if the scheduler was lost."""
    return asyncio.run(_run(settings))


def run_dask_workers(settings: DaskWorkerSettings, processes: int, prepare: Callable[[], None]) -> bool:
    """Run worker processes until a signal; return False if the scheduler was lost.

    A process that is killed is replaced. Each process calls `prepare` first.
    """
    context = multiprocessing.get_context("spawn")
    wake_read, wake_write = os.pipe()

    def on_signal(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of handlers
        os.write(wake_write, b"!")

    def start() -> tuple[BaseProcess, Connection]:
        read_end, lifeline = context.Pipe(duplex=False)
        process = context.Process(target=_run_child, args=(settings, read_end, prepare))
        process.start()
        read_end.close()
        return process, lifeline

    before = [signal.signal(number, on_signal) for number in (signal.SIGTERM, signal.SIGINT)]
    workers = [start() for _ in range(processes)]
    try:
        while True:
            events = wait_for([wake_read, *(process.sentinel for process, _ in workers)])
            if wake_read in events:
                return True
            for process, lifeline in [worker for worker in workers if worker[0].sentinel in events]:
                process.join()
                lifeline.close()
                workers.remove((process, lifeline))
                if (process.exitcode or 0) >= 0:
                    return False
                logger.warning("worker process killed signal=%d", -(process.exitcode or 0))
                workers.append(start())
    finally:
        for process, _ in workers:
            process.terminate()
        for process, lifeline in workers:
            process.join(_STOP_TIMEOUT)
            process.kill()
            process.join()
            lifeline.close()
        for number, handler in zip((signal.SIGTERM, signal.SIGINT), before, strict=True):
            signal.signal(number, handler)
        os.close(wake_read)
        os.close(wake_write)


def _run_child(settings: DaskWorkerSettings, lifeline: Connection, prepare: Callable[[], None]) -> None:
    exit_with_parent(lifeline)
    prepare()
    raise SystemExit(0 if run_dask_worker(settings) else 1)


async def _run(settings: DaskWorkerSettings) -> bool:
    dask, distributed = dask_modules()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with tempfile.TemporaryDirectory(prefix="monitor-worker-") as scratch, dask.config.set(_SETTINGS):
        worker = distributed.Worker(
            settings.scheduler,
            nthreads=1,
            host=_listen_address(settings),
            # A worker always opens a dashboard; it must not be reachable from other machines.
            dashboard_address="127.0.0.1:0",
            local_directory=scratch,
            memory_limit=0,
            silence_logs=logging.WARNING,
            security=_security(settings),
            death_timeout=settings.wait,
        )
        starting = asyncio.ensure_future(_started(worker))
        stopping = asyncio.ensure_future(stop.wait())
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done() and not starting.result():
            logger.error("no scheduler answers at %s", settings.scheduler)
            stopping.cancel()
            return False
        ending = asyncio.ensure_future(worker.finished())
        if starting.done():
            logger.info("working for %s at %s pid=%d", settings.scheduler, worker.address, os.getpid())
            await asyncio.wait({ending, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not stop.is_set():
            logger.error("lost the scheduler at %s", settings.scheduler)
        stopping.cancel()
        starting.cancel()
        with contextlib.suppress(TimeoutError, OSError):
            await worker.close(timeout=_STOP_TIMEOUT / 2)
        ending.cancel()
        return stop.is_set()


async def _started(worker: Any) -> bool:
    try:
        await worker
    except (OSError, TimeoutError, RuntimeError):
        logger.debug("the worker could not start", exc_info=True)
        return False
    return True


def _listen_address(settings: DaskWorkerSettings) -> str | None:
    """Return the address to listen on; with None Dask uses the address that routes to the scheduler."""
    _, host = split_address(settings.scheduler)
    return settings.listen or (host.strip("[]") if host in LOOPBACK else None)


def _security(settings: DaskWorkerSettings) -> Any:
    _, distributed = dask_modules()
    if not settings.ca:
        return distributed.Security()
    return distributed.Security(
        tls_ca_file=settings.ca,
        tls_worker_cert=settings.cert,
        tls_worker_key=settings.key,
        require_encryption=True,
    )
