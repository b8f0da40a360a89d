"""The outbox: one delivery for each target and key, whatever is asked twice (faults row 189)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from monitor.archive.columns import clean, is_due
from monitor.archive.schema import deliveries
from monitor.models import Delivery, LeftOut

_LEFT_OUT = "left out"
_VARIABLE = "variable:"
_REMEMBERED = 1000
_TOLD = 100


def queue(connection: Connection, key: str, targets: Sequence[str], now: datetime) -> int:
    """Put one delivery for each target in the outbox unless that key went there before; return how many."""
    kept = set(
        connection.execute(select(deliveries.c.target).where(deliveries.c.key == clean(key))).scalars()
    )
    fresh = [target for target in dict.fromkeys(clean(target) for target in targets) if target not in kept]
    if fresh:
        connection.execute(
            insert(deliveries),
            [{"key": key, "target": target, "attempts": 0, "next_try": now, "error": ""} for target in fresh],
        )
    return len(fresh)


def due_deliveries(connection: Connection, now: datetime) -> tuple[Delivery, ...]:
    """Return deliveries not yet made whose next try is due, oldest first."""
    rows = connection.execute(
        select(deliveries)
        .where(is_due(deliveries.c.next_try, now), deliveries.c.sent.is_(None))
        .order_by(deliveries.c.id)
    )
    return tuple(Delivery(**row._asdict()) for row in rows)


def claim_delivery(connection: Connection, delivery: Delivery, until: datetime) -> bool:
    """Take a due delivery for oneself until a time; False where another process did so first."""
    claimed = connection.execute(
        update(deliveries)
        .where(
            deliveries.c.id == delivery.id,
            deliveries.c.sent.is_(None),
            deliveries.c.next_try == delivery.next_try,
        )
        .values(next_try=until)
    )
    return bool(claimed.rowcount)


def record_delivery(connection: Connection, delivery: Delivery) -> None:
    """Keep what became of a delivery."""
    connection.execute(
        update(deliveries)
        .where(deliveries.c.id == delivery.id)
        .values(
            attempts=delivery.attempts,
            next_try=delivery.next_try,
            sent=delivery.sent,
            error=delivery.error,
        )
    )


def queue_again(connection: Connection, key: str, targets: Sequence[str], now: datetime) -> None:
    """Put one delivery for each target in the outbox, those made before, too: somebody asked for it."""
    connection.execute(
        update(deliveries)
        .where(deliveries.c.key == clean(key), deliveries.c.target.in_([clean(target) for target in targets]))
        .values(attempts=0, next_try=now, sent=None, error="")
    )
    queue(connection, key, targets, now)


def queued_keys(connection: Connection, prefix: str) -> tuple[str, ...]:
    """Return the newest keys that ever came into the outbox and begin so, newest first."""
    rows = connection.execute(
        select(deliveries.c.key)
        .where(deliveries.c.key.startswith(prefix, autoescape=True))
        .group_by(deliveries.c.key)
        .order_by(func.max(deliveries.c.id).desc())
        .limit(_REMEMBERED)
    )
    return tuple(rows.scalars())


def undelivered(connection: Connection) -> tuple[Delivery, ...]:
    """Return the newest deliveries not made: those that wait, and those given up, oldest first."""
    rows = connection.execute(
        select(deliveries)
        .where(deliveries.c.sent.is_(None), deliveries.c.error != _LEFT_OUT)
        .order_by(deliveries.c.id.desc())
        .limit(_TOLD)
    ).all()
    return tuple(Delivery(**row._asdict()) for row in reversed(rows))


def leave_out(connection: Connection, keys: Sequence[str], targets: Sequence[str]) -> None:
    """Note that a target was not sent something that it might have been, so that it never is by itself."""
    for key in keys:
        kept = set(
            connection.execute(select(deliveries.c.target).where(deliveries.c.key == clean(key))).scalars()
        )
        rows = [
            {"key": key, "target": target, "attempts": 0, "next_try": None, "error": _LEFT_OUT}
            for target in dict.fromkeys(map(clean, targets))
            if target not in kept
        ]
        if rows:
            connection.execute(insert(deliveries), rows)


def left_out(connection: Connection) -> tuple[LeftOut, ...]:
    """Return what was not sent to whom, in one line each."""
    rows = connection.execute(
        select(
            deliveries.c.target,
            func.min(deliveries.c.key).label("first"),
            func.max(deliveries.c.key).label("last"),
            func.count().label("many"),
        )
        .where(deliveries.c.error == _LEFT_OUT)
        .group_by(deliveries.c.target)
        .order_by(deliveries.c.target)
    )
    return tuple(LeftOut(row.target, row.first, row.last, row.many) for row in rows)


def tried_targets(connection: Connection) -> frozenset[str]:
    """Return the names of all targets that something was ever tried to be sent to."""
    return frozenset(
        connection.execute(select(deliveries.c.target).where(deliveries.c.attempts > 0).distinct()).scalars()
    )


def try_anew(connection: Connection, delivery: Delivery, target: str, now: datetime) -> None:
    """Have a delivery that was not made tried from the beginning, to a target that may bear another name."""
    taken = connection.execute(
        select(deliveries.c.id).where(
            deliveries.c.key == clean(delivery.key), deliveries.c.target == clean(target)
        )
    ).scalar()
    if taken is not None and taken != delivery.id:
        return
    connection.execute(
        update(deliveries)
        .where(deliveries.c.id == delivery.id, deliveries.c.sent.is_(None))
        .values(target=target, attempts=0, next_try=now, error="")
    )


def has_new_secret(connection: Connection, target: str, mark: str, now: datetime) -> bool:
    """Tell whether the variable that a target names holds another URL than when this was asked last.

    A short mark of it is kept; nobody can tell the URL by it.
    """
    key = f"{_VARIABLE}{target}"
    before = connection.execute(select(deliveries.c.target).where(deliveries.c.key == clean(key))).scalar()
    if before == mark:
        return False
    if before is None:
        connection.execute(
            insert(deliveries).values(key=key, target=mark, attempts=0, next_try=None, sent=now, error="")
        )
        return False
    connection.execute(update(deliveries).where(deliveries.c.key == clean(key)).values(target=mark))
    return True
