"""The numbers that a writing transaction hands out, stored in the one row of `numbers`.

Knows nothing about what is numbered.
"""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, select, update

from monitor.archive.schema import numbers

_WRITE = update(numbers)


@dataclass(slots=True)
class Sequences:
    """The last number of each kind, and running totals.

    Attributes:
        seq: of processed articles.
        generation: digests recorded so far.
        processed: total of processed articles.
        matched: total of processed articles that match now.
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
    """Return the present numbers."""
    return Sequences(*connection.execute(_READ).one())


def write_sequences(connection: Connection, counted: Sequences) -> None:
    """Store the numbers."""
    connection.execute(_WRITE, {name: getattr(counted, name) for name in _NAMES})
