"""Searches that people keep under a name, for all who use the archive."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, func, insert, select, update

from monitor.archive.columns import storable
from monitor.archive.database import Database
from monitor.archive.schema import saved_searches
from monitor.errors import UsageError
from monitor.models import SavedSearch

MOST_SAVED: Final = 200
LONGEST_NAME: Final = 100  # characters


class SavedSearches:
    """The saved searches, each with a name of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[SavedSearch, ...]:
        """Return the saved searches in the order of their names."""
        with self._database.read() as connection:
            rows = connection.execute(select(saved_searches)).all()
        found = [SavedSearch(row.id, row.name, row.parameters, row.saved) for row in rows]
        return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.id)))

    def add(self, name: str, parameters: str, now: datetime) -> None:
        """Save a search under a name.

        Args:
            name: of up to 100 characters.
            parameters: see `SavedSearch`.
            now: the present time.

        Raises:
            UsageError: the name is empty, too long or taken, or there are too many saved searches.
        """
        with self._database.write() as connection:
            if (
                connection.execute(select(func.count()).select_from(saved_searches)).scalar_one()
                >= MOST_SAVED
            ):
                raise UsageError(f"{MOST_SAVED} searches are saved already: delete one first")
            values = {"name": _free_name(connection, name), "parameters": parameters, "saved": now}
            connection.execute(insert(saved_searches).values(**values))

    def rename(self, number: int, name: str) -> None:
        """Give a saved search another name; see `add`.

        Raises:
            UsageError: there is no such search any more, or the name cannot be used.
        """
        with self._database.write() as connection:
            free = _free_name(connection, name, number)
            renamed = connection.execute(
                update(saved_searches).where(saved_searches.c.id == number).values(name=free)
            )
            if not renamed.rowcount:
                raise UsageError("this search was deleted meanwhile")

    def delete(self, number: int) -> None:
        """Delete a saved search; does nothing if there is no such search."""
        with self._database.write() as connection:
            connection.execute(delete(saved_searches).where(saved_searches.c.id == number))


def _free_name(connection: Connection, name: str, own: int | None = None) -> str:
    """Return a name as it is stored; raises UsageError if it cannot be, or another search has it."""
    text = " ".join(storable(name).split())
    if not text:
        raise UsageError("a saved search needs a name")
    if len(text) > LONGEST_NAME:
        raise UsageError(f"the name has {len(text)} characters; write at most {LONGEST_NAME}")
    rows = connection.execute(select(saved_searches.c.id, saved_searches.c.name))
    if any(row.name.casefold() == text.casefold() and row.id != own for row in rows):
        raise UsageError(f"a search named {text!r} is saved already: choose another name, or delete that one")
    return text
