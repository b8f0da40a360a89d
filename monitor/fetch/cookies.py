"""Cookies of one chain of redirects: kept while it lasts, sent to the host that set them, then forgotten.

RFC 6265, but narrower: a cookie goes back to its own host alone, whatever Domain it names.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from monitor.fetch.urls import Target

_MOST = 50
_LONGEST = 4096  # of one cookie, and of all that are sent
_DEFAULT_PORTS = {80, 443}


@dataclass(frozen=True, slots=True)
class _Cookie:
    name: str
    value: str
    host: str
    port: int
    path: str
    secure: bool  # asked for by the server
    over_tls: bool  # came over TLS

    @property
    def place(self) -> tuple[str, str, int, str]:
        """Return what another cookie must share to take this one's place."""
        return self.name, self.host, self.port, self.path

    def fits(self, target: Target) -> bool:
        """Tell whether it is sent to a target."""
        same_port = target.port == self.port or {target.port, self.port} <= _DEFAULT_PORTS
        if target.host != self.host or not same_port:
            return False
        # What came over TLS never goes out in the clear, even where the server did not ask for that.
        if (self.secure or self.over_tls) and not target.secure:
            return False
        path = _path(target)
        return path == self.path or path.startswith(self.path.rstrip("/") + "/")


class Cookies:
    """What the hosts of one chain of redirects have set."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, int, str], _Cookie] = {}

    def keep(self, target: Target, headers: tuple[tuple[str, str], ...]) -> None:
        """Keep what an answer of a target sets, drop what it takes back."""
        for name, value in headers:
            if name == "set-cookie" and len(value) <= _LONGEST:
                self._set(target, value, datetime.now(UTC))

    def header(self, target: Target) -> str:
        """Return the Cookie header for a target, longer paths first, or ""."""
        fitting = [cookie for cookie in self._kept.values() if cookie.fits(target)]
        fitting.sort(key=lambda cookie: -len(cookie.path))
        header = "; ".join(f"{cookie.name}={cookie.value}" for cookie in fitting)
        return header if len(header) <= _LONGEST else ""

    def _set(self, target: Target, text: str, now: datetime) -> None:
        pair, *rest = text.split(";")
        name, equals, value = (part.strip() for part in pair.partition("="))
        if not (name and equals and pair.isascii()):
            return
        told = {
            key.strip().lower(): given.strip() for key, _, given in (item.partition("=") for item in rest)
        }
        secure = "secure" in told
        if (secure and not target.secure) or not _belongs(told.get("domain", ""), target.host):
            return
        path = told.get("path", "")
        path = path if path.startswith("/") else _path(target).rpartition("/")[0] or "/"
        cookie = _Cookie(name, value, target.host, target.port, path, secure, target.secure)
        self._kept.pop(cookie.place, None)
        if not _is_over(told, now) and len(self._kept) < _MOST:
            self._kept[cookie.place] = cookie


def _belongs(domain: str, host: str) -> bool:
    domain = domain.lower().removeprefix(".")
    return not domain or host == domain or host.endswith(f".{domain}")


def _is_over(told: dict[str, str], now: datetime) -> bool:
    """Tell whether a cookie is set only to be taken back."""
    age = told.get("max-age", "")
    if age.removeprefix("-").isdecimal():
        return age.startswith("-") or not age.strip("0")
    try:
        expires = parsedate_to_datetime(told.get("expires", ""))
    except (ValueError, TypeError, IndexError, OverflowError):
        return False
    return (expires if expires.tzinfo else expires.replace(tzinfo=UTC)) <= now


def _path(target: Target) -> str:
    return urlsplit(str(target)).path or "/"
