"""The numbers that a writing transaction hands out, kept in the one row of `numbers`.

Must not know what is numbered.
"""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, select, update

from monitor.archive.schema import numbers


@dataclass(slots=True)
class Numbers:
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
    edition: int
    settled: int
    matched: int
    began: datetime | None


_NAMES = tuple(field.name for field in fields(Numbers))
_READ = select(*(numbers.c[name] for name in _NAMES))
_WRITE = update(numbers)


def read_numbers(connection: Connection) -> Numbers:
    """Return the numbers as they stand."""
    return Numbers(*connection.execute(_READ).one())


def write_numbers(connection: Connection, counted: Numbers) -> None:
    """Keep the numbers."""
    connection.execute(_WRITE, {name: getattr(counted, name) for name in _NAMES})
