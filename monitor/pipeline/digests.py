"""Write a digest: first its record in the digests table, then its files, so that they can be rebuilt."""

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor import policy
from monitor.digest import build_chronicle
from monitor.errors import PublishError, UsageError
from monitor.models import ChronicleInput, Digest, FeedHealth, FeedStatus, Health, Window
from monitor.pipeline.context import AppContext
from monitor.pipeline.delivery import failed_deliveries
from monitor.pipeline.feed_remarks import feed_remark
from monitor.pipeline.missed import missed_in
from monitor.pipeline.read_articles import match_again
from monitor.pipeline.stored_digest import digest_of
from monitor.pipeline.translate_window import reading_aids, translate_window
from monitor.publish import (
    delete_digest_files,
    missing_files,
    publish_chronicle,
    publish_digest,
    rename_unknown_files,
)

logger = logging.getLogger(__name__)

_DAYS_CHECKED = 7
_IN_ORDER = {FeedStatus.OK, FeedStatus.NEW}


@dataclass(frozen=True, slots=True)
class Published:
    """A digest and its files."""

    digest: Digest
    files: tuple[Path, ...]


async def publish(app: AppContext, day: date, *, closes: bool) -> Published:
    """Write the digest of a local date with all articles stored since the previous digest.

    A digest that is already closed is rebuilt unchanged.

    Args:
        app: the application context.
        day: local date of the digest.
        closes: close the digest, so that later articles belong to the next one.

    Raises:
        PublishError: the files cannot be written.
        ArchiveError: the digest cannot be stored.
    """
    store, archive, config = app.store, app.archive, app.config
    window = await store(archive.digests.window, day, config.timezone, app.clock())
    if not window.closed:
        # The digest is recorded with the current topics, so all matches must be from them.
        if await match_again(app):
            window = await store(archive.digests.window, day, config.timezone, app.clock())
        await translate_window(app, window)
        missed = await missed_in(app, window.start, window.end)  # before the notices are read: it may add one
        counts, unreadable, gaps = await store(archive.digests.facts, window)
        feeds = await feed_health(app)
        enabled = sum(feed.enabled for feed in config.feeds)
        failing = sum(health.status in {FeedStatus.FAILING, FeedStatus.GONE} for health in feeds)
        counts = replace(counts, feeds=enabled, feeds_failing=failing)
        since = window.start.astimezone(ZoneInfo(config.timezone)).date()
        health = Health(
            feeds,
            unreadable,
            gaps,
            app.config_problems,
            await failed_deliveries(app, since),
            await store(archive.notices.current, app.clock()),
        )
        days = await store(archive.digests.windows)
        if day not in {known.date for known in days}:
            await _keep_unknown_files(app, day)
        for known in days:
            if known.date < day and not known.closed:
                await _close_files(app, known.date)
        await store(
            archive.digests.record,
            replace(window, closed=closes),
            config.version,
            config.topics,
            config.digest.top_stories,
            counts,
            health,
            title=config.digest.title,
            missed=missed,
            aids=reading_aids(app),
        )
    return await rebuild(app, day)


async def days_written(app: AppContext) -> tuple[Window, ...]:
    """Return the windows of all digests, oldest first. Corrects the date of a digest from the future.

    Raises PublishError, ArchiveError.
    """
    days = await app.store(app.archive.digests.windows)
    if not days:
        return days
    wrong, now = days[-1].date, app.clock()
    right = policy.corrected_date(now, app.config.timezone, wrong, days[-2].date if len(days) > 1 else None)
    if right is None:
        return days
    # Files first: after a kill in between, the table still has the wrong date and this is repeated.
    await asyncio.to_thread(delete_digest_files, app.output, wrong)
    await app.store(app.archive.digests.redate, wrong, right, now)
    logger.warning("digest dated by a wrong clock wrong=%s right=%s", wrong, right)
    await rebuild(app, right)
    return await app.store(app.archive.digests.windows)


async def publish_today(app: AppContext) -> Published:
    """Write today's digest and leave it open. If the last digest is ahead of the clock, write that one."""
    days = await days_written(app)
    last = days[-1] if days else None
    return await publish(app, policy.digest_date(app.clock(), app.config.timezone, last), closes=False)


async def rebuild(app: AppContext, day: date | None) -> Published:
    """Write the digest of a date, or the last one, again from the archive. The bytes are always the same.

    Raises:
        UsageError: there is no digest of that date.
    """
    if day is None:
        days = await app.store(app.archive.digests.windows)
        if not days:
            raise UsageError("there is no digest yet; `monitor run --once` writes the first")
        day = days[-1].date
    digest = await digest_of(app, day)
    if digest is None:
        raise UsageError(f"there is no digest of {day}; digests/index.html lists all digests")
    files = await asyncio.to_thread(_write_files, app, digest)
    await app.store(app.archive.digests.record_stories, digest)
    newest = (await app.store(app.archive.digests.windows))[-1].date
    if day == newest and "html" in app.config.digest.formats:
        files += await _write_chronicles(app, digest)
    logger.info(
        "digest written date=%s articles=%d matched=%d", day, digest.counts.articles, digest.counts.matched
    )
    return Published(digest, files)


async def republish_missing(app: AppContext) -> None:
    """Write the missing digest files of the last week, for example after a kill or a full disk.

    Existing files may be older than the last record of their digest. Stories are recorded after all files are
    written, so a digest without stories is written again.
    """
    unrecorded = await app.store(app.archive.digests.days_without_stories)
    for window in (await app.store(app.archive.digests.windows))[-_DAYS_CHECKED:]:
        missing = missing_files(app.output, window.date, app.config.digest.formats)
        if missing or window.date in unrecorded:
            await rebuild(app, window.date)
    await _record_earlier_stories(app)


async def _record_earlier_stories(app: AppContext) -> None:
    """Store the stories of one digest of an earlier version, for the chronicle; the newest first."""
    for day in await app.store(app.archive.topic_stories.days_without_stories, 1):
        digest = await digest_of(app, day)
        if digest is not None:
            await app.store(app.archive.topic_stories.record, digest)


async def _keep_unknown_files(app: AppContext, day: date) -> None:
    """Rename existing files of a date that is not in the archive, so that they are not overwritten."""
    kept = await asyncio.to_thread(rename_unknown_files, app.output, day)
    if kept:
        names = ", ".join(path.name for path in kept)
        logger.warning("digest files that are not in the archive were renamed: %s", names)


async def _close_files(app: AppContext, day: date) -> None:
    """Write the files of a digest as closed, as a rebuild would.

    This comes before the record that closes it: after a kill in between, the digest is still open and this is
    repeated.
    """
    digest = await digest_of(app, day)
    if digest is None:
        return
    digest = replace(digest, window=replace(digest.window, closed=True))
    try:
        await asyncio.to_thread(_write_files, app, digest)
    except PublishError as error:
        logger.error("the files of the digest of %s still say that it is open: %s", day, error)  # noqa: TRY400 - no bug


def _write_files(app: AppContext, digest: Digest) -> tuple[Path, ...]:
    return publish_digest(digest, app.output, app.config.digest.formats, app.config.web.url)


async def _write_chronicles(app: AppContext, digest: Digest) -> tuple[Path, ...]:
    """Write the chronicle of each topic of the newest digest, to which its links lead."""
    files = []
    for section in digest.topics:
        given = await app.store(app.archive.topic_stories.chronicle_input, section.id, section.title)
        files.append(await asyncio.to_thread(_write_chronicle, app, given))
    return tuple(files)


def _write_chronicle(app: AppContext, given: ChronicleInput) -> Path:
    return publish_chronicle(build_chronicle(given), app.output, app.config.digest.formats)


async def feed_health(app: AppContext) -> tuple[FeedHealth, ...]:
    """Return the enabled feeds that have a problem, in config order."""
    states = await app.store(app.archive.feeds.states)
    unread = await app.store(app.archive.feeds.unread)
    now, unhealthy = app.clock(), []
    for feed in app.config.feeds:
        state = states.get(feed.url)
        if not feed.enabled or state is None:
            continue
        if state.status not in _IN_ORDER:
            since = state.failing_since or state.succeeded
            unhealthy.append(FeedHealth(feed.name, feed.url, state.status, state.reason, state.detail, since))
        elif state.reason == policy.OLD_DATES:
            unhealthy.append(
                FeedHealth(feed.name, feed.url, "old", state.reason, state.detail, state.changed)
            )
        else:
            remark, detail = feed_remark(state, now, unread)
            if remark:
                unhealthy.append(FeedHealth(feed.name, feed.url, remark, remark, detail, state.changed))
    return tuple(unhealthy)
