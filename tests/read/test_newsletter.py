"""Mails as entries: charsets, MIME, the stories of a newsletter, and hostile mails."""

import base64
import json
import time
from datetime import UTC, datetime
from email.header import Header
from email.message import EmailMessage
from email.mime.text import MIMEText

import pytest

from monitor.models import Entry, Failure
from monitor.read.newsletter.parse_mails import parse_mails
from tests.cpu_time import is_within

NOW = datetime(2025, 12, 16, 0, 0, tzinfo=UTC)
URL = "imaps://desk@mail.example.org/INBOX"
RECEIVED = "2025-12-15T20:00:00+00:00"


def entries(*mails: bytes, language: str = "") -> tuple[Entry, ...]:
    """Parse mails, the oldest first."""
    lines = [json.dumps({"received": RECEIVED, "mail": base64.b64encode(mail).decode()}) for mail in mails]
    parsed = parse_mails("\n".join(lines).encode(), URL, NOW, language)
    assert not isinstance(parsed, Failure), parsed
    return parsed.entries


def html_mail(html: str, **headers: str) -> bytes:
    """Return a mail with an HTML and a plain part."""
    message = EmailMessage()
    for name, value in {
        "Subject": "News of the week",
        "From": "Mekong Desk <a@example.org>",
        **headers,
    }.items():
        message[name.replace("_", "-")] = value
    message.set_content("See the web version.")
    message.add_alternative(html, subtype="html")
    return message.as_bytes()


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        ("라오스와 범죄인 인도 조약 발효", "euc-kr"),
        ("ラオスとの条約が発効した", "iso-2022-jp"),
        ("ラオスとの条約が発効した", "shift_jis"),
        ("สนธิสัญญาส่งผู้ร้ายข้ามแดนมีผลบังคับใช้", "tis-620"),
        ("老挝条约生效消息", "gb2312"),
        ("Traité d'extradition signé à Vientiane", "iso-8859-1"),
    ],
)
@pytest.mark.parametrize("coding", ["b", "q"])
def test_charsets(text: str, charset: str, coding: str) -> None:
    """Encoded words of the headers and the text are decoded by their charset."""
    message = MIMEText(text * 20, "plain", charset)
    message["Subject"] = Header(text, charset, maxlinelen=40).encode()
    message["From"] = (
        f"=?utf-8?{coding}?{'7Iug66y4' if coding == 'b' else '=EC=8B=A0=EB=AC=B8'}?= <a@example.org>"
    )
    (entry,) = entries(message.as_bytes())
    assert entry.title == text
    assert text in entry.summary + entry.content
    assert entry.source == "신문"


def test_raw_bytes_in_headers() -> None:
    """A subject in bytes that no charset is named for is read as the source's language suggests."""
    subject = "라오스와 범죄인 인도 조약이 오늘 발효되었다고 외교부가 밝혔다"
    (entry,) = entries(b"Subject: " + subject.encode("cp949") + b"\r\n\r\nx", language="ko")
    assert entry.title == subject


def test_stories_of_a_newsletter() -> None:
    """Each headline with a link is an entry with the text below it; service links are none."""
    (first, second) = entries(
        html_mail(
            "<p>Dear reader</p><table><tr><td><a href='https://news.example.org/1?utm_source=mail'><img src=x></a>"  # noqa: E501
            "<h2><a href='https://news.example.org/1?utm_source=mail'>Treaty with Laos enters into force</a></h2>"  # noqa: E501
            "<p>The ministry said <a href='https://news.example.org/other'>on Monday</a> that it applies.</p>"
            "<a href='https://news.example.org/1'>Read more</a></td></tr>"
            "<tr><td><h3>Airport contractor is chosen at last</h3><p>Luang Prabang.</p>"
            "<a href='https://www.google.com/url?q=https%3A%2F%2Fpost.example.com%2F2'>Read more</a></td></tr></table>"  # noqa: E501
            "<p><a href='https://lists.example.org/u/123'>Unsubscribe from this newsletter</a></p>",
            List_Id="Laos Weekly <laos.example.org>",
            Date="Mon, 15 Dec 2025 10:00:00 +0900",
        )
    )
    assert (first.url, first.title) == ("https://news.example.org/1", "Treaty with Laos enters into force")
    assert first.summary == "The ministry said on Monday that it applies."
    assert (second.url, second.title) == (
        "https://post.example.com/2",
        "Airport contractor is chosen at last",
    )
    assert second.summary.startswith("Luang Prabang.")
    assert first.published == datetime(2025, 12, 15, 1, tzinfo=UTC)
    assert (first.source, first.key) == ("Laos Weekly", "https://news.example.org/1")


def test_stories_of_a_plain_mail() -> None:
    """A paragraph above a link that stands alone is a story; a repeated link is one entry."""
    text = (
        "Good morning\n\nTreaty with Laos enters into force\nThe ministry said so.\nhttps://news.example.org/1\n\n"
        "Airport contractor is chosen at last\n<https://news.example.org/2>\n\nAgain the treaty with Laos\n"
        "https://news.example.org/1\n\nUnsubscribe from this newsletter\nhttps://news.example.org/3\n"
    )
    found = entries(MIMEText(text).as_bytes())
    assert [(entry.title, entry.url) for entry in found] == [
        ("Treaty with Laos enters into force", "https://news.example.org/1"),
        ("Airport contractor is chosen at last", "https://news.example.org/2"),
    ]
    assert found[0].summary == "The ministry said so."


def test_a_mail_of_one_article_is_one_entry() -> None:
    """Links within sentences are not stories; the mail has no link, because its own names the subscriber."""
    html = "<p>Laos signed <a href='https://news.example.org/1'>an extradition treaty</a> on Monday.</p>" * 12
    (entry,) = entries(html_mail(html, Message_ID="<1@example.org>"))
    assert (entry.key, entry.url, entry.title) == ("mail:1@example.org", None, "News of the week")
    assert entry.source == "Mekong Desk"
    assert entry.content.count("an extradition treaty") == 12
    assert entry.published == datetime.fromisoformat(RECEIVED)


def test_an_editorial_before_the_stories_is_an_entry() -> None:
    """Long text before the first headline is kept beside the stories."""
    stories = "".join(
        f"<p><a href='https://news.example.org/{n}'>A headline of the day, number {n}</a></p>" for n in (1, 2)
    )
    found = entries(html_mail(f"<p>{'The minerals chain grows. ' * 30}</p>{stories}"))
    assert [entry.url and entry.url[-1] for entry in found] == [None, "1", "2"]
    assert "minerals chain" in found[0].content


def nested(depth: int) -> bytes:
    """Return a mail whose parts nest."""
    opening = "".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(depth)
    )
    return f"Subject: Nested\r\n{opening}\r\nend".encode()


@pytest.mark.fault(342)
@pytest.mark.parametrize(
    "mail",
    [
        b'Subject: Parts\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
        + b"--b\r\nContent-Type: text/html\r\n\r\n<p>Part</p>\r\n" * 1000,
        nested(30),
        nested(3000),
        nested(200) + b"\r\nx" * 600_000,
        b"Subject: Empty\r\nContent-Type: text/html\r\n\r\n" + (b"<div>" + b"<a href=https://a.example/1></a>" * 20) * 1200,  # noqa: E501
        b"Subject: Long\r\n\r\n" + b"x" * 2_000_000,
        b"Subject: Long\r\nContent-Type: text/html\r\n\r\n" + b"<a href=https://a.example/>" * 70_000,
        b"Subject: Links\r\nContent-Type: text/html\r\n\r\n<td>"
        + b"".join(b"<a href=https://a.example/%d>A headline of the day</a> " % n for n in range(20_000)),
        b"Subject: Base\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b"=A" * 500_000,
        b"Subject: Quoted\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + b"=\r\n" * 500_000,
        b"Subject: " + b"=?utf-8?q?=41?= " * 50_000 + b"\r\n\r\nx",
        b"Subject: Charset\r\nContent-Type: text/plain; charset=zlib\r\n\r\ntext",
        b"Subject: Code\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 666 a\r\n\xff\xff",
        b"Subject: Folded\r\n" + b" x\r\n" * 300_000 + b"\r\nx",
        b"From: " + b"(" * 100_000 + b"\r\nSubject: Comments\r\n\r\nx",
        b"Subject: Lines\r\nContent-Type: text/plain\r\n\r\n" + b"a headline of this day\n" * 90_000,
    ],
    ids=["parts", "nested", "deep", "boundaries", "empty", "line", "open", "links", "base64", "quoted", "words", "charset", "code",  # noqa: E501
         "folded", "comments", "lines"],
)  # fmt: skip
def test_hostile_mails_end(mail: bytes) -> None:
    """A hostile mail gives at least the entry of its subject, and takes little time."""
    started = time.process_time()
    found = entries(mail)
    assert found
    assert is_within(time.process_time() - started, 3)


def test_broken_mails_do_not_take_the_others() -> None:
    """Beside a mail without anything, another is read; newest first."""
    found = entries(MIMEText("One text").as_bytes(), b"", b"\xff\x00\x00", b"Subject: Two\r\n\r\n")
    assert [entry.title for entry in found][-1] == "One text…"
    assert "Two" in [entry.title for entry in found]
