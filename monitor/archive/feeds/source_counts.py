"""Count what each outlet brought in a span of time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, func, select

from monitor.archive.database import in_parts
from monitor.archive.schema import articles, entries, outlets
from monitor.models import SourceCounts


def source_counts(
    connection: Connection, since: datetime, until: datetime, recent: datetime
) -> tuple[SourceCounts, ...]:
    """Return the counts of every outlet that ever announced an article, those with most matches first.

    Args:
        connection: in a transaction.
        since: entries found after this time.
        until: and up to this time.
        recent: start of the recent part.
    """
    inside = and_(entries.c.found > since, entries.c.found <= until, articles.c.backlog.is_(False))
    # An article counts once for an outlet, however many of its feeds announce it.
    article = articles.c.id.distinct()
    rows = connection.execute(
        select(
            outlets.c.name,
            func.count(article).filter(inside).label("articles"),
            func.count(article).filter(inside, articles.c.matched).label("matched"),
            func.count(article).filter(inside, entries.c.found > recent).label("recent"),
            func.count(article).filter(inside, entries.c.found <= recent).label("earlier"),
            func.max(entries.c.found).filter(entries.c.found <= until).label("last"),
        )
        .join(entries, entries.c.outlet_id == outlets.c.id)
        .join(articles, articles.c.id == entries.c.article_id)
        .group_by(outlets.c.name)
    ).all()
    counts = [
        SourceCounts(row.name, row.articles, row.matched, row.recent, row.earlier, row.last) for row in rows
    ]
    return tuple(sorted(counts, key=lambda one: (-one.matched, -one.articles, one.name)))


def outlets_of(connection: Connection, numbers: Sequence[int]) -> dict[str, list[int]]:
    """Return the articles among those given that each outlet announced."""
    found: dict[str, list[int]] = {}
    for part in in_parts(numbers):
        rows = connection.execute(
            select(outlets.c.name, entries.c.article_id)
            .join(entries, entries.c.outlet_id == outlets.c.id)
            .where(entries.c.article_id.in_(part))
            .distinct()
            .order_by(entries.c.article_id)
        )
        for row in rows:
            found.setdefault(row.name, []).append(row.article_id)
    return found
