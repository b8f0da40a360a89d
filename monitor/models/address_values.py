"""Parse the addresses of a config file: URLs, hosts, ports, networks and tokens.

Every function takes a TOML value of any type and raises ValueError with the problem and a valid example.
"""

import re
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from monitor.models.values import line, quoted, word

_DATABASES = ("sqlite:///", "postgresql://", "postgresql+psycopg://")
_ENVIRONMENT = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]{0,99}")
_LONGEST_URL = 2_048
_SHORTEST_TOKEN = 16  # long, because the page does not count failed logins
_SCHEME_TWICE = re.compile(r"((?:https?:/*)+)https?://", re.IGNORECASE)
# `https:/host`, `htps://host`, `https//host`, `https;//host`
_MISSPELT_SCHEME = re.compile(r"h?t{1,3}ps?s?[:;]?//?(?=[\w.-]+\.\w)(?<!https://)(?<!http://)", re.IGNORECASE)
_BARE_HOST = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,62})\.)+[a-z]{2,24}(?::\d{1,5})?(?:[/?#]|$)", re.IGNORECASE
)
_HOST = re.compile(r"\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")
_HIGHEST_PORT = 65_535


def web_url(value: Any) -> str:
    """Return an absolute http or https URL without a user name in it."""
    url = word(value)
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError(f"{quoted(url)} is not a URL: {error}") from None
    if "://" not in url and _BARE_HOST.match(url):
        raise ValueError(f"{quoted(url)} has no https:// before it; write {quoted(f'https://{url}')}")
    if parts.scheme in {"feed", "rss"}:
        meant = re.sub("^(?:feed|rss):(?://)?", "https://", url).replace("https://https://", "https://")
        raise ValueError(f"{quoted(url)} is not fetched; write {quoted(meant)}")
    if twice := _SCHEME_TWICE.match(url):
        raise ValueError(f"{quoted(url)} begins twice; write {quoted(url[twice.end(1) :])}")
    if misspelt := _MISSPELT_SCHEME.match(url):
        raise ValueError(f"{quoted(url)} is not fetched; write {quoted('https://' + url[misspelt.end() :])}")
    if parts.scheme not in {"http", "https"}:
        raise ValueError(f"{quoted(url)} is not fetched; only http:// and https:// are")
    if not host or port == 0 or re.search(r"[\s\\<>\"^`{|}]", url) or len(url) > _LONGEST_URL:
        raise ValueError(f"{quoted(url)} is not a URL; copy it again from the browser, spaces written as %20")
    if parts.username is not None or parts.password is not None:
        raise ValueError(
            "has a user name or password in it, which would end up in logs and digests; remove it"
        )
    return url


def page_url(value: Any) -> str:
    """Return the address of a page or server without a slash at the end, or ""."""
    if value == "":
        return ""
    url = web_url(value)
    if "?" in url or "#" in url:
        raise ValueError(
            f'{quoted(url)} has ? or # in it; write the address alone: "https://example.org/monitor"'
        )
    return url.rstrip("/")


def translate_link(value: Any) -> str:
    """Return the link of a translation service, with `{url}` for the address of the report, or ""."""
    if value == "":
        return ""
    link = word(value)
    if link.count("{url}") != 1:
        raise ValueError(
            f"{quoted(link)} must have {{url}} once, where the address of the report goes: "
            '"https://translate.example.org/?u={url}"'
        )
    web_url(link.replace("{url}", "x"))
    if "{url}" in urlsplit(link).netloc:
        raise ValueError(f"{quoted(link)} has {{url}} in its host; put it after the host")
    return link


def proxy_url(value: Any) -> str:
    """Return the URL of a proxy, which may hold a login, or "". Errors never show the login."""
    if value == "":
        return ""
    url = word(value)
    start, at, host = url.rpartition("@")
    scheme, slashes, login = start.partition("://")
    if not slashes and "://" not in url:
        raise ValueError(f"{quoted(host)} is not a proxy; write {quoted('http://' + host)}")
    if slashes and scheme.lower().startswith("socks"):
        raise ValueError(
            f"{quoted(scheme + '://')} is not supported; write that of an HTTP proxy, http://host:3128"
        )
    web_url(f"{scheme}://{host}" if slashes else host)
    if at and not re.fullmatch(r"[^\s:/?#@\[\]]+(:[^\s:/?#@\[\]]*)?", login):
        raise ValueError(
            "has a login that is not of the form user:password; write @ : / ? # in it as %40 %3A %2F %3F %23"
        )
    return url


def network(value: Any) -> str:
    """Return a network in CIDR notation."""
    text = word(value)
    try:
        return str(ip_network(text))
    except ValueError:
        try:
            meant = f'; did you mean "{ip_network(text, strict=False)}"?'
        except ValueError:
            meant = '; write one such as "127.0.0.0/8" or "fd00::/8"'
        raise ValueError(f"{quoted(text)} is not a network{meant}") from None


def port_number(value: Any) -> int:
    """Return a TCP port."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _HIGHEST_PORT:
        raise ValueError(
            f"{quoted(value)} is not a port; write a number from 1 to {_HIGHEST_PORT}, without quotes"
        )
    return value


def listen_address(value: Any) -> str:
    """Return `host:port` (port 0: any free port), or ""."""
    text = line(value)
    found = re.fullmatch(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+):(\d{1,5})", text)
    if text and (found is None or int(found[1]) > _HIGHEST_PORT):
        raise ValueError(
            f'{quoted(text)} is not an address to listen at; write "127.0.0.1:8080", or "" for none'
        )
    return text


def is_loopback(host: str) -> bool:
    """Return True if a host (with or without brackets) can be reached only from this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.removeprefix("[").removesuffix("]")).is_loopback
    except ValueError:
        return False


def page_token(value: Any) -> str:
    """Return a token, `env:NAME` for one in the environment, or "". Errors never show it."""
    text = line(value)
    if text.startswith("env:"):
        if not _ENVIRONMENT.fullmatch(text):
            raise ValueError('names no variable; write "env:NAME"')
    elif text:
        problem = token_problem(text)
        if problem:
            raise ValueError(problem)
    return text


def token_problem(text: str) -> str:
    """Return why a text is not a valid token, or "". The reason never shows the text."""
    if len(text) < _SHORTEST_TOKEN or not (text.isascii() and text.isprintable()) or " " in text:
        return (
            f"must be {_SHORTEST_TOKEN} characters or more of plain ASCII without blanks; "
            'make one by "openssl rand -hex 16"'
        )
    return ""


def host_name(value: Any) -> str:
    """Return a host name as a browser sends it: lower case, without scheme and port."""
    text = word(value).lower()
    if not _HOST.fullmatch(text):
        raise ValueError(
            f'{quoted(text)} is not a host name; write one such as "monitor.example.org", without port'
        )
    return text


def database_url(value: Any) -> str:
    """Return the URL of the archive."""
    text = word(value)
    if not text.startswith(_DATABASES):
        raise ValueError(
            f'{quoted(text)} is not an archive; write "sqlite:///archive.db" or "postgresql://..."'
        )
    return text


def delivery_url(value: Any) -> str:
    """Return an apprise URL, or `env:NAME` for one in the environment. Errors never show it."""
    text = word(value)
    if text.startswith("env:"):
        if not _ENVIRONMENT.fullmatch(text):
            raise ValueError('names no variable; write "env:NAME"')
    elif re.fullmatch(r"(?:mailto:(?!//))?[^\s/:@]+@[^\s/:@]+\.[^\s/:@]+", text):
        raise ValueError(
            "is a mail address: name the server that sends as well, "
            '"mailto://user:password@mail.example.org?to=you@example.org" '
            "(docs/configuration.md has examples for Gmail, Office 365 and your own server)"
        )
    elif re.match("https?://", text, re.IGNORECASE):
        raise ValueError(
            'is a web address: write the service\'s own form, such as "slack://...", "tgram://...", or '
            '"json://host/path" for a webhook (see docs/configuration.md)'
        )
    elif not re.match(r"[a-z][a-z0-9+.-]*://\S", text, re.IGNORECASE):
        raise ValueError(
            'is not an apprise URL; write one such as "mailto://..." or "env:NAME" (docs/configuration.md)'
        )
    return text
