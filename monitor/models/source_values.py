"""Parse the values of [[feed]] that say how a source is read and accessed: kind, selector, login, headers.

Every function takes a TOML value of any type and raises ValueError with the problem and a valid example.
"""

import re
from typing import Any

from monitor.models.address_values import proxy_url
from monitor.models.values import header_text, line, quoted, type_name

KINDS = ("feed", "sitemap", "page", "mail")

ENVIRONMENT = "env:"

_LONGEST_SELECTOR = 500
_MOST_HEADERS, _LONGEST_HEADER = 20, 4_000
_VARIABLE = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]{0,99}")
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
# The client sets these itself.
_OWN_HEADERS = {
    "host": "", "connection": "", "content-length": "", "transfer-encoding": "", "accept-encoding": "", "te": "",  # noqa: E501
    "upgrade": "", "trailer": "", "proxy-authorization": "proxy", "if-none-match": "", "if-modified-since": "",  # noqa: E501
    "range": "", "user-agent": "user_agent", "expect": "", "keep-alive": "", "proxy-connection": "",
}  # fmt: skip


def source_kind(value: Any) -> str:
    """Return the kind of a source."""
    if value not in KINDS:
        raise ValueError(
            f'{quoted(value)} is not a kind of source; there are "feed", "sitemap", "page" and "mail"'
        )
    return str(value)


def css_selector(value: Any) -> str:
    """Return a CSS selector, or ""."""
    text = line(value).strip()
    if len(text) > _LONGEST_SELECTOR:
        raise ValueError(f"has {len(text)} characters; at most {_LONGEST_SELECTOR} are read")
    if not text:
        return ""
    from cssselect import HTMLTranslator, SelectorError  # noqa: PLC0415 - workers and most commands need none

    try:
        HTMLTranslator().css_to_xpath(text)
    except (SelectorError, RecursionError) as error:
        raise ValueError(
            f'{quoted(text)} is not a CSS selector: {error}; write one such as "ul.news a"'
        ) from None
    return text


def feed_login(value: Any) -> str:
    """Return `env:NAME`, the variable with user:password, or "". Errors never show another value."""
    text = line(value)
    if text and not _VARIABLE.fullmatch(text):
        raise ValueError(
            'must name a variable, login = "env:NAME", whose value is user:password; a login does not belong'
            " in the file"
        )
    return text


def feed_headers(value: Any) -> tuple[tuple[str, str], ...]:
    """Return (name, value) of headers, sorted by name; a value may be `env:NAME`. Errors never show values."""  # noqa: E501
    if not isinstance(value, dict):
        message = f'is {type_name(value)} where a table is needed: headers = {{ X-Key = "env:NAME" }}'
        raise ValueError(message)  # noqa: TRY004
    if len(value) > _MOST_HEADERS:
        raise ValueError(f"has {len(value)} headers; at most {_MOST_HEADERS} are sent")
    return tuple(sorted((_header_name(name), _header_value(name, one)) for name, one in value.items()))


def feed_user_agent(value: Any) -> str:
    """Return a User-Agent header, or ""."""
    return "" if value == "" else header_text(value)


def feed_proxy(value: Any) -> str:
    """Return the URL of a proxy, `env:NAME` for one in the environment, or ""."""
    return value if isinstance(value, str) and _VARIABLE.fullmatch(value) else proxy_url(value)


def _header_name(name: str) -> str:
    if not _HEADER_NAME.fullmatch(name):
        raise ValueError(f"{quoted(name)} is not the name of a header")
    key = _OWN_HEADERS.get(name.lower())
    if key is not None:
        instead = f"; use the key {key}" if key else ""
        raise ValueError(f"{quoted(name)} is set by the program itself{instead}")
    return name


def _header_value(name: str, value: Any) -> str:
    try:
        text = header_text(value)
    except ValueError as error:
        raise ValueError(f"{quoted(name)} {error}") from None
    if len(text) > _LONGEST_HEADER:
        raise ValueError(f"{quoted(name)} has {len(text)} characters; at most {_LONGEST_HEADER} are sent")
    if text.startswith(ENVIRONMENT) and not _VARIABLE.fullmatch(text):
        raise ValueError(f'{quoted(name)} names no variable; write "env:NAME"')
    return text
