"""Malformed requests get the page's own answer and headers, without a traceback."""

import asyncio
import logging
from pathlib import Path

import pytest

from monitor.web import make_app, serve


@pytest.mark.fault(307)
@pytest.mark.parametrize(
    "sent",
    [
        b"NONSENSE\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nbad header\r\n\r\n",
        b"GET /" + b"a" * 300_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    ],
)
async def test_a_malformed_request(
    sent: bytes, tmp_path: Path, facts, caplog: pytest.LogCaptureFixture
) -> None:
    """A malformed request is refused with the security headers, without a library name, in one log line."""
    app = make_app(facts.sources(), tmp_path)
    with caplog.at_level(logging.INFO):
        async with serve(app, "127.0.0.1:0") as (host, port):
            reader, writer = await asyncio.open_connection(host, port)
            writer.write(sent)
            answer = await asyncio.wait_for(reader.read(), 10)
            writer.close()
    assert answer.startswith(b"HTTP/1.")
    assert b" 400 " in answer.splitlines()[0]
    assert b"Server: monitor" in answer
    assert b"nosniff" in answer
    assert b"aiohttp" not in answer
    assert b"Traceback" not in answer
    assert not [record for record in caplog.records if record.exc_info or record.levelno > logging.INFO]
