"""Security middleware in front of every page (faults.md rows 200, 201, 203).

Any web site can make the reader's browser send requests to this server. So the Host header must name this
machine (against DNS rebinding), a change needs a session, a form of this page and the same origin, and other
sites can neither embed nor read answers.
"""

import base64
import binascii
import hmac
import ipaddress
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from aiohttp import hdrs, web

from monitor.text_safety import safe_line
from monitor.web.json_answers import PREFIX, error_response
from monitor.web.sessions import Session, Sessions, is_csrf_of

logger = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
ErrorPage = Callable[[web.Request, int, str], web.Response]

LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})
OPEN_WITHOUT_TOKEN = {"/healthz", "/login", "/style.css"}
STATIC: Final = "/static/"
LOGIN: Final = "/login"
CSRF_FIELD: Final = "csrf"

_SMALL: Final = 1000  # bytes that are not worth compressing
_READING = {hdrs.METH_GET, hdrs.METH_HEAD}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # Pages with forms override it by a meta element, because browsers send no Origin without a referrer.
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-cache",
    "Server": "monitor",
}


@dataclass(frozen=True, slots=True)
class Access:
    """Who may read and who may change something.

    Attributes:
        token: required of every client, or "".
        hosts: host names that are answered without a token, and from which changes are accepted.
        sessions: the browsers that may change something.
        origin: scheme, host and port of the public URL, or "".
        base: path of the public URL without a slash at its end, "" for the root.
        cookie: name of the session cookie. Browsers share cookies between ports, so each monitor has its own.
        error_page: renders an error for a browser.
    """

    token: str
    hosts: frozenset[str]
    sessions: Sessions
    origin: str
    base: str
    cookie: str
    error_page: ErrorPage


ACCESS = web.AppKey("access", Access)


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse or handle a request; add the security headers to every answer."""
    response = await _answer(request, handler)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    _compress(request, response)
    return response


def _compress(request: web.Request, response: web.StreamResponse) -> None:
    """Compress a text if the client accepts that: a page of 500 stories then weighs a fifth.

    The length of a compressed page tells other sites nothing about the CSRF value in it: their requests have
    no session cookie, and are refused unless a person follows a link.
    """
    if not isinstance(response, web.Response) or request.method != hdrs.METH_GET:
        return
    is_text = response.content_type.startswith("text/") or response.content_type == "application/json"
    if is_text and isinstance(response.body, bytes) and len(response.body) > _SMALL:
        response.enable_compression()
        response.headers[hdrs.VARY] = hdrs.ACCEPT_ENCODING


def session_of(request: web.Request) -> Session | None:
    """Return the session of a request, or None."""
    access = request.app[ACCESS]
    cookie = request.cookies.get(access.cookie, "")
    return access.sessions.find(cookie) if cookie else None


def local_path(request: web.Request) -> str:
    """Return the path of a request without the path of the public URL."""
    base = request.app[ACCESS].base
    return request.path.removeprefix(base) if base and request.path.startswith(f"{base}/") else request.path


def note_change(request: web.Request, action: str, **facts: object) -> None:
    """Log that a user changed something."""
    told = " ".join(f"{name}={safe_line(str(value))}" for name, value in facts.items())
    logger.info("change by the page action=%s client=%s: %s", action, request.remote or "unknown", told)


async def _answer(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await _refusal(request) or await handler(request)
    except web.HTTPRedirection as redirect:
        return web.Response(status=redirect.status, headers={"Location": redirect.headers["Location"]})
    except web.HTTPException as error:
        return _error(request, error.status, error.reason)
    except Exception:
        logger.exception("unexpected error while answering %s", request.path)
        return _error(request, 500, "Internal Server Error")


async def _refusal(request: web.Request) -> web.Response | None:
    access = request.app[ACCESS]
    if not access.token and _host_name(request.host) not in access.hosts:
        return _error(request, 421, "Misdirected Request: ask for localhost")
    changing = request.method not in _READING
    if changing and not _may_be_posted(request):
        return _error(request, 405, "Method Not Allowed", {"Allow": "GET, HEAD"})
    site, mode = request.headers.get("Sec-Fetch-Site"), request.headers.get("Sec-Fetch-Mode")
    if site in {"cross-site", "same-site"} and (changing or mode != "navigate"):
        return _error(request, 403, "Forbidden: not for other sites")
    if access.token and not _is_open(request) and not _has_access(request, access.token):
        return _ask_for_token(request)
    return await _refused_change(request) if changing else None


def _may_be_posted(request: web.Request) -> bool:
    match = request.match_info
    return request.method == hdrs.METH_POST and match.http_exception is None


def _is_open(request: web.Request) -> bool:
    path = local_path(request)
    return path in OPEN_WITHOUT_TOKEN or path.startswith(STATIC)


def _has_access(request: web.Request, token: str) -> bool:
    return _has_token(request, token) or session_of(request) is not None


def _ask_for_token(request: web.Request) -> web.Response:
    """Send a browser to the login page; answer other clients with 401."""
    if request.method == hdrs.METH_GET and wants_html(request) and hdrs.AUTHORIZATION not in request.headers:
        asked = quote(local_path(request) + (f"?{request.query_string}" if request.query_string else ""))
        return web.Response(
            status=303, headers={"Location": f"{request.app[ACCESS].base}{LOGIN}?next={asked}"}
        )
    challenge = {"WWW-Authenticate": 'Basic realm="monitor", charset="UTF-8"'}
    return _error(request, 401, "Unauthorized: the token is the password", challenge)


async def _refused_change(request: web.Request) -> web.Response | None:
    """Refuse a change from another origin, without a session, or without the form of this page."""
    access = request.app[ACCESS]
    if not _is_known_host(request.host, access):
        return _error(
            request, 421, "Misdirected Request: name this host under [web] hosts to change something"
        )
    if not _is_same_origin(request, access):
        return _error(request, 403, "Forbidden: the request comes from another site")
    if local_path(request) == LOGIN:
        return None
    session = session_of(request)
    if session is None:
        return _error(request, 403, "Forbidden: log in to change something")
    form = await request.post()
    if not is_csrf_of(session, form.get(CSRF_FIELD)):
        return _error(request, 403, "Forbidden: the form has expired; load the page again")
    return None


def _is_known_host(host: str, access: Access) -> bool:
    """Return whether no other site can have this host name: a name of the config, or an IP address."""
    name = _host_name(host)
    if name in access.hosts:
        return True
    try:
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


def _is_same_origin(request: web.Request, access: Access) -> bool:
    origin = request.headers.get(hdrs.ORIGIN, "")
    if origin in {"", "null"}:
        return request.headers.get("Sec-Fetch-Site") == "same-origin"
    try:
        host = urlsplit(origin).netloc.lower()
    except ValueError:
        return False
    return host == request.host.lower() or (bool(access.origin) and origin.lower() == access.origin)


def wants_html(request: web.Request) -> bool:
    """Return whether a browser asks for a page to show."""
    return "text/html" in request.headers.get(hdrs.ACCEPT, "")


def _error(
    request: web.Request, status: int, message: str, headers: dict[str, str] | None = None
) -> web.Response:
    """Return an error: JSON below `/api/`, a page for a browser, else plain text."""
    if local_path(request).startswith(PREFIX):
        return error_response(status, message, headers)
    if wants_html(request) and status != 421:  # noqa: PLR2004 - a foreign name gets nothing of this page
        response = request.app[ACCESS].error_page(request, status, message)
        response.headers.update(headers or {})
        return response
    return web.Response(status=status, text=f"{message}\n", headers=headers)


def _host_name(host: str) -> str:
    """Return a host without its port; an IPv6 address keeps its brackets."""
    name, colon, port = host.rpartition(":")
    return (name if colon and "]" not in port else host).lower()


def is_token(given: str, token: str) -> bool:
    """Return whether a text is the token; takes the same time for every text."""
    return hmac.compare_digest(given.encode(errors="surrogateescape"), token.encode())


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
