"""Limits the rate of requests to each host, and the number of requests in total.

A slow host delays only its own requests. Requests to a host start in the order they came.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

_MAX_HOSTS = 1000
# After two seconds a request no longer counts towards the total, so that slow hosts do not block the others.
# At most four times the total may be slow.
_SLOW_AFTER = 2.0
_SLOW_FACTOR = 4


class RateLimiter:
    """Allows `per_host` concurrent requests to a host, `delay` seconds apart, and `max_requests` in total."""

    def __init__(
        self,
        per_host: int,
        delay: float,
        max_requests: int,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        uniform: Callable[[float, float], float] = random.uniform,
        slow_after: float = _SLOW_AFTER,
        max_slow: int | None = None,
    ) -> None:
        """Create a limiter.

        Args:
            per_host: Maximum number of concurrent requests to one host.
            delay: Seconds between two starts to one host, multiplied by 1 to 1.5.
            max_requests: Maximum number of concurrent requests to all hosts.
            clock: Returns monotonic seconds.
            sleep: Waits for a number of seconds.
            uniform: Returns a random number between two numbers.
            slow_after: Seconds after which a request no longer counts towards `max_requests`.
            max_slow: Maximum number of requests that do not count; by default four times `max_requests`.
        """
        self._per_host = per_host
        self._delay = delay
        self._total = asyncio.Semaphore(max_requests)
        self._slow_after = slow_after
        self._slow_left = _SLOW_FACTOR * max_requests if max_slow is None else max_slow
        self._clock = clock
        self._sleep = sleep
        self._uniform = uniform
        self._hosts: dict[str, _HostSlots] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait until a request to a host may start, and count it until the context ends."""
        slots = self._host_slots(host)
        slots.users += 1
        try:
            async with slots.requests:
                async with slots.start_lock:
                    await self._await_start(slots)
                    await self._total.acquire()
                    slots.next_start = self._clock() + self._delay * self._uniform(1.0, 1.5)
                turn = _Turn()
                timer = asyncio.get_running_loop().call_later(self._slow_after, self._mark_slow, turn)
                try:
                    yield
                finally:
                    timer.cancel()
                    if turn.slow:
                        self._slow_left += 1
                    else:
                        self._total.release()
        finally:
            slots.users -= 1

    def pause(self, host: str, seconds: float) -> None:
        """Pause requests to a host for a number of seconds."""
        slots = self._host_slots(host)
        slots.paused_until = max(slots.paused_until, self._clock() + seconds)

    def pause_left(self, host: str) -> float:
        """Return the seconds until the pause of a host ends."""
        slots = self._hosts.get(host)
        return 0.0 if slots is None else max(slots.paused_until - self._clock(), 0.0)

    def _mark_slow(self, turn: "_Turn") -> None:
        """Mark a request as slow, unless too many are, so that another can start."""
        if self._slow_left > 0:
            self._slow_left -= 1
            turn.slow = True
            self._total.release()

    async def _await_start(self, slots: "_HostSlots") -> None:
        wait = slots.next_start - self._clock()
        if wait > 0:
            await self._sleep(wait)

    def _host_slots(self, host: str) -> "_HostSlots":
        slots = self._hosts.get(host)
        if slots is None:
            if len(self._hosts) >= _MAX_HOSTS:
                self._drop_idle()
            slots = self._hosts[host] = _HostSlots(self._per_host)
        return slots

    def _drop_idle(self) -> None:
        now = self._clock()
        self._hosts = {
            host: slots
            for host, slots in self._hosts.items()
            if slots.users or max(slots.next_start, slots.paused_until) > now
        }


class _Turn:
    """A running request; `slow` means that it no longer counts towards the total."""

    slow = False


class _HostSlots:
    """The running requests to one host, and when the next may start."""

    def __init__(self, requests: int) -> None:
        self.requests = asyncio.Semaphore(requests)
        self.start_lock = asyncio.Lock()
        self.next_start = float("-inf")
        self.paused_until = float("-inf")
        self.users = 0
