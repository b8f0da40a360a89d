"""A demo site that can also fail in every way seen on the web, and canaries that must get no connection.

A raw socket server beside it does what aiohttp's server refuses to do; `url` returns the right one.
"""

import asyncio
import gzip
import socket
import struct
import zlib
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import repeat
from types import TracebackType
from typing import Self

from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from monitor.demo_site import SiteServer
from monitor.models import FetchSettings

Headers = Mapping[str, str] | Iterable[tuple[str, str]]

_NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def loopback(**changes: object) -> FetchSettings:
    """Return settings that allow 127.0.0.1 only, without delays and with short timeouts."""
    settings: dict[str, object] = {
        "allow_private": ("127.0.0.1/32",),
        "delay": 0.0,
        "timeout": 5.0,
        "connect_timeout": 2.0,
        "read_timeout": 5.0,
    }
    return FetchSettings(**{**settings, **changes})  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Received:
    """A received request: method, path with query, and headers in order, with lower case names."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]

    def header(self, name: str) -> str | None:
        """Return the first header with a name (lower case), or None."""
        return next((value for key, value in self.headers if key == name), None)


class Connection:
    """One raw connection: reads requests and sends any bytes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.requests = 0

    async def request(self) -> Received | None:
        """Read the head of the next request; return None if the client closed the connection."""
        try:
            head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        except (asyncio.IncompleteReadError, ConnectionError):
            return None
        self.requests += 1
        line, *fields = head.rstrip("\r\n").split("\r\n")
        method, path, _ = line.split(" ", 2)
        headers = (field.partition(":") for field in fields)
        return Received(method, path, tuple((name.lower(), value.strip()) for name, _, value in headers))

    async def send(self, data: bytes) -> None:
        """Send bytes."""
        self._writer.write(data)
        await self._writer.drain()

    async def hold(self) -> None:
        """Wait until the client closes the connection."""
        with suppress(ConnectionError):
            while await self._reader.read(65536):
                pass

    def reset(self) -> None:
        """Reset the connection (RST)."""
        sock = self._writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()


Script = Callable[[Connection], Awaitable[None]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class FaultySite(SiteServer):
    """A demo site that can also fail, path by path.

    Attributes:
        received: all requests, in order.
    """

    def __init__(self) -> None:
        super().__init__()
        self.received: list[Received] = []
        self._handlers: dict[str, Handler] = {}
        self._scripts: dict[str, Script] = {}
        self._raw: RawServer | None = None

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        self._raw = await RawServer(self._scripts, self.received).__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._raw is not None:
            await self._raw.__aexit__(kind, error, trace)
        await super().__aexit__(kind, error, trace)

    def url(self, path: str) -> str:
        """Return the URL of a path, at the raw server if the path has a script."""
        if path in self._scripts:
            assert self._raw is not None
            return f"http://127.0.0.1:{self._raw.port}{path}"
        return super().url(path)

    async def go_down(self) -> None:
        """Stop listening, so that connections are refused."""
        await super().__aexit__(None, None, None)

    async def come_back(self) -> None:
        """Listen again on the same port."""
        await super().__aenter__()

    def recover(self, path: str) -> None:
        """Serve a path normally again."""
        self._handlers.pop(path, None)
        self._scripts.pop(path, None)

    def answer(self, path: str, status: int = 200, headers: Headers = (), body: bytes = b"") -> None:
        """Always give this answer at a path."""
        pairs = tuple(headers.items() if isinstance(headers, Mapping) else headers)

        async def handle(request: web.Request) -> web.StreamResponse:
            response = web.Response(status=status, body=body)
            for name, value in pairs:
                response.headers.add(name, value)
            return response

        self._handlers[path] = handle

    def answer_429(self, path: str, retry_after: str | None = None) -> None:
        """Answer 429, with Retry-After if given."""
        self.answer(path, 429, {} if retry_after is None else {"Retry-After": retry_after})

    def redirect(self, path: str, to: str, status: int = 302, headers: Headers = ()) -> None:
        """Redirect to a URL or path."""
        pairs = tuple(headers.items() if isinstance(headers, Mapping) else headers)
        self.answer(path, status, (("Location", to), *pairs))

    def chain(self, path: str, hops: int, status: int = 302, end: str = "") -> None:
        """Redirect `hops` times in a row, then to `end` if given."""
        for hop in range(hops):
            here = path if hop == 0 else f"{path}/{hop}"
            last = hop == hops - 1 and end
            self.redirect(here, end if last else f"{path}/{hop + 1}", status)

    def shake_hands(self, path: str, cookie: str, body: bytes) -> None:
        """Redirect to the same path with a cookie until the client sends the cookie."""

        async def handle(request: web.Request) -> web.StreamResponse:
            if request.headers.get("Cookie") == cookie.partition(";")[0]:
                return web.Response(body=body)
            return web.Response(status=307, headers={"Location": path, "Set-Cookie": cookie})

        self._handlers[path] = handle

    def compress(self, path: str, body: bytes) -> None:
        """Answer with a gzip body."""
        self.answer(path, headers={"Content-Encoding": "gzip"}, body=gzip.compress(body))

    def send_bomb(self, path: str, megabytes: int = 200) -> None:
        """Answer with a small gzip body that decompresses to a huge one."""
        packing = zlib.compressobj(9, wbits=31)
        packed = b"".join(packing.compress(bytes(1 << 20)) for _ in range(megabytes)) + packing.flush()
        self.answer(path, headers={"Content-Encoding": "gzip"}, body=packed)

    def script(self, path: str, script: Script) -> None:
        """Let a function answer on the raw connection after the request is read."""
        self._scripts[path] = script

    def serve_raw(self, path: str, data: bytes, *, hold: bool = False, reset: bool = False) -> None:
        """Send bytes, then close, hold or reset the connection."""

        async def send(connection: Connection) -> None:
            await connection.send(data)
            if hold:
                await connection.hold()
            if reset:
                connection.reset()

        self.script(path, send)

    def hang(self, path: str) -> asyncio.Event:
        """Never answer; return an event that is set when a request arrives."""
        requested = asyncio.Event()

        async def handle(request: web.Request) -> web.StreamResponse:
            requested.set()
            await asyncio.Event().wait()
            raise AssertionError

        self._handlers[path] = handle
        return requested

    def drip(self, path: str, start: bytes = OK + b"Content-Length: 10000\r\n\r\n") -> None:
        """Send one byte every 20 ms, without end."""
        self.repeat(path, start, b"x", pause=0.02)

    def repeat(
        self, path: str, start: bytes, piece: bytes, times: int | None = None, pause: float = 0
    ) -> None:
        """Send a start, then a piece `times` times, or without end if None."""

        async def send(connection: Connection) -> None:
            await connection.send(start)
            for _ in repeat(None) if times is None else repeat(None, times):
                await connection.send(piece)
                await asyncio.sleep(pause)

        self.script(path, send)

    def cut_off(self, path: str, body: bytes, missing: int = 100) -> None:
        """Send fewer bytes than Content-Length says."""
        self.serve_raw(path, OK + f"Content-Length: {len(body) + missing}\r\n\r\n".encode() + body)

    async def respond(self, request: web.Request) -> web.StreamResponse:
        """Record the request; answer with the failure set for its path, else normally."""
        headers = tuple((name.lower(), value) for name, value in request.headers.items())
        self.received.append(Received(request.method, request.raw_path, headers))
        handle = self._handlers.get(request.path_qs) or self._handlers.get(request.path)
        return await (handle(request) if handle else super().respond(request))

    def requests_for(self, path: str) -> list[Received]:
        """Return the requests for a path, which includes the query."""
        return [request for request in self.received if request.path == path]

    def edit(self, path: str, *, title: str | None = None, text: str | None = None) -> None:
        """Change the headline or text of a published article, in feed and page."""
        for feed, articles in self._articles.items():
            for place, article in enumerate(articles):
                if article.path == path:
                    articles[place] = replace(
                        article, title=title or article.title, text=text or article.text
                    )
                    self._render(feed)

    def withdraw(self, path: str) -> None:
        """Remove an article from its feed; its page then answers 404."""
        for feed, articles in self._articles.items():
            kept = [article for article in articles if article.path != path]
            if len(kept) < len(articles):
                self._articles[feed] = kept
                self._render(feed)
        self._documents.pop(path, None)

    def robots(self, text: str) -> None:
        """Serve a robots.txt; there is none by default."""
        self.serve("/robots.txt", text.encode(), "text/plain; charset=utf-8")


class RawServer:
    """A raw server: reads the head of a request, then runs the script of its path."""

    def __init__(
        self, scripts: Mapping[str, Script], received: list[Received], host: str = "127.0.0.1"
    ) -> None:
        self.port = 0
        self._scripts = scripts
        self._received = received
        self._host = host
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, self._host, 0, limit=1 << 22)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in tuple(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._handle(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    async def _handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = Connection(reader, writer)
        try:
            received = await connection.request()
            if received is not None:
                self._received.append(received)
                script = self._scripts.get(received.path.partition("?")[0])
                await (script(connection) if script else connection.send(_NOT_FOUND))
        except ConnectionError:
            pass
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


class Canary:
    """Listens at an address that must get no connection; `connects` counts them."""

    def __init__(self, host: str = "127.0.0.2", port: int = 0) -> None:
        self.host = host
        self.port = port
        self.connects = 0
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, self.host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connects += 1
        writer.close()


class ScriptedResolver(AbstractResolver):
    """Resolves names from a table; lists of answers are used in order, and the last one is repeated."""

    def __init__(self, answers: Mapping[str, Sequence[Sequence[str]]]) -> None:
        self._answers = {host: list(turns) for host, turns in answers.items()}

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the next answer for a host.

        Raises:
            OSError: if the name is not in the table.
        """
        turns = self._answers.get(host)
        if not turns:
            raise OSError(None, "Name or service not known")
        addresses = turns.pop(0) if len(turns) > 1 else turns[0]
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=0,
            )
            for address in addresses
        ]

    async def close(self) -> None:
        """Do nothing; there is nothing to close."""
