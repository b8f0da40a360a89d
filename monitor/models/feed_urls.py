"""URLs of feeds: as a person writes them, and in normal form, to find feeds that are configured twice."""

import re
from urllib.parse import SplitResult, urlsplit

from monitor.errors import UsageError
from monitor.models.mail_folders import MAIL_PORTS, is_mail_url, mail_folder

_DEFAULT_PORTS = {"http": 80, "https": 443, **MAIL_PORTS}
_ENCODED = re.compile(r"%([0-9a-fA-F]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")


def normal_feed_url(url: str) -> str:
    """Return a URL in normal form (RFC 3986, 6.2); equal results mean the same resource.

    Scheme and host are in lower case and ASCII. A dot after the host, a default port and the fragment are
    removed. Percent-encoding is in upper case and used only if necessary. An invalid URL is not changed.
    """
    try:
        parts = urlsplit(url.strip())
        authority = _authority(parts)
    except ValueError:
        return url
    query = f"?{_encoded(parts.query)}" if parts.query else ""
    return f"{parts.scheme.lower()}://{authority}{_encoded(parts.path) or '/'}{query}"


def loose_feed_url(url: str) -> str:
    """Return the normal form without scheme, `www.` and trailing slash; equal results are likely one feed."""
    return normal_feed_url(url).partition("://")[2].removeprefix("www.").rstrip("/")


def full_url(url: str) -> str:
    """Return a URL with its scheme, which people leave out, or that of a mail folder; raises UsageError."""
    text = url.strip()
    if is_mail_url(text):
        try:
            mail_folder(text)
        except ValueError as error:
            raise UsageError(f"the address of the mail folder {error}") from None
        return text
    text = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0 or " " in text:
        raise UsageError(f"{url!r} is not a web address; write one such as https://news.example.org/")
    if parts.username is not None:
        raise UsageError("a user name or password in the URL would be logged; leave it out")
    return text


def _authority(parts: SplitResult) -> str:
    host = (parts.hostname or "").removesuffix(".")
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    host = f"[{host}]" if ":" in host else host
    port = parts.port
    user = parts.netloc.rpartition("@")[0]
    # The user belongs to the identity of a mail folder.
    host = f"{_encoded(user)}@{host}" if user and parts.scheme.lower() in MAIL_PORTS else host
    return host if port in {None, _DEFAULT_PORTS.get(parts.scheme.lower())} else f"{host}:{port}"


def _encoded(text: str) -> str:
    def decode_unreserved(found: re.Match[str]) -> str:
        character = chr(int(found[1], 16))
        return character if _UNRESERVED.fullmatch(character) else found[0].upper()

    return _ENCODED.sub(decode_unreserved, text)
