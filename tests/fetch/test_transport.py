"""Protocol errors are failures with a reason, in bounded time and memory."""

import asyncio
import gzip
import random
import tracemalloc

import pytest

from monitor.fetch import Client
from monitor.models import Failure, FailureKind, Request, Response
from tests.faulty_site import OK, Connection, FaultySite, ScriptedResolver, loopback

SHORT = 0.3
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


async def ask(
    client: Client, demo_site: FaultySite, path: str = "/x", purpose: str = "feed"
) -> Response | Failure:
    """Request a path."""
    return await client.fetch(Request(demo_site.url(path), purpose))  # type: ignore[arg-type]


async def failed(client: Client, demo_site: FaultySite, path: str = "/x", purpose: str = "feed") -> Failure:
    """Request a path, and return the failure."""
    answer = await ask(client, demo_site, path, purpose)
    assert isinstance(answer, Failure)
    assert answer.detail.isprintable()
    return answer


@pytest.mark.fault(27)
async def test_gzip_bomb(demo_site, client) -> None:
    """A gzip bomb is refused at the limit, in little memory."""
    demo_site.send_bomb("/x", 300)
    tracemalloc.start()
    failure = await failed(client, demo_site)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (failure.reason, failure.kind) == ("too_large", FailureKind.HARD)
    assert peak < 60_000_000


async def test_packed_bodies_are_unpacked(demo_site, client) -> None:
    """A gzip body is decompressed."""
    demo_site.compress("/x", b"<rss>" * 1000)
    answer = await ask(client, demo_site)
    assert isinstance(answer, Response)
    assert answer.body == b"<rss>" * 1000


@pytest.mark.fault(28, 29, 36, 37)
@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("br", b"\x0b\x02\x80text\x03"),
        ("zstd", b"(\xb5/\xfd"),
        ("rot13", b"\x9d\x8c\x00eff"),
        ("gzip, gzip", gzip.compress(gzip.compress(b"<rss/>", mtime=0), mtime=0)),
        ("gzip", b"\x78\x9crss"),
    ],
)
async def test_unrequested_encodings(demo_site, client, encoding, body) -> None:
    """Codings that were not requested, doubled, unknown or wrong are refused, and named."""
    demo_site.answer("/x", headers={"Content-Encoding": encoding}, body=body)
    assert (await failed(client, demo_site)).reason == "bad_encoding"


@pytest.mark.fault(30)
async def test_gzip_members_without_end(demo_site, client) -> None:
    """A body of many empty gzip members is refused."""
    demo_site.answer("/x", headers={"Content-Encoding": "gzip"}, body=gzip.compress(b"") * 100_000)
    assert (await failed(client, demo_site)).reason == "bad_encoding"


@pytest.mark.fault(31, 32)
@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (OK + b"Content-Length: 100000000\r\n\r\n", b"x" * 100_000),
        (OK + b"\r\n", b"x" * 100_000),
        (CHUNKED, b"186A0\r\n" + b"x" * 100_000 + b"\r\n"),
    ],
    ids=["announced", "until closed", "endless chunks"],
)
async def test_bodies_beyond_the_limit(demo_site, start, piece) -> None:
    """A body is read up to its limit."""
    demo_site.repeat("/x", start, piece)
    async with Client(loopback(max_bytes=1_000_000)) as client:
        failure = await failed(client, demo_site)
    assert (failure.reason, failure.kind) == ("too_large", FailureKind.HARD)


@pytest.mark.fault(33, 34, 35)
@pytest.mark.parametrize(
    "wire",
    [
        OK + b"Content-Length: 100\r\n\r\n<rss>",
        CHUNKED + b"5\r\n<rss>\r\n",
        CHUNKED + b"50\r\n<rss>",
        OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"<rss>" * 1000, mtime=0)[:-9],
        OK + b"Content-Encoding: gzip\r\nContent-Length: 60\r\n\r\n" + gzip.compress(b"<rss/>", mtime=0)[:20],
    ],
    ids=["length", "chunks", "in a chunk", "gzip", "gzip and length"],
)
async def test_bodies_cut_off(demo_site, client, wire) -> None:
    """A truncated body is a failure."""
    demo_site.serve_raw("/x", wire)
    failure = await failed(client, demo_site)
    assert (failure.reason, failure.kind) == ("truncated", FailureKind.SOFT)


@pytest.mark.fault(38, 39, 42)
@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (OK + b"Content-Length: 10000\r\n\r\n", b"x"),
        (OK + b"X: ", b"y"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["body", "headers", "100 Continue"],
)
async def test_answers_without_end(demo_site, start, piece) -> None:
    """The timeout applies to the whole request, even if bytes come slowly."""
    demo_site.repeat("/x", start, piece, pause=0.01)
    async with Client(loopback(timeout=SHORT)) as client:
        failure = await failed(client, demo_site)
    assert (failure.reason, failure.kind) == ("timeout", FailureKind.TEMPORARY)


@pytest.mark.fault(38)
async def test_redirects_share_the_time(demo_site) -> None:
    """The timeout applies to all redirects together."""
    demo_site.redirect("/x", demo_site.url("/y"))
    demo_site.hang("/y")
    demo_site.redirect("/x", demo_site.url("/y"))
    async with Client(loopback(timeout=SHORT)) as client:
        failure = await failed(client, demo_site)
    assert failure.reason == "timeout"
    assert "redirect 1" in failure.detail


@pytest.mark.fault(40, 193)
async def test_silence(demo_site) -> None:
    """A server that never responds times out, and other hosts are not delayed."""
    demo_site.hang("/x")
    demo_site.answer("/y", body=b"<rss/>")
    async with Client(loopback(read_timeout=SHORT)) as client:
        silent, healthy = await asyncio.gather(ask(client, demo_site), ask(client, demo_site, "/y"))
    assert isinstance(silent, Failure)
    assert (silent.reason, silent.kind) == ("timeout", FailureKind.TEMPORARY)
    assert isinstance(healthy, Response)


@pytest.mark.fault(41)
@pytest.mark.parametrize(
    ("start", "piece", "times"),
    [(OK, b"X: y\r\n" * 1000, 2000), (OK + b"X: ", b"y" * 100_000, 500)],
    ids=["2 million headers", "50 MB header"],
)
async def test_header_bombs(demo_site, client, start, piece, times) -> None:
    """Endless headers are refused early."""
    demo_site.repeat("/x", start, piece, times)
    failure = await failed(client, demo_site)
    assert (failure.reason, failure.kind) == ("protocol_error", FailureKind.SOFT)


@pytest.mark.fault(43)
@pytest.mark.parametrize(
    "wire",
    [
        b"<rss>HTTP/0.9 had no headers</rss>",
        b"HTTP/9.9 banana\r\n\r\n",
        b"\x00\x01\x02\x03\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        OK + b"Content-Length: banana\r\n\r\nx",
        OK + b"Content-Length: -1\r\n\r\nx",
        OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        OK + b"no colon here\r\n\r\n",
        OK + b"X: a\x00b\r\n\r\n<rss/>",
        CHUNKED + b"banana\r\n<rss>\r\n0\r\n\r\n",
        CHUNKED + b"fffffffffffffffffffff\r\n<rss>\r\n0\r\n\r\n",
    ],
)
async def test_broken_http(demo_site, client, wire) -> None:
    """Invalid HTTP is a failure with a safe detail."""
    demo_site.serve_raw("/x", wire)
    failure = await failed(client, demo_site)
    assert failure.reason in {"protocol_error", "truncated"}
    assert failure.kind is FailureKind.SOFT


@pytest.mark.fault(44)
async def test_a_kept_connection_closed_under_us(demo_site, client) -> None:
    """A request on a closed kept-alive connection is sent again on a new one."""

    async def once_each(connection: Connection) -> None:
        await connection.send(OK + b"Content-Length: 6\r\n\r\n<rss/>")
        await connection.request()  # hang up on the second request

    demo_site.script("/x", once_each)
    for _ in range(3):
        assert isinstance(await ask(client, demo_site), Response)


@pytest.mark.fault(44)
async def test_a_server_that_always_hangs_up(demo_site, client) -> None:
    """A request to a server that closes without a response is sent at most twice."""
    demo_site.serve_raw("/x", b"")
    failure = await failed(client, demo_site)
    assert (failure.reason, failure.kind) == ("connection_lost", FailureKind.TEMPORARY)
    assert len(demo_site.received) <= 2


@pytest.mark.fault(51)
@pytest.mark.parametrize(
    "wire", [b"", OK + b"Content-Length: 1000\r\n\r\n<rss>", CHUNKED + b"5\r\n<rss>\r\n"]
)
async def test_reset(demo_site, client, wire) -> None:
    """A connection reset is a temporary failure, never a partial body."""
    demo_site.serve_raw("/x", wire, reset=True)
    failure = await failed(client, demo_site)
    assert failure.reason == ("truncated" if wire else "connection_lost")
    assert failure.kind in {FailureKind.TEMPORARY, FailureKind.SOFT}


@pytest.mark.fault(48, 74)
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (201, FailureKind.SOFT),
        (204, FailureKind.SOFT),
        (206, FailureKind.SOFT),
        (300, FailureKind.SOFT),
        (401, FailureKind.HARD),
        (403, FailureKind.HARD),
        (404, FailureKind.HARD),
        (408, FailureKind.TEMPORARY),
        (410, FailureKind.GONE),
        (429, FailureKind.TEMPORARY),
        (500, FailureKind.TEMPORARY),
        (503, FailureKind.TEMPORARY),
        (999, FailureKind.SOFT),
    ],
)
async def test_statuses(demo_site, client, status, kind) -> None:
    """A response without content is a failure with the kind of its status."""
    demo_site.serve_raw("/x", f"HTTP/1.1 {status} \x1b[2JWell\r\nContent-Length: 0\r\n\r\n".encode())
    demo_site.answer("/y", 404, body=b"x" * 1000)
    failure = await failed(client, demo_site)
    assert (failure.reason, failure.kind, failure.status) == (f"http_{status}", kind, status)


@pytest.mark.fault(48)
async def test_switching_protocols(demo_site, client) -> None:
    """101 to a plain request is a failure."""
    demo_site.serve_raw(
        "/x", b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"
    )
    assert (await failed(client, demo_site)).reason in {"http_101", "protocol_error"}


@pytest.mark.fault(49)
async def test_empty_body(demo_site, client) -> None:
    """200 without a body is a failure."""
    demo_site.answer("/x")
    assert (await failed(client, demo_site)).reason == "empty_body"


@pytest.mark.fault(50)
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/zip", b"PK\x03\x04"),
        ("Image/PNG", b"\x89PNG"),
        ("video/mp4", b"x"),
        ("text/html", b"GIF89a mislabelled"),
        ("", b"\xff\xd8\xff\xe0"),
    ],
)
async def test_what_is_no_page(demo_site, client, kind, body) -> None:
    """A page with another media type is refused; for a feed the type does not matter."""
    demo_site.answer("/x", headers={"Content-Type": kind}, body=body)
    failure = await failed(client, demo_site, purpose="page")
    assert (failure.reason, failure.kind) == ("skipped_type", FailureKind.HARD)
    assert isinstance(await ask(client, demo_site), Response)


@pytest.mark.fault(50)
async def test_a_large_document_is_not_read(demo_site, client) -> None:
    """A PDF of 40 MB is refused by its size or type, before its body is read."""
    demo_site.serve_raw(
        "/x",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Length: 40000000\r\n\r\n",
        hold=True,
    )
    assert (await failed(client, demo_site, purpose="page")).reason in {"too_large", "skipped_type"}


async def test_a_page_has_its_own_limit(demo_site) -> None:
    """Pages and feeds have separate size limits."""
    demo_site.answer("/x", body=b"x" * 5000)
    async with Client(loopback(max_bytes=5000, max_page_bytes=4999)) as client:
        assert isinstance(await ask(client, demo_site), Response)
        assert (await failed(client, demo_site, purpose="page")).reason == "too_large"


@pytest.mark.fault(192)
async def test_down_and_back(demo_site, client) -> None:
    """A server that is down is a temporary failure."""
    demo_site.answer("/x", body=b"<rss/>")
    assert isinstance(await ask(client, demo_site), Response)
    await demo_site.go_down()
    failure = await failed(client, demo_site)
    assert (failure.reason, failure.kind) == ("connect_failed", FailureKind.TEMPORARY)
    await demo_site.come_back()
    assert isinstance(await ask(client, demo_site), Response)


async def test_unknown_names() -> None:
    """A name without address is a temporary failure."""
    async with Client(loopback(), resolver=ScriptedResolver({})) as client:
        answer = await client.fetch(Request("http://nowhere.example/", "feed"))
    assert isinstance(answer, Failure)
    assert (answer.reason, answer.kind) == ("dns_failed", FailureKind.TEMPORARY)


async def test_cancellation_passes_through(demo_site, client) -> None:
    """Cancelling a fetch raises CancelledError."""
    begun = asyncio.Event()

    async def hang(connection: Connection) -> None:
        begun.set()
        await connection.hold()

    demo_site.script("/x", hang)
    fetching = asyncio.create_task(ask(client, demo_site))
    await begun.wait()
    fetching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await fetching


async def test_long_headers_of_real_newsrooms(demo_site, client) -> None:
    """A header of 30 kB is accepted."""
    demo_site.answer(
        "/x", headers={"Content-Security-Policy": "img-src " + "https://cdn.example " * 1500}, body=b"<rss/>"
    )
    assert isinstance(await ask(client, demo_site), Response)


@pytest.mark.fault(43, 48)
async def test_any_bytes_are_answered(demo_site) -> None:
    """Any bytes from a server give a value, never an exception."""
    dice = random.Random(20251215)
    good = (
        OK
        + b"ETag: W/x\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n"
    )
    wire = b""

    async def send(connection: Connection) -> None:
        await connection.send(wire)

    demo_site.script("/x", send)
    async with Client(loopback(timeout=SHORT)) as client:
        for _ in range(400):
            mutant = bytearray(good if dice.random() < 0.5 else good.replace(b"gzip", b""))
            for _ in range(dice.randint(1, 8)):
                start = dice.randrange(len(mutant))
                mutant[start : start + dice.randint(0, 3)] = dice.randbytes(dice.randint(0, 3))
            wire = bytes(mutant)
            assert isinstance(await ask(client, demo_site), Response | Failure)
