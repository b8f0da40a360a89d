"""Long computations for pages return what they compute, and never delay the end of the program."""

import asyncio
import threading
from contextlib import suppress

import pytest

from monitor.errors import ArchiveError
from monitor.web.detached import run_detached


def test_results_and_errors_come_back():
    """What the function returns or raises is what the caller gets."""

    def fail() -> None:
        raise ArchiveError("disk I/O error")

    assert asyncio.run(run_detached(lambda: 7)) == 7
    assert asyncio.run(run_detached(lambda: None)) is None
    with pytest.raises(ArchiveError, match="disk"):
        asyncio.run(run_detached(fail))


@pytest.mark.fault(356)
def test_a_stop_waits_for_no_computation():
    """A program whose computation never ends stops all the same."""
    never = threading.Event()

    async def stop() -> str:
        task = asyncio.create_task(run_detached(never.wait))
        await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        return "stopped"

    assert asyncio.run(stop()) == "stopped"
    never.set()
