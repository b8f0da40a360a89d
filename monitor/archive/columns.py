"""How values are stored: times, durations, text, compressed text and JSON; the same on every database.

Knows no table. A sweep binds fifty values for each entry, and SQLAlchemy needs four calls for each value, so
times and text have converters of their own.
"""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import Any, Generic, TypeVar

import zstandard
from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError
from sqlalchemy import ColumnElement, DateTime, Dialect, Float, LargeBinary, Text
from sqlalchemy.types import TypeDecorator

from monitor.models import (
    Counts,
    FeedHealth,
    Gap,
    Health,
    Match,
    MissedArticle,
    NearMiss,
    ReadingAids,
    Topics,
)

_LEVEL = 3
_LARGEST = 200_000_000
_LONGEST_WAIT = timedelta(days=2)  # no retry plan and no Retry-After that is obeyed exceeds a day
T = TypeVar("T")


def fingerprint(text: str) -> bytes:
    """Return 16 bytes that identify a text of any length in an index (blake2b)."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


class _OfThread(threading.local):
    """A compressor for each thread: it must not be shared, and creating one takes 1 MB of memory."""

    def __init__(self) -> None:
        self.compressor = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True, write_content_size=True)


_of_thread = _OfThread()


def compress(data: bytes) -> bytes:
    """Compress; the frame contains its size and a checksum that finds a flipped bit (faults row 161)."""
    return _of_thread.compressor.compress(data)


def decompress(data: bytes) -> bytes:
    """Decompress the result of `compress`; raises ZstdError if it is damaged."""
    return zstandard.ZstdDecompressor().decompress(data, max_output_size=_LARGEST)


def readable(packed: bytes | None) -> str | None:
    """Return compressed text, or None if it is missing or damaged, so that one bad row stops no other."""
    try:
        return None if packed is None else decompress(bytes(packed)).decode()
    except (zstandard.ZstdError, UnicodeDecodeError):
        return None


def storable(text: str) -> str:
    """Replace characters that no database stores (NUL, lone surrogates) one for one, which keeps offsets."""
    if text.isascii() and "\0" not in text:
        return text
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
    return text


def _moment_in_utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("a time without a zone")
    return value.astimezone(UTC)


@lru_cache(maxsize=1024)
def _moment_as_text(value: datetime | None) -> str | None:
    moment = _moment_in_utc(value)
    if moment is None:
        return None
    return moment.replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")


@lru_cache(maxsize=1024)
def _moment_of_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


def _storable_or_none(value: str | None) -> str | None:
    return None if value is None else storable(value)


def due_condition(next_try: ColumnElement[datetime], now: datetime) -> ColumnElement[bool]:
    """Return the condition that a next try is due, or was set by a clock that ran far ahead."""
    return (next_try <= now) | (next_try > now + _LONGEST_WAIT)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime: text that sorts on SQLite, timestamptz on PostgreSQL."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        """Convert to UTC; times without a zone are an error."""
        return _moment_as_text if dialect.name == "sqlite" else _moment_in_utc

    def result_processor(self, dialect: Dialect, coltype: Any) -> Callable[[Any], datetime | None]:
        """Return aware UTC times."""
        del coltype
        return _moment_of_text if dialect.name == "sqlite" else _moment_in_utc


class Seconds(TypeDecorator[timedelta]):
    """A duration, in seconds; exact to the microsecond."""

    impl = Float(53)
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> float | None:
        """Return seconds."""
        del dialect
        return None if value is None else value.total_seconds()

    def process_result_value(self, value: float | None, dialect: Dialect) -> timedelta | None:
        """Return a duration."""
        del dialect
        return None if value is None else timedelta(seconds=value)


class DayCounts(TypeDecorator[tuple[tuple[int, int], ...]]):
    """Counts of days, as text: "739234:12 739235:0"."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[tuple[int, int], ...] | None, dialect: Dialect) -> str:
        """Return the text."""
        del dialect
        return " ".join(f"{day}:{count}" for day, count in value or ())

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[tuple[int, int], ...]:
        """Return (day, count) in order."""
        del dialect
        pairs = (pair.partition(":") for pair in (value or "").split())
        return tuple((int(day), int(count)) for day, _, count in pairs)


class PlainText(TypeDecorator[str]):
    """Text from outside, stored as it is."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[str | None], str | None]:
        """Replace characters that cannot be stored."""
        del dialect
        return _storable_or_none


class PackedText(TypeDecorator[str]):
    """Long text from outside, compressed: 0.02 ms for an article, for less than half of the space."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Compress."""
        del dialect
        return None if value is None else compress(storable(value).encode())

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        """Decompress."""
        del dialect
        return None if value is None else decompress(bytes(value)).decode()


class PackedBytes(TypeDecorator[bytes]):
    """The bytes of a page, compressed to about a fifth."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Compress."""
        del dialect
        return None if value is None else compress(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bytes | None:
        """Decompress."""
        del dialect
        return None if value is None else decompress(bytes(value))


class Record(Generic[T]):
    """One type of data that a column stores as JSON."""

    def __init__(self, kind: type[T]) -> None:
        self._kind = kind

    @cached_property
    def _adapter(self) -> TypeAdapter[T]:
        """The validator, which takes milliseconds to make; short commands need few."""
        return TypeAdapter(self._kind)

    def dump(self, value: T) -> str:
        """Return the value as JSON text."""
        try:
            return self._adapter.dump_json(value).decode()
        except PydanticSerializationError:  # a lone surrogate
            return storable(json.dumps(self._adapter.dump_python(value, mode="json"), ensure_ascii=False))

    def load(self, text: str) -> T:
        """Return the value; raises ValueError if the text is damaged."""
        return self._adapter.validate_json(text)


@dataclass(frozen=True, slots=True)
class _TopicOfMatch:
    topic: str


MATCHES = Record[tuple[Match, ...]](tuple[Match, ...])
# Only the topics of stored matches, in a fraction of the time.
MATCHED_TOPICS = Record[tuple[_TopicOfMatch, ...]](tuple[_TopicOfMatch, ...])
NEAR_MISSES = Record[tuple[NearMiss, ...]](tuple[NearMiss, ...])
COUNTS = Record[Counts](Counts)
TITLES = Record[tuple[tuple[str, str], ...]](tuple[tuple[str, str], ...])
HISTORY = Record[tuple[tuple[date, str, int], ...]](tuple[tuple[date, str, int], ...])
TOPICS = Record[Topics](Topics)
IDS = Record[tuple[str, ...]](tuple[str, ...])
AIDS = Record[ReadingAids](ReadingAids)
STORY_COUNTS = Record[dict[str, int]](dict[str, int])
_HEALTH = Record[Health](Health)
_MISSED = Record[tuple[MissedArticle, ...]](tuple[MissedArticle, ...])


def dump_health(health: Health) -> str:
    """Return the health of a digest as JSON text."""
    return _HEALTH.dump(health)


def load_health(text: str) -> Health:
    """Return the health of a digest, with times in `datetime.UTC` itself."""
    health = _HEALTH.load(text)
    return replace(
        health,
        feeds=tuple(_in_utc(feed) for feed in health.feeds),
        gaps=tuple(Gap(_utc(gap.start), _utc(gap.end), gap.feeds) for gap in health.gaps),
    )


def dump_missed(missed: tuple[MissedArticle, ...]) -> str:
    """Return the articles that a digest shows as perhaps missed, as JSON text."""
    return _MISSED.dump(missed)


def load_missed(text: str | None) -> tuple[MissedArticle, ...]:
    """Return the articles that a digest shows as perhaps missed, with times in `datetime.UTC` itself."""
    return tuple(
        replace(one, found=_utc(one.found), published=one.published and _utc(one.published))
        for one in (_MISSED.load(text) if text else ())
    )


def _in_utc(feed: FeedHealth) -> FeedHealth:
    return feed if feed.since is None else replace(feed, since=_utc(feed.since))


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
