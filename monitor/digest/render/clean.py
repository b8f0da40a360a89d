"""What may stand in an output: no control characters, no direction overrides, no link but http(s).

Pure: no I/O, no clock.
"""

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


def verbatim(text: str) -> str:
    """Return text of the same length with every character that no format can carry replaced by U+FFFD."""
    return replace_unsafe(text, "\ufffd")


def safe_url(url: str | None) -> str:
    """Return an http or https URL fit for any output, percent-encoded, or "" where there is none to trust.

    Judged as a browser would read it: entities decoded, white space and control characters refused, no user
    name, a host that is one.
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
    """Percent-encode what could end a link in HTML, Markdown or a terminal; letters of all scripts stay."""
    return "".join(
        character if character in _SAFE or character.isalnum() else quote(character, safe="")
        for character in url
    )
