"""Which addresses and ports the client may connect to.

The ranges come from the IANA special-purpose registries. `ipaddress.is_global` alone admits multicast,
relays, translators and cloud metadata (faults.md, observation O6).
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from monitor.models import FetchSettings

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_WEB_PORTS = frozenset({80, 443})
_FIRST_UNPRIVILEGED_PORT = 1024
# Servers at these addresses return the credentials of the machine, so no setting allows them.
_METADATA = tuple(
    ip_address(text)
    for text in (
        "169.254.169.254",
        "169.254.170.2",
        "169.254.170.23",
        "168.63.129.16",
        "100.100.100.200",
        "192.0.0.192",
        "fd00:ec2::254",
        "fd00:ec2::23",
        "fd20:ce::254",
    )
)
_NOT_PUBLIC = tuple(
    ip_network(text)
    for text in (
        "192.0.0.0/24",
        "192.88.99.0/24",
        "fec0::/10",
        "::/96",
        "::ffff:0:0:0/96",
        "64:ff9b:1::/48",
        "3fff::/20",
        "5f00::/16",
        "2001::/23",
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")
_LOW_32 = 0xFFFFFFFF


class AddressRules:
    """The addresses and ports that the settings allow: the public Internet and the configured networks."""

    def __init__(self, settings: FetchSettings) -> None:
        self._private: tuple[Network, ...] = tuple(ip_network(text) for text in settings.allow_private)
        self._ports = _WEB_PORTS | set(settings.allow_ports)

    def refusal(self, address: Address, port: int) -> str | None:
        """Return why an address is not allowed, or None if it is.

        Addresses of an allowed private network are allowed on every port from 1024, others on allowed ports.
        """
        inner = embedded_address(address)
        if address in _METADATA or inner in _METADATA:
            return f"{address} is a cloud metadata address"
        private = any(inner in network or address in network for network in self._private)
        if not private and not _is_public(inner):
            return f"{address} is not a public address"
        if port in self._ports or (private and port >= _FIRST_UNPRIVILEGED_PORT):
            return None
        return f"port {port} is not allowed"

    def port_refusal(self, port: int) -> str | None:
        """Return why a port is not allowed on any address, or None if it is on some."""
        if port in self._ports or (self._private and port >= _FIRST_UNPRIVILEGED_PORT):
            return None
        return f"port {port} is not allowed"


def embedded_address(address: Address) -> Address:
    """Return the IPv4 address inside an IPv6 address (mapped, 6to4, NAT64), else the address itself."""
    if isinstance(address, IPv4Address):
        return address
    inner = address.ipv4_mapped or address.sixtofour
    if inner is None and address in _NAT64:
        inner = IPv4Address(int(address) & _LOW_32)
    return address if inner is None else inner


def _is_public(address: Address) -> bool:
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_link_local
        and not address.is_unspecified
        and not any(address in network for network in _NOT_PUBLIC)
    )
