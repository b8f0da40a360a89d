"""The application of the local page: its routes, health and metrics."""

import time
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from monitor.errors import ArchiveError
from monitor.pipeline import Status
from monitor.web.api import JsonApi
from monitor.web.files import DigestFiles
from monitor.web.metrics import METRICS_TYPE, metrics
from monitor.web.open_digest_cache import OpenDigestCache
from monitor.web.open_missed import OpenMissed
from monitor.web.page_context import PageContext, Sources
from monitor.web.rendering import Renderer
from monitor.web.reports import Reports
from monitor.web.security import ACCESS, LOOPBACK_HOSTS, Access, guard
from monitor.web.sessions import Sessions
from monitor.web.static_files import StaticFiles
from monitor.web.views.article import ArticlePage
from monitor.web.views.chronicle import ChroniclePage
from monitor.web.views.deliveries import DeliveriesPage
from monitor.web.views.digests import DigestsPage
from monitor.web.views.feeds import FeedsPage
from monitor.web.views.login import LoginPage
from monitor.web.views.new_source import NewSourcePage
from monitor.web.views.report import ReportPage
from monitor.web.views.saved_searches import SavedSearchesPage
from monitor.web.views.search import SearchPage
from monitor.web.views.story import StoryPage
from monitor.web.views.suggest import SuggestPage
from monitor.web.views.today import TodayPage
from monitor.web.views.topics import TopicsPage
from monitor.web.views.trial import TrialPage
from monitor.web.views.verdict import VerdictForm

_STATUS_TTL = 2.0  # seconds for which one read of the status answers all requests
_MOST_POSTED = 1_000_000  # bytes of a form


def make_app(
    sources: Sources,
    output: Path,
    *,
    stale: float = 600.0,
    token: str = "",
    hosts: Iterable[str] = (),
    url: str = "",
    sessions: Sessions | None = None,
    keep_ready: bool = False,
) -> web.Application:
    """Return the application of the local page.

    Args:
        sources: where its data comes from.
        output: the folder with the digests.
        stale: `tick_age` in seconds from which `/healthz` answers 503.
        token: required of every client if given. Without a token, only requests to loopback names and
            `hosts` are answered.
        hosts: further host names to answer to, such as that of a reverse proxy.
        url: public address behind a reverse proxy, or ""; its path is where the page is.
        sessions: the browsers that may change something; none by default.
        keep_ready: build what the first page shows before anyone asks for it.
    """
    app = web.Application(middlewares=[guard], client_max_size=_MOST_POSTED)
    public = urlsplit(url)
    base = public.path.rstrip("/")
    static = StaticFiles()
    renderer = Renderer(static, sources.config, sources.clock)
    app[ACCESS] = Access(
        token=token,
        hosts=LOOPBACK_HOSTS | {host.lower() for host in hosts} | {public.hostname or "localhost"},
        sessions=sessions or Sessions(sources.clock),
        origin=f"{public.scheme}://{public.netloc}".lower() if url else "",
        base=base,
        cookie=_cookie_name(output),
        error_page=renderer.error,
    )
    probes, files = _Probes(sources, stale), DigestFiles(output)
    context = PageContext(sources, renderer, probes.read_status)
    cache = OpenDigestCache(context)
    today, new_source = TodayPage(context, cache, OpenMissed(sources)), NewSourcePage(context)
    reports, suggestions = Reports(sources), SuggestPage(context)
    app.on_startup.extend([today.start] if keep_ready else [])
    app.on_shutdown.extend(one.close for one in (today, reports, suggestions, new_source))
    api = JsonApi(sources.config, sources.clock, probes.read_status, sources.read_archive, reports)
    routes = (
        *static.routes(),
        *LoginPage(renderer).routes(),
        *today.routes(),
        *_page_routes(context, cache, files),
        *new_source.routes(),
        *ReportPage(context, reports).routes(),
        *suggestions.routes(),
        *probes.routes(),
        *api.routes(),
        *files.routes(),
    )
    app.add_routes(routes)
    if base:
        # A proxy may pass the path on as it is or without the path of the public address.
        app.add_routes([web.RouteDef(one.method, base + one.path, one.handler, one.kwargs) for one in routes])
    return app


def _page_routes(context: PageContext, cache: OpenDigestCache, files: DigestFiles) -> Iterator[web.RouteDef]:
    """Return the routes of the pages that show and judge news, and of those that edit topics and sources."""
    yield from SearchPage(context).routes()
    yield from SavedSearchesPage(context).routes()
    yield from ArticlePage(context).routes()
    yield from StoryPage(context).routes()
    yield from VerdictForm(context).routes()
    yield from TopicsPage(context).routes()
    yield from ChroniclePage(context).routes()
    yield from TrialPage(context).routes()
    yield from FeedsPage(context).routes()
    yield from DigestsPage(context, files).routes()
    yield from DeliveriesPage(context, cache).routes()


def _cookie_name(output: Path) -> str:
    """Return the name of the session cookie; monitors with other output folders have other names."""
    folder = str(output.absolute()).encode(errors="surrogateescape")
    return f"monitor_{blake2b(folder, digest_size=4).hexdigest()}"


class _Probes:
    """Health and metrics, and the status that all pages share."""

    def __init__(self, sources: Sources, stale: float) -> None:
        self._sources = sources
        self._stale = stale
        self._cached: tuple[float, Status] | None = None

    def routes(self) -> tuple[web.RouteDef, ...]:
        """Return the routes."""
        return (web.get("/healthz", self.health), web.get("/metrics", self.metrics))

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
