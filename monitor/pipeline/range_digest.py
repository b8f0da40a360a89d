"""A digest of any span of time and any topics: read from the archive, and never entered in the ledger."""

import asyncio
import difflib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.digest import build_digest
from monitor.errors import UsageError
from monitor.models import Digest, Health, Match, Window
from monitor.pipeline.context import AppContext
from monitor.pipeline.stored_matching import match_stored

_LOOKS_BACK = timedelta(days=28)  # as the digests of days do


async def ask_digest(app: AppContext, window: Window, topics: Sequence[str] = ()) -> Digest:
    """Build the digest of a span under the topics in force, all of them or those named; writes nothing.

    Every text stored of the span is matched anew, and those of the 28 days before, to continue their stories.

    Raises:
        UsageError: there is no such topic.
        ArchiveError: the archive cannot be read.
        TaskFailed: no worker can be had.
    """
    archive, config = app.archive, app.config
    titles = _titles(app, topics)
    found: dict[int, tuple[Match, ...]] = {}
    lost: dict[int, str] = {}
    began = await _began(app)
    before = max(began, window.start - _LOOKS_BACK) if window.start > began else began
    async for text, matching in match_stored(app, before, window.end):
        if matching.matches:
            found[text.article_id] = matching.matches
        if text.lost:
            lost[text.article_id] = text.lost
    counts, unreadable, gaps = await app.store(archive.digests.facts, window)
    digest_input = await app.store(archive.digests.input_for_matches, window, titles, found, lost)
    told = {name for name, _ in titles}
    matched = sum(any(match.topic in told for match in new.matches) for new in digest_input.articles)
    counts = replace(counts, feeds=sum(feed.enabled for feed in config.feeds), matched=matched)
    digest_input = replace(
        digest_input,
        config_version=config.version,
        top_stories=config.digest.top_stories,
        title=config.digest.title,
        counts=counts,
        health=Health(unreadable=unreadable + digest_input.health.unreadable, gaps=gaps),
    )
    return await asyncio.to_thread(build_digest, digest_input)


async def span_asked(app: AppContext, since: datetime | None, until: datetime | None) -> Window:
    """Return the window of what was read after one moment and not after another.

    Without `until` it ends now, without `since` it begins where the last closed digest ended.

    Raises:
        UsageError: it would end before it begins, or before anything was read.
    """
    now = app.clock()
    end = min(until or now, now)
    if since is None:
        closed = [day for day in await app.store(app.archive.digests.windows) if day.closed and day.end < end]
        since = closed[-1].end if closed else datetime.min.replace(tzinfo=end.tzinfo)
    if since >= end:
        raise UsageError("the span would end before it begins; --since must be earlier than --until and now")
    timezone = app.config.timezone
    began = await _began(app)
    if began >= end:
        first = began.astimezone(ZoneInfo(timezone))
        raise UsageError(f"the archive begins on {first:%Y-%m-%d at %H:%M}; nothing was read before")
    window = await app.store(app.archive.digests.window_between, since, end, timezone)
    return replace(window, start=max(since, began))


async def day_asked(app: AppContext, day: date) -> Window:
    """Return the window of the digest of a date, to be read again under other topics.

    Raises:
        UsageError: there is no digest of that date.
    """
    for window in await app.store(app.archive.digests.windows):
        if window.date == day:
            return replace(window, requested=True)
    raise UsageError(f"there is no digest of {day}; digests/index.html lists those there are")


async def _began(app: AppContext) -> datetime:
    """Return when the archive began."""
    window = await app.store(app.archive.digests.window, date.min, app.config.timezone, app.clock())
    return window.start


def _titles(app: AppContext, topics: Sequence[str]) -> list[tuple[str, str]]:
    known = {topic.id: topic.title for topic in app.config.topics.topics}
    for topic in topics:
        if topic not in known:
            near = difflib.get_close_matches(topic, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(known)}"
            raise UsageError(f"there is no topic {topic}{hint}")
    return [(name, title) for name, title in known.items() if not topics or name in topics]
