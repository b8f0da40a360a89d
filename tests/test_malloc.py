"""Memory that was freed goes back to the system, unless the user wants it otherwise."""

import os
import subprocess
import sys

import pytest

PROGRAM = """
import os
from monitor.malloc import give_back, trim
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
give_back()
print(os.environ["MALLOC_TRIM_THRESHOLD_"])
kept = []
before = resident()
for _ in range(4):  # glibc learns from what is freed that blocks of this size are usual
    blocks = [bytes(b"x" * 400_000) for _ in range(100)]
    kept.append(bytes(b"x" * 2000))  # and this stays where they were
    del blocks
after = resident()
trim()
print(after - before)
"""


def run(**environment: str) -> tuple[str, int]:
    """Run the program in a process of its own; return the threshold that holds and the bytes that it kept."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MALLOC_")}
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=clean | environment, capture_output=True, text=True, check=True
    )
    threshold, kept = told.stdout.split()
    return threshold, int(kept)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted in /proc/self/statm")
def test_what_is_freed_is_given_back() -> None:
    """Of 40 MB of pages that came and went four times hardly anything is kept."""
    threshold, kept = run()
    assert threshold == "1048576"
    assert kept < 5_000_000


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted in /proc/self/statm")
def test_whoever_set_another_threshold_is_obeyed() -> None:
    """The variable of the user stands, for this process and those that it starts."""
    assert run(MALLOC_TRIM_THRESHOLD_="5000000")[0] == "5000000"
