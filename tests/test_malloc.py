"""Freed memory is returned to the system, unless the user set another threshold."""

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is counted in /proc/self/statm")

PROGRAM = """
import os, sys
from monitor.malloc import return_freed_memory, trim
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
size, small, bidden = int(sys.argv[1]), 2000, sys.argv[2:]
if "return_freed_memory" in bidden:
    return_freed_memory()
kept, before = [], resident()
for _ in range(4):
    b"x" * (small * 500)  # glibc learns from what is freed that blocks up to this size are usual
    blocks = []
    for _ in range(40_000_000 // size):
        blocks.append(b"x" * size)
        if "holes" in bidden:
            kept.append(b"x" * small)  # this stays where it is
    del blocks
if "trim" in bidden:
    trim()
print(os.environ.get("MALLOC_TRIM_THRESHOLD_"), (resident() - before - sum(map(len, kept))) // 1_000_000)
"""


def run(size: int, *bidden: str, **environment: str) -> tuple[str, int]:
    """Allocate and free 40 MB in a separate process; return its threshold and the MB it retained."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MALLOC_")}
    command = [sys.executable, "-c", PROGRAM, str(size), *bidden]
    told = subprocess.run(command, env=clean | environment, capture_output=True, text=True, check=True)
    threshold, kept = told.stdout.split()
    return threshold, int(kept)


def test_freed_memory_is_returned() -> None:
    """After 40 MB were allocated and freed four times, almost nothing is retained."""
    assert run(400_000, "holes", "return_freed_memory") < ("1048576", 8)
    if run(400_000, "holes")[1] < 8:
        pytest.skip("this malloc gives back by itself")


def test_free_memory_between_used_blocks_is_returned_by_a_trim() -> None:
    """Free memory between used blocks is returned only by a trim."""
    if run(60_000, "holes", "return_freed_memory")[1] < 20:
        pytest.skip("this malloc leaves no holes")
    assert run(60_000, "holes", "return_freed_memory", "trim")[1] < 8


def test_a_threshold_of_the_user_is_kept() -> None:
    """The user's threshold is kept, in this process and its children."""
    threshold, kept = run(60_000, "return_freed_memory", MALLOC_TRIM_THRESHOLD_="100000000")
    assert threshold == "100000000"
    assert kept >= 20 or run(60_000)[1] < 8  # all is kept, unless this malloc never keeps any
