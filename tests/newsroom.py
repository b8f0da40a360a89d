"""The newsroom with everything that goes wrong on the web as verbs, and canaries that nobody may call.

What aiohttp's server is too well-behaved to do is done by a raw socket server beside it; `url` knows which.
"""

import asyncio
import gzip
import socket
import struct
import zlib
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import repeat
from types import TracebackType
from typing import Self

from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from monitor.demo_site import Newsroom as GoodNewsroom
from monitor.demo_site import Received
from monitor.models import FetchSettings

Headers = Mapping[str, str] | Iterable[tuple[str, str]]

_NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def loopback(**changes: object) -> FetchSettings:
    """Return settings that open 127.0.0.1 alone, without delays and with short patience."""
    settings: dict[str, object] = {
        "allow_private": ("127.0.0.1/32",),
        "delay": 0.0,
        "timeout": 5.0,
        "connect_timeout": 2.0,
        "read_timeout": 5.0,
    }
    return FetchSettings(**{**settings, **changes})  # type: ignore[arg-type]


class Connection:
    """One raw connection: what was asked on it, and the means to answer in any way at all."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.requests = 0

    async def request(self) -> Received | None:
        """Read the head of the next request, or None when the other side hung up."""
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
        """Put bytes on the wire."""
        self._writer.write(data)
        await self._writer.drain()

    async def hold(self) -> None:
        """Wait until the other side hangs up."""
        with suppress(ConnectionError):
            while await self._reader.read(65536):
                pass

    def reset(self) -> None:
        """Break the connection with RST."""
        sock = self._writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()


Script = Callable[[Connection], Awaitable[None]]
Act = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Newsroom(GoodNewsroom):
    """A newsroom that can also misbehave, path by path."""

    def __init__(self) -> None:
        super().__init__()
        self._acts: dict[str, Act] = {}
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
        """Return the URL of a path, at the server that can do what was asked of it."""
        if path in self._scripts:
            assert self._raw is not None
            return f"http://127.0.0.1:{self._raw.port}{path}"
        return super().url(path)

    async def go_down(self) -> None:
        """Stop listening: connections are refused."""
        await super().__aexit__(None, None, None)

    async def come_back(self) -> None:
        """Listen again at the same place."""
        await super().__aenter__()

    def recover(self, path: str) -> None:
        """End all misbehaviour at a path."""
        self._acts.pop(path, None)
        self._scripts.pop(path, None)

    def answer(self, path: str, status: int = 200, headers: Headers = (), body: bytes = b"") -> None:
        """Always answer so."""
        pairs = tuple(headers.items() if isinstance(headers, Mapping) else headers)

        async def act(request: web.Request) -> web.StreamResponse:
            response = web.Response(status=status, body=body)
            for name, value in pairs:
                response.headers.add(name, value)
            return response

        self._acts[path] = act

    def answer_429(self, path: str, retry_after: str | None = None) -> None:
        """Ask for patience."""
        self.answer(path, 429, {} if retry_after is None else {"Retry-After": retry_after})

    def redirect(self, path: str, to: str, status: int = 302, headers: Headers = ()) -> None:
        """Redirect to a URL or path."""
        pairs = tuple(headers.items() if isinstance(headers, Mapping) else headers)
        self.answer(path, status, (("Location", to), *pairs))

    def chain(self, path: str, hops: int, status: int = 302, end: str = "") -> None:
        """Redirect so many times in a row, and then to `end` where one is given."""
        for hop in range(hops):
            here = path if hop == 0 else f"{path}/{hop}"
            last = hop == hops - 1 and end
            self.redirect(here, end if last else f"{path}/{hop + 1}", status)

    def shake_hands(self, path: str, cookie: str, body: bytes) -> None:
        """Redirect to itself with a cookie until the cookie comes back."""

        async def act(request: web.Request) -> web.StreamResponse:
            if request.headers.get("Cookie") == cookie.partition(";")[0]:
                return web.Response(body=body)
            return web.Response(status=307, headers={"Location": path, "Set-Cookie": cookie})

        self._acts[path] = act

    def compress(self, path: str, body: bytes) -> None:
        """Answer with a body packed by gzip."""
        self.answer(path, headers={"Content-Encoding": "gzip"}, body=gzip.compress(body))

    def send_bomb(self, path: str, megabytes: int = 200) -> None:
        """Answer with a small body that unpacks to a huge one."""
        packing = zlib.compressobj(9, wbits=31)
        packed = b"".join(packing.compress(bytes(1 << 20)) for _ in range(megabytes)) + packing.flush()
        self.answer(path, headers={"Content-Encoding": "gzip"}, body=packed)

    def script(self, path: str, script: Script) -> None:
        """Let a function answer on the raw connection, once its request was read."""
        self._scripts[path] = script

    def serve_raw(self, path: str, wire: bytes, *, hold: bool = False, reset: bool = False) -> None:
        """Put these bytes on the wire, then close, hold or reset the connection."""

        async def send(connection: Connection) -> None:
            await connection.send(wire)
            if hold:
                await connection.hold()
            if reset:
                connection.reset()

        self.script(path, send)

    def hang(self, path: str) -> asyncio.Event:
        """Take the request and say nothing; return what is set when it has come."""
        asked = asyncio.Event()

        async def act(request: web.Request) -> web.StreamResponse:
            asked.set()
            await asyncio.Event().wait()
            raise AssertionError

        self._acts[path] = act
        return asked

    def drip(self, path: str, start: bytes = OK + b"Content-Length: 10000\r\n\r\n") -> None:
        """Send a byte now and then, for ever."""
        self.repeat(path, start, b"x", pause=0.02)

    def repeat(
        self, path: str, start: bytes, piece: bytes, times: int | None = None, pause: float = 0
    ) -> None:
        """Send a start, then a piece again and again, for ever or so many times."""

        async def send(connection: Connection) -> None:
            await connection.send(start)
            for _ in repeat(None) if times is None else repeat(None, times):
                await connection.send(piece)
                await asyncio.sleep(pause)

        self.script(path, send)

    def cut_off(self, path: str, body: bytes, missing: int = 100) -> None:
        """Promise more bytes than are sent."""
        self.serve_raw(path, OK + f"Content-Length: {len(body) + missing}\r\n\r\n".encode() + body)

    async def respond(self, request: web.Request) -> web.StreamResponse:
        """Misbehave where that was asked for."""
        act = self._acts.get(request.path_qs) or self._acts.get(request.path)
        return await (act(request) if act else super().respond(request))


class RawServer:
    """A server without manners: reads a request's head, then runs the script of its path."""

    def __init__(
        self, scripts: Mapping[str, Script], received: list[Received], host: str = "127.0.0.1"
    ) -> None:
        self.port = 0
        self._scripts = scripts
        self._received = received
        self._host = host
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, self._host, 0, limit=1 << 22)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for talk in tuple(self._talks):
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.get_running_loop().create_task(self._talk(reader, writer))
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
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
    """Listens where nobody may connect; `connects` counts who did."""

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
    """Answers names from a table; a list of answers is given one after the other, the last for ever."""

    def __init__(self, answers: Mapping[str, Sequence[Sequence[str]]]) -> None:
        self._answers = {host: list(turns) for host, turns in answers.items()}

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the next answer for a host; raises OSError for a name not in the table."""
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
        """Forget nothing."""
