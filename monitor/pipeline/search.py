"""Search the archive: the index proposes articles, the matcher decides."""

import csv
import heapq
import io
from collections.abc import Callable
from itertools import count
from typing import Any, Final

from monitor.archive import Archive
from monitor.match.grams import EVERYTHING
from monitor.match.search import SearchQuery
from monitor.models import (
    ArticleListing,
    Evidence,
    Match,
    SearchFilters,
    SearchHit,
    SearchResult,
    StoredArticle,
)
from monitor.pipeline.context import AppContext
from monitor.publish.export import safe_cell
from monitor.text_safety import replace_unsafe

_STEPS_AT_ONCE: Final = 50  # index steps of the daemon, before it does something else
MOST_EXAMINED: Final = 100_000  # articles, per query
_COLUMNS: Final = ("id", "url", "title", "source", "language", "published", "found", "topics", "quote")


def search_archive(
    archive: Archive,
    query: SearchQuery,
    filters: SearchFilters,
    *,
    limit: int,
    by_score: bool = False,
    expired: Callable[[], bool] = lambda: False,
) -> SearchResult:
    """Return the newest articles that match a query, or those with the highest score.

    Args:
        archive: may be read-only.
        query: from `read_search`.
        filters: further conditions.
        limit: maximum number of hits.
        by_score: examine every candidate and return those with the highest score, best first.
        expired: returns True when the time limit is reached; the hits so far are returned.
    """
    found: list[tuple[float, int, tuple[Evidence, ...]]] = []
    examined, complete = 0, True
    with archive.search.candidates(query.plan, filters, expired) as candidates:
        for article in candidates:
            if (not by_score and len(found) == limit) or examined == MOST_EXAMINED or expired():
                complete = False
                break
            examined += 1
            match = query.match(article.title, article.text or "")
            if match is None:
                continue
            strength = _strength(match) if by_score else 0
            (heapq.heappush if len(found) < limit else heapq.heappushpop)(
                found, (strength, article.article_id, match.evidence)
            )
        complete = complete and not expired()
        found.sort(key=lambda one: one[:2], reverse=True)
        stored = candidates.articles([number for _, number, _ in found])
    hits = tuple(SearchHit(article, evidence) for article, (*_, evidence) in zip(stored, found, strict=True))
    return SearchResult(query.text, hits, complete, examined, archive.search.unindexed())


def _strength(match: Match) -> int:
    """Return the number of hits, and one more if the best is in the title."""
    return sum(one.count for one in match.evidence) + (match.evidence[0].field == "title")


def list_articles(
    archive: Archive,
    filters: SearchFilters,
    *,
    limit: int,
    before: int | None = None,
    expired: Callable[[], bool] = lambda: False,
) -> ArticleListing:
    """Return the newest processed articles that filters do not rule out.

    Args:
        archive: may be read-only.
        filters: conditions.
        limit: maximum number of articles.
        before: only articles with a lower number.
        expired: returns True when the time limit is reached; the articles so far are returned.
    """
    found: list[int] = []
    complete = True
    with archive.search.candidates(EVERYTHING, filters, expired) as candidates:
        for part in candidates.numbers(before):
            found += part
            if len(found) > limit or expired():
                complete = False
                break
        return ArticleListing(tuple(candidates.articles(found[:limit])), complete)


def listing_document(listing: ArticleListing) -> dict[str, Any]:
    """Return the JSON document of a list of articles."""
    return {
        "count": len(listing.articles),
        "complete": listing.complete,
        "articles": [stored_article_document(article) for article in listing.articles],
    }


def search_document(result: SearchResult) -> dict[str, Any]:
    """Return the JSON document of a search, for `monitor search --json` and the JSON API."""
    return {
        "query": result.query,
        "count": len(result.hits),
        "complete": result.complete,
        "articles": [hit_document(hit) for hit in result.hits],
    }


def search_table(result: SearchResult) -> str:
    """Return the hits as CSV; cells that look like formulas begin with an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for hit in result.hits:
        row = hit_document(hit) | {"topics": " ".join(hit.article.topics)}
        writer.writerow([replace_unsafe(safe_cell(row[name])).replace("\r", "") for name in _COLUMNS])
    return text.getvalue()


def hit_document(hit: SearchHit) -> dict[str, Any]:
    """Return the JSON object of one hit."""
    document = stored_article_document(hit.article)
    return {
        **document,
        "quote": hit.evidence[0].quote if hit.evidence else "",
        "evidence": [
            {
                "field": one.field,
                "keyword": one.keyword,
                "quote": one.quote,
                "start": one.hit_start,
                "end": one.hit_end,
            }
            for one in hit.evidence
        ],
    }


def stored_article_document(article: StoredArticle) -> dict[str, Any]:
    """Return the JSON object of an article in a list, without its text."""
    return {
        "id": article.id,
        "url": article.url,
        "title": article.title,
        "source": article.sources[0] if article.sources else "",
        "language": article.language,
        "published": article.published.isoformat() if article.published else None,
        "found": article.found.isoformat(),
        "topics": list(article.topics),
        "sources": list(article.sources),
        "status": article.status.value,
    }


async def improve_index(app: AppContext, *, finish: bool = False) -> None:
    """Add missing articles to the search index and merge its segments.

    Each step is a short transaction: other writes do not wait, a stop loses nothing. Calls `app.progress`.

    Args:
        app: the application context; its archive must be writable.
        finish: continue until the index is complete; otherwise do a limited number of steps.

    Raises:
        ArchiveError: a step cannot be stored.
    """
    total = await app.store(app.archive.search.unindexed)
    for step in count(1):
        if app.stopping or not await app.store(app.archive.search.improve_index):
            return
        if app.progress and total:
            missing = await app.store(app.archive.search.unindexed)
            app.progress("indexed", total - missing, total)
        if step == _STEPS_AT_ONCE and not finish:
            return
