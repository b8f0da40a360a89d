"""Read what a digest is built from: its row, and the articles of its window.

Never writes. A digest sees only matches and outlets of generations before its own, so a closed digest never
changes.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, LargeBinary, Row, func, select, type_coerce

from monitor.archive.columns import COUNTS, HISTORY, IDS, MATCHES, TITLES, TOPICS, load_health, readable
from monitor.archive.database import in_parts
from monitor.archive.queries import LOOKS_BACK, history, processed_between, sources_of
from monitor.archive.schema import (
    RAW_BODY,
    articles,
    digests,
    matchings,
    numbers,
    texts,
    topic_versions,
    updates,
    versions,
)
from monitor.archive.translations import aids_of
from monitor.models import (
    PRUNED,
    Counts,
    DigestInput,
    Health,
    Match,
    MatchedArticle,
    TextSource,
    Unreadable,
    Window,
)

_MOST_LOST = 1000
_ALL = 2**62  # above every settlement and edition


@dataclass(frozen=True, slots=True)
class _Day:
    """The columns of a recorded digest that its articles need."""

    date: date
    start: datetime
    last: int
    generation: int
    is_first: bool


def digest_input(connection: Connection, day: date) -> DigestInput | None:
    """Return what the digest of a date is built from, or None if none is recorded."""
    row = connection.execute(select(digests).where(digests.c.day == day)).first()
    if row is None:
        return None
    days = _days(connection, row)
    first = connection.execute(select(digests.c.first).where(digests.c.day == days[0].date)).scalar_one()
    found = _articles(connection, days, (first, row.last), row.generation)
    return DigestInput(
        window=Window(
            row.day, row.timezone, row.start, row.end, row.first, row.last, closed=bool(row.closed)
        ),
        config_version=row.config_version,
        topics=TITLES.load(row.topics),
        top_stories=row.top_stories,
        articles=tuple(article for article in found if article.digest_date == day),
        earlier=tuple(article for article in found if article.digest_date != day),
        history=HISTORY.load(row.history),
        counts=COUNTS.load(row.counts),
        health=load_health(row.health),
        title=row.title or "",
        archive_id=_identity(connection),
        aids=aids_of(connection, row, found),
        previous=connection.execute(select(func.max(digests.c.day)).where(digests.c.day < day)).scalar(),
        name_forms=_name_forms(connection, row.topics_id),
    )


def _name_forms(connection: Connection, topics_id: int | None) -> tuple[tuple[str, str], ...]:
    """Return the names of the topics that a digest was written with; none for a digest of an old archive."""
    snapshot = connection.execute(
        select(topic_versions.c.snapshot).where(topic_versions.c.id == topics_id)
    ).scalar()
    return TOPICS.load(snapshot).name_forms if snapshot else ()


def input_for_window(
    connection: Connection, window: Window, topics: Sequence[tuple[str, str]]
) -> DigestInput:
    """Return the input for any window from the present archive, without counts, health and config.

    Alerts use it; range digests use `digest_input_between`.
    """
    start = last_processed_until(connection, window.start - LOOKS_BACK)
    days = _days_since(connection, start, window.date)
    return DigestInput(
        window=window,
        config_version="",
        topics=tuple(topics),
        top_stories=0,
        articles=tuple(_articles(connection, days, (window.first, window.last), _ALL)),
        earlier=tuple(_articles(connection, days, (min(start, window.first), window.first), _ALL)),
        history=history(connection, window.date),
        counts=Counts(),
        health=Health(),
        archive_id=_identity(connection),
    )


def input_for_matches(
    connection: Connection,
    window: Window,
    topics: Sequence[tuple[str, str]],
    found: Mapping[int, tuple[Match, ...]],
    lost: Mapping[int, str],
) -> DigestInput:
    """Return the input for a range digest, from matches that were computed for it.

    It has no history, because its stories are not those of one day. Counts and config are empty; health lists
    the articles of the span whose texts are lost.

    Args:
        connection: in a transaction.
        window: the span, by its times.
        topics: (id, title) of the requested topics.
        found: the matches by article, of the span and of the 28 days before, whose stories may continue.
        lost: why the text of an article is no longer there.
    """
    days = connection.execute(
        select(digests.c.day, digests.c.start, digests.c.end).order_by(digests.c.day)
    ).all()
    ends = [day.end for day in days]
    newest = max([window.date, *(day.day for day in days)])
    inside = _within(connection, window) if found or lost else set()
    fresh, earlier = list[MatchedArticle](), list[MatchedArticle]()
    for part in in_parts(sorted(found)):
        sources = sources_of(connection, part)
        rows = connection.execute(
            select(articles, RAW_BODY)
            .outerjoin(texts, texts.c.article_id == articles.c.id)
            .where(articles.c.id.in_(part))
            .order_by(articles.c.id)
        )
        for row in rows:
            place = bisect_left(ends, row.processed)
            date_of = days[place].day if place < len(days) else newest
            day = _Day(date_of, datetime.max.replace(tzinfo=UTC), _ALL, _ALL, is_first=True)
            matched = _matched(row, row, day, found[row.id], sources.get(row.id, ()), updated=False)
            (fresh if row.id in inside else earlier).append(matched)
    gone = {number: why for number, why in lost.items() if number in inside}
    return DigestInput(
        window=window,
        config_version="",
        topics=tuple(topics),
        top_stories=0,
        articles=tuple(fresh),
        earlier=tuple(earlier),
        history=(),
        counts=Counts(),
        health=Health(unreadable=_lost(connection, gone)),
        archive_id=_identity(connection),
    )


def _within(connection: Connection, window: Window) -> set[int]:
    query = select(articles.c.id).where(processed_between(connection, window.start, window.end))
    return {row.id for row in connection.execute(query)}


def _lost(connection: Connection, lost: Mapping[int, str]) -> tuple[Unreadable, ...]:
    """Return the first thousand articles whose texts are no longer there."""
    unreadable = []
    named = sorted(lost)[:_MOST_LOST]
    for part in in_parts(named):
        sources = sources_of(connection, part)
        rows = connection.execute(
            select(articles.c.id, articles.c.title, articles.c.url)
            .where(articles.c.id.in_(part))
            .order_by(articles.c.id)
        )
        for row in rows:
            source = sources[row.id][0][0] if row.id in sources else ""
            unreadable.append(Unreadable(row.title, source, lost[row.id], row.url))
    if len(lost) > len(named):
        unreadable.append(Unreadable(f"and {len(lost) - len(named)} more", "other outlets", PRUNED))
    return tuple(unreadable)


def _identity(connection: Connection) -> str:
    return connection.execute(select(numbers.c.identity)).scalar() or ""


def last_processed_until(connection: Connection, moment: datetime) -> int:
    """Return the number of the last article processed up to a time."""
    found = connection.execute(
        select(articles.c.seq)
        .where(articles.c.seq.is_not(None), articles.c.processed <= moment)
        .order_by(articles.c.seq.desc())
        .limit(1)
    ).scalar()
    return found or 0


def _days_since(connection: Connection, first: int, day: date) -> list[_Day]:
    """Return the recorded days from a number on, and one for articles that are in none of them yet."""
    rows = connection.execute(
        select(digests.c.day, digests.c.start, digests.c.last)
        .where(digests.c.last > first)
        .order_by(digests.c.day)
    ).all()
    days = [_Day(row.day, row.start, row.last, _ALL, is_first=True) for row in rows]
    newest = max([day, *(kept.date for kept in days)])
    return [*days, _Day(newest, datetime.max.replace(tzinfo=UTC), _ALL, _ALL, is_first=True)]


def _days(connection: Connection, row: Row[*tuple[Any, ...]]) -> list[_Day]:
    rows = connection.execute(
        select(digests.c.day, digests.c.start, digests.c.last, digests.c.generation)
        .where(digests.c.day >= row.day - LOOKS_BACK, digests.c.day <= row.day)
        .order_by(digests.c.day)
    )
    oldest = connection.execute(select(func.min(digests.c.day))).scalar()
    return [_Day(kept.day, kept.start, kept.last, kept.generation, kept.day == oldest) for kept in rows]


def _articles(
    connection: Connection, days: Sequence[_Day], span: tuple[int, int], generation: int
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
            article = _matched(
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


def _matched(
    row: Row[*tuple[Any, ...]],
    version: Row[*tuple[Any, ...]],
    day: _Day,
    matches: tuple[Match, ...],
    sources: Sequence[tuple[str, str]],
    *,
    updated: bool,
) -> MatchedArticle:
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
