"""Match stored texts in the workers: one batch, or a time range as a stream. Stores nothing.

Digests of a range are built on this.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime
from typing import TypeVar

from monitor.errors import NO_WORKER, TaskFailed
from monitor.models import Matching, StoredText, TextToMatch
from monitor.pipeline.context import AppContext
from monitor.tasks import PackedTopics, match_texts

R = TypeVar("R")
TextFunction = Callable[[tuple[TextToMatch, ...], PackedTopics], tuple[R, ...]]

logger = logging.getLogger(__name__)

_TEXTS_AT_ONCE = 100
_CHARACTERS_AT_ONCE = 500_000
_PROGRESS_FROM = 500  # texts; fewer take no time worth showing
_BATCHES_AT_ONCE = 4  # enough for every worker, few enough for memory


async def match_stored(
    app: AppContext,
    since: datetime,
    until: datetime,
    packed_topics: PackedTopics | None = None,
    *,
    backlog: bool = False,
) -> AsyncIterator[tuple[StoredText, Matching]]:
    """Match the articles stored after `since` and up to `until`; yield them in archive order.

    Articles whose text is no longer kept come with their stored matches. Calls `app.progress`.

    Args:
        app: the application context; its archive may be read-only.
        since: see `Archive.articles.texts_between`.
        until: see there.
        packed_topics: the packed topics; by default those in force.
        backlog: include articles that were old when first seen.

    Raises:
        ArchiveError: a text cannot be read.
        TaskFailed: no worker is available.
    """
    packed = packed_topics or app.packed_topics
    async for batch, found in each_batch(app, since, until, match_texts, packed, backlog=backlog):
        matchings = dict(found)
        for text in batch:
            unknown = Matching(packed.version, text.matches if text.text is None else ())
            yield text, matchings.get(text.article_id, unknown)


async def each_batch(
    app: AppContext,
    since: datetime,
    until: datetime,
    function: TextFunction[R],
    packed_topics: PackedTopics,
    *,
    backlog: bool = False,
) -> AsyncIterator[tuple[list[StoredText], tuple[R, ...]]]:
    """Call a function of `monitor.tasks` with the texts of a span in the workers, several batches at once.

    Yields each batch with the results, in archive order. There is no result for a text that is no longer kept
    or that kills the worker. See `match_stored` for the arguments and errors.
    """
    total = await app.store(app.archive.articles.count_between, since, until, backlog=backlog)
    stored = app.archive.articles.texts_between(since, until, backlog=backlog)
    running: deque[tuple[list[StoredText], asyncio.Task[tuple[R, ...]]]] = deque()
    done = 0
    try:
        while True:
            while len(running) < _BATCHES_AT_ONCE and (batch := await app.store(_next_batch, stored)):
                texts = tuple(_to_match(app, text) for text in batch if text.text is not None)
                task = asyncio.create_task(work_batch(app, function, texts, packed_topics))
                running.append((batch, task))
            if not running:
                return
            batch, task = running.popleft()
            results = await task
            done += len(batch)
            if app.progress and total > _PROGRESS_FROM:
                app.progress("texts", done, max(done, total))
            yield batch, results
    finally:
        for _, task in running:
            task.cancel()


def _next_batch(stored: Iterator[StoredText]) -> list[StoredText]:
    batch, characters = list[StoredText](), 0
    for text in stored:
        batch.append(text)
        characters += len(text.text or "")
        if len(batch) >= _TEXTS_AT_ONCE or characters >= _CHARACTERS_AT_ONCE:
            break
    return batch


def _to_match(app: AppContext, text: StoredText) -> TextToMatch:
    outlet = app.outlet_of(text.feed_url, text.source)
    return TextToMatch(text.article_id, text.title, text.text or "", text.feed_url, text.source, outlet)


async def match_batch(
    app: AppContext, texts: tuple[TextToMatch, ...], packed_topics: PackedTopics
) -> tuple[tuple[int, Matching], ...]:
    """Match texts in a worker; a text that kills the worker gets no matches.

    Raises:
        TaskFailed: no worker is available. No text caused that, so none loses its matches.
    """
    found = dict(await work_batch(app, match_texts, texts, packed_topics))
    nothing = Matching(packed_topics.version)
    return tuple((text.article_id, found.get(text.article_id, nothing)) for text in texts)


async def work_batch(
    app: AppContext, function: TextFunction[R], texts: tuple[TextToMatch, ...], packed_topics: PackedTopics
) -> tuple[R, ...]:
    """Call a function with texts in a worker.

    If a text kills the worker, each text is tried alone to find it; it then has no result.

    Raises:
        TaskFailed: no worker is available.
    """
    if not texts:
        return ()
    try:
        return await app.work(function, texts, packed_topics)
    except TaskFailed as failed:
        logger.warning("matching stored texts failed articles=%d reason=%s", len(texts), failed.reason)
        if failed.reason == NO_WORKER:
            raise
        if len(texts) == 1:
            return ()
    return tuple([one for text in texts for one in await work_batch(app, function, (text,), packed_topics)])
