"""The one way out to the network: one request, one answer, through the guard.

Knows aiohttp, and contains it: what goes wrong comes back as a Failure. Follows no redirect, keeps no cookie,
reads no environment, and unpacks nothing that it does not count.
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
from monitor.fetch.challenges import LONGEST_READ, challenge
from monitor.fetch.failures import blocked, clean, from_error, from_status, soft
from monitor.fetch.resolver import ThreadResolver
from monitor.fetch.ssrf_guard import Dialled, SsrfGuard, dialled
from monitor.fetch.urls import Target
from monitor.models import Failure, FailureKind, FetchSettings

_OK, _PARTIAL, _SUCCESS = 200, 206, range(200, 300)
# What gatekeepers refuse with: only of these it matters what is shown.
_GATED = {401, 403, 405, 406, 429, 503}
# Successes without a body, by definition.
_EMPTY = {204, 205}
_RANGE = re.compile(r"\s*bytes\s+([0-9]{1,15})-([0-9]{1,15})/([0-9]{1,15}|\*)\s*", re.IGNORECASE)
_REFUSAL_TIMEOUT = 5.0  # seconds for the page that goes with a refusal
_VALIDATORS = {"etag", "last-modified"}
_PRINTABLE = re.compile(r"[\x20-\x7e]+")
_NOT_HEADER_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_NO_ARTICLE = re.compile(
    r"\s*(?:image|video|audio|font)/|\s*application/(?:pdf|zip|x-zip|msword|vnd\.)", re.IGNORECASE
)
_MAGIC = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04")
# Idle connections hold a file each: long enough for the next page of a paced host, not longer.
_KEPT_ALIVE = 5.0
_LONGEST_LINE, _LONGEST_HEADER, _MOST_HEADERS = 16_384, 65_536, 256
_FEW_FILES = 512
_FILES_OF_OTHERS = 32


@dataclass(frozen=True, slots=True)
class TransportRequest:
    """What is wanted of an answer.

    Attributes:
        accept: the Accept header.
        limit: most bytes of the body, unpacked.
        cut: a longer body is cut at the limit instead of refused.
        articles: documents that are no web pages are skipped by their type.
    """

    accept: str
    limit: int
    cut: bool = False
    articles: bool = False


@dataclass(frozen=True, slots=True)
class TransportResponse:
    """What a server said: status, headers (lower case names, cleaned), and of a success the body, whole.

    Of a refusal, `body` is the beginning of what it shows to people, as far as that could be had.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""
    reason: str = ""
    note: str = ""

    @property
    def has_content(self) -> bool:
        """Tell whether it is a success that carries something to read."""
        return self.status in _SUCCESS and bool(self.body)

    def header(self, name: str) -> str | None:
        """Return the first header of that name (lower case), or None."""
        return next((value for key, value in self.headers if key == name), None)

    def failure(self, now: datetime) -> Failure:
        """Say what a status means that carries nothing to read."""
        return self.challenge(now) or from_status(self.status, self.reason, self.header("retry-after"), now)

    def challenge(self, now: datetime) -> Failure | None:
        """Return the failure that this is if a gatekeeper answered in place of the server, else None."""
        return challenge(self.status, dict(reversed(self.headers)), self.body, now)


class Transport:
    """One session to all hosts, behind the guard."""

    def __init__(
        self,
        settings: FetchSettings,
        rules: AddressRules,
        resolver: AbstractResolver | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Prepare; nothing is opened before `async with`.

        Args:
            settings: time limits, User-Agent, proxy.
            rules: which addresses may be reached.
            resolver: asks for addresses; the system's by default.
            tls: which certificates are trusted; the system's by default.
        """
        self._settings = settings
        self._rules = rules
        self._resolver = resolver
        self._tls = tls
        self._session: aiohttp.ClientSession | None = None
        self._proxy, self._proxy_login = _proxy(settings.proxy)
        self._user_agent = user_agent(settings)

    async def __aenter__(self) -> Self:
        settings = self._settings
        few = _open_files() < _FEW_FILES
        connector = aiohttp.TCPConnector(
            socket_factory=SsrfGuard(self._rules, self._proxy.port if self._proxy else None),
            resolver=self._resolver or ThreadResolver(settings.connect_timeout),
            limit=0,  # pacing has counted already
            ttl_dns_cache=60,
            ssl=self._tls or True,
            force_close=few,
            keepalive_timeout=None if few else _KEPT_ALIVE,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
            # Newsrooms send long security policies; aiohttp's own 8190 bytes refuse some of them.
            max_line_size=_LONGEST_LINE,
            max_field_size=_LONGEST_HEADER,
            max_headers=_MOST_HEADERS,
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
        self, target: Target, ask: TransportRequest, extra: Mapping[str, str]
    ) -> TransportResponse | Failure:
        """Ask once, and read the body of a success.

        A kept-alive connection that was closed under us is tried once again. Raises what is a bug.
        """
        assert self._session is not None, "used outside of `async with`"  # noqa: S101 - a bug of the caller
        record = Dialled()
        token = dialled.set(record)
        headers = {
            "User-Agent": self._user_agent,
            "Accept": ask.accept,
            "Accept-Encoding": "gzip",
            **extra,
            # To an https target the proxy is asked apart, and the target must not see this.
            **({} if target.secure else self._proxy_login),
        }
        try:
            async with self._session.get(
                target.url,
                headers=headers,
                allow_redirects=False,
                proxy=self._proxy,
                proxy_headers=self._proxy_login if self._proxy else None,
            ) as response:
                return await _answer(response, ask)
        except Exception as error:
            failure = from_error(error)
            if failure is None:
                raise
            return blocked(", ".join(dict.fromkeys(record.refused))) if record.blocked else failure
        finally:
            dialled.reset(token)


def connections(settings: FetchSettings, open_files: Callable[[], int] | None = None) -> int:
    """Return how many requests may be under way at once: as set, but with files left for the rest.

    A connect may hold two sockets for a moment (RFC 8305).
    """
    files = (open_files or _open_files)()
    return max(1, min(settings.concurrency, (files - _FILES_OF_OTHERS) // 2))


def user_agent(settings: FetchSettings) -> str:
    """Return the honest name of this program, with the contact of whoever runs it."""
    name = settings.user_agent.replace("{contact}", settings.contact)
    return _NOT_HEADER_TEXT.sub("", name)


def sendable(validator: str | None) -> str | None:
    """Return a validator if it can be sent back byte for byte, else None (faults.md row 46)."""
    return validator if validator and _PRINTABLE.fullmatch(validator) else None


def _open_files() -> int:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 1_000_000 if soft == resource.RLIM_INFINITY else soft


def _proxy(url: str) -> tuple[URL | None, dict[str, str]]:
    """Return where the proxy is and the header that logs in to it."""
    if not url:
        return None, {}
    proxy = URL(url)
    if not proxy.user:
        return proxy, {}
    login = base64.b64encode(f"{proxy.user}:{proxy.password or ''}".encode()).decode()
    return proxy.with_user(None), {"Proxy-Authorization": f"Basic {login}"}


async def _answer(response: aiohttp.ClientResponse, ask: TransportRequest) -> TransportResponse | Failure:
    answer = TransportResponse(
        response.status, tuple(_headers(response)), reason=clean(response.reason or "")
    )
    if response.status in _GATED:
        return replace(answer, body=await _refusal_page(response))
    if response.status not in _SUCCESS or response.status in _EMPTY:
        return answer
    refused = _cut_short(answer) or _unwanted(response, ask)
    if refused is not None:
        return refused
    body = Body(ask.limit, _content_encoding(response), cut=ask.cut)
    whole = await _whole(response, ask, body)
    if isinstance(whole, Failure):
        return answer if whole.reason == "empty_body" and response.status != _OK else whole
    odd = "" if answer.status == _OK else f"answered {answer.status}, read all the same"
    return replace(answer, body=whole, note=clean("; ".join(filter(None, (odd, body.note)))))


async def _refusal_page(response: aiohttp.ClientResponse) -> bytes:
    """Return the beginning of what a refusal shows, or nothing where that cannot be had soon."""
    body = Body(LONGEST_READ, _content_encoding(response), cut=True)
    try:
        async with asyncio.timeout(_REFUSAL_TIMEOUT):
            async for piece in response.content.iter_any():
                if body.add(piece) is not None or body.full:
                    break
    except (TimeoutError, aiohttp.ClientError, OSError):
        return b""
    whole = body.whole()
    return b"" if isinstance(whole, Failure) else whole


def _cut_short(answer: TransportResponse) -> Failure | None:
    """Return why a success is only a part of the document: nobody asked for a range."""
    found = _RANGE.fullmatch(answer.header("content-range") or "")
    if answer.status != _PARTIAL or found is None:
        return None
    first, last, size = found.groups()
    if int(first) == 0 and (size == "*" or int(last) + 1 == int(size)):
        return None
    return soft("truncated", f"answered 206 with a part that was not asked for: {found[0].strip()}")


def _unwanted(response: aiohttp.ClientResponse, ask: TransportRequest) -> Failure | None:
    """Return why a body is not even read."""
    kind = response.headers.get("Content-Type", "")
    if ask.articles and _NO_ARTICLE.match(kind):
        return _skipped(kind)
    if (response.content_length or 0) > ask.limit and not ask.cut:
        return too_large(ask.limit)
    return None


async def _whole(response: aiohttp.ClientResponse, ask: TransportRequest, body: Body) -> bytes | Failure:
    async for piece in response.content.iter_any():
        failure = body.add(piece)
        if failure is not None:
            return failure
        if body.full:
            break
    whole = body.whole()
    if ask.articles and isinstance(whole, bytes) and whole.startswith(_MAGIC):
        return _skipped("by its first bytes")
    return whole


def _content_encoding(response: aiohttp.ClientResponse) -> str:
    return ",".join(response.headers.getall("Content-Encoding", ()))


def _headers(response: aiohttp.ClientResponse) -> list[tuple[str, str]]:
    """Return headers in lower case and without control characters; validators verbatim or not at all."""
    kept = []
    for name, value in response.headers.items():
        key = name.lower()
        if key not in _VALIDATORS:
            kept.append((key, _NOT_HEADER_TEXT.sub("", value)))
        elif sendable(value):
            kept.append((key, value))
    return kept


def _skipped(kind: str) -> Failure:
    return Failure("skipped_type", clean(f"no web page: {kind.partition(';')[0]}"), FailureKind.HARD)
