"""Tasks for the executor tests, and functions to watch processes."""

import ctypes
import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from select import select

LIMITS = {"timeout": 2.0, "memory": 1_500_000_000}


class Awkward(Exception):
    """Cannot be unpickled: its __init__ takes more arguments than it passes on."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(first)


def square(number: int) -> int:
    """Return the square of a number."""
    return number * number


def fail(text: str) -> None:
    """Raise ValueError."""
    raise ValueError(text)


def fail_awkwardly() -> None:
    """Raise an exception that cannot be unpickled."""
    raise Awkward("first", "second")


def unpackable() -> object:
    """Return a value that cannot be pickled."""
    return lambda: None


def spin() -> None:
    """Run forever."""
    while True:
        pass


def nap(seconds: float) -> float:
    """Sleep for a while."""
    time.sleep(seconds)
    return seconds


def bloat() -> int:
    """Allocate more memory than the limit."""
    return len(bytearray(8_000_000_000))


def crash() -> None:
    """Read address 0, which crashes the process."""
    ctypes.string_at(0)


def kill_itself() -> None:
    """Kill the process, as the kernel's out-of-memory killer does."""
    os.kill(os.getpid(), signal.SIGKILL)


def leave() -> None:
    """Exit the process with sys.exit()."""
    raise SystemExit(3)


def pid() -> int:
    """Return the process id."""
    return os.getpid()


def handlers() -> tuple[bool, bool]:
    """Return whether the worker ignores SIGINT and SIGTERM."""
    return tuple(signal.getsignal(number) is signal.SIG_IGN for number in (signal.SIGINT, signal.SIGTERM))


def alive(process: int) -> bool:
    """Return whether a process runs; a zombie does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except OSError:
        return False


def until_gone(process: int, seconds: float = 5.0) -> bool:
    """Wait until a process has ended."""
    with suppress(ProcessLookupError):
        ended = os.pidfd_open(process)
        try:
            select([ended], [], [], seconds)
        finally:
            os.close(ended)
    return not alive(process)
