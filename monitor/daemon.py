"""The daemon: start, wait, drain, stop.

Jobs tick beside each other: sweep what is due, write the digest that is due, take up edits of the config,
look after the archive. What is due is read from the archive at each tick, so a daemon that was killed, asleep
or set to another time goes on where the archive says.
"""

import asyncio
import gc
import logging
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from monitor import policy
from monitor.archive import SqlArchive, open_archive
from monitor.assembly import open_desk
from monitor.config import ConfigWatch
from monitor.errors import ArchiveError, ConfigError, MonitorError, TaskFailed
from monitor.models import Config
from monitor.pipeline import (
    Desk,
    Status,
    days_written,
    deliver_due,
    publish,
    raise_alerts,
    read_status,
    republish_missing,
    sweep,
)
from monitor.scheduler import Job, Scheduler
from monitor.systemd import notify, watchdog_seconds
from monitor.web import keep_serving, make_app, token_of

logger = logging.getLogger(__name__)

_CONFIG_EVERY = 1.0
_SWEEP_EVERY = 10.0
_DIGEST_EVERY = 10.0
_DELIVER_EVERY = 15.0
_UPKEEP_EVERY = 60.0
_PAUSE = 30.0  # seconds without a request while nothing can be stored
_FIRST_SWEEP = 900.0  # seconds that a digest due at the start waits for it: it is to hold this morning's news
_SERVER_PATIENCE = (
    600.0  # seconds to wait at the start for the archive's server: after a boot it may come later
)
# Containers and systemd kill after 10 s by default; 2 s are left for the workers and the archive.
_PATIENCE = 6.0
# Seconds without a feed, an article or the end of a job; the backup of a large archive takes minutes.
_STALE = 900.0


def serve(config_folder: Path, output: Path) -> None:
    """Run the daemon until a signal stops it.

    Raises:
        ConfigError: there is neither a valid config nor a last good one.
        ArchiveError: the archive cannot be opened, or another daemon holds it.
    """
    asyncio.run(_serve(config_folder, output))


async def _serve(config_folder: Path, output: Path) -> None:
    watch, stop = ConfigWatch(config_folder, output), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(
            number, stop.set
        )  # while the archive is waited for; then the daemon sets its own
    config: Config | None = watch.start()
    good: Config | None = None
    while config is not None:
        try:
            async with open_desk(config, output, sole=True, patience=_SERVER_PATIENCE, stop=stop) as desk:
                # What lives now lives as long as the desk: the collector need not look at it at each sweep.
                gc.unfreeze()
                gc.collect()
                gc.freeze()
                good, config = config, await Daemon(desk, watch).run()
        except MonitorError as error:
            if stop.is_set():
                break
            if good is None or good is config:
                raise
            watch.give_up(good, str(error))
            config = good
    logger.info("stopped")


class Daemon:
    """The jobs and signals around one desk."""

    def __init__(self, desk: Desk, watch: ConfigWatch) -> None:
        self._desk = desk
        self._watch = watch
        self._stop = asyncio.Event()
        self._successor: Config | None = None
        self._paused_until = 0.0
        self._paused = ""
        self._told_to_reload = False
        self._page_trouble: str | None = None
        self._started = time.monotonic()
        self._swept = False
        self._kept_up: date | None = None
        self._scheduler = Scheduler(
            (
                Job("config", _CONFIG_EVERY, self._take_up_config),
                Job("sweep", _SWEEP_EVERY, self._sweep),
                Job("digest", _DIGEST_EVERY, self._write_digest),
                Job("deliver", _DELIVER_EVERY, self._deliver),
                Job("upkeep", _UPKEEP_EVERY, self._look_after),
            )
        )
        desk.progress = lambda step, done, total: self._scheduler.note_life("sweep")  # noqa: ARG005

    async def run(self) -> Config | None:
        """Start the jobs, wait for a signal, drain, stop; return a config that needs a new desk, if any."""
        if self._watch.problems:
            self._refuse(ConfigError(self._watch.problems))
        # Before the page says that the daemon is there: who reads that may stop it.
        with self._signals():
            async with self._page():
                await self._keep_config()
                await self._work()
        return self._successor

    async def _work(self) -> None:
        self._scheduler.start()
        notify("READY=1")
        logger.info("started pid=%d feeds=%d", os.getpid(), len(self._desk.config.feeds))
        await self._wait()
        notify("STOPPING=1")
        logger.info("stopping")
        self._desk.stop()
        await self._scheduler.stop(_PATIENCE)

    @asynccontextmanager
    async def _page(self) -> AsyncIterator[None]:
        """Serve the local page while the daemon runs, if the config names an address.

        Raises:
            ConfigError: the address is none, or is open to other machines.
        """
        told = self._desk.config.web
        if not told.listen:
            yield
            return
        make = partial(
            make_app,
            self._status,
            self._scheduler.oldest_tick,
            self._desk.output,
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
            await self._desk.store(self._desk.archive.tell, "page", trouble, self._desk.clock())
        except ArchiveError as error:
            logger.warning("a notice of the page could not be kept: %s", error)

    async def _status(self) -> Status:
        desk = self._desk
        if isinstance(desk.archive, SqlArchive) and desk.archive.in_memory:
            status = await desk.store(
                read_status, desk.config, desk.archive, desk.clock(), desk.config_problems
            )
        else:
            status = await asyncio.to_thread(self._read_status)
        return replace(status, notices=(self._paused, *status.notices)) if self._paused else status

    def _read_status(self) -> Status:
        """Read beside the archive's own thread: a page never waits for a sweep's transactions."""
        desk = self._desk
        with open_archive(desk.config.archive.url, desk.output, create=False, readonly=True) as archive:
            return read_status(desk.config, archive, desk.clock(), desk.config_problems)

    async def _wait(self) -> None:
        """Wait for the signal to stop; meanwhile tell systemd that the ticks are fresh, if it asks."""
        interval = watchdog_seconds()
        while not self._stop.is_set():
            try:
                async with asyncio.timeout(interval):
                    await self._stop.wait()
            except TimeoutError:
                if self._scheduler.oldest_tick() < _STALE:
                    notify("WATCHDOG=1")

    @contextmanager
    def _signals(self) -> Iterator[None]:
        """Stop on SIGTERM and SIGINT, at once on the second; reload on SIGHUP.

        Handlers are set even for what Python ignores by default: process 1 of a container gets no defaults.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._told_to_stop)
        loop.add_signal_handler(signal.SIGHUP, self._reload)
        try:
            yield
        finally:
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                loop.remove_signal_handler(number)

    def _told_to_stop(self) -> None:
        if self._stop.is_set() and self._successor is None:
            logger.warning("stopping at once: told twice")
            os._exit(1)  # all that was acknowledged is in the archive
        self._successor = None
        self._stop.set()

    async def _sweep(self) -> None:
        if time.monotonic() < self._paused_until:
            return
        try:
            await sweep(self._desk)
            self._paused = ""
        except ArchiveError as error:
            self._paused_until = time.monotonic() + _PAUSE
            self._paused = f"nothing can be stored, fetching pauses: {error}"
            logger.error("%s", self._paused)  # noqa: TRY400 - no bug
        except TaskFailed as error:
            logger.error("the sweep ends early and is begun again: %s", error)  # noqa: TRY400 - no bug
        finally:
            if not self._swept:
                self._swept = True
                self._scheduler.run_soon("upkeep")

    async def _write_digest(self) -> None:
        desk = self._desk
        if not self._swept and time.monotonic() - self._started < _FIRST_SWEEP:
            return
        try:
            days = await days_written(desk)
            due = policy.due_digest(
                desk.clock(), desk.config.timezone, desk.config.schedule.digest, days[-1] if days else None
            )
            if due is not None:
                await publish(desk, due.date, closes=due.closes)
            await republish_missing(desk)
        except MonitorError as error:
            logger.error("the digest could not be written: %s", error)  # noqa: TRY400 - no bug

    async def _deliver(self) -> None:
        try:
            await raise_alerts(self._desk)
            await deliver_due(self._desk)
        except ArchiveError as error:
            logger.error("alerts and deliveries wait: %s", error)  # noqa: TRY400 - no bug

    async def _look_after(self) -> None:
        """Keep the archive in order, after the first sweep; what failed it tries again by itself."""
        desk, kept, now = self._desk, self._desk.config.archive, self._desk.clock()
        if not self._swept:
            return
        try:
            complaints = await desk.store(desk.archive.look_after, now, kept.keep_text, kept.keep_pages)
        except ArchiveError as error:
            logger.error("upkeep of the archive failed: %s", error)  # noqa: TRY400 - no bug
            return
        for complaint in complaints:
            logger.error("archive not in order: %s", complaint)
        if complaints or self._kept_up != now.date():
            self._kept_up = now.date()
            logger.info("archive looked after complaints=%d", len(complaints))

    async def _take_up_config(self) -> None:
        """Look for an edit, on a thread: to read thousands of feeds and keywords takes seconds."""
        if self._told_to_reload:
            self._told_to_reload = False
            edit: Config | ConfigError | None = await asyncio.to_thread(self._watch.reload)
        else:
            edit = await asyncio.to_thread(self._watch.poll, self._desk.clock())
        if isinstance(edit, ConfigError):
            self._refuse(edit)
        elif edit is not None:
            await self._adopt(edit)

    def _reload(self) -> None:
        self._told_to_reload = True
        self._scheduler.run_soon("config")

    def _refuse(self, error: ConfigError) -> None:
        self._desk.config_problems = tuple(str(problem) for problem in error.problems)
        for problem in error.problems:
            logger.error("config refused, the last good one stays in force: %s", problem)

    async def _adopt(self, config: Config) -> None:
        logger.info("config adopted version=%s", config.version)
        if _fittings(config) != _fittings(self._desk.config):
            self._successor = config
            self._stop.set()
            return
        await self._keep_config()
        await self._desk.adopt(config)
        self._scheduler.run_soon("sweep")

    async def _keep_config(self) -> None:
        await asyncio.to_thread(self._watch.confirm)
        if self._watch.unkept:
            logger.warning("%s", self._watch.unkept)


def _fittings(config: Config) -> tuple[object, ...]:
    """Return what a desk is built with: a change of these takes a drain and a new desk."""
    return (config.fetch, config.extract, config.archive, config.web)
