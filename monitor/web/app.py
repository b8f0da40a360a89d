"""The application of the local page: its routes, the status page, health and metrics."""

import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

from monitor.errors import ArchiveError
from monitor.models import Config
from monitor.pipeline import Status
from monitor.web.api import ArchiveReader, JsonApi
from monitor.web.files import DigestFiles
from monitor.web.metrics import METRICS_TYPE, metrics
from monitor.web.security import HOSTS, LOOPBACK_HOSTS, TOKEN, guard
from monitor.web.wording import relative, short_url

_STATUS_TTL = 2.0  # seconds for which one read of the status answers all requests
_IN_ORDER = {"ok", "new"}
# Feeds with problems first; feeds with the same status keep the order of the config.
_WORST_FIRST = ("failing", "gone", "partial", "empty", "unreadable", "shrinking", "silent", "new", "ok")
_PAGES = Environment(
    loader=PackageLoader("monitor.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the local page gets its data from.

    Attributes:
        status: reads the status; may raise ArchiveError.
        tick_age: returns the seconds since the daemon last stored that all its jobs go on.
        config: returns the config in force.
        clock: returns the time (aware).
        read_archive: runs a search on the archive, outside the event loop; may raise ArchiveError.
    """

    status: Callable[[], Awaitable[Status]]
    tick_age: Callable[[], float]
    config: Callable[[], Config]
    clock: Callable[[], datetime]
    read_archive: ArchiveReader


def make_app(
    sources: Sources,
    output: Path,
    *,
    stale: float = 600.0,
    token: str = "",
    hosts: Iterable[str] = (),
) -> web.Application:
    """Return the application of the local page.

    Args:
        sources: where its data comes from.
        output: the folder with the digests.
        stale: `tick_age` in seconds from which `/healthz` answers 503.
        token: required of every client if given. Without a token, only requests to loopback names and
            `hosts` are answered.
        hosts: further host names to answer to, such as that of a reverse proxy.
    """
    app = web.Application(middlewares=[guard])
    app[TOKEN] = token
    app[HOSTS] = LOOPBACK_HOSTS | {host.lower() for host in hosts}
    pages, files = _Pages(sources, stale), DigestFiles(output)
    api = JsonApi(sources.config, sources.clock, pages.read_status, sources.read_archive)
    app.add_routes(
        [
            web.get("/", pages.status),
            web.get("/style.css", pages.style),
            web.get("/healthz", pages.health),
            web.get("/metrics", pages.metrics),
            *api.routes(),
            web.get("/digests/", files.index),
            web.get("/digests/{name}", files.dated),
            web.get("/digests/topics/{name}", files.topic),
            web.get("/{name:latest[^/]*}", files.latest),
        ]
    )
    return app


class _Pages:
    def __init__(self, sources: Sources, stale: float) -> None:
        self._sources = sources
        self._stale = stale
        self._cached: tuple[float, Status] | None = None

    async def status(self, _request: web.Request) -> web.Response:
        """Show the status."""
        status = await self.read_status()
        zone = ZoneInfo(status.timezone)

        def local(moment: datetime | None) -> str:
            return "never" if moment is None else moment.astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")

        feeds = sorted(
            (feed for feed in status.feeds if feed.status != "disabled"),
            key=lambda feed: _WORST_FIRST.index(feed.status),
        )
        text = _PAGES.get_template("status.html.j2").render(
            status=status,
            feeds=feeds,
            sick=sum(feed.status not in _IN_ORDER for feed in feeds),
            in_order=_IN_ORDER,
            tick_age=round(self._sources.tick_age()),
            local=local,
            relative=relative,
            short_url=short_url,
        )
        return web.Response(text=text, content_type="text/html", charset="utf-8")

    async def style(self, _request: web.Request) -> web.Response:
        """Return the style sheet of the status page."""
        text = _PAGES.get_template("style.css").render()
        return web.Response(text=text, content_type="text/css", charset="utf-8")

    async def health(self, _request: web.Request) -> web.Response:
        """Return whether the daemon is healthy, without reading the archive."""
        age = self._sources.tick_age()
        alive = age < self._stale
        facts = {"status": "ok" if alive else "stale", "tick_age": round(age, 1)}
        return web.json_response(facts, status=200 if alive else 503)

    async def metrics(self, _request: web.Request) -> web.Response:
        """Return the metrics for Prometheus."""
        body = metrics(await self.read_status(), self._sources.tick_age())
        return web.Response(body=body, headers={"Content-Type": METRICS_TYPE})

    async def read_status(self) -> Status:
        """Return the status, at most two seconds old; raises HTTPServiceUnavailable."""
        moment = time.monotonic()
        if self._cached is not None and moment - self._cached[0] < _STATUS_TTL:
            return self._cached[1]
        try:
            status = await self._sources.status()
        except ArchiveError as error:
            raise web.HTTPServiceUnavailable(reason="The archive cannot be read") from error
        self._cached = (moment, status)
        return status
