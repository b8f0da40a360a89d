"""Read the matched articles of a span of numbers, with the matches and texts that a generation sees."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, LargeBinary, Row, select, type_coerce

from monitor.archive.columns import (
    IDS,
    MATCHES,
    readable,
)
from monitor.archive.database import in_parts
from monitor.archive.queries import sources_of
from monitor.archive.schema import (
    RAW_BODY,
    articles,
    matchings,
    texts,
    updates,
    versions,
)
from monitor.models import (
    Match,
    MatchedArticle,
    TextSource,
)


@dataclass(frozen=True, slots=True)
class SpanDay:
    """The columns of a recorded digest that its articles need."""

    date: date
    start: datetime
    last: int
    generation: int
    is_first: bool


def articles_of(
    connection: Connection, days: Sequence[SpanDay], span: tuple[int, int], generation: int
) -> list[MatchedArticle]:
    """Read the matched articles with first < number <= last, as a generation sees them."""
    rows = list(
        connection.execute(
            select(articles, RAW_BODY)
            .outerjoin(texts, texts.c.article_id == articles.c.id)
            .where(
                articles.c.matched,
                articles.c.seq > span[0],
                articles.c.seq <= span[1],
                articles.c.backlog.is_(False),
            )
            .order_by(articles.c.seq)
        )
    )
    updated = updated_in(connection, span)
    if updated:
        rows += _by_number(connection, {update.article_id for update in updated} - {row.id for row in rows})
    by_number = {row.id: row for row in rows}
    numbers = list(by_number)
    matchings_of = _matches(connection, numbers)
    sources = sources_of(connection, numbers, before=generation)
    replaced = _versions(connection, numbers)
    lasts = [day.last for day in days]
    found: dict[tuple[int, int, date], MatchedArticle] = {}

    def take(row: Row[*tuple[Any, ...]], seq: int, *, update: Collection[str] | None = None) -> None:
        day = days[bisect_left(lasts, seq)]
        matches = _in_force(matchings_of[row.id], day.generation)
        if update is not None:
            matches = tuple(match for match in matches if match.topic in update)
        if matches:
            version = _version(row, replaced.get(row.id, ()), day.generation)
            article = matched_article(
                row, version, day, matches, sources.get(row.id, ()), updated=update is not None
            )
            if update is not None:
                article = _with_earlier(article, version, replaced.get(row.id, ()))
            found[seq, row.id, day.date] = article

    for row in rows:
        if span[0] < row.seq <= span[1]:
            take(row, row.seq)
    for update in updated:
        row = by_number[update.article_id]
        day, now = days[bisect_left(lasts, row.seq)], days[bisect_left(lasts, update.seq)]
        here = found.get((row.seq, row.id, day.date))
        if here is not None and (day.generation == now.generation):
            # That digest already shows it with all its matches; now with the new text.
            kept = replaced.get(row.id, ())
            here = _with_earlier(here, _version(row, kept, day.generation), kept)
            found[row.seq, row.id, day.date] = replace(here, updated=True)
        else:
            take(row, update.seq, update=update.topics)
    return [found[place] for place in sorted(found)]


@dataclass(frozen=True, slots=True)
class UpdatedArticle:
    """An article that appears again with the matches of its new text."""

    seq: int
    article_id: int
    topics: tuple[str, ...]


def updated_in(connection: Connection, span: tuple[int, int]) -> list[UpdatedArticle]:
    """Return the updates with first < number <= last."""
    rows = connection.execute(
        select(updates).where(updates.c.seq > span[0], updates.c.seq <= span[1]).order_by(updates.c.seq)
    )
    return [UpdatedArticle(row.seq, row.article_id, IDS.load(row.topics)) for row in rows]


def _by_number(connection: Connection, numbers: Collection[int]) -> list[Row[*tuple[Any, ...]]]:
    return [
        row
        for part in in_parts(sorted(numbers))
        for row in connection.execute(
            select(articles, RAW_BODY)
            .outerjoin(texts, texts.c.article_id == articles.c.id)
            .where(articles.c.id.in_(part), articles.c.backlog.is_(False))
        )
    ]


def _versions(connection: Connection, numbers: Sequence[int]) -> Mapping[int, list[Row[*tuple[Any, ...]]]]:
    """Return the earlier versions of articles, oldest first."""
    found: dict[int, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    body = type_coerce(versions.c.body, LargeBinary).label("body")
    columns = [column for column in versions.c if column.name != "body"]
    for part in in_parts(numbers):
        rows = connection.execute(
            select(*columns, body).where(versions.c.article_id.in_(part)).order_by(versions.c.id)
        )
        for row in rows:
            found[row.article_id].append(row)
    return found


def _version(
    row: Row[*tuple[Any, ...]], kept: Sequence[Row[*tuple[Any, ...]]], generation: int
) -> Row[*tuple[Any, ...]]:
    """Return the version of an article when a digest of that generation was recorded."""
    return next((version for version in kept if version.generation >= generation), row)


def _with_earlier(
    article: MatchedArticle, version: Row[*tuple[Any, ...]], kept: Sequence[Row[*tuple[Any, ...]]]
) -> MatchedArticle:
    """Return an article with the title and text of the version before."""
    place = next((place for place, one in enumerate(kept) if one is version), len(kept))
    if not place:
        return article
    before = kept[place - 1]
    return replace(article, earlier_title=before.title, earlier_text=readable(before.body) or "")


def _matches(connection: Connection, numbers: Sequence[int]) -> Mapping[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for part in in_parts(numbers):
        rows = connection.execute(
            select(matchings.c.article_id, matchings.c.generation, matchings.c.matches)
            .where(matchings.c.article_id.in_(part))
            .order_by(matchings.c.generation)
        )
        for row in rows:
            found[row.article_id].append((row.generation, row.matches))
    return found


def _in_force(stored: Sequence[tuple[int, str]], generation: int) -> tuple[Match, ...]:
    """Return the last matches made before a generation."""
    kept = [matches for made, matches in stored if made < generation]
    return MATCHES.load(kept[-1]) if kept else ()


def matched_article(
    row: Row[*tuple[Any, ...]],
    version: Row[*tuple[Any, ...]],
    day: SpanDay,
    matches: tuple[Match, ...],
    sources: Sequence[tuple[str, str]],
    *,
    updated: bool,
) -> MatchedArticle:
    """Return an article as a digest sees it: with the text of a version, and its matches and sources."""
    return MatchedArticle(
        article_id=row.id,
        url=row.url,
        title=version.title,
        text=readable(version.body) or "",
        sources=tuple(dict.fromkeys(name for name, _ in sources)),
        country=sources[0][1] if sources else "",
        language=version.language,
        published=version.published,
        found=row.found,
        late=not day.is_first and row.found < day.start and not updated,
        text_source=TextSource(version.text_source),
        reason=version.reason,
        digest_date=day.date,
        matches=matches,
        updated=updated,
    )
