"""Refuses connections to addresses that are not allowed, at the moment the socket is created.

This check sees the real address of every connection. A check of names or a resolver hook would miss literal
addresses and names that resolve differently the second time (faults.md, finding 5).
"""

import socket
from contextvars import ContextVar
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address
from typing import Any

from monitor.fetch.addresses import AddressRules


@dataclass(slots=True)
class ConnectionAttempts:
    """What the guard did during one request; aiohttp only reports that it could not connect.

    Attributes:
        refused: Why addresses were refused.
        allowed: How many addresses were allowed.
        proxy_port: The port of the proxy of the request, if any; its address may be private.
    """

    refused: list[str] = field(default_factory=list)
    allowed: int = 0
    proxy_port: int | None = None

    @property
    def blocked(self) -> bool:
        """Return whether the guard refused all addresses."""
        return bool(self.refused) and not self.allowed


# "Happy eyeballs" connects in tasks of its own, which share the value of the variable.
connection_attempts: ContextVar[ConnectionAttempts] = ContextVar("dialled")


class BlockedAddress(OSError):
    """An address is not allowed. It is an OSError so that aiohttp tries the next address of the name."""


class SsrfGuard:
    """Creates the sockets of all connections; aiohttp calls it for each address it connects to."""

    def __init__(self, rules: AddressRules) -> None:
        """Create a guard for the allowed addresses and ports."""
        self._rules = rules

    def __call__(self, addr_info: tuple[Any, ...]) -> socket.socket:
        """Create a socket for one `getaddrinfo` tuple.

        Raises:
            BlockedAddress: The address is not allowed.
        """
        family, kind, protocol, _, place = addr_info
        attempts = connection_attempts.get(ConnectionAttempts())
        reason = self._refusal(str(place[0]), int(place[1]), attempts.proxy_port)
        if reason is not None:
            attempts.refused.append(reason)
            raise BlockedAddress(reason)
        attempts.allowed += 1
        return socket.socket(family, kind, protocol)

    def _refusal(self, host: str, port: int, proxy_port: int | None) -> str | None:
        try:
            address = ip_address(host.partition("%")[0])
        except ValueError:
            return "the resolver gave no address"
        if isinstance(address, IPv6Address) and "%" in host:
            return f"{address} is not a public address"
        if proxy_port is not None:
            return None if port == proxy_port else "not the proxy"
        return self._rules.refusal(address, port)
