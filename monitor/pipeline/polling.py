"""Poll feeds: fetch, parse, decide, and record state and entries in one transaction a feed."""

import logging
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus

from monitor import policy
from monitor.errors import TaskFailed
from monitor.models import Failure, FailureKind, Feed, FeedState, ParsedFeed, Response
from monitor.pipeline.desk import Desk
from monitor.read import parse_feed

logger = logging.getLogger(__name__)

_KEPT_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class FeedOutcome:
    """What came of one poll.

    Attributes:
        answer: what the server gave, or why nothing came.
        parsed: the document, why it could not be read, or None when there was nothing new to parse.
        new: entries the archive had not seen.
    """

    feed: Feed
    answer: Response | Failure
    parsed: ParsedFeed | Failure | None = None
    new: int = 0

    @property
    def failure(self) -> Failure | None:
        """Return why the poll failed, or None."""
        for value in (self.answer, self.parsed):
            if isinstance(value, Failure):
                return value
        return None


async def poll_feeds(
    desk: Desk, feeds: Sequence[Feed], states: Mapping[str, FeedState]
) -> tuple[FeedOutcome, ...]:
    """Poll feeds; record what is new as it comes, what is unchanged together, the failures at the end.

    A feed without news loses nothing when its state is lost: it is polled again. Failures wait because a
    network that is down is no feed's fault: then no feed is penalised.
    """
    unchanged: list[FeedState] = []

    async def keep() -> None:
        kept = tuple(unchanged)
        unchanged.clear()
        if kept:
            await desk.store(desk.archive.record_unchanged, kept)

    async def poll(feed: Feed) -> FeedOutcome:
        state = _state(states, feed)
        outcome = await _ask(desk, feed, state)
        if outcome.failure:
            return outcome
        if outcome.parsed is not None or feed.url not in states:
            return await _record(desk, outcome, state)
        unchanged.append(_next_state(desk, outcome, state))
        logger.info("feed unchanged feed=%s", feed.url)
        if len(unchanged) >= _KEPT_AT_ONCE:
            await keep()
        return outcome

    outcomes = await desk.each("feeds", feeds, poll)
    await keep()
    failed = [outcome for outcome in outcomes if outcome.failure]
    network_down = policy.network_is_down((outcome.feed.url, outcome.answer) for outcome in outcomes)
    if network_down:
        logger.warning("network down feeds=%d", len(failed))
    for outcome in failed:
        await _record(desk, outcome, _state(states, outcome.feed), network_down=network_down)
    order = {feed.url: place for place, feed in enumerate(feeds)}
    return tuple(sorted(outcomes, key=lambda outcome: order[outcome.feed.url]))


async def _ask(desk: Desk, feed: Feed, state: FeedState) -> FeedOutcome:
    answer = await desk.fetcher.fetch(policy.request_for(feed, state, desk.clock()))
    if isinstance(answer, Failure) or answer.status == HTTPStatus.NOT_MODIFIED:
        return FeedOutcome(feed, answer)
    if policy.body_hash(answer.body) == state.body_hash:
        return FeedOutcome(feed, answer)
    content_type = answer.header("content-type") or ""
    try:
        parsed = await desk.work(parse_feed, answer.body, content_type, feed.url, desk.clock())
    except TaskFailed as failed:
        parsed = Failure(failed.reason, f"while parsing the feed: {failed}", FailureKind.SOFT)
    return FeedOutcome(feed, answer, parsed)


async def _record(
    desk: Desk, outcome: FeedOutcome, state: FeedState, *, network_down: bool = False
) -> FeedOutcome:
    """Store the new state and the entries in one transaction; say so in the log."""
    now, spread, schedule = desk.clock(), random.random(), desk.config.schedule  # noqa: S311 - jitter
    feed, answer, parsed = outcome.feed, outcome.answer, outcome.parsed

    def decide(new: int) -> FeedState:
        if network_down and outcome.failure is not None:
            return policy.wait_for_network(state, outcome.failure, now, spread)
        return policy.next_state(feed, state, answer, parsed, new, now, schedule, spread)

    entries = parsed.entries if isinstance(parsed, ParsedFeed) else ()
    backlog_before = now - schedule.backlog_after
    new = await desk.store(desk.archive.record_poll, feed, decide, entries, now, backlog_before)
    if outcome.failure is None:
        logger.info("feed read feed=%s entries=%d new=%d", feed.url, len(entries), new)
    else:
        logger.warning("feed failed feed=%s reason=%s", feed.url, outcome.failure)
    return replace(outcome, new=new)


def _next_state(desk: Desk, outcome: FeedOutcome, state: FeedState) -> FeedState:
    """Return how a feed stands that had nothing new."""
    now, spread, schedule = desk.clock(), random.random(), desk.config.schedule  # noqa: S311 - jitter
    return policy.next_state(outcome.feed, state, outcome.answer, None, 0, now, schedule, spread)


def _state(states: Mapping[str, FeedState], feed: Feed) -> FeedState:
    return states.get(feed.url) or FeedState(feed.url, interval=feed.every)
