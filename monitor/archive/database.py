"""One connection to the archive's database, with its two kinds of transaction: reading and writing.

SQLite: WAL with synchronous FULL (it survives a power cut: faults.md, finding 7), and BEGIN IMMEDIATE for
every write, because a deferred transaction fails at once instead of waiting. PostgreSQL: writers take turns
on the row of `numbers`, readers see one snapshot. Errors of databases become errors of this program here.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from pydantic import ValidationError
from sqlalchemy import (
    Connection,
    Dialect,
    Engine,
    Insert,
    LargeBinary,
    Update,
    create_engine,
    event,
    select,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import StaticPool
from zstandard import ZstdError

from monitor.archive.columns import PlainText, storable
from monitor.archive.schema import numbers
from monitor.errors import ArchiveAway, ArchiveBusy, ArchiveDamaged, ArchiveError, ArchiveFull

_OWNER = "it or its folder is read-only or belongs to another user (chown them to the one that runs monitor)"
# SQLite's primary result codes (https://sqlite.org/rescode.html).
_SQLITE: dict[int, tuple[type[ArchiveError], str]] = {
    sqlite3.SQLITE_BUSY: (ArchiveBusy, "is locked by another process"),
    sqlite3.SQLITE_LOCKED: (ArchiveBusy, "is locked by another process"),
    sqlite3.SQLITE_PROTOCOL: (ArchiveBusy, "is locked by another process"),
    sqlite3.SQLITE_FULL: (ArchiveFull, "cannot grow: no room is left on the disk"),
    sqlite3.SQLITE_READONLY: (ArchiveError, f"cannot be written: {_OWNER}"),
    sqlite3.SQLITE_CANTOPEN: (ArchiveError, f"cannot be opened: {_OWNER}"),
    sqlite3.SQLITE_PERM: (ArchiveError, f"cannot be opened: {_OWNER}"),
    sqlite3.SQLITE_IOERR: (ArchiveError, "cannot be read or written: the disk reports an error"),
    sqlite3.SQLITE_NOTADB: (ArchiveDamaged, "is not a database, or its header is damaged"),
    sqlite3.SQLITE_CORRUPT: (ArchiveDamaged, "is damaged"),
}
# PostgreSQL's SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html).
_POSTGRES: dict[str, tuple[type[ArchiveError], str]] = {
    "53100": (ArchiveFull, "cannot grow: no room is left on its disk"),
    "53200": (ArchiveFull, "is out of memory"),
    "55P03": (ArchiveBusy, "is locked by another process"),
    "40001": (ArchiveBusy, "was changed by another process meanwhile"),
    "40P01": (ArchiveBusy, "was changed by another process meanwhile"),
    "53300": (ArchiveBusy, "has no connection to spare"),
    "57P01": (ArchiveAway, "is shutting down"),
    "57P02": (ArchiveAway, "is shutting down"),
    "57P03": (ArchiveAway, "is starting up or shutting down"),
    "XX001": (ArchiveDamaged, "is damaged"),
    "XX002": (ArchiveDamaged, "is damaged"),
}
_NO_ROOM = {28, 122}  # ENOSPC, EDQUOT
# FATAL errors of a server that does not serve yet or any more; others are permanent.
_NOT_SERVING = ("starting up", "shutting down", "not yet accepting", "recovery mode", "terminating")
_UNCODED = {"OperationalError", "ConnectionTimeout"}
LOCK_TIMEOUT = 10.0  # seconds to wait for another process's lock
MIGRATING = 0x53554D4D00
HOLDING = 0x53554D4D01
T = TypeVar("T")
RowValues = Mapping[str, object]
_AT_ONCE = 400  # values in one IN list


@contextmanager
def mapped_errors(name: str) -> Iterator[None]:
    """Turn errors of a database or the disk into an ArchiveError of one line that begins with the name."""
    try:
        yield
    except DBAPIError as error:
        raise _translate(name, error.orig if error.orig is not None else error) from error
    except sqlite3.Error as error:
        raise _translate(name, error) from error
    except (ZstdError, ValidationError) as error:
        raise ArchiveDamaged(f"{name} is damaged: a row in it cannot be read") from error
    except SQLAlchemyError as error:
        raise ArchiveError(f"{name} cannot be used: {_one_line(error)}") from error
    except OSError as error:
        kind = ArchiveFull if error.errno in _NO_ROOM else ArchiveError
        raise kind(f"{name} cannot be used: {error.strerror or error}") from error


def _translate(name: str, error: BaseException) -> ArchiveError:
    known = None
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None)
        known = _SQLITE.get(code & 0xFF) if code is not None else None
    else:
        known = _POSTGRES.get(getattr(error, "sqlstate", None) or "")
    if known is None and _is_away(error):
        return ArchiveAway(f"{name} cannot be reached: {_one_line(error)}")
    if known is None:
        return ArchiveError(f"{name} cannot be used: {_one_line(error)}")
    kind, what = known
    return kind(f"{name} {what}")


def _is_away(error: BaseException) -> bool:
    """Return whether PostgreSQL could not be reached or hung up: its library gives such errors no code."""
    if isinstance(error, sqlite3.Error) or type(error).__name__ not in _UNCODED:
        return False
    text = str(error)
    return "FATAL:" not in text or any(words in text for words in _NOT_SERVING)


def _one_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def locate(url: str, folder: Path) -> URL:
    """Return the full URL, with a relative file in the folder; raises ArchiveError for other databases."""
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
    """Return the URL of a SQLite file; no character of its name is special."""
    return URL.create("sqlite+pysqlite", database=str(path))


class Database:
    """An open connection, used by one thread at a time.

    Attributes:
        url: the full URL.
        path: the file, or None for memory and PostgreSQL.
        name: its name in messages, without a password.
        guard: called in every writing transaction on a server; raises if this process may not write.
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
        """Whether this is SQLite, not PostgreSQL."""
        return self.engine.dialect.name == "sqlite"

    def mapped_errors(self) -> AbstractContextManager[None]:
        """Turn errors of SQLAlchemy and the database into ArchiveError."""
        return mapped_errors(self.name)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Read from one snapshot."""
        with self.mapped_errors(), self._connect(writing=False) as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Write all or nothing; raises ArchiveBusy if another process writes for 10 s."""
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
        """Write before any table exists: for migrations."""
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


def open_file(path: Path, *, readonly: bool = False) -> sqlite3.Connection:
    """Open an existing SQLite file in autocommit; never creates one."""
    mode = "ro" if readonly else "rw"
    # A reader that may not write needs no shared memory if there is no WAL.
    if readonly and not os.access(path.parent, os.W_OK) and not Path(f"{path}-wal").exists():
        mode = "ro&immutable=1"
    return sqlite3.connect(
        f"file:{quote(str(path))}?mode={mode}",
        uri=True,
        timeout=LOCK_TIMEOUT,
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
        "connect_timeout": int(LOCK_TIMEOUT),
        "application_name": f"summit-monitor pid {os.getpid()}",
        "options": f"-c timezone=UTC -c lock_timeout={int(LOCK_TIMEOUT * 1000)}",
    }
    try:
        return create_engine(url, connect_args=arguments, pool_size=1, max_overflow=1, pool_pre_ping=True)
    except ImportError as error:
        raise ArchiveError(
            "PostgreSQL needs an extra: in the checkout run: pip install '.[postgres]'"
        ) from error


def in_parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield values in parts that fit one IN list."""
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


def write_rows(connection: Connection, statement: Insert | Update, rows: Sequence[RowValues]) -> None:
    """Run a statement once for each row, on SQLite without the overhead of SQLAlchemy.

    Args:
        connection: in a writing transaction.
        statement: built once and never freed, because its SQL is cached.
        rows: all with the same keys.
    """
    if not rows:
        return
    if connection.dialect.name != "sqlite":
        connection.execute(statement, rows)
        return
    sql, values = _prepared(statement, connection.dialect, tuple(rows[0]))
    connection.exec_driver_sql(sql, [values(row) for row in rows])


@lru_cache(maxsize=64)
def _prepared(
    statement: Insert | Update, dialect: Dialect, names: tuple[str, ...]
) -> tuple[str, Callable[[RowValues], tuple[Any, ...]]]:
    """Return the SQL of a statement, and a function that returns the bound values of a row."""
    compiled = statement.compile(dialect=dialect, column_keys=list(names))
    places = compiled.positiontup or []
    fixed = {name: compiled.binds[name].value for name in places if name not in names}
    kinds = [compiled.binds[name].type for name in places]
    words = tuple(place for place, kind in enumerate(kinds) if isinstance(kind, PlainText))
    processors = [
        # The driver binds bytes unchanged.
        None
        if isinstance(kind, PlainText | LargeBinary)
        else kind.dialect_impl(dialect).bind_processor(dialect)
        for kind in kinds
    ]
    steps = tuple((place, process) for place, process in enumerate(processors) if process is not None)
    pick = itemgetter(*places, *places[:1])  # the first twice, so that the result is always a tuple

    def values(row: RowValues) -> tuple[Any, ...]:
        found = list(pick({**fixed, **row} if fixed else row))
        found.pop()
        for place in words:
            text = found[place]
            # Most need no cleaning, and one call for each takes longer than SQLite.
            if text and ("\0" in text or not text.isascii()):
                found[place] = storable(text)
        for place, process in steps:
            if found[place] is not None:
                found[place] = process(found[place])
        return tuple(found)

    return str(compiled), values
