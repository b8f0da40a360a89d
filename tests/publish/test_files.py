"""A file is complete or absent, even if its writer is killed."""

import multiprocessing
import os
import resource
import signal
import subprocess
import sys
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from monitor.errors import PublishError
from monitor.files import delete_temporary
from monitor.publish import write_text


def rewrite_for_ever(path: Path, first: Connection) -> None:
    """Write a file repeatedly, with the number of the turn at both ends."""
    for turn in count(1):
        write_text(path, f"{turn} {chr(97 + turn % 26) * 400_000} {turn}\n")
        if turn == 1:
            first.send(turn)


def names(folder: Path) -> list[str]:
    """Return the sorted names in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_and_readable_by_all(tmp_path: Path) -> None:
    """Missing folders are created; the file is UTF-8 with mode 0644, and no temporary file is left."""
    path = tmp_path / "a" / "b" / "digest.md"
    assert write_text(path, "ສະບາຍດີ\n")
    assert path.read_text(encoding="utf-8") == "ສະບາຍດີ\n"
    assert path.stat().st_mode & 0o777 == 0o644
    assert names(path.parent) == ["digest.md"]


@pytest.mark.fault(189)
def test_the_same_bytes_are_not_written_again(tmp_path: Path) -> None:
    """Writing the same content keeps the file; other content replaces it."""
    path = tmp_path / "x"
    write_text(path, "one")
    before = path.stat().st_ino
    assert not write_text(path, "one")
    assert path.stat().st_ino == before
    assert write_text(path, "two")
    assert path.read_text() == "two"


@pytest.mark.fault(153)
def test_killed_forty_times_no_file_is_torn(tmp_path: Path) -> None:
    """A writer that is killed at forty moments leaves the complete old or new file."""
    path = tmp_path / "digest.html"
    for turn in range(40):
        told, first = multiprocessing.Pipe(duplex=False)
        writer = multiprocessing.get_context("fork").Process(target=rewrite_for_ever, args=(path, first))
        writer.start()
        told.recv()
        writer.join(timeout=0.001 * (turn % 13))
        writer.kill()
        writer.join()
        writer.close()
        told.close()
        first.close()
        words = path.read_text().split()
        assert len(words) == 3
        assert words[0] == words[2]
        assert len(words[1]) == 400_000
    leftovers = len(list(tmp_path.iterdir())) - 1
    assert delete_temporary(tmp_path) == leftovers
    assert [found.name for found in tmp_path.iterdir()] == ["digest.html"]


def test_cleaning_keeps_everything_else(tmp_path: Path) -> None:
    """Only temporary files are deleted, in all subfolders."""
    (tmp_path / "digests").mkdir()
    kept = [tmp_path / "archive.db", tmp_path / "digests" / "2025-12-16.html", tmp_path / ".writing"]
    for path in [*kept, tmp_path / ".writing-a1", tmp_path / "digests" / ".writing-b2"]:
        path.write_text("x")
    assert delete_temporary(tmp_path) == 2
    assert all(path.exists() for path in kept)
    assert delete_temporary(tmp_path / "absent") == 0


def test_cleaning_leaves_a_living_writer_alone(tmp_path: Path) -> None:
    """Temporary files of running processes stay; those of ended processes are deleted."""
    gone = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    files = {pid: tmp_path / f".writing-{pid}-x" for pid in (os.getppid(), os.getpid(), int(gone.stdout))}
    for path in files.values():
        path.write_text("x")
    assert delete_temporary(tmp_path) == 2
    assert list(tmp_path.iterdir()) == [files[os.getppid()]]


@pytest.mark.fault(156)
def test_a_full_disk_is_one_line_and_keeps_the_old_file(tmp_path: Path) -> None:
    """On a full disk the error names file and cause, and the old file is unchanged."""
    path = tmp_path / "digest.html"
    write_text(path, "old")
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(PublishError) as raised:
            write_text(path, "new" * 1000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert "\n" not in str(raised.value)
    assert str(path) in str(raised.value)
    assert path.read_text() == "old"
    assert names(tmp_path) == ["digest.html"]


@pytest.mark.fault(158)
def test_a_folder_that_is_a_file_is_one_line(tmp_path: Path) -> None:
    """If the folder is a file, the error says so in one line."""
    (tmp_path / "output").write_text("not a folder")
    with pytest.raises(PublishError, match=r"while writing .*latest\.md: (?:File exists|Not a directory)"):
        write_text(tmp_path / "output" / "latest.md", "x")


@pytest.mark.fault(158)
def test_a_read_only_folder_is_one_line(tmp_path: Path) -> None:
    """On a read-only file system the error is one line."""
    system = Path("/proc/self")
    if not system.is_dir():
        pytest.skip("no read-only file system at hand")
    with pytest.raises(PublishError, match=r"while writing /proc/self/latest\.md: "):
        write_text(system / "latest.md", "x")


def test_a_folder_in_the_way_is_one_line(tmp_path: Path) -> None:
    """If a folder has the file's name, the error is one line and the folder stays."""
    (tmp_path / "latest.md").mkdir()
    with pytest.raises(PublishError, match=r"latest\.md: Is a directory"):
        write_text(tmp_path / "latest.md", "x")
    assert names(tmp_path) == ["latest.md"]
