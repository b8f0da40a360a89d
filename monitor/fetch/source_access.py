"""Turns the access of a source into headers and a proxy; reads the variables that it names.

A value that cannot be sent is a failure that names the variable, never its value.
"""

import base64
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from monitor.fetch.failures import soft
from monitor.models import Failure, FeedAccess
from monitor.models.address_values import proxy_url

_ENVIRONMENT = "env:"
_HEADER_TEXT = re.compile(r"[\x20-\x7e]{1,4000}")
_NO_ACCESS = FeedAccess()


@dataclass(frozen=True, slots=True)
class SentAccess:
    """What is sent for a source.

    Attributes:
        everywhere: headers that go to every host of a redirect chain.
        to_origin: headers with secrets, which go to the first origin only.
        proxy: URL of the proxy to use instead of that of the settings, or "".
    """

    everywhere: Mapping[str, str] = field(default_factory=dict)
    to_origin: Mapping[str, str] = field(default_factory=dict, repr=False)
    proxy: str = field(default="", repr=False)


def sent_access(access: FeedAccess, environ: Mapping[str, str] = os.environ) -> SentAccess | Failure:
    """Return what is sent for a source, or the failure `no_access` if a variable is missing or unusable."""
    if access == _NO_ACCESS:
        return SentAccess()
    everywhere = {}
    if access.language:
        everywhere["Accept-Language"] = f"{access.language}, *;q=0.5"
    if access.user_agent:
        everywhere["User-Agent"] = access.user_agent
    secrets: dict[str, str] = {}
    for name, setting in access.headers:
        value = setting_value(setting, environ)
        if isinstance(value, Failure):
            return value
        secrets[name] = value
    login = setting_value(access.login, environ)
    proxy = _proxy(access.proxy, environ)
    for failed in (login, proxy):
        if isinstance(failed, Failure):
            return failed
    if login:
        secrets["Authorization"] = "Basic " + base64.b64encode(str(login).encode()).decode()
    return SentAccess(everywhere, secrets, str(proxy))


def setting_value(setting: str, environ: Mapping[str, str] = os.environ) -> str | Failure:
    """Return a setting, or the value of the variable that it names."""
    if not setting.startswith(_ENVIRONMENT):
        return setting
    name = setting.removeprefix(_ENVIRONMENT)
    value = environ.get(name, "").strip()
    if not value:
        return soft("no_access", f"the variable {name} is not set: put the login or key in it")
    if not _HEADER_TEXT.fullmatch(value):
        return soft("no_access", f"the value of the variable {name} is not plain ASCII of one line")
    return value


def _proxy(setting: str, environ: Mapping[str, str]) -> str | Failure:
    value = setting_value(setting, environ)
    if isinstance(value, Failure) or value == setting:
        return value
    try:
        return proxy_url(value)
    except ValueError:
        name = setting.removeprefix(_ENVIRONMENT)
        return soft("no_access", f"the value of the variable {name} is not a proxy")
