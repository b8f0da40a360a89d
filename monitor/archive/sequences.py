"""The numbers that a writing transaction hands out, kept in the one row of `numbers`.

Must not know what is numbered.
"""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, select, update

from monitor.archive.schema import numbers

_WRITE = update(numbers)


@dataclass(slots=True)
class Sequences:
    """The last number given of each kind, and running totals.

    Attributes:
        seq: of settlements.
        edition: stamps made so far.
        settled: articles settled.
        matched: articles settled that match now.
        began: when the first feed was polled.
    """

    feed: int
    entry: int
    article: int
    seq: int
    generation: int
    processed: int
    matched: int
    began: datetime | None


_NAMES = tuple(field.name for field in fields(Sequences))
_READ = select(*(numbers.c[name] for name in _NAMES))


def read_sequences(connection: Connection) -> Sequences:
    """Return the numbers as they stand."""
    return Sequences(*connection.execute(_READ).one())


def write_sequences(connection: Connection, counted: Sequences) -> None:
    """Keep the numbers."""
    connection.execute(_WRITE, {name: getattr(counted, name) for name in _NAMES})
