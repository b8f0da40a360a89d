"""Security middleware in front of every page (faults.md rows 200, 201, 203).

Any web site can make the reader's browser send requests to this server. So the Host header must name this
machine (against DNS rebinding), no request changes anything, and other sites can neither embed nor read
answers.
"""

import base64
import binascii
import hmac
import logging
from collections.abc import Awaitable, Callable

from aiohttp import hdrs, web

from monitor.web.api import PREFIX, error_response

logger = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

TOKEN = web.AppKey("token", str)
HOSTS = web.AppKey("hosts", frozenset[str])

LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})
OPEN_WITHOUT_TOKEN = {"/healthz"}

_METHODS = {hdrs.METH_GET, hdrs.METH_HEAD}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
    "Server": "monitor",
}


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse or handle a request; add the security headers to every answer."""
    response = _refusal(request) or await _answer(request, handler)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


async def _answer(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException as error:
        return _error(request, error.status, error.reason)
    except Exception:
        logger.exception("unexpected error while answering %s", request.path)
        return _error(request, 500, "Internal Server Error")


def _refusal(request: web.Request) -> web.Response | None:
    token = request.app[TOKEN]
    if not token and _host_name(request.host) not in request.app[HOSTS]:
        return _error(request, 421, "Misdirected Request: ask for localhost")
    if request.method not in _METHODS:
        return _error(request, 405, "Method Not Allowed", {"Allow": "GET, HEAD"})
    site, mode = request.headers.get("Sec-Fetch-Site"), request.headers.get("Sec-Fetch-Mode")
    if site in {"cross-site", "same-site"} and mode != "navigate":
        return _error(request, 403, "Forbidden: not for other sites")
    if token and request.path not in OPEN_WITHOUT_TOKEN and not _has_token(request, token):
        challenge = {"WWW-Authenticate": 'Basic realm="monitor", charset="UTF-8"'}
        return _error(request, 401, "Unauthorized: the token is the password", challenge)
    return None


def _error(
    request: web.Request, status: int, message: str, headers: dict[str, str] | None = None
) -> web.Response:
    """Return an error: JSON below `/api/`, else plain text."""
    if request.path.startswith(PREFIX):
        return error_response(status, message, headers)
    return web.Response(status=status, text=f"{message}\n", headers=headers)


def _host_name(host: str) -> str:
    """Return a host without its port; an IPv6 address keeps its brackets."""
    name, colon, port = host.rpartition(":")
    return (name if colon and "]" not in port else host).lower()


def _has_token(request: web.Request, token: str) -> bool:
    """Return whether a request has the token, as a Bearer token or as the password of any user."""
    scheme, _, value = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
    given = value.strip().encode(errors="surrogateescape")
    if scheme.lower() == "basic":
        try:
            given = base64.b64decode(given, validate=True).partition(b":")[2]
        except binascii.Error:
            return False
    elif scheme.lower() != "bearer":
        return False
    return hmac.compare_digest(given, token.encode())
