"""Keep the archive in good order: integrity, backups, retention, and setting a damaged file aside."""

import glob
import os
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, delete, func, select
from zstandard import ZstdError

from monitor.archive.columns import unpack
from monitor.archive.database import Database, open_file
from monitor.archive.error_mapping import mapped_errors
from monitor.archive.schema import APPLICATION_ID, articles, ledger, pages, texts, versions
from monitor.errors import ArchiveDamaged, ArchiveError
from monitor.files import replace_synced, sync

BACKUPS_KEPT = 3
_DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
_CHECKED = "-checked"
_MOST_COMPLAINTS = 20
_SIDE_FILES = ("-wal", "-shm")


def check_integrity(database: Database) -> tuple[str, ...]:
    """Read every page, key and packed text; return what is wrong, one line each."""
    complaints: list[str] = []
    try:
        if database.is_sqlite:
            complaints += check_file_format(database, "integrity_check")
        complaints += _check_packed(database)
    except ArchiveDamaged as error:
        complaints.append(str(error))
    return tuple(dict.fromkeys(complaints))


def check_file_format(database: Database, pragma: str) -> list[str]:
    """Run `integrity_check` or `quick_check`, and the check of foreign keys."""
    with database.read() as connection:
        found = connection.exec_driver_sql(f"PRAGMA {pragma}({_MOST_COMPLAINTS})").scalars().all()
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    lines = [line for text in found if text != "ok" for line in str(text).splitlines()]
    return lines + [
        f"row {orphan[1]} of {orphan[0]} points to nothing" for orphan in orphans[:_MOST_COMPLAINTS]
    ]


def _check_packed(database: Database) -> Iterator[str]:
    """Unpack everything packed: each frame carries a checksum, which finds a single flipped bit."""
    for table, key in ((texts, "article_id"), (pages, "article_id"), (versions, "id")):
        last = 0
        while rows := _packed(database, table.name, key, last):
            for number, body in rows:
                try:
                    unpack(bytes(body))
                except ZstdError:
                    named = "version" if key == "id" else "article"
                    yield f"{named} {number}: what stands in {table.name} cannot be unpacked"
            last = rows[-1][0]


def _packed(database: Database, table: str, key: str, last: int) -> list[tuple[int, bytes]]:
    query = (
        f"SELECT {key}, body FROM {table} WHERE {key} > {last} AND body IS NOT NULL ORDER BY {key} LIMIT 200"  # noqa: S608
    )
    with database.read() as connection:
        return [(row[0], row[1]) for row in connection.exec_driver_sql(query)]


def prune(
    connection: Connection, now: datetime, keep_text: timedelta | None, keep_pages: timedelta | None
) -> tuple[int, int]:
    """Forget texts and pages settled longer ago; return how many of each."""
    dropped_texts = dropped_pages = 0
    if keep_text is not None:
        written = connection.execute(select(func.max(ledger.c.last)).where(ledger.c.closed)).scalar() or 0
        spare = (
            select(texts.c.article_id)
            .join(articles, articles.c.id == texts.c.article_id)
            .where(
                texts.c.settled < now - keep_text,
                articles.c.seq <= written,
                articles.c.matched.is_(False) | articles.c.backlog,
            )
        )
        connection.execute(delete(versions).where(versions.c.article_id.in_(spare)))
        dropped_texts = connection.execute(delete(texts).where(texts.c.article_id.in_(spare))).rowcount
    if keep_pages is not None:
        dropped_pages = connection.execute(delete(pages).where(pages.c.settled < now - keep_pages)).rowcount
    return dropped_texts, dropped_pages


def backups_folder(path: Path) -> Path:
    """Name the folder of an archive's backups."""
    return path.parent / "backups"


def backups(path: Path) -> list[Path]:
    """List the backups of an archive, newest first."""
    name = f"{glob.escape(path.stem)}-{_DAY}*{glob.escape(path.suffix)}"
    return sorted(backups_folder(path).glob(name), reverse=True)


def backup(database: Database, target: Path) -> None:
    """Write a copy by VACUUM INTO: a live database must never be copied as a file (faults row 162)."""
    if database.path is None:
        raise ArchiveError(f"{database.name} is no file; back up PostgreSQL with pg_dump")
    if target.exists():
        raise ArchiveError(f"{target.name} exists already")
    copy_file(database.path, target)


def copy_file(source: Path, target: Path) -> None:
    """Copy an archive's file, whole or not at all."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.new")
    with mapped_errors(source.name):
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        try:
            unfinished.touch(mode=0o640)  # the umask may take more away; an empty file is written into
            connection = open_file(source)
            try:
                connection.execute("VACUUM INTO ?", (str(unfinished),))
            finally:
                connection.close()
            replace_synced(unfinished, target)
        finally:
            unfinished.unlink(missing_ok=True)


def clear_unfinished(path: Path) -> None:
    """Delete the drafts of archive and backups that a killed process left; to be called under the lock."""
    for folder in (path.parent, backups_folder(path)):
        for draft in folder.glob(f".{glob.escape(path.stem)}*.new*"):
            with suppress(OSError):
                draft.unlink()


def daily_backup(database: Database, now: datetime, keep: int) -> Path | None:
    """Write today's copy unless it is there; drop all but the newest.

    The newest that a check proved sound stays; before the first check, the oldest: it has the best chance of
    being older than damage that nobody has found yet.
    """
    if database.path is None:
        return None
    target = backup_name(database.path, f"{now.astimezone(UTC):%Y-%m-%d}")
    if target.exists():
        return None
    backup(database, target)
    kept = backups(database.path)
    checked = [copy for copy in kept if copy.stem.endswith(_CHECKED)]
    daily = [copy for copy in kept if copy not in checked]
    last = len(daily) if checked else -1
    for old in [*checked[1:], *daily[max(keep, 1) : last]]:
        with mapped_errors(old.name):
            old.unlink(missing_ok=True)
    return target


def keep_checked(database: Database) -> Path | None:
    """Keep the newest backup beyond all rotation, because the archive was just found sound."""
    if database.path is None:
        return None
    daily = [copy for copy in backups(database.path) if not copy.stem.endswith(_CHECKED)]
    if not daily or not is_sound(daily[0]):
        return None
    kept = daily[0].with_name(f"{daily[0].stem}{_CHECKED}{daily[0].suffix}")
    with mapped_errors(kept.name), suppress(FileExistsError):
        kept.hardlink_to(daily[0])
        sync(kept.parent)
    return kept


def backup_name(path: Path, what: str) -> Path:
    """Name a backup of an archive."""
    return backups_folder(path) / f"{path.stem}-{what}{path.suffix}"


def set_aside(path: Path, now: datetime) -> Path:
    """Rename a damaged archive with its side files; nothing is ever deleted. Returns its new name."""
    stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%S}"
    aside, count = path.with_name(f"{path.stem}-damaged-{stamp}{path.suffix}"), 1
    while aside.exists():
        count += 1
        aside = path.with_name(f"{path.stem}-damaged-{stamp}-{count}{path.suffix}")
    with mapped_errors(path.name):
        for side in ("", *_SIDE_FILES):
            present = Path(f"{path}{side}")
            if present.exists():
                present.rename(f"{aside}{side}")
        sync(path.parent)
    return aside


def damaged(path: Path) -> list[Path]:
    """List what was set aside of an archive and still lies there, oldest first."""
    return sorted(path.parent.glob(f"{path.stem}-damaged-*{path.suffix}"))


def is_sound(path: Path) -> bool:
    """Tell whether a file is an archive in which every page can be read."""
    try:
        connection = open_file(path, readonly=True)
        try:
            ours = connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
            return ours and bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
        finally:
            connection.close()
    except sqlite3.Error:
        return False
