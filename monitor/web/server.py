"""Serve the local page on loopback, or elsewhere if a token is set. Slow clients are disconnected."""

import asyncio
import http
import logging
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress

from aiohttp import web

from monitor.errors import ConfigError, Problem
from monitor.models import WebSettings
from monitor.models.address_values import is_loopback, token_problem
from monitor.web.security import ACCESS, HEADERS

logger = logging.getLogger(__name__)

# Pages are small and quick to make, so long or many connections only waste resources.
_LONGEST_CONNECTION = 30.0
_MOST_CONNECTIONS = 64
# A query of 20,000 characters, the most that is read, may take nine bytes each. What is longer gets a clear
# message from the API up to this, not the bare refusal of the HTTP library.
_LONGEST_LINE = 200_000
_CHECK_EVERY = 1.0
_KEEPALIVE = 15.0
_SHUTDOWN_TIMEOUT = 0.4  # aiohttp waits so long twice for each connection that does not read its answer
_RETRY = 5.0
_SECRET = "env:"  # noqa: S105 - names the source of a secret


class AddressTaken(ConfigError):
    """The address cannot be bound now: another process uses it, or this machine does not have it yet."""


def token_of(setting: str, environ: Mapping[str, str] = os.environ) -> str:
    """Return the token of a setting: the setting itself, or the environment variable of `env:NAME`.

    Raises:
        ConfigError: if the variable is not set or not a valid token. The message never shows its value.
    """
    if not setting.startswith(_SECRET):
        return setting
    name = setting.removeprefix(_SECRET)
    token = environ.get(name, "").strip()
    if not token:
        raise _problem(f"the variable {name} is not set: put the token in it", "web.token")
    problem = token_problem(token)
    if problem:
        raise _problem(f"the value of the variable {name} {problem}", "web.token")
    return token


def listen_and_token(web: WebSettings, environ: Mapping[str, str] = os.environ) -> tuple[str, str]:
    """Return where to listen and the token, from the settings and the environment.

    In a container the settings are those of the machine outside, so MONITOR_LISTEN goes before `listen`. The
    token is that of the settings, or else MONITOR_TOKEN.

    Raises:
        ConfigError: a variable is not set or invalid, or others reach MONITOR_LISTEN and there is no token.
    """
    listen = environ.get("MONITOR_LISTEN", "").strip() or web.listen
    setting = web.token or ("env:MONITOR_TOKEN" if environ.get("MONITOR_TOKEN", "").strip() else "")
    if listen != web.listen and not setting and not is_loopback(_address(listen)[0]):
        raise _problem(
            f"{listen} (MONITOR_LISTEN) is open to others, so it needs a token: set MONITOR_TOKEN to 16"
            " characters or more; for docker compose, echo MONITOR_TOKEN=$(openssl rand -hex 16) >> .env",
            "web.token",
        )
    return listen, token_of(setting, environ)


@asynccontextmanager
async def serve(
    app: web.Application, listen: str, longest_connection: float = _LONGEST_CONNECTION
) -> AsyncIterator[tuple[str, int]]:
    """Serve an app on `host:port` while the context lasts; yield the bound address (port 0 picks one).

    Raises:
        ConfigError: if the address is invalid, or reachable by others without a token (row 206).
        AddressTaken: if the address cannot be bound now.
    """
    host, port = _checked_address(listen, app[ACCESS].token)
    connections = _Connections(longest_connection)
    app.on_response_prepare.append(connections.end_old)
    runner = web.AppRunner(
        app,
        access_log=None,
        handle_signals=False,
        keepalive_timeout=_KEEPALIVE,
        shutdown_timeout=_SHUTDOWN_TIMEOUT,
        max_line_size=_LONGEST_LINE,
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
        closing = asyncio.create_task(connections.close_slow(runner))
        try:
            yield bound[0], bound[1]
        finally:
            closing.cancel()
            with suppress(asyncio.CancelledError):
                await closing
    finally:
        await runner.cleanup()


class _Connection(web.RequestHandler):
    """A connection that answers malformed requests itself: aiohttp would name itself and log a traceback."""

    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,  # noqa: ARG002 - the signature is aiohttp's
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - it repeats the request
    ) -> web.StreamResponse:
        """Answer with a status and the security headers."""
        reason = http.HTTPStatus(status).phrase
        logger.info("request refused status=%d reason=%s", status, type(exc).__name__ if exc else reason)
        answer = web.Response(status=status, text=f"{reason}\n", headers=HEADERS)
        answer.force_close()
        return answer


class _Server(web.Server):
    """A server with connections of class `_Connection`; aiohttp has no setting for this."""

    __slots__ = ()

    def __call__(self) -> web.RequestHandler:
        """Return the handler of one connection."""
        handler = super().__call__()
        handler.__class__ = _Connection
        return handler


@asynccontextmanager
async def keep_serving(
    make: Callable[[], web.Application],
    listen: str,
    report: Callable[[str], Awaitable[None]],
    retry: float = _RETRY,
    served: Callable[[str], None] = lambda address: None,  # noqa: ARG005
) -> AsyncIterator[None]:
    """Serve an app while the context lasts. If the address is taken, keep trying to bind it.

    Args:
        make: makes a new app for each try.
        listen: the address, `host:port`.
        report: called with the reason why the page is not served, and with "" when it is served.
        retry: seconds from one try to the next.
        served: called with scheme, host and port when the page is served.

    Raises:
        ConfigError: if the address is invalid, or reachable by others without a token (row 206).
    """
    _checked_address(listen, make()[ACCESS].token)
    tried = asyncio.Event()

    async def serve_when_free() -> None:
        while True:
            try:
                async with serve(make(), listen) as (host, port):
                    served(f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}")
                    await report("")
                    tried.set()
                    await asyncio.Event().wait()
            except AddressTaken as error:
                await report(
                    f"the page is not served: {error.problems[0].message}; trying again every {retry:g} s"
                )
                tried.set()
                await asyncio.sleep(retry)

    serving = asyncio.create_task(serve_when_free())
    try:
        await tried.wait()
        yield
    finally:
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving


class _Connections:
    """Bounds how long connections last, and how many there are (faults.md row 204)."""

    def __init__(self, longest: float) -> None:
        self._longest = longest
        self._since: dict[web.RequestHandler, float] = {}

    async def end_old(self, request: web.Request, response: web.StreamResponse) -> None:
        """End a connection with its answer if half of its time is over.

        Otherwise the end of its time would break a later request of a reader who is quick, and a browser
        sends a form again whose connection broke.
        """
        since = self._since.get(request.protocol)
        if since is not None and time.monotonic() - since > self._longest / 2:
            response.force_close()
            response.headers["Connection"] = "close"  # the signal comes after the headers were made

    async def close_slow(self, runner: web.AppRunner) -> None:
        """Close connections that last too long and, if there are too many, the oldest. Never returns."""
        while True:
            await asyncio.sleep(min(_CHECK_EVERY, self._longest))
            now = time.monotonic()
            connections = runner.server.connections if runner.server is not None else []
            self._since = since = {one: self._since.get(one, now) for one in connections}
            oldest_first = sorted(since, key=lambda connection: since[connection])
            surplus = len(oldest_first) - _MOST_CONNECTIONS
            for index, connection in enumerate(oldest_first):
                old = index < surplus or now - since[connection] > self._longest
                if old and connection.transport is not None:
                    connection.transport.abort()


def _checked_address(listen: str, token: str) -> tuple[str, int]:
    host, port = _address(listen)
    if not is_loopback(host) and not token:
        raise _problem(f"{listen} is open to other machines: listen on 127.0.0.1, or set a token under [web]")
    return host, port


def _address(listen: str) -> tuple[str, int]:
    host, _, port = listen.rpartition(":")
    if not host or not (port.isascii() and port.isdigit()) or int(port) > 65535:  # noqa: PLR2004 - 16 bits
        raise _problem(f"{listen!r} is not an address: write host:port, such as 127.0.0.1:8080")
    return host.removeprefix("[").removesuffix("]"), int(port)


def _problem(message: str, key: str = "web.listen") -> ConfigError:
    return ConfigError((Problem("monitor.toml", key, None, message),))
