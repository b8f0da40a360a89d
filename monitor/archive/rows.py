"""Many rows at once to SQLite, bound with few calls: SQLAlchemy's own way takes longer than SQLite.

Must not know any table. Other databases are written to as SQLAlchemy does it: there the network is slower.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import Connection, Dialect, Insert, LargeBinary, Update

from monitor.archive.columns import Words, clean

T = TypeVar("T")

Row = Mapping[str, object]

_AT_ONCE = 400  # values in one IN list


def in_parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield values in parts that fit one IN list."""
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


def write_rows(connection: Connection, statement: Insert | Update, rows: Sequence[Row]) -> None:
    """Run a statement, which must live as long as the program, once for each row; all have the same keys."""
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
) -> tuple[str, Callable[[Row], tuple[Any, ...]]]:
    """Return the SQL of a statement, and what makes its values of a row: as types say, in their places."""
    compiled = statement.compile(dialect=dialect, column_keys=list(names))
    places = compiled.positiontup or []
    fixed = {name: compiled.binds[name].value for name in places if name not in names}
    kinds = [compiled.binds[name].type for name in places]
    words = tuple(place for place, kind in enumerate(kinds) if isinstance(kind, Words))
    processors = [
        # The driver takes bytes as they are.
        None if isinstance(kind, Words | LargeBinary) else kind.dialect_impl(dialect).bind_processor(dialect)
        for kind in kinds
    ]
    steps = tuple((place, process) for place, process in enumerate(processors) if process is not None)
    pick = itemgetter(*places, *places[:1])  # a second of the first, so that one alone is a tuple too

    def values(row: Row) -> tuple[Any, ...]:
        found = list(pick({**fixed, **row} if fixed else row))
        found.pop()
        for place in words:
            text = found[place]
            # Most need no cleaning, and a call for each takes longer than SQLite does.
            if text and ("\0" in text or not text.isascii()):
                found[place] = clean(text)
        for place, process in steps:
            if found[place] is not None:
                found[place] = process(found[place])
        return tuple(found)

    return str(compiled), values
