"""Run searches for sources with the client and the workers of the config."""

import asyncio
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from monitor.cli import Invocation
from monitor.cli.terminal import progress_shown
from monitor.clock import utc_now
from monitor.config import config_in_force
from monitor.errors import UsageError
from monitor.executors import make_executor
from monitor.fetch import Client
from monitor.models import ExtractSettings, FetchSettings, FoundSources
from monitor.pipeline.find_sources import find_sources


async def find_all(invocation: Invocation, urls: Sequence[str]) -> tuple[FoundSources, ...]:
    """Search for the sources of several URLs at the same time.

    Without a config folder, the default settings apply, so that a search needs no config.

    Raises:
        UsageError: a URL is none.
        ConfigError: the config has problems.
    """
    pages = [_full(url) for url in urls]
    fetch, extract = FetchSettings(), ExtractSettings()
    if invocation.config_folder.is_dir():
        config, _ = config_in_force(invocation.config_folder, invocation.output_folder)
        fetch, extract = config.fetch, config.extract
    executor, done, now = make_executor(extract), 0, utc_now()

    async def work(function: Any, *args: Any) -> Any:
        return await asyncio.wrap_future(executor.submit(function, *args))

    try:
        with progress_shown() as progress:
            async with Client(fetch) as client:

                async def search(url: str) -> FoundSources:
                    nonlocal done
                    found = await find_sources(url, client, work, now)
                    done += 1
                    if len(pages) > 1:
                        progress("pages", done, len(pages))
                    return found

                return tuple(await asyncio.gather(*(search(url) for url in pages)))
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _full(url: str) -> str:
    """Return a URL with its scheme; people leave it out."""
    text = url.strip()
    text = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0 or " " in text:
        raise UsageError(f"{url!r} is no web address; write one such as https://news.example.org/")
    if parts.username is not None:
        raise UsageError("a user name or password in the URL would be logged; leave it out")
    return text
