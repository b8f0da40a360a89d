"""Parse the executor setting: `inline`, `processes:N`, `dask://host:port`."""

import re
from dataclasses import dataclass
from typing import Literal

MOST_WORKERS = 256

_PROCESSES = re.compile(r"processes:([0-9]{1,4})")
_DASK = re.compile(r"dask://(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9._-]+):([0-9]{1,5})")


@dataclass(frozen=True, slots=True)
class Spec:
    """A parsed executor setting."""

    kind: Literal["inline", "processes", "dask"]
    workers: int = 1
    host: str = ""
    port: int = 0


def check_executor(spec: str) -> str | None:
    """Return what is wrong with an executor setting, in one sentence, or None."""
    try:
        read_spec(spec)
    except ValueError as error:
        return str(error)
    return None


def read_spec(spec: str) -> Spec:
    """Parse an executor setting.

    Raises:
        ValueError: the setting is invalid; the message is one sentence for the user.
    """
    if spec == "inline":
        return Spec("inline")
    found = _PROCESSES.fullmatch(spec)
    if found:
        workers = int(found[1])
        if not 1 <= workers <= MOST_WORKERS:
            raise ValueError(f'"{spec}": the number of processes must be between 1 and {MOST_WORKERS}.')
        return Spec("processes", workers=workers)
    found = _DASK.fullmatch(spec)
    if found:
        port = int(found[2])
        if not 1 <= port <= 65535:  # noqa: PLR2004 - the ports of TCP
            raise ValueError(f'"{spec}": {port} is not a port; ports are 1 to 65535.')
        return Spec("dask", host=found[1], port=port)
    raise ValueError(f'"{spec}" is not an executor; write "inline", "processes:2" or "dask://host:8786".')
