"""Only one daemon holds an archive, even after another was killed."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from monitor.archive import Archive, open_archive
from monitor.archive.locking import hold_file
from monitor.errors import ArchiveAway, ArchiveBusy, ArchiveError
from tests.archive.making import NOW, entry, poll

Opens = Callable[..., Archive]
HOLDER = (
    "import sys; from pathlib import Path; from monitor.archive import open_archive\n"
    "with open_archive(sys.argv[1], Path(sys.argv[2])) as archive, archive.lock():\n"
    "    print('held', flush=True); sys.stdin.read()\n"
)


@pytest.fixture(params=["file", "postgres"])
def shared_url(request: pytest.FixtureRequest) -> str:
    """Give the URL of each database that processes can share."""
    return "sqlite:///archive.db" if request.param == "file" else str(request.getfixturevalue("postgres_url"))


@pytest.mark.fault(164, 165)
def test_a_second_daemon_learns_the_pid_of_the_first(shared_url: str, tmp_path: Path) -> None:
    """A lock held elsewhere names the holder's pid; it is free as soon as the holder is killed."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, shared_url, str(tmp_path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with open_archive(shared_url, tmp_path) as archive:
        with pytest.raises(ArchiveBusy, match=rf"pid {holder.pid}\b"), archive.lock():
            pytest.fail("held twice")
        assert archive.holder() == holder.pid
        holder.kill()
        holder.communicate(timeout=30)
        for _ in range(500):  # a server takes a moment to notice that its client is gone
            try:
                with archive.lock():
                    break
            except ArchiveBusy:
                assert shared_url.startswith("postgresql"), "a file's lock is free at once"
                archive.feeds.states()
        else:
            pytest.fail("the lock was never let go")
        assert archive.holder() is None


@pytest.mark.fault(165)
def test_a_pid_left_in_the_file_decides_nothing(reopen: Opens, tmp_path: Path) -> None:
    """A left-over lock file does not block, even if it names the pid of a living process."""
    archive = reopen()
    (tmp_path / "archive.db.lock").write_text(f"{os.getppid()}\n")
    for _ in range(2):
        with archive.lock():
            assert (tmp_path / "archive.db.lock").read_text() == f"{os.getpid()}\n"


@pytest.mark.fault(165)
def test_a_forked_child_does_not_keep_the_lock(tmp_path: Path) -> None:
    """A child forked while the lock is held does not hold it after its parent's death."""
    program = HOLDER.replace(
        "print('held', flush=True); sys.stdin.read()",
        "import os; child = os.fork()\n"
        "    if child: print(child, flush=True); os._exit(0)\n"
        "    sys.stdin.read()",
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program, "sqlite:///archive.db", str(tmp_path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert parent.stdout is not None
    assert parent.stdin is not None
    child = int(parent.stdout.readline())
    parent.wait(30)
    os.kill(child, 0)
    with open_archive("sqlite:///archive.db", tmp_path) as archive, archive.lock():
        pass
    parent.stdin.close()
    parent.stdout.close()


def test_an_archive_in_memory_needs_no_lock(tmp_path: Path) -> None:
    """A database in memory needs no lock."""
    with open_archive("sqlite://", tmp_path) as archive, archive.lock():
        assert list(tmp_path.iterdir()) == []


def test_an_unreachable_server_is_one_line(tmp_path: Path) -> None:
    """A PostgreSQL server that does not answer is reported in one line without the password."""
    with pytest.raises(ArchiveError) as error:
        open_archive(f"postgresql://me:secret@/news?host={tmp_path}", tmp_path)
    assert "secret" not in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.fault(152, 178)
def test_drafts_of_a_killed_process_are_deleted(tmp_path: Path) -> None:
    """Unfinished archives and backups of a killed process are deleted, and nothing else is."""
    open_archive("sqlite:///archive.db", tmp_path).close()
    (tmp_path / "backups").mkdir()
    kept = tmp_path / "backups" / "archive-2025-12-16.db"
    drafts = [tmp_path / f".archive.db.7.new{side}" for side in ("", "-wal", "-shm")]
    drafts.append(tmp_path / "backups" / ".archive-2025-12-17.db.7.new")
    for path in (kept, *drafts):
        path.touch()
    with open_archive("sqlite:///archive.db", tmp_path) as archive, archive.lock():
        assert not any(path.exists() for path in drafts)
    assert kept.exists()
    assert (tmp_path / "archive.db").exists()


def hang_up(url: str) -> None:
    """End all sessions of a database, as a restart of its server does."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.mark.fault(270)
def test_a_lock_lost_with_its_session_is_taken_again(postgres_url: str, tmp_path: Path) -> None:
    """After the server closed the session, the next write takes the lock again before it writes."""
    with open_archive(postgres_url, tmp_path) as archive, archive.lock():
        for number in range(3):
            poll(archive, [entry(n) for n in range(number + 1)])
            hang_up(postgres_url)
            with suppress(ArchiveBusy):
                poll(archive, [entry(n) for n in range(number + 1)])
        poll(archive, [entry(n) for n in range(4)])
        with (
            open_archive(postgres_url, tmp_path) as second,
            pytest.raises(ArchiveBusy, match="another monitor"),
        ):
            second.lock().__enter__()
        assert len(archive.articles.pending(NOW, 10)) == 4
    with open_archive(postgres_url, tmp_path) as second, second.lock():
        poll(second, [entry(9)])


@pytest.mark.fault(270)
def test_a_daemon_without_the_lock_writes_nothing(postgres_url: str, tmp_path: Path) -> None:
    """A daemon that lost its session writes nothing while another holds the lock."""
    with open_archive(postgres_url, tmp_path) as first, first.lock():
        poll(first, [entry(1)])
        hang_up(postgres_url)
        with open_archive(postgres_url, tmp_path) as second, second.lock():
            for _ in range(3):
                with pytest.raises(ArchiveBusy):
                    poll(first, [entry(1), entry(2)])
            poll(second, [entry(1), entry(3)])
            assert len(second.articles.pending(NOW, 10)) == 2
        poll(first, [entry(1), entry(2)])
        assert len(first.articles.pending(NOW, 10)) == 3


@pytest.mark.fault(263)
def test_an_unreachable_server_is_away(tmp_path: Path) -> None:
    """A server that does not listen has its own error, unlike one that refuses."""
    with pytest.raises(ArchiveAway, match="cannot be reached"):
        open_archive(f"postgresql://monitor@/archive?host={tmp_path}", tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(ArchiveAway):
            open_archive(f"postgresql://monitor@127.0.0.1:{taken.getsockname()[1]}/archive", tmp_path)


def test_a_server_that_refuses_is_not_away(postgres: str, tmp_path: Path) -> None:
    """A missing database is not waited for."""
    with pytest.raises(ArchiveError, match="does not exist") as error:
        open_archive(postgres.format("nothing"), tmp_path)
    assert not isinstance(error.value, ArchiveAway)


@pytest.mark.fault(271)
@pytest.mark.parametrize("how", ["removed", "replaced", "emptied folder"])
def test_a_lock_file_that_was_removed_is_noticed(reopen: Opens, how: str) -> None:
    """The holder creates a removed lock file again and reports it; a second monitor is still refused."""
    archive = reopen()
    lock = archive.database.path.with_name("archive.db.lock")
    with archive.lock():
        lock.unlink()
        if how == "replaced":
            lock.write_text("1\n", encoding="ascii")
        archive.feeds.record_sweep(NOW, None)
        assert any("archive.db.lock was removed" in notice for notice in archive.notices.at_opening)
        assert archive.holder() == os.getpid()
        told = len(archive.notices.at_opening)
        archive.feeds.record_sweep(NOW, NOW)
        assert len(archive.notices.at_opening) == told
    assert archive.holder() is None


@pytest.mark.fault(271)
def test_a_lock_that_another_took_stops_the_first(reopen: Opens) -> None:
    """If a second monitor took the removed lock, the first stops writing."""
    archive = reopen()
    path = archive.database.path
    lock = path.with_name("archive.db.lock")
    with archive.lock():
        lock.unlink()
        with hold_file(path.with_name("other.db")):
            path.with_name("other.db.lock").rename(lock)
            with pytest.raises(ArchiveBusy):
                archive.feeds.record_sweep(NOW, None)


@pytest.mark.fault(272)
@pytest.mark.parametrize("mask", [0o022, 0o027, 0o077])
def test_archive_files_are_private(tmp_path: Path, mask: int) -> None:
    """Archive, lock and backup have mode 0640, less the umask."""
    before = os.umask(mask)
    try:
        with open_archive("sqlite:///archive.db", tmp_path) as archive, archive.lock():
            archive.maintenance.daily_backup(NOW)
            archive.feeds.record_sweep(NOW, NOW)
            files = [path for path in tmp_path.rglob("*") if path.is_file()]
            modes = {path.name: path.stat().st_mode & 0o777 for path in files}
    finally:
        os.umask(before)
    assert len(modes) >= 3
    assert set(modes.values()) == {0o640 & ~mask}
