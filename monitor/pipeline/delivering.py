"""Send closed digests and alerts on: into the outbox first, then each by its plan until it was accepted."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import blake2b
from zoneinfo import ZoneInfo

from monitor.digest import Message, digest_message
from monitor.models import Delivery
from monitor.pipeline.alerting import Alert, message_of
from monitor.pipeline.desk import Desk
from monitor.pipeline.remembering import digest_of
from monitor.publish import after_try, deliver, secret_mark, target_name

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 3
_DIGEST = "digest:"
_INTERIM = "interim:"
_STALE = timedelta(days=7)  # what is older nobody waits for
# Longer than a try may take; where a process is killed within it the next one waits so long.
_CLAIM = timedelta(minutes=5)


async def queue_closed(desk: Desk) -> None:
    """Put every closed digest in the outbox that is newer than the newest that came there.

    The ledger says which are closed, so a kill between closing and queueing loses none. The first time, the
    newest closed digest alone is sent, not the past; later the newest three at most, and the log and
    `monitor status` say how to send the others.
    """
    targets = _targets(desk)
    closed = await _closed(desk)
    if not targets or not closed:
        return
    newest = await _newest_queued(desk) or closed[-1] - timedelta(days=1)
    waiting = [day for day in closed if day > newest]
    await _leave_out(desk, waiting[:-MOST_AT_ONCE])
    for day in waiting[-MOST_AT_ONCE:]:
        await desk.store(desk.archive.queue, _key(day), targets, desk.clock())


async def send_again(desk: Desk, day: date) -> str:
    """Put a digest in the outbox although it may have been sent: somebody asked for it; return its key.

    No other is sent because of that: those that might have been are left out, and said to be.
    """
    targets, closed = _targets(desk), await _closed(desk)
    newest = await _newest_queued(desk)
    passed = [other for other in closed if (other > day if newest is None else newest < other < day)]
    await _leave_out(desk, passed)
    # A digest that is still open is sent beside, for it is to be sent when it is closed.
    key = _key(day) if day in closed else f"{_INTERIM}{day.isoformat()}"
    await desk.store(desk.archive.queue_again, key, targets, desk.clock())
    return key


async def send_one(desk: Desk, day: date) -> tuple[int, int]:
    """Send the digest of a date once to each target and nothing else; return how many it reached or not."""
    key = await send_again(desk, day)
    return await _deliver(
        desk, [due for due in await desk.store(desk.archive.due_deliveries, desk.clock()) if due.key == key]
    )


async def deliver_due(desk: Desk) -> int:
    """Try each delivery whose time has come, closed digests among them; return how many failed.

    A delivery is recorded after it was accepted: a kill between the two sends it again, never loses it.
    """
    await renew(desk)
    await queue_closed(desk)
    _, failed = await _deliver(desk, await desk.store(desk.archive.due_deliveries, desk.clock()))
    return failed


async def renew(desk: Desk) -> None:
    """Try again what was not delivered where the target's URL changed since, at most the newest three.

    A variable that holds another URL shows by its mark. A URL in monitor.toml is known by its name alone, so
    one that is new there takes the place of one that is gone, of the same kind if there is one.
    """
    archive, now = desk.archive, desk.clock()
    named = {target_name(url): url for url in desk.config.deliver.urls}
    heirs: dict[str, str] = {}
    for name, url in named.items():
        mark = secret_mark(url)
        changed = bool(mark) and (await desk.store(archive.has_new_secret, name, mark, now))
        if changed:
            heirs[name] = name
    undelivered = await desk.store(archive.undelivered)
    gone = list(dict.fromkeys(one.target for one in reversed(undelivered) if one.target not in named))
    if gone:
        tried = await desk.store(archive.tried_targets)
        heirs |= _heirs(gone, [name for name in named if name not in tried])
    for target, heir in heirs.items():
        recent = [one for one in undelivered if one.target == target and _is_recent(one, now)]
        for delivery in recent[-MOST_AT_ONCE:]:
            await desk.store(archive.try_anew, delivery, heir, now)
            logger.info("delivery is tried anew message=%s target=%s", delivery.key, heir)


def _heirs(gone: list[str], fresh: list[str]) -> dict[str, str]:
    """Say which new target takes the place of which that is no longer there, the last used first."""
    heirs: dict[str, str] = {}
    for target in gone:
        alike = [name for name in fresh if name.split()[0] == target.split()[0]]
        heir = next(iter(alike or fresh), None)
        if heir is not None:
            heirs[target] = heir
            fresh.remove(heir)
    return heirs


def _is_recent(delivery: Delivery, now: datetime) -> bool:
    day = _day(delivery.key)
    return day is not None and day >= now.date() - _STALE


async def _deliver(desk: Desk, deliveries: Iterable[Delivery]) -> tuple[int, int]:
    sent = failed = 0
    for delivery in deliveries:
        if desk.stopping:
            break
        # A daemon and a `monitor digest --send` beside it see the same outbox.
        if not await desk.store(desk.archive.claim_delivery, delivery, desk.clock() + _CLAIM):
            continue
        after = await _try(desk, delivery)
        await desk.store(desk.archive.record_delivery, after)
        sent += after.sent is not None
        failed += after.sent is None
    return sent, failed


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
    failure = await asyncio.to_thread(
        deliver, message, url, proxy=desk.config.fetch.proxy, sender=_sender(desk)
    )
    after = after_try(delivery, failure, desk.clock())
    if failure is None:
        logger.info("delivered message=%s target=%s", delivery.key, delivery.target)
    else:
        logger.warning("delivery failed message=%s target=%s: %s", delivery.key, delivery.target, failure)
    return after


def _sender(desk: Desk) -> str:
    """Return what stands for this monitor in its mails: the same as long as its folder is."""
    return blake2b(str(desk.output.absolute()).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


async def _message(desk: Desk, key: str) -> Message | None:
    alert = Alert.of(key)
    if alert is not None:
        return await message_of(desk, alert)
    day = _day(key)
    digest = await digest_of(desk, day) if day else None
    return digest_message(digest) if digest else None


def _targets(desk: Desk) -> list[str]:
    return [target_name(url) for url in desk.config.deliver.urls]


async def _closed(desk: Desk) -> list[date]:
    return [day.date for day in await desk.store(desk.archive.digest_days) if day.closed]


async def _newest_queued(desk: Desk) -> date | None:
    keys = await desk.store(desk.archive.queued_keys, _DIGEST)
    return max((day for key in keys if (day := _day(key))), default=None)


async def _leave_out(desk: Desk, days: Sequence[date]) -> None:
    if not days:
        return
    await desk.store(desk.archive.leave_out, [_key(day) for day in days], _targets(desk))
    logger.warning(
        "digests left out count=%d from=%s to=%s: `monitor digest --date DATE --send` sends one",
        len(days),
        days[0],
        days[-1],
    )


def _key(day: date) -> str:
    return f"{_DIGEST}{day.isoformat()}"


def _day(key: str) -> date | None:
    """Return the date of the digest that a key names or belongs to."""
    alert = Alert.of(key)
    if alert is not None:
        return alert.day
    try:
        return date.fromisoformat(key.removeprefix(_DIGEST).removeprefix(_INTERIM))
    except ValueError:
        return None


def _name(key: str) -> str:
    alert = Alert.of(key)
    return f"alert on {alert.topic}" if alert else key.replace(":", " of ", 1)
