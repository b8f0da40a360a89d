"""Resolves names in threads of its own, so that a dead name server blocks nothing else.

Stuck look-ups would fill asyncio's default thread pool and stop all other work there (faults.md row 191). The
threads are daemons, so that a stuck one does not delay the end of the program.
"""

import asyncio
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

Lookup = Callable[..., list[tuple[Any, ...]]]

_MAX_LOOKUPS = 16


class ThreadResolver(AbstractResolver):
    """Uses the system's resolver for at most 16 names at once, with a timeout."""

    def __init__(self, timeout: float, lookup: Lookup = socket.getaddrinfo) -> None:
        self._timeout = timeout
        self._lookup = lookup
        self._limit = asyncio.Semaphore(_MAX_LOOKUPS)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of a host.

        Raises:
            OSError: The name has no address, or the name server did not answer in time.
        """
        try:
            async with asyncio.timeout(self._timeout), self._limit:
                infos = await self._in_thread(host, port, family)
        except TimeoutError:
            raise OSError(None, "the name server does not answer") from None
        return [
            ResolveResult(
                hostname=host,
                host=str(sockaddr[0]),
                port=int(sockaddr[1]),
                family=found,
                proto=protocol,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for found, _, protocol, _, sockaddr in infos
            if found in {socket.AF_INET, socket.AF_INET6}
        ]

    async def close(self) -> None:
        """Do nothing; the threads of running look-ups end by themselves."""

    async def _in_thread(self, host: str, port: int, family: int) -> list[tuple[Any, ...]]:
        loop = asyncio.get_running_loop()
        result: asyncio.Future[list[tuple[Any, ...]]] = loop.create_future()

        def set_result(found: list[tuple[Any, ...]] | Exception) -> None:
            if result.done():
                return
            if isinstance(found, Exception):
                result.set_exception(found)
            else:
                result.set_result(found)

        def look_up() -> None:
            found: list[tuple[Any, ...]] | Exception
            try:
                found = self._lookup(host, port, family=family, type=socket.SOCK_STREAM)
            except OSError as error:
                found = error
            except Exception as error:  # noqa: BLE001 - the codec refuses the name
                found = OSError(None, str(error))
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(set_result, found)

        threading.Thread(target=look_up, name=f"dns {host}"[:64], daemon=True).start()
        return await result
