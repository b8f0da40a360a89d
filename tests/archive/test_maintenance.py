"""Backups, the weekly check, and the schema."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from monitor.archive import Archive, open_archive
from monitor.archive.database import Database, locate
from monitor.archive.open import VERSION_TABLE, _config, _upgrade, migrate, revision
from monitor.archive.schema import HEAD, metadata
from monitor.errors import ArchiveError
from tests.archive.making import NOW, digest_input, entry, poll, record_digest, store_all

Opens = Callable[..., Archive]


def test_migrations_make_the_schema_of_this_program(archive: Archive) -> None:
    """On every database the migrations lead to exactly the tables that the program uses."""
    with archive.database.read() as connection:
        assert revision(connection) == HEAD
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, metadata) == []
    assert ScriptDirectory.from_config(_config()).get_current_head() == HEAD


@pytest.mark.fault(178)
def test_a_migration_that_breaks_off_changes_nothing(url: str, tmp_path: Path) -> None:
    """A migration that fails half-way leaves the old schema."""
    (tmp_path / "archive.db").touch()
    database = Database(locate(url, tmp_path))

    def tables() -> list[str]:
        with database.read() as connection:
            return database.engine.dialect.get_table_names(connection)

    def break_off() -> None:
        with database.write_alone() as connection:
            _upgrade(connection)
            assert revision(connection) == HEAD
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert tables() == []
    migrate(database)
    migrate(database)
    assert len(tables()) == len(metadata.tables) + 1
    database.close()


@pytest.mark.fault(162)
def test_a_backup_is_a_whole_archive(reopen: Opens, tmp_path: Path) -> None:
    """A backup made while the archive is in use opens as an archive with all of it."""
    archive = reopen()
    poll(archive, [entry(n) for n in range(20)])
    store_all(archive)
    record_digest(archive)
    archive.maintenance.backup(tmp_path / "kept" / "copy.db")
    with open_archive("sqlite:///kept/copy.db", tmp_path, create=False) as copy:
        assert digest_input(copy) == digest_input(archive)
        assert copy.maintenance.check_integrity() == ()
    with pytest.raises(ArchiveError, match="exists already"):
        archive.maintenance.backup(tmp_path / "kept" / "copy.db")
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["copy.db"]


def test_one_backup_a_day_and_only_the_newest(reopen: Opens, tmp_path: Path) -> None:
    """Only the first call of a day makes a backup; old backups are deleted except the first."""
    archive = reopen()
    for day in range(5):
        now = NOW + timedelta(days=day)
        assert archive.maintenance.daily_backup(now, keep=3) is not None
        assert archive.maintenance.daily_backup(now + timedelta(hours=20), keep=3) is None
    kept = sorted(path.name for path in (tmp_path / "backups").iterdir())
    assert kept == [f"archive-2025-12-{day}.db" for day in (16, 18, 19, 20)]


@pytest.mark.fault(268)
def test_a_backup_from_before_the_last_clean_check_is_kept(reopen: Opens, tmp_path: Path) -> None:
    """The backup that a check proved sound is kept until a newer one is proved sound."""
    archive = reopen()
    poll(archive, [entry(1)])
    store_all(archive)
    sunday = NOW + timedelta(days=5)
    for day in range(-5, 13):
        now = sunday + timedelta(days=day)
        if day == 3:
            spoil(tmp_path)
        complaints = archive.maintenance.run_daily(now, None, None)
        assert bool(complaints) == (day == 7)
    kept = sorted(path.name for path in (tmp_path / "backups").iterdir())
    assert f"archive-{sunday:%Y-%m-%d}-checked.db" in kept
    assert len(kept) == 4
    with open_archive(f"sqlite:///backups/archive-{sunday:%Y-%m-%d}-checked.db", tmp_path) as sound:
        assert sound.maintenance.check_integrity() == ()


@pytest.mark.fault(267)
def test_damage_is_a_notice_until_a_check_is_clean(reopen: Opens, tmp_path: Path) -> None:
    """The result of a check is a notice for every reader until the damage is repaired."""
    archive = reopen()
    poll(archive, [entry(1)])
    store_all(archive)
    sunday = NOW + timedelta(days=5)
    body = spoil(tmp_path)
    archive.maintenance.run_daily(sunday, None, None)
    (notice,) = reopen(readonly=True).notices.current(sunday)
    assert "weekly check found the archive damaged: article 1" in notice
    shell = sqlite3.connect(tmp_path / "archive.db")
    shell.execute("UPDATE texts SET body = ?", (body,))
    shell.commit()
    shell.close()
    archive.maintenance.run_daily(sunday + timedelta(days=7), None, None)
    assert archive.notices.current(sunday) == ()


@pytest.mark.fault(269)
def test_a_backup_that_failed_is_tried_again_the_same_day(reopen: Opens, tmp_path: Path) -> None:
    """A failed backup is a notice, and is tried again at growing intervals; success removes the notice."""
    archive = reopen()
    (tmp_path / "backups").touch()
    tries = [
        minutes
        for minutes in range(0, 600, 5)
        if archive.maintenance.run_daily(NOW + timedelta(minutes=minutes), None, None)
    ]
    assert tries == [0, 5, 35, 155, 275, 395, 515]
    assert "no backup could be made" in reopen(readonly=True).notices.current(NOW)[0]
    (tmp_path / "backups").unlink()
    assert archive.maintenance.run_daily(NOW + timedelta(minutes=640), None, None) == ()
    assert [path.name for path in (tmp_path / "backups").iterdir()] == ["archive-2025-12-16.db"]
    assert archive.notices.current(NOW) == ()


def spoil(folder: Path) -> bytes:
    """Damage all texts of an archive; return an undamaged one."""
    shell = sqlite3.connect(folder / "archive.db")
    (body,) = shell.execute("SELECT body FROM texts").fetchone()
    shell.execute("UPDATE texts SET body = x'00'")
    shell.commit()
    shell.close()
    return bytes(body)


def test_maintenance_runs_once_a_day(reopen: Opens, tmp_path: Path) -> None:
    """The first call of a day prunes and backs up, and on Sundays checks; a failed backup is returned."""
    archive = reopen()
    poll(archive, [entry(1)])
    store_all(archive)
    shell = sqlite3.connect(tmp_path / "archive.db")
    shell.execute("UPDATE texts SET body = x'00'")
    shell.commit()
    shell.close()
    friday = NOW + timedelta(days=3)
    assert archive.maintenance.run_daily(friday, None, timedelta(days=1)) == ()
    backups = tmp_path / "backups"
    assert [path.name for path in backups.iterdir()] == ["archive-2025-12-19.db"]
    with archive.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM pages").scalar() == 0
    (backups / "archive-2025-12-19.db").unlink()
    assert archive.maintenance.run_daily(friday, None, None) == ()
    assert list(backups.iterdir()) == []
    backups.rmdir()
    backups.touch()
    complaints = archive.maintenance.run_daily(friday + timedelta(days=2), None, None)
    assert [line.split(":")[0] for line in complaints] == ["article 1", "no backup could be made"]


def test_only_files_have_backups(postgres_url: str, tmp_path: Path) -> None:
    """PostgreSQL has its own backup tools; the daily call does nothing."""
    for url in (postgres_url, "sqlite://"):
        with open_archive(url, tmp_path) as archive:
            assert archive.maintenance.daily_backup(NOW) is None
            with pytest.raises(ArchiveError, match="pg_dump"):
                archive.maintenance.backup(tmp_path / "copy.db")


@pytest.mark.fault(161)
@pytest.mark.parametrize("table", ["texts", "pages"])
def test_one_flipped_bit_is_found(reopen: Opens, tmp_path: Path, table: str) -> None:
    """A bit flipped within a text, which SQLite's own checks cannot see, is named with its article."""
    archive = reopen()
    poll(archive, [entry(n) for n in range(30)])
    store_all(archive)
    assert archive.maintenance.check_integrity() == ()
    shell = sqlite3.connect(tmp_path / "archive.db")
    (body,) = shell.execute(f"SELECT body FROM {table} WHERE article_id = 17").fetchone()
    flipped = bytearray(body)
    flipped[len(flipped) // 2] ^= 4
    shell.execute(f"UPDATE {table} SET body = ? WHERE article_id = 17", (bytes(flipped),))
    shell.commit()
    assert shell.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    shell.close()
    assert archive.maintenance.check_integrity() == (f"article 17: the value in {table} cannot be unpacked",)


def test_a_row_that_points_to_nothing_is_found(reopen: Opens, tmp_path: Path) -> None:
    """The check names rows whose article is gone."""
    archive = reopen()
    poll(archive, [entry(1)])
    store_all(archive)
    shell = sqlite3.connect(tmp_path / "archive.db")
    shell.execute("DELETE FROM articles")
    shell.commit()
    shell.close()
    assert any("points to nothing" in line for line in archive.maintenance.check_integrity())
