"""Sends one HTTP request with aiohttp and reads its response.

Errors are returned as a Failure. Redirects, cookies and proxy variables of the environment are not used, and
bodies are decompressed only up to a limit.
"""

import asyncio
import base64
import re
import resource
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from monitor.fetch.addresses import AddressRules
from monitor.fetch.body import Body, too_large
from monitor.fetch.challenges import MAX_CHALLENGE_BYTES, challenge
from monitor.fetch.failures import blocked, clean_detail, from_error, from_status, soft
from monitor.fetch.resolver import ThreadResolver
from monitor.fetch.ssrf_guard import ConnectionAttempts, SsrfGuard, connection_attempts
from monitor.fetch.targets import Target
from monitor.models import Failure, FailureKind, FetchSettings

_OK, _PARTIAL, _SUCCESS = 200, 206, range(200, 300)
# Statuses of bot protection services; the body is read only for these.
_REFUSAL_STATUSES = {401, 403, 405, 406, 429, 503}
# Successes without a body by definition.
_EMPTY_STATUSES = {204, 205}
_RANGE = re.compile(r"\s*bytes\s+([0-9]{1,15})-([0-9]{1,15})/([0-9]{1,15}|\*)\s*", re.IGNORECASE)
_REFUSAL_TIMEOUT = 5.0  # seconds to read the page of a refusal
_VALIDATORS = {"etag", "last-modified"}
_PRINTABLE = re.compile(r"[\x20-\x7e]+")
_NOT_HEADER_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_NOT_HTML = re.compile(
    r"\s*(?:image|video|audio|font)/|\s*application/(?:pdf|zip|x-zip|msword|vnd\.)", re.IGNORECASE
)
_PDF = re.compile(r"\s*application/pdf\b", re.IGNORECASE)
# That of PDF comes first: it is left out where PDF documents are accepted.
_MAGIC = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04")
# Each idle connection uses a file; this is long enough for the next page of a rate-limited host.
_KEEPALIVE_SECONDS = 5.0
_MAX_LINE, _MAX_HEADER, _MAX_HEADERS = 16_384, 65_536, 256
_FEW_FILES = 512
_RESERVED_FILES = 32


@dataclass(frozen=True, slots=True)
class TransportRequest:
    """What to request, and what to accept as the response.

    Attributes:
        accept: The Accept header.
        limit: Maximum number of bytes of the decompressed body.
        cut: Whether a longer body is cut at the limit instead of refused.
        articles: Whether documents that are not web pages are refused.
        pdf: Whether PDF documents are accepted as pages.
    """

    accept: str
    limit: int
    cut: bool = False
    articles: bool = False
    pdf: bool = False


@dataclass(frozen=True, slots=True)
class TransportResponse:
    """A status, headers with lower-case names and safe values, and the body.

    The body of a refusal is only the beginning of its page, or empty.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""
    reason: str = ""
    note: str = ""

    @property
    def has_content(self) -> bool:
        """Return whether this is a success with a body."""
        return self.status in _SUCCESS and bool(self.body)

    def header(self, name: str) -> str | None:
        """Return the first header with a lower-case name, or None."""
        return next((value for key, value in self.headers if key == name), None)

    def failure(self, now: datetime) -> Failure:
        """Return the failure for a response without content."""
        return self.challenge(now) or from_status(self.status, self.reason, self.header("retry-after"), now)

    def challenge(self, now: datetime) -> Failure | None:
        """Return the failure if a bot protection service answered, else None."""
        return challenge(self.status, dict(reversed(self.headers)), self.body, now)


class Transport:
    """One aiohttp session for all hosts, behind the SSRF guard."""

    def __init__(
        self,
        settings: FetchSettings,
        rules: AddressRules,
        resolver: AbstractResolver | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Create a transport; `async with` opens the session.

        Args:
            settings: Timeouts, User-Agent and proxy.
            rules: The allowed addresses.
            resolver: Resolves names; the system's resolver by default.
            tls: The trusted certificates; the system's by default.
        """
        self._settings = settings
        self._rules = rules
        self._resolver = resolver
        self._tls = tls
        self._session: aiohttp.ClientSession | None = None
        self._proxy, self._proxy_auth = _proxy(settings.proxy)
        self._user_agent = user_agent(settings)

    async def __aenter__(self) -> Self:
        settings = self._settings
        few_files = _open_files() < _FEW_FILES
        connector = aiohttp.TCPConnector(
            socket_factory=SsrfGuard(self._rules),
            resolver=self._resolver or ThreadResolver(settings.connect_timeout),
            limit=0,  # RateLimiter limits the requests
            ttl_dns_cache=60,
            ssl=self._tls or True,
            force_close=few_files,
            keepalive_timeout=None if few_files else _KEEPALIVE_SECONDS,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
            # Some outlets send security policies that exceed aiohttp's default of 8190 bytes.
            max_line_size=_MAX_LINE,
            max_field_size=_MAX_HEADER,
            max_headers=_MAX_HEADERS,
            timeout=aiohttp.ClientTimeout(
                total=None, sock_connect=settings.connect_timeout, sock_read=settings.read_timeout
            ),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def get(
        self, target: Target, request: TransportRequest, extra_headers: Mapping[str, str], own_proxy: str = ""
    ) -> TransportResponse | Failure:
        """Send a request, and read the response.

        Args:
            target: What to request.
            request: What to accept.
            extra_headers: Headers in addition to the usual ones, or instead of them.
            own_proxy: URL of the proxy to use instead of that of the settings, or "".

        aiohttp sends it again if a kept-alive connection was closed. Only bugs are raised.
        """
        assert self._session is not None, "used outside of `async with`"  # noqa: S101 - a bug of the caller
        proxy, proxy_auth = _proxy(own_proxy) if own_proxy else (self._proxy, self._proxy_auth)
        attempts = ConnectionAttempts(proxy_port=proxy.port if proxy else None)
        token = connection_attempts.set(attempts)
        headers = {
            "User-Agent": self._user_agent,
            "Accept": request.accept,
            "Accept-Encoding": "gzip",
            **extra_headers,
            # For https the proxy gets its own headers; the target must not see the login.
            **({} if target.secure else proxy_auth),
        }
        try:
            async with self._session.get(
                target.url,
                headers=headers,
                allow_redirects=False,
                proxy=proxy,
                proxy_headers=proxy_auth if proxy else None,
            ) as response:
                return await _read_response(response, request)
        except Exception as error:
            failure = from_error(error)
            if failure is None:
                raise
            return blocked(", ".join(dict.fromkeys(attempts.refused))) if attempts.blocked else failure
        finally:
            connection_attempts.reset(token)


def max_connections(settings: FetchSettings, open_files: Callable[[], int] | None = None) -> int:
    """Return the maximum number of concurrent requests: as configured, but limited by the open files allowed.

    A connect may use two sockets for a moment (RFC 8305).
    """
    files = (open_files or _open_files)()
    return max(1, min(settings.concurrency, (files - _RESERVED_FILES) // 2))


def user_agent(settings: FetchSettings) -> str:
    """Return the User-Agent with the operator's contact."""
    name = settings.user_agent.replace("{contact}", settings.contact)
    return _NOT_HEADER_TEXT.sub("", name)


def sendable(validator: str | None) -> str | None:
    """Return a validator if it can be sent back byte for byte, else None (faults.md row 46)."""
    return validator if validator and _PRINTABLE.fullmatch(validator) else None


def _open_files() -> int:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 1_000_000 if soft == resource.RLIM_INFINITY else soft


def _proxy(url: str) -> tuple[URL | None, dict[str, str]]:
    """Return the URL of the proxy and its login header."""
    if not url:
        return None, {}
    proxy = URL(url)
    if not proxy.user:
        return proxy, {}
    login = base64.b64encode(f"{proxy.user}:{proxy.password or ''}".encode()).decode()
    return proxy.with_user(None), {"Proxy-Authorization": f"Basic {login}"}


async def _read_response(
    response: aiohttp.ClientResponse, request: TransportRequest
) -> TransportResponse | Failure:
    answer = TransportResponse(
        response.status, tuple(_headers(response)), reason=clean_detail(response.reason or "")
    )
    if response.status in _REFUSAL_STATUSES:
        return replace(answer, body=await _refusal_page(response))
    if response.status not in _SUCCESS or response.status in _EMPTY_STATUSES:
        return answer
    refused = _partial_content(answer) or _rejected_by_headers(response, request)
    if refused is not None:
        return refused
    body = Body(request.limit, _content_encoding(response), cut=request.cut)
    whole = await _read_body(response, request, body)
    if isinstance(whole, Failure):
        return answer if whole.reason == "empty_body" and response.status != _OK else whole
    odd = "" if answer.status == _OK else f"answered {answer.status}, read all the same"
    return replace(answer, body=whole, note=clean_detail("; ".join(filter(None, (odd, body.note)))))


async def _refusal_page(response: aiohttp.ClientResponse) -> bytes:
    """Return the beginning of a refusal's page, or nothing if it cannot be read in time."""
    body = Body(MAX_CHALLENGE_BYTES, _content_encoding(response), cut=True)
    try:
        async with asyncio.timeout(_REFUSAL_TIMEOUT):
            async for chunk in response.content.iter_any():
                if body.add(chunk) is not None or body.full:
                    break
    except (TimeoutError, aiohttp.ClientError, OSError):
        return b""
    whole = body.whole()
    return b"" if isinstance(whole, Failure) else whole


def _partial_content(answer: TransportResponse) -> Failure | None:
    """Return a failure if a 206 contains only a part of the document; no range was requested."""
    found = _RANGE.fullmatch(answer.header("content-range") or "")
    if answer.status != _PARTIAL or found is None:
        return None
    first, last, size = found.groups()
    if int(first) == 0 and (size == "*" or int(last) + 1 == int(size)):
        return None
    return soft("truncated", f"answered 206 with a part that was not requested: {found[0].strip()}")


def _rejected_by_headers(response: aiohttp.ClientResponse, request: TransportRequest) -> Failure | None:
    """Return why the body is not read, or None."""
    kind = response.headers.get("Content-Type", "")
    if request.articles and _NOT_HTML.match(kind) and not (request.pdf and _PDF.match(kind)):
        return _skipped_type(kind)
    if (response.content_length or 0) > request.limit and not request.cut:
        return too_large(request.limit)
    return None


async def _read_body(
    response: aiohttp.ClientResponse, request: TransportRequest, body: Body
) -> bytes | Failure:
    async for chunk in response.content.iter_any():
        failure = body.add(chunk)
        if failure is not None:
            return failure
        if body.full:
            break
    whole = body.whole()
    if request.articles and isinstance(whole, bytes) and whole.startswith(_MAGIC[request.pdf :]):
        return _skipped_type("by its first bytes")
    return whole


def _content_encoding(response: aiohttp.ClientResponse) -> str:
    return ",".join(response.headers.getall("Content-Encoding", ()))


def _headers(response: aiohttp.ClientResponse) -> list[tuple[str, str]]:
    """Return headers with lower-case names and without control characters; invalid validators are removed."""
    kept = []
    for name, value in response.headers.items():
        key = name.lower()
        if key not in _VALIDATORS:
            kept.append((key, _NOT_HEADER_TEXT.sub("", value)))
        elif sendable(value):
            kept.append((key, value))
    return kept


def _skipped_type(kind: str) -> Failure:
    return Failure("skipped_type", clean_detail(f"no web page: {kind.partition(';')[0]}"), FailureKind.HARD)
