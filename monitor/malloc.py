"""What glibc's malloc keeps of the memory that was freed (mallopt(3)); another malloc is left as it is."""

import contextlib
import os
from typing import Any

_VARIABLE = "MALLOC_TRIM_THRESHOLD_"
_M_TRIM_THRESHOLD = -1
_KEPT = 1_048_576


def give_back() -> None:
    """Have this process, and those it starts from now on, give back what they free beyond 1 MB.

    Pages come and go in hundreds of kB. Left to itself glibc soon takes blocks of that size for usual, and
    keeps as much as the busiest moment took; with the threshold set, what exceeds 128 kB is mapped apart and
    goes as a whole. Whoever set the variable to another threshold is obeyed.
    """
    if _VARIABLE in os.environ:
        return
    os.environ[_VARIABLE] = str(_KEPT)
    with _where_there_is_glibc():
        _library().mallopt(_M_TRIM_THRESHOLD, _KEPT)


def trim() -> None:
    """Give back what is free between that which is not (malloc_trim(3)); takes half a millisecond."""
    with _where_there_is_glibc():
        _library().malloc_trim(0)


def _library() -> Any:
    # A Python can be built without it.
    import ctypes  # noqa: PLC0415

    return ctypes.CDLL(None)


def _where_there_is_glibc() -> contextlib.suppress:
    """Suppress what comes of another malloc, of no ctypes, and of libraries that are found otherwise."""
    return contextlib.suppress(ImportError, AttributeError, OSError, TypeError)
