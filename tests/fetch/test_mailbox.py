"""Mail folders: only new mails are read, nothing is changed, and every failure is a value."""

import asyncio
import shutil
import ssl
from pathlib import Path

import pytest

from monitor.fetch import Client
from monitor.models import Failure, FeedAccess, Request, Response
from tests.faulty_site import FaultySite, ScriptedResolver, loopback
from tests.fetch.test_tls import certificate
from tests.mail_server import PASSWORD, MailServer

pytest.importorskip("imapclient", reason="the extra mail is not installed")


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the variable of the login."""
    monkeypatch.setenv("DESK_MAIL", PASSWORD)


def request(url: str, position: str | None = None) -> Request:
    """Return the request of a poll."""
    return Request(url, "feed", position, access=FeedAccess(login="env:DESK_MAIL"))


def mail(number: int, size: int = 0) -> bytes:
    """Return a mail."""
    return f"Subject: Mail {number}\r\n\r\n{'x' * size}".encode()


async def poll(client: Client, url: str, position: str | None = None) -> Response:
    """Poll a folder that works."""
    found = await client.fetch(request(url, position))
    assert isinstance(found, Response), found
    return found


async def failure(client: Client, url: str) -> Failure:
    """Poll a folder that fails; its failure must not show the password."""
    found = await client.fetch(request(url))
    assert isinstance(found, Failure), found
    assert PASSWORD not in str(found)
    return found


async def test_only_new_mails_are_read(client: Client) -> None:
    """A poll reads the mails after the position, and changes nothing on the server."""
    async with MailServer() as server:
        server.inbox.add(mail(1), mail(2))
        first = await poll(client, server.url())
        nothing = await poll(client, server.url(), first.header("etag"))
        server.inbox.add(mail(3))
        second = await poll(client, server.url(), nothing.header("etag"))
        assert server.fetched() == [1, 2, 3]
    assert [one.header("etag") for one in (first, nothing, second)] == ["7:2", "7:2", "7:3"]
    assert [(one.status, len(one.body.splitlines())) for one in (first, nothing, second)] == [
        (200, 2), (304, 0), (200, 1),
    ]  # fmt: skip
    words = {command.split()[0] for command in server.commands}
    assert words <= {"CAPABILITY", "LOGIN", "EXAMINE", "UID", "LOGOUT"}


async def test_bad_logout_loses_nothing(client: Client) -> None:
    """Mails that were read are returned, even if the server does not answer the last command."""
    async with MailServer() as server:
        server.inbox.add(mail(1))
        server.polite = False
        assert (await poll(client, server.url())).header("etag") == "7:1"


async def test_renumbered_folder_is_read_anew(client: Client) -> None:
    """With another UIDVALIDITY a position says nothing, and the newest mails are read."""
    async with MailServer() as server:
        server.inbox.add(*map(mail, range(60)))
        server.inbox.validity = 8
        found = await poll(client, server.url(), "7:59")
        assert server.fetched() == list(range(11, 61))
    assert found.header("etag") == "8:60"


async def test_many_mails_wait_for_the_next_poll(client: Client) -> None:
    """At most 50 mails are read at once, the oldest first; none is skipped."""
    async with MailServer() as server:
        server.inbox.add(*map(mail, range(130)))
        position: str | None = "7:0"
        notes = []
        for _ in range(3):
            found = await poll(client, server.url(), position)
            position = found.header("etag")
            notes.append(found.note)
        assert server.fetched() == list(range(1, 131))
    assert notes == ["80 mails are left for the next poll", "30 mails are left for the next poll", ""]


@pytest.mark.fault(343)
async def test_size_is_bounded() -> None:
    """Of a mail of 20 MB the beginning is read; the mails of one poll have at most max_bytes."""
    async with MailServer() as server, Client(loopback(max_bytes=3_000_000)) as client:
        server.inbox.add(mail(1, 20_000_000), mail(2, 1_500_000))
        first = await poll(client, server.url())
        second = await poll(client, server.url(), first.header("etag"))
    assert (first.header("etag"), second.header("etag")) == ("7:1", "7:2")
    assert len(first.body) < 3_000_000
    assert first.note == "1 mails are left for the next poll; 1 mails are too long and were cut"


async def test_refused_login(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused login is a failure, even if the server repeats the password."""
    monkeypatch.setenv("DESK_MAIL", "wrong-secret")
    async with MailServer() as server:
        found = await client.fetch(request(server.url()))
    assert isinstance(found, Failure)
    assert found.reason == "login_refused"
    assert "wrong-secret" not in str(found)


async def test_missing_folder_names_those_that_exist(client: Client) -> None:
    """A folder that is missing is a failure with the names of the folders, in any script."""
    async with MailServer(folders=("INBOX", "Newsletters", "&sEwnpLIk-")) as server:
        found = await failure(client, server.url("Newsleters"))
    assert found.reason == "no_folder"
    assert "did you mean Newsletters?" in found.detail
    assert "INBOX, Newsletters, " in found.detail


async def test_missing_variable(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its variable a folder is not polled, and the failure names the variable."""
    monkeypatch.delenv("DESK_MAIL")
    async with MailServer() as server:
        found = await failure(client, server.url())
        assert not server.commands
    assert (found.reason, "DESK_MAIL" in found.detail) == ("no_access", True)


async def test_server_that_is_down(client: Client) -> None:
    """A server that refuses connections is a failure."""
    async with MailServer() as server:
        url = server.url()
    assert (await failure(client, url)).reason == "connect_failed"


@pytest.mark.fault(344)
async def test_a_silent_server_delays_no_one(demo_site: FaultySite) -> None:
    """While a mail server is silent, others are fetched; its poll ends in time."""
    demo_site.serve("/feed", b"<rss/>", "text/xml")
    async with MailServer() as server, Client(loopback(timeout=1.0)) as client:
        server.silent = True
        waiting = asyncio.create_task(client.fetch(request(server.url())))
        other = await client.fetch(Request(demo_site.url("/feed"), "feed"))
        assert not waiting.done()
        found = await waiting
    assert isinstance(other, Response)
    assert isinstance(found, Failure)
    assert found.reason == "timeout"


@pytest.mark.fault(345)
@pytest.mark.parametrize(
    ("greeting", "reason"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "connection_lost"),
        (b"* OK " + b"x" * 2_000_000 + b"\r\n", "protocol_error"),
        (b"* OK {99999999999}\r\n", "too_large"),
        (b"* BYE closed\r\n", "protocol_error"),
    ],
)
async def test_servers_that_speak_no_imap(client: Client, greeting: bytes, reason: str) -> None:
    """Endless lines, literals without end and other protocols are failures."""
    async with MailServer() as server:
        server.greeting = greeting
        found = await failure(client, server.url())
    assert found.reason == reason


@pytest.mark.fault(346)
async def test_addresses_are_guarded() -> None:
    """A private address gets no connection unless it is allowed, and a public one no password without TLS."""
    names = ScriptedResolver({"mail.example": [["127.0.0.1"]], "public.example": [["8.8.8.8"]]})
    async with MailServer() as server:
        async with Client(loopback(allow_private=()), resolver=names) as client:
            private = await failure(client, server.url(host="mail.example", scheme="imaps"))
        async with Client(loopback(), resolver=names) as client:
            public = await failure(client, "imap://desk@public.example/INBOX")
        assert not server.commands
    assert private.reason == public.reason == "blocked_address"
    assert "write imaps://" in public.detail


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificates")
async def test_tls(tmp_path: Path) -> None:
    """Mails are read over TLS; a certificate that is not trusted is a failure."""
    cert, key = certificate(tmp_path)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(cert, key)
    trusting = ssl.create_default_context(cafile=str(cert))
    names = ScriptedResolver({"good.example": [["127.0.0.1"]]})
    async with MailServer(serving) as server:
        server.inbox.add(mail(1))
        url = server.url(scheme="imaps", host="good.example")
        async with Client(loopback(), resolver=names, tls=trusting) as client:
            assert (await poll(client, url)).header("etag") == "7:1"
        async with Client(loopback(), resolver=names) as client:
            assert (await failure(client, url)).reason == "tls_error"
