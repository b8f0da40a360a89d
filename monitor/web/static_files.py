"""The script and the style sheet of the page, with a hash of their content in their names.

A browser keeps them for a year, because a new version has another name.
"""

import hashlib
from importlib.resources import files
from typing import Final

from aiohttp import web

from monitor.web.security import STATIC

_FOR_EVER: Final = "public, max-age=31536000, immutable"
_TYPES: Final = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


class StaticFiles:
    """Serves the style sheet and the script.

    Attributes:
        style: name of the style sheet below `/static/`.
        script: name of the script there.
        icon: name of the icon there.
    """

    def __init__(self) -> None:
        digest_style = files("monitor.digest.render") / "templates" / "style.css"
        own = files("monitor.web") / "static"
        # The page has the typography of the digest, so it begins with the digest's style sheet.
        self._style = digest_style.read_bytes().strip() + b"\n" + (own / "page.css").read_bytes()
        script, icon = (own / "page.js").read_bytes(), (own / "icon.svg").read_bytes()
        self.style, self.script = _named("page.css", self._style), _named("page.js", script)
        self.icon = _named("icon.svg", icon)
        self._contents = {self.style: self._style, self.script: script, self.icon: icon}

    def routes(self) -> tuple[web.RouteDef, ...]:
        """Return the routes."""
        return (web.get(f"{STATIC}{{name}}", self._serve), web.get("/style.css", self._serve_style))

    async def _serve(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        body = self._contents.get(name)
        if body is None:
            raise web.HTTPNotFound
        kind = _TYPES[name.rpartition(".")[2]]
        return web.Response(
            body=body, content_type=kind, charset="utf-8", headers={"Cache-Control": _FOR_EVER}
        )

    async def _serve_style(self, _request: web.Request) -> web.Response:
        return web.Response(body=self._style, content_type="text/css", charset="utf-8")


def _named(name: str, content: bytes) -> str:
    stem, _, kind = name.partition(".")
    return f"{stem}-{hashlib.sha256(content).hexdigest()[:16]}.{kind}"
