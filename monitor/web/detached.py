"""Run long computations on threads that the end of the program does not wait for."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

R = TypeVar("R")


async def run_detached(function: Callable[[], R]) -> R:
    """Return what a function returns; run it on a thread of its own.

    `asyncio.to_thread` would do the same, but a stop of the daemon waits for its threads, and
    the page is not needed by then. The function must not write anything.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[R] = loop.create_future()

    def set_outcome(result: R | None, error: BaseException | None) -> None:
        if future.cancelled():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]  # None is what the function returned

    def run() -> None:
        result, failure = None, None
        try:
            result = function()
        except BaseException as error:  # noqa: BLE001 - raised where it is awaited
            failure = error
        with suppress(RuntimeError):  # the loop is closed: no one waits any more
            loop.call_soon_threadsafe(set_outcome, result, failure)

    threading.Thread(target=run, daemon=True, name="page").start()
    return await future
