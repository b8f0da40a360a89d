"""One daemon for each archive: a lock that the system releases when its holder dies.

A file lock (flock) for SQLite, an advisory lock for PostgreSQL. The pid in the file is only for messages
(faults rows 164, 165).
"""

import fcntl
import logging
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from monitor.archive.database import HOLDING, Database
from monitor.errors import ArchiveBusy, ArchiveError

logger = logging.getLogger(__name__)
_TRIES = 5
_PAUSE = 0.02  # seconds
_held: set[int] = set()
_of_path: dict[Path, int] = {}
_SESSION = "SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()"
_HELD = """
    SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND granted AND classid::bigint = %s AND objid::bigint = %s
    AND pid = %s AND backend_start = %s
    AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_HALVES = (HOLDING >> 32, HOLDING & 0xFFFFFFFF)
_HOLDER = """
    SELECT application_name || ' from ' || coalesce(host(client_addr), 'this machine')
    FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND granted AND classid::bigint = %s AND objid::bigint = %s
"""


def lock_file(path: Path) -> Path:
    """Return the lock file of an archive's file."""
    return path.with_name(path.name + ".lock")


@contextmanager
def hold(database: Database) -> Iterator[None]:
    """Hold the archive's lock; raises ArchiveBusy with the pid of the holder."""
    if database.path is not None:
        with hold_file(database.path):
            yield
    elif database.is_sqlite:
        yield
    else:
        with _hold_server(database):
            yield


@contextmanager
def hold_file(path: Path) -> Iterator[None]:
    """Hold the lock beside an archive's file."""
    name = lock_file(path)
    try:
        descriptor = os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    except OSError as error:
        raise ArchiveError(f"{name.name} cannot be written: {error.strerror}") from error
    _held.add(descriptor)
    try:
        _lock(descriptor, path)
        _of_path[path] = descriptor
        yield
    finally:
        _of_path.pop(path, None)
        _held.discard(descriptor)
        os.close(descriptor)


def keep_hold(path: Path) -> str:
    """Take the lock again if its file was removed or replaced.

    Returns:
        A notice for the reader, or "".

    Raises:
        ArchiveBusy: another monitor took the lock meanwhile, so nothing may be written.
        ArchiveError: the file cannot be created again.
    """
    descriptor, name = _of_path.get(path), lock_file(path)
    if descriptor is None:
        return ""
    with suppress(FileNotFoundError):
        if os.path.samestat(name.stat(), os.fstat(descriptor)):
            return ""
    try:
        fresh = os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    except OSError as error:
        raise ArchiveError(f"{name.name} was removed and cannot be made again: {error.strerror}") from error
    try:
        _lock(fresh, path)
        os.dup2(fresh, descriptor, inheritable=False)
    finally:
        os.close(fresh)
    return f"{name.name} was removed or replaced while in use; it was created again; do not remove it"


def holder(database: Database) -> int | None:
    """Return the pid of the monitor that holds the archive, or None; never waits."""
    if database.path is not None:
        return _file_holder(database.path)
    if database.is_sqlite:
        return None
    with database.read() as connection:
        name = connection.exec_driver_sql(_HOLDER, _HALVES).scalar()
    found = re.search(r"pid (\d+)", name or "")
    return int(found[1]) if found else None


def _file_holder(path: Path) -> int | None:
    try:
        descriptor = os.open(lock_file(path), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        # Shared, and released at once: a daemon that starts meanwhile tries again (_TRIES).
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        pid = _pid_in(descriptor)
        return int(pid) if pid.isdecimal() else None
    finally:
        os.close(descriptor)
    return None


def _lock(descriptor: int, path: Path) -> None:
    for tries_left in reversed(range(_TRIES)):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError as error:
            if not tries_left:
                pid = _pid_in(descriptor) or "unknown"
                raise ArchiveBusy(f"another monitor (pid {pid}) uses {path.name}") from error
            time.sleep(_PAUSE)
        except OSError as error:
            raise ArchiveError(f"{path.name} cannot be locked here: {error.strerror}") from error
    # The pid is only for messages: a full disk must not prevent the start.
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)


def _pid_in(descriptor: int) -> str:
    return os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()


@contextmanager
def _hold_server(database: Database) -> Iterator[None]:
    lock = _ServerLock(database)
    with database.mapped_errors():
        lock.take()
    database.guard = lock.check
    try:
        yield
    finally:
        database.guard = None
        lock.release()


class _ServerLock:
    """A lock held by a session of its own; it is lost if the server restarts or hangs up."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._session: Connection | None = None
        self._name: tuple[object, ...] = ()

    def take(self) -> None:
        """Take the lock in a new session; raises ArchiveBusy with the name of the holder."""
        self.release()
        session = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self._session = session
        try:
            taken = session.exec_driver_sql("SELECT pg_try_advisory_lock(%s)", (HOLDING,)).scalar()
            other = None if taken else session.exec_driver_sql(_HOLDER, _HALVES).scalar() or "unknown"
            self._name = tuple(session.exec_driver_sql(_SESSION).one()) if taken else ()
        except BaseException:
            self.release()
            raise
        if other is not None:
            self.release()
            raise ArchiveBusy(f"another monitor ({other}) uses {self._database.name}")

    def check(self, connection: Connection) -> None:
        """Check in a writing transaction that the lock is held; take it again if it was lost.

        Raises:
            ArchiveBusy: another monitor took it meanwhile, so nothing is written.
        """
        if self._name and connection.exec_driver_sql(_HELD, (*_HALVES, *self._name)).scalar():
            return
        self._name = ()
        self.take()
        logger.warning("the lock of %s was lost with its session, and was taken again", self._database.name)

    def release(self) -> None:
        """End the session, which releases the lock."""
        if self._session is not None:
            session, self._session = self._session, None
            _end(session)


def _end(session: Connection) -> None:
    """Close a session instead of returning it to the pool, which releases the lock."""
    with suppress(SQLAlchemyError):
        session.invalidate()
    with suppress(SQLAlchemyError):
        session.close()


def _release() -> None:
    """In a forked child, close the descriptors: the child must not hold the lock after its parent died."""
    for descriptor in _held:
        with suppress(OSError):
            os.close(descriptor)
    _held.clear()
    _of_path.clear()


os.register_at_fork(after_in_child=_release)
