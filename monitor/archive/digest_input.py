"""What a digest is a function of, read back from the ledger and the articles of its window.

Must not write. A digest sees matches and outlets only of editions before its stamp: once closed, it never
changes.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, LargeBinary, Row, func, select, type_coerce

from monitor.archive.articles import RAW_BODY
from monitor.archive.columns import readable
from monitor.archive.digests import LOOKS_BACK, history
from monitor.archive.records import COUNTS, HISTORY, IDS, MATCHES, TITLES, load_health
from monitor.archive.rows import in_parts
from monitor.archive.schema import articles, entries, ledger, matchings, outlets, texts, updates, versions
from monitor.archive.schema import numbers as numbers_table
from monitor.archive.stored_texts import settled_within
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
    """One row of the ledger, as far as its articles need it."""

    date: date
    start: datetime
    last: int
    edition: int
    is_first: bool


def digest_input(connection: Connection, day: date) -> DigestInput | None:
    """Return what the digest of that date is a function of, or None where the ledger has none."""
    row = connection.execute(select(ledger).where(ledger.c.day == day)).first()
    if row is None:
        return None
    days = _days(connection, row)
    first = connection.execute(select(ledger.c.first).where(ledger.c.day == days[0].date)).scalar_one()
    found = _articles(connection, days, (first, row.last), row.edition)
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
    )


def window_between(connection: Connection, since: datetime, until: datetime, timezone: str) -> Window:
    """Return the window of what was settled after one moment and not after another."""
    day = until.astimezone(ZoneInfo(timezone)) - timedelta(microseconds=1)
    first, last = _settled_until(connection, since), _settled_until(connection, until)
    return Window(day.date(), timezone, since, until, first, max(first, last), closed=True, requested=True)


def digest_input_of(connection: Connection, window: Window, topics: Sequence[tuple[str, str]]) -> DigestInput:
    """Return material for any window, as the archive stands now; counts, health and config are left out.

    What alerts are made of; a digest that was asked for is made of `digest_input_between`.
    """
    start = _settled_until(connection, window.start - LOOKS_BACK)
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


def digest_input_between(
    connection: Connection,
    window: Window,
    topics: Sequence[tuple[str, str]],
    found: Mapping[int, tuple[Match, ...]],
    lost: Mapping[int, str],
) -> DigestInput:
    """Return material for a span that was asked for, of matches that were found for it.

    It has no history: its stories are not those of a day. Counts and config are left out; health names the
    articles of the span whose texts are lost.

    Args:
        connection: where to ask.
        window: the span, by its times.
        topics: (id, title) of those asked for.
        found: the matches of each article of the span, and of the 28 days before to continue their stories.
        lost: why the text of an article is no longer there.
    """
    days = connection.execute(select(ledger.c.day, ledger.c.start, ledger.c.end).order_by(ledger.c.day)).all()
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
            place = bisect_left(ends, row.settled)
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
    query = select(articles.c.id).where(settled_within(connection, window.start, window.end))
    return {row.id for row in connection.execute(query)}


def _lost(connection: Connection, lost: Mapping[int, str]) -> tuple[Unreadable, ...]:
    """Name the articles whose texts are no longer there, the first thousand."""
    said = []
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
            said.append(Unreadable(row.title, source, lost[row.id], row.url))
    if len(lost) > len(named):
        said.append(Unreadable(f"and {len(lost) - len(named)} more", "other outlets", PRUNED))
    return tuple(said)


def _identity(connection: Connection) -> str:
    return connection.execute(select(numbers_table.c.identity)).scalar() or ""


def sources_of(
    connection: Connection, numbers: Sequence[int], *, before: int | None = None
) -> Mapping[int, tuple[tuple[str, str], ...]]:
    """Return names and countries of the outlets that carried each article, its own first, first finder first.

    Args:
        connection: where to ask.
        numbers: of articles.
        before: leave out what came with this edition or later.
    """
    found: dict[int, dict[tuple[str, str], None]] = defaultdict(dict)
    for part in in_parts(numbers):
        query = (
            select(entries.c.article_id, outlets.c.name, outlets.c.country)
            .join(outlets, outlets.c.id == entries.c.outlet_id)
            .where(entries.c.article_id.in_(part))
            .order_by(entries.c.own.desc(), entries.c.id)
        )
        if before is not None:
            query = query.where(entries.c.edition < before)
        for row in connection.execute(query):
            found[row.article_id].setdefault((row.name, row.country))
    return {number: tuple(pairs) for number, pairs in found.items()}


def _settled_until(connection: Connection, moment: datetime) -> int:
    """Return the number of the last article settled at a time."""
    found = connection.execute(
        select(articles.c.seq)
        .where(articles.c.seq.is_not(None), articles.c.settled <= moment)
        .order_by(articles.c.seq.desc())
        .limit(1)
    ).scalar()
    return found or 0


def _days_since(connection: Connection, first: int, day: date) -> list[_Day]:
    """Return the days of the ledger from a number on, and one for what stands in none of them yet."""
    rows = connection.execute(
        select(ledger.c.day, ledger.c.start, ledger.c.last)
        .where(ledger.c.last > first)
        .order_by(ledger.c.day)
    ).all()
    days = [_Day(row.day, row.start, row.last, _ALL, is_first=True) for row in rows]
    newest = max([day, *(kept.date for kept in days)])
    return [*days, _Day(newest, datetime.max.replace(tzinfo=UTC), _ALL, _ALL, is_first=True)]


def _days(connection: Connection, row: Row[*tuple[Any, ...]]) -> list[_Day]:
    rows = connection.execute(
        select(ledger.c.day, ledger.c.start, ledger.c.last, ledger.c.edition)
        .where(ledger.c.day >= row.day - LOOKS_BACK, ledger.c.day <= row.day)
        .order_by(ledger.c.day)
    )
    oldest = connection.execute(select(func.min(ledger.c.day))).scalar()
    return [_Day(kept.day, kept.start, kept.last, kept.edition, kept.day == oldest) for kept in rows]


def _articles(
    connection: Connection, days: Sequence[_Day], span: tuple[int, int], edition: int
) -> list[MatchedArticle]:
    """Read the matched articles settled with numbers first < seq <= last, as an edition sees them."""
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
    said = _matches(connection, numbers)
    sources = sources_of(connection, numbers, before=edition)
    replaced = _versions(connection, numbers)
    lasts = [day.last for day in days]
    found: dict[tuple[int, int, date], MatchedArticle] = {}

    def take(row: Row[*tuple[Any, ...]], seq: int, *, update: Collection[str] | None = None) -> None:
        day = days[bisect_left(lasts, seq)]
        matches = _in_force(said[row.id], day.edition)
        if update is not None:
            matches = tuple(match for match in matches if match.topic in update)
        if matches:
            version = _version(row, replaced.get(row.id, ()), day.edition)
            article = _matched(
                row, version, day, matches, sources.get(row.id, ()), updated=update is not None
            )
            found[seq, row.id, day.date] = article

    for row in rows:
        if span[0] < row.seq <= span[1]:
            take(row, row.seq)
    for update in updated:
        row = by_number[update.article_id]
        day, now = days[bisect_left(lasts, row.seq)], days[bisect_left(lasts, update.seq)]
        here = found.get((row.seq, row.id, day.date))
        if here is not None and (day.edition == now.edition):
            # It stands there with all its matches, in its new text.
            found[row.seq, row.id, day.date] = replace(here, updated=True)
        else:
            take(row, update.seq, update=update.topics)
    return [found[place] for place in sorted(found)]


@dataclass(frozen=True, slots=True)
class Update:
    """An article that stands once more with what its new text matches."""

    seq: int
    article_id: int
    topics: tuple[str, ...]


def updated_in(connection: Connection, span: tuple[int, int]) -> list[Update]:
    """Return the updates numbered first < seq <= last."""
    rows = connection.execute(
        select(updates).where(updates.c.seq > span[0], updates.c.seq <= span[1]).order_by(updates.c.seq)
    )
    return [Update(row.seq, row.article_id, IDS.load(row.topics)) for row in rows]


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
    """Return what articles said before, oldest first."""
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
    row: Row[*tuple[Any, ...]], kept: Sequence[Row[*tuple[Any, ...]]], edition: int
) -> Row[*tuple[Any, ...]]:
    """Return what an article said when a digest of that edition was stamped."""
    return next((version for version in kept if version.edition >= edition), row)


def _matches(connection: Connection, numbers: Sequence[int]) -> Mapping[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for part in in_parts(numbers):
        rows = connection.execute(
            select(matchings.c.article_id, matchings.c.edition, matchings.c.matches)
            .where(matchings.c.article_id.in_(part))
            .order_by(matchings.c.edition)
        )
        for row in rows:
            found[row.article_id].append((row.edition, row.matches))
    return found


def _in_force(said: Sequence[tuple[int, str]], edition: int) -> tuple[Match, ...]:
    """Return the last matches made before an edition."""
    kept = [matches for made, matches in said if made < edition]
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
        backing=TextSource(version.backing),
        reason=version.reason,
        digest_date=day.date,
        matches=matches,
        updated=updated,
    )
