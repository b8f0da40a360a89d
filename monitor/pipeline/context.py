"""The news desk: what every step of the pipeline works with, and how it waits for it.

The archive runs on one thread of its own (one writer, and a lock held elsewhere never stops the event loop);
CPU work goes to the executor, never to a thread (trafilatura and lxml corrupt memory there).
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Generic, ParamSpec, Protocol, TypeVar

from monitor.errors import ArchiveError
from monitor.models import UNKNOWN_OUTLET, Config, FeedStatus, Outlet
from monitor.pipeline.byte_budget import ByteBudget
from monitor.ports import Archive, Fetcher
from monitor.tasks import PackedTopics, pack

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

logger = logging.getLogger(__name__)

# Beside the requests that may be under way at once: items that wait for their host, a worker or the archive.
_MORE_AT_ONCE = 32
# Bytes of bodies, thirty usual pages, from which on nothing more is begun; what is under way still comes.
_MOST_HELD = 6_000_000


class Progress(Protocol):
    """Told how far a step has come; `done` of `total`, in feeds or articles; the total may grow."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """Note the progress of one step."""


class AppContext:
    """The config in force, the archive, the network, the workers and the clock.

    Attributes:
        config: the config in force; replaced whole by `adopt`.
        feeds: those of the config, by url.
        config_problems: why an edit of the config was refused, one line each; shown in every digest.
        fetcher: the way out to the network.
        output: folder of all that the program keeps.
        clock: the present time, aware UTC.
        packed_topics: the topics in force, packed for workers.
        room: what bodies take of the memory.
        seen: marks of the entries of the last document of each feed of whole articles, by its url.
        stopping: nothing more is begun.
        progress: told after every feed and article, if anybody wants to know.
        bugs: exceptions met in single feeds or articles since the start; each was logged.
    """

    def __init__(
        self,
        config: Config,
        archive: Archive,
        fetcher: Fetcher,
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
        self.packed_topics: PackedTopics = pack(config.topics)
        self.room = ByteBudget(_MOST_HELD)
        self.seen: dict[str, bytes] = {}
        self.bugs = 0
        self.stopping = False
        self.alerts_looked: object = None  # what raise_alerts looked at last, so that it builds nothing twice
        self.progress = progress
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="archive")

    async def adopt(self, config: Config) -> None:
        """Put another config in force; its topics are packed on a thread, for large ones take long."""
        packed_topics = await asyncio.to_thread(pack, config.topics)
        before = set(self.config.feeds)
        await self._resume([feed.url for feed in config.feeds if feed not in before])
        self.config, self.packed_topics, self.config_problems = config, packed_topics, ()
        self.feeds = {feed.url: feed for feed in config.feeds}
        self.seen.clear()  # feeds may be gone; of the others a document is matched whole once more

    def outlet_of(self, feed_url: str, source: str = "") -> Outlet:
        """Return who published an entry, as far as the config and the entry tell.

        Args:
            feed_url: of the feed that announced it.
            source: the outlet that the entry itself names, as those of aggregators do; nothing is known of
                its country.
        """
        feed = self.feeds.get(feed_url)
        outlet = feed.outlet if feed else UNKNOWN_OUTLET
        return Outlet(source, "", outlet.language) if source and source != outlet.name else outlet

    async def _resume(self, edited: list[str]) -> None:
        """TransportRequest a feed that is gone again at once if its entry in the config changed."""
        if not edited:
            return
        try:
            states = await self.store(self.archive.feed_states)
            gone = [url for url in edited if url in states and states[url].status is FeedStatus.GONE]
            await self.store(self.archive.resume, gone)
        except ArchiveError as error:
            logger.warning("edited feeds wait for their next poll: %s", error)

    def stop(self) -> None:
        """Begin nothing more; what is under way may end."""
        self.stopping = True

    async def store(self, method: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run one method of the archive on its thread; raises ArchiveError."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._writer, partial(method, *args, **kwargs))

    async def work(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run one function in a worker; raises TaskFailed when the worker had to be killed or died."""
        return await asyncio.wrap_future(self.executor.submit(function, *args, **kwargs))

    async def each(
        self,
        step: str,
        items: Iterable[T],
        do: Callable[[T], Awaitable[R]],
        size: Callable[[T], int] = lambda item: 1,  # noqa: ARG005
        more: Callable[[], Awaitable[Iterable[T]]] | None = None,
    ) -> list[R]:
        """Do something to every item, many at once; return the results of those that worked, as they came.

        None is begun while there is no room for another body; an item that holds one waits for no other step.
        When all are begun `more` is asked for others, until it has none: the slowest hold nobody up.

        An item may stand for several feeds or articles: `size` tells how many, for `progress`.
        A bug in one item is logged with its traceback and does not stop the others. When the archive
        or `more` fails, no further item is begun, and the error is raised when those under way are done.
        """
        queue = _Queue(items, size, more)
        results: list[R] = []
        broken: list[Exception] = []
        done = 0

        async def hand() -> None:
            nonlocal done
            while (item := await self._next(queue, broken)) is not None:
                try:
                    results.append(await do(item))
                except ArchiveError as error:
                    broken.append(error)
                except (Exception, asyncio.CancelledError) as error:
                    if isinstance(error, asyncio.CancelledError) and (_cancelled() or self.stopping):
                        raise
                    # A cancellation that nobody here asked for: a worker's future was dropped.
                    self.note_bug(step, item, error)
                finally:
                    self.room.let_in()
                done += size(item)
                if self.progress:
                    self.progress(step, done, queue.total)

        hands = self.config.fetch.concurrency + _MORE_AT_ONCE
        async with asyncio.TaskGroup() as tasks:
            for _ in range(hands if more else min(hands, len(queue.waiting))):
                tasks.create_task(hand())
        if broken:
            raise broken[0]
        return results

    async def _next(self, queue: "_Queue[T]", broken: list[Exception]) -> T | None:
        """Take an item once there is room for its body; None when no more are to be begun."""

        def ended() -> bool:
            return self.stopping or bool(broken)

        try:
            while not ended() and await queue.filled():
                await self.room.wait()
                if queue.waiting and not ended():
                    return queue.waiting.popleft()
                self.room.let_in()
        except Exception as error:  # noqa: BLE001 - raised when all is done: those under way are not to blame
            broken.append(error)
        return None

    def note_bug(self, step: str, item: object, error: BaseException) -> None:
        """Count an exception that only a bug raises, and log it with its traceback."""
        self.bugs += 1
        logger.error("bug while working on %s: %r", step, item, exc_info=error)

    def close(self) -> None:
        """Let the archive's thread end when what it was given is done."""
        self._writer.shutdown(wait=True)


class _Queue(Generic[T]):
    """The items of a step that nobody has begun.

    Attributes:
        total: the size of all that came so far.
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
        self._asking = asyncio.Lock()

    async def filled(self) -> bool:
        """Tell whether items are left; where none are, ask for more, until there is none or that fails."""
        if not self.waiting and self._more is not None:
            async with self._asking:  # the others wait here: hands that end now would be missed later
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
    """Tell whether the present task was told to end, rather than that what it awaited was cancelled."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
