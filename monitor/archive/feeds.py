"""What is remembered of feeds from poll to poll."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from monitor.archive.columns import fingerprint
from monitor.archive.rows import write_rows
from monitor.archive.schema import feeds
from monitor.models import FeedState, FeedStatus
from monitor.policy import resumed

_STATE = tuple(field.name for field in fields(FeedState))
_KEPT = tuple(name for name in _STATE if name != "url")

# Made once: building a statement costs several times what SQLite takes to run it.
_KEEP_UNCHANGED = update(feeds).where(feeds.c.url_hash == bindparam("hash"))


def feed_states(connection: Connection) -> Mapping[str, FeedState]:
    """Return what is remembered of every feed, by url."""
    rows = connection.execute(select(*(feeds.c[name] for name in _STATE)).order_by(feeds.c.id))
    return {row.url: _state(row) for row in rows}


def record_unchanged(connection: Connection, states: Sequence[FeedState]) -> None:
    """Store the states of known feeds that had nothing new: no numbers, one statement for all."""
    rows = [{"hash": fingerprint(state.url), **state_values(state)} for state in states]
    write_rows(connection, _KEEP_UNCHANGED, rows)


def resume(connection: Connection, urls: Sequence[str]) -> tuple[str, ...]:
    """Have feeds polled at once whatever they answered before; return those that were polled ever."""
    states = feed_states(connection)
    known = [states[url] for url in urls if url in states]
    if known:
        record_unchanged(connection, [resumed(state) for state in known])
    return tuple(state.url for state in known)


def state_values(state: FeedState) -> dict[str, Any]:
    """Return a feed's state as its row keeps it, without what names the feed."""
    return {name: getattr(state, name) for name in _KEPT}


def _state(row: Row[*tuple[Any, ...]]) -> FeedState:
    values = row._asdict()
    values["status"] = FeedStatus(values["status"])
    return FeedState(**values)
