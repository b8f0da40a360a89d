"""Read the state of feeds, articles, digests and deliveries for `monitor status` and the local page."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, timedelta
from typing import Any

from monitor import policy
from monitor.archive import Archive, StatusCounts
from monitor.models import (
    Config,
    Delivery,
    Feed,
    FeedHealth,
    FeedState,
    SkippedDeliveries,
    mask_secrets,
)
from monitor.pipeline.feed_remarks import feed_remark
from monitor.semantic.choice import choose_encoder

STALE = timedelta(minutes=15)
_PAUSED = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class FeedSummary(FeedHealth):
    """The state of one configured feed; its status may also be `disabled`.

    Attributes:
        status: a FeedStatus value, `silent`, `shrinking`, `unreadable`, or `disabled`.
        polled: last attempt.
        next_poll: when it is due again.
        entries: number of entries in the last good document.
    """

    polled: datetime | None = None
    next_poll: datetime | None = None
    entries: int = 0


@dataclass(frozen=True, slots=True)
class Status:
    """The state of the program.

    Attributes:
        daemon: pid of the daemon that holds the archive's lock, or None.
        config_problems: why the config folder is not in force, one line each.
        feeds: all configured feeds, in config order.
        pending: number of articles whose page is not fetched yet.
        articles: number of processed articles; `matched` of them match a topic.
        last_sweep: end of the last sweep, or last heartbeat of the daemon.
        next_sweep: time at which the next feed is due.
        next_digest: time of the next digest.
        last_digest: date of the last digest.
        deliveries: unfinished deliveries with their last error; those without a next try were given up.
        notices: lines that need a person's attention.
    """

    now: datetime
    timezone: str
    config_version: str
    config_problems: tuple[str, ...]
    daemon: int | None
    feeds: tuple[FeedSummary, ...]
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
    """Return True if the daemon stored no heartbeat for 15 minutes.

    The page, `monitor status --health` and the container's health check use this.
    """
    return last_sign is None or now - last_sign > STALE


def read_status(
    config: Config, archive: Archive, now: datetime, config_problems: tuple[str, ...] = ()
) -> Status:
    """Read the status from the archive; raises ArchiveError."""
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
        feeds=feed_summaries(config, states, now, archive.feeds.unread()),
        pending=counts.pending,
        articles=counts.articles,
        matched=counts.matched,
        last_sweep=counts.sweep_finished,
        next_sweep=_next_sweep(config, states, now),
        next_digest=policy.next_digest_at(now, config.timezone, config.schedule.digest),
        last_digest=days[-1].date if days else None,
        deliveries=archive.outbox.undelivered(),
        notices=_notices(config, archive, now) + paused + _left_out(archive.outbox.skipped()),
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
    """Return a notice if the daemon cannot store and so does not fetch: it records no sweep."""
    started, finished = counts.sweep_started, counts.sweep_finished
    if started is None or finished is None or started > finished or now - finished <= _PAUSED:
        return ()
    return (f"fetching pauses since {finished:%Y-%m-%d %H:%M} UTC: the daemon's log says why",)


def _notices(config: Config, archive: Archive, now: datetime) -> tuple[str, ...]:
    """Return the stored notices, and that an encoder is named and not installed."""
    stored, problem = archive.notices.current(now), choose_encoder(config.semantic.encoder).problem
    known = any(line.startswith(problem) for line in stored)
    return stored if not problem or known else (*stored, problem)


def _left_out(left: tuple[SkippedDeliveries, ...]) -> tuple[str, ...]:
    """Return a line for each target with skipped digests, with the command that sends them."""
    return tuple(
        f"{one.target} was not sent {'a digest' if one.count == 1 else f'{one.count} digests'} "
        f"({_range(one)}), to avoid a flood of messages: `monitor digest --date DATE --send` sends one"
        for one in left
    )


def _range(left: SkippedDeliveries) -> str:
    first, last = left.first.partition(":")[2], left.last.partition(":")[2]
    return first if first == last else f"{first} to {last}"


def feed_summaries(
    config: Config, states: Mapping[str, FeedState], now: datetime, unread: Mapping[str, int] | None = None
) -> tuple[FeedSummary, ...]:
    """Return the state of all configured feeds, in config order.

    Args:
        config: with the feeds.
        states: by URL.
        now: the present time.
        unread: see `Feeds.unread`.
    """
    return tuple(
        _summary(feed, states.get(feed.url) or FeedState(feed.url), now, unread or {})
        for feed in config.feeds
    )


def _summary(feed: Feed, state: FeedState, now: datetime, unread: Mapping[str, int]) -> FeedSummary:
    remark, detail = feed_remark(state, now, unread) if feed.enabled else ("", "")
    return FeedSummary(
        feed.name,
        mask_secrets(feed.url),
        (remark or state.status.value) if feed.enabled else "disabled",
        state.reason,
        state.detail or detail,
        state.failing_since,
        state.polled,
        state.next_poll,
        state.entries,
    )


def _next_sweep(config: Config, states: Mapping[str, FeedState], now: datetime) -> datetime | None:
    due = [feed for feed in config.feeds if policy.is_due(feed, states.get(feed.url), now)]
    if due:
        return now
    waits = (states[feed.url].next_poll for feed in config.feeds if feed.enabled and feed.url in states)
    return min((moment for moment in waits if moment is not None), default=None)
