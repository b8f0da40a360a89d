"""Answers that take long: made in the background, one at a time, for all who ask, and kept for a while."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from monitor.errors import MonitorError
from monitor.pipeline import Progress

R = TypeVar("R")

logger = logging.getLogger(__name__)

_ABANDONED: Final = 30.0  # seconds without a request after which an answer gives way to another one
_MOST_KEPT: Final = 4
_LONGEST_STOP: Final = 2.0  # seconds; a read of the archive cannot be interrupted


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An answer that is not there yet.

    Attributes:
        done: articles that were read for it.
        total: articles that will be read; 0 if that is unknown.
        waits: another answer is made first.
    """

    done: int = 0
    total: int = 0
    waits: bool = False


class BackgroundAnswers(Generic[R]):
    """Makes answers in the background, so that neither a page nor the daemon waits for them."""

    def __init__(self, valid: float) -> None:
        """Create without answers.

        Args:
            valid: seconds for which an answer is given again.
        """
        self._valid = valid
        self._kept: dict[Hashable, tuple[float, R]] = {}
        self._task: asyncio.Task[R] | None = None
        self._key: Hashable = None
        self._failed: dict[Hashable, Exception] = {}  # that no request has seen
        self._waiting = 0  # requests
        self._asked = 0.0
        self._progress = Unfinished()

    async def get(
        self,
        key: Hashable,
        make: Callable[[Progress], Awaitable[R]],
        timeout: float,  # noqa: ASYNC109 - the work goes on
    ) -> R | Unfinished:
        """Return the answer to a question, or how far it is.

        Args:
            key: the question; equal ones have the same answer.
            make: makes the answer.
            timeout: seconds to wait for it.

        Raises:
            Exception: making the answer failed, now or since the request before; the next one tries again.
        """
        failed = self._failed.pop(key, None)
        if failed is not None:
            raise failed
        kept = self._kept.get(key)
        if kept is not None and time.monotonic() - kept[0] < self._valid:
            return kept[1]
        task = self._start(key, make)
        if task is None:
            return Unfinished(waits=True)
        self._waiting += 1
        try:
            await asyncio.wait({task}, timeout=timeout)
        finally:
            self._waiting -= 1
        if not task.done():
            return self._progress
        return Unfinished(waits=True) if task.cancelled() else task.result()

    async def stop(self) -> None:
        """End what is being made."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task}, timeout=_LONGEST_STOP)

    def _start(self, key: Hashable, make: Callable[[Progress], Awaitable[R]]) -> asyncio.Task[R] | None:
        """Return the task that makes the answer to a question; None if another one comes first."""
        now = time.monotonic()
        if self._task is None:
            self._key, self._progress = key, Unfinished()
            self._failed.clear()
            self._task = asyncio.create_task(self._make(key, make))
            self._task.add_done_callback(self._note_end)
        elif self._key != key:
            if now - self._asked > _ABANDONED:
                self._task.cancel()
            return None
        self._asked = now
        return self._task

    async def _make(self, key: Hashable, make: Callable[[Progress], Awaitable[R]]) -> R:
        answer = await make(self._note_progress)
        self._kept.pop(key, None)
        while len(self._kept) >= _MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = (time.monotonic(), answer)
        return answer

    def _note_progress(self, step: str, done: int, total: int) -> None:  # noqa: ARG002 - one step takes long
        self._progress = Unfinished(done, total)

    def _note_end(self, task: asyncio.Task[R]) -> None:
        self._task = None
        error = None if task.cancelled() else task.exception()
        if not isinstance(error, Exception):
            return
        if isinstance(error, MonitorError):
            logger.warning("an answer for the page failed: %s", error)
        if not self._waiting:
            self._failed[self._key] = error
