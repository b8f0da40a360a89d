"""The daemon: start, wait, drain, stop.

Independent jobs poll due feeds, read pending pages, write due digests, apply config edits and maintain the
archive. No job waits for another or for a slow host. What is due is read from the archive, so after a kill, a
suspend or a clock change the daemon continues from the stored state.
"""

import asyncio
import gc
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from monitor import policy
from monitor.app import open_app
from monitor.config import ConfigReloader
from monitor.errors import ArchiveError, ConfigError, MonitorError, TaskFailed
from monitor.models import Config
from monitor.pipeline import (
    STALE,
    AppContext,
    PollStream,
    ReadStream,
    days_written,
    deliver_due,
    improve_index,
    match_again,
    publish,
    raise_alerts,
    republish_missing,
    score_open_digest,
    write_due_periods,
)
from monitor.service.local_page import LocalPage, PageAccess
from monitor.service.scheduler import Job, Scheduler
from monitor.service.signals import Signals
from monitor.service.systemd import notify, watchdog_seconds

logger = logging.getLogger(__name__)

_CONFIG_EVERY = 1.0
_POLL_EVERY = 0.5
_READ_EVERY = 0.5
_MATCH_EVERY = 10.0
_HEARTBEAT_EVERY = 10.0  # seconds between heartbeats in the archive; health checks read them
_DIGEST_EVERY = 10.0
_DELIVER_EVERY = 15.0
_MAINTENANCE_EVERY = 60.0
_INDEX_EVERY = 10.0
_OPINION_EVERY = 60.0
_OPINION_PAUSE = 1800.0  # between two second opinions on new candidates: each starts a process
_PAUSE = 30.0  # seconds without requests after the archive failed to store something
# Seconds that a digest due at the start waits for the first sweep, so that it contains the latest news.
_FIRST_SWEEP_TIMEOUT = 60.0
_SERVER_TIMEOUT = 600.0  # seconds to wait for the database server, which may start after the daemon at boot
# Docker kills after 10 s by default; this leaves time to close the workers and the archive.
_STOP_TIMEOUT = 6.0
# Seconds without progress before the daemon counts as hanging. A backup of a large archive takes minutes.
_STALE = STALE.total_seconds()


def run_daemon(config_folder: Path, output: Path, announce: Callable[[str], None]) -> None:
    """Run the daemon until a signal stops it.

    Args:
        config_folder: the folder with the config files.
        output: the folder for the archive and the digests.
        announce: called with a link that logs one browser in to the local page, if it is on loopback.

    Raises:
        ConfigError: there is neither a valid config nor a saved one.
        ArchiveError: the archive cannot be opened, or another daemon holds its lock.
    """
    signals = Signals()
    signals.install()
    asyncio.run(serve_config(config_folder, output, signals, announce))


async def serve_config(
    config_folder: Path, output: Path, signals: Signals, announce: Callable[[str], None]
) -> None:
    """Run the daemon with a config folder until a signal stops it; see `run_daemon`."""
    page_access = PageAccess(announce)
    reloader, stop = ConfigReloader(config_folder, output), asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop_waiting() -> None:
        if signals.stop_requested:
            loop.call_soon_threadsafe(stop.set)

    config: Config | None = reloader.start()
    working: Config | None = None
    while config is not None and not signals.stop_requested:
        signals.starting = True
        try:
            signals.listen(stop_waiting)  # during the wait for the archive; the daemon replaces this listener
            async with open_app(
                config, output, exclusive=True, server_timeout=_SERVER_TIMEOUT, stop=stop
            ) as app:
                signals.starting = False
                # Current objects live as long as the app, so the garbage collector can skip them.
                gc.unfreeze()
                gc.collect()
                gc.freeze()
                working, config = config, await Daemon(app, reloader, signals, page_access).run()
        except MonitorError as error:
            if signals.stop_requested:
                break
            if working is None or working is config:
                raise
            reloader.roll_back(working, str(error))
            config = working
    logger.info("stopped")


class Daemon:
    """Runs the jobs of one application context."""

    def __init__(
        self, app: AppContext, reloader: ConfigReloader, signals: Signals, page_access: PageAccess
    ) -> None:
        self._page_access = page_access
        self._app = app
        self._reloader = reloader
        self._signals = signals
        self._ended = asyncio.Event()
        self._next_config: Config | None = None
        self._paused_until = 0.0
        self._pause_reason = ""
        self._started = time.monotonic()
        self._caught_up = False  # the first sweep is over
        self._idle_noted = False  # and so is the first after the last pause
        self._polls = PollStream(app)
        self._reads = ReadStream(app)
        self._heartbeat = time.monotonic()  # time of the last stored heartbeat
        self._heartbeat_due = 0.0
        self._page = LocalPage(
            app, page_access, lambda: time.monotonic() - self._heartbeat, lambda: self._pause_reason
        )
        self._maintained: date | None = None
        self._opinion_due, self._opinion_until = 0.0, datetime.min.replace(tzinfo=UTC)
        self._scheduler = Scheduler(
            (
                Job("config", _CONFIG_EVERY, self._check_config),
                Job("poll", _POLL_EVERY, self._poll),
                Job("read", _READ_EVERY, self._read),
                Job("match", _MATCH_EVERY, self._match_again),
                Job("digest", _DIGEST_EVERY, self._write_digest),
                Job("deliver", _DELIVER_EVERY, self._deliver),
                Job("maintenance", _MAINTENANCE_EVERY, self._run_maintenance),
                Job("index", _INDEX_EVERY, self._improve_index),
                Job("opinion", _OPINION_EVERY, self._ask_second_opinion),
            )
        )

    async def run(self) -> Config | None:
        """Run the jobs until a signal or a config that needs a new context; return that config, or None."""
        if self._reloader.problems:
            self._refuse(ConfigError(self._reloader.problems))
        async with self._page.served():
            await self._save_config()
            if not self._signals.stop_requested:
                await self._work()
        return None if self._signals.stop_requested else self._next_config

    async def _work(self) -> None:
        self._scheduler.start()
        loop = asyncio.get_running_loop()
        self._signals.listen(lambda: loop.call_soon_threadsafe(self._handle_signal))
        notify("READY=1")
        logger.info("started pid=%d feeds=%d", os.getpid(), len(self._app.config.feeds))
        await self._wait()
        notify("STOPPING=1")
        logger.info("stopping")
        self._app.stop()
        await asyncio.gather(
            self._scheduler.stop(_STOP_TIMEOUT),
            self._polls.stop(_STOP_TIMEOUT),
            self._reads.stop(_STOP_TIMEOUT),
        )
        await self._reads.stop(0)  # what the last tick started or read

    async def _wait(self) -> None:
        """Wait for the end; meanwhile notify the systemd watchdog while the jobs make progress."""
        interval = watchdog_seconds()
        while not self._ended.is_set():
            try:
                async with asyncio.timeout(interval):
                    await self._ended.wait()
            except TimeoutError:
                if self._scheduler.oldest_tick() < _STALE:
                    notify("WATCHDOG=1")

    def _handle_signal(self) -> None:
        """Stop or reload after a signal; runs on the event loop."""
        if self._signals.stop_requested:
            self._ended.set()
        elif not self._ended.is_set():  # otherwise the next context reloads
            self._scheduler.run_soon("config")

    async def _poll(self) -> None:
        if time.monotonic() < self._paused_until:
            return
        with self._pausing_on_errors():
            # Write before the first request: if nothing can be stored, nothing is fetched.
            await self._store_heartbeat()
            await self._polls.tick()

    async def _read(self) -> None:
        if time.monotonic() < self._paused_until:
            return
        with self._pausing_on_errors():
            polled = self._polls.idle  # all polls are stored, so the tick sees their entries
            await self._reads.tick()
            self._note_idle(polled and self._reads.idle)

    async def _match_again(self) -> None:
        with self._pausing_on_errors():
            await match_again(self._app)

    @contextmanager
    def _pausing_on_errors(self) -> Iterator[None]:
        """Pause fetching on an ArchiveError; end the step on a TaskFailed."""
        try:
            yield
        except ArchiveError as error:
            self._paused_until = time.monotonic() + _PAUSE
            self._pause_reason = f"nothing can be stored, fetching pauses: {error}"
            logger.error("%s", self._pause_reason)  # noqa: TRY400 - no bug
            self._heartbeat_due = 0.0
            self._idle_noted = False
            self._polls.reset()
            self._reads.reset()
        except TaskFailed as error:
            logger.error("a step ended early and will be repeated: %s", error)  # noqa: TRY400 - no bug

    async def _store_heartbeat(self) -> None:
        """Store that all jobs make progress, for the page and `monitor status --health`."""
        now = time.monotonic()
        if now < self._heartbeat_due or self._scheduler.oldest_tick() >= _STALE:
            return
        moment = self._app.clock()
        await self._app.store(self._app.archive.feeds.record_sweep, moment, moment)
        self._heartbeat, self._heartbeat_due = time.monotonic(), now + _HEARTBEAT_EVERY
        if self._pause_reason:
            logger.info("the archive can be written again, fetching continues")
        self._pause_reason = ""

    def _note_idle(self, idle: bool) -> None:  # noqa: FBT001 - private
        """Log the end of the first sweep, or of the first after a pause, and start the waiting jobs."""
        if idle and not self._idle_noted:
            self._idle_noted = self._caught_up = True
            logger.info("caught up %s", self._reads.report())
            self._scheduler.run_soon("digest")
            self._scheduler.run_soon("maintenance")

    @property
    def _first_sweep_over(self) -> bool:
        """Return True if the first sweep is done or has timed out."""
        return self._caught_up or time.monotonic() - self._started >= _FIRST_SWEEP_TIMEOUT

    async def _write_digest(self) -> None:
        app = self._app
        if not self._first_sweep_over:
            return
        try:
            days = await days_written(app)
            due = policy.due_digest(
                app.clock(), app.config.timezone, app.config.schedule.digest, days[-1] if days else None
            )
            if due is not None:
                await publish(app, due.date, closes=due.closes)
            await republish_missing(app)
            await write_due_periods(app)
        except MonitorError as error:
            logger.error("the digest could not be written: %s", error)  # noqa: TRY400 - no bug

    async def _deliver(self) -> None:
        try:
            await raise_alerts(self._app)
            await deliver_due(self._app)
        except ArchiveError as error:
            logger.error("alerts and deliveries are delayed: %s", error)  # noqa: TRY400 - no bug

    async def _run_maintenance(self) -> None:
        """Run the daily maintenance; the archive records what is done and retries what failed."""
        app, kept, now = self._app, self._app.config.archive, self._app.clock()
        if not self._first_sweep_over:
            return
        try:
            problems = await app.store(
                app.archive.maintenance.run_daily, now, kept.keep_text, kept.keep_pages
            )
        except ArchiveError as error:
            logger.error("maintenance of the archive failed: %s", error)  # noqa: TRY400 - no bug
            return
        for problem in problems:
            logger.error("archive not in order: %s", problem)
        if problems or self._maintained != now.date():
            self._maintained = now.date()
            logger.info("archive maintenance done problems=%d", len(problems))

    async def _improve_index(self) -> None:
        """Add missing articles to the search index, some at each run."""
        try:
            await improve_index(self._app)
        except ArchiveError as error:
            logger.error("indexing is delayed: %s", error)  # noqa: TRY400 - no bug

    async def _ask_second_opinion(self) -> None:
        """Read the candidates that are new, if an encoder is installed; see `score_open_digest`."""
        now = time.monotonic()
        if not self._first_sweep_over or now < self._opinion_due:
            return
        self._opinion_due = now + _OPINION_PAUSE
        try:
            self._opinion_until = await score_open_digest(self._app, self._opinion_until)
        except (ArchiveError, TaskFailed) as error:
            logger.error("the second opinion is delayed: %s", error)  # noqa: TRY400 - no bug

    async def _check_config(self) -> None:
        """Look for a config edit on a thread, because large files take seconds to read."""
        if self._ended.is_set():
            return
        if self._signals.take_reload():
            edit: Config | ConfigError | None = await asyncio.to_thread(self._reloader.reload)
            self._page_access.announce_link()
        else:
            edit = await asyncio.to_thread(self._reloader.poll, self._app.clock())
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
        if _resources(config) != _resources(self._app.config):
            self._next_config = config
            self._ended.set()
            return
        await self._save_config()
        await self._app.adopt(config)
        self._scheduler.run_soon("match")

    async def _save_config(self) -> None:
        await asyncio.to_thread(self._reloader.confirm)
        if self._reloader.save_error:
            logger.warning("%s", self._reloader.save_error)


def _resources(config: Config) -> tuple[object, ...]:
    """Return the settings whose change needs a new context."""
    return (config.fetch, config.extract, config.archive, config.web)
