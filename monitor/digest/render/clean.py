"""Clean text and URLs for all outputs: no control characters, no direction overrides, http(s) links only."""

import re
from html import unescape
from urllib.parse import quote, urlsplit

from monitor.text_safety import has_unsafe, replace_unsafe

_SPACE = re.compile(r"\s+")
_LONGEST_URL = 2048
_SAFE = "!#$&'()*+,/:;=?@[]~%-._"


def one_line(text: str) -> str:
    """Return text as one line without control characters, direction overrides or lone surrogates."""
    return _SPACE.sub(" ", replace_unsafe(text)).strip()


def safe_url(url: str | None) -> str:
    """Return a percent-encoded http or https URL that is safe in any output, or "" if it is not safe.

    The URL is judged as a browser reads it: entities are decoded. URLs with white space, control characters,
    a user name or an invalid host are refused.
    """
    if not url or len(url) > _LONGEST_URL or has_unsafe(url) or _SPACE.search(url.strip()):
        return ""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
        decoded = urlsplit(unescape(url.strip()))
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or decoded.scheme != parts.scheme:
        return ""
    if not host or port == 0 or "@" in parts.netloc or re.search(r"[\\<>\"'`{}|^%]", parts.netloc):
        return ""
    return _encoded(url.strip())


def _encoded(url: str) -> str:
    """Percent-encode characters that could end a link in HTML, Markdown or a terminal; keep all letters."""
    return "".join(
        character if character in _SAFE or character.isalnum() else quote(character, safe="")
        for character in url
    )
