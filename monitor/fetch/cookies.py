"""Cookies of one redirect chain, stored until it ends.

This is a subset of RFC 6265: a cookie is sent only to the host that set it, even if it names a Domain.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from monitor.fetch.targets import Target

_MAX_COOKIES = 50
_MAX_LENGTH = 4096  # of one cookie, and of all that are sent
_DEFAULT_PORTS = {80, 443}


@dataclass(frozen=True, slots=True)
class _Cookie:
    name: str
    value: str
    host: str
    port: int
    path: str
    secure: bool  # the Secure attribute
    over_tls: bool  # received over TLS

    @property
    def key(self) -> tuple[str, str, int, str]:
        """Return the key; a new cookie with the same key replaces this one."""
        return self.name, self.host, self.port, self.path

    def matches(self, target: Target) -> bool:
        """Return whether the cookie is sent to a target."""
        same_port = target.port == self.port or {target.port, self.port} <= _DEFAULT_PORTS
        if target.host != self.host or not same_port:
            return False
        # A cookie received over TLS is never sent in plain text, even without the Secure attribute.
        if (self.secure or self.over_tls) and not target.secure:
            return False
        path = _path(target)
        return path == self.path or path.startswith(self.path.rstrip("/") + "/")


class Cookies:
    """The cookies of one redirect chain."""

    def __init__(self) -> None:
        self._cookies: dict[tuple[str, str, int, str], _Cookie] = {}

    def store(self, target: Target, headers: tuple[tuple[str, str], ...]) -> None:
        """Apply the Set-Cookie headers of a response."""
        for name, value in headers:
            if name == "set-cookie" and len(value) <= _MAX_LENGTH:
                self._set(target, value, datetime.now(UTC))

    def header(self, target: Target) -> str:
        """Return the Cookie header for a target, longest path first, or ""."""
        fitting = [cookie for cookie in self._cookies.values() if cookie.matches(target)]
        fitting.sort(key=lambda cookie: -len(cookie.path))
        header = "; ".join(f"{cookie.name}={cookie.value}" for cookie in fitting)
        return header if len(header) <= _MAX_LENGTH else ""

    def _set(self, target: Target, text: str, now: datetime) -> None:
        pair, *rest = text.split(";")
        name, equals, value = (part.strip() for part in pair.partition("="))
        if not (name and equals and pair.isascii()):
            return
        attributes = {
            key.strip().lower(): item_value.strip()
            for key, _, item_value in (item.partition("=") for item in rest)
        }
        secure = "secure" in attributes
        if (secure and not target.secure) or not _domain_matches(attributes.get("domain", ""), target.host):
            return
        path = attributes.get("path", "")
        path = path if path.startswith("/") else _path(target).rpartition("/")[0] or "/"
        cookie = _Cookie(name, value, target.host, target.port, path, secure, target.secure)
        self._cookies.pop(cookie.key, None)
        if not _is_expired(attributes, now) and len(self._cookies) < _MAX_COOKIES:
            self._cookies[cookie.key] = cookie


def _domain_matches(domain: str, host: str) -> bool:
    domain = domain.lower().removeprefix(".")
    return not domain or host == domain or host.endswith(f".{domain}")


def _is_expired(attributes: dict[str, str], now: datetime) -> bool:
    """Return whether a cookie is already expired, which deletes it."""
    age = attributes.get("max-age", "")
    if age.removeprefix("-").isdecimal():
        return age.startswith("-") or not age.strip("0")
    try:
        expires = parsedate_to_datetime(attributes.get("expires", ""))
    except (ValueError, TypeError, IndexError, OverflowError):
        return False
    return (expires if expires.tzinfo else expires.replace(tzinfo=UTC)) <= now


def _path(target: Target) -> str:
    return urlsplit(str(target)).path or "/"
