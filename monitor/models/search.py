"""What is asked of the archive, and what it answers."""

from dataclasses import dataclass
from datetime import datetime

from monitor.models.articles import ArticleStatus
from monitor.models.matches import Evidence


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """Conditions on articles beside the query; what is not given does not count.

    Attributes:
        since: found at this moment or later.
        until: found before this moment.
        topic: id of a topic that the article matches.
        language: BCP 47 tag; `zh` includes `zh-TW`.
        source: part of the name of an outlet that carried the article, in any case.
        status: what became of the article.
    """

    since: datetime | None = None
    until: datetime | None = None
    topic: str = ""
    language: str = ""
    source: str = ""
    status: ArticleStatus | None = None


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as the archive keeps it.

    Attributes:
        id: the archive's number for it.
        url: canonical URL, or None for an entry without a link.
        text: plain text; "" if it was never read or is no longer kept.
        sources: names of the outlets that carried it, first finder first.
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
class SearchHit:
    """An article that a query holds in.

    Attributes:
        article: the article.
        evidence: where the words of the query stand, the best first; each with its quote.
    """

    article: StoredArticle
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answer to a query.

    Attributes:
        query: as it was asked.
        hits: newest first, or best first.
        complete: every article that could match was looked at.
        examined: articles that were looked at.
        unindexed: articles that the index does not know yet; they are looked at one by one.
    """

    query: str
    hits: tuple[SearchHit, ...]
    complete: bool
    examined: int
    unindexed: int = 0
