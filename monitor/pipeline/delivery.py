"""Deliver closed digests and alerts: queue them in the outbox, then retry each until it is accepted."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import blake2b
from zoneinfo import ZoneInfo

from monitor.digest import Message, digest_message
from monitor.models import MONTH, WEEK, Delivery, last_day
from monitor.pipeline.alerts import Alert, message_of
from monitor.pipeline.context import AppContext
from monitor.pipeline.stored_digest import digest_of, period_digest_of
from monitor.publish import after_attempt, deliver, secret_fingerprint, target_name

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 3
_DIGEST = "digest:"
_INTERIM = "interim:"
_PERIODS = {"week:": WEEK, "month:": MONTH}
_STALE = timedelta(days=7)  # older messages are not retried
# Longer than one attempt takes. After a kill, the next process waits this long.
_CLAIM = timedelta(minutes=5)


async def queue_closed(app: AppContext) -> None:
    """Queue every closed digest that is newer than the newest queued one.

    The digests table names closed digests, so a kill before queueing loses none. The first time,
    only the newest closed digest is queued; later at most the newest three. The log and `monitor status` say
    how to send the others.
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


async def queue_periods(app: AppContext) -> None:
    """Queue the digests of weeks and months that are newer than the newest queued one of their kind.

    The first time only the newest of each kind is queued.
    """
    targets = _targets(app)
    recorded = await app.store(app.archive.period_digests.recorded)
    for prefix, kind in _PERIODS.items():
        names = [period.name for period in recorded if period.kind == kind]
        if not targets or not names:
            continue
        queued = await app.store(app.archive.outbox.queued_keys, prefix)
        newest = max((key.removeprefix(prefix) for key in queued), default="")
        waiting = [name for name in names if name > newest] if newest else names[-1:]
        for name in waiting[-MOST_AT_ONCE:]:
            await app.store(app.archive.outbox.queue, f"{prefix}{name}", targets, app.clock())


async def send_period(app: AppContext, name: str, kind: str) -> tuple[int, int]:
    """Send the digest of a week or month once to each target; return the numbers (sent, failed)."""
    key = f"{kind}:{name}"
    await app.store(app.archive.outbox.queue_again, key, _targets(app), app.clock())
    due = await app.store(app.archive.outbox.due, app.clock())
    return await _deliver(app, [one for one in due if one.key == key])


async def send_again(app: AppContext, day: date) -> str:
    """Queue a digest on request, even if it was sent before; return its key.

    Older digests that are not sent yet are skipped, with a log line, so that nothing else is sent.
    """
    targets, closed = _targets(app), await _closed(app)
    newest = await _newest_queued(app)
    passed = [other for other in closed if (other > day if newest is None else newest < other < day)]
    await _leave_out(app, passed)
    # An open digest gets a separate key, because it is sent again when it is closed.
    key = _key(day) if day in closed else f"{_INTERIM}{day.isoformat()}"
    await app.store(app.archive.outbox.queue_again, key, targets, app.clock())
    return key


async def send_one(app: AppContext, day: date) -> tuple[int, int]:
    """Send the digest of a date once to each target; return the numbers (sent, failed)."""
    key = await send_again(app, day)
    return await _deliver(
        app, [due for due in await app.store(app.archive.outbox.due, app.clock()) if due.key == key]
    )


async def deliver_due(app: AppContext) -> int:
    """Queue closed digests, then try each due delivery; return the number that failed.

    A delivery is recorded after the target accepted it. After a kill in between it is sent twice, never lost.
    """
    await retry_changed_targets(app)
    await queue_closed(app)
    await queue_periods(app)
    _, failed = await _deliver(app, await app.store(app.archive.outbox.due, app.clock()))
    return failed


async def retry_changed_targets(app: AppContext) -> None:
    """Retry undelivered messages, at most the newest three, if the URL of their target changed.

    A changed environment variable shows by the hash of its value. A URL in monitor.toml is known only by its
    name, so a new one replaces one that was removed, preferably of the same kind.
    """
    archive, now = app.archive, app.clock()
    named = {target_name(url): url for url in app.config.deliver.urls}
    replacements: dict[str, str] = {}
    for name, url in named.items():
        secret_hash = secret_fingerprint(url)
        changed = bool(secret_hash) and (
            await app.store(archive.outbox.secret_changed, name, secret_hash, now)
        )
        if changed:
            replacements[name] = name
    undelivered = await app.store(archive.outbox.undelivered)
    gone = list(dict.fromkeys(one.target for one in reversed(undelivered) if one.target not in named))
    if gone:
        tried = await app.store(archive.outbox.tried_targets)
        replacements |= _replacements(gone, [name for name in named if name not in tried])
    for target, replacement in replacements.items():
        recent = [one for one in undelivered if one.target == target and _is_recent(one, now)]
        for delivery in recent[-MOST_AT_ONCE:]:
            await app.store(archive.outbox.retry, delivery, replacement, now)
            logger.info("delivery is retried message=%s target=%s", delivery.key, replacement)


def _replacements(gone: list[str], fresh: list[str]) -> dict[str, str]:
    """Return the new target for each removed one, the last used first."""
    replacements: dict[str, str] = {}
    for target in gone:
        alike = [name for name in fresh if name.split()[0] == target.split()[0]]
        replacement = next(iter(alike or fresh), None)
        if replacement is not None:
            replacements[target] = replacement
            fresh.remove(replacement)
    return replacements


def _is_recent(delivery: Delivery, now: datetime) -> bool:
    day = _day(delivery.key)
    return day is not None and day >= now.date() - _STALE


async def _deliver(app: AppContext, deliveries: Iterable[Delivery]) -> tuple[int, int]:
    sent = failed = 0
    for delivery in deliveries:
        if app.stopping:
            break
        # A daemon and a concurrent `monitor digest --send` share the outbox.
        if not await app.store(app.archive.outbox.claim, delivery, app.clock() + _CLAIM):
            continue
        after = await _try(app, delivery)
        await app.store(app.archive.outbox.record, after)
        sent += after.sent is not None
        failed += after.sent is None
    return sent, failed


async def failed_deliveries(app: AppContext, since: date) -> tuple[str, ...]:
    """Return a line for each failed delivery: all that wait, and those given up since a date."""
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
    # It waits for a separate process, so it runs on a thread.
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
    """Return the sender id of this monitor in its mails; derived from its output folder."""
    return blake2b(str(app.output.absolute()).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


async def _message(app: AppContext, key: str) -> Message | None:
    alert = Alert.of(key)
    if alert is not None:
        return await message_of(app, alert)
    prefix, _, name = key.partition(":")
    if f"{prefix}:" in _PERIODS:
        digest = await period_digest_of(app, name)
    else:
        day = _day(key)
        digest = await digest_of(app, day) if day else None
    return digest_message(digest, app.config.web.url) if digest else None


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
    """Return the date of the digest or alert with this key, or None."""
    alert = Alert.of(key)
    if alert is not None:
        return alert.day
    kind = next((kind for prefix, kind in _PERIODS.items() if key.startswith(prefix)), "")
    try:
        if kind == WEEK:
            return date.fromisocalendar(int(key[5:9]), int(key[11:]), 7)
        if kind == MONTH:
            return last_day(MONTH, date.fromisoformat(f"{key[6:]}-01"))
        return date.fromisoformat(key.removeprefix(_DIGEST).removeprefix(_INTERIM))
    except ValueError:
        return None


def _name(key: str) -> str:
    alert = Alert.of(key)
    return f"alert on {alert.topic}" if alert else key.replace(":", " of ", 1)
