"""The daemon: start, wait, drain, stop.

Jobs tick beside each other: poll the feeds that are due, read the pages that wait, write the digest that is
due, take up edits of the config, look after the archive. None waits for another, and none for a slow host.
What is due is read from the archive, so a daemon that was killed, asleep or set to another time goes on where
the archive says.
"""

import asyncio
import gc
import logging
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

from monitor import policy
from monitor.app import open_app
from monitor.archive import Archive, open_archive
from monitor.config import ConfigReloader
from monitor.errors import ArchiveError, ConfigError, MonitorError, TaskFailed
from monitor.models import Config
from monitor.pipeline import (
    STALE,
    AppContext,
    PollStream,
    ReadStream,
    Status,
    days_written,
    deliver_due,
    improve_index,
    match_again,
    publish,
    raise_alerts,
    read_status,
    republish_missing,
)
from monitor.service.scheduler import Job, Scheduler
from monitor.service.signals import Signals
from monitor.service.systemd import notify, watchdog_seconds
from monitor.web import Sources, keep_serving, make_app, token_of

logger = logging.getLogger(__name__)

T = TypeVar("T")

_CONFIG_EVERY = 1.0
_POLL_EVERY = 0.5
_READ_EVERY = 0.5
_MATCH_EVERY = 10.0
_SIGN_EVERY = 10.0  # seconds between two signs of life in the archive, by which its health is judged
_DIGEST_EVERY = 10.0
_DELIVER_EVERY = 15.0
_UPKEEP_EVERY = 60.0
_INDEX_EVERY = 10.0
_PAUSE = 30.0  # seconds without a request while nothing can be stored
_FIRST_NEWS = 60.0  # seconds that a digest due at the start waits at most: it is to hold this morning's news
_SERVER_PATIENCE = 600.0  # seconds to wait at the start for the archive's server: a boot may start it later
# Containers and systemd kill after 10 s by default; 2 s are left for the workers and the archive.
_PATIENCE = 6.0
# Seconds without a feed, an article or the end of a job; the backup of a large archive takes minutes.
_STALE = STALE.total_seconds()


def run_daemon(config_folder: Path, output: Path) -> None:
    """Run the daemon until a signal stops it.

    Raises:
        ConfigError: there is neither a valid config nor a last good one.
        ArchiveError: the archive cannot be opened, or another daemon holds it.
    """
    signals = Signals()
    signals.install()
    asyncio.run(_serve(config_folder, output, signals))


async def _serve(config_folder: Path, output: Path, signals: Signals) -> None:
    watch, stop = ConfigReloader(config_folder, output), asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop_waiting() -> None:
        if signals.told_to_stop:
            loop.call_soon_threadsafe(stop.set)

    config: Config | None = watch.start()
    good: Config | None = None
    while config is not None and not signals.told_to_stop:
        signals.starting = True
        try:
            signals.listen(stop_waiting)  # while the archive is waited for; then the daemon listens
            async with open_app(config, output, sole=True, patience=_SERVER_PATIENCE, stop=stop) as app:
                signals.starting = False
                # What lives now lives as long as the desk: the collector need not look at it at each sweep.
                gc.unfreeze()
                gc.collect()
                gc.freeze()
                good, config = config, await Daemon(app, watch, signals).run()
        except MonitorError as error:
            if signals.told_to_stop:
                break
            if good is None or good is config:
                raise
            # Told to stop meanwhile, it ends here; what is wrong with the edit is told at the next start.
            watch.give_up(good, str(error))
            config = good
    logger.info("stopped")


class Daemon:
    """The jobs around one desk."""

    def __init__(self, app: AppContext, watch: ConfigReloader, signals: Signals) -> None:
        self._app = app
        self._watch = watch
        self._signals = signals
        self._end = asyncio.Event()
        self._successor: Config | None = None
        self._paused_until = 0.0
        self._paused = ""
        self._page_trouble: str | None = None
        self._started = time.monotonic()
        self._caught_up = False
        self._polls = PollStream(app)
        self._reads = ReadStream(app)
        self._sign = time.monotonic()  # when all jobs went on and that could be stored
        self._sign_due = 0.0
        self._kept_up: date | None = None
        self._scheduler = Scheduler(
            (
                Job("config", _CONFIG_EVERY, self._take_up_config),
                Job("poll", _POLL_EVERY, self._poll),
                Job("read", _READ_EVERY, self._read),
                Job("match", _MATCH_EVERY, self._match_again),
                Job("digest", _DIGEST_EVERY, self._write_digest),
                Job("deliver", _DELIVER_EVERY, self._deliver),
                Job("upkeep", _UPKEEP_EVERY, self._look_after),
                Job("index", _INDEX_EVERY, self._improve_index),
            )
        )

    async def run(self) -> Config | None:
        """Start the jobs, wait for a signal, drain, stop; return a config that needs a new desk, if any."""
        if self._watch.problems:
            self._refuse(ConfigError(self._watch.problems))
        async with self._page():
            await self._keep_config()
            if not self._signals.told_to_stop:
                await self._work()
        return None if self._signals.told_to_stop else self._successor

    async def _work(self) -> None:
        self._scheduler.start()
        loop = asyncio.get_running_loop()
        self._signals.listen(lambda: loop.call_soon_threadsafe(self._heed))
        notify("READY=1")
        logger.info("started pid=%d feeds=%d", os.getpid(), len(self._app.config.feeds))
        await self._wait()
        notify("STOPPING=1")
        logger.info("stopping")
        self._app.stop()
        await asyncio.gather(
            self._scheduler.stop(_PATIENCE), self._polls.stop(_PATIENCE), self._reads.stop(_PATIENCE)
        )
        await self._reads.stop(0)  # what a last tick began or read

    @asynccontextmanager
    async def _page(self) -> AsyncIterator[None]:
        """Serve the local page while the daemon runs, if the config names an address.

        Raises:
            ConfigError: the address is none, or is open to other machines.
        """
        told = self._app.config.web
        if not told.listen:
            yield
            return
        app = self._app
        sources = Sources(
            status=self._status,
            tick_age=lambda: time.monotonic() - self._sign,
            config=lambda: app.config,
            clock=app.clock,
            read_archive=self._read_archive,
        )
        make = partial(
            make_app,
            sources,
            app.output,
            stale=_STALE,
            token=token_of(told.token),
            hosts=told.hosts,
        )
        async with keep_serving(make, told.listen, self._tell_of_page):
            yield

    async def _tell_of_page(self, trouble: str) -> None:
        """Have status and log say why the page is not served, once for each reason."""
        if trouble == self._page_trouble:
            return
        self._page_trouble = trouble
        if trouble:
            logger.warning("%s", trouble)
        try:
            await self._app.store(self._app.archive.notices.set, "page", trouble, self._app.clock())
        except ArchiveError as error:
            logger.warning("a notice of the page could not be kept: %s", error)

    async def _status(self) -> Status:
        app = self._app
        status = await self._read_archive(
            lambda archive: read_status(app.config, archive, app.clock(), app.config_problems)
        )
        return replace(status, notices=(self._paused, *status.notices)) if self._paused else status

    async def _read_archive(self, read: Callable[[Archive], T]) -> T:
        """Read the archive in a thread, so that a page never waits for a sweep's transactions."""
        app = self._app
        if app.archive.in_memory:
            return await app.store(read, app.archive)

        def read_beside() -> T:
            with open_archive(app.config.archive.url, app.output, create=False, readonly=True) as archive:
                return read(archive)

        return await asyncio.to_thread(read_beside)

    async def _wait(self) -> None:
        """Wait for the end; meanwhile tell systemd that the ticks are fresh, if it asks."""
        interval = watchdog_seconds()
        while not self._end.is_set():
            try:
                async with asyncio.timeout(interval):
                    await self._end.wait()
            except TimeoutError:
                if self._scheduler.oldest_tick() < _STALE:
                    notify("WATCHDOG=1")

    def _heed(self) -> None:
        """Do what a signal asks for; on the loop."""
        if self._signals.told_to_stop:
            self._end.set()
        elif not self._end.is_set():  # else the reload is for the next desk
            self._scheduler.run_soon("config")

    async def _poll(self) -> None:
        if time.monotonic() < self._paused_until:
            return
        with self._storing():
            # A write before any request: when nothing can be stored, nobody is to be asked for anything.
            await self._give_sign()
            await self._polls.tick()

    async def _read(self) -> None:
        if time.monotonic() < self._paused_until:
            return
        with self._storing():
            polled = self._polls.idle  # and recorded, so that what it brought is among what is looked up now
            await self._reads.tick()
            self._note_idle(polled and self._reads.idle)

    async def _match_again(self) -> None:
        with self._storing():
            await match_again(self._app)

    @contextmanager
    def _storing(self) -> Iterator[None]:
        """Pause all fetching where nothing can be stored; end a step early where no worker can be had."""
        try:
            yield
        except ArchiveError as error:
            self._paused_until = time.monotonic() + _PAUSE
            self._paused = f"nothing can be stored, fetching pauses: {error}"
            logger.error("%s", self._paused)  # noqa: TRY400 - no bug
            self._sign_due = 0.0
            self._polls.begin_anew()
            self._reads.begin_anew()
        except TaskFailed as error:
            logger.error("a step ends early and is begun again: %s", error)  # noqa: TRY400 - no bug

    async def _give_sign(self) -> None:
        """Store that all jobs go on: what the page and `monitor status --health` judge by."""
        now = time.monotonic()
        if now < self._sign_due or self._scheduler.oldest_tick() >= _STALE:
            return
        moment = self._app.clock()
        await self._app.store(self._app.archive.feeds.record_sweep, moment, moment)
        self._sign, self._sign_due, self._paused = time.monotonic(), now + _SIGN_EVERY, ""

    def _note_idle(self, idle: bool) -> None:  # noqa: FBT001 - what it notes
        """Say when all that was due at the start is polled and read: what waited for it may begin."""
        if idle and not self._caught_up:
            self._caught_up = True
            logger.info("caught up %s", self._reads.report())
            self._scheduler.run_soon("digest")
            self._scheduler.run_soon("upkeep")

    @property
    def _has_news(self) -> bool:
        """Tell whether this morning's news is there, or was waited for long enough."""
        return self._caught_up or time.monotonic() - self._started >= _FIRST_NEWS

    async def _write_digest(self) -> None:
        app = self._app
        if not self._has_news:
            return
        try:
            days = await days_written(app)
            due = policy.due_digest(
                app.clock(), app.config.timezone, app.config.schedule.digest, days[-1] if days else None
            )
            if due is not None:
                await publish(app, due.date, closes=due.closes)
            await republish_missing(app)
        except MonitorError as error:
            logger.error("the digest could not be written: %s", error)  # noqa: TRY400 - no bug

    async def _deliver(self) -> None:
        try:
            await raise_alerts(self._app)
            await deliver_due(self._app)
        except ArchiveError as error:
            logger.error("alerts and deliveries wait: %s", error)  # noqa: TRY400 - no bug

    async def _look_after(self) -> None:
        """Keep the archive in order; the archive knows what was done today, and tries again what failed."""
        app, kept, now = self._app, self._app.config.archive, self._app.clock()
        if not self._has_news:
            return
        try:
            complaints = await app.store(
                app.archive.maintenance.run_daily, now, kept.keep_text, kept.keep_pages
            )
        except ArchiveError as error:
            logger.error("upkeep of the archive failed: %s", error)  # noqa: TRY400 - no bug
            return
        for complaint in complaints:
            logger.error("archive not in order: %s", complaint)
        if complaints or self._kept_up != now.date():
            self._kept_up = now.date()
            logger.info("archive looked after complaints=%d", len(complaints))

    async def _improve_index(self) -> None:
        """Keep the search index complete; an archive of before the index is indexed little by little."""
        try:
            await improve_index(self._app)
        except ArchiveError as error:
            logger.error("the search index waits: %s", error)  # noqa: TRY400 - no bug

    async def _take_up_config(self) -> None:
        """Look for an edit, on a thread: to read thousands of feeds and keywords takes seconds."""
        if self._end.is_set():
            return
        if self._signals.take_reload():
            edit: Config | ConfigError | None = await asyncio.to_thread(self._watch.reload)
        else:
            edit = await asyncio.to_thread(self._watch.poll, self._app.clock())
        if isinstance(edit, ConfigError):
            self._refuse(edit)
        elif edit is not None:
            await self._adopt(edit)

    def _refuse(self, error: ConfigError) -> None:
        self._app.config_problems = tuple(str(problem) for problem in error.problems)
        for problem in error.problems:
            logger.error("config refused, the last good one stays in force: %s", problem)

    async def _adopt(self, config: Config) -> None:
        logger.info("config adopted version=%s", config.version)
        if _fittings(config) != _fittings(self._app.config):
            self._successor = config
            self._end.set()
            return
        await self._keep_config()
        await self._app.adopt(config)
        self._scheduler.run_soon("match")

    async def _keep_config(self) -> None:
        await asyncio.to_thread(self._watch.confirm)
        if self._watch.unkept:
            logger.warning("%s", self._watch.unkept)


def _fittings(config: Config) -> tuple[object, ...]:
    """Return what a desk is built with: a change of these takes a drain and a new desk."""
    return (config.fetch, config.extract, config.archive, config.web)
