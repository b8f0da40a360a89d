"""Worker processes for a Dask cluster: one thread each, and beside each a killable process of its own.

Dask's own guards are off, for ours hold: the limits of time and memory come with each batch and are those of
the monitor that sent it, a process that breaks them is killed alone (`run_batch`), and no nanny ends a worker
that holds what others wait for. A worker keeps nothing: what is lost with it is done again elsewhere.
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

from monitor.executors.dask_tls import LOOPBACK, dask_modules, plain_accepted, split_address
from monitor.executors.worker import end_with

logger = logging.getLogger(__name__)

_GRACE = 10.0
_SETTINGS = {
    "distributed.worker.profile.enabled": False,  # samples every thread a hundred times a second, for nobody
    "distributed.worker.daemon": False,
}


@dataclass(frozen=True, slots=True)
class Service:
    """Where worker processes report, and how.

    Attributes:
        scheduler: `tcp://host:port` or `tls://host:port`.
        listen: address to listen on; "" for loopback, or for what leads to a scheduler elsewhere.
        wait: seconds to wait for a scheduler that does not answer yet.
        ca: certificate of who signed those of the cluster; "" for what Dask's configuration says.
        cert: this worker's certificate, likewise.
        key: its key, likewise.
    """

    scheduler: str
    listen: str = ""
    wait: float = 30.0
    ca: str = ""
    cert: str = ""
    key: str = ""


def check_service(service: Service) -> None:
    """Refuse what cannot work or is open to others; raises ValueError with one sentence for a user."""
    dask, _ = dask_modules()
    protocol, host = split_address(service.scheduler)
    given = [path for path in (service.ca, service.cert, service.key) if path]
    if given and len(given) < 3:  # noqa: PLR2004 - all three or none
        raise ValueError("TLS needs three files: --tls-ca, --tls-cert and --tls-key.")
    for path in given:
        if not os.access(path, os.R_OK) or not Path(path).is_file():
            raise ValueError(f"{path} cannot be read.")
    if protocol == "tls":
        if not given and not _security(service).tls_worker_cert:
            raise ValueError("tls:// needs certificates: give --tls-ca, --tls-cert and --tls-key.")
        return
    if given:
        raise ValueError(f"Certificates are of no use on a plain connection; write tls://{host}:....")
    elsewhere = [name for name in (host, service.listen) if name and name not in LOOPBACK]
    if elsewhere and not plain_accepted(dask):
        raise ValueError(
            f"A plain connection may not leave this machine ({elsewhere[0]}): use tls:// with certificates, "
            "or accept it in Dask's configuration: distributed.comm.require-encryption: false."
        )


def serve_one(service: Service) -> bool:
    """Work for the scheduler in this process until a signal; return False where the scheduler was lost."""
    return asyncio.run(_serve(service))


def serve_many(service: Service, processes: int, prepare: Callable[[], None]) -> bool:
    """Keep so many worker processes at work until a signal; return False where the scheduler was lost.

    A process that is killed is replaced. `prepare` is run first in each.
    """
    context = multiprocessing.get_context("spawn")
    bell, ring = os.pipe()

    def told(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of handlers
        os.write(ring, b"!")

    def start() -> tuple[BaseProcess, Connection]:
        held, lifeline = context.Pipe(duplex=False)
        process = context.Process(target=_serve_child, args=(service, held, prepare))
        process.start()
        held.close()
        return process, lifeline

    before = [signal.signal(number, told) for number in (signal.SIGTERM, signal.SIGINT)]
    workers = [start() for _ in range(processes)]
    try:
        while True:
            heard = wait_for([bell, *(process.sentinel for process, _ in workers)])
            if bell in heard:
                return True
            for process, lifeline in [worker for worker in workers if worker[0].sentinel in heard]:
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
            process.join(_GRACE)
            process.kill()
            process.join()
            lifeline.close()
        for number, handler in zip((signal.SIGTERM, signal.SIGINT), before, strict=True):
            signal.signal(number, handler)
        os.close(bell)
        os.close(ring)


def _serve_child(service: Service, lifeline: Connection, prepare: Callable[[], None]) -> None:
    end_with(lifeline)
    prepare()
    raise SystemExit(0 if serve_one(service) else 1)


async def _serve(service: Service) -> bool:
    dask, distributed = dask_modules()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with tempfile.TemporaryDirectory(prefix="monitor-worker-") as scratch, dask.config.set(_SETTINGS):
        worker = distributed.Worker(
            service.scheduler,
            nthreads=1,
            host=_listen(service),
            # A worker always opens a page of its own; it shows nothing that a stranger should see.
            dashboard_address="127.0.0.1:0",
            local_directory=scratch,
            memory_limit=0,
            silence_logs=logging.WARNING,
            security=_security(service),
            death_timeout=service.wait,
        )
        starting = asyncio.ensure_future(_started(worker))
        stopping = asyncio.ensure_future(stop.wait())
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done() and not starting.result():
            logger.error("no scheduler answers at %s", service.scheduler)
            stopping.cancel()
            return False
        ending = asyncio.ensure_future(worker.finished())
        if starting.done():
            logger.info("working for %s at %s pid=%d", service.scheduler, worker.address, os.getpid())
            await asyncio.wait({ending, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not stop.is_set():
            logger.error("the scheduler at %s is gone", service.scheduler)
        stopping.cancel()
        starting.cancel()
        with contextlib.suppress(TimeoutError, OSError):
            await worker.close(timeout=_GRACE / 2)
        ending.cancel()
        return stop.is_set()


async def _started(worker: Any) -> bool:
    try:
        await worker
    except (OSError, TimeoutError, RuntimeError):
        logger.debug("the worker could not start", exc_info=True)
        return False
    return True


def _listen(service: Service) -> str | None:
    """Return the address to listen on; None leaves it to Dask: the one that leads to the scheduler."""
    _, host = split_address(service.scheduler)
    return service.listen or (host.strip("[]") if host in LOOPBACK else None)


def _security(service: Service) -> Any:
    _, distributed = dask_modules()
    if not service.ca:
        return distributed.Security()
    return distributed.Security(
        tls_ca_file=service.ca,
        tls_worker_cert=service.cert,
        tls_worker_key=service.key,
        require_encryption=True,
    )
