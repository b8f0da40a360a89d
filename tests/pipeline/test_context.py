"""The context processes many items concurrently: each fails alone, and every failure is logged."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import ArchiveError
from monitor.models import Config
from monitor.pipeline import AppContext, Progress
from tests.apps import TOPICS, Clock, app_at, config_for
from tests.faulty_site import FaultySite

LARGE = 2_000_000  # a third of the byte budget
NOTHING = Config(folder=Path("config"), version="config-1", timezone="Asia/Seoul", feeds=(), topics=TOPICS)


@pytest.mark.parametrize("stopping", [False, True])
async def test_an_unexpected_cancellation_is_a_bug(
    demo_site: FaultySite, tmp_path: Path, caplog: pytest.LogCaptureFixture, *, stopping: bool
) -> None:
    """An item whose future was cancelled is logged and counted, except during a stop."""
    async with app_at(tmp_path, config_for(demo_site), Clock()) as app:

        async def do(number: int) -> int:
            if number == 1:
                app.stopping = stopping
                dropped: asyncio.Future[int] = asyncio.get_running_loop().create_future()
                dropped.cancel()
                return await dropped
            return number

        with caplog.at_level(logging.ERROR):
            assert await app.each("numbers", [0, 1], do) == [0]
        assert app.unexpected == (0 if stopping else 1)
        assert ("unexpected error in numbers: 1" in caplog.text) is not stopping


async def test_a_cancelled_step_ends(demo_site: FaultySite, tmp_path: Path) -> None:
    """Cancelling the step cancels its items, and is not a bug."""
    async with app_at(tmp_path, config_for(demo_site), Clock()) as app:
        begun = asyncio.Event()

        async def do(_: int) -> None:
            begun.set()
            await asyncio.Event().wait()

        step = asyncio.create_task(app.each("numbers", [1, 2], do))
        await begun.wait()
        step.cancel()
        with pytest.raises(asyncio.CancelledError):
            await step
        assert app.unexpected == 0


async def test_a_limited_number_of_items_is_in_memory(demo_site: FaultySite, tmp_path: Path) -> None:
    """Each of a thousand items is done once, and at most a hundred are in memory together."""
    async with app_at(tmp_path, config_for(demo_site), Clock()) as app:
        under_way, most = set[int](), 0

        async def do(number: int) -> int:
            nonlocal most
            under_way.add(number)
            most = max(most, len(under_way))
            await asyncio.sleep(0)
            under_way.remove(number)
            return number

        done = await app.each("numbers", range(1000), do)
    assert sorted(done) == list(range(1000))
    assert 50 < most <= 100


@contextmanager
def idle_app(config: Config = NOTHING, progress: Progress | None = None) -> Iterator[AppContext]:
    """Return a context without an archive, a network or workers."""
    app = AppContext(config, Any, Any, Any, Path(), Clock(), progress)
    try:
        yield app
    finally:
        app.close()


class Source:
    """Batches of items, one more per request, until the archive fails or none is left."""

    def __init__(self, lots: list[list[int]], fails_at: int | None) -> None:
        self.left, self.asked, self.asking = list(lots), 0, 0
        self._fails_at = fails_at

    async def more(self) -> list[int]:
        """Return the next batch."""
        self.asking += 1
        assert self.asking == 1
        await asyncio.sleep(0)
        self.asking -= 1
        self.asked += 1
        if self.asked - 1 == self._fails_at:
            raise ArchiveError("the disk is full")
        return self.left.pop(0) if self.left else []


@given(
    st.lists(st.lists(st.integers(0, 5), min_size=1, max_size=9), max_size=8),
    st.none() | st.integers(0, 8),
    st.integers(1, 40),
)
def test_batches_are_requested_until_none_is_left(
    lots: list[list[int]], fails_at: int | None, concurrency: int
) -> None:
    """For all batches, each item is done once; one worker at a time requests more, none after the last."""
    source, done, told = Source(lots, fails_at), list[int](), list[tuple[int, int]]()

    async def work() -> list[int]:
        config = replace(NOTHING, fetch=replace(NOTHING.fetch, concurrency=concurrency))
        with idle_app(config, lambda _, *numbers: told.append(numbers)) as app:

            async def do(turns: int) -> int:
                with app.byte_budget.holding(turns * LARGE):
                    for _ in range(turns):
                        await asyncio.sleep(0)
                done.append(turns)
                return turns

            return await asyncio.wait_for(app.each("numbers", [1], do, more=source.more), 20)

    failed = fails_at is not None and fails_at <= len(lots)
    if failed:
        with pytest.raises(ArchiveError):
            asyncio.run(work())
    else:
        assert sorted(asyncio.run(work())) == sorted([1, *(item for lot in lots for item in lot)])
        assert told[-1] == (len(done), len(done))
    assert source.asked == (fails_at if failed else len(lots)) + 1
    if failed:  # running items finish after the failure; no other item starts
        assert len(done) <= 1 + sum(map(len, lots[:fails_at]))


async def test_workers_stay_while_another_requests_a_batch() -> None:
    """After a batch of one item all workers continue, even if the archive answers slowly."""
    left, under_way, most = [range(20)] * 20, 0, 0

    async def more() -> range:
        for _ in range(5):
            await asyncio.sleep(0)
        return left.pop() if left else range(0)

    async def do(_: int) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        for _ in range(40):
            await asyncio.sleep(0)
        under_way -= 1

    with idle_app() as app:
        assert len(await app.each("numbers", [1], do, more=more)) == 401
    assert most > 50


async def test_waiting_workers_end_with_the_step() -> None:
    """Workers that wait for the budget end when the others took the remaining items."""
    with idle_app() as app:

        async def more() -> tuple[int, ...]:
            return ()

        async def do(_: int) -> None:
            with app.byte_budget.holding(10 * LARGE):
                for _ in range(10):
                    await asyncio.sleep(0)

        assert len(await asyncio.wait_for(app.each("numbers", range(3), do, more=more), 20)) == 3


async def test_a_bug_in_a_request_lets_running_items_finish() -> None:
    """Running items finish, then the original exception is raised."""
    done, gone_on = list[int](), asyncio.Event()

    async def more() -> tuple[int, ...]:
        gone_on.set()
        raise LookupError("a bug")

    async def do(number: int) -> None:
        await gone_on.wait()
        await asyncio.sleep(0)
        done.append(number)

    with idle_app() as app, pytest.raises(LookupError):
        await app.each("numbers", range(5), do, more=more)
    assert sorted(done) == list(range(5))
