"""Rules for Dask connections: plain on loopback, TLS elsewhere.

A client that reaches a Dask scheduler or worker can run code there. Plain connections to other machines need
the user's explicit setting in Dask's configuration.
"""

import re
from importlib import import_module
from typing import Any

LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "::1"}

_ADDRESS = re.compile(r"(tcp|tls)://(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9._-]+):([0-9]{1,5})")


def dask_modules() -> tuple[Any, Any]:
    """Import dask and distributed; raise ValueError with the extra to install if they are missing."""
    try:
        return import_module("dask"), import_module("distributed")
    except ImportError as error:
        raise ValueError(
            'A Dask cluster needs the extra "dask": in the checkout run: pip install ".[dask]"'
        ) from error


def plain_allowed(dask: Any) -> bool:
    """Return whether the user explicitly allows plain connections."""
    return dask.config.get("distributed.comm.require-encryption", None) is False


def split_address(address: str) -> tuple[str, str]:
    """Split `tcp://host:port` into protocol and host; raise ValueError if it is invalid."""
    found = _ADDRESS.fullmatch(address)
    if not found or not 1 <= int(found[3]) <= 65535:  # noqa: PLR2004 - the ports of TCP
        raise ValueError(f'"{address}" is not a scheduler; write tcp://host:8786 or tls://host:8786.')
    return found[1], found[2]
