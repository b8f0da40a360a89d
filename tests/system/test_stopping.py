"""The daemon stops within its promised time, whatever its peers do."""

import asyncio
import re
import signal
import sqlite3
import sys
from asyncio.subprocess import PIPE, create_subprocess_exec
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from tests.faulty_site import FaultySite
from tests.system.test_daemon import archived, daemon, ended, line_with, publish_articles, write_config

PROMISED = 8.0


@asynccontextmanager
async def connection(port: int, sent: bytes) -> AsyncIterator[asyncio.StreamReader]:
    """Open a connection and send these bytes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1)
    try:
        writer.write(sent)
        await writer.drain()
        yield reader
    finally:
        writer.close()


@pytest.mark.fault(168, 204)
async def test_slow_peers_do_not_delay_a_stop(demo_site: FaultySite, tmp_path: Path) -> None:
    """With a hanging host, an open browser connection and slow clients the daemon ends within 8 s."""
    paths = publish_articles(demo_site)
    asked = demo_site.hang(paths[0])
    write_config(tmp_path / "config", demo_site, listen="127.0.0.1:0")
    get = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    async with daemon(tmp_path) as process:
        found = re.search(r"http://[0-9.]+:([0-9]+)", await line_with(process, "page served"))
        assert found is not None
        port = int(found[1])
        await asyncio.wait_for(asked.wait(), 30)
        async with (
            connection(port, get + b"\r\n") as kept,
            connection(port, get),  # its head never ends
            connection(port, (get + b"\r\n") * 500),  # none of the answers is read
        ):
            assert await asyncio.wait_for(kept.read(9), 30) == b"HTTP/1.1 "
            process.send_signal(signal.SIGTERM)
            code, log = await ended(process, PROMISED)
    assert code == 0
    assert "Traceback" not in log
    assert sum(archived(tmp_path).values()) == len(paths)


@pytest.mark.parametrize("stop_signal", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
async def test_a_stopped_sweep_stores_the_pages_it_read(
    demo_site: FaultySite, tmp_path: Path, stop_signal: signal.Signals
) -> None:
    """A stopped `run --once` reports it, exits with 1, and stores the pages read so far."""
    paths = publish_articles(demo_site)
    asked = demo_site.hang(paths[0])
    write_config(tmp_path / "config", demo_site)
    folders = ("--config", str(tmp_path / "config"), "--output", str(tmp_path / "output"))
    with not_ignored(stop_signal):
        process = await create_subprocess_exec(
            sys.executable, "-m", "monitor", *folders, "run", "--once", stderr=PIPE
        )
    try:
        await asyncio.wait_for(asked.wait(), 60)
        async with asyncio.timeout(60):  # the others are read meanwhile
            while not demo_site_paths(demo_site).issuperset(paths):  # noqa: ASYNC110 - another process asks
                await asyncio.sleep(0.05)
        await asyncio.sleep(1)
        process.send_signal(stop_signal)
        code, log = await ended(process, PROMISED)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()
    assert (code, "Traceback" in log) == (1, False)
    assert "interrupted; stored work is kept" in log
    connection = sqlite3.connect(tmp_path / "output" / "archive.db")
    (stored,) = connection.execute("SELECT count(settled) FROM articles").fetchone()
    connection.close()
    assert 32 < stored < len(paths)  # 32 are stored together; what was read after them is stored by the stop


@contextmanager
def not_ignored(stop_signal: signal.Signals) -> Iterator[None]:
    """Start processes that receive a signal, even if the tests run under nohup or as a job of a script."""
    before = signal.getsignal(stop_signal)
    if before is signal.SIG_IGN:
        signal.signal(stop_signal, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(stop_signal, before)


def demo_site_paths(demo_site: FaultySite) -> set[str]:
    """Return the requested paths."""
    return {received.path for received in demo_site.received}
