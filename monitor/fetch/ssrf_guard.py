"""The guard at the point of connection: no socket is made for an address that may not be reached.

Sees the real address of every connect, after DNS and on every redirect, where a check of names or a resolver
hook sees neither literals nor a name that resolves differently the second time (faults.md, finding 5).
"""

import socket
from contextvars import ContextVar
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address
from typing import Any

from monitor.fetch.addresses import AddressRules


@dataclass(slots=True)
class Dialled:
    """What the guard did during one request: aiohttp tells only that it could not connect.

    Attributes:
        refused: why addresses were refused.
        passed: how many were let through.
    """

    refused: list[str] = field(default_factory=list)
    passed: int = 0

    @property
    def blocked(self) -> bool:
        """Tell whether no connection could be made because of the guard alone."""
        return bool(self.refused) and not self.passed


# Connects of "happy eyeballs" run in tasks of their own, which share what the variable holds.
dialled: ContextVar[Dialled] = ContextVar("dialled")


class BlockedAddress(OSError):
    """An address may not be reached; an OSError, so that the next address of the name is tried."""


class SsrfGuard:
    """Makes the sockets of all connections; aiohttp calls it once for each address it is about to dial."""

    def __init__(self, rules: AddressRules, proxy_port: int | None = None) -> None:
        """Guard by the rules.

        Args:
            rules: which addresses and ports may be reached.
            proxy_port: where all connections lead when a proxy is set; the user named it: it may be private.
        """
        self._rules = rules
        self._proxy_port = proxy_port

    def __call__(self, addr_info: tuple[Any, ...]) -> socket.socket:
        """Make a socket for one `getaddrinfo` tuple.

        Raises:
            BlockedAddress: the address may not be reached.
        """
        family, kind, protocol, _, place = addr_info
        reason = self._refusal(str(place[0]), int(place[1]))
        record = dialled.get(Dialled())
        if reason is not None:
            record.refused.append(reason)
            raise BlockedAddress(reason)
        record.passed += 1
        return socket.socket(family, kind, protocol)

    def _refusal(self, host: str, port: int) -> str | None:
        try:
            address = ip_address(host.partition("%")[0])
        except ValueError:
            return "the resolver gave no address"
        if isinstance(address, IPv6Address) and "%" in host:
            return f"{address} is not a public address"
        if self._proxy_port is not None:
            return None if port == self._proxy_port else "not the proxy"
        return self._rules.refusal(address, port)
