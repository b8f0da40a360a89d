"""Names to addresses, on threads of their own: a name server that is down holds up nothing else.

Python's default threads would fill with stuck look-ups and stop all work that waits for them (faults.md row
191). These are daemon threads, so that a stuck one does not hold up the end of the program either.
"""

import asyncio
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

Lookup = Callable[..., list[tuple[Any, ...]]]

_AT_ONCE = 16


class ThreadResolver(AbstractResolver):
    """Asks the system's resolver, at most 16 names at once, each for so many seconds."""

    def __init__(self, timeout: float, lookup: Lookup = socket.getaddrinfo) -> None:
        self._timeout = timeout
        self._lookup = lookup
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of a host; raises OSError where there are none or none came in time."""
        try:
            async with asyncio.timeout(self._timeout), self._room:
                infos = await self._in_thread(host, port, family)
        except TimeoutError:
            raise OSError(None, "the name server does not answer") from None
        return [
            ResolveResult(
                hostname=host,
                host=str(place[0]),
                port=int(place[1]),
                family=found,
                proto=protocol,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for found, _, protocol, _, place in infos
            if found in {socket.AF_INET, socket.AF_INET6}
        ]

    async def close(self) -> None:
        """Let go of look-ups under way; their threads end by themselves."""

    async def _in_thread(self, host: str, port: int, family: int) -> list[tuple[Any, ...]]:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[list[tuple[Any, ...]]] = loop.create_future()

        def store_results(found: list[tuple[Any, ...]] | Exception) -> None:
            if answer.done():
                return
            if isinstance(found, Exception):
                answer.set_exception(found)
            else:
                answer.set_result(found)

        def look_up() -> None:
            found: list[tuple[Any, ...]] | Exception
            try:
                found = self._lookup(host, port, family=family, type=socket.SOCK_STREAM)
            except OSError as error:
                found = error
            except Exception as error:  # noqa: BLE001 - a name the codec refuses is a name without address
                found = OSError(None, str(error))
            with suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(store_results, found)

        threading.Thread(target=look_up, name=f"dns {host}"[:64], daemon=True).start()
        return await answer
