"""The byte budget limits the bodies in memory, and every item gets its turn."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from monitor.executors.inline import InlineExecutor
from monitor.pipeline import AppContext, sweep
from monitor.pipeline.byte_budget import ByteBudget
from tests.apps import MATCHING, Clock, app_at, config_for
from tests.faulty_site import FaultySite

MOST = 100


async def carry(budget: ByteBudget, sizes: Sequence[int], hands: int) -> list[int]:
    """Let workers hold bodies of these sizes one after the other; return the total at each start."""
    queue, held_before = list(sizes), list[int]()

    async def hand() -> None:
        while True:
            await budget.wait()
            if not queue:
                budget.wake_waiters()
                return
            size = queue.pop()
            held_before.append(budget.held)
            with budget.holding(size):
                for _ in range(size % 7):
                    await asyncio.sleep(0)
            budget.wake_waiters()

    async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
        for _ in range(hands):
            tasks.create_task(hand())
    return held_before


@given(st.lists(st.integers(0, 3 * MOST), max_size=60), st.integers(1, 12))
def test_every_item_is_done_within_the_budget(sizes: list[int], hands: int) -> None:
    """For all sizes, each item is done and starts within the budget, and the budget ends at zero."""
    budget = ByteBudget(MOST)
    held_before = asyncio.run(carry(budget, sizes, hands))
    assert len(held_before) == len(sizes)
    assert all(held < MOST for held in held_before)
    assert budget.held == 0


def test_large_bodies_do_not_leave_one_worker() -> None:
    """After a body that filled the budget alone, the waiting workers run concurrently again."""

    async def work() -> int:
        budget, under_way, most = ByteBudget(MOST), 0, 0

        async def hand(size: int) -> None:
            nonlocal most, under_way
            await budget.wait()
            with budget.holding(size):
                under_way += 1
                most = max(most, under_way)
                for _ in range(5):
                    await asyncio.sleep(0)
                under_way -= 1
            budget.wake_waiters()

        async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
            for size in (MOST, *[1] * 32):
                tasks.create_task(hand(size))
        return most

    assert asyncio.run(work()) >= 8


async def test_a_stop_ends_waiting_workers(demo_site: FaultySite, tmp_path: Path) -> None:
    """After a stop, workers that wait for the budget end, and the step ends with them."""
    async with app_at(tmp_path, config_for(demo_site), Clock()) as app:
        begun = list[int]()

        async def do(number: int) -> int:
            begun.append(number)
            with app.byte_budget.holding(10**9):
                await asyncio.sleep(0)
                app.stop()
            return number

        done = await asyncio.wait_for(app.each("numbers", range(200), do), 20)
    assert done == begun
    assert len(begun) < 100


async def test_failed_items_release_their_bytes(demo_site: FaultySite, tmp_path: Path) -> None:
    """An item with a bug releases its bytes; the others continue within the budget."""
    async with app_at(tmp_path, config_for(demo_site), Clock()) as app:

        async def do(number: int) -> int:
            assert app.byte_budget.held < 10**9
            with app.byte_budget.holding(10**9):
                await asyncio.sleep(0)
                if number % 2:
                    raise LookupError(number)
            return number

        done = await asyncio.wait_for(app.each("numbers", range(200), do), 20)
        assert done == list(range(0, 200, 2))
        assert (app.unexpected, app.byte_budget.held) == (100, 0)


async def test_cancelled_workers_release_the_budget(demo_site: FaultySite, tmp_path: Path) -> None:
    """Workers that are cancelled while they wait block no other worker."""
    async with app_at(tmp_path, config_for(demo_site), Clock()) as app:
        filled = asyncio.Event()

        async def fill(_: int) -> None:
            with app.byte_budget.holding(10**9):
                filled.set()
                await asyncio.Event().wait()

        async def pass_by(number: int) -> int:
            return number

        filling = asyncio.create_task(app.each("numbers", [0], fill))
        await filled.wait()
        waiting = asyncio.create_task(app.each("numbers", range(10), pass_by))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        for step in (waiting, filling):
            step.cancel()
        await asyncio.gather(waiting, filling, return_exceptions=True)
        assert app.byte_budget.held == 0
        assert await asyncio.wait_for(app.each("numbers", range(10), pass_by), 20) == list(range(10))


async def test_a_worker_cancelled_on_wake_up_wakes_another() -> None:
    """No turn is lost: if a woken worker is cancelled before it runs, another one is woken."""
    budget = ByteBudget(MOST)
    with budget.holding(MOST):
        waiting = [asyncio.create_task(budget.wait()) for _ in range(6)]
        await asyncio.sleep(0)
    budget.wake_waiters()
    for task in waiting[:2]:
        task.cancel()
    await asyncio.wait_for(asyncio.gather(*waiting[:4], return_exceptions=True), 20)
    assert [task.cancelled() for task in waiting[:4]] == [True, True, False, False]
    budget.wake_waiters()
    await asyncio.wait_for(asyncio.gather(*waiting[4:]), 20)


class Watching(InlineExecutor):
    """An executor that records the bytes held when it receives a task."""

    def __init__(self, app: AppContext, held: list[int]) -> None:
        super().__init__()
        self._app, self._held = app, held

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Record the bytes, and run the task."""
        self._held.append(self._app.byte_budget.held)
        return super().submit(fn, *args, **kwargs)


def watch(app: AppContext, part: object, method: str, sizes: list[int], held: list[int]) -> None:
    """Record the held bytes and the size of each batch that is stored."""
    store = getattr(part, method)

    def storing(lot: Sequence[Any], *now: Any) -> Any:
        held.append(app.byte_budget.held)
        sizes.append(sum(len(one.page.body) for one in lot if getattr(one, "page", None)))
        return store(lot, *now)

    setattr(part, method, storing)


async def test_a_document_counts_until_it_is_stored(demo_site: FaultySite, tmp_path: Path) -> None:
    """Feeds and pages count until their batch is stored, and large ones make small batches."""
    words = "".join(f"<p>{number}. {MATCHING}</p>" for number in range(9))
    page = f"<html><body><article>{words}</article></body></html><!--{'x' * 900_000}-->".encode()
    demo_site.add_feed("/a.xml", "Courier")
    for number in range(12):
        path = demo_site.publish("/a.xml", f"Treaty {number} signed", "Words.")
        demo_site.answer(path, body=page, headers={"Content-Type": "text/html"})
    feeds, lots, held, working = list[int](), list[int](), list[int](), list[int]()
    async with app_at(tmp_path, config_for(demo_site, "/a.xml"), Clock()) as app:
        watch(app, app.archive.feeds, "record_polls", [], feeds)
        watch(app, app.archive.articles, "store_results", lots, held)
        app.executor = Watching(app, working)
        await sweep(app)
        assert app.byte_budget.held == 0
    assert min(feeds) > 1000
    assert len(working) == 13
    assert working[0] > 1000
    assert min(working[1:]) >= len(page)
    assert sum(lots) == 12 * len(page)
    assert max(lots) < 5_000_000
    assert all(there >= lot for there, lot in zip(held, lots, strict=True))
