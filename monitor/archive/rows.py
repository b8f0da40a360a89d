"""Many rows at once to SQLite, each value bound by one call: SQLAlchemy's own way takes longer than SQLite.

Must not know any table. Other databases are written to as SQLAlchemy does it: there the network is slower.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Insert, Update

Row = Mapping[str, object]


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
    binds = [compiled.binds[name] for name in places]
    fixed = {name: compiled.binds[name].value for name in places if name not in names}
    processors = [bind.type.dialect_impl(dialect).bind_processor(dialect) for bind in binds]
    steps = tuple((place, process) for place, process in enumerate(processors) if process is not None)
    pick = itemgetter(*places, *places[:1])  # a second of the first, so that one alone is a tuple too

    def values(row: Row) -> tuple[Any, ...]:
        found = list(pick({**fixed, **row} if fixed else row))
        found.pop()
        for place, process in steps:
            if found[place] is not None:
                found[place] = process(found[place])
        return tuple(found)

    return str(compiled), values
