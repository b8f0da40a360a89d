"""The pages: how everything stands, health, metrics, and the digests."""

import time
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

from monitor.errors import ArchiveError
from monitor.pipeline import Status
from monitor.web.files import DigestFiles
from monitor.web.metrics import METRICS_TYPE, metrics
from monitor.web.security import HOSTS, LOOPBACK_HOSTS, TOKEN, gate
from monitor.web.wording import relative, short_url

StatusReader = Callable[[], Awaitable[Status]]

# However often it is asked for, the archive is read once in so many seconds.
_FRESH = 2.0
_IN_ORDER = {"ok", "new"}
# What needs a person first; feeds that stand alike keep the order of the config.
_WORST_FIRST = ("failing", "gone", "partial", "empty", "silent", "new", "ok")
_PAGES = Environment(
    loader=PackageLoader("monitor.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def make_app(
    status: StatusReader,
    tick_age: Callable[[], float],
    output: Path,
    *,
    stale: float = 600.0,
    token: str = "",
    hosts: Iterable[str] = (),
) -> web.Application:
    """Make the application of the local page.

    Args:
        status: reads how everything stands; may raise ArchiveError.
        tick_age: seconds since the daemon last stored a sign of life of all its jobs.
        output: the folder whose digests are served.
        stale: age of a tick from which on `/healthz` answers 503.
        token: asked of everybody if given; without one only this machine's own names are answered.
        hosts: further host names to answer to, such as a reverse proxy's.
    """
    app = web.Application(middlewares=[gate])
    app[TOKEN] = token
    app[HOSTS] = LOOPBACK_HOSTS | {host.lower() for host in hosts}
    pages, files = _Pages(status, tick_age, stale), DigestFiles(output)
    app.add_routes(
        [
            web.get("/", pages.status),
            web.get("/style.css", pages.style),
            web.get("/healthz", pages.health),
            web.get("/metrics", pages.metrics),
            web.get("/digests/", files.index),
            web.get("/digests/{name}", files.dated),
            web.get("/digests/topics/{name}", files.topic),
            web.get("/{name:latest[^/]*}", files.latest),
        ]
    )
    return app


class _Pages:
    def __init__(self, status: StatusReader, tick_age: Callable[[], float], stale: float) -> None:
        self._read_status = status
        self._tick_age = tick_age
        self._stale = stale
        self._kept: tuple[float, Status] | None = None

    async def status(self, _request: web.Request) -> web.Response:
        """Show how everything stands."""
        status = await self._status()
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
            tick_age=round(self._tick_age()),
            local=local,
            relative=relative,
            short_url=short_url,
        )
        return web.Response(text=text, content_type="text/html", charset="utf-8")

    async def style(self, _request: web.Request) -> web.Response:
        """Give the style sheet of the status page."""
        text = _PAGES.get_template("style.css").render()
        return web.Response(text=text, content_type="text/css", charset="utf-8")

    async def health(self, _request: web.Request) -> web.Response:
        """Say whether the daemon is well, as `monitor status --health` does; never waits for anything."""
        age = self._tick_age()
        alive = age < self._stale
        facts = {"status": "ok" if alive else "stale", "tick_age": round(age, 1)}
        return web.json_response(facts, status=200 if alive else 503)

    async def metrics(self, _request: web.Request) -> web.Response:
        """Give the metrics."""
        body = metrics(await self._status(), self._tick_age())
        return web.Response(body=body, headers={"Content-Type": METRICS_TYPE})

    async def _status(self) -> Status:
        moment = time.monotonic()
        if self._kept is not None and moment - self._kept[0] < _FRESH:
            return self._kept[1]
        try:
            status = await self._read_status()
        except ArchiveError as error:
            raise web.HTTPServiceUnavailable(reason="The archive cannot be read") from error
        self._kept = (moment, status)
        return status
