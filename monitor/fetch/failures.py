"""Creates a `Failure` from a status or an exception: a stable reason, a safe line, and the kind of retry.

The functions never raise. The detail contains nothing that could harm a terminal, a log or a page.
"""

import re
import ssl
from datetime import datetime, timedelta

import aiohttp
from aiohttp.http_exceptions import HttpProcessingError

from monitor.models import Failure, FailureKind
from monitor.policy import retry_after
from monitor.text_safety import safe_line

_MAX_DETAIL = 300
_CREDENTIALS = re.compile(r"//[^/@\s]*@")
_QUERY = re.compile(r"(?<=\S)\?[^\s'\"<>]+=[^\s'\"<>]+")

_GONE = 410
_TEMPORARY_STATUSES = frozenset({408, 425, 429})
_HOST_WIDE_STATUSES = frozenset({429, 503})
_CLIENT_ERROR, _SERVER_ERROR, _END = 400, 500, 600


def clean_detail(text: str) -> str:
    """Return text as one printable line of at most 300 characters, without credentials or queries."""
    text = safe_line(text[: 4 * _MAX_DETAIL])
    text = _QUERY.sub("?…", _CREDENTIALS.sub("//", text))
    return " ".join(text.split())[:_MAX_DETAIL]


def bad_url(detail: str) -> Failure:
    """Return the failure for an invalid URL."""
    return Failure("bad_url", clean_detail(detail), FailureKind.HARD)


def blocked(detail: str) -> Failure:
    """Return the failure for an address or port that is not allowed."""
    return Failure("blocked_address", clean_detail(detail), FailureKind.HARD)


def soft(reason: str, detail: str) -> Failure:
    """Return the failure for a bad response; the next attempt may succeed."""
    return Failure(reason, clean_detail(detail), FailureKind.SOFT)


def paused_by_server(host: str, left: timedelta) -> Failure:
    """Return the failure for a request that was not sent because of the host's Retry-After."""
    detail = f"{host} asked to wait, {left.total_seconds():.0f} s are left"
    return Failure(
        "host_resting", clean_detail(detail), FailureKind.TEMPORARY, retry_after=left, host_wide=True
    )


def paused_after_timeouts(host: str, times: int, left: timedelta) -> Failure:
    """Return the failure for a request that was not sent because the host timed out repeatedly."""
    detail = f"{host} timed out {times} times in a row, its pause ends in {left.total_seconds():.0f} s"
    return Failure(
        "host_resting", clean_detail(detail), FailureKind.TEMPORARY, retry_after=left, host_wide=True
    )


def from_status(status: int, reason: str | None, retry_after_header: str | None, now: datetime) -> Failure:
    """Return the failure for a response without content.

    Retry-After makes any status temporary, except 410 (faults.md row 63). On 429 and 503 it applies to the
    whole host.
    """
    wait = retry_after(retry_after_header, now) if retry_after_header is not None else None
    kind = _kind(status)
    return Failure(
        reason=f"http_{status}",
        detail=clean_detail(reason or ""),
        kind=kind if wait is None or kind is FailureKind.GONE else FailureKind.TEMPORARY,
        status=status,
        retry_after=wait,
        host_wide=status in _HOST_WIDE_STATUSES and wait is not None,
    )


def from_error(error: Exception) -> Failure | None:
    """Return the failure for an exception of the HTTP client, or None if the exception is a bug."""
    for types, reason, kind in _ERROR_KINDS:
        if isinstance(error, types):
            return Failure(reason, _error_text(error), kind)
    return None


def _error_text(error: Exception) -> str:
    """Return the text of an exception, or of the error that aiohttp wrapped."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        verdict = error.certificate_error
        return clean_detail(getattr(verdict, "verify_message", "") or str(verdict))
    if isinstance(error, aiohttp.ClientConnectorError):
        return clean_detail(error.os_error.strerror or str(error.os_error))
    if isinstance(error, aiohttp.ClientResponseError | HttpProcessingError):
        return clean_detail(error.message.split("\n", 1)[0])
    return clean_detail(str(error).split("\n", 1)[0])


def _kind(status: int) -> FailureKind:
    if status == _GONE:
        return FailureKind.GONE
    if status in _TEMPORARY_STATUSES or _SERVER_ERROR <= status < _END:
        return FailureKind.TEMPORARY
    return FailureKind.HARD if _CLIENT_ERROR <= status < _SERVER_ERROR else FailureKind.SOFT


# The first match applies; subclasses come before their bases.
_ERROR_KINDS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str, FailureKind], ...] = (
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
