"""Build the application context: open archive, HTTP client and workers in order, close them in reverse."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path

from monitor.archive import Archive, open_archive
from monitor.clock import utc_now
from monitor.errors import ArchiveAway, PublishError
from monitor.executors import make_executor
from monitor.fetch import Client
from monitor.files import delete_temporary
from monitor.malloc import return_freed_memory
from monitor.models import Config
from monitor.pipeline import AppContext, Progress
from monitor.service.systemd import notify

logger = logging.getLogger(__name__)

_RETRY = 2.0
_EXTENSION = 60_000_000


@asynccontextmanager
async def open_app(
    config: Config,
    output: Path,
    *,
    exclusive: bool = False,
    readonly: bool = False,
    clock: Callable[[], datetime] = utc_now,
    progress: Progress | None = None,
    server_timeout: float = 0.0,
    stop: asyncio.Event | None = None,
) -> AsyncIterator[AppContext]:
    """Open everything that a sweep or a digest needs.

    Args:
        config: the config to start with.
        output: folder for the archive and the digests; created if it is missing.
        exclusive: hold the archive's lock, so that no second monitor sweeps at the same time, and delete
            temporary files of killed processes.
        readonly: only read; nothing is created, not even a folder. Other processes may write.
        clock: returns the current time, aware UTC.
        progress: receives the progress of long work.
        server_timeout: seconds to wait if the database server cannot be reached yet.
        stop: event that ends this wait.

    Raises:
        ArchiveError: the archive cannot be opened, or `exclusive` and another monitor holds the lock.
        PublishError: the output folder cannot be made.
    """
    return_freed_memory()
    if not readonly:
        make_folder(output)
    async with AsyncExitStack() as stack:
        archive = stack.enter_context(
            await _open_archive_when_ready(
                config.archive.url, output, server_timeout, stop or asyncio.Event(), readonly=readonly
            )
        )
        if exclusive:
            stack.enter_context(archive.lock())
            await asyncio.to_thread(delete_temporary, output)
        fetcher = await stack.enter_async_context(Client(config.fetch))
        executor = make_executor(config.extract)
        stack.callback(executor.shutdown, wait=True, cancel_futures=True)
        app = AppContext(config, archive, fetcher, executor, output, clock, progress)
        stack.callback(app.close)
        yield app


async def _open_archive_when_ready(
    url: str, output: Path, server_timeout: float, stop: asyncio.Event, *, readonly: bool
) -> Archive:
    """Open the archive; retry until the timeout if its server does not answer yet. Raises ArchiveError."""
    deadline, logged = time.monotonic() + server_timeout, False
    while True:
        try:
            # On a thread, because a refused connection may take long and must not delay signals.
            return await asyncio.to_thread(open_archive, url, output, create=not readonly, readonly=readonly)
        except ArchiveAway as error:
            if stop.is_set() or time.monotonic() >= deadline:
                raise
            if not logged:
                logger.warning("waiting up to %.0f s for the archive: %s", server_timeout, error)
                logged = True
        # Without this, systemd ends the start after 90 s.
        notify(f"STATUS=waiting for the archive\nEXTEND_TIMEOUT_USEC={_EXTENSION}")
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _RETRY)


def make_folder(output: Path) -> None:
    """Create the output folder; raises PublishError."""
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PublishError(f"cannot create the output folder {output}: {error.strerror}") from error
