"""An HTTP server on loopback that serves feeds and article pages, for the demo and for tests.

It supports conditional requests (RFC 9110) and is reachable from this machine only.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from types import TracebackType
from typing import Self

from aiohttp import web

from monitor.clock import utc_now
from monitor.demo_site.documents import (
    CONTENT_TYPES,
    PAGE_TYPE,
    Channel,
    Format,
    SiteArticle,
    article_page,
    feed_document,
)

_LOOPBACK = "127.0.0.1"
_LONGEST_SUMMARY = 200
_SHUTDOWN_TIMEOUT = 0.2


@dataclass(frozen=True, slots=True)
class Document:
    """The response at a path: body, content type, and time of the last change."""

    content_type: str
    body: bytes
    modified: datetime

    @property
    def etag(self) -> str:
        """Return the entity tag of the body."""
        return f'"{hashlib.blake2b(self.body, digest_size=8).hexdigest()}"'


class SiteServer:
    """An HTTP server of feeds and article pages on 127.0.0.1; use it as an async context manager."""

    def __init__(self, *, clock: Callable[[], datetime] = utc_now) -> None:
        """Create a server; `clock` (aware) dates articles that are published without a date."""
        self._clock = clock
        self._port = 0
        self._runner: web.AppRunner | None = None
        self._channels: dict[str, Channel] = {}
        self._articles: dict[str, list[SiteArticle]] = {}
        self._documents: dict[str, Document] = {}

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", self.respond)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_TIMEOUT)
        await self._runner.setup()
        site = web.TCPSite(self._runner, _LOOPBACK, self._port)
        await site.start()
        self._port = int(self._runner.addresses[0][1])
        # Feeds and pages rendered before the port was known contain the wrong port.
        for path in self._channels:
            self._render(path)
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
        format: Format = "rss",  # noqa: A002 - the usual name
        full_text: bool = False,
    ) -> str:
        """Add an empty feed at a path; return the path."""
        self._channels[path] = Channel(path, title, language, format, full_text)
        self._articles.setdefault(path, [])
        self._render(path)
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
        """Publish an article in a feed; return the path of its page.

        Args:
            feed: path of the feed.
            title: headline.
            text: paragraphs, separated by empty lines.
            url_path: path of the page; by default the path of the feed and a number.
            published: aware; the clock's time by default.
            language: the language of the feed by default.
            summary: the first paragraph of the text by default, shortened.
            author: byline, if any.
        """
        channel = self._channels[feed]
        path = url_path or f"{feed.rpartition('.')[0] or feed}/{len(self._articles[feed]) + 1}"
        article = SiteArticle(
            path=path,
            title=title,
            text=text,
            published=published or self._clock(),
            language=language or channel.language,
            summary=text.strip().partition("\n\n")[0][:_LONGEST_SUMMARY] if summary is None else summary,
            author=author or "",
        )
        self._articles[feed].insert(0, article)
        self._render(feed)
        return path

    def serve(self, path: str, body: bytes, content_type: str) -> None:
        """Serve a body at a path."""
        self._documents[path] = Document(content_type, body, self._clock())

    async def respond(self, request: web.Request) -> web.StreamResponse:
        """Answer one request. Subclasses override it to fail on purpose."""
        document = self._documents.get(request.path_qs) or self._documents.get(request.path)
        if document is None:
            return web.Response(status=404, text="not found")
        headers = {"ETag": document.etag, "Last-Modified": format_datetime(document.modified, usegmt=True)}
        if _is_current(request, document):
            return web.Response(status=304, headers=headers)
        return web.Response(body=document.body, headers={**headers, "Content-Type": document.content_type})

    def _render(self, feed: str) -> None:
        """Render a feed and its pages; a document that does not change keeps its date."""
        channel, articles = self._channels[feed], self._articles[feed]
        self._put(feed, CONTENT_TYPES[channel.format], feed_document(channel, articles, self.root))
        for article in articles:
            others = [other for other in articles if other is not article]
            self._put(article.path, PAGE_TYPE, article_page(channel.title, article, others))

    def _put(self, path: str, content_type: str, body: bytes) -> None:
        known = self._documents.get(path)
        if known is None or known.body != body:
            self.serve(path, body, content_type)


def _is_current(request: web.Request, document: Document) -> bool:
    """Return whether the client has this document; If-None-Match takes precedence (RFC 9110, 13.2.2)."""
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
