"""Search queries to the archive, and their results."""

from dataclasses import dataclass
from datetime import datetime

from monitor.models.articles import ArticleStatus
from monitor.models.matches import Evidence


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """Conditions on articles in addition to the query; unset ones do not apply.

    Attributes:
        since: found at this moment or later.
        until: found before this moment.
        topic: id of a topic that the article matches.
        language: BCP 47 tag; `zh` includes `zh-TW`.
        source: part of the name of an outlet that carried the article, in any case.
        status: status of the article.
    """

    since: datetime | None = None
    until: datetime | None = None
    topic: str = ""
    language: str = ""
    source: str = ""
    status: ArticleStatus | None = None


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as stored in the archive.

    Attributes:
        id: its id in the archive.
        url: canonical URL, or None for an entry without a link.
        text: plain text; "" if it was never read or is no longer stored.
        sources: names of the outlets that carried it, in the order they were found.
        topics: ids of the topics that it matches.
    """

    id: int
    url: str | None
    title: str
    text: str
    language: str
    published: datetime | None
    found: datetime
    status: ArticleStatus
    sources: tuple[str, ...]
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ArticleListing:
    """Articles in a list, newest first; `complete` is False if there may be more."""

    articles: tuple[StoredArticle, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class SearchHit:
    """An article that satisfies a query.

    Attributes:
        article: the article.
        evidence: where the words of the query occur, best first, each with its quote.
    """

    article: StoredArticle
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The result of a query.

    Attributes:
        query: as entered.
        hits: newest first, or best first.
        complete: every article that could match was examined.
        examined: number of articles examined.
        unindexed: articles that are not indexed yet; they are examined one by one.
    """

    query: str
    hits: tuple[SearchHit, ...]
    complete: bool
    examined: int
    unindexed: int = 0


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search that people keep under a name.

    Attributes:
        id: its number in the archive.
        name: unique, as a person wrote it.
        parameters: the query and its filters as a query string, such as `q=treaty&since=7d`; relative times
            stay relative.
        saved: when it was saved.
    """

    id: int
    name: str
    parameters: str
    saved: datetime
