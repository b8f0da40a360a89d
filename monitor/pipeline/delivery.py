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
from monitor.pipeline.alerts import Alert, message_of
from monitor.pipeline.context import AppContext
from monitor.pipeline.stored_digest import digest_of
from monitor.publish import after_attempt, deliver, secret_fingerprint, target_name

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 3
_DIGEST = "digest:"
_INTERIM = "interim:"
_STALE = timedelta(days=7)  # what is older nobody waits for
# Longer than a try may take; where a process is killed within it the next one waits so long.
_CLAIM = timedelta(minutes=5)


async def queue_closed(app: AppContext) -> None:
    """Put every closed digest in the outbox that is newer than the newest that came there.

    The ledger says which are closed, so a kill between closing and queueing loses none. The first time, the
    newest closed digest alone is sent, not the past; later the newest three at most, and the log and
    `monitor status` say how to send the others.
    """
    targets = _targets(app)
    closed = await _closed(app)
    if not targets or not closed:
        return
    newest = await _newest_queued(app) or closed[-1] - timedelta(days=1)
    waiting = [day for day in closed if day > newest]
    await _leave_out(app, waiting[:-MOST_AT_ONCE])
    for day in waiting[-MOST_AT_ONCE:]:
        await app.store(app.archive.outbox.queue, _key(day), targets, app.clock())


async def send_again(app: AppContext, day: date) -> str:
    """Put a digest in the outbox although it may have been sent: somebody asked for it; return its key.

    No other is sent because of that: those that might have been are left out, and said to be.
    """
    targets, closed = _targets(app), await _closed(app)
    newest = await _newest_queued(app)
    passed = [other for other in closed if (other > day if newest is None else newest < other < day)]
    await _leave_out(app, passed)
    # A digest that is still open is sent beside, for it is to be sent when it is closed.
    key = _key(day) if day in closed else f"{_INTERIM}{day.isoformat()}"
    await app.store(app.archive.outbox.queue_again, key, targets, app.clock())
    return key


async def send_one(app: AppContext, day: date) -> tuple[int, int]:
    """Send the digest of a date once to each target and nothing else; return how many it reached or not."""
    key = await send_again(app, day)
    return await _deliver(
        app, [due for due in await app.store(app.archive.outbox.due, app.clock()) if due.key == key]
    )


async def deliver_due(app: AppContext) -> int:
    """Try each delivery whose time has come, closed digests among them; return how many failed.

    A delivery is recorded after it was accepted: a kill between the two sends it again, never loses it.
    """
    await renew(app)
    await queue_closed(app)
    _, failed = await _deliver(app, await app.store(app.archive.outbox.due, app.clock()))
    return failed


async def renew(app: AppContext) -> None:
    """Try again what was not delivered where the target's URL changed since, at most the newest three.

    A variable that holds another URL shows by its mark. A URL in monitor.toml is known by its name alone, so
    one that is new there takes the place of one that is gone, of the same kind if there is one.
    """
    archive, now = app.archive, app.clock()
    named = {target_name(url): url for url in app.config.deliver.urls}
    heirs: dict[str, str] = {}
    for name, url in named.items():
        mark = secret_fingerprint(url)
        changed = bool(mark) and (await app.store(archive.outbox.secret_changed, name, mark, now))
        if changed:
            heirs[name] = name
    undelivered = await app.store(archive.outbox.undelivered)
    gone = list(dict.fromkeys(one.target for one in reversed(undelivered) if one.target not in named))
    if gone:
        tried = await app.store(archive.outbox.tried_targets)
        heirs |= _heirs(gone, [name for name in named if name not in tried])
    for target, heir in heirs.items():
        recent = [one for one in undelivered if one.target == target and _is_recent(one, now)]
        for delivery in recent[-MOST_AT_ONCE:]:
            await app.store(archive.outbox.retry, delivery, heir, now)
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


async def _deliver(app: AppContext, deliveries: Iterable[Delivery]) -> tuple[int, int]:
    sent = failed = 0
    for delivery in deliveries:
        if app.stopping:
            break
        # A daemon and a `monitor digest --send` beside it see the same outbox.
        if not await app.store(app.archive.outbox.claim, delivery, app.clock() + _CLAIM):
            continue
        after = await _try(app, delivery)
        await app.store(app.archive.outbox.record, after)
        sent += after.sent is not None
        failed += after.sent is None
    return sent, failed


async def failed_deliveries(app: AppContext, since: date) -> tuple[str, ...]:
    """Say for the next digest what could not be sent: all that waits, and what was given up since a date."""
    zone = ZoneInfo(app.config.timezone)
    lines = []
    for delivery in await app.store(app.archive.outbox.undelivered):
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


async def _try(app: AppContext, delivery: Delivery) -> Delivery:
    url = {target_name(url): url for url in app.config.deliver.urls}.get(delivery.target)
    message = await _message(app, delivery.key) if url else None
    if url is None or message is None:
        why = "no such target in monitor.toml any more" if url is None else "nothing of it is left to send"
        return replace(delivery, next_try=None, error=why)
    # Blocks on a process of its own, so a thread may wait for it.
    failure = await asyncio.to_thread(
        deliver, message, url, proxy=app.config.fetch.proxy, sender=_sender(app)
    )
    after = after_attempt(delivery, failure, app.clock())
    if failure is None:
        logger.info("delivered message=%s target=%s", delivery.key, delivery.target)
    else:
        logger.warning("delivery failed message=%s target=%s: %s", delivery.key, delivery.target, failure)
    return after


def _sender(app: AppContext) -> str:
    """Return what stands for this monitor in its mails: the same as long as its folder is."""
    return blake2b(str(app.output.absolute()).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


async def _message(app: AppContext, key: str) -> Message | None:
    alert = Alert.of(key)
    if alert is not None:
        return await message_of(app, alert)
    day = _day(key)
    digest = await digest_of(app, day) if day else None
    return digest_message(digest) if digest else None


def _targets(app: AppContext) -> list[str]:
    return [target_name(url) for url in app.config.deliver.urls]


async def _closed(app: AppContext) -> list[date]:
    return [day.date for day in await app.store(app.archive.digests.windows) if day.closed]


async def _newest_queued(app: AppContext) -> date | None:
    keys = await app.store(app.archive.outbox.queued_keys, _DIGEST)
    return max((day for key in keys if (day := _day(key))), default=None)


async def _leave_out(app: AppContext, days: Sequence[date]) -> None:
    if not days:
        return
    await app.store(app.archive.outbox.skip, [_key(day) for day in days], _targets(app))
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
