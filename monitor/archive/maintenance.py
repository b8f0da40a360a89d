"""Maintenance of the archive: notices, checks, backups, pruning, and setting damaged files aside."""

import glob
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, func, insert, select
from zstandard import ZstdError

from monitor.archive.columns import decompress
from monitor.archive.database import Database, mapped_errors, open_file
from monitor.archive.schema import (
    APPLICATION_ID,
    articles,
    digests,
    notices,
    pages,
    texts,
    verdicts,
    versions,
)
from monitor.errors import ArchiveDamaged, ArchiveError
from monitor.files import replace_synced, sync

RESTORED, _DAMAGED, _NO_BACKUP = "restored", "damaged", "backup"
# How long a past event is shown; other notices last until the problem is solved.
_SHOWN_FOR = {RESTORED: timedelta(days=7)}
BACKUPS_KEPT = 3
_DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
_CHECKED = "-checked"
_MOST_DAMAGES = 20
_SIDE_FILES = ("-wal", "-shm")
_SUNDAY = 6
_MOST_SHOWN = 3
# A failed backup is tried again after these waits; the last one repeats.
_BACKUP_WAITS = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))


class Notices:
    """What happened to the archive that a reader must know; status, page and digests show it.

    Attributes:
        at_opening: what this process found or did, one line each; the database does not store them.
    """

    def __init__(self, database: Database, at_opening: tuple[str, ...] = ()) -> None:
        self.at_opening = at_opening
        self._database = database

    def add(self, text: str) -> None:
        """Add a line to `at_opening`."""
        self.at_opening += (text,)

    def current(self, now: datetime) -> tuple[str, ...]:
        """Return those of this process and the stored ones in force, one line each."""
        with self._database.read() as connection:
            rows = connection.execute(select(notices).order_by(notices.c.kind)).all()
        stored = (
            f"{row.text} (since {row.since:%Y-%m-%d %H:%M} UTC)"
            for row in rows
            if row.kind not in _SHOWN_FOR or row.since > now - _SHOWN_FOR[row.kind]
        )
        return tuple(dict.fromkeys((*self.at_opening, *stored)))

    def set(self, kind: str, text: str, now: datetime) -> None:
        """Store a notice in place of the last of its kind; an empty text removes that one.

        A problem that lasts keeps the time of its first notice.
        """
        with self._database.write() as connection:
            query = select(notices.c.since, notices.c.text).where(notices.c.kind == kind)
            stored = connection.execute(query).first()
            if stored is not None and stored.text == text:
                return
            connection.execute(delete(notices).where(notices.c.kind == kind))
            if text:
                since = now if stored is None or kind in _SHOWN_FOR else stored.since
                connection.execute(insert(notices).values(kind=kind, since=since, text=text))


class Maintenance:
    """Checks, backups and pruning."""

    def __init__(self, database: Database, notices: Notices) -> None:
        self._database = database
        self._notices = notices
        self._last_run: date | None = None
        self._backup_due: datetime | None = None
        self._backup_failures = 0

    def prune(
        self, now: datetime, keep_text: timedelta | None, keep_pages: timedelta | None
    ) -> tuple[int, int]:
        """Delete texts and pages that were processed longer ago than these times; None keeps them.

        Keeps texts that a digest is built from, that may be matched again, or that have a verdict.

        Returns:
            How many texts and pages were deleted.
        """
        with self._database.write() as connection:
            dropped_texts = dropped_pages = 0
            if keep_text is not None:
                written = (
                    connection.execute(select(func.max(digests.c.last)).where(digests.c.closed)).scalar() or 0
                )
                spare = (
                    select(texts.c.article_id)
                    .join(articles, articles.c.id == texts.c.article_id)
                    .where(
                        texts.c.processed < now - keep_text,
                        articles.c.seq <= written,
                        articles.c.matched.is_(False) | articles.c.backlog,
                        articles.c.id.not_in(
                            select(verdicts.c.article_id).where(verdicts.c.article_id.is_not(None))
                        ),
                    )
                )
                connection.execute(delete(versions).where(versions.c.article_id.in_(spare)))
                dropped_texts = connection.execute(
                    delete(texts).where(texts.c.article_id.in_(spare))
                ).rowcount
            if keep_pages is not None:
                dropped_pages = connection.execute(
                    delete(pages).where(pages.c.processed < now - keep_pages)
                ).rowcount
            return dropped_texts, dropped_pages

    def run_daily(
        self, now: datetime, keep_text: timedelta | None, keep_pages: timedelta | None
    ) -> tuple[str, ...]:
        """Prune and back up on the first call of a day, and check everything on Sundays.

        Later calls only repeat a failed backup, at growing intervals. A problem is also stored as a notice
        until it is solved.

        Returns:
            The problems found, one line each.
        """
        today = now.astimezone(UTC).date()
        if self._last_run == today:
            return self._try_backup(now) if self._backup_due is not None and self._backup_due <= now else ()
        self.prune(now, keep_text, keep_pages)
        checks = today.weekday() == _SUNDAY
        damages = self.check_integrity() if checks else ()
        if checks:
            self._notices.set(_DAMAGED, _damage(damages), now)
        failed = self._try_backup(now)
        if checks and not damages and not failed:
            keep_checked(self._database)
        self._last_run = today
        return damages + failed

    def _try_backup(self, now: datetime) -> tuple[str, ...]:
        try:
            self.daily_backup(now)
        except ArchiveError as error:
            wait = _BACKUP_WAITS[min(self._backup_failures, len(_BACKUP_WAITS) - 1)]
            self._backup_failures += 1
            self._backup_due = now + wait
            problem = f"no backup could be made: {error}"
            self._notices.set(_NO_BACKUP, f"{problem}; it is tried again", now)
            return (problem,)
        self._backup_failures, self._backup_due = 0, None
        self._notices.set(_NO_BACKUP, "", now)
        return ()

    def check_integrity(self) -> tuple[str, ...]:
        """Read everything and return the damage found, one line each; about 1 s for 100 MB."""
        damages: list[str] = []
        try:
            if self._database.is_sqlite:
                damages += check_file_format(self._database, "integrity_check")
            damages += _check_packed(self._database)
        except ArchiveDamaged as error:
            damages.append(str(error))
        return tuple(dict.fromkeys(damages))

    def backup(self, target: Path) -> None:
        """Write a complete copy to a new file while others read and write (SQLite only).

        Uses VACUUM INTO: a live database must never be copied as a file (faults row 162).
        """
        if self._database.path is None:
            raise ArchiveError(f"{self._database.name} is not a file; back up PostgreSQL with pg_dump")
        if target.exists():
            raise ArchiveError(f"{target.name} exists already")
        copy_file(self._database.path, target)

    def daily_backup(self, now: datetime, keep: int = BACKUPS_KEPT) -> Path | None:
        """Write today's copy to the folder `backups` beside the archive, and delete all but the newest.

        The newest copy that a check proved sound is kept. Before the first check, the oldest is kept: it most
        likely precedes any undetected damage.

        Returns:
            The file, or None if today's exists or the archive is not a file.
        """
        if self._database.path is None:
            return None
        target = backup_name(self._database.path, f"{now.astimezone(UTC):%Y-%m-%d}")
        if target.exists():
            return None
        self.backup(target)
        kept = backups(self._database.path)
        checked = [copy for copy in kept if copy.stem.endswith(_CHECKED)]
        daily = [copy for copy in kept if copy not in checked]
        last = len(daily) if checked else -1
        for old in [*checked[1:], *daily[max(keep, 1) : last]]:
            with mapped_errors(old.name):
                old.unlink(missing_ok=True)
        return target


def check_file_format(database: Database, pragma: str) -> list[str]:
    """Run `integrity_check` or `quick_check`, and the check of foreign keys."""
    with database.read() as connection:
        found = connection.exec_driver_sql(f"PRAGMA {pragma}({_MOST_DAMAGES})").scalars().all()
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    lines = [line for text in found if text != "ok" for line in str(text).splitlines()]
    return lines + [f"row {orphan[1]} of {orphan[0]} points to nothing" for orphan in orphans[:_MOST_DAMAGES]]


def _check_packed(database: Database) -> Iterator[str]:
    """Unpack all compressed values: each contains a checksum that finds a single flipped bit."""
    for table, key in ((texts, "article_id"), (pages, "article_id"), (versions, "id")):
        last = 0
        while rows := _packed(database, table.name, key, last):
            for number, body in rows:
                try:
                    decompress(bytes(body))
                except ZstdError:
                    named = "version" if key == "id" else "article"
                    yield f"{named} {number}: the value in {table.name} cannot be unpacked"
            last = rows[-1][0]


def _packed(database: Database, table: str, key: str, last: int) -> list[tuple[int, bytes]]:
    query = (
        f"SELECT {key}, body FROM {table} WHERE {key} > {last} AND body IS NOT NULL ORDER BY {key} LIMIT 200"  # noqa: S608
    )
    with database.read() as connection:
        return [(row[0], row[1]) for row in connection.exec_driver_sql(query)]


def backups_folder(path: Path) -> Path:
    """Return the folder of an archive's backups."""
    return path.parent / "backups"


def backups(path: Path) -> list[Path]:
    """Return the backups of an archive, newest first."""
    name = f"{glob.escape(path.stem)}-{_DAY}*{glob.escape(path.suffix)}"
    return sorted(backups_folder(path).glob(name), reverse=True)


def copy_file(source: Path, target: Path) -> None:
    """Copy an archive's file completely or not at all."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.new")
    with mapped_errors(source.name):
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        try:
            unfinished.touch(mode=0o640)  # less the umask; VACUUM INTO accepts an empty file
            connection = open_file(source)
            try:
                connection.execute("VACUUM INTO ?", (str(unfinished),))
            finally:
                connection.close()
            replace_synced(unfinished, target)
        finally:
            unfinished.unlink(missing_ok=True)


def clear_unfinished(path: Path) -> None:
    """Delete unfinished files of a killed process; call this only under the lock."""
    for folder in (path.parent, backups_folder(path)):
        for draft in folder.glob(f".{glob.escape(path.stem)}*.new*"):
            with suppress(OSError):
                draft.unlink()


def keep_checked(database: Database) -> Path | None:
    """Keep the newest backup out of the rotation, because the archive was just found sound."""
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
    """Return the path of a backup."""
    return backups_folder(path) / f"{path.stem}-{what}{path.suffix}"


def set_aside(path: Path, now: datetime) -> Path:
    """Rename a damaged archive with its side files, and return its new path; nothing is deleted."""
    timestamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%S}"
    aside, count = path.with_name(f"{path.stem}-damaged-{timestamp}{path.suffix}"), 1
    while aside.exists():
        count += 1
        aside = path.with_name(f"{path.stem}-damaged-{timestamp}-{count}{path.suffix}")
    with mapped_errors(path.name):
        for side in ("", *_SIDE_FILES):
            present = Path(f"{path}{side}")
            if present.exists():
                present.rename(f"{aside}{side}")
        sync(path.parent)
    return aside


def damaged(path: Path) -> list[Path]:
    """Return the damaged archives that were set aside, oldest first."""
    return sorted(path.parent.glob(f"{path.stem}-damaged-*{path.suffix}"))


def is_sound(path: Path) -> bool:
    """Return whether a file is an archive in which every page can be read."""
    try:
        connection = open_file(path, readonly=True)
        try:
            ours = connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
            return ours and bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
        finally:
            connection.close()
    except sqlite3.Error:
        return False


def _damage(damages: Sequence[str]) -> str:
    if not damages:
        return ""
    first = "; ".join(damages[:_MOST_SHOWN])
    more = f"; and {len(damages) - _MOST_SHOWN} more" if len(damages) > _MOST_SHOWN else ""
    return (
        f"the weekly check found the archive damaged: {first}{more}; "
        f"the newest backup named -checked is sound"
    )
