"""The scheduler runs its jobs, survives their bugs, and finishes running jobs before it stops."""

import asyncio
import logging

import pytest

from monitor.service.scheduler import Job, Scheduler


async def test_every_job_runs_at_once() -> None:
    """A started scheduler does not wait an interval before the first run."""
    ran = {name: asyncio.Event() for name in ("sweep", "digest")}

    def setter(name: str):
        async def run() -> None:
            ran[name].set()

        return run

    scheduler = Scheduler(tuple(Job(name, 3600, setter(name)) for name in ran))
    scheduler.start()
    async with asyncio.timeout(5):
        await asyncio.gather(*(event.wait() for event in ran.values()))
    await scheduler.stop(1)
    assert set(scheduler.last_ticks) == set(ran)


async def test_a_failed_job_runs_again(caplog: pytest.LogCaptureFixture) -> None:
    """A job that raises logs its traceback and runs again at its next time."""
    runs = asyncio.Queue[int]()

    async def run() -> None:
        runs.put_nowait(1)
        raise ZeroDivisionError

    scheduler = Scheduler((Job("sweep", 3600, run),))
    with caplog.at_level(logging.ERROR):
        scheduler.start()
        async with asyncio.timeout(5):
            await runs.get()
            scheduler.run_soon("sweep")
            await runs.get()
        await scheduler.stop(1)
    assert "ZeroDivisionError" in caplog.text
    assert "job=sweep" in caplog.text


async def test_a_sign_of_life_resets_the_age_of_a_job(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sign of life resets the age that the watchdog checks; without one the age grows."""
    now = 1000.0
    monkeypatch.setattr("monitor.service.scheduler.time.monotonic", lambda: now)

    async def run() -> None:
        """Do nothing, because the scheduler is never started."""

    scheduler = Scheduler((Job("sweep", 3600, run), Job("digest", 3600, run)))
    now += 800
    scheduler.record_heartbeat("sweep")
    assert scheduler.oldest_tick() == 800
    scheduler.record_heartbeat("digest")
    assert scheduler.oldest_tick() == 0
    now += 5
    assert scheduler.oldest_tick() == 5


@pytest.mark.fault(168)
async def test_stopping_waits_for_running_jobs() -> None:
    """A running job finishes before the scheduler has stopped, and no other job starts."""
    started, release, done = asyncio.Event(), asyncio.Event(), []

    async def run() -> None:
        started.set()
        await release.wait()
        done.append(True)

    scheduler = Scheduler((Job("sweep", 3600, run),))
    scheduler.start()
    async with asyncio.timeout(5):
        await started.wait()
        stopping = asyncio.create_task(scheduler.stop(5))
        await asyncio.sleep(0)
        assert not stopping.done()
        release.set()
        await stopping
    assert done == [True]


@pytest.mark.fault(168)
async def test_stopping_cancels_jobs_after_the_timeout() -> None:
    """A job that does not end in time is cancelled, and can still clean up."""
    started, cleaned = asyncio.Event(), []

    async def run() -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            cleaned.append(True)

    scheduler = Scheduler((Job("sweep", 3600, run),))
    scheduler.start()
    async with asyncio.timeout(5):
        await started.wait()
        await scheduler.stop(0.01)
    assert cleaned == [True]
