"""The facts of a window: its counts, its unreadable articles and the gaps between sweeps."""

import statistics
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import ColumnElement, Connection, and_, func, select

from monitor.archive.digests.digest_articles import updated_in
from monitor.archive.queries import processed_between, sources_of
from monitor.archive.schema import articles, matchings, overruns, sweeps
from monitor.models import ArticleStatus, Counts, Gap, Unreadable, Window

LONGEST_PAUSE = timedelta(hours=2)  # a longer time without a sweep ends a span and may be a gap
_USUAL_TIMES = 2  # a pause this many times as long as usual is a gap
_PAUSES_KNOWN = 15
_FORTNIGHT = timedelta(days=14)
_WEEK = timedelta(days=7)
_SHORTEST_GAP = timedelta(minutes=10)  # within the window


def facts(connection: Connection, window: Window) -> tuple[Counts, tuple[Unreadable, ...], tuple[Gap, ...]]:
    """Return counts, unreadable articles and gaps of a window."""
    where = _in_window(connection, window)
    totals = connection.execute(
        select(
            func.count().filter(articles.c.backlog.is_(False)).label("news"),
            func.count().filter(articles.c.backlog).label("backlog"),
        ).where(where)
    ).one()
    unread = connection.execute(
        select(articles.c.id, articles.c.url, articles.c.title, articles.c.reason, articles.c.detail)
        .where(where, articles.c.backlog.is_(False), articles.c.status == ArticleStatus.UNREADABLE)
        .order_by(articles.c.seq)
    ).all()
    waiting = connection.execute(
        select(func.count()).where(articles.c.seq.is_(None), articles.c.backlog.is_(False))
    ).scalar_one()
    again = set() if window.requested else _only_updated(connection, window)
    counts = Counts(
        articles=totals.news + len(again),
        matched=0 if window.requested else _matching_now(connection, where) + len(again),
        unreadable=len(unread),
        backlog=totals.backlog,
        pending=waiting,
    )
    sources = sources_of(connection, [row.id for row in unread])
    unreadable = tuple(
        Unreadable(row.title, sources[row.id][0][0], row.reason, row.url, row.detail) for row in unread
    )
    return counts, unreadable, _gaps(connection, window)


def _only_updated(connection: Connection, window: Window) -> set[int]:
    """Return the articles that are in a window only as updates."""
    found = {one.article_id for one in updated_in(connection, (window.first, window.last))}
    if not found:
        return found
    where = _in_window(connection, window) & articles.c.id.in_(found)
    return found - set(connection.execute(select(articles.c.id).where(where)).scalars())


def _in_window(connection: Connection, window: Window) -> ColumnElement[bool]:
    """Return the condition that an article is in a window: by number, or by time for a range digest."""
    if window.requested:
        return processed_between(connection, window.start, window.end)
    return and_(articles.c.seq > window.first, articles.c.seq <= window.last)


def _matching_now(connection: Connection, where: ColumnElement[bool]) -> int:
    """Count the new articles of a window whose last matching has a match."""
    rows = connection.execute(
        select(matchings.c.article_id, matchings.c.matched)
        .join(articles, articles.c.id == matchings.c.article_id)
        .where(where, articles.c.backlog.is_(False), articles.c.matched)
        .order_by(matchings.c.generation)
    )
    latest = {row.article_id: bool(row.matched) for row in rows}
    return sum(latest.values())


def _gaps(connection: Connection, window: Window) -> tuple[Gap, ...]:
    """Find the pauses between spans of sweeps, up to the window's end, and cut them to the window."""
    spans = connection.execute(
        select(sweeps.c.began, sweeps.c.finished)
        .where(sweeps.c.finished >= window.start - LONGEST_PAUSE)
        .order_by(sweeps.c.id)
    ).all()
    before = connection.execute(
        select(sweeps.c.finished)
        .where(sweeps.c.finished < window.start - LONGEST_PAUSE)
        .order_by(sweeps.c.finished.desc())
        .limit(1)
    ).scalar()
    finished = [*([before] if before is not None else []), *(span.finished for span in spans)]
    began = [span.began for span in spans][0 if before is not None else 1 :]
    gaps = []
    for start, end in zip(finished, [*began, window.end], strict=False):
        if end - start <= LONGEST_PAUSE:
            continue
        gap = Gap(max(start, window.start), min(end, window.end))
        if gap.end - gap.start < _SHORTEST_GAP:
            continue
        missed = _overrun(connection, gap)
        if missed or _is_unusual(connection, start, end):
            gaps.append(Gap(gap.start, gap.end, missed))
    return tuple(gaps)


def _is_unusual(connection: Connection, start: datetime, end: datetime) -> bool:
    """Return whether a pause is more than twice as long as usual, and none like it was a week earlier."""
    usual = _usual_pause(connection, start, end - start)
    if end - start <= _USUAL_TIMES * usual:
        return False
    return not usual or not _was_a_week_earlier(connection, start, end)


def _was_a_week_earlier(connection: Connection, start: datetime, end: datetime) -> bool:
    """Return whether a pause recurs weekly, such as the weekend of an archive swept on working days.

    Both ends may differ by an eighth of the pause from those of the week before.
    """
    middle = start + (end - start) / 2 - _WEEK
    before = connection.execute(
        select(func.max(sweeps.c.finished)).where(sweeps.c.finished <= middle)
    ).scalar()
    after = connection.execute(
        select(sweeps.c.began).where(sweeps.c.finished > middle).order_by(sweeps.c.finished).limit(1)
    ).scalar()
    if before is None or after is None:
        return False
    slack = (end - start) / 8
    return bool(abs(start - _WEEK - before) <= slack and abs(end - _WEEK - after) <= slack)


def _usual_pause(connection: Connection, until: datetime, pause: timedelta) -> timedelta:
    """Return the usual pause of this archive before the time at which a pause began.

    It is zero if the archive is swept continuously, even with rare interruptions, and the median of the last
    pauses if it is swept once a day or only by day. Without earlier pauses, this pause counts as usual.
    """
    spans = connection.execute(
        select(sweeps.c.began, sweeps.c.started, sweeps.c.finished)
        .where(sweeps.c.began <= until)
        .order_by(sweeps.c.id.desc())
        .limit(_PAUSES_KNOWN)
    ).all()
    pauses = [
        (later.began - earlier.finished, later.began)
        for later, earlier in pairwise(spans)
        if later.began > earlier.finished
    ]
    if 2 * sum(span.started > span.began for span in spans) > len(spans):
        frequent = sum(ended > until - _FORTNIGHT for _, ended in pauses) >= _FORTNIGHT.days / 2
        return statistics.median(length for length, _ in pauses) if frequent else timedelta(0)
    return statistics.median(length for length, _ in pauses) if pauses else pause


def _overrun(connection: Connection, gap: Gap) -> tuple[str, ...]:
    names = connection.execute(
        select(overruns.c.name)
        .where(overruns.c.until >= gap.end, overruns.c.since <= gap.start)
        .order_by(overruns.c.until, overruns.c.id)
    ).scalars()
    return tuple(dict.fromkeys(names))
