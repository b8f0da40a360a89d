"""The daemon starts, obeys signals, continues where it stopped, and never runs twice on one archive."""

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process, create_subprocess_exec
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from monitor.archive import open_archive
from tests.faulty_site import FaultySite

ARTICLES = 40

MONITOR = """
timezone = "UTC"
[semantic]
encoder = "none"
[schedule]
digest = "{digest}"
[fetch]
allow_private = ["127.0.0.0/8"]
delay = 0.0
robots = false
[extract]
executor = "processes:1"
[web]
listen = "{listen}"
"""

TOPICS = """
[topics.extradition]
title = "Extradition"
[topics.extradition.keywords]
en = ["extradit*"]
"""


def write_config(folder: Path, demo_site: FaultySite, digest: str = "00:00", listen: str = "") -> None:
    """Write a config with one feed, whose digest is due at once."""
    folder.mkdir(exist_ok=True)
    (folder / "monitor.toml").write_text(MONITOR.format(digest=digest, listen=listen), encoding="utf-8")
    (folder / "topics.toml").write_text(TOPICS, encoding="utf-8")
    feed = f'[[feed]]\nurl = "{demo_site.url("/a.xml")}"\nname = "Courier"\nlanguage = "en"\n'
    (folder / "feeds.toml").write_text(feed, encoding="utf-8")


def publish_articles(demo_site: FaultySite) -> list[str]:
    """Publish articles that all match; return the paths of their pages."""
    demo_site.add_feed("/a.xml", "Courier")
    return [
        demo_site.publish(
            "/a.xml",
            f"Treaty number {number}",
            f"The extradition of suspect {number} was agreed.\n\nIt is done.",
        )
        for number in range(ARTICLES)
    ]


@asynccontextmanager
async def daemon(tmp_path: Path) -> AsyncIterator[Process]:
    """Run `monitor run`, and kill it at the end of the test."""
    folders = ("--config", str(tmp_path / "config"), "--output", str(tmp_path / "output"))
    process = await create_subprocess_exec(sys.executable, "-m", "monitor", *folders, "run", stderr=PIPE)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def line_with(process: Process, words: str) -> str:
    """Read the daemon's log until a line contains these words."""
    assert process.stderr is not None
    async with asyncio.timeout(90):
        while line := (await process.stderr.readline()).decode():
            if words in line:
                return line
    raise AssertionError(f"the daemon ended without saying {words!r}")


async def served_at(process: Process) -> str:
    """Return the address of the page from the daemon's log."""
    found = re.search(r"http://[0-9.]+:[0-9]+", await line_with(process, "page served"))
    assert found is not None
    return found[0]


async def ended(process: Process, seconds: float) -> tuple[int, str]:
    """Wait until the process ends; return its exit code and the rest of its log."""
    async with asyncio.timeout(seconds):
        _, rest = await process.communicate()
    return process.returncode or 0, rest.decode()


def child_of(process: int) -> int:
    """Return the only child of a process."""
    return int(Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()[0])


def archived(tmp_path: Path) -> dict[str, int]:
    """Count the articles of the archive by status."""
    archive = sqlite3.connect(tmp_path / "output" / "archive.db")
    try:
        return dict(archive.execute("SELECT fate, count(*) FROM articles GROUP BY fate"))
    finally:
        archive.close()


@pytest.mark.fault(167)
async def test_an_idle_daemon_stops_at_once(demo_site: FaultySite, tmp_path: Path) -> None:
    """SIGTERM ends an idle daemon within 2 s with exit code 0, after it wrote its digest."""
    publish_articles(demo_site)
    write_config(tmp_path / "config", demo_site)
    async with daemon(tmp_path) as process:
        await line_with(process, "caught up")
        await line_with(process, "digest written")
        process.send_signal(signal.SIGTERM)
        code, _ = await ended(process, 2)
    assert code == 0
    assert (tmp_path / "output" / "latest.html").is_file()
    assert archived(tmp_path) == {"read": ARTICLES}


@pytest.mark.fault(168)
async def test_a_daemon_stopped_during_a_sweep_continues(demo_site: FaultySite, tmp_path: Path) -> None:
    """SIGTERM ends a daemon within 8 s while a page hangs; the next one reads the rest, each page once."""
    pages = publish_articles(demo_site)
    asked = demo_site.hang(pages[0])
    write_config(tmp_path / "config", demo_site)
    async with daemon(tmp_path) as process:
        await asyncio.wait_for(asked.wait(), 30)
        process.send_signal(signal.SIGTERM)
        code, log = await ended(process, 8)
    assert code == 0
    assert "Traceback" not in log
    statuses = archived(tmp_path)
    assert statuses.get("pending", 0) >= 1, (statuses, log)
    demo_site.recover(pages[0])
    async with daemon(tmp_path) as process:
        await line_with(process, "caught up")
        process.send_signal(signal.SIGTERM)
        await ended(process, 8)
    assert archived(tmp_path) == {"read": ARTICLES}
    assert len(demo_site.requests_for("/a.xml")) == 1


@pytest.mark.fault(169)
async def test_a_second_sigterm_stops_at_once(demo_site: FaultySite, tmp_path: Path) -> None:
    """A second SIGTERM does not wait for running work, and the stored data is complete."""
    pages = publish_articles(demo_site)
    asked = demo_site.hang(pages[0])
    write_config(tmp_path / "config", demo_site)
    async with daemon(tmp_path) as process:
        await asyncio.wait_for(asked.wait(), 30)
        process.send_signal(signal.SIGTERM)
        await line_with(process, "stopping")
        process.send_signal(signal.SIGTERM)
        code, _ = await ended(process, 2)
    assert code == 1
    assert sum(archived(tmp_path).values()) == ARTICLES


@pytest.mark.fault(164, 165)
async def test_one_daemon_for_one_archive(demo_site: FaultySite, tmp_path: Path) -> None:
    """A second daemon exits and names the first one's pid; after kill -9 of the first, a new one starts."""
    publish_articles(demo_site)
    write_config(tmp_path / "config", demo_site)
    async with daemon(tmp_path) as first:
        await line_with(first, "started")
        async with daemon(tmp_path) as second:
            code, log = await ended(second, 10)
        assert code == 1
        assert f"pid {first.pid}" in log
        first.kill()
    async with daemon(tmp_path) as third:
        await line_with(third, "started")


@pytest.mark.fault(136, 169)
async def test_config_edits_are_applied_or_refused(demo_site: FaultySite, tmp_path: Path) -> None:
    """A broken edit leaves the last good config in force; SIGHUP applies a valid one."""
    publish_articles(demo_site)
    config = tmp_path / "config"
    write_config(config, demo_site)
    async with daemon(tmp_path) as process:
        await line_with(process, "caught up")
        (config / "topics.toml").write_text("[topics.extradition\n", encoding="utf-8")
        assert "topics.toml:1" in await line_with(process, "config refused")
        (config / "topics.toml").write_text(TOPICS.replace("Extradition", "Handed over"), encoding="utf-8")
        process.send_signal(signal.SIGHUP)
        await line_with(process, "config adopted")
        process.send_signal(signal.SIGTERM)
        code, _ = await ended(process, 8)
    assert code == 0


@pytest.mark.fault(136)
async def test_a_restart_with_a_broken_config_runs_on_the_last_good_one(
    demo_site: FaultySite, tmp_path: Path
) -> None:
    """The daemon starts with the stored config, and its digest shows the errors of the folder."""
    publish_articles(demo_site)
    config = tmp_path / "config"
    write_config(config, demo_site, digest="23:59")
    async with daemon(tmp_path) as process:
        await line_with(process, "caught up")
        process.send_signal(signal.SIGTERM)
        await ended(process, 8)
    (config / "topics.toml").write_text("no = \n", encoding="utf-8")
    async with daemon(tmp_path) as process:
        assert "topics.toml:1" in await line_with(process, "config refused")
        await line_with(process, "started")
        process.send_signal(signal.SIGTERM)
        code, _ = await ended(process, 8)
    assert code == 0


@pytest.mark.fault(136)
async def test_a_config_that_fails_at_start_is_not_stored(demo_site: FaultySite, tmp_path: Path) -> None:
    """A valid edit with a missing token leaves the working config in force, also after a restart."""
    publish_articles(demo_site)
    write_config(tmp_path / "config", demo_site)
    listen = '127.0.0.1:0"\ntoken = "env:NOT_SET_ANYWHERE'
    for _ in range(2):
        async with daemon(tmp_path) as process:
            await line_with(process, "started")
            write_config(tmp_path / "config", demo_site, listen=listen)
            process.send_signal(signal.SIGHUP)
            assert "NOT_SET_ANYWHERE" in await line_with(process, "config refused")
            await line_with(process, "started")
            process.send_signal(signal.SIGTERM)
            code, _ = await ended(process, 8)
        assert code == 0
        (tmp_path / "config" / "topics.toml").write_text("no = \n", encoding="utf-8")


async def test_an_unreachable_executor_is_refused(demo_site: FaultySite, tmp_path: Path) -> None:
    """A valid edit that names an unreachable cluster leaves the working executor in use."""
    pytest.importorskip("distributed", reason="the extra dask is not installed")
    publish_articles(demo_site)
    write_config(tmp_path / "config", demo_site)
    file = tmp_path / "config" / "monitor.toml"
    async with daemon(tmp_path) as process:
        await line_with(process, "started")
        edited = file.read_text(encoding="utf-8").replace('"processes:1"', '"dask://127.0.0.1:1"')
        assert "dask" in edited
        file.write_text(edited, encoding="utf-8")
        process.send_signal(signal.SIGHUP)
        assert "No Dask scheduler answers" in await line_with(process, "config refused")
        await line_with(process, "started")
        process.send_signal(signal.SIGTERM)
        code, _ = await ended(process, 8)
    assert code == 0


async def test_the_local_page_is_served_beside_the_work(demo_site: FaultySite, tmp_path: Path) -> None:
    """The daemon serves its status, health, metrics and digests."""
    publish_articles(demo_site)
    write_config(tmp_path / "config", demo_site, listen="127.0.0.1:0")
    async with daemon(tmp_path) as process:
        page_at = await served_at(process)
        await line_with(process, "digest written")
        async with aiohttp.ClientSession(page_at) as browser:
            answers = {}
            for path in (
                "/",
                "/healthz",
                "/metrics",
                "/latest.html",
                "/api/search?q=extradition&limit=200",
                "/api/topics",
            ):
                async with browser.get(path) as answer:
                    answers[path] = (answer.status, await answer.text())
        process.send_signal(signal.SIGTERM)
        code, _ = await ended(process, 8)
    assert code == 0
    assert {status for status, _ in answers.values()} == {200}
    assert "Courier" in answers["/"][1]
    assert '"ok"' in answers["/healthz"][1]
    assert json.loads(answers["/api/search?q=extradition&limit=200"][1])["count"] == ARTICLES
    assert json.loads(answers["/api/topics"][1])["topics"]


async def test_the_page_reads_an_archive_in_memory(demo_site: FaultySite, tmp_path: Path) -> None:
    """The page and the metrics work with an in-memory archive, which cannot be opened twice."""
    publish_articles(demo_site)
    write_config(tmp_path / "config", demo_site, listen='127.0.0.1:0"\n[archive]\nurl = "sqlite:///:memory:')
    async with daemon(tmp_path) as process:
        page_at = await served_at(process)
        await line_with(process, "caught up")
        async with aiohttp.ClientSession(page_at) as browser:
            async with browser.get("/metrics") as answer:
                code, text = answer.status, await answer.text()
            async with browser.get("/api/search?q=extradition&limit=200") as answer:
                found = await answer.json()
    assert code == 200
    assert found["count"] == ARTICLES
    assert f"monitor_articles_matched {ARTICLES}.0" in text


@pytest.mark.fault(206)
async def test_a_token_guards_the_page_of_a_daemon(demo_site: FaultySite, tmp_path: Path) -> None:
    """With a token, requests that carry it are answered under any host name; log and page never show it."""
    token = "0123456789abcdef-secret"
    publish_articles(demo_site)
    write_config(tmp_path / "config", demo_site, listen=f'0.0.0.0:0"\ntoken = "{token}')
    async with daemon(tmp_path) as process:
        served = await line_with(process, "page served")
        found = re.search(r":([0-9]+)\s", served)
        assert found is not None
        async with aiohttp.ClientSession(f"http://127.0.0.1:{found[1]}") as browser:
            answers = []
            for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Bearer {token}"}):
                async with browser.get("/sources", headers={"Host": "monitor.example", **headers}) as answer:
                    answers.append((answer.status, await answer.text()))
        process.send_signal(signal.SIGTERM)
        code, log = await ended(process, 8)
    assert code == 0
    assert [status for status, _ in answers] == [401, 401, 200]
    assert "Courier" in answers[2][1]
    assert "secret" not in served + log + "".join(text for _, text in answers)


async def test_a_stop_right_after_the_page_is_served_is_clean(demo_site: FaultySite, tmp_path: Path) -> None:
    """A signal sent as soon as the log names the page ends the daemon cleanly."""
    publish_articles(demo_site)
    write_config(tmp_path / "config", demo_site, listen="127.0.0.1:0")
    async with daemon(tmp_path) as process:
        await line_with(process, "page served")
        process.send_signal(signal.SIGTERM)
        code, _ = await ended(process, 8)
    assert code == 0


async def test_the_page_shows_a_pause_of_the_archive(demo_site: FaultySite, tmp_path: Path) -> None:
    """While another process locks the archive, the page says why fetching pauses and shows the last facts."""
    publish_articles(demo_site)
    write_config(tmp_path / "config", demo_site, listen="127.0.0.1:0")
    async with daemon(tmp_path) as process:
        page_at = await served_at(process)
        await line_with(process, "archive maintenance done")
        other = sqlite3.connect(tmp_path / "output" / "archive.db", isolation_level=None)
        try:
            other.execute("BEGIN IMMEDIATE")
            await line_with(process, "nothing can be stored, fetching pauses")
            async with aiohttp.ClientSession(page_at) as browser, browser.get("/") as answer:
                page = await answer.text()
        finally:
            other.close()
        process.send_signal(signal.SIGTERM)
        code, _ = await ended(process, 8)
    assert code == 0
    assert "fetching pauses: archive.db is locked by another process" in page
    assert "Courier" in page


@pytest.mark.fault(262)
async def test_a_daemon_works_without_its_page(demo_site: FaultySite, tmp_path: Path) -> None:
    """If its address is taken, the daemon works without the page, reports why, and stops on a signal."""
    publish_articles(demo_site)
    write_config(tmp_path / "config", demo_site, listen=demo_site.url("").removeprefix("http://").rstrip("/"))
    async with daemon(tmp_path) as process:
        await line_with(process, "the page is not served: cannot listen on")
        await line_with(process, "digest written")
        with open_archive("sqlite:///archive.db", tmp_path / "output", readonly=True) as archive:
            (notice,) = archive.notices.current(datetime.now(UTC))
        process.send_signal(signal.SIGTERM)
        code, log = await ended(process, 8)
    assert "the page is not served: cannot listen on" in notice
    assert code == 0
    assert "Traceback" not in log


@pytest.mark.fault(263)
async def test_the_daemon_waits_for_its_database(demo_site: FaultySite, tmp_path: Path) -> None:
    """The daemon waits for a server that does not answer at the start, and a signal ends the wait."""
    write_config(tmp_path / "config", demo_site)
    file = tmp_path / "config" / "monitor.toml"
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"postgresql://monitor@127.0.0.1:{nobody.getsockname()[1]}/archive"
        file.write_text(file.read_text(encoding="utf-8") + f'\n[archive]\nurl = "{url}"\n', encoding="utf-8")
        async with daemon(tmp_path) as process:
            assert "cannot be reached" in await line_with(process, "waiting up to")
            process.send_signal(signal.SIGTERM)
            code, log = await ended(process, 8)
    assert code == 0
    assert "Traceback" not in log


async def test_the_archive_is_backed_up_daily(demo_site: FaultySite, tmp_path: Path) -> None:
    """After its first sweep the daemon writes the day's backup, which opens as an archive."""
    publish_articles(demo_site)
    write_config(tmp_path / "config", demo_site)
    async with daemon(tmp_path) as process:
        await line_with(process, "archive maintenance done")
        process.send_signal(signal.SIGTERM)
        code, _ = await ended(process, 8)
    assert code == 0
    (copy,) = (tmp_path / "output" / "backups").iterdir()
    assert sqlite3.connect(copy).execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.fault(72)
async def test_a_feed_that_moved_to_another_feed_adds_no_duplicates(
    demo_site: FaultySite, tmp_path: Path
) -> None:
    """Two configured feeds that turn out to be one add each article once over many sweeps."""
    publish_articles(demo_site)
    demo_site.redirect("/b.xml", demo_site.url("/a.xml"), 301)
    write_config(tmp_path / "config", demo_site)
    twin = f'[[feed]]\nurl = "{demo_site.url("/b.xml")}"\nname = "Twin"\nlanguage = "en"\n'
    with (tmp_path / "config" / "feeds.toml").open("a", encoding="utf-8") as feeds:
        feeds.write(twin)
    folders = ("--config", str(tmp_path / "config"), "--output", str(tmp_path / "output"))
    for _ in range(2):
        once = await create_subprocess_exec(
            sys.executable, "-m", "monitor", *folders, "run", "--once", stdout=PIPE, stderr=PIPE
        )
        await asyncio.wait_for(once.communicate(), 60)
        assert once.returncode == 0
        assert archived(tmp_path) == {"read": ARTICLES}


@pytest.mark.fault(170)
@pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("unshare") is None, reason="needs root and unshare for a PID namespace"
)
async def test_signals_work_as_process_1(demo_site: FaultySite, tmp_path: Path) -> None:
    """As PID 1, where signals have no default action, SIGTERM ends the daemon and its workers."""
    publish_articles(demo_site)
    write_config(tmp_path / "config", demo_site)
    folders = ("--config", str(tmp_path / "config"), "--output", str(tmp_path / "output"))
    outer = await create_subprocess_exec(
        "unshare", "--pid", "--fork", "--kill-child", "--mount-proc",
        sys.executable, "-m", "monitor", *folders, "run", stderr=PIPE,
    )  # fmt: skip
    try:
        try:
            line = await line_with(outer, "started")
        except AssertionError:
            pytest.skip("no PID namespace can be made here")
        assert "pid=1 " in line
        await line_with(outer, "caught up")
        os.kill(child_of(outer.pid), signal.SIGTERM)
        code, _ = await ended(outer, 8)
    finally:
        if outer.returncode is None:
            outer.kill()
            await outer.communicate()
    assert code == 0
    assert archived(tmp_path) == {"read": ARTICLES}
