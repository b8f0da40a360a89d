"""Poll feeds: fetch, parse, decide, and record states with their entries, many feeds to a transaction."""

import logging
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus

from monitor import policy
from monitor.errors import ArchiveError, TaskFailed
from monitor.models import Entry, Failure, FailureKind, Feed, FeedState, ParsedFeed, Response
from monitor.pipeline.desk import Desk
from monitor.ports import Poll
from monitor.read import parse_feed

logger = logging.getLogger(__name__)

_UNCHANGED_AT_ONCE = 200
_READ_AT_ONCE = 20
_ENTRIES_AT_ONCE = 1000


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
    """Poll feeds; record what is unchanged and what is new in lots as it comes, the failures at the end.

    A feed that answered loses nothing when that is lost: it is polled again. Failures wait because a network
    that is down is no feed's fault: then no feed is penalised.
    """
    register = _Register(desk, states)

    async def poll(feed: Feed) -> FeedOutcome:
        outcome = await _ask(desk, feed, _state(states, feed))
        if outcome.failure is None:
            await register.take(outcome)
        return outcome

    outcomes = await desk.each("feeds", feeds, poll)
    await register.keep()
    failed = [outcome for outcome in outcomes if outcome.failure]
    network_down = policy.network_is_down((outcome.feed.url, outcome.answer) for outcome in outcomes)
    if network_down:
        logger.warning("network down feeds=%d", len(failed))
    await register.record(failed, network_down=network_down)
    by_url = {outcome.feed.url: outcome for outcome in outcomes if outcome.feed.url in register.new}
    for url, new in register.new.items():
        if new:
            by_url[url] = replace(by_url[url], new=new)
    return tuple(by_url[feed.url] for feed in feeds if feed.url in by_url)


class _Register:
    """Takes down what came of polls, many to a transaction.

    Attributes:
        new: how many entries were new, of each feed taken down, by url.
    """

    def __init__(self, desk: Desk, states: Mapping[str, FeedState]) -> None:
        self.new: dict[str, int] = {}
        self._desk = desk
        self._states = states
        self._unchanged: list[FeedState] = []
        self._read: list[FeedOutcome] = []
        self._entries = 0

    async def take(self, outcome: FeedOutcome) -> None:
        """Take the outcome of a poll that worked; write down what was taken when it is much."""
        if isinstance(outcome.parsed, ParsedFeed) or outcome.feed.url not in self._states:
            self._read.append(outcome)
            self._entries += len(_entries(outcome))
        else:
            self._unchanged.append(self._decide(outcome, self._desk.clock())(0))
            self.new[outcome.feed.url] = 0
            logger.info("feed unchanged feed=%s", outcome.feed.url)
        if (
            len(self._unchanged) >= _UNCHANGED_AT_ONCE
            or len(self._read) >= _READ_AT_ONCE
            or self._entries >= _ENTRIES_AT_ONCE
        ):
            await self.keep()

    async def keep(self) -> None:
        """Write down what was taken."""
        unchanged, self._unchanged = self._unchanged, []
        read, self._read, self._entries = self._read, [], 0
        if unchanged:
            await self._desk.store(self._desk.archive.record_unchanged, unchanged)
        await self.record(read)

    async def record(self, outcomes: Sequence[FeedOutcome], *, network_down: bool = False) -> None:
        """Write outcomes down in one transaction; where a bug stops that, each in one of its own."""
        polls = [self._poll(outcome, network_down=network_down) for outcome in outcomes]
        if not polls:
            return
        try:
            new = await self._desk.store(self._desk.archive.record_polls, polls)
        except ArchiveError:
            raise
        except Exception as error:
            if len(outcomes) == 1:
                self._desk.note_bug("feeds", outcomes[0].feed, error)
                return
            logger.exception("polls are recorded apart count=%d", len(outcomes))
            for outcome in outcomes:
                await self.record([outcome], network_down=network_down)
            return
        for outcome, count in zip(outcomes, new, strict=True):
            self.new[outcome.feed.url] = count
            _say(outcome, count)

    def _poll(self, outcome: FeedOutcome, *, network_down: bool) -> Poll:
        now = self._desk.clock()
        backlog_before = now - self._desk.config.schedule.backlog_after
        decide = self._decide(outcome, now, network_down=network_down)
        return Poll(outcome.feed, decide, _entries(outcome), now, backlog_before)

    def _decide(
        self, outcome: FeedOutcome, now: datetime, *, network_down: bool = False
    ) -> Callable[[int], FeedState]:
        spread, schedule = random.random(), self._desk.config.schedule  # noqa: S311 - jitter
        feed, state = outcome.feed, _state(self._states, outcome.feed)

        def decide(new: int) -> FeedState:
            if network_down and outcome.failure is not None:
                return policy.wait_for_network(state, outcome.failure, now, spread)
            return policy.next_state(feed, state, outcome.answer, outcome.parsed, new, now, schedule, spread)

        return decide


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


def _entries(outcome: FeedOutcome) -> tuple[Entry, ...]:
    return outcome.parsed.entries if isinstance(outcome.parsed, ParsedFeed) else ()


def _say(outcome: FeedOutcome, new: int) -> None:
    if outcome.failure is None:
        logger.info("feed read feed=%s entries=%d new=%d", outcome.feed.url, len(_entries(outcome)), new)
    else:
        logger.warning("feed failed feed=%s reason=%s", outcome.feed.url, outcome.failure)


def _state(states: Mapping[str, FeedState], feed: Feed) -> FeedState:
    return states.get(feed.url) or FeedState(feed.url, interval=feed.every)
