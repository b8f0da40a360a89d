"""The archive: everything the program keeps, in one SQL database (SQLite by default, PostgreSQL by URL)."""

from monitor.archive.open import open_archive
from monitor.archive.polls import Poll, Stored
from monitor.archive.status import KnownArticle, StatusCounts
from monitor.archive.store import Archive

__all__ = ["Archive", "KnownArticle", "Poll", "StatusCounts", "Stored", "open_archive"]
