"""However many hold on to the daemon, it is gone in the time it promises."""

import asyncio
import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.newsroom import Newsroom
from tests.system.test_daemon import archived, daemon, ended, line_with, publish_articles, write_config

PROMISED = 8.0


@asynccontextmanager
async def connection(port: int, sent: bytes) -> AsyncIterator[asyncio.StreamReader]:
    """Hold a connection on which so much was sent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1)
    try:
        writer.write(sent)
        await writer.drain()
        yield reader
    finally:
        writer.close()


@pytest.mark.fault(168, 204)
async def test_it_stops_while_all_hold_on_to_it(newsroom: Newsroom, tmp_path: Path) -> None:
    """With a host that hangs, a browser that keeps its connection and ones that dawdle it ends within 8 s."""
    paths = publish_articles(newsroom)
    asked = newsroom.hang(paths[0])
    write_config(tmp_path / "config", newsroom, listen="127.0.0.1:0")
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
