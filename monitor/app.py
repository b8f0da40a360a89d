"""Put the parts together: archive, network, workers and desk, opened in order and closed in reverse."""

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
    sole: bool = False,
    readonly: bool = False,
    clock: Callable[[], datetime] = utc_now,
    progress: Progress | None = None,
    patience: float = 0.0,
    stop: asyncio.Event | None = None,
) -> AsyncIterator[AppContext]:
    """Open all that a sweep or a digest needs.

    Args:
        config: the config to start with.
        output: folder of the archive and the digests; made if it is missing.
        sole: hold the archive's lock, so that no second monitor sweeps beside this one, and delete what one
            that was killed left half written.
        readonly: read only what is there, beside whoever writes it; nothing is made, not even a folder.
        clock: the present time, aware UTC.
        progress: told how far long work has come.
        patience: seconds to wait for the archive's server where that cannot be reached yet.
        stop: set to wait no longer.

    Raises:
        ArchiveError: the archive cannot be opened, or `sole` and another monitor holds it.
        PublishError: the output folder cannot be made.
    """
    return_freed_memory()
    if not readonly:
        make_folder(output)
    async with AsyncExitStack() as stack:
        archive = stack.enter_context(
            await _opened(config.archive.url, output, patience, stop or asyncio.Event(), readonly=readonly)
        )
        if sole:
            stack.enter_context(archive.lock())
            await asyncio.to_thread(delete_temporary, output)
        fetcher = await stack.enter_async_context(Client(config.fetch))
        executor = make_executor(config.extract)
        stack.callback(executor.shutdown, wait=True, cancel_futures=True)
        app = AppContext(config, archive, fetcher, executor, output, clock, progress)
        stack.callback(app.close)
        yield app


async def _opened(url: str, output: Path, patience: float, stop: asyncio.Event, *, readonly: bool) -> Archive:
    """Open the archive, and wait for its server where that does not serve yet; raises ArchiveError."""
    deadline, told = time.monotonic() + patience, False
    while True:
        try:
            # On a thread: to be refused by a server may take long, and a signal must not wait for that.
            return await asyncio.to_thread(open_archive, url, output, create=not readonly, readonly=readonly)
        except ArchiveAway as error:
            if stop.is_set() or time.monotonic() >= deadline:
                raise
            if not told:
                logger.warning("waiting up to %.0f s for the archive: %s", patience, error)
                told = True
        # systemd would else end the start after a minute and a half.
        notify(f"STATUS=waiting for the archive\nEXTEND_TIMEOUT_USEC={_EXTENSION}")
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _RETRY)


def make_folder(output: Path) -> None:
    """Make the output folder; raises PublishError with one clear line."""
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PublishError(f"cannot make the output folder {output}: {error.strerror}") from error
