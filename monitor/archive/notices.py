"""What happened to the archive that a person must know: kept in it, so that status, page and digest agree."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from monitor.archive.schema import notices

RESTORED, DAMAGED, NO_BACKUP, PAGE = "restored", "damaged", "backup", "page"

# What is over and done with is told for so long; all else until it is mended.
_TOLD_FOR = {RESTORED: timedelta(days=7)}


def note(connection: Connection, kind: str, text: str, now: datetime) -> None:
    """Keep a notice; what is wrong still has the time since when it is."""
    kept = connection.execute(select(notices.c.since, notices.c.text).where(notices.c.kind == kind)).first()
    if kept is not None and kept.text == text:
        return
    since = now if kept is None or kind in _TOLD_FOR else kept.since
    forget(connection, kind)
    connection.execute(insert(notices).values(kind=kind, since=since, text=text))


def forget(connection: Connection, kind: str) -> None:
    """Drop a notice, for what it told of is in order again."""
    connection.execute(delete(notices).where(notices.c.kind == kind))


def noted(connection: Connection, now: datetime) -> tuple[str, ...]:
    """Return the notices in force, one line each."""
    rows = connection.execute(select(notices).order_by(notices.c.kind)).all()
    return tuple(
        f"{row.text} (since {row.since:%Y-%m-%d %H:%M} UTC)"
        for row in rows
        if row.kind not in _TOLD_FOR or row.since > now - _TOLD_FOR[row.kind]
    )
