"""Which addresses and ports are allowed."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.fetch.addresses import AddressRules
from monitor.models import FetchSettings

PUBLIC = AddressRules(FetchSettings())
EVERYTHING = AddressRules(FetchSettings(allow_private=("0.0.0.0/0", "::/0")))


@pytest.mark.fault(1, 3)
@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.254",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.1.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.0.8",
        "192.0.0.10",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
    ],
)
def test_private_ipv4_is_closed(address: str) -> None:
    """IPv4 ranges outside the public Internet are not allowed."""
    assert PUBLIC.refusal(ip_address(address), 80)


@pytest.mark.fault(4, 5, 6)
@pytest.mark.parametrize(
    "address",
    [
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "64:ff9b:1::808:808",
        "2001::1",
        "2001:0:7f00:1::",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00::1",
        "fd12:3456::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
        "100::1",
    ],
)
def test_private_ipv6_is_closed(address: str) -> None:
    """IPv6 ranges that are not public, or embed a private IPv4 address, are not allowed."""
    assert PUBLIC.refusal(ip_address(address), 80)


@pytest.mark.fault(6)
@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "203.248.252.2", "2606:4700::1111", "2a00:1450::1", "64:ff9b::808:808"]
)
def test_public_addresses_are_open(address: str) -> None:
    """Public addresses are allowed, also with NAT64."""
    assert PUBLIC.refusal(ip_address(address), 443) is None


@pytest.mark.fault(2)
@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "168.63.129.16",
        "100.100.100.200",
        "fd00:ec2::254",
        "169.254.170.2",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::",
    ],
)
def test_metadata_is_never_open(address: str) -> None:
    """Cloud metadata is not allowed, even if the settings allow all networks."""
    assert "metadata" in (EVERYTHING.refusal(ip_address(address), 80) or "")


@pytest.mark.fault(18)
@pytest.mark.parametrize(
    ("address", "port", "is_open"),
    [
        ("8.8.8.8", 80, True),
        ("8.8.8.8", 8443, True),
        ("8.8.8.8", 22, False),
        ("8.8.8.8", 25, False),
        ("8.8.8.8", 6379, False),
        ("8.8.8.8", 40000, False),
        ("127.0.0.1", 40000, True),
        ("127.0.0.1", 80, True),
        ("127.0.0.1", 22, False),
        ("127.0.0.2", 40000, False),
    ],
)
def test_ports(address: str, port: int, *, is_open: bool) -> None:
    """Web ports and configured ports are allowed; in an allowed private network all ports from 1024."""
    rules = AddressRules(FetchSettings(allow_private=("127.0.0.1/32",)))
    assert (rules.refusal(ip_address(address), port) is None) == is_open


@pytest.mark.fault(5, 6)
@given(st.ip_addresses(v=4))
def test_no_wrapping_opens_an_address(inner: IPv4Address) -> None:
    """An IPv6 address is not allowed if it embeds an IPv4 address that is not."""
    if PUBLIC.refusal(inner, 80) is None:
        return
    number = int(inner)
    wrapped = (
        IPv6Address((0xFFFF << 32) | number),
        IPv6Address(number),
        IPv6Address((0x64FF9B << 96) | number),
        IPv6Address((0x2002 << 112) | (number << 80) | 1),
    )
    for address in wrapped:
        assert PUBLIC.refusal(address, 80)
