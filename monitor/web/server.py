"""Listen for the local page, on this machine alone unless a token guards it, and be patient with nobody."""

import asyncio
import http
import logging
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress

from aiohttp import web

from monitor.config import is_loopback, token_problem
from monitor.errors import ConfigError, Problem
from monitor.web.security import HEADERS, TOKEN

logger = logging.getLogger(__name__)

# Every page is small and made at once: who holds a connection longer, or holds many, is in the way.
_LONGEST_CONNECTION = 30.0
_MOST_CONNECTIONS = 64
_LOOK_EVERY = 1.0
_KEEPALIVE = 15.0
_PATIENCE = 1.0
_RETRY = 5.0
_SECRET = "env:"  # noqa: S105 - says where one is


class AddressTaken(ConfigError):
    """The address cannot be listened on now: another process has it, or the machine does not have it yet."""


def token_of(told: str, environ: Mapping[str, str] = os.environ) -> str:
    """Return the token that the config tells, from the environment if it says `env:NAME`.

    Raises:
        ConfigError: the variable is not set, or holds no token; never shows what it holds.
    """
    if not told.startswith(_SECRET):
        return told
    name = told.removeprefix(_SECRET)
    token = environ.get(name, "").strip()
    if not token:
        raise _problem(f"the variable {name} is not set: put the token in it", "web.token")
    problem = token_problem(token)
    if problem:
        raise _problem(f"what the variable {name} holds {problem}", "web.token")
    return token


@asynccontextmanager
async def serve(
    app: web.Application, listen: str, longest_connection: float = _LONGEST_CONNECTION
) -> AsyncIterator[tuple[str, int]]:
    """Serve an app on `host:port` while the context lasts; give the address bound (port 0 picks one).

    Raises:
        ConfigError: the address is not one, or is open to others without a token (row 206).
        AddressTaken: nothing can listen there now.
    """
    host, port = _checked_address(listen, app[TOKEN])
    runner = web.AppRunner(
        app, access_log=None, handle_signals=False, keepalive_timeout=_KEEPALIVE, shutdown_timeout=_PATIENCE
    )
    await runner.setup()
    if runner.server is not None:
        runner.server.__class__ = _Server
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise AddressTaken(_problem(f"cannot listen on {listen}: {error.strerror}").problems) from error
        bound = runner.addresses[0]
        logger.info("page served address=http://%s:%d", bound[0], bound[1])
        shown_out = asyncio.create_task(_show_out(runner, longest_connection))
        try:
            yield bound[0], bound[1]
        finally:
            shown_out.cancel()
            with suppress(asyncio.CancelledError):
                await shown_out
    finally:
        await runner.cleanup()


class _Connection(web.RequestHandler):
    """A connection that answers what is no request in our words: aiohttp's name it and log a traceback."""

    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,  # noqa: ARG002 - aiohttp's signature
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - it repeats what was sent
    ) -> web.StreamResponse:
        """Answer with a status and our headers."""
        reason = http.HTTPStatus(status).phrase
        logger.info("request refused status=%d reason=%s", status, type(exc).__name__ if exc else reason)
        answer = web.Response(status=status, text=f"{reason}\n", headers=HEADERS)
        answer.force_close()
        return answer


class _Server(web.Server):
    """The server whose connections those are; aiohttp has no setting for it."""

    __slots__ = ()

    def __call__(self) -> web.RequestHandler:
        """Make the handler of one connection."""
        handler = super().__call__()
        handler.__class__ = _Connection
        return handler


@asynccontextmanager
async def keep_serving(
    make: Callable[[], web.Application],
    listen: str,
    tell: Callable[[str], Awaitable[None]],
    retry: float = _RETRY,
) -> AsyncIterator[None]:
    """Serve an app while the context lasts, from when its address can be had: a taken port ends nothing.

    Args:
        make: makes the app, anew for each try.
        listen: the address, `host:port`.
        tell: told what keeps the page from being served, and "" when it is served.
        retry: seconds from one try to the next.

    Raises:
        ConfigError: the address is not one, or is open to others without a token (row 206).
    """
    _checked_address(listen, make()[TOKEN])
    tried = asyncio.Event()

    async def go_on() -> None:
        while True:
            try:
                async with serve(make(), listen):
                    await tell("")
                    tried.set()
                    await asyncio.Event().wait()
            except AddressTaken as error:
                await tell(f"the page is not served: {error.problems[0].message}; it is tried again")
                tried.set()
                await asyncio.sleep(retry)

    serving = asyncio.create_task(go_on())
    try:
        await tried.wait()
        yield
    finally:
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving


async def _show_out(runner: web.AppRunner, longest: float) -> None:
    """Cut off connections that last too long and, of too many, the oldest (faults.md row 204)."""
    since: dict[web.RequestHandler, float] = {}
    while True:
        await asyncio.sleep(min(_LOOK_EVERY, longest))
        now = time.monotonic()
        connections = runner.server.connections if runner.server is not None else []
        since = {connection: since.get(connection, now) for connection in connections}
        oldest_first = sorted(since, key=lambda connection: since[connection])
        surplus = len(oldest_first) - _MOST_CONNECTIONS
        for place, connection in enumerate(oldest_first):
            if (place < surplus or now - since[connection] > longest) and connection.transport is not None:
                connection.transport.abort()


def _checked_address(listen: str, token: str) -> tuple[str, int]:
    host, port = _address(listen)
    if not is_loopback(host) and not token:
        raise _problem(f"{listen} is open to other machines: listen on 127.0.0.1, or set a token under [web]")
    return host, port


def _address(listen: str) -> tuple[str, int]:
    host, _, port = listen.rpartition(":")
    if not host or not (port.isascii() and port.isdigit()) or int(port) > 65535:  # noqa: PLR2004 - 16 bits
        raise _problem(f"{listen!r} is no address: write host:port, such as 127.0.0.1:8080")
    return host.removeprefix("[").removesuffix("]"), int(port)


def _problem(message: str, key: str = "web.listen") -> ConfigError:
    return ConfigError((Problem("monitor.toml", key, None, message),))
