"""How fast one host is asked: so many requests at once, so many seconds between two starts.

A busy host holds up its own requests only; requests wait their turn in the order they came.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

_MANY = 1000
# A request that waits so many seconds for its server makes room for another: hosts that hang are not to use
# up what all hosts share. So many times as many may then be under way.
_SLOW_AFTER = 2.0
_SLOW_FACTOR = 4


class RateLimiter:
    """Hands out turns: at most `per_host` at once to a host, `delay` seconds apart, `together` in all."""

    def __init__(
        self,
        per_host: int,
        delay: float,
        together: int,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        spread: Callable[[float, float], float] = random.uniform,
        slow_after: float = _SLOW_AFTER,
        slow_together: int | None = None,
    ) -> None:
        """Set the pace.

        Args:
            per_host: requests under way to one host.
            delay: seconds between two starts to one host; each is 1 to 1.5 times as long.
            together: requests under way to all hosts.
            clock: seconds that never run backwards.
            sleep: waits so many seconds.
            spread: picks a number between two.
            slow_after: seconds after which a request no longer counts among `together`.
            slow_together: requests that no longer count, at most; four times `together` by default.
        """
        self._per_host = per_host
        self._delay = delay
        self._room = asyncio.Semaphore(together)
        self._slow_after = slow_after
        self._slow_left = _SLOW_FACTOR * together if slow_together is None else slow_together
        self._clock = clock
        self._sleep = sleep
        self._spread = spread
        self._lanes: dict[str, _HostSlots] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for a turn at a host, and hold it."""
        lane = self._lane(host)
        lane.users += 1
        try:
            async with lane.seats:
                async with lane.gate:
                    await self._await_start(lane)
                    await self._room.acquire()
                    lane.next_start = self._clock() + self._delay * self._spread(1.0, 1.5)
                slot = _Slot()
                timer = asyncio.get_running_loop().call_later(self._slow_after, self._make_room, slot)
                try:
                    yield
                finally:
                    timer.cancel()
                    if slot.slow:
                        self._slow_left += 1
                    else:
                        self._room.release()
        finally:
            lane.users -= 1

    def rest(self, host: str, seconds: float) -> None:
        """Leave a host alone for so many seconds, because it asked for patience."""
        lane = self._lane(host)
        lane.rests_until = max(lane.rests_until, self._clock() + seconds)

    def resting(self, host: str) -> float:
        """Return for how many seconds a host is still to be left alone."""
        lane = self._lanes.get(host)
        return 0.0 if lane is None else max(lane.rests_until - self._clock(), 0.0)

    def _make_room(self, slot: "_Slot") -> None:
        """Count a request as slow, if not too many are, and let another start in its place."""
        if self._slow_left > 0:
            self._slow_left -= 1
            slot.slow = True
            self._room.release()

    async def _await_start(self, lane: "_HostSlots") -> None:
        wait = lane.next_start - self._clock()
        if wait > 0:
            await self._sleep(wait)

    def _lane(self, host: str) -> "_HostSlots":
        lane = self._lanes.get(host)
        if lane is None:
            if len(self._lanes) >= _MANY:
                self._forget_idle()
            lane = self._lanes[host] = _HostSlots(self._per_host)
        return lane

    def _forget_idle(self) -> None:
        now = self._clock()
        self._lanes = {
            host: lane
            for host, lane in self._lanes.items()
            if lane.users or max(lane.next_start, lane.rests_until) > now
        }


class _Slot:
    """What a request takes of what all hosts share: a place among the fast ones, or among the slow."""

    slow = False


class _HostSlots:
    """Who is under way to one host, and when the next may start."""

    def __init__(self, seats: int) -> None:
        self.seats = asyncio.Semaphore(seats)
        self.gate = asyncio.Lock()
        self.next_start = float("-inf")
        self.rests_until = float("-inf")
        self.users = 0
