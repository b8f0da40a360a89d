"""When feeds were polled and when not: spans of sweeps, gaps between them, and the numbers of a window."""

import statistics
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import ColumnElement, Connection, and_, func, insert, select, update

from monitor.archive.digest_input import sources_of, updated_in
from monitor.archive.schema import articles, matchings, overruns, sweeps
from monitor.archive.stored_texts import settled_within
from monitor.models import ArticleStatus, Counts, Gap, Unreadable, Window

LONGEST_PAUSE = timedelta(hours=2)  # a longer time without a sweep ends a span, and may be a gap
_USUAL_TIMES = 2  # a pause so many times as long as usual is a gap
_PAUSES_KNOWN = 15
_FORTNIGHT = timedelta(days=14)
_WORTH_TELLING = timedelta(minutes=10)  # what of a gap falls into a window


def record_sweep(connection: Connection, started: datetime, finished: datetime | None) -> None:
    """Extend the present span of sweeps, or begin another after a pause (or when the clock ran backwards).

    A sweep that has only begun extends none: what never ends must not look fresh.
    """
    last = connection.execute(select(sweeps).order_by(sweeps.c.id.desc()).limit(1)).first()
    if last is not None and last.began <= started <= last.finished + LONGEST_PAUSE:
        connection.execute(
            update(sweeps)
            .where(sweeps.c.id == last.id)
            .values(started=started, finished=finished or last.finished)
        )
    else:
        connection.execute(
            insert(sweeps).values(began=started, started=started, finished=finished or started)
        )


def facts(connection: Connection, window: Window) -> tuple[Counts, tuple[Unreadable, ...], tuple[Gap, ...]]:
    """Return the numbers, the unreadable articles and the times without a sweep in a window."""
    where = _in_window(connection, window)
    told = connection.execute(
        select(
            func.count().filter(articles.c.backlog.is_(False)).label("news"),
            func.count().filter(articles.c.backlog).label("backlog"),
        ).where(where)
    ).one()
    unread = connection.execute(
        select(articles.c.id, articles.c.url, articles.c.title, articles.c.reason, articles.c.detail)
        .where(where, articles.c.backlog.is_(False), articles.c.fate == ArticleStatus.UNREADABLE)
        .order_by(articles.c.seq)
    ).all()
    waiting = connection.execute(
        select(func.count()).where(articles.c.seq.is_(None), articles.c.backlog.is_(False))
    ).scalar_one()
    again = set() if window.requested else _updated(connection, window)
    counts = Counts(
        articles=told.news + len(again),
        matched=0 if window.requested else _matching_now(connection, where) + len(again),
        unreadable=len(unread),
        backlog=told.backlog,
        pending=waiting,
    )
    sources = sources_of(connection, [row.id for row in unread])
    unreadable = tuple(
        Unreadable(row.title, sources[row.id][0][0], row.reason, row.url, row.detail) for row in unread
    )
    return counts, unreadable, _gaps(connection, window)


def _updated(connection: Connection, window: Window) -> set[int]:
    """Return the articles that stand in a window as updates alone."""
    found = {one.article_id for one in updated_in(connection, (window.first, window.last))}
    if not found:
        return found
    where = _in_window(connection, window) & articles.c.id.in_(found)
    return found - set(connection.execute(select(articles.c.id).where(where)).scalars())


def _in_window(connection: Connection, window: Window) -> ColumnElement[bool]:
    """Return the condition of standing in a window: by number, or in one that was asked for by time."""
    if window.requested:
        return settled_within(connection, window.start, window.end)
    return and_(articles.c.seq > window.first, articles.c.seq <= window.last)


def _matching_now(connection: Connection, where: ColumnElement[bool]) -> int:
    """Count the news of a window that match as they were matched last."""
    rows = connection.execute(
        select(matchings.c.article_id, matchings.c.matched)
        .join(articles, articles.c.id == matchings.c.article_id)
        .where(where, articles.c.backlog.is_(False), articles.c.matched)
        .order_by(matchings.c.edition)
    )
    latest = {row.article_id: bool(row.matched) for row in rows}
    return sum(latest.values())


def _gaps(connection: Connection, window: Window) -> tuple[Gap, ...]:
    """Find the pauses between spans of sweeps, and up to the window's end, cut to the window."""
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
        if gap.end - gap.start < _WORTH_TELLING:
            continue
        missed = _overrun(connection, gap)
        if missed or end - start > _USUAL_TIMES * _usual_pause(connection, start, end - start):
            gaps.append(Gap(gap.start, gap.end, missed))
    return tuple(gaps)


def _usual_pause(connection: Connection, until: datetime, pause: timedelta) -> timedelta:
    """Return the usual pause of this archive before a time at which one began.

    Of one swept again and again it is none, though it was interrupted now and then; of one swept once a day,
    or by day alone, the middle one of the last pauses. Where there was none before, this pause is as usual as
    any.
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
