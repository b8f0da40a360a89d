"""The outbox: one delivery for each target and key, whatever is asked twice (faults row 189)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from monitor.archive.columns import clean, due_condition
from monitor.archive.database import Database
from monitor.archive.schema import deliveries
from monitor.models import Delivery, LeftOut

_LEFT_OUT = "left out"
_VARIABLE = "variable:"
_REMEMBERED = 1000
_TOLD = 100


class Outbox:
    """The deliveries that wait, and those that were made."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def queue(self, key: str, targets: Sequence[str], now: datetime) -> int:
        """Put one delivery for each target in the outbox unless that key went to that target before."""
        with self._database.write() as connection:
            return queue(connection, key, targets, now)

    def queue_again(self, key: str, targets: Sequence[str], now: datetime) -> None:
        """Put one delivery for each target in the outbox, those made before, too."""
        with self._database.write() as connection:
            connection.execute(
                update(deliveries)
                .where(
                    deliveries.c.key == clean(key),
                    deliveries.c.target.in_([clean(target) for target in targets]),
                )
                .values(attempts=0, next_try=now, sent=None, error="")
            )
            queue(connection, key, targets, now)

    def queued_keys(self, prefix: str) -> tuple[str, ...]:
        """Return the newest keys that ever came into the outbox and begin so, newest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(deliveries.c.key)
                .where(deliveries.c.key.startswith(prefix, autoescape=True))
                .group_by(deliveries.c.key)
                .order_by(func.max(deliveries.c.id).desc())
                .limit(_REMEMBERED)
            )
            return tuple(rows.scalars())

    def undelivered(self) -> tuple[Delivery, ...]:
        """Return the newest deliveries not made: those that wait, and those given up, oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(deliveries)
                .where(deliveries.c.sent.is_(None), deliveries.c.error != _LEFT_OUT)
                .order_by(deliveries.c.id.desc())
                .limit(_TOLD)
            ).all()
            return tuple(Delivery(**row._asdict()) for row in reversed(rows))

    def skip(self, keys: Sequence[str], targets: Sequence[str]) -> None:
        """Note that targets are not sent what they might have been, so that they never are by themselves."""
        with self._database.write() as connection:
            for key in keys:
                kept = set(
                    connection.execute(
                        select(deliveries.c.target).where(deliveries.c.key == clean(key))
                    ).scalars()
                )
                rows = [
                    {"key": key, "target": target, "attempts": 0, "next_try": None, "error": _LEFT_OUT}
                    for target in dict.fromkeys(map(clean, targets))
                    if target not in kept
                ]
                if rows:
                    connection.execute(insert(deliveries), rows)

    def skipped(self) -> tuple[LeftOut, ...]:
        """Return what `leave_out` noted and nobody has asked for since, a line a target."""
        with self._database.read() as connection:
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

    def tried_targets(self) -> frozenset[str]:
        """Return the names of all targets that something was ever tried to be sent to."""
        with self._database.read() as connection:
            return frozenset(
                connection.execute(
                    select(deliveries.c.target).where(deliveries.c.attempts > 0).distinct()
                ).scalars()
            )

    def retry(self, delivery: Delivery, target: str, now: datetime) -> None:
        """Have a delivery not made tried from the beginning, to a target that may bear another name."""
        with self._database.write() as connection:
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

    def secret_changed(self, target: str, mark: str, now: datetime) -> bool:
        """Tell whether what a target's variable holds, known by a mark, changed since this was asked last."""
        with self._database.write() as connection:
            key = f"{_VARIABLE}{target}"
            before = connection.execute(
                select(deliveries.c.target).where(deliveries.c.key == clean(key))
            ).scalar()
            if before == mark:
                return False
            if before is None:
                connection.execute(
                    insert(deliveries).values(
                        key=key, target=mark, attempts=0, next_try=None, sent=now, error=""
                    )
                )
                return False
            connection.execute(update(deliveries).where(deliveries.c.key == clean(key)).values(target=mark))
            return True

    def due(self, now: datetime) -> tuple[Delivery, ...]:
        """Return deliveries not yet made whose next try is due."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(deliveries)
                .where(due_condition(deliveries.c.next_try, now), deliveries.c.sent.is_(None))
                .order_by(deliveries.c.id)
            )
            return tuple(Delivery(**row._asdict()) for row in rows)

    def claim(self, delivery: Delivery, until: datetime) -> bool:
        """Take a due delivery for oneself until a time; False where another process did so first."""
        with self._database.write() as connection:
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

    def record(self, delivery: Delivery) -> None:
        """Keep what became of a delivery."""
        with self._database.write() as connection:
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
