"""Whom a Dask connection may be open to: this machine, or whoever holds a certificate.

Whoever reaches a scheduler or a worker of Dask can run code there. So a plain connection is for loopback; any
other needs TLS, unless the user accepts a plain one by name in Dask's own configuration.
"""

import re
from importlib import import_module
from typing import Any

LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "::1"}

_ADDRESS = re.compile(r"(tcp|tls)://(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9._-]+):([0-9]{1,5})")


def dask_modules() -> tuple[Any, Any]:
    """Import Dask and its cluster; raises ValueError with what to install where they are missing."""
    try:
        return import_module("dask"), import_module("distributed")
    except ImportError as error:
        raise ValueError(
            'A Dask cluster needs the extra "dask": in the checkout run: pip install ".[dask]"'
        ) from error


def plain_accepted(dask: Any) -> bool:
    """Tell whether the user wrote that connections need no encryption; the absence of it is a no."""
    return dask.config.get("distributed.comm.require-encryption", None) is False


def split_address(address: str) -> tuple[str, str]:
    """Split `tcp://host:port` into protocol and host; raises ValueError with one sentence."""
    found = _ADDRESS.fullmatch(address)
    if not found or not 1 <= int(found[3]) <= 65535:  # noqa: PLR2004 - the ports of TCP
        raise ValueError(f'"{address}" is no scheduler; write tcp://host:8786 or tls://host:8786.')
    return found[1], found[2]
