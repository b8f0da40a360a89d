"""How a feed stands after a poll: its new state, from what was known and what came back.

Pure: no I/O, no clock. The state returned is stored in one transaction with the entries that came with it.

Validators and body hash stand for one thing: the last document, read whole. They are stored after no other,
and forgotten when a document could not be read, was cut off, or was suspiciously empty; the next request is
then unconditional. So the answer "nothing new" (304, or the same body) is believed, and heals a feed that
timed out, while a feed whose last document was bad is healed by a good document alone.
"""

import hashlib
import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from monitor.models import (
    Failure,
    FailureKind,
    Feed,
    FeedState,
    FeedStatus,
    ParsedFeed,
    Response,
    ScheduleSettings,
)
from monitor.policy.http_caching import LONGEST_ASKED, asked_wait, retry_after
from monitor.policy.permanent_redirects import is_adopted, moved
from monitor.policy.poll_interval import adapted_interval, back_off, jittered

FULL_AFTER = timedelta(days=7)
GONE_AGAIN_AFTER = timedelta(days=7)

_NOT_MODIFIED = 304
_TOO_MANY_REQUESTS = 429
_NOTHING = timedelta(0)
_HOUR = timedelta(hours=1)
# A document of which only the newest entries were kept was still read whole: asking again gives no more.
_WHOLE = {"", "too_many_entries"}
# What can be sent back byte for byte: printable ASCII of a sane length (faults.md row 46).
_VALIDATOR = re.compile(r"[\x20-\x7e]{1,1000}")
OLD_DATES = "old_dates"
_NO_VALIDATORS: dict[str, Any] = {"etag": None, "last_modified": None, "body_hash": None}
_UNASKED = Failure("unasked_304", "answered 304 to a request without validators", FailureKind.SOFT)


def next_state(
    feed: Feed,
    state: FeedState,
    outcome: Response | Failure,
    parsed: ParsedFeed | Failure | None,
    new: int,
    now: datetime,
    schedule: ScheduleSettings,
    spread: float,
) -> FeedState:
    """Return the state of a feed after a poll.

    `parsed` is None for a 304 and for a body whose `body_hash` the state holds. `new` counts the entries that
    the archive had not seen: it asks for the state within the transaction that stores them. Only interval,
    next_poll, changed and usual_gap depend on it.

    Raises:
        ValueError: a body not seen before was not parsed; storing its validators would lose its entries.
    """
    if isinstance(outcome, Failure):
        return _failed(feed, state, outcome, now, schedule, spread)
    if isinstance(parsed, Failure):
        patience = retry_after(outcome.header("retry-after") or "", now)
        failure = parsed if patience is None else replace(parsed, retry_after=patience)
        return _failed(feed, _doubted(state), failure, now, schedule, spread)
    if parsed is None and outcome.status == _NOT_MODIFIED and not (state.etag or state.last_modified):
        return _failed(feed, state, _UNASKED, now, schedule, spread)
    if parsed is None and outcome.status != _NOT_MODIFIED and body_hash(outcome.body) != state.body_hash:
        raise ValueError(f"{feed.url}: a new document must be parsed before its validators are stored")
    interval = adapted_interval(feed, state, parsed, new, schedule)
    moved_to, moved_count = moved(feed, state, outcome, parsed)
    changes = {
        "interval": interval,
        "strikes": 0.0,
        "polled": now,
        "succeeded": now,
        "changed": now if new else state.changed,
        "usual_gap": _usual_gap(state, now) if new else state.usual_gap,
        "next_poll": now + jittered(interval, asked_wait(outcome, now), spread),
        "moved_to": moved_to,
        "moved_count": moved_count,
        "failing_since": None,
    }
    told = _told_again(state, outcome, now) if parsed is None else _told(state, outcome, parsed, now)
    if isinstance(parsed, ParsedFeed) and (new or state.reason == OLD_DATES) and state.succeeded is not None:
        told |= _dated_as_old(told, parsed, now, schedule)
    # One copy: it costs more than all else that is decided for a feed without news.
    return replace(state, **{**told, **changes})


def resumed(state: FeedState) -> FeedState:
    """Return the state of a feed that the user wants polled again, whatever it said before (410 Gone)."""
    return replace(
        state,
        status=FeedStatus.NEW,
        reason="",
        detail="",
        strikes=0.0,
        next_poll=None,
        failing_since=None,
    )


def body_hash(body: bytes) -> str:
    """Name a feed document, to know it again: 16 bytes of blake2b in hex."""
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def _told(state: FeedState, answer: Response, parsed: ParsedFeed, now: datetime) -> dict[str, Any]:
    """Return what a document that was parsed changes."""
    if parsed.damage not in _WHOLE:
        detail = f"damaged; {len(parsed.entries)} entries could be read"
        told = _standing(FeedStatus.PARTIAL, parsed.damage, detail)
        return told | _NO_VALIDATORS | {"entries": state.entries or len(parsed.entries)}
    if state.entries and not parsed.entries:
        detail = f"had {state.entries} entries, now has none"
        return _standing(FeedStatus.EMPTY, "empty", detail) | _NO_VALIDATORS
    detail = f"only the newest {len(parsed.entries)} entries were kept" if parsed.damage else answer.note
    return _standing(FeedStatus.PARTIAL if parsed.damage else FeedStatus.OK, parsed.damage, detail) | {
        "etag": _validator(answer, "etag"),
        "last_modified": _validator(answer, "last-modified"),
        "body_hash": body_hash(answer.body),
        "entries": len(parsed.entries),
        "full_due": now + FULL_AFTER,
    }


def _dated_as_old(
    told: dict[str, Any], parsed: ParsedFeed, now: datetime, schedule: ScheduleSettings
) -> dict[str, Any]:
    """Return a remark on a feed that dates its new entries as old, and all others."""
    dates = [entry.published for entry in parsed.entries if entry.published is not None]
    if told.get("status") is not FeedStatus.OK or not dates or len(dates) < len(parsed.entries):
        return {}
    if max(dates) >= now - schedule.backlog_after:
        return {}
    return _standing(FeedStatus.OK, OLD_DATES, f"the newest is dated {max(dates):%Y-%m-%d}")


def _told_again(state: FeedState, answer: Response, now: datetime) -> dict[str, Any]:
    """Return what an answer changes that the last whole document still holds: 304, or the same body."""
    told = (
        {}
        if state.status is FeedStatus.PARTIAL or state.reason == OLD_DATES
        else _standing(FeedStatus.OK, "", answer.note)
    )
    etag, last_modified = _validator(answer, "etag"), _validator(answer, "last-modified")
    if answer.status != _NOT_MODIFIED:
        return told | {"etag": etag, "last_modified": last_modified, "full_due": now + FULL_AFTER}
    return told | {
        "etag": etag or state.etag,
        "last_modified": last_modified or state.last_modified,
        "full_due": state.full_due or now + FULL_AFTER,
    }


def _standing(status: FeedStatus, reason: str, detail: str) -> dict[str, Any]:
    return {"status": status, "reason": reason, "detail": detail}


def _failed(
    feed: Feed,
    state: FeedState,
    failure: Failure,
    now: datetime,
    schedule: ScheduleSettings,
    spread: float,
) -> FeedState:
    gone = failure.kind is FailureKind.GONE
    lost = gone or failure.kind is FailureKind.HARD
    if is_adopted(state) and lost:
        # The place it moved to is no good: ask again at the URL that the user wrote.
        state, gone = replace(state, moved_to=None, moved_count=0), False
    strikes = state.strikes + failure.kind.weight
    wait = jittered(back_off(feed, state, strikes, schedule), _patience(failure, spread), spread)
    return replace(
        state,
        status=FeedStatus.GONE if gone else FeedStatus.FAILING,
        reason=failure.reason,
        detail=failure.detail,
        strikes=strikes,
        polled=now,
        next_poll=now + (GONE_AGAIN_AFTER if gone else wait),
        failing_since=state.failing_since or now,
    )


def _doubted(state: FeedState) -> FeedState:
    """Forget what would let a server say `nothing new`; a move is not adopted on such an answer either."""
    kept = (state.moved_to, state.moved_count) if is_adopted(state) else (None, 0)
    return replace(state, moved_to=kept[0], moved_count=kept[1], **_NO_VALIDATORS)


def _patience(failure: Failure, spread: float) -> timedelta:
    if failure.retry_after is not None:
        return min(failure.retry_after, LONGEST_ASKED)
    return _HOUR * (1 + spread) if failure.status == _TOO_MANY_REQUESTS else _NOTHING


def _validator(answer: Response, name: str) -> str | None:
    value = answer.header(name)
    return value if value and _VALIDATOR.fullmatch(value) else None


def _usual_gap(state: FeedState, now: datetime) -> timedelta | None:
    """Return the typical time between polls that found something, the last one counting a fifth."""
    if state.changed is None or now <= state.changed:
        return state.usual_gap
    gap = now - state.changed
    return gap if state.usual_gap is None else state.usual_gap * 0.8 + gap * 0.2
