"""How much of what was fetched is in memory: while it is too much, nothing more is fetched."""

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class ByteBudget:
    """The bytes of bodies that are held, and who waits for there to be fewer.

    Many requests are under way at once because servers are slow, but bodies wait for few workers: it is the
    bodies that are counted. What is under way when they become too much still comes.

    Attributes:
        held: bytes of bodies that were fetched and are not yet archived.
    """

    def __init__(self, most: int) -> None:
        self.held = 0
        self._most = most
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def full(self) -> bool:
        """Tell whether nothing more is to be begun."""
        return self.held >= self._most

    async def wait(self) -> None:
        """Wait until there is room."""
        while self.held >= self._most:
            turn = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if not turn.cancelled():
                    self.let_in()  # it was woken for nothing; another is woken in its place
                raise

    @contextmanager
    def holding(self, size: int) -> Iterator[None]:
        """Count so many bytes as held for the time being."""
        self.held += size
        try:
            yield
        finally:
            self.held -= size

    def let_in(self) -> None:
        """Wake two of those who wait, if there is room: to be called whenever one of their kind has ended.

        One would never make up for what was held back while a few large bodies filled the room; all at once
        would fill it again beyond measure.
        """
        woken = 0
        while self._waiting and self.held < self._most and woken < 2:  # noqa: PLR2004 - two, see above
            turn = self._waiting.popleft()
            if not turn.done():  # else it was cancelled
                turn.set_result(None)
                woken += 1
