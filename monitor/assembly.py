"""Put the parts together: archive, network, workers and desk, opened in order and closed in reverse."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from monitor.archive import open_archive
from monitor.errors import PublishError
from monitor.executors import make_executor
from monitor.fetch import Client
from monitor.malloc import give_back
from monitor.models import Config
from monitor.pipeline import Desk, Progress
from monitor.publish import clean_leftovers


def utc_now() -> datetime:
    """Read the wall clock."""
    return datetime.now(UTC)


@asynccontextmanager
async def open_desk(
    config: Config,
    output: Path,
    *,
    sole: bool = False,
    readonly: bool = False,
    clock: Callable[[], datetime] = utc_now,
    progress: Progress | None = None,
) -> AsyncIterator[Desk]:
    """Open all that a sweep or a digest needs.

    Args:
        config: the config to start with.
        output: folder of the archive and the digests; made if it is missing.
        sole: hold the archive's lock, so that no second monitor sweeps beside this one, and delete what one
            that was killed left half written.
        readonly: read only what is there, beside whoever writes it; nothing is made, not even a folder.
        clock: the present time, aware UTC.
        progress: told how far long work has come.

    Raises:
        ArchiveError: the archive cannot be opened, or `sole` and another monitor holds it.
        PublishError: the output folder cannot be made.
    """
    give_back()
    if not readonly:
        make_folder(output)
    async with AsyncExitStack() as stack:
        archive = stack.enter_context(
            open_archive(config.archive.url, output, create=not readonly, readonly=readonly)
        )
        if sole:
            stack.enter_context(archive.lock())
            await asyncio.to_thread(clean_leftovers, output)
        fetcher = await stack.enter_async_context(Client(config.fetch))
        executor = make_executor(config.extract)
        stack.callback(executor.shutdown, wait=True, cancel_futures=True)
        desk = Desk(config, archive, fetcher, executor, output, clock, progress)
        stack.callback(desk.close)
        yield desk


def make_folder(output: Path) -> None:
    """Make the output folder; raises PublishError with one clear line."""
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PublishError(f"cannot make the output folder {output}: {error.strerror}") from error
