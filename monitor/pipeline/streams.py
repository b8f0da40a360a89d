"""The daemon's two streams. Both run at the same time and never end.

    PollStream   due feeds         | a share for each host          | store within two seconds
    ReadStream   pending articles  | newest first, hosts take turns | store within two seconds

A tick queues what is due, starts what may start and stores what is ready. It never waits for slow items.
"""

import asyncio
import logging
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from monitor import policy
from monitor.errors import ArchiveError
from monitor.models import Failure, Feed, FeedState, Pending, PendingLink, Response
from monitor.pipeline.context import AppContext
from monitor.pipeline.host_queue import HostQueue
from monitor.pipeline.poll import FeedOutcome, PollWriter, poll_feed
from monitor.pipeline.read_articles import ArticleReader

T = TypeVar("T")

logger = logging.getLogger(__name__)

_READY_FOR = 0.3  # seconds that a result waits so that it is stored with others
_MOST_UNDER_WAY = 5  # items at once, as a multiple of the requests at once
_DUE_EVERY = 1.0  # seconds between two checks of what is due; there may be ten thousand feeds
_STATES_FOR = 60.0  # seconds after which feed states are read again; another command may have changed them
_JUDGED_AFTER = 5.0  # seconds that a failure waits, to see whether the whole network is down
_JUDGED_BY = 15.0  # seconds of outcomes that decide whether the network is down
_AFTER_A_BUG = timedelta(minutes=1)
_WORDS_AT_ONCE = 50
_LINKS_AT_ONCE = 2000
_EVERYTHING_EVERY = 300.0
_AGAIN_EVERY = 5.0  # seconds between two checks of what is due to be read again
_AGAIN_AT_ONCE = 200
_WITHOUT_WORKER = 15.0
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class HostStream(ABC, Generic[T]):
    """Processes items concurrently, with a limit for each host, until it is stopped."""

    def __init__(self, app: AppContext, step: str) -> None:
        self._app = app
        self._step = step
        self._tasks: set[asyncio.Task[None]] = set()
        self._broken: Exception | None = None
        self._queue: HostQueue[T] = HostQueue(app.config.fetch.per_host)

    async def tick(self) -> None:
        """Queue due items, start what may start, store what is ready; raises ArchiveError, TaskFailed."""
        await self.store_ready(_READY_FOR)
        if self._broken is not None:
            broken, self._broken = self._broken, None
            raise broken
        if self._app.stopping:
            return
        await self._take_up()
        await self._start()

    async def stop(self, seconds: float) -> None:
        """Store what is ready, wait for running items, cancel the rest and store again; never raises."""
        await self._store_last()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late, timeout=1.0)
        await self._store_last()

    @property
    @abstractmethod
    def idle(self) -> bool:
        """Return whether nothing is queued, running or waiting to be stored."""

    @abstractmethod
    async def store_ready(self, age: float = 0.0) -> None:
        """Store the results that have been ready for at least `age` seconds; raises ArchiveError."""

    @abstractmethod
    def reset(self) -> None:
        """Recover after a time in which nothing could be stored."""

    @abstractmethod
    async def _take_up(self) -> None:
        """Put due items into the queue."""

    @abstractmethod
    async def _start(self) -> None:
        """Start queued items as far as the limits allow."""

    @property
    def _may_start(self) -> bool:
        most = _MOST_UNDER_WAY * self._app.config.fetch.concurrency
        return len(self._tasks) < most and not self._app.byte_budget.full and not self._app.stopping

    def _spawn(self, item: object, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._guarded(item, work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, item: object, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except ArchiveError as error:
            self._broken = error
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if self._app.stopping or (task is not None and task.cancelling()):
                raise
            self._app.log_unexpected(self._step, item, error)
        except Exception as error:  # noqa: BLE001 - logged with its item; the others go on
            self._app.log_unexpected(self._step, item, error)
        finally:
            self._app.byte_budget.wake_waiters()

    async def _store_last(self) -> None:
        try:
            await self.store_ready()
        except ArchiveError as error:
            logger.error("results could not be stored: %s", error)  # noqa: TRY400 - no bug


class PollStream(HostStream[Feed]):
    """Polls each feed when it is due. A feed that hangs delays only feeds of its own host."""

    def __init__(self, app: AppContext) -> None:
        super().__init__(app, "feeds")
        self._states: dict[str, FeedState] = {}
        self._read_at: float | None = None
        self._looked_at = float("-inf")
        self._busy: set[str] = set()  # feeds that are queued, being polled or being stored
        self._writer = PollWriter(app, self._states)
        self._failed: list[tuple[float, FeedOutcome]] = []
        self._recent: deque[tuple[float, str, Response | Failure]] = deque()
        self._ready_since: float | None = None
        self._down = False

    @property
    def idle(self) -> bool:
        """Return whether no feed is queued, being polled or being stored."""
        return self._read_at is not None and not self._busy

    async def store_ready(self, age: float = 0.0) -> None:
        """Store successful polls, and failures once it is known whether the network is down."""
        now = time.monotonic()
        if self._ready_since is not None and now - self._ready_since >= age:
            self._ready_since = None
            await self._writer.flush()
        if self._failed and (not age or now - self._failed[0][0] >= _JUDGED_AFTER):
            await self._judge(now)
        self._learn()

    def reset(self) -> None:
        """Drop results that were not stored; their feeds are still due."""
        self._busy.clear()
        self._queue.clear()
        self._writer, self._failed, self._ready_since = PollWriter(self._app, self._states), [], None
        self._read_at, self._looked_at = None, float("-inf")

    async def _take_up(self) -> None:
        app, now = self._app, time.monotonic()
        if self._read_at is None or now - self._read_at >= _STATES_FOR:
            self._read_at = now
            for url, state in (await app.store(app.archive.feeds.states)).items():
                if url not in self._busy:
                    self._states[url] = state
        if now - self._looked_at < _DUE_EVERY:
            return
        self._looked_at = now
        moment = app.clock()
        for feed in app.config.feeds:
            if feed.url not in self._busy and policy.is_due(feed, self._states.get(feed.url), moment):
                self._busy.add(feed.url)
                self._queue.put(host_of(policy.polled_url(feed, self._states.get(feed.url))), 0.0, feed)

    async def _start(self) -> None:
        while self._may_start and (taken := self._queue.take()) is not None:
            self._spawn(taken[1], self._poll(*taken))

    async def _poll(self, host: str, feed: Feed) -> None:
        began = False
        try:
            outcome = await poll_feed(self._app, feed, self._states, self._take)
            began = True
            kept = outcome.recorded()
            self._recent.append((time.monotonic(), feed.url, kept.answer))
            if kept.failure is not None:
                self._failed.append((time.monotonic(), kept))
        finally:
            self._queue.done(host)
            if not began:
                self._put_off(feed)
            await self._start()

    async def _take(self, outcome: FeedOutcome) -> None:
        if self._ready_since is None:
            self._ready_since = time.monotonic()
        await self._writer.add(outcome)
        self._learn()

    async def _judge(self, now: float) -> None:
        """Store failures. If the network is down, no feed is penalised."""
        while self._recent and now - self._recent[0][0] > _JUDGED_BY:
            self._recent.popleft()
        failed, self._failed = [outcome for _, outcome in self._failed], []
        recent = [(url, answer) for _, url, answer in self._recent]
        reached = any(not policy.is_unreached(answer) for _, answer in recent)
        down = policy.network_is_down(recent) or (self._down and not reached)
        if down and not self._down:
            logger.warning("network down feeds=%d", len(failed))
        self._down = down
        await self._writer.store_failures(failed, network_down=down)

    def _learn(self) -> None:
        """Take over the stored states. A feed that a bug kept from being stored is polled again later."""
        for url in self._writer.written:
            state = self._writer.decided.pop(url, None)
            if state is not None and url in self._writer.stored:
                self._states[url] = state
            else:
                self._put_off_url(url)
            self._busy.discard(url)
        self._writer.written.clear()
        self._writer.stored.clear()

    def _put_off(self, feed: Feed) -> None:
        self._put_off_url(feed.url)
        self._busy.discard(feed.url)

    def _put_off_url(self, url: str) -> None:
        state = self._states.get(url) or FeedState(url)
        self._states[url] = replace(state, next_poll=self._app.clock() + _AFTER_A_BUG)


class ReadStream(HostStream[PendingLink]):
    """Reads pending articles, newest first within each host. A resting host delays no other host."""

    def __init__(self, app: AppContext) -> None:
        super().__init__(app, "articles")
        self._reader = ArticleReader(app)
        self._known: set[int] = set()  # articles that are queued or being read
        self._last = 0
        self._since = _LONG_AGO
        self._all_at = time.monotonic()
        self._words: list[PendingLink] = []
        self._starting = asyncio.Lock()
        self._no_worker_until = 0.0
        self._looked = False
        self._again: dict[int, Pending] = {}  # queued articles that are to be read again
        self._again_at = float("-inf")

    @property
    def idle(self) -> bool:
        """Return whether no article is queued, being read or waiting to be stored."""
        return self._looked and not self._known and not self._reader.unstored

    async def store_ready(self, age: float = 0.0) -> None:
        """Store the articles that were read."""
        await self._reader.store_ready(age)

    def report(self) -> str:
        """Return the counts since the start, for the log."""
        report = self._reader.report()
        return f"read={report.read} unreadable={report.unreadable} matched={report.matched}"

    def reset(self) -> None:
        """Look up all pending articles again, because those that could not be stored are still pending."""
        self._last, self._looked, self._again_at = 0, False, float("-inf")

    async def _take_up(self) -> None:
        """Queue new and newly due articles; from time to time, look at everything that is due."""
        app, now = self._app, self._app.clock()
        steady = time.monotonic()
        if steady - self._all_at >= _EVERYTHING_EVERY:
            self._last = 0
        since, first = min(self._since, now), self._last == 0
        if first:
            self._all_at = steady
            await self._reader.store_ready()  # otherwise the articles just read still count as pending
        links = await app.store(
            app.archive.articles.pending_links, self._last, now if first else since, now, _LINKS_AT_ONCE
        )
        self._since, self._looked = now, True
        for link in links:
            self._last = max(self._last, link.article_id)
            if link.article_id not in self._known:
                self._known.add(link.article_id)
                self._wait(link)
        if steady - self._again_at >= _AGAIN_EVERY:
            self._again_at = steady
            await self._take_up_again()

    async def _take_up_again(self) -> None:
        """Queue articles that were edited or whose page is due to be fetched again."""
        app = self._app
        await self._reader.store_ready()  # otherwise the articles just read again are still due
        for pending in await app.store(app.archive.articles.due_rereads, app.clock(), _AGAIN_AT_ONCE):
            number = pending.article_id
            if number not in self._known:
                self._known.add(number)
                self._again[number] = pending
                url = None if pending.full_text else pending.entry.url
                self._wait(PendingLink(number, url, pending.found))

    def _wait(self, link: PendingLink) -> None:
        if link.url is None:
            self._words.append(link)
        else:
            self._queue.put(host_of(link.url), -link.published.timestamp(), link)

    async def _start(self) -> None:
        """Start queued articles; only the chosen ones are loaded from the archive in full."""
        async with self._starting:
            while self._may_start and time.monotonic() >= self._no_worker_until:
                taken = list[tuple[str, PendingLink]]()
                free = _MOST_UNDER_WAY * self._app.config.fetch.concurrency - len(self._tasks)
                while len(taken) < min(free, _WORDS_AT_ONCE) and (one := self._queue.take()) is not None:
                    taken.append(one)
                words, self._words = self._words[:_WORDS_AT_ONCE], self._words[_WORDS_AT_ONCE:]
                if not taken and not words:
                    return
                await self._begin(taken, words)

    async def _begin(self, taken: Sequence[tuple[str, PendingLink]], words: Sequence[PendingLink]) -> None:
        app = self._app
        chosen = [link.article_id for _, link in taken] + [link.article_id for link in words]
        by_id = {number: self._again.pop(number) for number in chosen if number in self._again}
        numbers = [number for number in chosen if number not in by_id]
        try:
            found = await app.store(app.archive.articles.pending, app.clock(), len(numbers), numbers)
        except BaseException:
            for host, _ in taken:
                self._queue.done(host)
            self._known.difference_update(chosen)
            self._last = 0
            raise
        by_id |= {pending.article_id: pending for pending in found}
        self._known.difference_update(number for number in numbers if number not in by_id)
        for host, link in taken:
            pending = by_id.get(link.article_id)
            if pending is None:
                self._queue.done(host)
            else:
                self._spawn(pending.entry.url, self._read(host, pending))
        batch = tuple(by_id[link.article_id] for link in words if link.article_id in by_id)
        if batch:
            self._spawn([pending.entry.key for pending in batch], self._read_batch(batch))

    async def _read(self, host: str, pending: Pending) -> None:
        try:
            rest = await self._reader.read(pending)
            if rest is not None:
                await self._put_off(host, rest)
        finally:
            self._queue.done(host)
            self._known.discard(pending.article_id)
            self._reader.forget(pending.article_id)
            self._mind_workers()
            await self._start()

    async def _read_batch(self, batch: tuple[Pending, ...]) -> None:
        try:
            for pending in await self._reader.read_batch(batch):
                await self._reader.read(pending)
        finally:
            self._known.difference_update(pending.article_id for pending in batch)
            self._mind_workers()

    def _mind_workers(self) -> None:
        """Pause fetching if no worker can be started; pending articles are looked up again afterwards."""
        if self._reader.without_worker and time.monotonic() >= self._no_worker_until:
            self._no_worker_until = time.monotonic() + _WITHOUT_WORKER
            self._last = 0

    async def _put_off(self, host: str, rest: datetime) -> None:
        """Postpone all queued articles of a host until it has rested."""
        numbers = [link.article_id for link in self._queue.drop(host)]
        self._known.difference_update(numbers)
        for number in numbers:
            self._again.pop(number, None)
        if numbers:
            logger.info("host rests host=%s articles=%d until=%s", host, len(numbers), rest)
            await self._app.store(self._app.archive.articles.defer, numbers, rest)


def host_of(url: str) -> str:
    """Return the host of a URL, the key of its queue."""
    return urlsplit(url).hostname or ""
