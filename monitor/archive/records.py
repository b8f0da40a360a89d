"""Data of `models` as JSON text inside a row, and back.

Must not touch the database.
"""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Generic, TypeVar

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from monitor.archive.columns import clean
from monitor.models import Counts, FeedHealth, Gap, Health, Match, NearMiss, Topics

T = TypeVar("T")


class Record(Generic[T]):
    """One type of data that stands as JSON in a column."""

    def __init__(self, kind: type[T]) -> None:
        self._adapter = TypeAdapter(kind)

    def dump(self, value: T) -> str:
        """Return the value as JSON text."""
        try:
            return self._adapter.dump_json(value).decode()
        except PydanticSerializationError:  # a lone surrogate
            return clean(json.dumps(self._adapter.dump_python(value, mode="json"), ensure_ascii=False))

    def load(self, text: str) -> T:
        """Return the value; raises ValueError where the text is damaged."""
        return self._adapter.validate_json(text)


MATCHES = Record[tuple[Match, ...]](tuple[Match, ...])
NEAR_MISSES = Record[tuple[NearMiss, ...]](tuple[NearMiss, ...])
COUNTS = Record[Counts](Counts)
TITLES = Record[tuple[tuple[str, str], ...]](tuple[tuple[str, str], ...])
HISTORY = Record[tuple[tuple[date, str, int], ...]](tuple[tuple[date, str, int], ...])
TOPICS = Record[Topics](Topics)
IDS = Record[tuple[str, ...]](tuple[str, ...])
_HEALTH = Record[Health](Health)


def dump_health(health: Health) -> str:
    """Return the health note as JSON text."""
    return _HEALTH.dump(health)


def load_health(text: str) -> Health:
    """Return the health note, its times in `datetime.UTC` itself."""
    health = _HEALTH.load(text)
    return replace(
        health,
        feeds=tuple(_in_utc(feed) for feed in health.feeds),
        gaps=tuple(Gap(_utc(gap.start), _utc(gap.end), gap.feeds) for gap in health.gaps),
    )


def _in_utc(feed: FeedHealth) -> FeedHealth:
    return feed if feed.since is None else replace(feed, since=_utc(feed.since))


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
