"""The state of a feed after a poll, computed from the state before and the response.

The new state is stored in one transaction with the entries of the response.

Validators and body hash describe the last document that was read whole. They are removed when a document
could not be read, was cut off, or was suspiciously empty, so that the next request is unconditional.
Therefore "nothing new" (304, or the same body) ends a failure such as a time-out, while a feed whose last
document was bad recovers only with a good document.
"""

import hashlib
import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal

from monitor.models import (
    Failure,
    FailureKind,
    Feed,
    FeedState,
    FeedStatus,
    ParsedFeed,
    Request,
    Response,
    ScheduleSettings,
)
from monitor.policy.http_caching import LONGEST_REQUESTED_WAIT, requested_wait, retry_after
from monitor.policy.polling import GONE_RETRY_INTERVAL, adapted_interval, back_off, jittered
from monitor.policy.volume import count_day

OLD_DATES = "old_dates"
UNREQUESTED_304 = Failure("unasked_304", "answered 304 to a request without validators", FailureKind.SOFT)

_FULL_REQUEST_AFTER = timedelta(days=7)
_FULL_REQUEST_MAX_AHEAD = timedelta(days=8)
_REDIRECTS_TO_ADOPT = 3
_NOT_MODIFIED = 304
_TOO_MANY_REQUESTS = 429
_ZERO = timedelta(0)
_HOUR = timedelta(hours=1)
# If only the newest entries of a document were kept, it was read whole: another request gives no more.
_WHOLE = {"", "too_many_entries"}
# Printable ASCII of limited length, which can be sent back byte for byte (faults.md row 46).
_VALIDATOR = re.compile(r"[\x20-\x7e]{1,1000}")
_NO_VALIDATORS: dict[str, Any] = {"etag": None, "last_modified": None, "body_hash": None}


def polled_url(feed: Feed, state: FeedState | None) -> str:
    """Return the URL to poll: the target of an adopted permanent redirect, else the configured URL."""
    if state is not None and state.moved_to is not None and _is_redirect_adopted(state):
        return state.moved_to
    return feed.url


def request_for(feed: Feed, state: FeedState | None, now: datetime) -> Request:
    """Return the request for a poll; once a week it is unconditional, as some servers answer 304 wrongly."""
    url = polled_url(feed, state)
    purpose: Literal["feed", "page"] = "page" if feed.kind == "page" else "feed"
    access = feed.access_to(url)
    # The position in a mail folder is exact, and without it the request would return only the newest mails.
    if state is None or (feed.kind != "mail" and _full_request_is_due(state, now)):
        return Request(url, purpose, access=access)
    return Request(url, purpose, state.etag, state.last_modified, access)


def next_state(
    feed: Feed,
    state: FeedState,
    outcome: Response | Failure,
    parsed: ParsedFeed | Failure | None,
    new: int,
    now: datetime,
    schedule: ScheduleSettings,
    jitter: float,
) -> FeedState:
    """Return the state of a feed after a poll.

    Args:
        feed: The feed.
        state: Its state before the poll.
        outcome: The response, or why there is none.
        parsed: The parsed document, or why it could not be parsed. None for a 304 and for a body whose hash
            equals `state.body_hash`.
        new: How many entries are new to the archive. The archive calls this function inside the transaction
            that stores them. Only interval, next_poll, changed, usual_gap and days depend on it.
        now: When the poll ended.
        schedule: The user's limits of the interval.
        jitter: A random number in [0, 1).

    Raises:
        ValueError: A new body was not parsed. Storing its validators would lose its entries.
    """
    if isinstance(outcome, Failure):
        return _failed(feed, state, outcome, now, schedule, jitter)
    if isinstance(parsed, Failure):
        wait = retry_after(outcome.header("retry-after") or "", now)
        failure = parsed if wait is None else replace(parsed, retry_after=wait)
        return _failed(feed, _without_validators(state), failure, now, schedule, jitter)
    if parsed is None and outcome.status == _NOT_MODIFIED and not (state.etag or state.last_modified):
        return _failed(feed, state, UNREQUESTED_304, now, schedule, jitter)
    if parsed is None and outcome.status != _NOT_MODIFIED and body_hash(outcome.body) != state.body_hash:
        raise ValueError(f"{feed.url}: a new document must be parsed before its validators are stored")
    interval = adapted_interval(feed, state, parsed, new, schedule)
    moved_to, moved_count = _next_redirect(feed, state, outcome, parsed)
    schedule_changes = {
        "interval": interval,
        "strikes": 0.0,
        "polled": now,
        "succeeded": now,
        "changed": now if new else state.changed,
        "usual_gap": _usual_gap(state, now) if new else state.usual_gap,
        "days": count_day(state.days, now, new),
        "next_poll": now + jittered(interval, requested_wait(outcome, now), jitter),
        "moved_to": moved_to,
        "moved_count": moved_count,
        "failing_since": None,
    }
    if parsed is None:
        changes = _unchanged_document(state, outcome, now)
    else:
        changes = _new_document(state, outcome, parsed, now)
    if isinstance(parsed, ParsedFeed) and (new or state.reason == OLD_DATES) and state.succeeded is not None:
        changes |= _old_dates(changes, parsed, now, schedule)
    # A single `replace`: it takes longer than all other steps for a feed without news.
    return replace(state, **{**changes, **schedule_changes})


def resumed(state: FeedState) -> FeedState:
    """Return the state of a feed that the user wants polled again, for example after 410 Gone."""
    return replace(
        state,
        status=FeedStatus.NEW,
        reason="",
        detail="",
        strikes=0.0,
        next_poll=None,
        failing_since=None,
    )


def backlog_before(state: FeedState, now: datetime, backlog_after: timedelta) -> datetime:
    """Return the time before which a published entry is backlog, not news.

    It counts from the feed's last success, so that entries published during an outage are news after it. For
    a feed that was never read it counts from now.
    """
    return min(state.succeeded or now, now) - backlog_after


def body_hash(body: bytes) -> str:
    """Return the hash that identifies a feed document: 16 bytes of blake2b in hex."""
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def _new_document(state: FeedState, response: Response, parsed: ParsedFeed, now: datetime) -> dict[str, Any]:
    """Return the changes for a document that was parsed."""
    if parsed.damage not in _WHOLE:
        detail = f"damaged; {len(parsed.entries)} entries could be read"
        changes = _status(FeedStatus.PARTIAL, parsed.damage, detail)
        return changes | _NO_VALIDATORS | {"entries": state.entries or len(parsed.entries)}
    if state.entries and not parsed.entries:
        detail = f"had {state.entries} entries, now has none"
        return _status(FeedStatus.EMPTY, "empty", detail) | _NO_VALIDATORS
    detail = f"only the newest {len(parsed.entries)} entries were kept" if parsed.damage else response.note
    if parsed.more:
        # Its parts may change while the document itself does not.
        status = FeedStatus.PARTIAL if parsed.damage else FeedStatus.OK
        return _status(status, parsed.damage, detail) | _NO_VALIDATORS | {"entries": len(parsed.entries)}
    return _status(FeedStatus.PARTIAL if parsed.damage else FeedStatus.OK, parsed.damage, detail) | {
        "etag": _validator(response, "etag"),
        "last_modified": _validator(response, "last-modified"),
        "body_hash": body_hash(response.body),
        "entries": len(parsed.entries),
        "full_due": now + _FULL_REQUEST_AFTER,
    }


def _old_dates(
    changes: dict[str, Any], parsed: ParsedFeed, now: datetime, schedule: ScheduleSettings
) -> dict[str, Any]:
    """Return a remark for a feed with new entries if all its entries have old dates."""
    dates = [entry.published for entry in parsed.entries if entry.published is not None]
    if changes.get("status") is not FeedStatus.OK or not dates or len(dates) < len(parsed.entries):
        return {}
    if max(dates) >= now - schedule.backlog_after:
        return {}
    return _status(FeedStatus.OK, OLD_DATES, f"the newest is dated {max(dates):%Y-%m-%d}")


def _unchanged_document(state: FeedState, response: Response, now: datetime) -> dict[str, Any]:
    """Return the changes for a 304 or a body with the known hash."""
    changes = (
        {}
        if state.status is FeedStatus.PARTIAL or state.reason == OLD_DATES
        else _status(FeedStatus.OK, "", response.note)
    )
    etag, last_modified = _validator(response, "etag"), _validator(response, "last-modified")
    if response.status != _NOT_MODIFIED:
        return changes | {
            "etag": etag,
            "last_modified": last_modified,
            "full_due": now + _FULL_REQUEST_AFTER,
        }
    return changes | {
        "etag": etag or state.etag,
        "last_modified": last_modified or state.last_modified,
        "full_due": state.full_due or now + _FULL_REQUEST_AFTER,
    }


def _status(status: FeedStatus, reason: str, detail: str) -> dict[str, Any]:
    return {"status": status, "reason": reason, "detail": detail}


def _failed(
    feed: Feed,
    state: FeedState,
    failure: Failure,
    now: datetime,
    schedule: ScheduleSettings,
    jitter: float,
) -> FeedState:
    gone = failure.kind is FailureKind.GONE
    lost = gone or failure.kind is FailureKind.HARD
    if _is_redirect_adopted(state) and lost:
        # The target of the redirect is lost: return to the configured URL.
        state, gone = replace(state, moved_to=None, moved_count=0), False
    strikes = state.strikes + failure.kind.weight
    wait = jittered(back_off(feed, state, strikes, schedule), _wait_after_failure(failure, jitter), jitter)
    return replace(
        state,
        status=FeedStatus.GONE if gone else FeedStatus.FAILING,
        reason=failure.reason,
        detail=failure.detail,
        strikes=strikes,
        polled=now,
        next_poll=now + (GONE_RETRY_INTERVAL if gone else wait),
        failing_since=state.failing_since or now,
    )


def _wait_after_failure(failure: Failure, jitter: float) -> timedelta:
    if failure.retry_after is not None:
        return min(failure.retry_after, LONGEST_REQUESTED_WAIT)
    return _HOUR * (1 + jitter) if failure.status == _TOO_MANY_REQUESTS else _ZERO


def _without_validators(state: FeedState) -> FeedState:
    """Remove the validators, and a redirect that is not adopted yet."""
    redirect = (state.moved_to, state.moved_count) if _is_redirect_adopted(state) else (None, 0)
    return replace(state, moved_to=redirect[0], moved_count=redirect[1], **_NO_VALIDATORS)


def _validator(response: Response, name: str) -> str | None:
    value = response.header(name)
    return value if value and _VALIDATOR.fullmatch(value) else None


def _full_request_is_due(state: FeedState, now: datetime) -> bool:
    if state.full_due is None:
        return False
    return state.full_due <= now or state.full_due - now > _FULL_REQUEST_MAX_AHEAD


def _usual_gap(state: FeedState, now: datetime) -> timedelta | None:
    """Return the moving average of the time between polls with new entries; the last gap weighs a fifth."""
    if state.changed is None or now <= state.changed:
        return state.usual_gap
    gap = now - state.changed
    return gap if state.usual_gap is None else state.usual_gap * 0.8 + gap * 0.2


def _is_redirect_adopted(state: FeedState) -> bool:
    """Return whether to poll the target of a permanent redirect: after three redirects in a row."""
    return state.moved_to is not None and state.moved_count >= _REDIRECTS_TO_ADOPT


def _next_redirect(
    feed: Feed, state: FeedState, response: Response, parsed: ParsedFeed | None
) -> tuple[str | None, int]:
    """Return `moved_to` and `moved_count` after a successful poll (faults.md rows 15, 69, 71).

    A redirect counts only if a document came with it, because a parked site may answer 304. Redirects from
    https to http are not adopted.
    """
    before = (state.moved_to, state.moved_count)
    target = response.moved_to
    if response.status == _NOT_MODIFIED or (parsed is not None and (parsed.damage or not parsed.entries)):
        return before
    if target is None:
        return before if _is_redirect_adopted(state) else (None, 0)
    if target == feed.url or (feed.url.startswith("https:") and not target.startswith("https:")):
        return (None, 0)
    if target != state.moved_to:
        return (target, 1)
    return (target, min(state.moved_count + 1, _REDIRECTS_TO_ADOPT))
