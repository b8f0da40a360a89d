"""Deliveries of digests as the outbox has them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """One digest or alert to be delivered to one target.

    Attributes:
        id: its id in the outbox.
        key: what is delivered, such as `digest:2025-12-16`; the key of an alert names its articles.
        target: name of the target as configured, never the secret behind it.
        attempts: number of tries.
        next_try: earliest time of the next try; None when delivered or given up.
        sent: when it was accepted, or None.
        error: error of the last try, "" if there was none.
    """

    id: int
    key: str
    target: str
    attempts: int = 0
    next_try: datetime | None = None
    sent: datetime | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class SkippedDeliveries:
    """Closed digests that were not sent to a target, because too many were due at once.

    Attributes:
        target: its name.
        first: key of the first of them.
        last: key of the last.
        count: how many.
    """

    target: str
    first: str
    last: str
    count: int
