"""A digest of any span of time and any topics: read from the archive, and never entered in the ledger."""

import asyncio
import difflib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from monitor.digest import build_digest
from monitor.errors import UsageError
from monitor.models import Digest, Health, Window
from monitor.pipeline.desk import Desk
from monitor.pipeline.reading import match_again


async def ask_digest(desk: Desk, window: Window, topics: Sequence[str] = ()) -> Digest:
    """Build the digest of a window as the archive stands now, of all topics or of those named.

    What the last closed digest does not hold yet is matched again first, where the topics changed since.

    Raises:
        UsageError: there is no such topic.
    """
    archive, config = desk.archive, desk.config
    titles = _titles(desk, topics)
    await match_again(desk)
    counts, unreadable, gaps = await desk.store(archive.facts, window)
    counts = replace(counts, feeds=sum(feed.enabled for feed in config.feeds))
    material = replace(
        await desk.store(archive.material_of, window, titles),
        config_version=config.version,
        top_stories=config.digest.top_stories,
        title=config.digest.title,
        health=Health(unreadable=unreadable, gaps=gaps),
    )
    told = {name for name, _ in titles}
    matched = sum(any(match.topic in told for match in found.matches) for found in material.articles)
    material = replace(material, counts=replace(counts, matched=matched))
    return await asyncio.to_thread(build_digest, material)


async def span_asked(desk: Desk, since: datetime | None, until: datetime | None) -> Window:
    """Return the window of what was read after one moment and not after another.

    Without `until` it ends now, without `since` it begins where the last closed digest ended.

    Raises:
        UsageError: it would end before it begins, or before anything was read.
    """
    now = desk.clock()
    end = min(until or now, now)
    if since is None:
        closed = [day for day in await desk.store(desk.archive.digest_days) if day.closed and day.end < end]
        since = closed[-1].end if closed else datetime.min.replace(tzinfo=end.tzinfo)
    if since >= end:
        raise UsageError("the span would end before it begins; --since must be earlier than --until and now")
    timezone = desk.config.timezone
    began = (await desk.store(desk.archive.window, date.min, timezone, now)).start
    if began >= end:
        first = began.astimezone(ZoneInfo(timezone))
        raise UsageError(f"the archive begins on {first:%Y-%m-%d at %H:%M}; nothing was read before")
    window = await desk.store(desk.archive.window_between, since, end, timezone)
    return replace(window, start=max(since, began))


async def day_asked(desk: Desk, day: date) -> Window:
    """Return the window of the digest of a date, to be read again under other topics.

    Raises:
        UsageError: there is no digest of that date.
    """
    for window in await desk.store(desk.archive.digest_days):
        if window.date == day:
            return replace(window, asked=True)
    raise UsageError(f"there is no digest of {day}; digests/index.html lists those there are")


def _titles(desk: Desk, topics: Sequence[str]) -> list[tuple[str, str]]:
    known = {topic.id: topic.title for topic in desk.config.topics.topics}
    for topic in topics:
        if topic not in known:
            near = difflib.get_close_matches(topic, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(known)}"
            raise UsageError(f"there is no topic {topic}{hint}")
    return [(name, title) for name, title in known.items() if not topics or name in topics]
