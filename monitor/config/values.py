"""Parse the values of a config file: durations, times, sizes, addresses.

Every function takes a TOML value of any type and raises ValueError with the problem and a valid example.
"""

import re
from datetime import time, timedelta
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from monitor.models import mask_secrets
from monitor.models.executors import check_executor

_DURATION = re.compile(
    r"(?:(\d{1,6})w)?(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6}(?:\.\d{1,3})?)s)?"
)
_ZERO = re.compile(r"0+(?:\.0+)?|(?:0+(?:\.0+)?[wdhms])+")
_UNITS = ("weeks", "days", "hours", "minutes", "seconds")
_LONGEST = timedelta(days=36_500)
_SIZE = re.compile(r"(\d{1,9}(?:\.\d{1,3})?) ?(k|M|G)?i?B?", re.IGNORECASE)
_SCALES = {"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000}
_DATABASES = ("sqlite:///", "postgresql://", "postgresql+psycopg://")
_ENVIRONMENT = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]{0,99}")
_USER_INFO = re.compile(r"//.*@", re.DOTALL)
_LEAST_BYTES, _MOST_BYTES = 1_000, 10**12
_LONGEST_TASK = 3_600
# Bytes of address space. A worker takes near 200 MB after its imports.
_LEAST_MEMORY = 250_000_000
_LONGEST_URL = 2_048
_LONGEST_TITLE = 60
_SHORTEST_TOKEN = 16  # long, because the page does not count failed logins
_BARE_HOST = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,62})\.)+[a-z]{2,24}(?::\d{1,5})?(?:[/?#]|$)", re.IGNORECASE
)
_HOST = re.compile(r"\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")
_HIGHEST_PORT = 65_535
_WRITABLE = 10**18


def word(value: Any) -> str:
    """Return a line of text that is not blank and has no control characters."""
    text = line(value)
    if not text.strip():
        raise ValueError("is blank; write something or remove it")
    return text


def line(value: Any) -> str:
    """Return a line of text, which may be blank."""
    if not isinstance(value, str):
        raise ValueError(f'is {type_name(value)} where text is needed; put it in quotes: "..."')  # noqa: TRY004
    odd = next(
        (c for c in value if not c.isprintable() and c not in "\u200b\u200c\u200d\u00ad\u00a0\u3000"), None
    )
    if odd is not None:
        raise ValueError(f"holds the control character U+{ord(odd):04X}; remove it")
    return value


def digest_title(value: Any) -> str:
    """Return the title of this monitor's digests: one short line, or ""."""
    text = line(value).strip()
    if len(text) > _LONGEST_TITLE:
        raise ValueError(f"has {len(text)} characters; at most {_LONGEST_TITLE} fit into a subject")
    return text


def duration(value: Any) -> timedelta:
    """Return a duration above zero: "30m", "2h", "1d12h"."""
    if _is_zero(value):
        raise ValueError(f"{quoted(value)} is out of range; it must be more than 0")
    example = 'write a number with its unit: "90s", "30m", "2h", "1d"'
    if not isinstance(value, str):
        raise ValueError(f"is {type_name(value)} where a duration is needed; {example}")  # noqa: TRY004
    found = _DURATION.fullmatch(value.replace(" ", ""))
    if found is None or not any(found.groups()):
        raise ValueError(f"{quoted(value)} is no duration; {example}")
    parts = {unit: float(number) for unit, number in zip(_UNITS, found.groups(), strict=True) if number}
    length = timedelta(**parts)
    if not timedelta() < length <= _LONGEST:
        raise ValueError(f"{quoted(value)} is out of range; it must be more than 0 and less than a century")
    return length


def retention(value: Any) -> timedelta | None:
    """Return how long something is kept: a duration, or None for "forever"."""
    return None if value == "forever" else duration(value)


def seconds(value: Any) -> float:
    """Return seconds above zero, from a number or a duration such as "30s"."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return duration(value).total_seconds()
    if not 0 < value <= _LONGEST.total_seconds():
        raise ValueError(f"{quoted(value)} is out of range; it must be more than 0")
    return float(value)


def task_seconds(value: Any) -> float:
    """Return the time limit of a task in seconds."""
    length = seconds(value)
    if not 1 <= length <= _LONGEST_TASK:
        raise ValueError(f'{quoted(value)} is out of range; it must be "1s" to "1h"')
    return length


def pause(value: Any) -> float:
    """Return seconds, which may be zero, from a number or a duration."""
    return 0.0 if _is_zero(value) else seconds(value)


def duration_or_zero(value: Any) -> timedelta:
    """Return a duration, which may be zero: 0, "0" or "0s"."""
    return timedelta() if _is_zero(value) else duration(value)


def _is_zero(value: Any) -> bool:
    """Return True for zero in any spelling: 0, 0.0, "0", "0s", "0h 0m"."""
    if isinstance(value, str):
        return _ZERO.fullmatch(value.replace(" ", "")) is not None
    return isinstance(value, int | float) and not isinstance(value, bool) and value == 0


def size(value: Any) -> int:
    """Return a number of bytes: a plain number, or a text such as "10 MB"."""
    if isinstance(value, int) and not isinstance(value, bool):
        count = value
    else:
        found = _SIZE.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            raise ValueError(f'{quoted(value)} is no size; write bytes, or "500 kB", "10 MB", "1.5 GB"')
        count = int(float(found[1]) * _SCALES[(found[2] or "").lower()])
    if not _LEAST_BYTES <= count <= _MOST_BYTES:
        raise ValueError(f"{quoted(value)} is out of range; it must be 1 kB to 1 TB")
    return count


def task_memory(value: Any) -> int:
    """Return the limit of a worker's address space in bytes."""
    count = size(value)
    if count < _LEAST_MEMORY:
        raise ValueError(f'{quoted(value)} is too little for a worker to start; it must be at least "250 MB"')
    return count


def clock_time(value: Any) -> time:
    """Return a local time of day: "07:00"."""
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", value) if isinstance(value, str) else None
    if isinstance(value, time) and not (value.second or value.microsecond):
        return value
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:  # noqa: PLR2004
        raise ValueError(
            f'{quoted(value)} is no time of day; write "07:00" (00:00 to 23:59, no days, no cron)'
        )
    return time(int(found[1]), int(found[2]))


def web_url(value: Any) -> str:
    """Return an absolute http or https URL without a user name in it."""
    url = word(value)
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError(f"{quoted(url)} is no URL: {error}") from None
    if "://" not in url and _BARE_HOST.match(url):
        raise ValueError(f"{quoted(url)} has no https:// before it; write {quoted(f'https://{url}')}")
    if parts.scheme in {"feed", "rss"}:
        meant = re.sub("^(?:feed|rss):(?://)?", "https://", url).replace("https://https://", "https://")
        raise ValueError(f"{quoted(url)} is not fetched; write {quoted(meant)}")
    if parts.scheme not in {"http", "https"}:
        raise ValueError(f"{quoted(url)} is not fetched; only http:// and https:// are")
    if not host or port == 0 or re.search(r"[\s\\<>\"^`{|}]", url) or len(url) > _LONGEST_URL:
        raise ValueError(f"{quoted(url)} is no URL; copy it again from the browser, spaces written as %20")
    if parts.username is not None or parts.password is not None:
        raise ValueError(
            "has a user name or password in it, which would end up in logs and digests; remove it"
        )
    return url


def proxy_url(value: Any) -> str:
    """Return the URL of a proxy, which may hold a login, or "". Errors never show the login."""
    if value == "":
        return ""
    url = word(value)
    start, at, host = url.rpartition("@")
    scheme, slashes, login = start.partition("://")
    if not slashes and "://" not in url:
        raise ValueError(f"{quoted(host)} is no proxy; only http:// and https:// are")
    web_url(f"{scheme}://{host}" if slashes else host)
    if at and not re.fullmatch(r"[^\s:/?#@\[\]]+(:[^\s:/?#@\[\]]*)?", login):
        raise ValueError("has a login that is no user:password; write @ : / ? # in it as %40 %3A %2F %3F %23")
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
        raise ValueError(f"{quoted(text)} is no network{meant}") from None


def port_number(value: Any) -> int:
    """Return a TCP port."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _HIGHEST_PORT:
        raise ValueError(
            f"{quoted(value)} is no port; write a number from 1 to {_HIGHEST_PORT}, without quotes"
        )
    return value


def listen_address(value: Any) -> str:
    """Return `host:port` (port 0: any free port), or ""."""
    text = line(value)
    found = re.fullmatch(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+):(\d{1,5})", text)
    if text and (found is None or int(found[1]) > _HIGHEST_PORT):
        raise ValueError(f'{quoted(text)} is no address to listen at; write "127.0.0.1:8080", or "" for none')
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
            f'{quoted(text)} is no host name; write one such as "monitor.example.org", without port'
        )
    return text


def executor(value: Any) -> str:
    """Return the name of an executor for CPU work."""
    text = word(value)
    problem = check_executor(text)
    if problem:
        raise ValueError(problem.removesuffix("."))
    return text


def database_url(value: Any) -> str:
    """Return the URL of the archive."""
    text = word(value)
    if not text.startswith(_DATABASES):
        raise ValueError(f'{quoted(text)} is no archive; write "sqlite:///archive.db" or "postgresql://..."')
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
            'is no apprise URL; write one such as "mailto://..." or "env:NAME" (see docs/configuration.md)'
        )
    return text


def header_text(value: Any) -> str:
    """Return text for an HTTP header: printable ASCII."""
    text = word(value)
    if not text.isascii():
        raise ValueError("must be plain ASCII, as HTTP headers are")
    return text


def quoted(value: Any) -> str:
    """Return a short form of a value for a message, without secrets."""
    if isinstance(value, int | float) and abs(value) > _WRITABLE:
        return "a huge number"  # Python refuses to format more than 4,300 digits
    text = (
        value
        if isinstance(value, str)
        else str(value)
        if isinstance(value, int | float)
        else type_name(value)
    )
    text = mask_secrets(_USER_INFO.sub("//***@", text))  # logs, pages and digests show errors
    shown = "".join(c if c.isprintable() else "?" for c in text[:60]) + ("…" if len(text) > 60 else "")  # noqa: PLR2004
    return f'"{shown}"' if isinstance(value, str) else shown


def type_name(value: Any) -> str:
    """Return the name of a TOML type for a message."""
    names = {
        "bool": "true or false", "int": "a number", "float": "a number", "str": "text", "list": "a list",
        "dict": "a table", "date": "a date", "datetime": "a date", "time": "a time",
    }  # fmt: skip
    return names.get(type(value).__name__, "nothing")
