"""What the benchmarks share: contenders in processes of their own, a server in another, and their costs.

A contender is a generator: it does a piece of work, and yields its name. What the piece took is measured over
the contender's process and all that it started; the server, which runs elsewhere, is left out.
"""

import asyncio
import contextlib
import math
import multiprocessing
import os
import platform
import signal
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from aiohttp import web

_TICKS = os.sysconf("SC_CLK_TCK")
SETUP = "set-up"
Handler = Callable[[web.Request], web.StreamResponse]


@dataclass(frozen=True)
class Cost:
    """The wall and CPU seconds of one piece of work."""

    name: str
    wall: float
    cpu: float


def machine() -> str:
    """Describe the machine and the time."""
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = next((line.partition(": ")[2] for line in info.splitlines() if line.startswith("model name")), "")
    today = datetime.now(UTC).date()
    load = os.getloadavg()[0]
    return f"{today}, {os.cpu_count()} cores ({model}), Python {platform.python_version()}, load {load:.1f}"


def tree(pid: int) -> list[int]:
    """List a process and all of its descendants."""
    children = defaultdict(list)
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        children[int(fields[1])].append(int(path.parent.name))
    found, todo = [], [pid]
    while todo:
        found.append(todo.pop())
        todo += children[found[-1]]
    return found


def cpu_of(pid: int) -> float:
    """Sum the CPU seconds of a process and its descendants, including ended ones."""
    ticks = 0
    for process in tree(pid):
        try:
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        ticks += sum(map(int, fields[11:15]))
    return ticks / _TICKS


def pss_of(pids: list[int]) -> int:
    """Sum the proportional set size of processes, in bytes."""
    total = 0
    for process in pids:
        try:
            text = Path(f"/proc/{process}/smaps_rollup").read_text()
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
        total += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return total * 1024


class Contender:
    """A contender in a separate process that does its next piece of work on request.

    Several that take turns share the machine's good and bad minutes.

    Attributes:
        peak: the most memory that its processes were seen to take, bytes.
    """

    def __init__(self, work: Callable[..., Iterator[str]], *args: Any) -> None:
        context = multiprocessing.get_context("spawn")
        self._ours, theirs = context.Pipe()
        self._process = context.Process(target=_contend, args=(theirs, work, args))
        self._process.start()
        theirs.close()
        self.name = work.__name__
        self.peak = 0

    def piece(self, limit: float = math.inf) -> Cost | None:
        """Have it do its next piece of work and what sets that up; return what the piece took.

        None when it has done all, or when it took longer than `limit` seconds: then it is ended.
        """
        end = time.monotonic() + limit
        while True:
            try:
                self._ours.send(None)
                # More often would take a good part of a core away from one that uses all of them.
                while not self._ours.poll(1.0):
                    self.peak = max(self.peak, pss_of(tree(self._process.pid or 0)))
                    if time.monotonic() > end:
                        self.end()
                        return None
                cost = self._ours.recv()
            except (EOFError, BrokenPipeError, ConnectionResetError):
                break
            if cost.name != SETUP:
                return cost
        self._process.join()
        if self._process.exitcode:
            raise SystemExit(f"{self.name} failed")
        return None

    def end(self) -> None:
        """End the process and those that it started, if they still run."""
        if not self._process.is_alive():
            return
        for pid in reversed(tree(self._process.pid or 0)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.join()


def run(work: Callable[..., Iterator[str]], *args: Any) -> tuple[list[Cost], int]:
    """Run a contender to its end; return the cost of each piece without the set-up, and its memory peak."""
    contender, costs = Contender(work, *args), []
    while (cost := contender.piece()) is not None:
        costs.append(cost)
    return costs, contender.peak


def _contend(turns: Connection, work: Callable[..., Iterator[str]], args: tuple[Any, ...]) -> None:
    turns.recv()
    wall, cpu = time.perf_counter(), cpu_of(os.getpid())
    for name in work(*args):
        turns.send(Cost(name, time.perf_counter() - wall, cpu_of(os.getpid()) - cpu))
        turns.recv()
        wall, cpu = time.perf_counter(), cpu_of(os.getpid())


def medians(costs: list[Cost]) -> dict[str, Cost]:
    """Return the median cost of each piece of work."""
    return {
        name: Cost(
            name,
            statistics.median(cost.wall for cost in costs if cost.name == name),
            statistics.median(cost.cpu for cost in costs if cost.name == name),
        )
        for name in dict.fromkeys(cost.name for cost in costs)
    }


@contextmanager
def server(make_handler: Callable[..., Handler], *args: Any) -> Iterator[str]:
    """Serve on loopback from a separate process; yield its root URL."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, make_handler, args), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}"
    finally:
        process.kill()
        process.join()


def _serve(told: Connection, make_handler: Callable[..., Handler], args: tuple[Any, ...]) -> None:
    handler = make_handler(*args)

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        return handler(request)  # type: ignore[arg-type]

    async def serve() -> None:
        runner = web.ServerRunner(web.Server(answer, access_log=None))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
        told.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(serve())
