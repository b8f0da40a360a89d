"""The process that sends one message and ends: reads an order from standard input, writes what came of it.

Run by monitor.publish.notify alone; it is killed when it takes too long or too much memory.
"""

import dataclasses
import json
import logging
import re
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_string
from email.mime.text import MIMEText
from typing import Any

import apprise

_MEMORY = 1_000_000_000
_SECONDS = 20
_TOLD = {"WARNING", "ERROR", "CRITICAL"}
_MAIL = {"mailto", "mailtos"}
_STATUS = re.compile(r"error=(\d{3})\b")
_SMTP_CODE = re.compile(r"\((\d{3}), b")
_SMTP_AUTH = {"530", "534", "535", "538"}


def send(order: dict[str, Any]) -> dict[str, Any]:
    """Send what an order says; return whether it was accepted, else a reason and a line on it."""
    courier = apprise.Apprise(asset=apprise.AppriseAsset(http_redirects=False))
    if not courier.add(_bounded(order["url"])) or len(courier) != 1:
        return {"sent": False, "reason": "bad_target", "detail": "not a delivery URL that apprise knows"}
    is_mail = order["url"].partition(":")[0].lower() in _MAIL
    html = bool(order["html"]) and is_mail
    if is_mail:
        _complete_mails(type(courier[0]), order)
    result = courier.notify(
        title=order["subject"],
        body=order["html"] if html else order["text"],
        body_format=apprise.NotifyFormat.HTML if html else apprise.NotifyFormat.TEXT,
        log_level=logging.DEBUG,
    )
    if result:
        return {"sent": True}
    entries = list(result.logs())
    said = [entry.message for entry in entries if entry.level in _TOLD or _SMTP_CODE.search(entry.message)]
    told = "\n".join(entry.message for entry in entries)
    return {"sent": False, "reason": _reason(told, is_mail=is_mail), "detail": " ".join(said)}


def _complete_mails(plugin: type, order: dict[str, Any]) -> None:
    """Have the mails that apprise prepares carry our text and headers.

    It makes the text part of the page, without addresses, and a Message-ID of its own that no header given in
    a URL replaces. Sending by smtplib would mean to read its mail URLs ourselves, and all providers it knows.
    """
    base = next((cls for cls in plugin.__mro__ if "prepare_emails" in vars(cls)), None)
    if base is None:
        return
    prepare = base.prepare_emails  # type: ignore[attr-defined]

    def prepared(*args: Any, **kwargs: Any) -> Iterator[Any]:
        for mail in prepare(*args, **kwargs):
            yield dataclasses.replace(mail, body=_completed(mail.body, order))

    base.prepare_emails = staticmethod(prepared)  # type: ignore[attr-defined]


def _completed(body: str, order: dict[str, Any]) -> str:
    mail = message_from_string(body)
    domain = str(mail["Message-ID"] or "").rpartition("@")[2].strip("> ") or "localhost"
    headers = {
        "Message-ID": f"<{order['id']}@{domain}>",
        "List-Id": f"summit-monitor <{order['list']}.{domain}>",
        "Auto-Submitted": "auto-generated",
    }
    for name, value in headers.items():
        del mail[name]
        mail[name] = value
    parts = mail.get_payload()
    if mail.get_content_type() == "multipart/alternative" and isinstance(parts, list) and order["plain"]:
        parts[0] = MIMEText(order["plain"], "plain", "utf-8")
    return mail.as_string()


def _bounded(url: str) -> str:
    """Give a target's URL time limits of its own unless the user did."""
    if re.search(r"[?&]rto=", url):
        return url
    return f"{url}{'&' if '?' in url else '?'}cto={_SECONDS}&rto={_SECONDS}"


def _reason(told: str, *, is_mail: bool) -> str:
    """Say in a word what an attempt failed of, by what apprise logged."""
    if is_mail:
        return _mail_reason(told)
    found = _STATUS.search(told)
    if not found:
        return "timeout" if "timed out" in told.lower() else "no_connection"
    status = int(found[1])
    named = {401: "auth", 403: "auth", 404: "refused", 410: "gone", 408: "timeout", 429: "too_many_requests"}
    if status in named:
        return named[status]
    return {3: "redirect", 4: "refused"}.get(status // 100, f"http_{status}")


def _mail_reason(told: str) -> str:
    """Tell mail refused for now (RFC 5321, section 4.2.1: 4yz) from mail refused for good (5yz)."""
    codes = set(_SMTP_CODE.findall(told))
    if any(code.startswith("4") for code in codes):
        return "greylisted"
    if codes & _SMTP_AUTH:
        return "auth"
    if any(code.startswith("5") for code in codes):
        return "refused"
    return "timeout" if "timed out" in told.lower() else "no_connection"


def _limit_memory() -> None:
    """Bound the address space where the system can: macOS refuses, and the time limit is all there."""
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def main() -> None:
    """Carry one order out."""
    _limit_memory()
    log = logging.getLogger("apprise")
    log.addHandler(logging.NullHandler())
    log.setLevel(logging.DEBUG)
    log.propagate = False
    answer = send(json.loads(sys.stdin.buffer.read()))
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
