"""Slow tests on separate disks: one fills up, one loses power. `make drill` runs them as root."""

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from monitor.archive import Archive, open_archive
from monitor.errors import ArchiveFull
from tests.archive.making import NOW, entry, poll, store_all
from tests.archive.test_kill import WRITER

pytestmark = [
    pytest.mark.drill,
    pytest.mark.skipif(os.geteuid() != 0, reason="mounting a disk takes root"),
]
POWER_CUTS = 5


@contextmanager
def mounted(folder: Path, *what: str) -> Iterator[Path]:
    """Mount a file system; skip the test if that is not allowed."""
    folder.mkdir()
    done = subprocess.run(["mount", *what, str(folder)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.fault(155, 157)
def test_a_disk_that_fills_up_and_has_room_again(tmp_path: Path) -> None:
    """On a full disk, reading works and nothing is half stored; writing continues with room again."""
    tmpfs = ("-t", "tmpfs", "-o", "size=2m", "none")
    with mounted(tmp_path / "disk", *tmpfs) as disk, open_archive("sqlite:///archive.db", disk) as archive:
        stored = _fill(archive)
        assert stored > 0
        with pytest.raises(ArchiveFull, match="no room is left on the disk"):
            store_all(archive)
        assert len(archive.articles.pending(NOW, 10_000)) == stored
        subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
        store_all(archive)
        assert archive.status_counts(NOW).articles == stored
        assert archive.maintenance.check_integrity() == ()


def _fill(archive: Archive) -> int:
    """Poll until the disk is full; return how many entries were acknowledged."""
    stored = 0
    for turn in range(1000):
        try:
            stored += poll(archive, [entry(f"{turn}-{n}", summary=f"{turn} " * 900) for n in range(20)])
        except ArchiveFull:
            return stored
    pytest.fail("the disk never filled up")


@pytest.mark.fault(154)
def test_nothing_acknowledged_is_lost_in_a_power_cut(tmp_path: Path) -> None:
    """A disk copied while the writer is stopped contains everything that the writer acknowledged."""
    image, chance = tmp_path / "image", random.Random(3)
    with image.open("wb") as file:
        file.truncate(96 * 1024 * 1024)
    subprocess.run(["mkfs.ext4", "-q", str(image)], check=True)
    for cut in range(POWER_CUTS):
        shutil.copy(image, tmp_path / "live")
        with mounted(tmp_path / f"disk{cut}", "-o", "loop", str(tmp_path / "live")) as disk:
            said = _acknowledged(
                disk, chance.randint(3, 60), lambda: shutil.copy(tmp_path / "live", tmp_path / "cut")
            )
        _check(tmp_path / f"after{cut}", tmp_path / "cut", said)


def _check(folder: Path, image: Path, said: list[str]) -> None:
    """Mount the copied disk, and check that it contains everything acknowledged."""
    disk = mounted(folder, "-o", "loop", str(image))
    with disk as place, open_archive("sqlite:///archive.db", place) as archive:
        assert archive.notices.at_opening == ()
        assert archive.maintenance.check_integrity() == ()
        for kind, turn in (line.split() for line in said if " " in line):
            known = archive.articles.get(f"https://news.example/{turn}-1")
            assert known is not None
            assert kind == "poll" or known.processed is not None
            assert kind != "record_digest" or known.digest_date is not None


def _acknowledged(disk: Path, lines: int, when_still: object) -> list[str]:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(disk), "0"], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    said = [writer.stdout.readline().strip() for _ in range(lines)]
    writer.send_signal(signal.SIGSTOP)
    when_still()  # type: ignore[operator]
    writer.kill()
    writer.communicate(timeout=60)
    return said
