"""The rate limit, on a simulated clock."""

import asyncio
from itertools import pairwise

import pytest

from monitor.fetch.rate_limit import RateLimiter


class Clock:
    """Simulated time that passes only in sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Advance the time."""
        until = self.now + seconds
        await asyncio.sleep(0)
        self.now = max(self.now, until)


def limiter(clock: Clock, per_host: int = 2, delay: float = 1.0, max_requests: int = 64) -> RateLimiter:
    """Return a limiter on that clock, without jitter."""
    return RateLimiter(
        per_host, delay, max_requests, clock=clock, sleep=clock.sleep, uniform=lambda low, high: 1.0
    )


@pytest.mark.fault(75, 81)
async def test_requests_to_one_host_are_spaced() -> None:
    """Requests to one host start a delay apart, and at most two run at once."""
    clock, starts, under_way, most = Clock(), [], 0, 0
    pace = limiter(clock)

    async def ask() -> None:
        nonlocal under_way, most
        async with pace.turn("one.example"):
            starts.append(clock.now)
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0)
            under_way -= 1

    await asyncio.gather(*(ask() for _ in range(100)))
    assert len(starts) == 100
    assert most <= 2
    assert all(later - earlier >= 1.0 for earlier, later in pairwise(starts))


@pytest.mark.fault(75)
async def test_a_busy_host_holds_up_no_other() -> None:
    """Requests to a hanging host do not delay another host."""
    clock, release = Clock(), asyncio.Event()
    pace = limiter(clock)

    async def ask(host: str) -> None:
        async with pace.turn(host):
            await release.wait()

    busy = [asyncio.create_task(ask("busy.example")) for _ in range(50)]
    await asyncio.sleep(0)
    async with asyncio.timeout(30), pace.turn("other.example"):
        pass
    release.set()
    await asyncio.gather(*busy)


async def test_all_hosts_together_are_bounded() -> None:
    """The total number of running requests is limited over any number of hosts."""
    clock, under_way, most = Clock(), 0, 0
    pace = limiter(clock, max_requests=3)

    async def ask(number: int) -> None:
        nonlocal under_way, most
        async with pace.turn(f"{number}.example"):
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0)
            under_way -= 1

    await asyncio.gather(*(ask(number) for number in range(30)))
    assert most == 3


async def test_delay_holds_when_all_are_busy() -> None:
    """Requests that waited for the total limit still start a delay apart."""
    clock, starts = Clock(), []
    pace = limiter(clock, max_requests=1)

    async def ask(host: str) -> None:
        async with pace.turn(host):
            if host == "slow.example":
                await clock.sleep(10)
            else:
                starts.append(clock.now)

    await asyncio.gather(ask("slow.example"), *(ask("one.example") for _ in range(3)))
    assert all(later - earlier >= 1.0 for earlier, later in pairwise(starts))


async def test_a_cancelled_wait_gives_its_turn_back() -> None:
    """A cancelled request frees its slot."""
    clock = Clock()
    pace = limiter(clock, per_host=1, delay=0, max_requests=1)
    async with pace.turn("one.example"):
        waiting = asyncio.create_task(pace.turn("one.example").__aenter__())
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    async with asyncio.timeout(30), pace.turn("one.example"):
        pass


async def test_idle_hosts_are_forgotten() -> None:
    """Memory does not grow with the number of hosts."""
    clock = Clock()
    pace = limiter(clock, delay=0.001)
    for number in range(3000):
        clock.now += 1
        async with pace.turn(f"{number}.example"):
            pass
    assert len(pace._hosts) <= 1000


@pytest.mark.parametrize("hanging", [3, 10, 15])
async def test_hosts_that_hang_use_up_no_room(hanging: int) -> None:
    """Slow requests let others start, up to a limit."""
    release = asyncio.Event()
    pace = RateLimiter(2, 0, 3, slow_after=0.01, max_slow=12)

    async def hang(number: int) -> None:
        async with pace.turn(f"{number}.example"):
            await release.wait()

    async def ask() -> None:
        async with pace.turn("honest.example"):
            pass

    tasks = [asyncio.create_task(hang(number)) for number in range(hanging)]
    await asyncio.sleep(0.2)
    asking = asyncio.create_task(ask())
    if hanging < 15:
        await asyncio.wait_for(asking, 20)
    else:
        await asyncio.sleep(0.05)
        assert not asking.done()
    release.set()
    await asyncio.wait_for(asyncio.gather(asking, *tasks), 20)
    assert pace._total._value == 3
    assert pace._slow_left == 12
