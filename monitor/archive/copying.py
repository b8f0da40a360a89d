"""Copy all of an archive into another database, so that a change of `[archive] url` loses nothing.

Rows are copied table by table in the order of their numbers, each part in one transaction of the target, so
that an interrupted copy can continue. A marker in the target says that it is unfinished, and nothing else
opens it then. In the end the rows of both are counted and hashed, and the marker is removed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    URL,
    Column,
    Connection,
    Date,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    text,
    tuple_,
)

from monitor.archive.archive import Archive
from monitor.archive.columns import PackedBytes, PackedText, PlainText
from monitor.archive.database import Database, locate, write_rows
from monitor.archive.locking import hold
from monitor.archive.open import UNFINISHED_COPY, open_for_copy, unfinished_copy_of
from monitor.archive.schema import metadata, notices, numbers, search_state
from monitor.errors import ArchiveBusy, ArchiveError

CopyProgress = Callable[[str, str, int, int], None]  # step, table, rows done, rows of the table
COPIED, CHECKED = "copied", "checked"  # the steps
_ROWS_AT_ONCE: Final = 2000
_LARGE_ROWS_AT_ONCE: Final = 50  # of tables with pages, texts or parts of the index
_FILLED_AT_ONCE: Final = {numbers.name, search_state.name}  # a new archive has one row in each
_HASH_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class CopiedTable:
    """One table that was copied and checked.

    Attributes:
        rows: in both databases.
        digest: hash of the content of all rows, the same in both, in any order.
    """

    name: str
    rows: int
    digest: str


def copy_archive(source: Archive, url: str, folder: Path, progress: CopyProgress) -> tuple[CopiedTable, ...]:
    """Copy an archive into the database at a URL, or continue an unfinished copy of it.

    Args:
        source: may be read-only; no daemon may hold it, so that the copy is of one moment.
        url: of the target; a relative SQLite file is in `folder`.
        folder: the output folder.
        progress: called for each part.

    Raises:
        ArchiveBusy: a daemon holds the source, or another copy writes the target.
        ArchiveError: the target is the source, or holds something else, or both differ after the copy.
    """
    location = locate(url, folder)
    if source.in_memory or _is_same(location, source.database):
        raise ArchiveError(f"{source.database.name} cannot be copied to itself; name another database")
    if location.database == ":memory:":
        raise ArchiveError("a copy in memory would be lost at once; name a file or a PostgreSQL database")
    with ExitStack() as stack:
        try:
            stack.enter_context(hold(source.database))
        except ArchiveBusy as error:
            raise ArchiveBusy(f"{error}: stop it first, so that the copy is of one moment") from error
        target = open_for_copy(location)
        stack.callback(target.close)
        stack.enter_context(hold(target))
        return _Copy(source.database, target, progress).run()


def _is_same(location: URL, database: Database) -> bool:
    if database.path is None or location.get_backend_name() != "sqlite":
        return location == database.url
    path = Path(str(location.database))
    return path.exists() and path.samefile(database.path)


class _Copy:
    def __init__(self, source: Database, target: Database, progress: CopyProgress) -> None:
        self._source = source
        self._target = target
        self._progress = progress

    def run(self) -> tuple[CopiedTable, ...]:
        """Copy what is missing, check everything, and remove the marker."""
        resumed = self._begin()
        copied = self._copy_all()
        wrong = [name for name, (there, here) in copied.items() if there != here]
        if wrong and resumed:
            # The source was written to between the two runs: parts of the copy are of another moment.
            self._empty()
            copied = self._copy_all()
            wrong = [name for name, (there, here) in copied.items() if there != here]
        if wrong:
            raise ArchiveError(
                f"{self._target.name} differs from {self._source.name} in {', '.join(wrong)}: something "
                f"writes to the source; stop it, and run the same command again"
            )
        self._finish()
        return tuple(CopiedTable(name, here[0], f"{here[1]:032x}") for name, (_, here) in copied.items())

    def _begin(self) -> bool:
        """Mark an empty target as the copy of this source; return whether it is marked already."""
        with self._source.read() as connection:
            identity = connection.execute(select(numbers.c.identity)).scalar() or ""
        with self._target.write_alone() as connection:
            marked = unfinished_copy_of(connection)
            if marked == identity:
                return True
            if marked is not None:
                raise ArchiveError(
                    f"{self._target.name} is an unfinished copy of another archive: name an empty one"
                )
            if identity and connection.execute(select(numbers.c.identity)).scalar() == identity:
                raise ArchiveError(f"{self._target.name} has this archive already; it is not copied again")
            for table in _tables():
                filled = connection.execute(select(func.count()).select_from(table)).scalar_one()
                if filled and table.name not in _FILLED_AT_ONCE:
                    raise ArchiveError(
                        f"{self._target.name} is an archive with content of its own ({filled} rows of "
                        f"{table.name}): name an empty database"
                    )
            for name in _FILLED_AT_ONCE:
                connection.execute(delete(metadata.tables[name]))
            now = datetime.now(UTC)
            connection.execute(insert(notices).values(kind=UNFINISHED_COPY, since=now, text=identity))
        return False

    def _empty(self) -> None:
        with self._target.write_alone() as connection:
            for table in reversed(_tables()):
                connection.execute(delete(table).where(*_rows_of_archive(table)))

    def _copy_all(self) -> dict[str, tuple[tuple[int, int], tuple[int, int]]]:
        """Copy what is missing of every table; return rows and hash of each in source and target."""
        tables = _tables()
        with self._source.read() as connection:
            totals = {table.name: _count(connection, table) for table in tables}
        for step in (COPIED, CHECKED):
            for name, total in totals.items():
                if total:
                    self._progress(step, name, 0, total)
        for table in tables:
            (self._copy_by_number if _has_numbers(table) else self._copy_whole)(table)
        return {table.name: self._compare(table) for table in tables}

    def _copy_by_number(self, table: Table) -> None:
        """Copy a table in the order of its primary key, from the last row that is there."""
        key = tuple(table.primary_key.columns)
        with self._target.read() as connection:
            newest = select(*key).order_by(*(one.desc() for one in key)).limit(1)
            last: Sequence[object] | None = connection.execute(newest).first()
            done = _count(connection, table)
        with self._source.read() as connection:
            total = _count(connection, table)
        while True:
            with self._source.read() as connection:
                rows = connection.execute(_part(table, last)).all()
            if not rows:
                return
            with self._target.write_alone() as connection:
                write_rows(connection, _insert(table), [row._asdict() for row in rows])
            last = tuple(getattr(rows[-1], one.name) for one in key)
            done += len(rows)
            self._progress(COPIED, table.name, min(done, total), total)

    def _copy_whole(self, table: Table) -> None:
        """Copy a small table in one transaction: databases sort its keys, which are texts, differently."""
        chosen = _rows_of_archive(table)
        with self._source.read() as reading, self._target.write_alone() as connection:
            total, done = _count(reading, table), 0
            connection.execute(delete(table).where(*chosen))
            rows = iter(reading.execute(select(table).where(*chosen)))
            while part := list(islice(rows, _ROWS_AT_ONCE)):
                write_rows(connection, _insert(table), [row._asdict() for row in part])
                done += len(part)
                self._progress(COPIED, table.name, done, total)

    def _compare(self, table: Table) -> tuple[tuple[int, int], tuple[int, int]]:
        found = []
        for number, database in enumerate((self._source, self._target)):
            with database.read() as connection:
                total = _count(connection, table)
            rows = digest = 0
            for row in _all_rows(database, table):
                rows += 1
                digest = (digest + _hash(row)) % (1 << 8 * _HASH_BYTES)
                if rows % _ROWS_AT_ONCE == 0 or rows == total:
                    self._progress(CHECKED, table.name, (number * total + rows) // 2, total)
            found.append((rows, digest))
        return found[0], found[1]

    def _finish(self) -> None:
        """Let the target number new rows after the copied ones, and remove the marker."""
        with self._target.write_alone() as connection:
            if not self._target.is_sqlite:
                for table in _tables():
                    _continue_numbers(connection, table)
            connection.execute(delete(notices).where(notices.c.kind == UNFINISHED_COPY))


@cache
def _tables() -> tuple[Table, ...]:
    """Return all tables, parents first, with the columns as stored: compressed values stay compressed."""
    raw = MetaData()
    return tuple(
        Table(
            table.name,
            raw,
            *(Column(one.name, _raw_type(one), primary_key=one.primary_key) for one in table.columns),
        )
        for table in metadata.sorted_tables
    )


def _raw_type(column: Column[Any]) -> Any:
    if isinstance(column.type, PackedText | PackedBytes):
        return LargeBinary()
    return Text() if isinstance(column.type, PlainText) else column.type


@cache
def _insert(table: Table) -> Any:
    return insert(table)


def _has_numbers(table: Table) -> bool:
    """Return whether every database sorts the primary key of a table alike."""
    return all(isinstance(one.type, Integer | Date) for one in table.primary_key.columns)


def _rows_of_archive(table: Table) -> Sequence[Any]:
    """Return the condition of rows that belong to the archive: the marker of a copy does not."""
    return [table.c.kind != UNFINISHED_COPY] if table.name == notices.name else []


def _part(table: Table, last: Sequence[object] | None) -> Any:
    key = tuple(table.primary_key.columns)
    large = any(isinstance(one.type, LargeBinary) and not one.name.endswith("_hash") for one in table.columns)
    query = select(table).order_by(*key).limit(_LARGE_ROWS_AT_ONCE if large else _ROWS_AT_ONCE)
    return query if last is None else query.where(tuple_(*key) > tuple(last))


def _all_rows(database: Database, table: Table) -> Iterator[Row[Any]]:
    """Yield all rows of a table, in parts that hold no transaction for long where keys are numbers."""
    if not _has_numbers(table):
        with database.read() as connection:
            yield from connection.execute(select(table).where(*_rows_of_archive(table))).all()
        return
    key = tuple(one.name for one in table.primary_key.columns)
    last: Sequence[object] | None = None
    while True:
        with database.read() as connection:
            rows = connection.execute(_part(table, last)).all()
        if not rows:
            return
        yield from rows
        last = tuple(getattr(rows[-1], name) for name in key)


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(
        select(func.count()).select_from(table).where(*_rows_of_archive(table))
    ).scalar_one()


def _hash(row: Sequence[object]) -> int:
    """Return the hash of one row; equal values have the same hash in every database."""
    digest = blake2b(digest_size=_HASH_BYTES)
    for value in row:
        if isinstance(value, bytes | memoryview):
            content, kind = bytes(value), b"b"
        else:
            content, kind = repr(value).encode("utf-8", "surrogatepass"), b"v"
        digest.update(kind + len(content).to_bytes(8, "big"))
        digest.update(content)
    return int.from_bytes(digest.digest(), "big")


def _continue_numbers(connection: Connection, table: Table) -> None:
    """Set the sequence of PostgreSQL that numbers new rows of a table, if it has one."""
    key = metadata.tables[table.name].autoincrement_column
    if key is None or key.autoincrement is False:
        return
    named: Mapping[str, object] = {"table": table.name, "column": key.name}
    sequence = connection.execute(text("SELECT pg_get_serial_sequence(:table, :column)"), named).scalar()
    last = connection.execute(select(func.max(table.c[key.name]))).scalar()
    if sequence is not None and last is not None:
        connection.execute(text("SELECT setval(:name, :last)"), {"name": sequence, "last": last})
