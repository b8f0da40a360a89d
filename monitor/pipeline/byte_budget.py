"""A limit on the bytes of fetched bodies in memory: above it, no new fetch starts."""

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class ByteBudget:
    """Counts the bytes of bodies in memory and lets callers wait until there are fewer.

    Many requests run at once because servers are slow, but bodies wait for few workers, so bodies are what
    is counted. Requests that are running when the limit is reached still complete.

    Attributes:
        held: bytes of bodies that are fetched and not yet stored.
    """

    def __init__(self, most: int) -> None:
        self.held = 0
        self._most = most
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def full(self) -> bool:
        """Return whether the budget is used up."""
        return self.held >= self._most

    async def wait(self) -> None:
        """Wait until the budget allows one more body."""
        while self.held >= self._most:
            turn = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if not turn.cancelled():
                    self.wake_waiters()  # this waiter was cancelled after it was woken: wake another
                raise

    @contextmanager
    def holding(self, size: int) -> Iterator[None]:
        """Count this many bytes as held during the context."""
        self.held += size
        try:
            yield
        finally:
            self.held -= size

    def wake_waiters(self) -> None:
        """Wake two waiters if the budget allows; call it whenever an item ends.

        Waking one would never catch up after a few large bodies; waking all would overshoot the budget.
        """
        woken = 0
        while self._waiting and self.held < self._most and woken < 2:  # noqa: PLR2004 - two, see above
            turn = self._waiting.popleft()
            if not turn.done():  # otherwise it was cancelled
                turn.set_result(None)
                woken += 1
