"""How everything stands, for `monitor status` and the local page, read beside the daemon."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, timedelta
from typing import Any

from monitor import policy
from monitor.archive import Archive, StatusCounts
from monitor.models import Config, Delivery, FeedState, FeedStatus, SkippedDeliveries, mask_secrets

SILENT = "silent"
STALE = timedelta(minutes=15)
_PAUSED = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class FeedStanding:
    """One configured feed.

    Attributes:
        status: a FeedStatus value, `silent`, or `disabled`.
        reason: code of what is wrong, else "".
        detail: one line for a person to go with it.
        since: since when it is so, where it is not in order.
    """

    name: str
    url: str
    status: str
    reason: str = ""
    detail: str = ""
    since: datetime | None = None
    polled: datetime | None = None
    next_poll: datetime | None = None
    entries: int = 0


@dataclass(frozen=True, slots=True)
class Status:
    """The program at one moment.

    Attributes:
        daemon: pid of the monitor that holds the archive, or None.
        config_problems: why the config folder as it stands is not in force, one line each.
        feeds: all configured, in config order.
        pending: articles whose page is still to be had.
        articles: settled ever; `matched` of them match a topic.
        last_sweep: when the last sweep ended, or the daemon stored its last sign of life.
        next_sweep: when a feed is due next.
        next_digest: when a digest is written next, None without digest times.
        last_digest: date of the last one.
        deliveries: not made, with what the last try said; those without a next try were given up.
        notices: what happened to the archive that a person must know.
    """

    now: datetime
    timezone: str
    config_version: str
    config_problems: tuple[str, ...]
    daemon: int | None
    feeds: tuple[FeedStanding, ...]
    pending: int
    articles: int
    matched: int
    last_sweep: datetime | None
    next_sweep: datetime | None
    next_digest: datetime | None
    last_digest: date | None
    deliveries: tuple[Delivery, ...] = ()
    notices: tuple[str, ...] = ()


def is_stale(last_sign: datetime | None, now: datetime) -> bool:
    """Tell whether a daemon is not well: no sign of life was stored for a quarter of an hour.

    The one definition of health: of the page, of `monitor status --health`, and so of the container.
    """
    return last_sign is None or now - last_sign > STALE


def read_status(
    config: Config, archive: Archive, now: datetime, config_problems: tuple[str, ...] = ()
) -> Status:
    """Read how everything stands; raises ArchiveError."""
    states = archive.feeds.states()
    counts = archive.status_counts(now)
    days, daemon = archive.digests.windows(), archive.holder()
    paused = _paused(counts, now) if daemon is not None else ()
    return Status(
        now=now,
        timezone=config.timezone,
        config_version=config.version,
        config_problems=config_problems,
        daemon=daemon,
        feeds=_standings(config, states, now),
        pending=counts.pending,
        articles=counts.articles,
        matched=counts.matched,
        last_sweep=counts.sweep_finished,
        next_sweep=_next_sweep(config, states, now),
        next_digest=policy.next_digest_at(now, config.timezone, config.schedule.digest),
        last_digest=days[-1].date if days else None,
        deliveries=archive.outbox.undelivered(),
        notices=archive.notices.current(now) + paused + _left_out(archive.outbox.skipped()),
    )


def status_document(status: Status) -> dict[str, Any]:
    """Return the JSON document of `monitor status --json` and of the JSON API; times are in UTC."""
    return {field.name: _plain(getattr(status, field.name)) for field in fields(status)}


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat() if isinstance(value, date) else value


def _paused(counts: StatusCounts, now: datetime) -> tuple[str, ...]:
    """Tell a daemon that cannot store, and so fetches nothing: none of its sweeps is noted as begun."""
    started, finished = counts.sweep_started, counts.sweep_finished
    if started is None or finished is None or started > finished or now - finished <= _PAUSED:
        return ()
    return (f"fetching pauses since {finished:%Y-%m-%d %H:%M} UTC: the daemon's log says why",)


def _left_out(left: tuple[SkippedDeliveries, ...]) -> tuple[str, ...]:
    """Say what was not sent, and how to send it."""
    return tuple(
        f"{one.target} was not sent {'a digest' if one.count == 1 else f'{one.count} digests'} "
        f"({_span(one)}), to send no flood: `monitor digest --date DATE --send` sends one"
        for one in left
    )


def _span(left: SkippedDeliveries) -> str:
    first, last = left.first.partition(":")[2], left.last.partition(":")[2]
    return first if first == last else f"{first} to {last}"


def _standings(config: Config, states: Mapping[str, FeedState], now: datetime) -> tuple[FeedStanding, ...]:
    return tuple(
        FeedStanding(
            feed.name,
            mask_secrets(feed.url),
            _word(state, now) if feed.enabled else "disabled",
            state.reason,
            state.detail,
            state.failing_since,
            state.polled,
            state.next_poll,
            state.entries,
        )
        for feed in config.feeds
        for state in [states.get(feed.url) or FeedState(feed.url)]
    )


def _word(state: FeedState, now: datetime) -> str:
    return SILENT if state.status is FeedStatus.OK and policy.is_silent(state, now) else state.status.value


def _next_sweep(config: Config, states: Mapping[str, FeedState], now: datetime) -> datetime | None:
    due = [feed for feed in config.feeds if policy.is_due(feed, states.get(feed.url), now)]
    if due:
        return now
    waits = (states[feed.url].next_poll for feed in config.feeds if feed.enabled and feed.url in states)
    return min((moment for moment in waits if moment is not None), default=None)
