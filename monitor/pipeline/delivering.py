"""Send closed digests and alerts on: into the outbox first, then each by its plan until it was accepted."""

import asyncio
import logging
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from monitor.digest import Message, digest_message
from monitor.models import Delivery
from monitor.pipeline.alerting import Alert, message_of
from monitor.pipeline.desk import Desk
from monitor.pipeline.remembering import digest_of
from monitor.publish import after_try, deliver, target_name

logger = logging.getLogger(__name__)

_DIGEST = "digest:"
# Longer than a try may take; where a process is killed within it the next one waits so long.
_CLAIM = timedelta(minutes=5)


async def queue_closed(desk: Desk) -> None:
    """Put every closed digest in the outbox that is newer than the newest that came there.

    The ledger says which are closed, so a kill between closing and queueing loses none. The first time, the
    newest closed digest alone is sent, not the past.
    """
    targets = [target_name(url) for url in desk.config.deliver.urls]
    closed = [day.date for day in await desk.store(desk.archive.digest_days) if day.closed]
    if not targets or not closed:
        return
    keys = await desk.store(desk.archive.queued_keys, _DIGEST)
    newest = max((day for key in keys if (day := _day(key))), default=closed[-1] - timedelta(days=1))
    for day in closed:
        if day > newest:
            await desk.store(desk.archive.queue, f"{_DIGEST}{day.isoformat()}", targets, desk.clock())


async def send_again(desk: Desk, day: date) -> None:
    """Put a digest in the outbox although it may have been sent: somebody asked for it."""
    targets = [target_name(url) for url in desk.config.deliver.urls]
    await desk.store(desk.archive.queue_again, f"{_DIGEST}{day.isoformat()}", targets, desk.clock())


async def deliver_due(desk: Desk) -> int:
    """Try each delivery whose time has come, closed digests among them; return how many failed.

    A delivery is recorded after it was accepted: a kill between the two sends it again, never loses it.
    """
    await queue_closed(desk)
    failed = 0
    for delivery in await desk.store(desk.archive.due_deliveries, desk.clock()):
        if desk.stopping:
            break
        # A daemon and a `monitor digest --send` beside it see the same outbox.
        if not await desk.store(desk.archive.claim_delivery, delivery, desk.clock() + _CLAIM):
            continue
        after = await _try(desk, delivery)
        await desk.store(desk.archive.record_delivery, after)
        failed += after.sent is None
    return failed


async def failed_deliveries(desk: Desk, since: date) -> tuple[str, ...]:
    """Say for the next digest what could not be sent: all that waits, and what was given up since a date."""
    zone = ZoneInfo(desk.config.timezone)
    lines = []
    for delivery in await desk.store(desk.archive.undelivered):
        day = _day(delivery.key)
        if not delivery.error or (delivery.next_try is None and day is not None and day < since):
            continue
        again = (
            f"next try {delivery.next_try.astimezone(zone):%Y-%m-%d %H:%M}"
            if delivery.next_try
            else "given up"
        )
        tries = "1 try" if delivery.attempts == 1 else f"{delivery.attempts} tries"
        lines.append(f"{_name(delivery.key)} to {delivery.target}: {delivery.error} ({tries}, {again})")
    return tuple(lines)


async def _try(desk: Desk, delivery: Delivery) -> Delivery:
    url = {target_name(url): url for url in desk.config.deliver.urls}.get(delivery.target)
    message = await _message(desk, delivery.key) if url else None
    if url is None or message is None:
        why = "no such target in monitor.toml any more" if url is None else "nothing of it is left to send"
        return replace(delivery, next_try=None, error=why)
    # Blocks on a process of its own, so a thread may wait for it.
    failure = await asyncio.to_thread(deliver, message, url, proxy=desk.config.fetch.proxy)
    after = after_try(delivery, failure, desk.clock())
    if failure is None:
        logger.info("delivered message=%s target=%s", delivery.key, delivery.target)
    else:
        logger.warning("delivery failed message=%s target=%s: %s", delivery.key, delivery.target, failure)
    return after


async def _message(desk: Desk, key: str) -> Message | None:
    alert = Alert.of(key)
    if alert is not None:
        return await message_of(desk, alert)
    day = _day(key)
    digest = await digest_of(desk, day) if day else None
    return digest_message(digest) if digest else None


def _day(key: str) -> date | None:
    """Return the date of the digest that a key names or belongs to."""
    alert = Alert.of(key)
    if alert is not None:
        return alert.day
    try:
        return date.fromisoformat(key.removeprefix(_DIGEST))
    except ValueError:
        return None


def _name(key: str) -> str:
    alert = Alert.of(key)
    return f"alert on {alert.topic}" if alert else key.replace(":", " of ", 1)
