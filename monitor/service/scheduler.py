"""The scheduler: APScheduler as a ticker; what is due is asked of the archive at each tick, not kept here.

APScheduler 3.11 reckons by the wall clock: set back by an hour it stays silent for that hour, and with its
default grace of one second a busy loop silently loses a job (faults.md, finding 8). So no job misfires here,
late ones run once, and a pulse on the monotonic clock sets the jobs right when the wall clock has jumped.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.events import EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

logger = logging.getLogger(__name__)

_PULSE_SECONDS = 5.0
_JUMP_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Job:
    """Something done again and again, never twice at once.

    Attributes:
        name: for the log and for `last_ticks`.
        every: seconds from start to start; a run that takes longer delays the next.
        run: what is done; an exception is logged with its traceback and the job goes on.
    """

    name: str
    every: float
    run: Callable[[], Awaitable[object]]


class Scheduler:
    """Runs jobs on the event loop until it is stopped.

    Attributes:
        last_ticks: monotonic time at which each job last ended, well or badly, or last gave a sign of life.
    """

    def __init__(self, jobs: tuple[Job, ...]) -> None:
        self.last_ticks: dict[str, float] = {}
        self._jobs = jobs
        self._running: set[asyncio.Task[None]] = set()
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._scheduler.add_listener(_log_missed, EVENT_JOB_MISSED)
        self._started = time.monotonic()
        self._pulse: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Run every job at once, then each at its interval."""
        for job in self._jobs:
            self._scheduler.add_job(
                self._tick,
                "interval",
                seconds=job.every,
                args=[job],
                id=job.name,
                next_run_time=datetime.now(UTC),
            )
        self._scheduler.start()
        self._pulse = asyncio.create_task(self._watch_the_clock())

    async def stop(self, patience: float) -> None:
        """Start nothing more, wait up to `patience` seconds for what runs, then cancel it.

        APScheduler's own `shutdown(wait=True)` cancels running coroutines at once.
        """
        self._scheduler.pause()
        if self._pulse is not None:
            self._pulse.cancel()
        running = set(self._running)
        if running:
            _, late = await asyncio.wait(running, timeout=patience)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late, timeout=2.0)
        self._scheduler.shutdown(wait=False)

    def run_soon(self, name: str) -> None:
        """Run a job at the next turn of the loop instead of at its next interval."""
        self._scheduler.modify_job(name, next_run_time=datetime.now(UTC))

    def note_life(self, name: str) -> None:
        """Note that a job under way goes forward: a long one is not taken for one that hangs."""
        self.last_ticks[name] = time.monotonic()

    def oldest_tick(self) -> float:
        """Return how many seconds ago the quietest job ended or went forward: the watchdog's evidence."""
        return time.monotonic() - min(self.last_ticks.get(job.name, self._started) for job in self._jobs)

    async def _tick(self, job: Job) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine always runs in a task
        self._running.add(task)
        try:
            await job.run()
        except asyncio.CancelledError:
            logger.info("job cut short job=%s", job.name)
        except Exception:
            logger.exception("job failed job=%s", job.name)
        finally:
            self._running.discard(task)
            self.note_life(job.name)

    async def _watch_the_clock(self) -> None:
        wall, steady = datetime.now(UTC), time.monotonic()
        while True:
            await asyncio.sleep(_PULSE_SECONDS)
            passed = time.monotonic() - steady
            jump = (datetime.now(UTC) - wall) - timedelta(seconds=passed)
            wall, steady = datetime.now(UTC), time.monotonic()
            if abs(jump.total_seconds()) < _JUMP_SECONDS:
                continue
            logger.warning("clock jumped seconds=%.0f", jump.total_seconds())
            for job in self._jobs:
                with contextlib.suppress(Exception):
                    self.run_soon(job.name)


def _log_missed(event: JobExecutionEvent) -> None:
    logger.warning("job missed job=%s", event.job_id)
