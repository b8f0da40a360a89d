"""Polls mail folders: connects behind the SSRF guard, and reads new mails on a thread of its own.

The answer is a `Response` like that of a feed: the mails are its document (JSON lines), and the position in
the folder is its ETag, so that the archive stores it with the entries. No new mail is a 304.
"""

import asyncio
import base64
import json
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from importlib.util import find_spec
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, TypeVar

from aiohttp.abc import AbstractResolver

from monitor.fetch.addresses import AddressRules
from monitor.fetch.failures import bad_url, blocked, clean_detail, soft
from monitor.fetch.rate_limit import RateLimiter
from monitor.fetch.resolver import ThreadResolver
from monitor.fetch.source_access import setting_value
from monitor.fetch.ssrf_guard import BlockedAddress, SsrfGuard
from monitor.models import Failure, FailureKind, FetchSettings, Request, Response
from monitor.models.mail_folders import MAIL_PORTS, MailFolder, mail_folder

if TYPE_CHECKING:
    from monitor.fetch.imap_session import NewMails

T = TypeVar("T")

MAIL_DOCUMENT = "application/x-ndjson"

_OK, _NOT_MODIFIED = 200, 304


class MailboxReader:
    """Polls mail folders for the client."""

    def __init__(
        self,
        settings: FetchSettings,
        rate_limiter: RateLimiter,
        resolver: AbstractResolver | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Create a reader.

        Args:
            settings: Limits, and the private networks that are allowed.
            rate_limiter: Limits connections to hosts.
            resolver: Resolves names; the system's resolver by default.
            tls: The trusted certificates; the system's by default.
        """
        self._settings = settings
        ports = (*settings.allow_ports, *MAIL_PORTS.values())
        self._rules = AddressRules(replace(settings, allow_ports=ports))
        self._public = AddressRules(replace(settings, allow_ports=ports, allow_private=()))
        self._guard = SsrfGuard(self._rules)
        self._rate_limiter = rate_limiter
        self._resolver = resolver or ThreadResolver(settings.connect_timeout)
        self._tls = tls

    async def fetch(self, request: Request) -> Response | Failure:
        """Return the new mails of a folder; network errors are returned as `Failure`, never raised."""
        try:
            folder = mail_folder(request.url)
        except ValueError as error:
            return bad_url(f"the address {error}")
        if find_spec("imapclient") is None:
            return soft(
                "no_access", 'reading mail needs an extra: in the checkout run: pip install ".[mail]"'
            )
        password = setting_value(request.access.login)
        if isinstance(password, Failure):
            return password
        if not password:
            return soft(
                "no_access", 'the feed has no login: write login = "env:NAME" with the password in it'
            )
        async with self._rate_limiter.turn(folder.host):
            try:
                async with asyncio.timeout(self._settings.timeout):
                    found = await self._read(folder, password, request.etag)
            except TimeoutError:
                detail = f"not done in {self._settings.timeout:g} s"
                return Failure("timeout", detail, FailureKind.TEMPORARY)
        return found if isinstance(found, Failure) else _response(request, found)

    async def _read(self, folder: MailFolder, password: str, position: str | None) -> "NewMails | Failure":
        from monitor.fetch.imap_session import SessionLimits, read_new_mails  # noqa: PLC0415 - an extra

        plain = await self._connected(folder)
        if isinstance(plain, Failure):
            return plain
        settings = self._settings
        limits = SessionLimits(settings.max_bytes, settings.timeout, settings.read_timeout)
        plain.settimeout(settings.read_timeout)

        def session() -> "NewMails | Failure":
            with plain:
                connection = self._secured(plain, folder.host) if folder.secure else plain
                if isinstance(connection, Failure):
                    return connection
                with connection:
                    return read_new_mails(connection, folder.user, password, folder.folder, position, limits)

        descriptor = socket.socket(fileno=socket.dup(plain.fileno()))
        with descriptor:
            try:
                return await _in_thread(session)
            finally:
                # Ends a session that still runs, because its time is over or the poll was cancelled.
                with suppress(OSError):
                    descriptor.shutdown(socket.SHUT_RDWR)

    async def _connected(self, folder: MailFolder) -> socket.socket | Failure:
        """Return a connection to the first address that is allowed and answers."""
        try:
            addresses = await self._resolver.resolve(folder.host, folder.port, socket.AF_UNSPEC)
        except (OSError, UnicodeError) as error:
            return Failure("dns_failed", clean_detail(str(error)), FailureKind.TEMPORARY)
        failure = Failure("dns_failed", "the host has no address", FailureKind.TEMPORARY)
        for found in addresses:
            place = (found["host"], found["port"])
            if not folder.secure and self._public.refusal(ip_address(place[0]), folder.port) is None:
                failure = blocked("a password is sent without TLS to private networks only; write imaps://")
                continue
            try:
                connection = self._guard((found["family"], socket.SOCK_STREAM, 0, "", place))
            except BlockedAddress as error:
                failure = blocked(str(error))
                continue
            failed = await self._connect(connection, place)
            if failed is None:
                return connection
            connection.close()
            failure = failed
        return failure

    async def _connect(self, connection: socket.socket, place: tuple[str, int]) -> Failure | None:
        connection.setblocking(False)  # noqa: FBT003 - the standard library's own
        try:
            async with asyncio.timeout(self._settings.connect_timeout):
                await asyncio.get_running_loop().sock_connect(connection, place)
        except TimeoutError:
            return Failure("connect_timeout", "the server does not answer", FailureKind.TEMPORARY)
        except OSError as error:
            detail = clean_detail(error.strerror or str(error))
            return Failure("connect_failed", detail, FailureKind.TEMPORARY)
        except BaseException:
            connection.close()
            raise
        return None

    def _secured(self, connection: socket.socket, host: str) -> ssl.SSLSocket | Failure:
        context = self._tls or ssl.create_default_context()
        try:
            return context.wrap_socket(connection, server_hostname=host)
        except ssl.SSLCertVerificationError as error:
            return soft("tls_error", error.verify_message or str(error))
        except ssl.SSLError as error:
            return soft("tls_error", str(error.reason or error))
        except TimeoutError:
            return Failure("timeout", "the server is silent", FailureKind.TEMPORARY)
        except OSError as error:
            return Failure("connection_lost", clean_detail(str(error)), FailureKind.TEMPORARY)


def _response(request: Request, found: "NewMails") -> Response:
    headers = (("etag", found.position), ("content-type", MAIL_DOCUMENT))
    if not found.mails and request.etag == found.position:
        return Response(request.url, request.url, _NOT_MODIFIED, headers)
    lines = (
        json.dumps(
            {
                "received": mail.received.isoformat() if mail.received else None,
                "mail": base64.b64encode(mail.raw).decode(),
            }
        )
        for mail in found.mails
    )
    notes = [f"{found.waiting} mails are left for the next poll"] if found.waiting else []
    notes += [f"{found.cut} mails are too long and were cut"] if found.cut else []
    body = "\n".join(lines).encode()
    return Response(request.url, request.url, _OK, headers, body, note="; ".join(notes))


async def _in_thread(work: Callable[[], T]) -> T:
    """Return the result of a blocking function; its thread does not delay the end of the program."""
    loop = asyncio.get_running_loop()
    result: asyncio.Future[T] = loop.create_future()

    def set_once(setter: Callable[[Any], None], value: object) -> None:
        if not result.done():
            setter(value)

    def run() -> None:
        setter: Callable[[Any], None] = result.set_result
        value: object
        try:
            value = work()
        except Exception as error:  # noqa: BLE001 - raised again where the result is awaited
            setter, value = result.set_exception, error
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(set_once, setter, value)

    threading.Thread(target=run, name="mail", daemon=True).start()
    return await result
