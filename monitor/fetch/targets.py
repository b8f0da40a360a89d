"""Checks URLs from feeds, pages and redirects before they are requested.

Hosts are parsed as browsers do (WHATWG URL Standard, UTS 46), so that no spelling of a private address passes
as a name. The SSRF guard checks the real address again when it connects.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import idna
from yarl import URL

from monitor.fetch.addresses import AddressRules
from monitor.fetch.failures import bad_url, blocked
from monitor.models import Failure

MAX_URL_LENGTH = 2048

_DEFAULT_PORTS = {"http": 80, "https": 443}
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_HOST_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_][a-z0-9_-]{0,62})*")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_SAFE = "!$%&'()*+,/:;=?@[]~-._"


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that may be requested.

    Attributes:
        url: The URL without fragment, percent-encoded.
        host: The host in ASCII and lower case; an IPv6 address without brackets.
        port: The port of the URL, or the default of its scheme.
    """

    url: URL
    host: str
    port: int

    @property
    def secure(self) -> bool:
        """Return whether the scheme is https."""
        return self.url.scheme == "https"

    @property
    def named(self) -> bool:
        """Return whether the host is a name, not an address."""
        return ":" not in self.host and not _is_ipv4_like(self.host)

    @property
    def origin(self) -> str:
        """Return scheme, host and port, for which a robots.txt applies."""
        return f"{self.url.scheme}://{self.url.raw_authority}"

    def __str__(self) -> str:
        return str(self.url)


def check_url(text: str, rules: AddressRules) -> Target | Failure:
    """Return the target of a URL, or a failure: `bad_url`, or `blocked_address` for an address or port.

    Other schemes than http and https, user names, over 2048 characters, and odd spellings of IPv4 addresses
    are refused. Characters outside ASCII are percent-encoded; existing encoding stays verbatim.
    """
    try:
        parts = _parts(text)
        host = _host(parts)
        port = _DEFAULT_PORTS[parts.scheme] if parts.port is None else parts.port
    except ValueError as error:
        return bad_url(str(error))
    reason = _refusal(host, port, rules)
    return _target(parts, host, port) if reason is None else blocked(reason)


def resolve_location(target: Target, location: str) -> str:
    """Return the absolute URL of a Location header; raise ValueError if it is invalid."""
    return urljoin(str(target), location.strip(" \t"))


def _parts(text: str) -> SplitResult:
    if len(text) > MAX_URL_LENGTH:
        raise ValueError(f"longer than {MAX_URL_LENGTH} characters")
    if _CONTROLS.search(text) or text != text.strip():
        raise ValueError("white space or control characters in it")
    parts = urlsplit(text)
    if parts.scheme not in _DEFAULT_PORTS:
        raise ValueError(f"scheme {parts.scheme[:20] or 'none'} is neither http nor https")
    if "@" in parts.netloc:
        raise ValueError("a user name or password in it")
    if any(character in parts.netloc for character in "\\% "):
        raise ValueError("characters in its host that no host has")
    return parts


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if parts.netloc.startswith("["):
        return str(IPv6Address(host))
    name = host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    name = name.lower().removesuffix(".")
    if not _HOST_NAME.fullmatch(name):
        raise ValueError("its host is not a name")
    if _is_ipv4_like(name):
        return str(IPv4Address(name))
    return name


def _is_ipv4_like(name: str) -> bool:
    """Return whether a host is spelled like an IPv4 address: its last label is a number."""
    return _NUMBER.fullmatch(name.rpartition(".")[2]) is not None


def _refusal(host: str, port: int, rules: AddressRules) -> str | None:
    if ":" in host:
        return rules.refusal(IPv6Address(host), port)
    if _is_ipv4_like(host):
        return rules.refusal(IPv4Address(host), port)
    return rules.port_refusal(port)


def _target(parts: SplitResult, host: str, port: int) -> Target:
    authority = f"[{host}]" if ":" in host else host
    if port != _DEFAULT_PORTS[parts.scheme]:
        authority = f"{authority}:{port}"
    path = _encoded(parts.path) or "/"
    query = f"?{_encoded(parts.query)}" if parts.query else ""
    return Target(URL(f"{parts.scheme}://{authority}{path}{query}", encoded=True), host, port)


def _encoded(text: str) -> str:
    return quote(text.encode("utf-8", "surrogateescape"), safe=_SAFE)
