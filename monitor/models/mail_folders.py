"""The address of a mail folder: `imaps://user@host/FOLDER` (RFC 5092), without a password."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from monitor.models.address_values import web_url
from monitor.models.values import word

MAIL_PORTS = {"imaps": 993, "imap": 143}

_EXAMPLE = '"imaps://user@mail.example.org/INBOX"'
_LONGEST_URL = 2_048
_NOT_IN_URL = re.compile(r"[\s\\<>\"^`{|}]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class MailFolder:
    """A folder of a mail account.

    Attributes:
        host: the server.
        port: of the URL, or the default of its scheme.
        user: the name of the account, decoded.
        folder: its name as the server shows it, decoded; `INBOX` if the URL names none.
        secure: the connection uses TLS from its start.
    """

    host: str
    port: int
    user: str = field(repr=False)
    folder: str
    secure: bool


def is_mail_url(url: str) -> bool:
    """Return whether a URL has the scheme of a mail folder."""
    return url[:8].lower().startswith(("imaps://", "imap://"))


def mail_folder(url: str) -> MailFolder:
    """Return the folder of a URL.

    Raises:
        ValueError: with the problem and a valid example; the text never shows user or password.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError(f"is not an address of a mail folder: {error}; write {_EXAMPLE}") from None
    if not host or port == 0 or _NOT_IN_URL.search(url) or len(url) > _LONGEST_URL:
        raise ValueError(f"is not an address of a mail folder; write {_EXAMPLE}, spaces as %20")
    if parts.netloc.count("@") > 1:
        raise ValueError('has two @: write the one of the user name as %40, "imaps://me%40example.org@host/"')
    if parts.password is not None:
        raise ValueError('has a password in it; remove it, and name its variable: login = "env:NAME"')
    if not parts.username:
        raise ValueError(f"names no user; write {_EXAMPLE}")
    if parts.query or parts.fragment:
        raise ValueError("has ? or # in it; in the name of a folder write them as %3F and %23")
    user, folder = unquote(parts.username), unquote(parts.path).strip("/") or "INBOX"
    if _CONTROL.search(user + folder):
        raise ValueError("has control characters in it; remove them")
    return MailFolder(host, port or MAIL_PORTS[parts.scheme], user, folder, parts.scheme == "imaps")


def source_url(value: Any) -> str:
    """Return the URL of a source: an absolute http or https URL, or that of a mail folder."""
    url = word(value)
    if not is_mail_url(url):
        return web_url(value)
    mail_folder(url)
    return url
