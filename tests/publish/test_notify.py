"""Delivery to servers on loopback, and the handling of failures."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header

import pytest

from monitor.digest import Message, build_digest, digest_message
from monitor.models import Delivery, Failure, FailureKind
from monitor.publish import after_attempt, deliver, target_name
from tests.digest.inputs import busy_day
from tests.publish.sinks import mail_sink, web_sink

NOW = datetime(2025, 12, 16, 0, 5, tzinfo=UTC)
NOTE = Message("digest:2025-12-16", "Digest of Tuesday", "Seven stories.\n", "<p>Seven <b>stories</b>.</p>")
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


def mail_url(port: int) -> str:
    """Return the delivery URL of a mail sink."""
    return f"mailto://reader:geheim99@127.0.0.1:{port}?to=desk@example.org&from=monitor@example.org&mode=insecure"


def status(code: int, *headers: str) -> bytes:
    """Return a short HTTP response with a status."""
    lines = [f"HTTP/1.1 {code} Said", "Content-Length: 0", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode()


def test_mail_is_html_with_a_text_alternative() -> None:
    """A mail has the HTML, the plain text and the subject of the message."""
    message = digest_message(build_digest(busy_day()))
    with mail_sink() as (port, received):
        assert deliver(message, mail_url(port)) is None
    (raw,) = received
    mail = message_from_bytes(raw)
    assert mail.get_content_type() == "multipart/alternative"
    assert str(make_header(decode_header(mail["Subject"]))) == message.subject
    plain, html = (part.get_payload(decode=True).decode() for part in mail.get_payload())
    assert "한·라오스, 범죄인 인도 조약" in plain
    assert "<" not in plain.replace("<http", "")
    assert html.replace("\r\n", "\n").strip() == message.html.strip()


@pytest.mark.fault(281)
def test_mail_headers_identify_the_digest() -> None:
    """The Message-ID depends on monitor, date and target only, and the mail is marked as automatic."""
    message = digest_message(build_digest(busy_day()))
    with mail_sink() as (port, received):
        for sender in ("monitor-a", "monitor-a", "monitor-b"):
            assert deliver(message, mail_url(port), sender=sender) is None
    mails = [message_from_bytes(raw) for raw in received]
    ids = [mail["Message-ID"] for mail in mails]
    assert ids[0] == ids[1] != ids[2]
    assert re.fullmatch(r"<digest\.2025-12-16\.[0-9a-f]{4}\.monitor-a@[\w.]+>", ids[0])
    for mail in mails:
        assert mail["Auto-Submitted"] == "auto-generated"
        assert re.fullmatch(r"summit-monitor <monitor-[ab]\.[\w.]+>", mail["List-Id"])
        assert all(len(mail.get_all(name)) == 1 for name in ("Message-ID", "Date", "Subject", "From", "To"))
        assert "https://" in mail.get_payload()[0].get_payload(decode=True).decode()


@pytest.mark.fault(130)
def test_a_subject_cannot_add_a_header() -> None:
    """A line break in the subject adds no header and no recipient."""
    with mail_sink() as (port, received):
        deliver(replace(NOTE, subject="Digest\r\nBcc: victim@example.net"), mail_url(port))
    assert not [raw for raw in received if message_from_bytes(raw)["Bcc"]]


def test_a_webhook_gets_the_text() -> None:
    """A target that is not mail gets subject and text, not the HTML."""
    with web_sink(OK) as (port, received):
        assert deliver(NOTE, f"json://127.0.0.1:{port}/hook") is None
    body = json.loads(received[0].split(b"\r\n\r\n", 1)[1])
    assert (body["title"], body["message"].strip()) == ("Digest of Tuesday", "Seven stories.")


def test_a_secret_comes_from_the_environment() -> None:
    """`env:NAME` is read from the environment; if it is missing, the failure names it and is permanent."""
    with web_sink(OK) as (port, received):
        assert deliver(NOTE, "env:HOOK", {"HOOK": f"json://127.0.0.1:{port}/"}) is None
    assert len(received) == 1
    failure = deliver(NOTE, "env:HOOK", {})
    assert failure == Failure("no_secret", "the variable HOOK is not set", FailureKind.HARD)


@pytest.mark.fault(197)
@pytest.mark.parametrize(
    ("replies", "reason", "kind"),
    [
        ({"AUTH": "535 5.7.8 authentication failed"}, "auth", FailureKind.HARD),
        ({"RCPT": "450 4.2.0 greylisted, try again later"}, "greylisted", FailureKind.TEMPORARY),
        ({"RCPT": "550 5.1.1 no such user"}, "refused", FailureKind.HARD),
    ],
)
def test_mail_that_is_refused(replies: dict[str, str], reason: str, kind: FailureKind) -> None:
    """Greylisting is retried; a wrong password and an unknown address are not."""
    with mail_sink(**replies) as (port, received):
        failure = deliver(NOTE, mail_url(port))
    assert failure is not None
    assert (failure.reason, failure.kind) == (reason, kind)
    assert replies.popitem()[1].split(None, 2)[1] in failure.detail
    assert not received


@pytest.mark.fault(197)
def test_a_mail_server_that_is_down() -> None:
    """If the server is down, the failure is temporary and does not contain the password."""
    failure = deliver(NOTE, mail_url(1))
    assert failure is not None
    assert (failure.reason, failure.kind) == ("no_connection", FailureKind.TEMPORARY)
    assert "geheim99" not in str(failure)


@pytest.mark.fault(198, 24)
@pytest.mark.parametrize(
    ("answer", "reason", "kind"),
    [
        (status(500), "http_500", FailureKind.TEMPORARY),
        (status(503), "http_503", FailureKind.TEMPORARY),
        (status(410), "gone", FailureKind.GONE),
        (status(404), "refused", FailureKind.HARD),
        (status(401), "auth", FailureKind.HARD),
        (status(429), "too_many_requests", FailureKind.SOFT),
        (status(302, "Location: http://127.0.0.1:9/elsewhere"), "redirect", FailureKind.HARD),
        (b"", "no_connection", FailureKind.TEMPORARY),
    ],
)
def test_a_webhook_that_refuses(answer: bytes, reason: str, kind: FailureKind) -> None:
    """Each webhook response has its own reason; redirects are not followed, and the URL stays secret."""
    with web_sink(answer) as (port, received):
        failure = deliver(NOTE, f"json://127.0.0.1:{port}/very-secret-token")
    assert failure is not None
    assert (failure.reason, failure.kind) == (reason, kind)
    assert "very-secret-token" not in str(failure)
    assert len(received) == 1


def endless() -> Iterator[bytes]:
    """Return an endless response."""
    yield b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
    while True:
        yield b"x" * 1_000_000


@pytest.mark.fault(198)
def test_an_endless_answer_costs_a_process_only() -> None:
    """A response of gigabytes ends only the sending process, by its timeout or memory limit."""
    with web_sink(endless) as (port, _):
        failure = deliver(NOTE, f"json://127.0.0.1:{port}/", timeout=4)
    assert failure is not None
    assert failure.reason in {"timeout", "crashed", "no_connection"}
    assert failure.kind is FailureKind.TEMPORARY


@pytest.mark.parametrize("target", ["nonsense", "http://", "nosuchservice://x/y", "://", "mailto://"])
def test_an_unsupported_target_is_a_permanent_failure(target: str) -> None:
    """A URL that apprise does not support is a permanent failure."""
    failure = deliver(NOTE, target)
    assert failure is not None
    assert (failure.reason, failure.kind) == ("bad_target", FailureKind.HARD)


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("env:MAIL_URL", "env:MAIL_URL"),
        ("mailtos://user:pass@smtp.example.org:465?to=a@b.example", "mailtos smtp.example.org:465 "),
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/", "slack "),
        ("tgram://123456789:AABBCCDD/12315544/", "tgram "),
        ("\x1b]0;x\x07://y", "target "),
    ],
)
def test_targets_are_named_without_their_secrets(target: str, shown: str) -> None:
    """The name of a target contains its kind, and the host for mail, but no secret; two targets differ."""
    name = target_name(target)
    assert name.startswith(shown)
    for secret in ("pass", "TIiajkdnlazkcOXrIdevi7FQ", "AABBCCDD", "T1JJ3T3L2", "\x1b"):
        assert secret not in name
    assert target == name or target_name(target + "x") != name


def test_the_retry_plan() -> None:
    """Temporary failures are retried with growing delays; success and permanent failures end the retries."""
    delivery = Delivery(1, "digest:2025-12-16", "env:MAIL_URL")
    down = Failure("no_connection", "nobody there")
    waits = []
    while delivery.next_try is not None or delivery.attempts == 0:
        delivery = after_attempt(delivery, down, NOW)
        waits.append(delivery.next_try - NOW if delivery.next_try else None)
    assert waits[0] == timedelta(minutes=1)
    assert waits[-1] is None
    kept = [wait for wait in waits if wait is not None]
    assert kept == sorted(kept)
    assert kept[-1] == timedelta(hours=6)
    assert delivery.error == "no_connection: nobody there"
    sent = after_attempt(delivery, None, NOW)
    assert (sent.sent, sent.next_try, sent.error) == (NOW, None, "")
    hopeless = after_attempt(Delivery(2, "k", "t"), Failure("auth", "", FailureKind.HARD), NOW)
    assert (hopeless.next_try, hopeless.error, hopeless.attempts) == (None, "auth", 1)
