"""When feeds were polled and when not: spans of sweeps, gaps between them, and the numbers of a window."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, func, insert, select, update

from monitor.archive.material import sources_of
from monitor.archive.schema import articles, matchings, overruns, sweeps
from monitor.archive.spans import settled_within
from monitor.models import Counts, Fate, Gap, Unreadable, Window

LONGEST_PAUSE = timedelta(hours=2)  # a longer time without a sweep is a gap
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
        .where(where, articles.c.backlog.is_(False), articles.c.fate == Fate.UNREADABLE)
        .order_by(articles.c.seq)
    ).all()
    waiting = connection.execute(
        select(func.count()).where(articles.c.seq.is_(None), articles.c.backlog.is_(False))
    ).scalar_one()
    counts = Counts(
        articles=told.news,
        matched=0 if window.asked else _matching_now(connection, where),
        unreadable=len(unread),
        backlog=told.backlog,
        pending=waiting,
    )
    sources = sources_of(connection, [row.id for row in unread])
    unreadable = tuple(
        Unreadable(row.title, sources[row.id][0][0], row.reason, row.url, row.detail) for row in unread
    )
    return counts, unreadable, _gaps(connection, window)


def _in_window(connection: Connection, window: Window) -> ColumnElement[bool]:
    """Return the condition of standing in a window: by number, or in one that was asked for by time."""
    if window.asked:
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
        if gap.end - gap.start >= _WORTH_TELLING:
            gaps.append(Gap(gap.start, gap.end, _overrun(connection, gap)))
    return tuple(gaps)


def _overrun(connection: Connection, gap: Gap) -> tuple[str, ...]:
    names = connection.execute(
        select(overruns.c.name)
        .where(overruns.c.until >= gap.end, overruns.c.since <= gap.start)
        .order_by(overruns.c.until, overruns.c.id)
    ).scalars()
    return tuple(dict.fromkeys(names))
