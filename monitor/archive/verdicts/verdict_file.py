"""Look into an SQLite archive for verdicts without loading the database library."""

import sqlite3
from contextlib import closing
from pathlib import Path


def may_have_verdicts(file: Path) -> bool:
    """Return False if an SQLite archive surely has no verdict; a file that cannot be read may have some."""
    try:
        with closing(
            sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=1.0)
        ) as connection:
            return connection.execute("SELECT 1 FROM verdicts LIMIT 1").fetchone() is not None
    except sqlite3.Error:
        return True
