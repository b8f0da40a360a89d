"""What went wrong out there, as a value: a stable reason, a clean line, and what it says of the next attempt.

Must not raise, and must not let through what a server could use against a terminal, a log or a page.
"""

import re
import ssl
from datetime import datetime, timedelta

import aiohttp
from aiohttp.http_exceptions import HttpProcessingError

from monitor.models import Failure, FailureKind
from monitor.policy import retry_after
from monitor.text_safety import safe_line

_LONGEST_DETAIL = 300
_CREDENTIALS = re.compile(r"//[^/@\s]*@")
_QUERY = re.compile(r"(?<=\S)\?[^\s'\"<>]+=[^\s'\"<>]+")

_GONE = 410
_PATIENCE = frozenset({408, 425, 429})
_HOST_WIDE = frozenset({429, 503})
_CLIENT_ERROR, _SERVER_ERROR, _BEYOND = 400, 500, 600


def clean(text: str) -> str:
    """Return text as one printable line of at most 300 characters, without credentials or queries."""
    text = safe_line(text[: 4 * _LONGEST_DETAIL])
    text = _QUERY.sub("?…", _CREDENTIALS.sub("//", text))
    return " ".join(text.split())[:_LONGEST_DETAIL]


def bad_url(detail: str) -> Failure:
    """Say that a URL cannot be asked for as it is written."""
    return Failure("bad_url", clean(detail), FailureKind.HARD)


def blocked(detail: str) -> Failure:
    """Say that an address or port may not be reached."""
    return Failure("blocked_address", clean(detail), FailureKind.HARD)


def soft(reason: str, detail: str) -> Failure:
    """Say that a server answered, but not as it should."""
    return Failure(reason, clean(detail), FailureKind.SOFT)


def resting(host: str, left: timedelta) -> Failure:
    """Say that a host asked for patience a while ago, so that it was not asked now."""
    detail = f"{host} asked for patience, {left.total_seconds():.0f} s are left"
    return Failure("host_resting", clean(detail), FailureKind.TEMPORARY, retry_after=left, host_wide=True)


def timed_out(host: str, times: int, left: timedelta) -> Failure:
    """Say that a host let us wait in vain several times in a row, so that it was not asked now."""
    detail = f"{host} timed out {times} times in a row, {left.total_seconds():.0f} s of rest are left"
    return Failure("host_resting", clean(detail), FailureKind.TEMPORARY, retry_after=left, host_wide=True)


def from_status(status: int, reason: str | None, patience: str | None, now: datetime) -> Failure:
    """Say that a server answered with a status that carries nothing to read.

    Retry-After counts on every status, strictly read (faults.md row 63): who names a time refuses until then.
    On 429 and 503 it is meant for all of the host.
    """
    asked = retry_after(patience, now) if patience is not None else None
    kind = _kind(status)
    return Failure(
        reason=f"http_{status}",
        detail=clean(reason or ""),
        kind=kind if asked is None or kind is FailureKind.GONE else FailureKind.TEMPORARY,
        status=status,
        retry_after=asked,
        host_wide=status in _HOST_WIDE and asked is not None,
    )


def from_error(error: Exception) -> Failure | None:
    """Say what an exception of the HTTP client means, or return None where it is a bug of ours."""
    for types, reason, kind in _MEANINGS:
        if isinstance(error, types):
            return Failure(reason, _words(error), kind)
    return None


def _words(error: Exception) -> str:
    """Return what an exception says: of aiohttp's wrappers, what they wrap."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        verdict = error.certificate_error
        return clean(getattr(verdict, "verify_message", "") or str(verdict))
    if isinstance(error, aiohttp.ClientConnectorError):
        return clean(error.os_error.strerror or str(error.os_error))
    if isinstance(error, aiohttp.ClientResponseError | HttpProcessingError):
        return clean(error.message.split("\n", 1)[0])
    return clean(str(error).split("\n", 1)[0])


def _kind(status: int) -> FailureKind:
    if status == _GONE:
        return FailureKind.GONE
    if status in _PATIENCE or _SERVER_ERROR <= status < _BEYOND:
        return FailureKind.TEMPORARY
    return FailureKind.HARD if _CLIENT_ERROR <= status < _SERVER_ERROR else FailureKind.SOFT


# The first that fits, narrower classes first.
_MEANINGS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str, FailureKind], ...] = (
    (aiohttp.ConnectionTimeoutError, "connect_timeout", FailureKind.TEMPORARY),
    (TimeoutError, "timeout", FailureKind.TEMPORARY),
    (
        (aiohttp.ClientProxyConnectionError, aiohttp.ClientHttpProxyError),
        "proxy_failed",
        FailureKind.TEMPORARY,
    ),
    (
        (aiohttp.ClientConnectorCertificateError, aiohttp.ClientSSLError, ssl.SSLError),
        "tls_error",
        FailureKind.SOFT,
    ),
    (aiohttp.ClientConnectorDNSError, "dns_failed", FailureKind.TEMPORARY),
    (aiohttp.ClientConnectorError, "connect_failed", FailureKind.TEMPORARY),
    (aiohttp.ServerDisconnectedError, "connection_lost", FailureKind.TEMPORARY),
    (aiohttp.ClientPayloadError, "truncated", FailureKind.SOFT),
    ((aiohttp.ClientResponseError, HttpProcessingError), "protocol_error", FailureKind.SOFT),
    (aiohttp.InvalidURL, "bad_url", FailureKind.HARD),
    ((aiohttp.ClientError, OSError), "connection_lost", FailureKind.TEMPORARY),
)
