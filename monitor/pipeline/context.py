"""The application context: what every step of the pipeline works with.

The archive runs on a thread of its own, so there is one writer and a locked database never blocks the event
loop. CPU work goes to the executor, never to a thread: trafilatura and lxml corrupt memory in threads.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from copy import copy
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Generic, ParamSpec, Protocol, TypeVar

from monitor.errors import ArchiveError
from monitor.models import Config, FeedStatus, Outlet
from monitor.models.feeds import outlet_of_entry
from monitor.pipeline.byte_budget import ByteBudget
from monitor.tasks import PackedTopics, pack_topics

if TYPE_CHECKING:
    from monitor.archive import Archive
    from monitor.fetch.client import Client

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

logger = logging.getLogger(__name__)

# Items beyond the number of concurrent requests; they wait for their host, a worker or the archive.
_MORE_AT_ONCE = 32
# Bytes of bodies, about thirty pages, above which no new item starts. Running requests still complete.
_MOST_HELD = 6_000_000


class Progress(Protocol):
    """Receives the progress of a step: `done` of `total` feeds or articles. The total may grow."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """Note the progress of one step."""


class AppContext:
    """Holds the config in force, the archive, the HTTP client, the workers and the clock.

    Attributes:
        config: the config in force; replaced whole by `adopt`.
        feeds: the feeds of the config, by URL.
        config_problems: why an edit of the config was refused, one line each; shown in every digest.
        fetcher: the HTTP client.
        output: the folder for the archive and the digests.
        clock: returns the current time, aware UTC.
        packed_topics: the topics in force, packed for workers.
        byte_budget: the limit on the bytes of fetched bodies in memory.
        seen: fingerprints of the entries in the last document of each full-text feed, by URL.
        stopping: no new item starts.
        progress: called after every feed and article, if given.
        scoring: held while the second opinion is made, so that one model is in memory and learns once.
        unexpected: number of unexpected errors in feeds and articles since the start; the log has each.
    """

    def __init__(
        self,
        config: Config,
        archive: "Archive",
        fetcher: "Client",
        executor: Executor,
        output: Path,
        clock: Callable[[], datetime],
        progress: Progress | None = None,
    ) -> None:
        self.config = config
        self.feeds = {feed.url: feed for feed in config.feeds}
        self.config_problems: tuple[str, ...] = ()
        self.archive = archive
        self.fetcher = fetcher
        self.executor = executor
        self.output = output
        self.clock = clock
        self.packed_topics: PackedTopics = pack_topics(config.topics)
        self.byte_budget = ByteBudget(_MOST_HELD)
        self.seen: dict[str, bytes] = {}
        self.unexpected = 0
        self.stopping = False
        self.alerts_checked: object = (
            None  # the last input of raise_alerts, so that it builds no digest twice
        )
        self.progress = progress
        self.scoring = asyncio.Lock()
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="archive")

    def beside(self, archive: "Archive", progress: Progress | None = None) -> "AppContext":
        """Return a context with the same config and workers that reads another connection to the archive.

        Its owner closes it. It is for those who must not wait for this context's writes, nor delay them.
        """
        other = copy(self)
        other.archive, other.progress = archive, progress
        other._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reader")  # noqa: SLF001
        return other

    async def adopt(self, config: Config) -> None:
        """Put another config in force. Topics are packed on a thread, because large ones take long."""
        packed_topics = await asyncio.to_thread(pack_topics, config.topics)
        before = set(self.config.feeds)
        await self._resume([feed.url for feed in config.feeds if feed not in before])
        self.config, self.packed_topics, self.config_problems = config, packed_topics, ()
        self.feeds = {feed.url: feed for feed in config.feeds}
        self.seen.clear()  # feeds may be gone; the others are matched in full once more

    def outlet_of(self, feed_url: str, source: str = "") -> Outlet:
        """Return the outlet of an entry, from the config or from the entry itself; see `outlet_of_entry`."""
        return outlet_of_entry(self.feeds, feed_url, source)

    async def _resume(self, edited: list[str]) -> None:
        """Poll a feed that is gone again at once if its entry in the config changed."""
        if not edited:
            return
        try:
            states = await self.store(self.archive.feeds.states)
            gone = [url for url in edited if url in states and states[url].status is FeedStatus.GONE]
            await self.store(self.archive.feeds.resume, gone)
        except ArchiveError as error:
            logger.warning("edited feeds are polled at their next regular time: %s", error)

    def stop(self) -> None:
        """Start no new item; running items may finish."""
        self.stopping = True

    async def store(self, method: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a method of the archive on its thread; raises ArchiveError."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._writer, partial(method, *args, **kwargs))

    async def work(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a function in a worker; raises TaskFailed if the worker died or had to be killed."""
        return await asyncio.wrap_future(self.executor.submit(function, *args, **kwargs))

    async def each(
        self,
        step: str,
        items: Iterable[T],
        do: Callable[[T], Awaitable[R]],
        size: Callable[[T], int] = lambda item: 1,  # noqa: ARG005
        more: Callable[[], Awaitable[Iterable[T]]] | None = None,
    ) -> list[R]:
        """Process items concurrently; return the results of those that worked, in the order of completion.

        Starts no item while the byte budget is used up. An item that already holds a body never waits.
        When all items have started, `more` is called for others until it returns none, so that slow items
        delay no others.

        An unexpected error in one item is logged with its traceback and does not stop the others. If the
        archive or `more` fails, no further item starts, and the error is raised when running items are done.

        Args:
            step: name of the step, for `progress` and the log.
            items: the first items.
            do: processes one item.
            size: number of feeds or articles in an item.
            more: returns further items.
        """
        queue = _Queue(items, size, more)
        results: list[R] = []
        broken: list[Exception] = []
        done = 0

        async def worker() -> None:
            nonlocal done
            while (item := await self._next(queue, broken)) is not None:
                try:
                    results.append(await do(item))
                except ArchiveError as error:
                    broken.append(error)
                except (Exception, asyncio.CancelledError) as error:
                    if isinstance(error, asyncio.CancelledError) and (_cancelled() or self.stopping):
                        raise
                    # The item was not cancelled from here: a worker's future was dropped.
                    self.log_unexpected(step, item, error)
                finally:
                    self.byte_budget.wake_waiters()
                done += size(item)
                if self.progress:
                    self.progress(step, done, queue.total)

        workers = self.config.fetch.concurrency + _MORE_AT_ONCE
        async with asyncio.TaskGroup() as tasks:
            for _ in range(workers if more else min(workers, len(queue.waiting))):
                tasks.create_task(worker())
        if broken:
            raise broken[0]
        return results

    async def _next(self, queue: "_Queue[T]", broken: list[Exception]) -> T | None:
        """Return the next item when the byte budget allows one more; None if no further item may start."""

        def ended() -> bool:
            return self.stopping or bool(broken)

        try:
            while not ended() and await queue.filled():
                await self.byte_budget.wait()
                if queue.waiting and not ended():
                    return queue.waiting.popleft()
                self.byte_budget.wake_waiters()
        except Exception as error:  # noqa: BLE001 - raised when all is done: those under way are not to blame
            broken.append(error)
        return None

    def log_unexpected(self, step: str, item: object, error: BaseException) -> None:
        """Count an unexpected error and log it with its traceback."""
        self.unexpected += 1
        logger.error("unexpected error in %s: %r", step, item, exc_info=error)

    def close(self) -> None:
        """End the archive's thread after its queued work."""
        self._writer.shutdown(wait=True)


class _Queue(Generic[T]):
    """The items of a step that have not started.

    Attributes:
        total: size of all items so far.
    """

    def __init__(
        self,
        items: Iterable[T],
        size: Callable[[T], int],
        more: Callable[[], Awaitable[Iterable[T]]] | None,
    ) -> None:
        self.waiting = deque(items)
        self.total = sum(map(size, self.waiting))
        self._size = size
        self._more = more
        self._filling = asyncio.Lock()

    async def filled(self) -> bool:
        """Return whether items are left; if none are, ask for more until there are none or asking fails."""
        if not self.waiting and self._more is not None:
            async with self._filling:  # the others wait here: a worker that ends now would be missing later
                if not self.waiting and self._more is not None:
                    items: tuple[T, ...] = ()
                    try:
                        items = tuple(await self._more())
                    finally:
                        if not items:
                            self._more = None
                    self.waiting += items
                    self.total += sum(map(self._size, items))
        return bool(self.waiting)


def _cancelled() -> bool:
    """Return whether this task was cancelled, not just the future that it awaited."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
