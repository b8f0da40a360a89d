"""Serve the local page beside the daemon's jobs."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import TypeVar

from monitor.archive import Archive, open_archive
from monitor.clock import utc_now
from monitor.errors import ArchiveError, ConfigError
from monitor.models import FoundSources
from monitor.models.address_values import is_loopback
from monitor.pipeline import STALE, AppContext, Progress, Status, read_status
from monitor.pipeline.find_sources import find_sources
from monitor.web import Sessions, Sources, keep_serving, listen_and_token, make_app

logger = logging.getLogger(__name__)

T = TypeVar("T")

LONGEST_SEARCH = 60.0  # seconds for which the page looks for the sources of an address


class PageAccess:
    """The sessions of the local page, which outlive an application context, and the link that begins one."""

    def __init__(self, announce: Callable[[str], None]) -> None:
        """Start without sessions.

        Args:
            announce: gets a link that logs one browser in; called only if the page is served on loopback.
        """
        self.sessions = Sessions(utc_now)
        self._announce = announce
        self._address = ""

    def note_address(self, address: str, listen: str, url: str) -> None:
        """Announce a link to the page at an address, or at its public URL."""
        self._address = (url or address) if is_loopback(listen.rpartition(":")[0]) else ""
        self.announce_link()

    def announce_link(self) -> None:
        """Announce a new link."""
        if self._address:
            self._announce(f"{self._address}/login?key={self.sessions.new_key()}")


class LocalPage:
    """The local page of one application context."""

    def __init__(
        self,
        app: AppContext,
        access: PageAccess,
        tick_age: Callable[[], float],
        pause_reason: Callable[[], str],
    ) -> None:
        """Prepare the page.

        Args:
            app: the application context.
            access: who may change something.
            tick_age: returns the seconds since the last stored heartbeat.
            pause_reason: returns why fetching pauses, or "".
        """
        self._app = app
        self._access = access
        self._tick_age = tick_age
        self._pause_reason = pause_reason
        self._error: str | None = None

    @asynccontextmanager
    async def served(self) -> AsyncIterator[None]:
        """Serve the page while the context lasts, if the config names an address.

        Raises:
            ConfigError: the address is invalid, or other machines can reach it without a token.
        """
        app, web = self._app, self._app.config.web
        listen, token = web.listen, ""
        try:
            listen, token = listen_and_token(web)
        except ConfigError as error:
            if not os.environ.get("MONITOR_LISTEN"):
                raise
            # The container gives the address. Without a token the daemon works without its page, and says so.
            await self._report_error(f"the page is not served: {error.problems[0].message}")
            listen = ""
        if not listen:
            yield
            return
        sources = Sources(
            status=self._status,
            tick_age=self._tick_age,
            config=lambda: app.config,
            clock=app.clock,
            read_archive=self._read_archive,
            write_archive=self._write_archive,
            find_sources=self._find_sources,
            use_workers=self._use_workers,
        )
        make = partial(
            make_app,
            sources,
            app.output,
            stale=STALE.total_seconds(),
            token=token,
            hosts=web.hosts,
            url=web.url,
            sessions=self._access.sessions,
            keep_ready=True,
        )
        served = partial(self._access.note_address, listen=listen, url=web.url)
        async with keep_serving(make, listen, self._report_error, served=served):
            yield

    async def _report_error(self, reason: str) -> None:
        """Log and store why the page cannot be served, once for each reason; "" clears it."""
        if reason == self._error:
            return
        self._error = reason
        if reason:
            logger.warning("%s", reason)
        try:
            await self._app.store(self._app.archive.notices.set, "page", reason, self._app.clock())
        except ArchiveError as error:
            logger.warning("cannot store the notice about the page: %s", error)

    async def _status(self) -> Status:
        app, pause = self._app, self._pause_reason()
        status = await self._read_archive(
            lambda archive: read_status(app.config, archive, app.clock(), app.config_problems)
        )
        return replace(status, notices=(pause, *status.notices)) if pause else status

    async def _read_archive(self, read: Callable[[Archive], T]) -> T:
        """Read the archive in a thread, so that a page never waits for a sweep's transactions."""
        app = self._app
        if app.archive.in_memory:
            return await app.store(read, app.archive)

        def read_beside() -> T:
            with open_archive(app.config.archive.url, app.output, create=False, readonly=True) as archive:
                return read(archive)

        return await asyncio.to_thread(read_beside)

    async def _find_sources(self, url: str) -> FoundSources:
        """Search for the sources of a page with the daemon's own client, so that hosts are paced together."""
        app = self._app
        return await find_sources(url, app.fetcher, app.work, app.clock(), LONGEST_SEARCH)

    async def _use_workers(self, read: Callable[[AppContext], Awaitable[T]], progress: Progress) -> T:
        """Run a function with the daemon's workers that reads the archive beside the daemon."""
        app = self._app
        if app.archive.in_memory:
            return await read(app)
        archive = await asyncio.to_thread(
            open_archive, app.config.archive.url, app.output, create=False, readonly=True
        )
        beside = app.beside(archive, progress)
        try:
            return await read(beside)
        finally:
            await asyncio.to_thread(_close, beside, archive)

    async def _write_archive(self, write: Callable[[Archive], T]) -> T:
        """Write the archive on its thread, in order with the daemon's own writes."""
        return await self._app.store(write, self._app.archive)


def _close(app: AppContext, archive: Archive) -> None:
    app.close()
    archive.close()
