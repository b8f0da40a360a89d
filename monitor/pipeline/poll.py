"""Poll feeds: fetch, parse, decide and store states with their entries, many feeds in a transaction."""

import logging
import random
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import TypeVar

from monitor import policy
from monitor.errors import NO_WORKER, ArchiveError, TaskFailed
from monitor.models import (
    Entry,
    Failure,
    FailureKind,
    Feed,
    FeedState,
    ParsedFeed,
    Poll,
    ReadArticle,
    Response,
    Stored,
)
from monitor.pipeline.context import AppContext
from monitor.pipeline.poll_parts import with_parts
from monitor.read.parse_source import SourceDocument, parse_source
from monitor.tasks import entry_fingerprints, parse_and_match

T = TypeVar("T")

logger = logging.getLogger(__name__)

_UNCHANGED_AT_ONCE = 200
_READ_AT_ONCE = 20
_ENTRIES_AT_ONCE = 1000
_BYTES_AT_ONCE = 3_000_000


@dataclass(frozen=True, slots=True)
class FeedOutcome:
    """The outcome of one poll.

    Attributes:
        answer: the response, or why there is none.
        parsed: the document, or why it could not be parsed; None if nothing was new or it is stored already.
        full_texts: articles read from the text of a full-text feed, not stored yet.
        stored: what was new to the archive.
    """

    feed: Feed
    answer: Response | Failure
    parsed: ParsedFeed | Failure | None = None
    full_texts: Mapping[str, ReadArticle] = field(default_factory=dict)
    stored: Stored = field(default_factory=Stored)

    @property
    def new(self) -> int:
        """Return the number of entries that were new to the archive."""
        return self.stored.new

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return the entries of the document."""
        return self.parsed.entries if isinstance(self.parsed, ParsedFeed) else ()

    @property
    def failure(self) -> Failure | None:
        """Return why the poll failed, or None if it worked."""
        for value in (self.answer, self.parsed):
            if isinstance(value, Failure):
                return value
        return None

    def recorded(self) -> "FeedOutcome":
        """Return a copy without the document, because thousands of feeds may hold a MB each."""
        answer, parsed = self.answer, self.parsed
        if parsed is None and not _size(answer):
            return self
        if isinstance(answer, Response) and answer.body:
            signature = policy.page_signature(answer.body) if isinstance(parsed, Failure) else b""
            answer = replace(answer, body=signature)
        return FeedOutcome(self.feed, answer, parsed if isinstance(parsed, Failure) else None)


async def poll_feeds(
    app: AppContext, feeds: Sequence[Feed], states: Mapping[str, FeedState]
) -> tuple[FeedOutcome, ...]:
    """Poll feeds; store successful polls in batches as they come and failures at the end.

    A successful poll that is lost costs nothing: the feed is polled again. Failures wait until it is known
    whether the network is down, because then no feed is penalised.
    """
    writer = PollWriter(app, states)

    async def poll(feed: Feed) -> FeedOutcome:
        return (await poll_feed(app, feed, states, writer.add)).recorded()

    outcomes = await app.each("feeds", feeds, poll)
    await writer.flush()
    failed = [outcome for outcome in outcomes if outcome.failure]
    network_down = policy.network_is_down((outcome.feed.url, outcome.answer) for outcome in outcomes)
    if network_down:
        logger.warning("network down feeds=%d", len(failed))
    await writer.store_failures(failed, network_down=network_down)
    by_url = {outcome.feed.url: outcome for outcome in outcomes if outcome.feed.url in writer.stored}
    for url, stored in writer.stored.items():
        if stored.new and url in by_url:
            by_url[url] = replace(by_url[url], stored=stored)
    return tuple(by_url[feed.url] for feed in feeds if feed.url in by_url)


async def poll_feed(
    app: AppContext,
    feed: Feed,
    states: Mapping[str, FeedState],
    add: Callable[[FeedOutcome], Awaitable[None]],
) -> FeedOutcome:
    """Poll one feed; pass the outcome to `add` if the poll worked."""
    state = _state(states, feed)
    answer = await app.fetcher.fetch(policy.request_for(feed, state, app.clock()))
    with app.byte_budget.holding(_size(answer)):
        outcome = await _outcome(app, feed, state, answer)
        if outcome.failure is None:
            await add(outcome)
    return outcome


class PollWriter:
    """Stores the outcomes of polls, many in a transaction.

    Attributes:
        stored: what was new for each stored feed, by URL.
        decided: the state decided last, by URL.
        written: URLs of feeds whose polls were stored, or could not be stored because of a bug.
    """

    def __init__(self, app: AppContext, states: Mapping[str, FeedState]) -> None:
        self.stored: dict[str, Stored] = {}
        self.decided: dict[str, FeedState] = {}
        self.written: set[str] = set()
        self._app = app
        self._states = states
        self._unchanged: list[FeedState] = []
        self._read: list[Poll] = []
        self._entries = 0
        self._bytes = 0

    async def add(self, outcome: FeedOutcome) -> None:
        """Add the outcome of a successful poll to the batch; store the batch if it is large."""
        if isinstance(outcome.parsed, ParsedFeed) or outcome.feed.url not in self._states:
            self._read.append(self._poll_of(outcome))
            self._entries += len(outcome.entries)
            self._bytes += _size(outcome.answer)
        else:
            self._unchanged.append(self._poll_of(outcome).decide(0))
        if (
            len(self._unchanged) >= _UNCHANGED_AT_ONCE
            or len(self._read) >= _READ_AT_ONCE
            or self._entries >= _ENTRIES_AT_ONCE
            or self._bytes >= _BYTES_AT_ONCE
            or self._app.stopping
        ):
            await self.flush()

    async def flush(self) -> None:
        """Store the batch."""
        unchanged, self._unchanged = self._unchanged, []
        read, self._read, self._entries = self._read, [], 0
        size, self._bytes = self._bytes, 0
        with self._app.byte_budget.holding(size):
            await self._write(read, self._record_read)
        await self._write(unchanged, self._record_unchanged)
        self.written.update(poll.feed.url for poll in read)
        self.written.update(state.url for state in unchanged)

    async def store_failures(self, outcomes: Iterable[FeedOutcome], *, network_down: bool) -> None:
        """Store failed polls."""
        polls = []
        for outcome in outcomes:
            logger.warning("feed failed feed=%s reason=%s", outcome.feed.url, outcome.failure)
            polls.append(self._poll_of(outcome, network_down=network_down))
        await self._write(polls, self._record)
        self.written.update(poll.feed.url for poll in polls)

    async def _write(self, items: Sequence[T], record: Callable[[Sequence[T]], Awaitable[None]]) -> None:
        """Store items in one transaction; if that fails, store each in its own."""
        if not items:
            return
        try:
            await record(items)
        except ArchiveError as error:
            # A full disk, for example, is not an item's fault; only an unspecific error may be.
            if type(error) is not ArchiveError:
                raise
            await self._write_apart(items, record, error)
        except Exception as error:  # noqa: BLE001 - logged with its item once that is known
            await self._write_apart(items, record, error)

    async def _write_apart(
        self, items: Sequence[T], record: Callable[[Sequence[T]], Awaitable[None]], error: Exception
    ) -> None:
        if len(items) > 1:
            logger.warning("polls are stored one by one count=%d reason=%r", len(items), error)
            for item in items:
                await self._write([item], record)
        else:
            # If nothing at all can be stored, this raises, and no feed is at fault.
            await self._app.store(self._app.archive.feeds.record_unchanged, ())
            self._app.log_unexpected("feeds", items[0], error)

    async def _record(self, polls: Sequence[Poll]) -> None:
        stored = await self._app.store(self._app.archive.feeds.record_polls, polls, self._app.clock())
        self.stored.update(zip((poll.feed.url for poll in polls), stored, strict=True))

    async def _record_read(self, polls: Sequence[Poll]) -> None:
        await self._record(polls)
        for poll in polls:
            url, count = poll.feed.url, len(poll.entries)
            logger.info("feed read feed=%s entries=%d new=%d", url, count, self.stored[url].new)

    async def _record_unchanged(self, states: Sequence[FeedState]) -> None:
        await self._app.store(self._app.archive.feeds.record_unchanged, states)
        for state in states:
            self.stored[state.url] = Stored()
            logger.info("feed unchanged feed=%s", state.url)

    def _poll_of(self, outcome: FeedOutcome, *, network_down: bool = False) -> Poll:
        now, jitter = self._app.clock(), random.random()  # noqa: S311 - jitter
        feed, state, schedule = outcome.feed, _state(self._states, outcome.feed), self._app.config.schedule

        def decide(new: int) -> FeedState:
            if network_down and outcome.failure is not None:
                decided = policy.wait_for_network(state, outcome.failure, now, jitter)
            else:
                decided = policy.next_state(
                    feed, state, outcome.answer, outcome.parsed, new, now, schedule, jitter
                )
            self.decided[feed.url] = decided
            return decided

        backlog_before = policy.backlog_before(state, now, schedule.backlog_after)
        # The undated pages of a sitemap are the archive of its site when it is first read.
        old = feed.kind == "sitemap" and state.succeeded is None
        return Poll(
            feed, decide, outcome.entries, now, backlog_before, outcome.full_texts, undated_are_old=old
        )


def _size(answer: Response | Failure) -> int:
    return 0 if isinstance(answer, Failure) else len(answer.body)


async def _outcome(app: AppContext, feed: Feed, state: FeedState, answer: Response | Failure) -> FeedOutcome:
    if isinstance(answer, Failure) or answer.status == HTTPStatus.NOT_MODIFIED:
        return FeedOutcome(feed, answer)
    if policy.body_hash(answer.body) == state.body_hash:
        return FeedOutcome(feed, answer)
    return await _read(app, feed, answer)


async def _read(app: AppContext, feed: Feed, answer: Response) -> FeedOutcome:
    content_type, now = answer.header("content-type") or "", app.clock()
    document = SourceDocument(feed, answer.body, content_type, now, answer.final_url)
    if feed.full_text:
        seen = app.seen.get(feed.url, b"")
        try:
            read = await app.work(parse_and_match, document, seen, app.packed_topics)
        except Exception as error:  # noqa: BLE001 - which article it was shows when each is read apart
            if isinstance(error, TaskFailed) and error.reason == NO_WORKER:
                return FeedOutcome(feed, answer, _unparsed(error))
            logger.warning("articles are read one by one feed=%s reason=%r", feed.url, error)
        else:
            app.seen[feed.url] = read.seen
            return FeedOutcome(feed, answer, read.parsed, read.articles)

    async def parse(document: SourceDocument) -> ParsedFeed | Failure:
        try:
            return await app.work(parse_source, document)
        except TaskFailed as failed:
            return _unparsed(failed)

    parsed = await parse(document)
    if isinstance(parsed, ParsedFeed) and parsed.more:
        parsed = await with_parts(feed, parsed, answer.final_url, now, app.fetcher.fetch, parse)
    if feed.full_text and isinstance(parsed, ParsedFeed):
        app.seen[feed.url] = entry_fingerprints(parsed.entries)
    return FeedOutcome(feed, answer, parsed)


def _unparsed(failed: TaskFailed) -> Failure:
    return Failure(failed.reason, f"while parsing the feed: {failed}", FailureKind.SOFT)


def _state(states: Mapping[str, FeedState], feed: Feed) -> FeedState:
    return states.get(feed.url) or FeedState(feed.url, interval=feed.every)
