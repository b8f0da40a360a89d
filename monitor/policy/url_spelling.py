"""Which addresses are one and the same feed, however they are spelt.

Pure: no I/O, no clock.
"""

import re
from urllib.parse import SplitResult, urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}
_ENCODED = re.compile(r"%([0-9a-fA-F]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")


def plain_url(url: str) -> str:
    """Return a URL in its normal form (RFC 3986, 6.2): two with the same one are the same.

    Scheme and host in lower case and ASCII, no dot after the host, no default port, no fragment,
    percent-encoding in upper case and only where it is needed. What is no URL comes back as it is.
    """
    try:
        parts = urlsplit(url.strip())
        place = _place(parts)
    except ValueError:
        return url
    query = f"?{_encoded(parts.query)}" if parts.query else ""
    return f"{parts.scheme.lower()}://{place}{_encoded(parts.path) or '/'}{query}"


def loose_url(url: str) -> str:
    """Return what URLs that probably are one feed share: all but scheme, `www.` and a slash at the end."""
    return plain_url(url).partition("://")[2].removeprefix("www.").rstrip("/")


def _place(parts: SplitResult) -> str:
    host = (parts.hostname or "").removesuffix(".")
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    host = f"[{host}]" if ":" in host else host
    port = parts.port
    return host if port in {None, _DEFAULT_PORTS.get(parts.scheme.lower())} else f"{host}:{port}"


def _encoded(text: str) -> str:
    def plain(found: re.Match[str]) -> str:
        character = chr(int(found[1], 16))
        return character if _UNRESERVED.fullmatch(character) else found[0].upper()

    return _ENCODED.sub(plain, text)
