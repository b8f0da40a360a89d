"""Delivers messages with apprise, in a separate process that can be killed.

A response that hangs, never ends or is huge affects only that process. Secrets are passed on its stdin. All
parts of the target's URL are removed from the detail of a failure.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b
from urllib.parse import unquote, urlsplit

from monitor.digest import Message
from monitor.models import Delivery, Failure, FailureKind
from monitor.text_safety import safe_line

TIMEOUT = 60.0
RETRY_DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240, 360, 360, 360))
_NOT_WORD = re.compile("[^A-Za-z0-9-]+")
_MAX_DETAIL = 200
_MIN_SECRET_LENGTH = 4
_ENV_PREFIX = "env:"
_MAIL_SCHEMES = {"mailto", "mailtos"}
_KINDS = {
    "auth": FailureKind.HARD,
    "bad_target": FailureKind.HARD,
    "no_secret": FailureKind.HARD,
    "refused": FailureKind.HARD,
    "redirect": FailureKind.HARD,
    "gone": FailureKind.GONE,
    "too_many_requests": FailureKind.SOFT,
}


def target_name(target: str) -> str:
    """Return a public name of a target: `env:NAME` as it is, else its kind and a short hash.

    The name of a mail target contains the host. The URLs of all other services are secret as a whole.
    """
    if target.startswith(_ENV_PREFIX):
        return target
    fingerprint = blake2b(target.encode("utf-8", "surrogatepass"), digest_size=2).hexdigest()
    scheme, _, rest = target.partition("://")
    kind = scheme.lower() if re.fullmatch(r"[a-zA-Z0-9]{1,20}", scheme) else "target"
    host = re.split(r"[/?#]", rest)[0].rpartition("@")[2] if kind in _MAIL_SCHEMES else ""
    return (
        f"{kind} {host} {fingerprint}" if re.fullmatch(r"[\w.:-]{1,100}", host) else f"{kind} {fingerprint}"
    )


def secret_fingerprint(target: str, environ: Mapping[str, str] | None = None) -> str:
    """Return a short hash of the URL in the variable of `env:NAME`, or "" for another target.

    It shows that the URL changed, but is too short to find the URL.
    """
    if not target.startswith(_ENV_PREFIX):
        return ""
    url = (os.environ if environ is None else environ).get(target.removeprefix(_ENV_PREFIX), "")
    return blake2b(url.strip().encode("utf-8", "surrogatepass"), digest_size=2).hexdigest()


def deliver(
    message: Message,
    target: str,
    environ: Mapping[str, str] | None = None,
    *,
    proxy: str = "",
    sender: str = "",
    timeout: float = TIMEOUT,
) -> Failure | None:
    """Send a message to one target, and wait for the result.

    Mail gets the HTML with a text alternative, other services the text. Redirects are not followed, and proxy
    variables of the environment are not used.

    Args:
        message: The message.
        target: An apprise URL, or `env:NAME` for an environment variable that contains one.
        environ: The environment variables; `os.environ` by default.
        proxy: The URL of a proxy, or "".
        sender: The id of this monitor, a part of the mail's Message-ID.
        timeout: Seconds after which the process is killed.

    Returns:
        None if the service accepted the message, else the failure.
    """
    variables = os.environ if environ is None else environ
    url = variables.get(target.removeprefix(_ENV_PREFIX), "") if target.startswith(_ENV_PREFIX) else target
    if not url.strip():
        return _failure("no_secret", f"the variable {target.removeprefix(_ENV_PREFIX)} is not set")
    job = {
        "url": url.strip(),
        "subject": message.subject,
        "text": message.text,
        "html": message.html,
        "plain": message.plain,
        "id": _NOT_WORD.sub(".", f"{message.key}.{target_name(target).split()[-1]}.{sender or 'monitor'}"),
        "list": _NOT_WORD.sub(".", sender or "monitor"),
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "monitor.publish.mail_process"],
            input=json.dumps(job),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=timeout,
            check=False,
            env=_without_proxies(proxy),
        )
    except subprocess.TimeoutExpired:
        return _failure("timeout", f"no end within {timeout:g} s")
    except OSError as error:
        return _failure("not_started", f"the sending process did not start: {error.strerror or error}")
    try:
        result = json.loads(done.stdout)
        return None if result["sent"] else _failure(result["reason"], _redacted(result["detail"], url))
    except (ValueError, KeyError, TypeError):
        return _failure("crashed", f"the sending process ended with code {done.returncode}")


def after_attempt(delivery: Delivery, failure: Failure | None, now: datetime) -> Delivery:
    """Return the delivery after one more attempt.

    There are ten retries within about 25 hours, after one minute to six hours each. Permanent failures (wrong
    password, unknown address) end the retries at once.
    """
    attempts = delivery.attempts + 1
    if failure is None:
        return replace(delivery, attempts=attempts, next_try=None, sent=now, error="")
    final = failure.kind in {FailureKind.HARD, FailureKind.GONE} or attempts > len(RETRY_DELAYS)
    next_try = None if final else now + RETRY_DELAYS[attempts - 1]
    return replace(delivery, attempts=attempts, next_try=next_try, error=str(failure))


def _failure(reason: str, detail: str) -> Failure:
    return Failure(reason, detail, _KINDS.get(reason, FailureKind.TEMPORARY))


def _redacted(detail: str, url: str) -> str:
    """Return one line without any part of the target's URL, except the host of a mail server."""
    parts = urlsplit(url)
    pieces = {piece for piece in re.split(r"[/:@?&=#,;]+", url) if len(piece) >= _MIN_SECRET_LENGTH}
    pieces |= {unquote(piece) for piece in pieces}
    if parts.scheme.lower() in _MAIL_SCHEMES:
        pieces.discard(parts.hostname or "")
    pieces.discard(parts.scheme)
    line = safe_line(detail)
    for piece in sorted(pieces, key=len, reverse=True):
        line = line.replace(piece, "***")
    return line[:_MAX_DETAIL].strip()


def _without_proxies(proxy: str) -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return environment | {"HTTP_PROXY": proxy, "HTTPS_PROXY": proxy} if proxy else environment
