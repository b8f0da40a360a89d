"""Match stored texts through the workers: a batch, or the whole of a span as a stream that writes nothing.

What digests that were asked for, searches and trials of topics are built on.
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
_LETTERS_AT_ONCE = 500_000
_WORTH_TELLING = 500  # texts, below which nobody waits long
_TRIPS = 4  # under way at once: enough for every worker to have one, few enough to hold


async def match_stored(
    app: AppContext,
    since: datetime,
    until: datetime,
    packed_topics: PackedTopics | None = None,
    *,
    backlog: bool = False,
) -> AsyncIterator[tuple[StoredText, Matching]]:
    """Match all that was settled after one moment and not after another; yields in the archive's order.

    A text that is no longer kept comes with the matches that were stored of it. Tells `desk.progress`.

    Args:
        app: what to work with; its archive may be read only.
        since: see `Archive.articles.texts_between`.
        until: see there.
        packed_topics: the topics, packed; those in force where none are given.
        backlog: with articles that were old when first seen.

    Raises:
        ArchiveError: a text cannot be read.
        TaskFailed: no worker can be had.
    """
    packed = packed_topics or app.packed_topics
    total = await app.store(app.archive.articles.count_between, since, until, backlog=backlog)
    stored = app.archive.articles.texts_between(since, until, backlog=backlog)
    trips: deque[tuple[list[StoredText], asyncio.Task[dict[int, Matching]]]] = deque()
    done = 0
    try:
        while True:
            while len(trips) < _TRIPS and (batch := await app.store(_next_batch, stored)):
                trips.append((batch, asyncio.create_task(_trip(app, batch, packed))))
            if not trips:
                return
            batch, trip = trips.popleft()
            matchings = await trip
            for text in batch:
                yield text, matchings[text.article_id]
            done += len(batch)
            if app.progress and total > _WORTH_TELLING:
                app.progress("texts", done, max(done, total))
    finally:
        for _, trip in trips:
            trip.cancel()


def _next_batch(stored: Iterator[StoredText]) -> list[StoredText]:
    batch, letters = list[StoredText](), 0
    for text in stored:
        batch.append(text)
        letters += len(text.text or "")
        if len(batch) >= _TEXTS_AT_ONCE or letters >= _LETTERS_AT_ONCE:
            break
    return batch


async def _trip(app: AppContext, batch: list[StoredText], packed_topics: PackedTopics) -> dict[int, Matching]:
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
    """Match texts in a worker; one that kills it is found by matching each apart, and matches nothing.

    Raises TaskFailed where no worker can be had: no text is to blame, and none may lose its matches.
    """
    try:
        return await app.work(match_texts, texts, packed_topics)
    except TaskFailed as failed:
        logger.warning("matching again failed articles=%d reason=%s", len(texts), failed.reason)
        if failed.reason == NO_WORKER:
            raise
        if len(texts) == 1:
            return ((texts[0].article_id, Matching(packed_topics.version)),)
    return tuple([pair for text in texts for pair in await match_batch(app, (text,), packed_topics)])
