"""Who may ask what: the gate in front of every page (faults.md rows 200, 201, 203).

A page of any web site may make the reader's browser ask this server: so the Host must be a name of this
machine (DNS rebinding), nothing here changes anything, and other sites get nothing to embed or read.
"""

import base64
import binascii
import hmac
import logging
from collections.abc import Awaitable, Callable

from aiohttp import hdrs, web

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
async def gate(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let a request through or refuse it, and give every answer the headers that keep browsers safe."""
    response = _refusal(request) or await _answer(request, handler)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


async def _answer(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException as error:
        return web.Response(status=error.status, text=f"{error.reason}\n")
    except Exception:
        logger.exception("bug while answering %s", request.path)
        return web.Response(status=500, text="Internal Server Error\n")


def _refusal(request: web.Request) -> web.Response | None:
    token = request.app[TOKEN]
    if not token and _host_name(request.host) not in request.app[HOSTS]:
        return web.Response(status=421, text="Misdirected Request: ask for localhost\n")
    if request.method not in _METHODS:
        return web.Response(status=405, text="Method Not Allowed\n", headers={"Allow": "GET, HEAD"})
    site, mode = request.headers.get("Sec-Fetch-Site"), request.headers.get("Sec-Fetch-Mode")
    if site in {"cross-site", "same-site"} and mode != "navigate":
        return web.Response(status=403, text="Forbidden: not for other sites\n")
    if token and request.path not in OPEN_WITHOUT_TOKEN and not _has_token(request, token):
        asked = {"WWW-Authenticate": 'Basic realm="monitor", charset="UTF-8"'}
        return web.Response(status=401, text="Unauthorized: the token is the password\n", headers=asked)
    return None


def _host_name(host: str) -> str:
    """Drop the port; an IPv6 address keeps its brackets."""
    name, colon, port = host.rpartition(":")
    return (name if colon and "]" not in port else host).lower()


def _has_token(request: web.Request, token: str) -> bool:
    """Tell whether the request carries the token, as a Bearer or as the password of any user."""
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
