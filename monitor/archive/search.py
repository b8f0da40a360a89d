"""Find articles: those that a query may match, with what the user sees of each.

The index needs numpy. It is imported where it is used, so that `monitor status` starts without it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, func, select

from monitor.archive.columns import readable
from monitor.archive.database import Database, in_parts
from monitor.archive.queries import sources_of, topics_of
from monitor.archive.schema import RAW_BODY, articles, entries, outlets, texts
from monitor.models import ArticleStatus, SearchFilters, StoredArticle

if TYPE_CHECKING:
    from monitor.match.grams import Plan

_AT_ONCE = 50
_EXPORTED_AT_ONCE = 500


class Search:
    """The search index and the articles that it finds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def candidates(self, plan: "Plan", filters: SearchFilters) -> Iterator[Iterator[StoredArticle]]:
        """Give an iterator over the articles that a plan and filters do not rule out, newest first.

        A context manager: all are read from one snapshot, which it closes.
        """
        with self._database.read() as connection:
            yield _candidates(connection, plan, filters)

    def all_articles(self, filters: SearchFilters) -> Iterator[StoredArticle]:
        """Yield every processed article that filters do not rule out, oldest first, in bounded memory.

        Each part is read in a transaction of its own, so that a long export holds no lock.
        """
        last = 0
        while True:
            with self._database.read() as connection:
                numbers = (
                    connection.execute(
                        select(articles.c.id)
                        .where(articles.c.id > last, articles.c.seq.is_not(None))
                        .order_by(articles.c.id)
                        .limit(_EXPORTED_AT_ONCE)
                    )
                    .scalars()
                    .all()
                )
                found = stored_articles(connection, numbers, filters)
            if not numbers:
                return
            last = numbers[-1]
            yield from reversed(found)

    def articles(self, numbers: Sequence[int]) -> list[StoredArticle]:
        """Return articles by number, newest first; unknown numbers are left out."""
        with self._database.read() as connection:
            return [one for part in in_parts(numbers) for one in stored_articles(connection, part)]

    def unindexed(self) -> int:
        """Return the number of articles that are not in the search index yet, as an upper limit."""
        from monitor.archive.search_index import unindexed  # noqa: PLC0415

        with self._database.read() as connection:
            missing = unindexed(connection)
        return 0 if missing is None else missing[1] - missing[0] + 1

    def improve_index(self) -> bool:
        """Do one step of maintaining the search index; return False if nothing is left to do."""
        from monitor.archive.search_index import index_step  # noqa: PLC0415

        with self._database.write() as connection:
            return index_step(connection)


def _candidates(connection: Connection, plan: "Plan", filters: SearchFilters) -> Iterator[StoredArticle]:
    from monitor.archive.search_index import candidate_ids  # noqa: PLC0415

    numbers = candidate_ids(connection, plan)
    while part := list(islice(numbers, _AT_ONCE)):
        yield from stored_articles(connection, part, filters)


def stored_articles(
    connection: Connection, numbers: Sequence[int], filters: SearchFilters | None = None
) -> list[StoredArticle]:
    """Return articles by number, newest first, without those that filters rule out."""
    filters = filters or SearchFilters()
    rows = connection.execute(_query(numbers, filters)).all()
    kept = [row.id for row in rows]
    sources, topics = sources_of(connection, kept), topics_of(connection, kept)
    found = [_article(row, [name for name, _ in sources.get(row.id, ())], topics) for row in rows]
    return [one for one in found if not filters.topic or filters.topic in one.topics]


def _query(numbers: Sequence[int], filters: SearchFilters) -> Any:
    query = (
        select(
            articles.c.id,
            articles.c.url,
            articles.c.title,
            articles.c.language,
            articles.c.published,
            articles.c.found,
            articles.c.status,
            RAW_BODY,
        )
        .outerjoin(texts, texts.c.article_id == articles.c.id)
        .where(articles.c.id.in_(numbers))
        .order_by(articles.c.id.desc())
    )
    if filters.since is not None:
        query = query.where(articles.c.found >= filters.since)
    if filters.until is not None:
        query = query.where(articles.c.found < filters.until)
    if filters.language:
        tag = filters.language
        query = query.where((articles.c.language == tag) | articles.c.language.startswith(f"{tag}-"))
    if filters.status is not None:
        query = query.where(articles.c.status == filters.status.value)
    if filters.source:
        named = (
            select(entries.c.article_id)
            .join(outlets, outlets.c.id == entries.c.outlet_id)
            .where(
                entries.c.article_id == articles.c.id,
                func.lower(outlets.c.name).contains(filters.source.lower(), autoescape=True),
            )
        )
        query = query.where(named.exists())
    return query


def _article(
    row: Row[*tuple[Any, ...]], sources: Sequence[str], topics: dict[int, tuple[str, ...]]
) -> StoredArticle:
    return StoredArticle(
        id=row.id,
        url=row.url,
        title=row.title,
        text=readable(row.body) or "",
        language=row.language,
        published=row.published,
        found=row.found,
        status=ArticleStatus(row.status),
        sources=tuple(dict.fromkeys(sources)),
        topics=topics.get(row.id, ()),
    )
