"""Build a digest of any time range and any topics from the archive. It is not recorded."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.digest import build_digest
from monitor.errors import UsageError
from monitor.models import Digest, Health, Match, Matching, StoredText, Window
from monitor.pipeline.candidate_list import CandidateList
from monitor.pipeline.context import AppContext
from monitor.pipeline.known_topics import check_topic_ids
from monitor.pipeline.missed import show_missed
from monitor.pipeline.second_opinion import opinion_model
from monitor.pipeline.stored_matching import each_batch, match_stored
from monitor.pipeline.translate_window import reading_aids
from monitor.policy.times import check_range
from monitor.tasks import find_candidates

_LOOKS_BACK = timedelta(days=28)  # as daily digests do


async def build_range_digest(app: AppContext, window: Window, topics: Sequence[str] = ()) -> Digest:
    """Build the digest of a window with the topics in force. Stores nothing.

    Matches every stored text of the window again, and those of the 28 days before it, to continue their
    stories.

    Args:
        app: the application context; its archive may be read-only.
        window: from `window_of_range` or `window_of_day`.
        topics: ids of topics; all if empty.

    Raises:
        UsageError: there is no such topic.
        ArchiveError: the archive cannot be read.
        TaskFailed: no worker is available.
    """
    archive, config = app.archive, app.config
    titles = _titles(app, topics)
    found: dict[int, tuple[Match, ...]] = {}
    lost: dict[int, str] = {}
    began = await _archive_start(app)
    if window.start > began:
        async for text, matching in match_stored(app, max(began, window.start - _LOOKS_BACK), window.start):
            _add(found, lost, text, matching)
    model = await app.store(opinion_model, config, archive)
    missed = CandidateList(topics, unmatched=True, wide=model is not None)
    async for batch, results in each_batch(app, window.start, window.end, find_candidates, app.packed_topics):
        matchings = {number: matching for number, matching, _ in results}
        for text in batch:
            stored = Matching("", text.matches if text.text is None else ())
            _add(found, lost, text, matchings.get(text.article_id, stored))
        for result in results:
            missed.add(*result)
    missed.keep_best()
    counts, unreadable, gaps = await app.store(archive.digests.facts, window)
    digest_input = await app.store(archive.digests.input_for_matches, window, titles, found, lost)
    named = {name for name, _ in titles}
    matched = sum(any(match.topic in named for match in new.matches) for new in digest_input.articles)
    counts = replace(counts, feeds=sum(feed.enabled for feed in config.feeds), matched=matched)
    digest_input = replace(
        digest_input,
        config_version=config.version,
        top_stories=config.digest.top_stories,
        title=config.digest.title,
        name_forms=config.topics.name_forms,
        aids=replace(reading_aids(app), glosses=config.topics.glosses()),
        counts=counts,
        health=Health(unreadable=unreadable + digest_input.health.unreadable, gaps=gaps),
        missed=(await show_missed(app, missed, config.digest.missed)).articles,
    )
    return await asyncio.to_thread(build_digest, digest_input)


def _add(
    found: dict[int, tuple[Match, ...]], lost: dict[int, str], text: StoredText, matching: Matching
) -> None:
    if matching.matches:
        found[text.article_id] = matching.matches
    if text.lost:
        lost[text.article_id] = text.lost


async def window_of_range(app: AppContext, since: datetime | None, until: datetime | None) -> Window:
    """Return the window of a time range.

    Args:
        app: the application context.
        since: start; by default the end of the last closed digest.
        until: end; by default now.

    Raises:
        UsageError: the range is empty, or ends before the archive begins.
    """
    now = app.clock()
    end = min(until or now, now)
    if since is None:
        closed = [day for day in await app.store(app.archive.digests.windows) if day.closed and day.end < end]
        since = closed[-1].end if closed else datetime.min.replace(tzinfo=end.tzinfo)
    check_range(since, end, now)
    timezone = app.config.timezone
    began = await _archive_start(app)
    if began >= end:
        first = began.astimezone(ZoneInfo(timezone))
        raise UsageError(f"the archive begins on {first:%Y-%m-%d at %H:%M}; nothing was read before")
    window = await app.store(app.archive.digests.window_between, since, end, timezone)
    return replace(window, start=max(since, began))


async def window_of_day(app: AppContext, day: date) -> Window:
    """Return the window of the digest of a date, for a digest with other topics.

    Raises:
        UsageError: there is no digest of that date.
    """
    for window in await app.store(app.archive.digests.windows):
        if window.date == day:
            return replace(window, requested=True)
    raise UsageError(f"there is no digest of {day}; digests/index.html lists all digests")


async def _archive_start(app: AppContext) -> datetime:
    """Return the time at which the archive begins."""
    window = await app.store(app.archive.digests.window, date.min, app.config.timezone, app.clock())
    return window.start


def _titles(app: AppContext, topics: Sequence[str]) -> list[tuple[str, str]]:
    check_topic_ids(app.config.topics, topics)
    return [(topic.id, topic.title) for topic in app.config.topics.topics if not topics or topic.id in topics]
