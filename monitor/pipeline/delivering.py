"""Send closed digests on: into the outbox first, then each delivery by its plan until it was accepted."""

import asyncio
import logging
from dataclasses import replace
from datetime import date

from monitor.digest import Message, message_for
from monitor.models import Delivery, Digest
from monitor.pipeline.desk import Desk
from monitor.pipeline.publishing import digest_of
from monitor.publish import after_try, deliver, target_name

logger = logging.getLogger(__name__)


async def queue_digest(desk: Desk, digest: Digest) -> None:
    """Put a closed digest in the outbox, once for each target."""
    targets = [target_name(url) for url in desk.config.deliver.urls]
    key = f"digest:{digest.window.date.isoformat()}"
    await desk.store(desk.archive.queue, key, targets, desk.clock())


async def deliver_due(desk: Desk) -> int:
    """Try each delivery whose time has come; return how many failed.

    A delivery is recorded after it was accepted: a kill between the two sends it again, never loses it.
    """
    failed = 0
    for delivery in await desk.store(desk.archive.due_deliveries, desk.clock()):
        if desk.stopping:
            break
        after = await _try(desk, delivery)
        await desk.store(desk.archive.record_delivery, after)
        failed += after.sent is None
    return failed


async def _try(desk: Desk, delivery: Delivery) -> Delivery:
    url = {target_name(url): url for url in desk.config.deliver.urls}.get(delivery.target)
    message = await _message(desk, delivery.key)
    if url is None or message is None:
        why = "no such target in monitor.toml any more" if url is None else "nothing of it is left to send"
        return replace(delivery, next_try=None, error=why)
    # Blocks on a process of its own, so a thread may wait for it.
    failure = await asyncio.to_thread(deliver, message, url, proxy=desk.config.fetch.proxy)
    after = after_try(delivery, failure, desk.clock())
    if failure is None:
        logger.info("delivered key=%s target=%s", delivery.key, delivery.target)
    else:
        logger.warning("delivery failed key=%s target=%s: %s", delivery.key, delivery.target, failure)
    return after


async def _message(desk: Desk, key: str) -> Message | None:
    digest = await digest_of(desk, date.fromisoformat(key.rpartition(":")[2]))
    return message_for(key, digest) if digest else None
