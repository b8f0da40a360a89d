"""The desk does something to many items at once: each fails alone, and none is lost in silence."""

import asyncio
import logging
from pathlib import Path

import pytest

from tests.desks import Clock, config_for, desk_at
from tests.newsroom import Newsroom


@pytest.mark.parametrize("stopping", [False, True])
async def test_a_cancellation_that_nobody_asked_for_is_a_bug(
    newsroom: Newsroom, tmp_path: Path, caplog: pytest.LogCaptureFixture, *, stopping: bool
) -> None:
    """An item whose future was dropped is logged and counted, unless it was dropped because we stop."""
    async with desk_at(tmp_path, config_for(newsroom), Clock()) as desk:

        async def do(number: int) -> int:
            if number == 1:
                desk.stopping = stopping
                dropped: asyncio.Future[int] = asyncio.get_running_loop().create_future()
                dropped.cancel()
                return await dropped
            return number

        with caplog.at_level(logging.ERROR):
            assert await desk.each("numbers", [0, 1], do) == [0]
        assert desk.bugs == (0 if stopping else 1)
        assert ("bug while working on numbers: 1" in caplog.text) is not stopping


async def test_a_cancelled_step_ends(newsroom: Newsroom, tmp_path: Path) -> None:
    """Who cancels the step itself cancels its items, and that is no bug."""
    async with desk_at(tmp_path, config_for(newsroom), Clock()) as desk:
        begun = asyncio.Event()

        async def do(_: int) -> None:
            begun.set()
            await asyncio.Event().wait()

        step = asyncio.create_task(desk.each("numbers", [1, 2], do))
        await begun.wait()
        step.cancel()
        with pytest.raises(asyncio.CancelledError):
            await step
        assert desk.bugs == 0


async def test_many_items_are_under_way_at_once_but_not_all(newsroom: Newsroom, tmp_path: Path) -> None:
    """Of a thousand items each is done once, and no more than a hundred are held in memory together."""
    async with desk_at(tmp_path, config_for(newsroom), Clock()) as desk:
        under_way, most = set[int](), 0

        async def do(number: int) -> int:
            nonlocal most
            under_way.add(number)
            most = max(most, len(under_way))
            await asyncio.sleep(0)
            under_way.remove(number)
            return number

        done = await desk.each("numbers", range(1000), do)
    assert sorted(done) == list(range(1000))
    assert 50 < most <= 100
