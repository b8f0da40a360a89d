"""The archive: everything the program keeps, in one SQL database (SQLite by default, PostgreSQL by URL)."""

from monitor.archive.archive import Archive, StatusCounts
from monitor.archive.article_history import ArticleHistory
from monitor.archive.articles import KnownArticle
from monitor.archive.feed_entries import FeedEntry
from monitor.archive.open import open_archive
from monitor.archive.topic_articles import TopicArticle

__all__ = [
    "Archive",
    "ArticleHistory",
    "FeedEntry",
    "KnownArticle",
    "StatusCounts",
    "TopicArticle",
    "open_archive",
]
