"""Opening an archive: create, refuse, repair, and what happens to an existing file."""

import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.archive import Archive, open_archive
from monitor.archive.database import Database, locate
from monitor.errors import ArchiveBusy, ArchiveDamaged, ArchiveError
from tests.archive.making import DAY, NOW, digest_input, entry, poll, record_digest, store_all
from tests.archive.test_old_archives import old_archive

Opens = Callable[..., Archive]


def files(folder: Path) -> dict[str, bytes]:
    """Read all files of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def filled(folder: Path, entries: int = 300) -> Path:
    """Make an archive with a digest in it, and close it."""
    with open_archive("sqlite:///archive.db", folder) as archive:
        poll(archive, [entry(n, summary="word " * 40) for n in range(entries)])
        store_all(archive)
        record_digest(archive, closed=True)
    return folder / "archive.db"


def garble(path: Path, start: int, end: int) -> None:
    """Overwrite a part of a file."""
    with path.open("r+b") as file:
        file.seek(start)
        file.write(b"\xa5" * (end - start))


def test_stored_data_survives_reopening(tmp_path: Path) -> None:
    """An archive opened again has all its data, and there are no other files beside it."""
    path = filled(tmp_path)
    with open_archive("sqlite:///archive.db", tmp_path, create=False) as archive:
        assert len(digest_input(archive).articles) == 300
        assert archive.maintenance.check_integrity() == ()
        assert archive.notices.at_opening == ()
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 10_000)],
)
@pytest.mark.fault(154)
def test_settings_that_survive_a_power_cut(reopen: Opens, pragma: str, value: object) -> None:
    """The file is in WAL mode with synchronous FULL, and waits for locks."""
    with reopen().database.read() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


@pytest.mark.parametrize("url", ["mysql://x/y", "oracle://x", "nonsense", "sqlite"])
def test_other_databases_are_refused(url: str, tmp_path: Path) -> None:
    """Other databases than SQLite and PostgreSQL are refused with one clear line."""
    with pytest.raises(ArchiveError, match=r"sqlite:///archive\.db"):
        open_archive(url, tmp_path)


def test_absolute_and_relative_archive_paths(tmp_path: Path) -> None:
    """A relative file is in the output folder; any character in a path works."""
    odd = tmp_path / "ຂ່າວ ?#%20"
    with open_archive(f"sqlite:///{tmp_path}/a.db", odd):
        assert (tmp_path / "a.db").exists()
    with open_archive("sqlite:///sub/b.db", odd, create=True):
        assert (odd / "sub" / "b.db").exists()


@pytest.mark.parametrize("options", [{"create": False}, {"readonly": True}])
def test_a_reader_creates_no_archive(options: dict[str, bool], tmp_path: Path) -> None:
    """A reader reports that there is no archive yet, and creates no file."""
    with pytest.raises(ArchiveError, match="there is no archive"):
        open_archive("sqlite:///archive.db", tmp_path, **options)
    assert files(tmp_path) == {}


@pytest.mark.fault(382)
@pytest.mark.parametrize("readonly", [True, False])
@pytest.mark.parametrize(
    ("kind", "message"),
    [("folder", "is a folder"), ("linked folder", "is a folder"), ("link", "is its disk mounted")],
)
def test_what_is_no_file_is_refused_and_named(
    tmp_path: Path,
    kind: str,
    message: str,
    readonly: bool,  # noqa: FBT001
) -> None:
    """A folder in place of the archive, and a link to a disk that is not mounted, are named."""
    path, disk = tmp_path / "archive.db", tmp_path / "disk"
    if kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(disk if kind == "linked folder" else disk / "data" / "archive.db")
    if kind == "linked folder":
        disk.mkdir()
    with pytest.raises(ArchiveError, match=message):
        open_archive("sqlite:///archive.db", tmp_path, readonly=readonly)
    assert files(tmp_path) == {}


@pytest.mark.fault(382)
def test_a_link_to_a_folder_that_is_there_is_followed(tmp_path: Path) -> None:
    """An archive on another disk is created behind a link, and found again."""
    (tmp_path / "disk").mkdir()
    (tmp_path / "archive.db").symlink_to(tmp_path / "disk" / "archive.db")
    filled(tmp_path, 1)
    assert (tmp_path / "disk" / "archive.db").is_file()


@pytest.mark.fault(163)
def test_a_foreign_file_is_refused_unchanged(tmp_path: Path) -> None:
    """An empty file, a text, another program's database: each is refused and left unchanged."""
    path = tmp_path / "archive.db"
    other = tmp_path / "other.db"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE notes (text)")
    connection.close()
    for content, message in [
        (b"", "is empty"),
        (b"Dear diary, " * 100, "is not a database"),
        (other.read_bytes(), "of another program"),
    ]:
        path.write_bytes(content)
        before = files(tmp_path)
        with pytest.raises(ArchiveError, match=message) as error:
            open_archive("sqlite:///archive.db", tmp_path)
        assert "\n" not in str(error.value)
        assert files(tmp_path) == before


@pytest.mark.fault(163)
def test_an_archive_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    """An unknown schema is left unchanged, with the advice to update."""
    path = filled(tmp_path)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE archive_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    with pytest.raises(ArchiveError, match="newer version of monitor"):
        open_archive("sqlite:///archive.db", tmp_path)
    assert path.read_bytes() == before


@pytest.mark.fault(160)
@pytest.mark.parametrize("damage", ["header", "pages", "cut", "half a page"])
@pytest.mark.parametrize("with_backup", [True, False])
def test_a_damaged_archive_is_set_aside_and_restored(
    damage: str,
    with_backup: bool,  # noqa: FBT001
    tmp_path: Path,
) -> None:
    """A damaged file is kept under another name, and a backup or a new archive replaces it."""
    path = filled(tmp_path)
    if with_backup:
        with open_archive("sqlite:///archive.db", tmp_path) as archive:
            assert archive.maintenance.daily_backup(NOW) == tmp_path / "backups" / "archive-2025-12-16.db"
    (tmp_path / "archive.db.lock").touch()
    size = path.stat().st_size
    if damage == "cut":
        with path.open("r+b") as file:
            file.truncate(size // 2)
    else:
        start, end = {"header": (0, 100), "pages": (4096, size // 2), "half a page": (4096, 6144)}[damage]
        garble(path, start, end)
    bad = path.read_bytes()
    with open_archive("sqlite:///archive.db", tmp_path) as archive:
        (notice,) = archive.notices.at_opening
        assert "set aside as archive-damaged-" in notice
        assert ("restored from archive-2025-12-16.db" in notice) == with_backup
        assert (archive.digests.input(DAY) is not None) == with_backup
        assert poll(archive, [entry("after")]) == 1
    (aside,) = tmp_path.glob("archive-damaged-*.db")
    assert aside.read_bytes() == bad
    with open_archive("sqlite:///archive.db", tmp_path, readonly=True) as reader:
        assert reader.notices.at_opening == (
            f"{aside.name} was damaged and set aside; move it away when you no longer need it",
        )


@pytest.mark.fault(160)
def test_a_damaged_backup_is_passed_over(tmp_path: Path) -> None:
    """The newest backup that can be read completely is restored."""
    path = filled(tmp_path)
    with open_archive("sqlite:///archive.db", tmp_path) as archive:
        archive.maintenance.backup(tmp_path / "backups" / "archive-2025-12-01.db")
        archive.maintenance.backup(tmp_path / "backups" / "archive-2025-12-02.db")
    garble(tmp_path / "backups" / "archive-2025-12-02.db", 4096, 40_000)
    garble(path, 4096, 40_000)
    with open_archive("sqlite:///archive.db", tmp_path) as archive:
        assert "restored from archive-2025-12-01.db" in archive.notices.at_opening[0]


@pytest.mark.fault(160)
def test_a_reader_or_a_second_daemon_repairs_nothing(tmp_path: Path) -> None:
    """A reader, or a second process while another holds the archive, reports the damage and moves no file."""
    path = filled(tmp_path)
    with open_archive("sqlite:///archive.db", tmp_path) as archive, archive.lock():
        pass
    garble(path, 0, 100)
    before = files(tmp_path)
    with pytest.raises(ArchiveDamaged, match="is not readable"):
        open_archive("sqlite:///archive.db", tmp_path, readonly=True)
    holder = Archive(Database(locate("sqlite:///archive.db", tmp_path)))
    with holder.lock(), pytest.raises(ArchiveDamaged, match="stop it first"):
        open_archive("sqlite:///archive.db", tmp_path)
    holder.close()
    assert files(tmp_path)["archive.db"] == before["archive.db"]


@pytest.mark.fault(162)
def test_the_wal_of_a_deleted_archive_is_not_replayed(tmp_path: Path) -> None:
    """A -wal file without its database refuses a new archive, and is set aside where a backup is restored."""
    live = open_archive("sqlite:///archive.db", tmp_path)
    poll(live, [entry(1)])
    log = (tmp_path / "archive.db-wal").read_bytes()
    assert len(log) > 0
    live.close()
    backup = tmp_path / "backups" / "archive-2025-12-01.db"
    backup.parent.mkdir()
    open_archive("sqlite:///other.db", tmp_path).close()
    (tmp_path / "other.db").rename(backup)
    (tmp_path / "archive.db").unlink()
    (tmp_path / "archive.db-wal").write_bytes(log)
    with open_archive("sqlite:///archive.db", tmp_path) as archive:
        assert archive.articles.pending(NOW, 10) == ()
        assert archive.maintenance.check_integrity() == ()
    (aside,) = tmp_path.glob("archive-damaged-*.db-wal")
    assert aside.read_bytes() == log


@pytest.mark.fault(162)
def test_a_deleted_wal_loses_only_its_own_data(tmp_path: Path) -> None:
    """Without its -wal an archive opens as of the last checkpoint, or is repaired; never an unnamed error."""
    with open_archive("sqlite:///archive.db", tmp_path) as live:
        poll(live, [entry(1)])
        shutil.copy(tmp_path / "archive.db", tmp_path / "copy.db")
    with open_archive("sqlite:///copy.db", tmp_path) as archive:
        assert archive.maintenance.check_integrity() == ()
        assert poll(archive, [entry(1), entry(2)]) == 2


def test_a_reader_works_beside_the_daemon(reopen: Opens) -> None:
    """A reader sees committed data during a write, and cannot write."""
    writer = reopen()
    reader = reopen(readonly=True)
    poll(writer, [entry(1)])
    assert len(reader.articles.pending(NOW, 10)) == 1
    with writer.database.write():
        assert len(reader.articles.pending(NOW, 10)) == 1
    with pytest.raises(ArchiveError, match="for reading only"):
        poll(reader, [entry(2)])


def test_two_processes_create_one_archive(tmp_path: Path) -> None:
    """A second process that creates the archive uses that of the first."""
    program = (
        "import sys; from pathlib import Path; from monitor.archive import open_archive\n"
        "open_archive('sqlite:///archive.db', Path(sys.argv[1])).close()"
    )
    racers = [subprocess.Popen([sys.executable, "-c", program, str(tmp_path)]) for _ in range(3)]
    assert [racer.wait(60) for racer in racers] == [0, 0, 0]
    assert list(files(tmp_path)) == ["archive.db"]


@pytest.fixture
def foreign_folder() -> Iterator[Path]:
    """Return a folder that another user may read but not write."""
    folder = Path(tempfile.mkdtemp(prefix="archive-foreign-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.fault(158, 159)
@pytest.mark.parametrize("there", [True, False])
def test_a_folder_that_cannot_be_written_is_one_clear_line(
    there: bool,  # noqa: FBT001
    foreign_folder: Path,
    as_nobody: Callable[..., str],
) -> None:
    """A read-only or foreign folder is reported with advice; reading still works."""
    if there:
        filled(foreign_folder, 3)
    said = as_nobody(foreign_folder, "poll(open_archive('sqlite:///archive.db', folder), [entry('x')])")
    assert said.startswith("ArchiveError: archive.db cannot be")
    assert said.count("\n") == 1
    read = as_nobody(
        foreign_folder, "print(open_archive('sqlite:///archive.db', folder, readonly=True).digests.windows())"
    )
    assert read.startswith("(Window(" if there else "ArchiveError: there is no archive")


@pytest.mark.fault(166)
def test_a_lock_that_lasts_is_busy_and_loses_nothing(reopen: Opens, tmp_path: Path) -> None:
    """While another program writes, the batch is refused as busy; later it is stored completely."""
    archive = reopen()
    poll(archive, [entry(1)])
    with archive.database.read() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 20")
    shell = sqlite3.connect(tmp_path / "archive.db", isolation_level=None)
    shell.execute("BEGIN IMMEDIATE")
    with pytest.raises(ArchiveBusy, match="locked by another process"):
        store_all(archive)
    assert len(archive.articles.pending(NOW, 10)) == 1
    shell.execute("COMMIT")
    shell.execute("BEGIN")
    shell.execute("SELECT count(*) FROM articles").fetchone()
    store_all(archive)
    assert archive.articles.pending(NOW, 10) == ()
    shell.close()


@pytest.mark.fault(155, 157)
def test_a_full_disk_is_reported_and_temporary(reopen: Opens) -> None:
    """Without room, nothing is half stored and reading works; with room again, writing works too."""
    archive = reopen()
    poll(archive, [entry(1)])
    with archive.database.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    big = [entry(n, summary="much " * 5000) for n in range(2, 50)]
    with pytest.raises(ArchiveError, match="no room is left on the disk") as error:
        poll(archive, big)
    assert type(error.value).__name__ == "ArchiveFull"
    assert [pending.entry.title for pending in archive.articles.pending(NOW, 100)] == ["Title 1"]
    with archive.database.read() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    assert poll(archive, big) == 48


@pytest.mark.fault(152)
def test_readers_in_the_daemon_release_no_lock(tmp_path: Path) -> None:
    """Readers that the local page opens and closes in the daemon's process do not delete the WAL.

    POSIX drops all locks of a process on a file when it closes any descriptor of it; the next one to close
    the archive would then think itself the last one and delete the WAL.
    """
    with open_archive("sqlite:///archive.db", tmp_path) as archive:
        poll(archive, [entry(1)])
        with open_archive("sqlite:///archive.db", tmp_path, create=False, readonly=True) as beside:
            assert beside.feeds.states()
        other = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('SELECT 1 FROM feeds').fetchall()"
        subprocess.run([sys.executable, "-c", other, tmp_path / "archive.db"], check=True)
        assert (tmp_path / "archive.db-wal").exists()
        poll(archive, [entry(1), entry(2)])
        look = sqlite3.connect(tmp_path / "archive.db")
        assert look.execute("SELECT count(*) FROM entries").fetchone() == (2,)
        look.close()


@pytest.mark.parametrize("how", ["deleted", "replaced"])
def test_a_removed_archive_is_reported(tmp_path: Path, how: str) -> None:
    """A write to a deleted or renamed file fails instead of being acknowledged."""
    path = tmp_path / "archive.db"
    with open_archive("sqlite:///archive.db", tmp_path) as archive:
        poll(archive, [entry(1)])
        if how == "replaced":
            shutil.copy(path, tmp_path / "other.db")
            (tmp_path / "other.db").replace(path)
        else:
            path.unlink()
        with pytest.raises(ArchiveDamaged, match="deleted or replaced while in use"):
            poll(archive, [entry(1), entry(2)])


def trace(folder: Path, what: str) -> Path:
    """Create files that show that an archive was here."""
    path = {
        "lock": folder / "archive.db.lock",
        "log": folder / "archive.db-wal",
        "digest": folder / "digests" / "2025-12-16.html",
        "damaged backup": folder / "backups" / "archive-2025-12-15.db",
        "empty backup": folder / "backups" / "archive-2025-12-14.db",
    }[what]
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"" if what in {"lock", "empty backup"} else b"digest" * 1000)
    return path


@pytest.mark.fault(265)
@pytest.mark.parametrize("what", ["lock", "log", "digest", "damaged backup", "empty backup"])
@pytest.mark.parametrize("url", ["sqlite:///archive.db", "sqlite:///elsewhere/archive.db"])
def test_a_missing_archive_is_not_recreated_beside_its_traces(what: str, url: str, tmp_path: Path) -> None:
    """Without a sound backup it is refused, with advice; after the traces are moved away, it is created."""
    place = tmp_path if what == "digest" else tmp_path / Path(url.removeprefix("sqlite:///")).parent
    place.mkdir(exist_ok=True)
    left = trace(place, what)
    before = left.read_bytes()
    with pytest.raises(ArchiveError, match=r"is missing and has no sound backup.*put it back") as error:
        open_archive(url, tmp_path)
    assert str(left.parent if left.suffix == ".html" or "backups" in left.parts else left) in str(error.value)
    assert left.read_bytes() == before
    with pytest.raises(ArchiveError, match="there is no archive"):
        open_archive(url, tmp_path, readonly=True)
    for path in [left, *place.glob("*.lock")]:
        path.unlink(missing_ok=True)
    open_archive(url, tmp_path).close()


@pytest.mark.fault(265)
@pytest.mark.parametrize("state", ["deleted", "empty"])
def test_a_missing_archive_is_restored_from_its_newest_sound_backup(state: str, tmp_path: Path) -> None:
    """If it is deleted or empty, the newest sound backup replaces it, and readers see a notice for days."""
    path = filled(tmp_path)
    with open_archive("sqlite:///archive.db", tmp_path) as archive:
        archive.maintenance.backup(tmp_path / "backups" / "archive-2025-12-01.db")
    trace(tmp_path, "damaged backup")
    trace(tmp_path, "empty backup")
    open_archive("sqlite:///archive-b.db", tmp_path).close()
    (tmp_path / "archive-b.db").rename(tmp_path / "backups" / "archive-b-2025-12-31.db")  # of another archive
    path.unlink()
    if state == "empty":
        path.touch()
    with open_archive("sqlite:///archive.db", tmp_path) as archive:
        assert len(digest_input(archive).articles) == 300
        assert "restored from archive-2025-12-01.db" in archive.notices.at_opening[0]
    with open_archive("sqlite:///archive.db", tmp_path, readonly=True) as reader:
        assert any(
            "restored from archive-2025-12-01.db" in line
            for line in reader.notices.current(datetime.now(UTC))
        )
        assert not any(
            "restored" in line for line in reader.notices.current(datetime.now(UTC) + timedelta(days=8))
        )


def test_a_restored_backup_is_migrated(tmp_path: Path) -> None:
    """A restored archive of an earlier version has the present schema when it is used."""
    backup = tmp_path / "backups" / "archive-2025-12-01.db"
    backup.parent.mkdir()
    old_archive("sqlite:///archive.db", tmp_path).close()
    (tmp_path / "archive.db").rename(backup)
    with open_archive("sqlite:///archive.db", tmp_path) as archive:
        assert archive.status_counts(NOW).articles == 1
        assert "restored from archive-2025-12-01.db" in archive.notices.current(datetime.now(UTC))[0]


def test_a_database_of_a_server_emptied_beside_digests_is_refused(postgres_url: str, tmp_path: Path) -> None:
    """If digests exist beside a database without tables, no archive is created until they are moved away."""
    left = trace(tmp_path, "digest")
    with pytest.raises(ArchiveError, match=r"holds no archive, though .*pg_restore"):
        open_archive(postgres_url, tmp_path)
    left.unlink()
    open_archive(postgres_url, tmp_path).close()
    trace(tmp_path, "digest")
    open_archive(postgres_url, tmp_path).close()
