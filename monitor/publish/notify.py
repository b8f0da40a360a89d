"""Sends messages to their targets by apprise, in a process of its own that can be killed.

A hung, endless or enormous answer costs that process alone. Secrets go in by its standard input and never
come out: what is told of a failure has every part of the target's URL taken out.
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

TIME_LIMIT = 60.0
PLAN = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240, 360, 360, 360))
_NO_WORD = re.compile("[^A-Za-z0-9-]+")
_LONGEST_DETAIL = 200
_TELLING = 4
_SECRET = "env:"  # noqa: S105
_MAIL = {"mailto", "mailtos"}
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
    """Return the name of a target as it may be shown: `env:NAME` as it is, else its kind and a short mark.

    A mail server's host stands in it; of all other services the URL is a secret from end to end.
    """
    if target.startswith(_SECRET):
        return target
    mark = blake2b(target.encode("utf-8", "surrogatepass"), digest_size=2).hexdigest()
    scheme, _, rest = target.partition("://")
    kind = scheme.lower() if re.fullmatch(r"[a-zA-Z0-9]{1,20}", scheme) else "target"
    host = re.split(r"[/?#]", rest)[0].rpartition("@")[2] if kind in _MAIL else ""
    return f"{kind} {host} {mark}" if re.fullmatch(r"[\w.:-]{1,100}", host) else f"{kind} {mark}"


def secret_mark(target: str, environ: Mapping[str, str] | None = None) -> str:
    """Return a short mark of the URL that the variable of `env:NAME` holds, "" for a target that names none.

    It tells that the URL changed, and is too short to tell the URL.
    """
    if not target.startswith(_SECRET):
        return ""
    url = (os.environ if environ is None else environ).get(target.removeprefix(_SECRET), "")
    return blake2b(url.strip().encode("utf-8", "surrogatepass"), digest_size=2).hexdigest()


def deliver(
    message: Message,
    target: str,
    environ: Mapping[str, str] | None = None,
    *,
    proxy: str = "",
    sender: str = "",
    time_limit: float = TIME_LIMIT,
) -> Failure | None:
    """Send a message to one target, an apprise URL or `env:NAME` for a variable holding one; block till done.

    Mail gets the HTML with a text alternative, everything else the text. Redirects are not followed; proxies
    of the environment are not used. A mail's Message-ID is made of what it is, of the target and of `sender`,
    which stands for this monitor. Returns None once the service has accepted it.
    """
    known = os.environ if environ is None else environ
    url = known.get(target.removeprefix(_SECRET), "") if target.startswith(_SECRET) else target
    if not url.strip():
        return _failure("no_secret", f"the variable {target.removeprefix(_SECRET)} is not set")
    order = {
        "url": url.strip(),
        "subject": message.subject,
        "text": message.text,
        "html": message.html,
        "plain": message.plain,
        "id": _NO_WORD.sub(".", f"{message.key}.{target_name(target).split()[-1]}.{sender or 'monitor'}"),
        "list": _NO_WORD.sub(".", sender or "monitor"),
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "monitor.publish.mail_process"],
            input=json.dumps(order),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=time_limit,
            check=False,
            env=_without_proxies(proxy),
        )
    except subprocess.TimeoutExpired:
        return _failure("timeout", f"no end within {time_limit:g} s")
    except OSError as error:
        return _failure("not_started", f"the sending process did not start: {error.strerror or error}")
    try:
        answer = json.loads(done.stdout)
        return None if answer["sent"] else _failure(answer["reason"], _redacted(answer["detail"], url))
    except (ValueError, KeyError, TypeError):
        return _failure("crashed", f"the sending process ended with code {done.returncode}")


def after_try(delivery: Delivery, failure: Failure | None, now: datetime) -> Delivery:
    """Return what is to be remembered of a delivery after one more try.

    Retries follow a plan from one minute to six hours, ten of them within about 25 hours; a failure that time
    does not heal (wrong password, no such address) stops at once.
    """
    attempts = delivery.attempts + 1
    if failure is None:
        return replace(delivery, attempts=attempts, next_try=None, sent=now, error="")
    hopeless = failure.kind in {FailureKind.HARD, FailureKind.GONE} or attempts > len(PLAN)
    next_try = None if hopeless else now + PLAN[attempts - 1]
    return replace(delivery, attempts=attempts, next_try=next_try, error=str(failure))


def _failure(reason: str, detail: str) -> Failure:
    return Failure(reason, detail, _KINDS.get(reason, FailureKind.TEMPORARY))


def _redacted(detail: str, url: str) -> str:
    """Return one line without any part of a target's URL but the host of a mail server."""
    parts = urlsplit(url)
    pieces = {piece for piece in re.split(r"[/:@?&=#,;]+", url) if len(piece) >= _TELLING}
    pieces |= {unquote(piece) for piece in pieces}
    if parts.scheme.lower() in _MAIL:
        pieces.discard(parts.hostname or "")
    pieces.discard(parts.scheme)
    line = safe_line(detail)
    for piece in sorted(pieces, key=len, reverse=True):
        line = line.replace(piece, "***")
    return line[:_LONGEST_DETAIL].strip()


def _without_proxies(proxy: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return kept | {"HTTP_PROXY": proxy, "HTTPS_PROXY": proxy} if proxy else kept
