"""The daemon reports a full or read-only disk, keeps serving, and continues when it can write again."""

import asyncio
import os
import re
import signal
import subprocess
from asyncio.subprocess import Process
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp
import pytest

from tests.archive.test_drills import mounted
from tests.faulty_site import FaultySite
from tests.system.test_daemon import (
    ARTICLES,
    archived,
    daemon,
    ended,
    line_with,
    publish_articles,
    write_config,
)

pytestmark = [
    pytest.mark.drill,
    pytest.mark.skipif(os.geteuid() != 0, reason="mounting a disk takes root"),
]
MORE = 200
PATIENCE = 90  # seconds; a pause takes 30
LONG = 12_000  # characters a page: what two hundred of them need is more than any file kept in reserve


def fill(disk: Path) -> None:
    """Fill the file system completely."""
    with (disk / "ballast").open("ab", buffering=0) as ballast:
        for size in (1 << 16, 1 << 10, 1):
            try:
                while ballast.write(bytes(size)) == size:
                    pass
            except OSError:
                continue


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Make a folder a read-only file system, also for root."""
    subprocess.run(["mount", "--bind", str(folder), str(folder)], check=True)
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], check=True)
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


async def lines_with(process: Process, *words: str) -> None:
    """Read the daemon's log until each of these words was in a line."""
    awaited, log = set(words), []
    try:
        async with asyncio.timeout(PATIENCE):
            while awaited:
                log.append(await line_with(process, ""))
                awaited -= {word for word in awaited if word in log[-1]}
    except TimeoutError:
        pytest.fail(f"{awaited} not said in {PATIENCE} s, but: {''.join(log)}")


def publish_more(demo_site: FaultySite, config: Path) -> None:
    """Add a feed with long articles to the site and the config."""
    demo_site.add_feed("/b.xml", "Gazette")
    for number in range(MORE):
        words = " ".join(os.urandom(4).hex() for _ in range(LONG // 9))
        demo_site.publish("/b.xml", f"Extradition number {number}", f"It was agreed today.\n\n{words}")
    with (config / "feeds.toml").open("a", encoding="utf-8") as feeds:
        feeds.write(f'[[feed]]\nurl = "{demo_site.url("/b.xml")}"\nname = "Gazette"\nlanguage = "en"\n')


async def pages(root: str, *paths: str) -> list[bytes]:
    """Return the answers of the local page, which must all succeed."""
    found = []
    async with aiohttp.ClientSession(root, raise_for_status=True) as browser:
        for path in paths:
            async with browser.get(path) as answer:
                found.append(await answer.read())
    return found


@pytest.mark.fault(155, 156, 157)
async def test_a_full_disk_stops_fetching_until_there_is_room(demo_site: FaultySite, tmp_path: Path) -> None:
    """On a full disk the daemon pauses, reports it and serves its page; with free space it loses nothing."""
    publish_articles(demo_site)
    config, output = tmp_path / "config", tmp_path / "output"
    write_config(config, demo_site, listen="127.0.0.1:0")
    with mounted(output, "-t", "tmpfs", "-o", "size=12m", "none"):
        async with daemon(tmp_path) as process:
            found = re.search(r"http://[0-9.]+:[0-9]+", await line_with(process, "page served"))
            assert found is not None
            await lines_with(process, "caught up", "digest written")
            (dated,) = output.glob("digests/2*.md")
            before = dated.read_bytes()
            fill(output)
            dated.unlink()
            fill(output)
            publish_more(demo_site, config)
            await lines_with(
                process, "fetching pauses: archive.db cannot grow", "digest could not be written"
            )
            asked = len(demo_site.received)
            assert asked < ARTICLES + MORE
            latest, _, _ = await pages(found[0], "/latest.html", "/", "/healthz")
            assert latest == (output / "latest.html").read_bytes()
            assert len(demo_site.received) == asked
            (output / "ballast").unlink()
            await lines_with(process, "caught up", "digest written")
            process.send_signal(signal.SIGTERM)
            code, log = await ended(process, 8)
        assert code == 0
        assert "Traceback" not in log
        assert archived(tmp_path) == {"read": ARTICLES + MORE}
        assert dated.read_bytes() == before


@pytest.mark.fault(156, 158)
async def test_digests_that_cannot_be_written_are_written_later(
    demo_site: FaultySite, tmp_path: Path
) -> None:
    """If the folder of digests is read-only, the daemon reports each failed try, and writes when it can."""
    publish_articles(demo_site)
    write_config(tmp_path / "config", demo_site)
    digests = tmp_path / "output" / "digests"
    digests.mkdir(parents=True)
    async with daemon(tmp_path) as process:
        with read_only(digests):
            for _ in range(2):
                line = await line_with(process, "digest could not be written")
                assert "Read-only file system" in line
        await lines_with(process, "digest written")
        process.send_signal(signal.SIGTERM)
        code, log = await ended(process, 8)
    assert code == 0
    assert "Traceback" not in log
    assert archived(tmp_path) == {"read": ARTICLES}
    assert len(list(digests.glob("2*.html"))) == 1


@pytest.mark.fault(158)
async def test_a_read_only_output_folder_stops_fetching(demo_site: FaultySite, tmp_path: Path) -> None:
    """The daemon fetches nothing while it cannot store anything; once it can, it works."""
    publish_articles(demo_site)
    write_config(tmp_path / "config", demo_site)
    output = tmp_path / "output"
    output.mkdir()
    with read_only(output):
        async with daemon(tmp_path) as process:
            code, log = await ended(process, PATIENCE)
    assert code == 1
    assert "Traceback" not in log
    assert "read-only" in log.lower(), log
    assert demo_site.received == []
    async with daemon(tmp_path) as process:
        await lines_with(process, "caught up", "digest written")
        process.send_signal(signal.SIGTERM)
        code, _ = await ended(process, 8)
    assert code == 0
    assert archived(tmp_path) == {"read": ARTICLES}
