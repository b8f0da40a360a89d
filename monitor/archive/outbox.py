"""The outbox: one delivery for each target and key, even if it is queued twice (faults row 189)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from monitor.archive.columns import due_condition, storable
from monitor.archive.database import Database
from monitor.archive.schema import deliveries
from monitor.models import Delivery, SkippedDeliveries

_SKIPPED = "left out"
_VARIABLE = "variable:"
_MOST_KEYS = 1000
_MOST_SHOWN = 100


class Outbox:
    """Deliveries that wait, that failed and that were made."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def queue(self, key: str, targets: Sequence[str], now: datetime) -> int:
        """Add one delivery for each target, unless that key was queued for that target before.

        Returns:
            How many were added.
        """
        with self._database.write() as connection:
            return _queue(connection, key, targets, now)

    def queue_again(self, key: str, targets: Sequence[str], now: datetime) -> None:
        """Add one delivery for each target, and repeat those made before: the user asked for it."""
        with self._database.write() as connection:
            connection.execute(
                update(deliveries)
                .where(
                    deliveries.c.key == storable(key),
                    deliveries.c.target.in_([storable(target) for target in targets]),
                )
                .values(attempts=0, next_try=now, sent=None, error="")
            )
            _queue(connection, key, targets, now)

    def queued_keys(self, prefix: str) -> tuple[str, ...]:
        """Return the newest keys with a prefix that were ever queued, newest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(deliveries.c.key)
                .where(deliveries.c.key.startswith(prefix, autoescape=True))
                .group_by(deliveries.c.key)
                .order_by(func.max(deliveries.c.id).desc())
                .limit(_MOST_KEYS)
            )
            return tuple(rows.scalars())

    def undelivered(self) -> tuple[Delivery, ...]:
        """Return the newest deliveries that wait or were given up, oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(deliveries)
                .where(deliveries.c.sent.is_(None), deliveries.c.error != _SKIPPED)
                .order_by(deliveries.c.id.desc())
                .limit(_MOST_SHOWN)
            ).all()
            return tuple(Delivery(**row._asdict()) for row in reversed(rows))

    def last_attempts(self, limit: int) -> tuple[Delivery, ...]:
        """Return the deliveries that were made or given up last, newest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(deliveries)
                .where(
                    deliveries.c.next_try.is_(None),
                    deliveries.c.error != _SKIPPED,
                    ~deliveries.c.key.startswith(_VARIABLE, autoescape=True),
                )
                .order_by(deliveries.c.id.desc())
                .limit(limit)
            ).all()
            return tuple(Delivery(**row._asdict()) for row in rows)

    def skip(self, keys: Sequence[str], targets: Sequence[str]) -> None:
        """Record that targets are not sent these keys, so that they are never queued automatically."""
        with self._database.write() as connection:
            for key in keys:
                kept = set(
                    connection.execute(
                        select(deliveries.c.target).where(deliveries.c.key == storable(key))
                    ).scalars()
                )
                rows = [
                    {"key": key, "target": target, "attempts": 0, "next_try": None, "error": _SKIPPED}
                    for target in dict.fromkeys(map(storable, targets))
                    if target not in kept
                ]
                if rows:
                    connection.execute(insert(deliveries), rows)

    def skipped(self) -> tuple[SkippedDeliveries, ...]:
        """Return the skipped deliveries that were not requested since, one for each target."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(
                    deliveries.c.target,
                    func.min(deliveries.c.key).label("first"),
                    func.max(deliveries.c.key).label("last"),
                    func.count().label("many"),
                )
                .where(deliveries.c.error == _SKIPPED)
                .group_by(deliveries.c.target)
                .order_by(deliveries.c.target)
            )
            return tuple(SkippedDeliveries(row.target, row.first, row.last, row.many) for row in rows)

    def tried_targets(self) -> frozenset[str]:
        """Return the names of all targets with at least one attempt."""
        with self._database.read() as connection:
            return frozenset(
                connection.execute(
                    select(deliveries.c.target).where(deliveries.c.attempts > 0).distinct()
                ).scalars()
            )

    def retry(self, delivery: Delivery, target: str, now: datetime) -> None:
        """Restart an undelivered delivery, to a target that may have another name now."""
        with self._database.write() as connection:
            taken = connection.execute(
                select(deliveries.c.id).where(
                    deliveries.c.key == storable(delivery.key), deliveries.c.target == storable(target)
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
        """Return whether the variable of a target changed since the last call.

        Only a short mark of its URL is stored, from which the URL cannot be found.
        """
        with self._database.write() as connection:
            key = f"{_VARIABLE}{target}"
            before = connection.execute(
                select(deliveries.c.target).where(deliveries.c.key == storable(key))
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
            connection.execute(
                update(deliveries).where(deliveries.c.key == storable(key)).values(target=mark)
            )
            return True

    def due(self, now: datetime) -> tuple[Delivery, ...]:
        """Return undelivered deliveries whose next try is due, oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(deliveries)
                .where(due_condition(deliveries.c.next_try, now), deliveries.c.sent.is_(None))
                .order_by(deliveries.c.id)
            )
            return tuple(Delivery(**row._asdict()) for row in rows)

    def claim(self, delivery: Delivery, until: datetime) -> bool:
        """Reserve a due delivery until a time; return False if another process reserved it first."""
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
        """Store the result of an attempt."""
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


def _queue(connection: Connection, key: str, targets: Sequence[str], now: datetime) -> int:
    queued = set(
        connection.execute(select(deliveries.c.target).where(deliveries.c.key == storable(key))).scalars()
    )
    fresh = [
        target for target in dict.fromkeys(storable(target) for target in targets) if target not in queued
    ]
    if fresh:
        connection.execute(
            insert(deliveries),
            [{"key": key, "target": target, "attempts": 0, "next_try": now, "error": ""} for target in fresh],
        )
    return len(fresh)
