"""The daemon's parts, swept whenever a line comes: `python -m tests.system.soaked CONFIG OUTPUT START`.

Each line it reads is how many seconds its clock goes forward before the next sweep; a digest is written when
one is due. It answers with what the process and its workers hold: a JSON object.
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
    """Return what is held: descriptors, threads, processes, bytes of memory and of the archive's log."""
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
    """Do once what the daemon's jobs do at a tick; upkeep when a digest closes the day."""
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
    """Sweep at each line until they end."""
    clock = Clock(datetime.fromisoformat(start))
    async with open_app(read_config(config), output, exclusive=True, clock=clock) as app:
        while line := await asyncio.to_thread(sys.stdin.readline):
            clock.moment += timedelta(seconds=float(line))
            await turn(app)
            print(json.dumps(held(output) | {"bugs": app.bugs}), flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
