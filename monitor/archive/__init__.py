"""The archive: everything the program keeps, in one SQL database (SQLite by default, PostgreSQL by URL).

Names are imported at their first use, because `monitor check` often needs no database library.
"""

from typing import TYPE_CHECKING

from monitor.lazy_names import lazy_names

if TYPE_CHECKING:
    from monitor.archive.archive import Archive, StatusCounts
    from monitor.archive.articles.article_history import ArticleHistory
    from monitor.archive.articles.articles import KnownArticle
    from monitor.archive.feeds.feed_entries import FeedEntry
    from monitor.archive.open import open_archive
    from monitor.archive.search.topic_articles import TopicArticle
    from monitor.archive.verdicts.verdict_file import may_have_verdicts

__getattr__ = lazy_names(
    __name__,
    {
        "archive": ("Archive", "StatusCounts"),
        "articles.article_history": ("ArticleHistory",),
        "articles.articles": ("KnownArticle",),
        "feeds.feed_entries": ("FeedEntry",),
        "open": ("open_archive",),
        "search.topic_articles": ("TopicArticle",),
        "verdicts.verdict_file": ("may_have_verdicts",),
    },
)

__all__ = [
    "Archive",
    "ArticleHistory",
    "FeedEntry",
    "KnownArticle",
    "StatusCounts",
    "TopicArticle",
    "may_have_verdicts",
    "open_archive",
]
