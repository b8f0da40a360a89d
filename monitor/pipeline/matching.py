"""Match stored texts through the workers: a batch, or the whole of a span as a stream that writes nothing.

What digests that were asked for, searches and trials of topics are built on.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Iterator
from datetime import datetime

from monitor.errors import NO_WORKER, TaskFailed
from monitor.models import Matching, SettledText, StoredText
from monitor.pipeline.desk import Desk
from monitor.work import Parcel, match_texts

logger = logging.getLogger(__name__)

_TEXTS_AT_ONCE = 100
_LETTERS_AT_ONCE = 500_000
_WORTH_TELLING = 500  # texts, below which nobody waits long
_TRIPS = 4  # under way at once: enough for every worker to have one, few enough to hold


async def match_stored(
    desk: Desk, since: datetime, until: datetime, parcel: Parcel | None = None, *, backlog: bool = False
) -> AsyncIterator[tuple[StoredText, Matching]]:
    """Match all that was settled after one moment and not after another; yields in the archive's order.

    A text that is no longer kept comes with the matches that were stored of it. Tells `desk.progress`.

    Args:
        desk: what to work with; its archive may be read only.
        since: see `Archive.texts_between`.
        until: see there.
        parcel: the topics, packed; those in force where none are given.
        backlog: with articles that were old when first seen.

    Raises:
        ArchiveError: a text cannot be read.
        TaskFailed: no worker can be had.
    """
    packed = parcel or desk.parcel
    total = await desk.store(desk.archive.count_between, since, until, backlog=backlog)
    stored = desk.archive.texts_between(since, until, backlog=backlog)
    trips: deque[tuple[list[StoredText], asyncio.Task[dict[int, Matching]]]] = deque()
    done = 0
    try:
        while True:
            while len(trips) < _TRIPS and (batch := await desk.store(_next_batch, stored)):
                trips.append((batch, asyncio.create_task(_trip(desk, batch, packed))))
            if not trips:
                return
            batch, trip = trips.popleft()
            matchings = await trip
            for text in batch:
                yield text, matchings[text.article_id]
            done += len(batch)
            if desk.progress and total > _WORTH_TELLING:
                desk.progress("texts", done, max(done, total))
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


async def _trip(desk: Desk, batch: list[StoredText], parcel: Parcel) -> dict[int, Matching]:
    kept = {text.article_id: Matching(parcel.version, text.matches) for text in batch if text.text is None}
    texts = tuple(
        SettledText(
            text.article_id,
            text.title,
            text.text,
            text.feed_url,
            text.source,
            desk.outlet_of(text.feed_url, text.source),
        )
        for text in batch
        if text.text is not None
    )
    return kept | dict(await match_batch(desk, texts, parcel) if texts else ())


async def match_batch(
    desk: Desk, texts: tuple[SettledText, ...], parcel: Parcel
) -> tuple[tuple[int, Matching], ...]:
    """Match texts in a worker; one that kills it is found by matching each apart, and matches nothing.

    Raises TaskFailed where no worker can be had: no text is to blame, and none may lose its matches.
    """
    try:
        return await desk.work(match_texts, texts, parcel)
    except TaskFailed as failed:
        logger.warning("matching again failed articles=%d reason=%s", len(texts), failed.reason)
        if failed.reason == NO_WORKER:
            raise
        if len(texts) == 1:
            return ((texts[0].article_id, Matching(parcel.version)),)
    return tuple([pair for text in texts for pair in await match_batch(desk, (text,), parcel)])
