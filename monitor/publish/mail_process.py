"""The process that sends one message: reads a job from stdin, and writes its result to stdout.

monitor.publish.notify starts it, and kills it after a timeout.
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

_MAX_MEMORY = 1_000_000_000
_TIMEOUT = 20
_REPORTED_LEVELS = {"WARNING", "ERROR", "CRITICAL"}
_MAIL_SCHEMES = {"mailto", "mailtos"}
_STATUS = re.compile(r"error=(\d{3})\b")
_SMTP_CODE = re.compile(r"\((\d{3}), b")
_SMTP_AUTH = {"530", "534", "535", "538"}


def send(job: dict[str, Any]) -> dict[str, Any]:
    """Send a message; return whether it was accepted, else a reason and a detail."""
    notifier = apprise.Apprise(asset=apprise.AppriseAsset(http_redirects=False))
    if not notifier.add(_with_timeouts(job["url"])) or len(notifier) != 1:
        return {"sent": False, "reason": "bad_target", "detail": "not a delivery URL that apprise knows"}
    is_mail = job["url"].partition(":")[0].lower() in _MAIL_SCHEMES
    html = bool(job["html"]) and is_mail
    if is_mail:
        _patch_mails(type(notifier[0]), job)
    result = notifier.notify(
        title=job["subject"],
        body=job["html"] if html else job["text"],
        body_format=apprise.NotifyFormat.HTML if html else apprise.NotifyFormat.TEXT,
        log_level=logging.DEBUG,
    )
    if result:
        return {"sent": True}
    entries = list(result.logs())
    messages = [
        entry.message
        for entry in entries
        if entry.level in _REPORTED_LEVELS or _SMTP_CODE.search(entry.message)
    ]
    log_text = "\n".join(entry.message for entry in entries)
    return {"sent": False, "reason": _reason(log_text, is_mail=is_mail), "detail": " ".join(messages)}


def _patch_mails(plugin: type, job: dict[str, Any]) -> None:
    """Patch apprise so that its mails have our plain text and headers.

    apprise creates the text part from the HTML, without link addresses, and a Message-ID that no header in
    the URL can replace. With smtplib we would have to parse its mail URLs, for all providers it supports.
    """
    base = next((cls for cls in plugin.__mro__ if "prepare_emails" in vars(cls)), None)
    if base is None:
        return
    prepare = base.prepare_emails  # type: ignore[attr-defined]

    def prepared(*args: Any, **kwargs: Any) -> Iterator[Any]:
        for mail in prepare(*args, **kwargs):
            yield dataclasses.replace(mail, body=_with_headers(mail.body, job))

    base.prepare_emails = staticmethod(prepared)  # type: ignore[attr-defined]


def _with_headers(body: str, job: dict[str, Any]) -> str:
    mail = message_from_string(body)
    domain = str(mail["Message-ID"] or "").rpartition("@")[2].strip("> ") or "localhost"
    headers = {
        "Message-ID": f"<{job['id']}@{domain}>",
        "List-Id": f"summit-monitor <{job['list']}.{domain}>",
        "Auto-Submitted": "auto-generated",
    }
    for name, value in headers.items():
        del mail[name]
        mail[name] = value
    parts = mail.get_payload()
    if mail.get_content_type() == "multipart/alternative" and isinstance(parts, list) and job["plain"]:
        parts[0] = MIMEText(job["plain"], "plain", "utf-8")
    return mail.as_string()


def _with_timeouts(url: str) -> str:
    """Add timeouts to a target's URL, unless the user did."""
    if re.search(r"[?&]rto=", url):
        return url
    return f"{url}{'&' if '?' in url else '?'}cto={_TIMEOUT}&rto={_TIMEOUT}"


def _reason(log_text: str, *, is_mail: bool) -> str:
    """Return the reason of a failure, from apprise's log."""
    if is_mail:
        return _mail_reason(log_text)
    found = _STATUS.search(log_text)
    if not found:
        return "timeout" if "timed out" in log_text.lower() else "no_connection"
    status = int(found[1])
    named = {401: "auth", 403: "auth", 404: "refused", 410: "gone", 408: "timeout", 429: "too_many_requests"}
    if status in named:
        return named[status]
    return {3: "redirect", 4: "refused"}.get(status // 100, f"http_{status}")


def _mail_reason(log_text: str) -> str:
    """Return the reason of a mail failure: temporary (4yz, RFC 5321 section 4.2.1) or permanent (5yz)."""
    codes = set(_SMTP_CODE.findall(log_text))
    if any(code.startswith("4") for code in codes):
        return "greylisted"
    if codes & _SMTP_AUTH:
        return "auth"
    if any(code.startswith("5") for code in codes):
        return "refused"
    return "timeout" if "timed out" in log_text.lower() else "no_connection"


def _limit_memory() -> None:
    """Limit the address space; macOS refuses, so only the timeout applies there."""
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY, _MAX_MEMORY))


def main() -> None:
    """Send one message."""
    _limit_memory()
    log = logging.getLogger("apprise")
    log.addHandler(logging.NullHandler())
    log.setLevel(logging.DEBUG)
    log.propagate = False
    result = send(json.loads(sys.stdin.buffer.read()))
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main()
