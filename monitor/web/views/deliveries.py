"""The deliveries: what waits, what was sent, a test message, and the mail as it would look now."""

import asyncio
from typing import Final

from aiohttp import web

from monitor.archive import Archive
from monitor.digest import Message, digest_message, trial_message
from monitor.errors import ArchiveError
from monitor.models import Delivery
from monitor.publish import deliver, target_name
from monitor.web.files import DIGEST_POLICY
from monitor.web.open_digest_cache import OpenDigestCache
from monitor.web.page_context import PageContext
from monitor.web.rendering import redirect
from monitor.web.security import note_change

_ATTEMPTS_SHOWN: Final = 20
_TIMEOUT: Final = 20.0  # seconds for a test message; a connection to the page lasts 30 s at most


class DeliveriesPage:
    """Shows the outbox and the targets."""

    def __init__(self, context: PageContext, cache: OpenDigestCache) -> None:
        self._context = context
        self._cache = cache
        self._testing = asyncio.Lock()

    def routes(self) -> tuple[web.RouteDef, ...]:
        """Return the routes."""
        return (
            web.get("/deliveries", self.show),
            web.post(r"/deliveries/test/{number:\d{1,4}}", self.test),
            web.get("/deliveries/preview.html", self.preview),
            web.get("/deliveries/preview.txt", self.preview_text),
        )

    async def show(self, request: web.Request) -> web.Response:
        """Show the targets, what waits and what was sent last."""
        return await self._page(request)

    async def test(self, request: web.Request) -> web.Response:
        """Send a test message to one target and show the result."""
        config, number = self._context.sources.config(), int(request.match_info["number"])
        if not 1 <= number <= len(config.deliver.urls):
            raise web.HTTPNotFound(reason="There is no such target")
        if self._testing.locked():
            raise web.HTTPServiceUnavailable(reason="Another test message is on its way")
        url = config.deliver.urls[number - 1]
        async with self._testing:
            message = trial_message(str(config.folder))
            failure = await asyncio.to_thread(
                deliver, message, url, proxy=config.fetch.proxy, timeout=_TIMEOUT
            )
        note_change(request, "test message", target=target_name(url), result=failure or "accepted")
        if failure is None:
            return redirect(request, "/deliveries", "sent")
        problem = f"{target_name(url)} did not accept the test message: {failure}"
        return await self._page(request, problem=problem)

    async def preview(self, _request: web.Request) -> web.Response:
        """Show the HTML part of the mail as it would be sent now."""
        body = (await self._message()).html
        headers = {"Content-Security-Policy": f"{DIGEST_POLICY}; sandbox allow-popups"}
        return web.Response(text=body, content_type="text/html", charset="utf-8", headers=headers)

    async def preview_text(self, _request: web.Request) -> web.Response:
        """Show the text part of the mail as it would be sent now."""
        return web.Response(text=(await self._message()).plain, content_type="text/plain", charset="utf-8")

    async def _message(self) -> Message:
        try:
            shown = await self._cache.shown()
        except ArchiveError as error:
            raise web.HTTPServiceUnavailable(reason="The archive cannot be read") from error
        return await asyncio.to_thread(digest_message, shown.digest)

    async def _page(self, request: web.Request, problem: str = "") -> web.Response:
        sources = self._context.sources

        def read(archive: Archive) -> tuple[tuple[Delivery, ...], tuple[Delivery, ...]]:
            return archive.outbox.undelivered(), archive.outbox.last_attempts(_ATTEMPTS_SHOWN)

        try:
            undelivered, attempts = await sources.read_archive(read)
        except ArchiveError as error:
            raise web.HTTPServiceUnavailable(reason="The archive cannot be read") from error
        targets = [target_name(url) for url in sources.config().deliver.urls]
        return self._context.renderer.page(
            request,
            "deliveries.html.j2",
            targets=targets,
            waiting=[one for one in undelivered if one.next_try is not None],
            attempts=attempts,
            problem=problem,
        )
