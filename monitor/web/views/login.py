"""Log in and out: the token, or a key that is valid once, begins a session."""

import math
from typing import Final

from aiohttp import web

from monitor.web.rendering import Renderer, own_path, redirect
from monitor.web.security import ACCESS, LOGIN, is_token, note_change
from monitor.web.sessions import LONGEST

_LONGEST_GIVEN: Final = 1000  # characters of a token


class LoginPage:
    """The page that begins and ends sessions."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def routes(self) -> tuple[web.RouteDef, ...]:
        """Return the routes."""
        return (
            web.get(LOGIN, self.show),
            web.post(LOGIN, self.log_in),
            web.post("/logout", self.log_out),
            web.post(f"{LOGIN}/link", self.make_link),
        )

    async def show(self, request: web.Request) -> web.Response:
        """Show the form. A key in the address is used when its form is sent, so that no GET has an effect."""
        return self._page(request, key=request.query.get("key", ""), wanted=request.query.get("next", ""))

    async def log_in(self, request: web.Request) -> web.Response:
        """Begin a session for the token or a valid key."""
        access, client = request.app[ACCESS], request.remote or ""
        wait = access.sessions.wait(client)
        if wait:
            seconds = math.ceil(wait.total_seconds())
            problem = f"Too many tries failed. Try again in {seconds} s."
            response = self._page(request, problem=problem, status=429)
            response.headers["Retry-After"] = str(seconds)
            return response
        form = await request.post()
        key, token, wanted = (_text(form.get(name)) for name in ("key", "token", "next"))
        good = access.sessions.take_key(key) if key else bool(access.token) and is_token(token, access.token)
        if not good:
            access.sessions.note_failure(client)
            problem = (
                "This link was used before or is older than an hour." if key else "This is not the token."
            )
            return self._page(request, problem=problem, wanted=wanted, status=403)
        response = redirect(request, own_path(wanted), "in")
        response.set_cookie(
            access.cookie,
            access.sessions.start(),
            max_age=round(LONGEST.total_seconds()),
            path=f"{access.base}/",
            secure=request.headers.get("Origin", "").lower().startswith("https:"),
            httponly=True,
            samesite="Strict",
        )
        note_change(request, "login", by="link" if key else "token")
        return response

    async def log_out(self, request: web.Request) -> web.Response:
        """End the session."""
        access = request.app[ACCESS]
        access.sessions.end(request.cookies.get(access.cookie, ""))
        response = redirect(request, "/", "out")
        response.del_cookie(access.cookie, path=f"{access.base}/")
        note_change(request, "logout")
        return response

    async def make_link(self, request: web.Request) -> web.Response:
        """Show a link that logs another browser in."""
        access = request.app[ACCESS]
        own = f"{request.headers.get('Origin') or f'{request.scheme}://{request.host}'}{access.base}"
        public = f"{access.origin}{access.base}" if access.origin else own
        note_change(request, "link to log in")
        return self._page(request, new_link=f"{public}{LOGIN}?key={access.sessions.new_key()}")

    def _page(
        self,
        request: web.Request,
        *,
        key: str = "",
        wanted: str = "",
        problem: str = "",
        new_link: str = "",
        status: int = 200,
    ) -> web.Response:
        response = self._renderer.page(
            request,
            "login.html.j2",
            status=status,
            key=key[:_LONGEST_GIVEN],
            next=own_path(wanted),
            problem=problem,
            new_link=new_link,
        )
        response.headers["Cache-Control"] = "no-store"
        return response


def _text(given: object) -> str:
    return given[:_LONGEST_GIVEN] if isinstance(given, str) else ""
