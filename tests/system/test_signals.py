"""Signals are obeyed at any moment: none kills by default, none is lost, and a stop is final."""

import asyncio
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faulty_site import FaultySite
from tests.system.test_daemon import daemon, ended, line_with, publish_articles, write_config


def edit_fetching(folder: Path, per_host: int) -> None:
    """Make an edit that needs a drain and a new app context."""
    file = folder / "monitor.toml"
    kept = [line for line in file.read_text(encoding="utf-8").splitlines() if "per_host" not in line]
    kept.insert(kept.index("[fetch]") + 1, f"per_host = {per_host}")
    file.write_text("\n".join(kept) + "\n", encoding="utf-8")


@pytest.mark.fault(260)
@pytest.mark.parametrize("delay", [0.0, 0.2, 0.6])
async def test_reloads_while_an_edit_is_applied(demo_site: FaultySite, tmp_path: Path, delay: float) -> None:
    """Two edits, each with a SIGHUP, are both applied, whenever the second comes."""
    publish_articles(demo_site)
    write_config(tmp_path / "config", demo_site)
    async with daemon(tmp_path) as process:
        await line_with(process, "digest written")
        for per_host in (3, 4):
            edit_fetching(tmp_path / "config", per_host)
            process.send_signal(signal.SIGHUP)
            await asyncio.sleep(delay)
        process.send_signal(signal.SIGHUP)
        await line_with(process, "config adopted")
        await line_with(process, "started")
        assert process.returncode is None
        process.send_signal(signal.SIGTERM)
        code, log = await ended(process, 10)
    assert (code, "Traceback" in log) == (0, False)
    assert "per_host = 4" in (tmp_path / "config" / "monitor.toml").read_text(encoding="utf-8")


@pytest.mark.fault(261)
@pytest.mark.parametrize("delay", [0.0, 0.1, 0.3, 0.8])
async def test_a_stop_while_an_edit_is_applied_is_final(
    demo_site: FaultySite, tmp_path: Path, delay: float
) -> None:
    """SIGTERM ends the daemon at any moment between the old app context and the new one."""
    publish_articles(demo_site)
    write_config(tmp_path / "config", demo_site)
    async with daemon(tmp_path) as process:
        await line_with(process, "digest written")
        edit_fetching(tmp_path / "config", 5)
        process.send_signal(signal.SIGHUP)
        await asyncio.sleep(delay)
        process.send_signal(signal.SIGTERM)
        code, log = await ended(process, 10)
    assert (code, "Traceback" in log) == (0, False)


@pytest.mark.fault(261)
async def test_a_stop_while_the_archive_cannot_be_opened(demo_site: FaultySite, tmp_path: Path) -> None:
    """SIGTERM ends a start that waits for the archive within seconds, and SIGHUP does not kill it."""
    publish_articles(demo_site)
    write_config(tmp_path / "config", demo_site)
    async with daemon(tmp_path) as process:
        await line_with(process, "digest written")
        process.send_signal(signal.SIGTERM)
        assert (await ended(process, 10))[0] == 0
    other = sqlite3.connect(tmp_path / "output" / "archive.db", isolation_level=None)
    try:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN EXCLUSIVE")
        async with daemon(tmp_path) as process:
            await asyncio.sleep(4)
            process.send_signal(signal.SIGHUP)
            await asyncio.sleep(0.2)
            assert process.returncode is None
            process.send_signal(signal.SIGTERM)
            code, _ = await ended(process, 7)
        assert code == 0
    finally:
        other.close()


async def test_reloads_while_it_stops_change_nothing(demo_site: FaultySite, tmp_path: Path) -> None:
    """SIGHUP neither kills nor delays a daemon that is stopping."""
    pages = publish_articles(demo_site)
    asked = demo_site.hang(pages[0])
    write_config(tmp_path / "config", demo_site)
    async with daemon(tmp_path) as process:
        await asyncio.wait_for(asked.wait(), 30)
        process.send_signal(signal.SIGTERM)
        for _ in range(5):
            process.send_signal(signal.SIGHUP)
            await asyncio.sleep(0.05)
        code, _ = await ended(process, 9)
    assert code == 0


BLOCKED = """
import os, signal, sys, time
from monitor.service.signals import Signals
signals = Signals()
signals.install()
signals.starting = {starting}
for name in {told}:
    os.kill(os.getpid(), getattr(signal, name))
    time.sleep(0.05)
deadline = time.monotonic() + 8
while time.monotonic() < deadline:
    time.sleep(0.05)
print(signals.stop_requested, signals.take_reload(), signals.take_reload())
"""


@pytest.mark.parametrize(
    ("starting", "told", "code", "said"),
    [
        (True, ["SIGHUP"], 0, "False True False"),
        (True, ["SIGHUP", "SIGTERM"], 0, ""),
        (False, ["SIGTERM", "SIGHUP"], 0, "True True False"),
        (False, ["SIGINT"], 0, "True False False"),
        (False, ["SIGTERM", "SIGTERM"], 1, ""),
        (True, ["SIGINT", "SIGTERM"], 1, ""),
    ],
)
def test_signals_work_without_an_event_loop(*, starting: bool, told: list[str], code: int, said: str) -> None:
    """A signal during the start ends the process, and a second stop signal ends it at once."""
    program = BLOCKED.format(starting=starting, told=told)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (code, said)
