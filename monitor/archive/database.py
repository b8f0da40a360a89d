"""One connection to the archive's database, and its two kinds of transaction: reading and writing.

SQLite: WAL with synchronous FULL (what survives a power cut: faults.md, finding 7), BEGIN IMMEDIATE for every
write (a deferred one fails at once where it should wait). PostgreSQL: writers take turns on the row of
`numbers`, readers see one snapshot. Must not know what is stored.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import StaticPool

from monitor.archive.error_mapping import mapped_errors
from monitor.archive.schema import numbers
from monitor.errors import ArchiveDamaged, ArchiveError

PATIENCE = 10.0  # seconds to wait for another process's lock


def locate(url: str, folder: Path) -> URL:
    """Return the URL in full, a relative file in the folder; raises ArchiveError for other databases."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ArchiveError("the archive's URL cannot be read; write sqlite:///archive.db") from error
    kind = parsed.get_backend_name()
    if kind == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise ArchiveError(f"no archive in {kind}; write sqlite:///archive.db or postgresql://...")
    if parsed.database in {None, "", ":memory:"}:
        return parsed.set(drivername="sqlite+pysqlite", database=":memory:")
    return in_file((folder / str(parsed.database)).absolute())


def in_file(path: Path) -> URL:
    """Return the URL of a SQLite file; no character of its name has a meaning."""
    return URL.create("sqlite+pysqlite", database=str(path))


class Database:
    """An open connection; used by one thread at a time.

    Attributes:
        url: where it is, in full.
        path: the file, or None for memory and PostgreSQL.
        name: how messages call it; holds no password.
        guard: asked in every transaction that writes on a server; raises where this process may not write.
    """

    def __init__(self, url: URL, *, readonly: bool = False) -> None:
        self.url = url
        sqlite = url.get_backend_name() == "sqlite"
        in_file = sqlite and url.database != ":memory:"
        self.path = Path(str(url.database)) if in_file else None
        self.name = self.path.name if self.path else url.render_as_string()
        self.readonly = readonly
        self.guard: Callable[[Connection], None] | None = None
        with self.mapped_errors():
            self.engine = _sqlite(self.path, readonly=readonly) if sqlite else _postgres(url)
            self._opened = _inode(self.path) if self.path else None

    @property
    def is_sqlite(self) -> bool:
        """Tell SQLite from PostgreSQL."""
        return self.engine.dialect.name == "sqlite"

    def mapped_errors(self) -> AbstractContextManager[None]:
        """Tell foreign errors as ArchiveError."""
        return mapped_errors(self.name)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Read within one snapshot."""
        with self.mapped_errors(), self._connect(writing=False) as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Write all or nothing; raises ArchiveBusy when another process writes for 10 s."""
        if self.readonly:
            raise ArchiveError(f"{self.name} was opened for reading only")
        if self.path is not None and _inode(self.path) != self._opened:
            raise ArchiveDamaged(
                f"{self.name} was deleted or replaced while in use: put it back, or restore a backup"
            )
        with self.mapped_errors(), self._connect(writing=True) as connection, connection.begin():
            if not self.is_sqlite:
                connection.execute(select(numbers.c.id).with_for_update())
            if self.guard is not None:
                self.guard(connection)
            yield connection

    @contextmanager
    def write_alone(self) -> Iterator[Connection]:
        """Write before there are any tables: for migrations."""
        with self.mapped_errors(), self._connect(writing=True) as connection, connection.begin():
            if not self.is_sqlite:
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (MIGRATING,))
            yield connection

    def close(self) -> None:
        """Close the connection."""
        self.engine.dispose()

    def _connect(self, *, writing: bool) -> Connection:
        connection = self.engine.connect()
        if self.is_sqlite:
            return connection.execution_options(writing=writing)
        if writing:
            return connection
        return connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _inode(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


MIGRATING = 0x53554D4D00
HOLDING = 0x53554D4D01


def open_file(path: Path, *, readonly: bool = False) -> sqlite3.Connection:
    """Open a SQLite file that is there already, in autocommit; never makes one."""
    mode = "ro" if readonly else "rw"
    # A reader without the right to write needs no shared memory where no WAL is left behind.
    if readonly and not os.access(path.parent, os.W_OK) and not Path(f"{path}-wal").exists():
        mode = "ro&immutable=1"
    return sqlite3.connect(
        f"file:{quote(str(path))}?mode={mode}",
        uri=True,
        timeout=PATIENCE,
        isolation_level=None,
        check_same_thread=False,
    )


def _sqlite(path: Path | None, *, readonly: bool) -> Engine:
    def connect() -> sqlite3.Connection:
        if path is None:
            connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        else:
            connection = open_file(path, readonly=readonly)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA cache_size = -4000")
        if path is not None and not readonly:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA journal_size_limit = 67108864")
        return connection

    engine = create_engine("sqlite+pysqlite://", creator=connect, poolclass=StaticPool)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _postgres(url: URL) -> Engine:
    arguments: dict[str, Any] = {
        "connect_timeout": int(PATIENCE),
        "application_name": f"summit-monitor pid {os.getpid()}",
        "options": f"-c timezone=UTC -c lock_timeout={int(PATIENCE * 1000)}",
    }
    try:
        return create_engine(url, connect_args=arguments, pool_size=1, max_overflow=1, pool_pre_ping=True)
    except ImportError as error:
        raise ArchiveError(
            "PostgreSQL needs an extra: in the checkout run: pip install '.[postgres]'"
        ) from error
