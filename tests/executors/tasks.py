"""What workers are asked to do in tests, well-behaved or not, and how to see whether one is still there."""

import ctypes
import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from select import select

LIMITS = {"timeout": 2.0, "memory": 1_500_000_000}


class Awkward(Exception):
    """Cannot be unpickled: its __init__ takes more than it hands on."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(first)


def square(number: int) -> int:
    """Do as little as a task can."""
    return number * number


def fail(text: str) -> None:
    """Raise as a bug would."""
    raise ValueError(text)


def fail_awkwardly() -> None:
    """Raise what does not survive the way home."""
    raise Awkward("first", "second")


def unpackable() -> object:
    """Return what cannot be packed."""
    return lambda: None


def spin() -> None:
    """Never end."""
    while True:
        pass


def nap(seconds: float) -> float:
    """Take a while."""
    time.sleep(seconds)
    return seconds


def bloat() -> int:
    """Ask for far more memory than a worker may have."""
    return len(bytearray(8_000_000_000))


def crash() -> None:
    """Read address 0."""
    ctypes.string_at(0)


def kill_itself() -> None:
    """Die as by the kernel's out-of-memory killer."""
    os.kill(os.getpid(), signal.SIGKILL)


def leave() -> None:
    """Try to end the worker politely."""
    raise SystemExit(3)


def pid() -> int:
    """Tell which process this is."""
    return os.getpid()


def handlers() -> tuple[bool, bool]:
    """Tell whether the worker is deaf to Ctrl-C and to SIGTERM."""
    return tuple(signal.getsignal(number) is signal.SIG_IGN for number in (signal.SIGINT, signal.SIGTERM))


def alive(process: int) -> bool:
    """Tell whether a process runs; one that nobody has waited for yet does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except OSError:
        return False


def until_gone(process: int, seconds: float = 5.0) -> bool:
    """Wait for a process to end."""
    with suppress(ProcessLookupError):
        ended = os.pidfd_open(process)
        try:
            select([ended], [], [], seconds)
        finally:
            os.close(ended)
    return not alive(process)
