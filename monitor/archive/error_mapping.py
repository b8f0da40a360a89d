"""What databases complain of, told as errors of this program: the one place that catches foreign errors."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from zstandard import ZstdError

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
    sqlite3.SQLITE_NOTADB: (ArchiveDamaged, "is not a database, or is garbled"),
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


@contextmanager
def mapped_errors(name: str) -> Iterator[None]:
    """Turn what a database or the disk raises into an ArchiveError of one line that begins with the name."""
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


_NO_ROOM = {28, 122}  # ENOSPC, EDQUOT


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


# Of a server that answers, but does not serve yet or any more; what else is FATAL will not pass.
_NOT_SERVING = ("starting up", "shutting down", "not yet accepting", "recovery mode", "terminating")
_UNCODED = {"OperationalError", "ConnectionTimeout"}


def _is_away(error: BaseException) -> bool:
    """Tell whether PostgreSQL could not be reached or hung up: its library gives such errors no code."""
    if isinstance(error, sqlite3.Error) or type(error).__name__ not in _UNCODED:
        return False
    said = str(error)
    return "FATAL:" not in said or any(words in said for words in _NOT_SERVING)


def _one_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
