"""Match stored texts in the workers: one batch, or a time range as a stream. Stores nothing.

Digests of a range are built on this.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Iterator
from datetime import datetime

from monitor.errors import NO_WORKER, TaskFailed
from monitor.models import Matching, StoredText, TextToMatch
from monitor.pipeline.context import AppContext
from monitor.tasks import PackedTopics, match_texts

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
    total = await app.store(app.archive.articles.count_between, since, until, backlog=backlog)
    stored = app.archive.articles.texts_between(since, until, backlog=backlog)
    running: deque[tuple[list[StoredText], asyncio.Task[dict[int, Matching]]]] = deque()
    done = 0
    try:
        while True:
            while len(running) < _BATCHES_AT_ONCE and (batch := await app.store(_next_batch, stored)):
                running.append((batch, asyncio.create_task(_match(app, batch, packed))))
            if not running:
                return
            batch, task = running.popleft()
            matchings = await task
            for text in batch:
                yield text, matchings[text.article_id]
            done += len(batch)
            if app.progress and total > _PROGRESS_FROM:
                app.progress("texts", done, max(done, total))
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


async def _match(
    app: AppContext, batch: list[StoredText], packed_topics: PackedTopics
) -> dict[int, Matching]:
    kept = {
        text.article_id: Matching(packed_topics.version, text.matches) for text in batch if text.text is None
    }
    texts = tuple(
        TextToMatch(
            text.article_id,
            text.title,
            text.text,
            text.feed_url,
            text.source,
            app.outlet_of(text.feed_url, text.source),
        )
        for text in batch
        if text.text is not None
    )
    return kept | dict(await match_batch(app, texts, packed_topics) if texts else ())


async def match_batch(
    app: AppContext, texts: tuple[TextToMatch, ...], packed_topics: PackedTopics
) -> tuple[tuple[int, Matching], ...]:
    """Match texts in a worker.

    If a text kills the worker, each text is matched alone to find it; it then gets no matches.

    Raises:
        TaskFailed: no worker is available. No text caused that, so none loses its matches.
    """
    try:
        return await app.work(match_texts, texts, packed_topics)
    except TaskFailed as failed:
        logger.warning("matching stored texts failed articles=%d reason=%s", len(texts), failed.reason)
        if failed.reason == NO_WORKER:
            raise
        if len(texts) == 1:
            return ((texts[0].article_id, Matching(packed_topics.version)),)
    return tuple([pair for text in texts for pair in await match_batch(app, (text,), packed_topics)])
