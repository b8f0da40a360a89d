"""Serve the digests: files of the output folder whose names match a list of patterns.

Nothing else in the folder is served: neither the archive nor the config, and nothing through a symbolic link
(faults.md row 202). A name from a URL is joined to a path only after it matches a pattern.
"""

import asyncio
import errno
import os
import re
import stat
from pathlib import Path

from aiohttp import web

_IN_DIGESTS = re.compile(
    r"[0-9]{4}-(?:[0-9]{2}(?:-[0-9]{2})?|W[0-9]{2})\.(?:html|md|json)|index\.(?:html|json)|feed\.atom",
    re.ASCII,
)
_IN_TOPICS = re.compile(r"[a-z0-9-]{1,80}\.(?:atom|html)", re.ASCII)
_AT_TOP = re.compile(r"latest\.(?:html|md|json)", re.ASCII)
_TYPES = {
    "html": "text/html",
    "md": "text/markdown",
    "json": "application/json",
    "atom": "application/atom+xml",
}
# Digests contain their style, and their own content security policy allows only that style.
DIGEST_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class DigestFiles:
    """Serves the digests of one output folder."""

    def __init__(self, output: Path) -> None:
        self._output = output

    def routes(self) -> tuple[web.RouteDef, ...]:
        """Return the routes."""
        return (
            web.get("/digests/", self.index),
            web.get("/digests/{name}", self.dated),
            web.get("/digests/topics/{name}", self.topic),
            web.get("/{name:latest[^/]*}", self.latest),
        )

    async def index(self, _request: web.Request) -> web.Response:
        """Serve the list of all digests."""
        return await self._serve("digests", "index.html")

    async def dated(self, request: web.Request) -> web.Response:
        """Serve one file of the digests folder, or answer 404."""
        name = request.match_info["name"]
        if not _IN_DIGESTS.fullmatch(name):
            raise web.HTTPNotFound
        return await self._serve("digests", name)

    async def topic(self, request: web.Request) -> web.Response:
        """Serve the Atom feed or the chronicle of one topic, or answer 404."""
        name = request.match_info["name"]
        if not _IN_TOPICS.fullmatch(name):
            raise web.HTTPNotFound
        return await self._serve("digests/topics", name)

    async def latest(self, request: web.Request) -> web.Response:
        """Serve the latest digest, or answer 404."""
        name = request.match_info["name"]
        if not _AT_TOP.fullmatch(name):
            raise web.HTTPNotFound
        return await self._serve("", name)

    def read(self, folder: str, name: str) -> bytes:
        """Return the content of a file; follows no symbolic link; raises OSError."""
        return _read(self._output, folder, name)

    async def _serve(self, folder: str, name: str) -> web.Response:
        try:
            body = await asyncio.to_thread(self.read, folder, name)
        except OSError:
            raise web.HTTPNotFound from None
        form = name.rpartition(".")[2]
        headers = {"Content-Security-Policy": DIGEST_POLICY} if form == "html" else {}
        return web.Response(body=body, content_type=_TYPES[form], charset="utf-8", headers=headers)


def _read(output: Path, folder: str, name: str) -> bytes:
    """Return the content of a file; follows no symbolic link below the output folder; raises OSError."""
    place = os.open(output, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for step in filter(None, folder.split("/")):
            inner = os.open(step, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=place)
            place, outer = inner, place
            os.close(outer)
        # Non-blocking: opening a named pipe must not block a thread for ever.
        file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=place)
    finally:
        os.close(place)
    with os.fdopen(file, "rb") as opened:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            raise OSError(errno.EINVAL, "not a file", name)
        return opened.read()
