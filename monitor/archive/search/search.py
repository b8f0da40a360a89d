"""Find articles: those that a query may match, with what the user sees of each.

The index needs numpy. It is imported where it is used, so that `monitor status` starts without it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import dropwhile, islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Connection, Row, Select, select

from monitor.archive.columns import readable
from monitor.archive.database import Database, in_parts
from monitor.archive.queries import sources_of, topics_of
from monitor.archive.schema import RAW_BODY, articles, outlets, texts
from monitor.models import ArticleStatus, SearchFilters, StoredArticle, StoredText
from monitor.models.caseless import caseless

if TYPE_CHECKING:
    from monitor.match.grams import Plan

_AT_ONCE = 100
_EXPORTED_AT_ONCE = 1000


class Candidates:
    """The articles that a plan and filters do not rule out, read from one snapshot, newest first."""

    def __init__(
        self, connection: Connection, plan: "Plan", filters: SearchFilters, expired: Callable[[], bool]
    ) -> None:
        self._connection = connection
        self._plan = plan
        self._filters = filters
        self._expired = expired

    def __iter__(self) -> Iterator[StoredText]:
        for part in self.numbers():
            for row in self._connection.execute(_select_texts(part)):
                yield StoredText(row.id, row.title, readable(row.body) or "")

    def numbers(self, before: int | None = None) -> Iterator[Sequence[int]]:
        """Yield the numbers of the articles in parts, which may be empty.

        Args:
            before: leave out this number and higher ones.
        """
        from monitor.archive.search.search_index import candidate_ids  # noqa: PLC0415

        numbers = candidate_ids(self._connection, self._plan, self._expired)
        if before is not None:
            numbers = dropwhile(lambda number: number >= before, numbers)
        while part := list(islice(numbers, _AT_ONCE)):
            yield _kept(self._connection, part, self._filters)

    def articles(self, numbers: Sequence[int]) -> list[StoredArticle]:
        """Return some of the articles with all that a user sees of them, in the order given."""
        found = {
            article.id: article
            for part in in_parts(numbers)
            for article in stored_articles(self._connection, part)
        }
        return [found[number] for number in numbers]


class Search:
    """The search index and the articles that it finds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def candidates(
        self, plan: "Plan", filters: SearchFilters, expired: Callable[[], bool] = lambda: False
    ) -> Iterator[Candidates]:
        """Give the articles that a plan and filters do not rule out, newest first.

        A context manager: all are read from one snapshot, which it closes.

        Args:
            plan: condition on grams.
            filters: further conditions.
            expired: returns True when the time limit is reached; the rest of the index is then not read.
        """
        with self._database.read() as connection:
            yield Candidates(connection, plan, filters, expired)

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
                found = stored_articles(connection, _kept(connection, numbers, filters))
            if not numbers:
                return
            last = numbers[-1]
            yield from reversed(found)

    def sources(self) -> tuple[str, ...]:
        """Return the names of all outlets that carried an article, in the order they were found."""
        with self._database.read() as connection:
            names = connection.execute(select(outlets.c.name).order_by(outlets.c.id)).scalars().all()
        return tuple(dict.fromkeys(names))

    def unindexed(self) -> int:
        """Return the number of articles that are not in the search index yet, as an upper limit."""
        from monitor.archive.search.search_index import unindexed  # noqa: PLC0415

        with self._database.read() as connection:
            missing = unindexed(connection)
        return 0 if missing is None else missing[1] - missing[0] + 1

    def improve_index(self) -> bool:
        """Do one step of maintaining the search index; return False if nothing is left to do."""
        from monitor.archive.search.search_index import index_step  # noqa: PLC0415

        with self._database.write() as connection:
            return index_step(connection)


def stored_articles(connection: Connection, numbers: Sequence[int]) -> list[StoredArticle]:
    """Return articles by number, newest first."""
    rows = connection.execute(
        _select_texts(
            numbers,
            articles.c.url,
            articles.c.language,
            articles.c.published,
            articles.c.found,
            articles.c.status,
        )
    ).all()
    kept = [row.id for row in rows]
    sources, topics = sources_of(connection, kept), topics_of(connection, kept)
    return [_article(row, [name for name, _ in sources.get(row.id, ())], topics) for row in rows]


def _select_texts(numbers: Sequence[int], *columns: Column[Any]) -> Select[Any]:
    return (
        select(articles.c.id, articles.c.title, RAW_BODY, *columns)
        .outerjoin(texts, texts.c.article_id == articles.c.id)
        .where(articles.c.id.in_(numbers))
        .order_by(articles.c.id.desc())
    )


def _kept(connection: Connection, numbers: Sequence[int], filters: SearchFilters) -> Sequence[int]:
    """Return the numbers of the articles that filters do not rule out, newest first, without their texts."""
    if filters == SearchFilters():
        return numbers
    query = select(articles.c.id).where(articles.c.id.in_(numbers))
    if filters.since is not None:
        query = query.where(articles.c.found >= filters.since)
    if filters.until is not None:
        query = query.where(articles.c.found < filters.until)
    if filters.language:
        tag = filters.language
        query = query.where((articles.c.language == tag) | articles.c.language.startswith(f"{tag}-"))
    if filters.status is not None:
        query = query.where(articles.c.status == filters.status.value)
    kept = list(connection.execute(query.order_by(articles.c.id.desc())).scalars())
    if filters.source and kept:
        # In Python, because SQLite itself folds the case of ASCII only.
        wanted, sources = caseless(filters.source), sources_of(connection, kept)
        kept = [
            number for number in kept if any(wanted in caseless(name) for name, _ in sources.get(number, ()))
        ]
    if filters.topic and kept:
        topics = topics_of(connection, kept)
        kept = [number for number in kept if filters.topic in topics.get(number, ())]
    return kept


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
