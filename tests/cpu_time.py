"""Limits of CPU time that hold on a slow or busy machine too."""

import time

from lxml import html

# The reference work took 0.26 s of CPU on the slowest machine that ran the tests, on 2026-12-01.
REFERENCE_SECONDS = 0.26
# A machine can be busy while a test runs, and idle a second later.
NOISE = 2


def is_within(used: float, limit: float) -> bool:
    """Return whether CPU seconds are within a limit, which grows if this machine is slow at this moment.

    Hostile input costs minutes if its cost is not bounded, so a rough measure is enough.
    """
    return used < limit or used < limit * NOISE * max(1.0, _reference() / REFERENCE_SECONDS)


def _reference() -> float:
    start = time.thread_time()
    page = "<html><body>" + "<div class=a><p>Word <a href=/1>by</a> word.</p></div>" * 4000
    for _ in range(5):
        sum(len(element.text or "") for element in html.fromstring(page).iter())
    total = 0
    for number in range(2_000_000):
        total += number & 7
    return time.thread_time() - start
