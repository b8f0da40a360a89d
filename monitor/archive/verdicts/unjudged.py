"""Find stored matches and near misses without a verdict."""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, func, select

from monitor.archive.columns import MATCHES, NEAR_MISSES
from monitor.archive.database import Database
from monitor.archive.queries import judged_topics, processed_between
from monitor.archive.schema import articles, matchings
from monitor.archive.search.search import stored_articles
from monitor.models import ArticleToJudge, Match, NearMiss

_AT_ONCE = 50


def unjudged(database: Database, since: datetime, until: datetime) -> Iterator[ArticleToJudge]:
    """Yield each topic that a processed article matches or nearly matches and that has no verdict on it.

    Newest articles first; matches before near misses. Each part is read in a transaction of its own, because
    people take their time.
    """
    last = 2**62
    while True:
        with database.read() as connection:
            rows = _read(connection, since, until, last)
            found = {one.id: one for one in stored_articles(connection, [row[0] for row in rows])}
            judged = judged_topics(connection, list(found))
        if not rows:
            return
        for number, matches, near_misses in rows:
            hits: tuple[Match | NearMiss, ...] = (*matches, *near_misses)
            for hit in hits:
                if (number, hit.topic) not in judged:
                    kind: Literal["match", "missed"] = "match" if isinstance(hit, Match) else "missed"
                    yield ArticleToJudge(found[number], hit.topic, kind, _why(hit), _quote(hit))
        last = rows[-1][0]


def _read(
    connection: Connection, since: datetime, until: datetime, before: int
) -> list[tuple[int, tuple[Match, ...], tuple[NearMiss, ...]]]:
    newest = (
        select(matchings.c.article_id, func.max(matchings.c.generation).label("generation"))
        .join(articles, articles.c.id == matchings.c.article_id)
        .where(articles.c.id < before, processed_between(connection, since, until))
        .group_by(matchings.c.article_id)
        .order_by(matchings.c.article_id.desc())
        .limit(_AT_ONCE)
        .subquery()
    )
    same = (matchings.c.article_id == newest.c.article_id) & (matchings.c.generation == newest.c.generation)
    rows = connection.execute(
        select(matchings.c.article_id, matchings.c.matches, matchings.c.near_misses)
        .join(newest, same)
        .order_by(matchings.c.article_id.desc())
    )
    return [(row.article_id, MATCHES.load(row.matches), NEAR_MISSES.load(row.near_misses)) for row in rows]


def _why(hit: Match | NearMiss) -> str:
    return "; ".join(hit.lacking) if isinstance(hit, NearMiss) else hit.arithmetic


def _quote(hit: Match | NearMiss) -> str:
    """Return the best quote that is not the headline, which people see anyway."""
    return next((one.quote for one in hit.evidence if one.field != "title"), "")
