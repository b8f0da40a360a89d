"""Run searches and trials of sources with the client and the workers of the config."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from typing import Any

from monitor.cli import Invocation
from monitor.cli.probe import FeedProbe, probe_feeds
from monitor.cli.terminal import progress_shown
from monitor.clock import utc_now
from monitor.config import config_in_force
from monitor.executors import make_executor
from monitor.fetch import Client
from monitor.models import ExtractSettings, Feed, FetchSettings, FoundSources
from monitor.models.feed_urls import full_url
from monitor.pipeline.find_sources import find_sources


async def find_all(invocation: Invocation, urls: Sequence[str]) -> tuple[FoundSources, ...]:
    """Search for the sources of several URLs at the same time.

    Without a config folder, the default settings apply, so that a search needs no config.

    Raises:
        UsageError: a URL is none.
        ConfigError: the config has problems.
    """
    pages, now, done = [full_url(url) for url in urls], utc_now(), 0
    async with _opened(invocation) as (client, executor):

        async def work(function: Callable[..., Any], *args: Any) -> Any:
            return await asyncio.wrap_future(executor.submit(function, *args))

        with progress_shown() as progress:

            async def search(url: str) -> FoundSources:
                nonlocal done
                found = await find_sources(url, client, work, now)
                done += 1
                if len(pages) > 1:
                    progress("pages", done, len(pages))
                return found

            return tuple(await asyncio.gather(*(search(url) for url in pages)))


def try_feeds(invocation: Invocation, feeds: Sequence[Feed]) -> tuple[FeedProbe, ...]:
    """Poll each feed once without storing anything, with progress; return the results in the same order."""

    async def try_all() -> tuple[FeedProbe, ...]:
        async with _opened(invocation) as (client, executor):
            with progress_shown() as progress:
                return await probe_feeds(feeds, client, executor, utc_now(), progress)

    return asyncio.run(try_all())


@asynccontextmanager
async def _opened(invocation: Invocation) -> AsyncIterator[tuple[Client, Executor]]:
    """Open the HTTP client and the workers of the config, or those of the defaults without a config folder."""  # noqa: E501
    fetch, extract = FetchSettings(), ExtractSettings()
    if invocation.config_folder.is_dir():
        config, _ = config_in_force(invocation.config_folder, invocation.output_folder)
        fetch, extract = config.fetch, config.extract
    executor = make_executor(extract)
    try:
        async with Client(fetch) as client:
            yield client, executor
    finally:
        executor.shutdown(wait=True, cancel_futures=True)
