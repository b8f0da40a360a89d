"""Searches for the sources of web pages. They run beside the requests of the browser that waits for them."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from monitor.models import FoundSources

MOST_RUNNING: Final = 2
MOST_KEPT: Final = 20

Find = Callable[[str], Awaitable[FoundSources]]


class SearchesBusy(Exception):
    """The limit of concurrent searches is reached."""


@dataclass(frozen=True, slots=True)
class SourceSearch:
    """One search for the sources of a web page.

    Attributes:
        url: of the page.
        task: runs the search.
    """

    url: str
    task: asyncio.Task[FoundSources]

    async def result(self, timeout: float) -> FoundSources | None:  # noqa: ASYNC109 - the search goes on
        """Return what was found, or None if the search still runs after `timeout` seconds."""
        done, _ = await asyncio.wait({self.task}, timeout=timeout)
        return self.task.result() if done else None


class SourceSearches:
    """The searches that run, and the last ones that ended."""

    def __init__(self, find: Find) -> None:
        """Start without searches; `find` searches for the sources of a URL."""
        self._find = find
        self._searches: dict[str, SourceSearch] = {}

    def start(self, url: str) -> str:
        """Search for the sources of a URL, unless such a search runs; return its name.

        Raises:
            SearchesBusy: others must end first.
        """
        running = {name: one for name, one in self._searches.items() if not one.task.done()}
        for name, one in running.items():
            if one.url == url:
                return name
        if len(running) >= MOST_RUNNING:
            raise SearchesBusy
        ended = [name for name in self._searches if name not in running]
        for name in ended[: len(self._searches) + 1 - MOST_KEPT]:
            del self._searches[name]
        name = secrets.token_hex(8)
        self._searches[name] = SourceSearch(url, asyncio.create_task(self._run(url)))
        return name

    def get(self, name: str) -> SourceSearch | None:
        """Return a search by its name, or None if it is not kept any more."""
        return self._searches.get(name)

    async def close(self) -> None:
        """Stop all searches."""
        for one in self._searches.values():
            one.task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await one.task

    async def _run(self, url: str) -> FoundSources:
        return await self._find(url)
