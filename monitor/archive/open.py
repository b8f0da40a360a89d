"""Open an archive: find, create, check, repair and migrate it."""

import logging
import os
import sqlite3
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, inspect, select, text

from monitor.archive.archive import Archive
from monitor.archive.database import Database, in_file, locate, mapped_errors, open_file
from monitor.archive.locking import hold_file, lock_file
from monitor.archive.maintenance import (
    RESTORED,
    backup_name,
    backups,
    copy_file,
    damaged,
    is_sound,
    set_aside,
)
from monitor.archive.schema import APPLICATION_ID, HEAD
from monitor.archive.schema import notices as notices_table
from monitor.errors import ArchiveBusy, ArchiveDamaged, ArchiveError
from monitor.files import replace_synced, sync

if TYPE_CHECKING:
    from alembic.config import Config

logger = logging.getLogger(__name__)
# A full read of a larger file takes too long at the start, and of any file for `monitor status`; the weekly
# check reads everything.
_CHECKED_AT_START = 200_000_000
_RESTORED = "restored from"
_DATED = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
UNFINISHED_COPY = "unfinished_copy"  # kind of the notice that marks one
VERSION_TABLE = "archive_version"
_SCRIPTS = Path(__file__).parent / "migrations"


def open_archive(url: str, folder: Path, *, create: bool = True, readonly: bool = False) -> Archive:
    """Open the archive at a URL (`sqlite:///archive.db`, `postgresql://...`).

    A damaged SQLite file is set aside, never deleted; the newest sound backup replaces it, or a new archive
    if there is none. If the file is missing but its traces (backups, a lock, digests) exist, it is restored
    from the newest sound backup, never created empty. The notices of the archive and the log say so.

    Args:
        url: SQLAlchemy URL; a relative SQLite file is in `folder`.
        folder: the output folder.
        create: create an archive if there is none.
        readonly: write nothing, not even a new archive or a newer schema.

    Raises:
        ArchiveError: it cannot be opened, belongs to another program, or a newer version wrote it.
        ArchiveBusy: another process holds it.
        ArchiveFull: the disk is full.
        ArchiveDamaged: it is damaged, and read only or held by another process.
    """
    location = locate(url, folder)
    if location.get_backend_name() == "sqlite" and location.database != ":memory:":
        path = Path(str(location.database))
        return _open_file(path, folder, create=create and not readonly, readonly=readonly)
    database = Database(location, readonly=readonly)
    if not database.is_sqlite:
        _refuse_emptied(database, folder)
    return _opened(database, ())


def _open_file(path: Path, folder: Path, *, create: bool, readonly: bool) -> Archive:
    notices: tuple[str, ...] = ()
    with mapped_errors(path.name):
        _refuse_no_file(path)
        missing = not path.exists()
    if missing:
        traces = _traces(path, folder)
        if not create:
            if traces:
                raise ArchiveError(
                    f"there is no archive {path}, though {traces} shows that it was there; "
                    f"`monitor run` restores it from the newest sound backup, or says what to do"
                )
            raise ArchiveError(f"there is no archive {path}; `monitor run` creates it")
        if traces:
            notices = (_restore_missing(path, traces),)
            return _opened(Database(in_file(path)), notices)
        _make(path)
    try:
        _examine(path, readonly=readonly)
    except ArchiveDamaged as error:
        if readonly:
            raise
        notices = (_recover(path, error),)
    else:
        notices = tuple(
            f"{aside.name} was damaged and set aside; move it away when you no longer need it"
            for aside in damaged(path)
        )
    return _opened(Database(in_file(path), readonly=readonly), notices)


def _refuse_no_file(path: Path) -> None:
    """Raise ArchiveError for a folder, and for a link to a folder that is not there."""
    if path.is_dir():
        raise ArchiveError(
            f"{path} is a folder, not an archive: move it away, or correct [archive] url; a container makes"
            " such a folder for a mounted file that does not exist"
        )
    if path.is_symlink() and not path.resolve().parent.is_dir():
        raise ArchiveError(
            f"{path} is a link to {path.readlink()}, whose folder is missing: is its disk mounted?"
        )


def open_for_copy(location: URL) -> Database:
    """Open a database that a copy of an archive is written to; create the archive if there is none.

    Raises:
        ArchiveError: it cannot be opened, belongs to another program, or a newer version wrote it.
    """
    if location.get_backend_name() == "sqlite":
        path = Path(str(location.database))
        with mapped_errors(path.name):
            missing = not path.exists()
        if missing:
            _make(path)
        _examine(path, readonly=False)
    database = Database(location)
    try:
        _prepare_target(database)
    except BaseException:
        database.close()
        raise
    return database


def _prepare_target(database: Database) -> None:
    with database.read() as connection:
        found = revision(connection)
    if found is None:
        migrate(database)
    elif found != HEAD:
        raise ArchiveError(f"{database.name} is an archive with another schema: name an empty database")


def unfinished_copy_of(connection: Connection) -> str | None:
    """Return the identity of the archive that this one is an unfinished copy of, or None."""
    marker = select(notices_table.c.text).where(notices_table.c.kind == UNFINISHED_COPY)
    return connection.execute(marker).scalar()


def _refuse_unfinished(database: Database) -> None:
    with database.read() as connection:
        unfinished = unfinished_copy_of(connection) is not None
    if unfinished:
        raise ArchiveError(
            f"{database.name} is an unfinished copy of another archive: finish it with "
            f"`monitor archive copy`, or use the archive that it is copied from"
        )


def _opened(database: Database, notices: tuple[str, ...]) -> Archive:
    try:
        if not is_current(database):
            _update(database)
        _refuse_unfinished(database)
    except BaseException:
        database.close()
        raise
    archive = Archive(database, notices)
    if notices and not database.readonly and any(_RESTORED in text for text in notices):
        archive.notices.set(RESTORED, notices[0], datetime.now(UTC))
    return archive


def _traces(path: Path, folder: Path) -> str:
    """Return the files that show that an archive was here, or ""."""
    lock, log = lock_file(path), Path(f"{path}-wal")
    found = [str(trace) for trace in (lock, log) if trace.exists()]
    found += [str(copies[0].parent) for copies in (backups(path),) if copies]
    found += [str(digests) for digests in (_digests(folder),) if digests is not None]
    return " and ".join(found)


def _digests(folder: Path) -> Path | None:
    """Return the folder of digests if it contains any."""
    return next((path.parent for path in (folder / "digests").glob(f"{_DATED}.*")), None)


def _restore_missing(path: Path, traces: str) -> str:
    """Restore a missing archive from the newest sound backup and return a notice, or refuse."""
    restored = _newest_sound(path)
    if restored is None:
        raise ArchiveError(
            f"{path} is missing and has no sound backup, though {traces} shows that it was there: "
            f"put it back, or correct [archive] url; to start a new one, move these away first"
        )
    with hold_file(path):
        if path.exists():
            return f"{path.name} was put back meanwhile"
        aside = set_aside(path, datetime.now(UTC)) if _has_log(path) else None
        _copy_backup(restored, path)
    notice = f"{path.name} was missing; {_RESTORED} {restored.name}, later data is lost"
    if aside is not None:
        notice += f"; its log was set aside as {aside.name}-wal"
    logger.error(notice)
    return notice


def _newest_sound(path: Path) -> Path | None:
    return next((copy for copy in backups(path) if is_sound(copy)), None)


def _has_log(path: Path) -> bool:
    return Path(f"{path}-wal").exists()


def _copy_backup(backup: Path, path: Path) -> None:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.new")
    copy_file(backup, unfinished)
    replace_synced(unfinished, path)


def _refuse_emptied(database: Database, folder: Path) -> None:
    """Refuse a server's empty database if digests exist that came from an archive."""
    try:
        with database.read() as connection:
            empty = revision(connection) is None
    except BaseException:
        database.close()
        raise
    digests = _digests(folder) if empty else None
    if digests is not None:
        database.close()
        raise ArchiveError(
            f"{database.name} holds no archive, though {digests} shows that there was one: restore it with "
            f"pg_restore, or correct [archive] url; to start a new one, move that folder away first"
        )


def _update(database: Database) -> None:
    if database.readonly:
        raise ArchiveError(f"{database.name} has an older schema; `monitor run` brings it up to date")
    if database.path is not None:
        before = backup_name(database.path, f"{datetime.now(UTC):%Y-%m-%d}-before-update")
        if not before.exists():
            copy_file(database.path, before)
    migrate(database)


def _make(path: Path) -> None:
    """Create an archive under another name first, so that a file of its name always has a schema."""
    path = path.resolve()  # SQLite keeps the WAL beside the file that a link leads to
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.new")
    with mapped_errors(path.name):
        path.parent.mkdir(parents=True, exist_ok=True)
        # SQLite would apply the WAL of a deleted archive to the new one.
        if Path(f"{path}-wal").exists():
            set_aside(path, datetime.now(UTC))
        unfinished.unlink(missing_ok=True)
        try:
            unfinished.touch(mode=0o640)
            database = Database(in_file(unfinished))
            try:
                migrate(database)
            finally:
                database.close()
            sync(unfinished)
            # If another process created it meanwhile, that one stays: a link never replaces a file.
            with suppress(FileExistsError):
                path.hardlink_to(unfinished)
            sync(path.parent)
        finally:
            for side in ("", "-wal", "-shm"):
                Path(f"{unfinished}{side}").unlink(missing_ok=True)


def _examine(path: Path, *, readonly: bool) -> None:
    """Check that a file is an archive of this program; raises ArchiveDamaged if it is a damaged one.

    Only SQLite opens the file: closing any other descriptor of it would release SQLite's locks in the whole
    process (https://sqlite.org/howtocorrupt.html, 2.2), and the daemon's local page opens the file that the
    daemon writes.
    """
    with mapped_errors(path.name):
        size = path.stat().st_size
    if size == 0:
        if _newest_sound(path) is not None:
            raise ArchiveDamaged(f"{path.name} is empty")
        raise ArchiveError(
            f"{path} is empty, and there is no sound backup of it in {path.parent / 'backups'}: "
            f"put it back, or move it away to start a new archive"
        )
    with mapped_errors(path.name):
        connection = open_file(path, readonly=readonly)
        try:
            _check_file(connection, path, check=not readonly and size <= _CHECKED_AT_START)
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_NOTADB:
                raise
            if backups(path) or lock_file(path).exists():
                raise ArchiveDamaged(f"{path.name} is not readable as a database") from error
            raise ArchiveError(f"{path} is not a database; give [archive] url another name") from error
        finally:
            connection.close()


def _check_file(connection: sqlite3.Connection, path: Path, *, check: bool) -> None:
    identity = connection.execute("PRAGMA application_id").fetchone()[0]
    if identity != APPLICATION_ID:
        raise ArchiveError(f"{path} is a database of another program; give [archive] url another name")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if check:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise ArchiveDamaged(f"{path.name} is damaged: {found.splitlines()[0]}")


def _recover(path: Path, error: ArchiveDamaged) -> str:
    """Set a damaged archive aside, put the newest sound backup or a new one there; return a notice."""
    try:
        with hold_file(path):
            aside = set_aside(path, datetime.now(UTC))
            restored = _newest_sound(path)
            if restored is None:
                _make(path)
                outcome = "there was no sound backup, so a new archive was created"
            else:
                _copy_backup(restored, path)
                outcome = f"{_RESTORED} {restored.name}"
    except ArchiveBusy as busy:
        raise ArchiveDamaged(f"{error}, and {busy}: stop it first") from busy
    notice = f"{error}; it was set aside as {aside.name}, {outcome}"
    logger.error(notice)
    return notice


def revision(connection: Connection) -> str | None:
    """Return the revision of the archive's schema, None if it has none yet."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608 - a constant


def is_current(database: Database) -> bool:
    """Return whether the schema is up to date; raises ArchiveError if a newer program wrote the archive."""
    with database.read() as connection:
        found = revision(connection)
    if found is not None and found != HEAD:
        _refuse_newer(found, database.name)
    return found == HEAD


def migrate(database: Database) -> None:
    """Bring the schema up to date in one transaction; a second process finds it done."""
    with database.write_alone() as connection:
        if revision(connection) == HEAD:
            return
        if database.is_sqlite:
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        _upgrade(connection)


def _upgrade(connection: Connection) -> None:
    # Importing Alembic takes longer than opening an archive that needs no migration.
    from alembic import command  # noqa: PLC0415

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _refuse_newer(found: str, name: str) -> None:
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    script = ScriptDirectory.from_config(_config())
    if found not in {step.revision for step in script.walk_revisions()}:
        raise ArchiveError(
            f"{name} was written by a newer version of monitor (schema {found}): update monitor"
        )


def _config() -> "Config":
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
