"""Limits the freed memory that glibc's malloc retains (mallopt(3)); no effect with another malloc."""

import contextlib
import os
from typing import Any

_VARIABLE = "MALLOC_TRIM_THRESHOLD_"
_M_TRIM_THRESHOLD = -1
_KEPT = 1_048_576


def return_freed_memory() -> None:
    """Make glibc return freed memory above 1 MB to the system, here and in child processes.

    Pages are blocks of hundreds of kB. By default glibc raises its threshold to that size and retains as much
    as the busiest moment used. With a fixed threshold, blocks over 128 kB are mapped separately and returned
    whole. If the user set the variable, it is not changed.
    """
    if _VARIABLE in os.environ:
        return
    os.environ[_VARIABLE] = str(_KEPT)
    with _if_glibc():
        _library().mallopt(_M_TRIM_THRESHOLD, _KEPT)


def trim() -> None:
    """Return free pages inside the heap to the system (malloc_trim(3)); takes half a millisecond."""
    with _if_glibc():
        _library().malloc_trim(0)


def _library() -> Any:
    # Python can be built without ctypes.
    import ctypes  # noqa: PLC0415

    return ctypes.CDLL(None)


def _if_glibc() -> contextlib.suppress:
    """Ignore errors of systems without glibc, ctypes or a loadable C library."""
    return contextlib.suppress(ImportError, AttributeError, OSError, TypeError)
