"""A newsroom on loopback: publishes feeds and article pages over HTTP, for the demo and for tests.

Answers conditional requests as a good server does. Serves what it was given, to this machine only.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from types import TracebackType
from typing import Self

from aiohttp import web

from monitor.demo_site.documents import (
    CONTENT_TYPES,
    PAGE_TYPE,
    Channel,
    Format,
    Piece,
    article_page,
    feed_document,
)

_LOOPBACK = "127.0.0.1"
_LONGEST_SUMMARY = 200
_PATIENCE = 0.2


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came: method, path with query, and headers with lower case names, in order."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]

    def header(self, name: str) -> str | None:
        """Return the first header of that name (lower case), or None."""
        return next((value for key, value in self.headers if key == name), None)


@dataclass(frozen=True, slots=True)
class Document:
    """What is served at a path: bytes, their type, and since when they are so."""

    content_type: str
    body: bytes
    modified: datetime

    @property
    def etag(self) -> str:
        """Return the validator that stands for these bytes."""
        return f'"{hashlib.blake2b(self.body, digest_size=8).hexdigest()}"'


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Newsroom:
    """A server of feeds and pages; an async context manager.

    Attributes:
        received: every request, in the order they came.
    """

    def __init__(self, *, clock: Callable[[], datetime] = _utc_now) -> None:
        """Prepare a newsroom whose articles are dated by the clock (aware) where no date is given."""
        self.received: list[Received] = []
        self._clock = clock
        self._port = 0
        self._runner: web.AppRunner | None = None
        self._channels: dict[str, Channel] = {}
        self._pieces: dict[str, list[Piece]] = {}
        self._documents: dict[str, Document] = {}

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=_PATIENCE)
        await self._runner.setup()
        site = web.TCPSite(self._runner, _LOOPBACK, self._port)
        await site.start()
        self._port = int(self._runner.addresses[0][1])
        # Pages and feeds written before the port was known name the wrong one.
        for path in self._channels:
            self._typeset(path)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def root(self) -> str:
        """Return scheme, host and port."""
        return f"http://{_LOOPBACK}:{self._port}"

    def url(self, path: str) -> str:
        """Return the URL of a path."""
        return f"{self.root}{path}"

    def add_feed(
        self,
        path: str,
        title: str,
        *,
        language: str = "en",
        format: Format = "rss",  # noqa: A002 - the word of feeds
        full_text: bool = False,
    ) -> str:
        """Open a feed at a path, empty; return the path."""
        self._channels[path] = Channel(path, title, language, format, full_text)
        self._pieces.setdefault(path, [])
        self._typeset(path)
        return path

    def publish(
        self,
        feed: str,
        title: str,
        text: str,
        *,
        url_path: str | None = None,
        published: datetime | None = None,
        language: str | None = None,
        summary: str | None = None,
        author: str | None = None,
    ) -> str:
        """Publish an article in the feed of that path; return the path of its page.

        Args:
            feed: path of the feed.
            title: headline.
            text: paragraphs, separated by empty lines.
            url_path: path of the page; numbered under the feed's by default.
            published: aware; now by default.
            language: the feed's by default.
            summary: the beginning of the text by default.
            author: byline.
        """
        channel = self._channels[feed]
        path = url_path or f"{feed.rpartition('.')[0] or feed}/{len(self._pieces[feed]) + 1}"
        piece = Piece(
            path=path,
            title=title,
            text=text,
            published=published or self._clock(),
            language=language or channel.language,
            summary=text.strip().partition("\n\n")[0][:_LONGEST_SUMMARY] if summary is None else summary,
            author=author or "",
        )
        self._pieces[feed].insert(0, piece)
        self._typeset(feed)
        return path

    def edit(self, path: str, *, title: str | None = None, text: str | None = None) -> None:
        """Change the headline or text of a published article, in feed and page."""
        for feed, pieces in self._pieces.items():
            for place, piece in enumerate(pieces):
                if piece.path == path:
                    pieces[place] = replace(piece, title=title or piece.title, text=text or piece.text)
                    self._typeset(feed)

    def withdraw(self, path: str) -> None:
        """Take an article out of its feed; its page answers 404 from now on."""
        for feed, pieces in self._pieces.items():
            kept = [piece for piece in pieces if piece.path != path]
            if len(kept) < len(pieces):
                self._pieces[feed] = kept
                self._typeset(feed)
        self._documents.pop(path, None)

    def serve(self, path: str, body: bytes, content_type: str) -> None:
        """Serve any bytes at a path."""
        self._documents[path] = Document(content_type, body, self._clock())

    def robots(self, text: str) -> None:
        """Say in robots.txt what programs may fetch; there is none by default."""
        self.serve("/robots.txt", text.encode(), "text/plain; charset=utf-8")

    def requests_for(self, path: str) -> list[Received]:
        """Return the requests that came for a path, queries included."""
        return [request for request in self.received if request.path == path]

    async def respond(self, request: web.Request) -> web.StreamResponse:
        """Answer one request; tests override it to misbehave."""
        document = self._documents.get(request.path_qs) or self._documents.get(request.path)
        if document is None:
            return web.Response(status=404, text="not found")
        headers = {"ETag": document.etag, "Last-Modified": format_datetime(document.modified, usegmt=True)}
        if _is_known(request, document):
            return web.Response(status=304, headers=headers)
        return web.Response(body=document.body, headers={**headers, "Content-Type": document.content_type})

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        headers = tuple((name.lower(), value) for name, value in request.headers.items())
        self.received.append(Received(request.method, request.raw_path, headers))
        return await self.respond(request)

    def _typeset(self, feed: str) -> None:
        """Write a feed and its pages anew; what did not change keeps its date."""
        channel, pieces = self._channels[feed], self._pieces[feed]
        self._put(feed, CONTENT_TYPES[channel.format], feed_document(channel, pieces, self.root))
        for piece in pieces:
            others = [other for other in pieces if other is not piece]
            self._put(piece.path, PAGE_TYPE, article_page(channel.title, piece, others))

    def _put(self, path: str, content_type: str, body: bytes) -> None:
        known = self._documents.get(path)
        if known is None or known.body != body:
            self.serve(path, body, content_type)


def _is_known(request: web.Request, document: Document) -> bool:
    """Tell whether the asker has this document (RFC 9110, 13.2.2: If-None-Match goes first)."""
    etag = request.headers.get("If-None-Match")
    if etag is not None:
        return document.etag in (tag.strip().removeprefix("W/") for tag in etag.split(","))
    since = request.headers.get("If-Modified-Since")
    if since is None:
        return False
    try:
        return document.modified.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False
