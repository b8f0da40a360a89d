"""Run jobs at fixed intervals with APScheduler. What is due is read from the archive at each tick.

APScheduler 3.11 uses the wall clock: if the clock is set back by an hour, no job runs for an hour, and with
the default `misfire_grace_time` of one second a busy event loop silently loses runs (faults.md, finding 8).
Here no run misfires, late runs are merged into one, and a check on the monotonic clock reschedules all jobs
when the wall clock jumps.
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
    """A function that runs at an interval, never twice at once.

    Attributes:
        name: name for the log and for `last_ticks`.
        every: seconds from start to start; a longer run delays the next one.
        run: the function; an exception is logged with its traceback and the job continues.
    """

    name: str
    every: float
    run: Callable[[], Awaitable[object]]


class Scheduler:
    """Runs jobs on the event loop until it is stopped.

    Attributes:
        last_ticks: monotonic time at which each job last ended (or failed), or last recorded a heartbeat.
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
        """Run every job now, then each at its interval."""
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
        self._pulse = asyncio.create_task(self._watch_clock())

    async def stop(self, seconds: float) -> None:
        """Start no further run, wait up to `seconds` for running jobs, then cancel them.

        APScheduler's own `shutdown(wait=True)` cancels running coroutines at once.
        """
        self._scheduler.pause()
        if self._pulse is not None:
            self._pulse.cancel()
        running = set(self._running)
        if running:
            _, late = await asyncio.wait(running, timeout=seconds)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late, timeout=2.0)
        self._scheduler.shutdown(wait=False)

    def run_soon(self, name: str) -> None:
        """Run a job in the next turn of the event loop instead of at its next interval."""
        self._scheduler.modify_job(name, next_run_time=datetime.now(UTC))

    def record_heartbeat(self, name: str) -> None:
        """Record that a running job makes progress, so that a long run does not count as a hang."""
        self.last_ticks[name] = time.monotonic()

    def oldest_tick(self) -> float:
        """Return the seconds since the least recent job ended or recorded a heartbeat, for the watchdog."""
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
            self.record_heartbeat(job.name)

    async def _watch_clock(self) -> None:
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
