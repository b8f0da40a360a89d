"""The jobs of the daemon, run once for each line read: `python -m tests.system.soaked CONFIG OUTPUT START`.

A line is the number of seconds by which the clock moves before the next sweep. A digest is written when it
is due. The answer is a JSON object with the descriptors, threads, processes and memory in use.
"""

import asyncio
import json
import os
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path

import monitor.service.daemon
import monitor.web
from monitor import policy
from monitor.app import open_app
from monitor.config import read_config
from monitor.pipeline import AppContext, deliver_due, publish, raise_alerts, sweep
from tests.apps import Clock

HELD_IN_MEMORY_TOO = (monitor.service.daemon, monitor.web)


def held(output: Path) -> dict[str, int]:
    """Return the descriptors, threads, processes, bytes of memory and bytes of the archive's log in use."""
    tree = [os.getpid()]
    for process in tree:
        for children in Path(f"/proc/{process}/task").glob("*/children"):
            tree += map(int, children.read_text(encoding="ascii").split())
    sizes = [_pss(process) for process in tree]
    log = output / "archive.db-wal"
    return {
        "descriptors": len(os.listdir("/proc/self/fd")),  # noqa: PTH208 - links that may be gone by now
        "threads": threading.active_count(),
        "processes": len(tree),
        "alone": sizes[0],
        "together": sum(sizes),
        "log": log.stat().st_size if log.exists() else 0,
    }


def _pss(process: int) -> int:
    try:
        told = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next(int(line.split()[1]) * 1024 for line in told.splitlines() if line.startswith("Pss:"))


async def turn(app: AppContext) -> None:
    """Run each job of the daemon once, and the daily maintenance when a digest closes the day."""
    await sweep(app)
    days = await app.store(app.archive.digests.windows)
    config = app.config
    last = days[-1] if days else None
    due = policy.due_digest(app.clock(), config.timezone, config.schedule.digest, last)
    await raise_alerts(app)
    if due is not None:
        await publish(app, due.date, closes=due.closes)
        kept = config.archive
        await app.store(app.archive.maintenance.run_daily, app.clock(), kept.keep_text, kept.keep_pages)
    await deliver_due(app)


async def main(config: Path, output: Path, start: str) -> None:
    """Run a sweep for each line of standard input."""
    clock = Clock(datetime.fromisoformat(start))
    async with open_app(read_config(config), output, exclusive=True, clock=clock) as app:
        while line := await asyncio.to_thread(sys.stdin.readline):
            clock.moment += timedelta(seconds=float(line))
            await turn(app)
            print(json.dumps(held(output) | {"unexpected": app.unexpected}), flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
