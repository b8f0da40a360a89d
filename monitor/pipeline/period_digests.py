"""Write the digests of weeks and months: first the row, then the files, which can be rebuilt from it."""

import asyncio
import logging
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor import policy
from monitor.errors import UsageError
from monitor.models import MONTH, WEEK, Digest, DigestInput, Health, MonthlyTime, Period, WeeklyTime
from monitor.pipeline.context import AppContext
from monitor.pipeline.digests import Published, feed_health
from monitor.pipeline.read_articles import match_again
from monitor.pipeline.stored_digest import period_digest_of
from monitor.pipeline.translate_window import reading_aids, translate_window
from monitor.publish import missing_period_files, publish_period_digest

logger = logging.getLogger(__name__)

_CHECKED = 3  # newest periods of each kind whose files are written again if they are missing
_RECENT = timedelta(days=2)  # the health of feeds now says something about a period that ended so lately
_USUAL = time(7)  # of a period that no schedule names


async def write_due_periods(app: AppContext) -> tuple[Published, ...]:
    """Write the digests of weeks and months that are due, also those missed, and their missing files."""
    recorded = await app.store(app.archive.period_digests.recorded)
    written = []
    for kind, schedule in _schedules(app).items():
        ends = [period.end for period in recorded if period.kind == kind]
        last = max(ends, default=None)
        began = await _began(app)
        for period in policy.due_periods(app.clock(), app.config.timezone, schedule, began, last):
            if last is not None:  # after a change of the schedule, no article is in two weeks
                period = replace(period, start=max(period.start, last))  # noqa: PLW2901
            await _record(app, period)
            written.append(await rebuild_period(app, period.name))
            last = period.end
    for period in _newest(recorded):
        if missing_period_files(app.output, period.name, app.config.digest.formats):
            await rebuild_period(app, period.name)
    return tuple(written)


async def write_period(app: AppContext, name: str) -> Published:
    """Write the digest of a week or month: rebuild it, or write one that no schedule has written.

    Raises:
        UsageError: it is not a week or month, it has not ended, or the archive began after it.
    """
    schedules: dict[str, WeeklyTime | MonthlyTime] = {
        WEEK: app.config.schedule.weekly or WeeklyTime(0, _USUAL),
        MONTH: app.config.schedule.monthly or MonthlyTime(1, _USUAL),
    }
    period = policy.period_named(name, app.config.timezone, schedules)
    recorded = await app.store(app.archive.period_digests.recorded)
    if name not in {known.name for known in recorded}:
        if period.end > app.clock():
            end = period.end.astimezone(ZoneInfo(app.config.timezone))
            raise UsageError(f"{name} ends {end:%Y-%m-%d at %H:%M}; its digest can be written then")
        if period.end <= await _began(app):
            raise UsageError(f"nothing was read in {name}: the archive began later")
        await _record(app, period)
    return await rebuild_period(app, name)


async def rebuild_period(app: AppContext, name: str) -> Published:
    """Write the digest of a week or month again from the archive. The bytes are always the same.

    Raises:
        UsageError: there is no digest of it.
    """
    digest = await period_digest_of(app, name)
    if digest is None:
        raise UsageError(f"there is no digest of {name}; digests/index.html lists all digests")
    files = await asyncio.to_thread(_write_files, app, digest)
    await app.store(app.archive.period_digests.record_stories, digest)
    logger.info("digest written period=%s matched=%d", name, digest.counts.matched)
    return Published(digest, files)


async def _record(app: AppContext, period: Period) -> None:
    config, archive = app.config, app.archive
    await match_again(app)
    window = await app.store(archive.period_digests.window, period, config.timezone)
    await translate_window(app, window)
    counts, unreadable, gaps = await app.store(archive.digests.facts, window)
    recent = app.clock() - period.end < _RECENT
    feeds = await feed_health(app) if recent else ()
    enabled = sum(feed.enabled for feed in config.feeds)
    counts = replace(counts, feeds=enabled, pending=counts.pending if recent else 0)
    made_from = DigestInput(
        window=window,
        config_version=config.version,
        topics=(),
        top_stories=config.digest.top_stories,
        articles=(),
        earlier=(),
        history=(),
        counts=counts,
        health=Health(feeds, unreadable, gaps),
        title=config.digest.title,
        aids=reading_aids(app),
    )
    await app.store(archive.period_digests.record, period, made_from, config.topics)


def _write_files(app: AppContext, digest: Digest) -> tuple[Path, ...]:
    return publish_period_digest(digest, app.output, app.config.digest.formats)


def _schedules(app: AppContext) -> dict[str, WeeklyTime | MonthlyTime | None]:
    schedule = app.config.schedule
    return {WEEK: schedule.weekly, MONTH: schedule.monthly}


def _newest(recorded: tuple[Period, ...]) -> list[Period]:
    return [
        period
        for kind in (WEEK, MONTH)
        for period in [known for known in recorded if known.kind == kind][-_CHECKED:]
    ]


async def _began(app: AppContext) -> datetime:
    """Return the time at which the archive begins."""
    window = await app.store(app.archive.digests.window, date.min, app.config.timezone, app.clock())
    return window.start
