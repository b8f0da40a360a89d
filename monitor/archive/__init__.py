"""The archive: everything the program keeps, in one SQL database (SQLite by default, PostgreSQL by URL)."""

from monitor.archive.open import open_archive
from monitor.archive.status import KnownArticle, StatusCounts
from monitor.archive.store import SqlArchive

__all__ = ["KnownArticle", "SqlArchive", "StatusCounts", "open_archive"]
