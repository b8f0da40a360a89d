"""A bad certificate is a failure that names the problem."""

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from monitor.fetch import Client
from monitor.models import Failure, FailureKind, Request, Response
from tests.faulty_site import OK, ScriptedResolver, loopback

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificates")

NAMES = ScriptedResolver({"good.example": [["127.0.0.1"]], "other.example": [["127.0.0.1"]]})


AUTHORITY = """
[ca]
default_ca = here
[here]
database = index.txt
new_certs_dir = .
serial = serial
default_md = sha256
policy = any
x509_extensions = names
[any]
commonName = supplied
[names]
subjectAltName = DNS:good.example
basicConstraints = CA:true
[req]
distinguished_name = any
"""


def certificate(
    folder: Path, start: str = "20200101000000Z", end: str = "20900101000000Z"
) -> tuple[Path, Path]:
    """Create a self-signed certificate for good.example."""
    (folder / "ca.cnf").write_text(AUTHORITY)
    (folder / "index.txt").touch()
    (folder / "serial").write_text("01")
    for command in (
        (
            "openssl req -new -config ca.cnf -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "
            "-keyout key.pem -out request.pem -subj /CN=good.example"
        ),
        (
            f"openssl ca -batch -config ca.cnf -selfsign -keyfile key.pem -in request.pem -out cert.pem "
            f"-notext -startdate {start} -enddate {end}"
        ),
    ):
        subprocess.run(command.split(), check=True, capture_output=True, cwd=folder)
    return folder / "cert.pem", folder / "key.pem"


@asynccontextmanager
async def secure_server(cert: Path, key: Path) -> AsyncIterator[int]:
    """Serve a feed over TLS; yield the port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OK + b"Content-Length: 6\r\nConnection: close\r\n\r\n<rss/>")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def ask(host: str, port: int, trusted: Path | None) -> Response | Failure:
    """Request a feed over TLS with one additional trusted certificate."""
    context = ssl.create_default_context()
    if trusted is not None:
        context.load_verify_locations(trusted)
    async with Client(loopback(), resolver=NAMES, tls=context) as client:
        return await client.fetch(Request(f"https://{host}:{port}/feed", "feed"))


@pytest.mark.fault(45)
async def test_certificates(tmp_path) -> None:
    """A trusted certificate for the name is accepted; an unknown or wrong one is refused."""
    cert, key = certificate(tmp_path)
    async with secure_server(cert, key) as port:
        assert isinstance(await ask("good.example", port, cert), Response)
        for host, trusted, words in (
            ("good.example", None, "self-signed certificate"),
            ("other.example", cert, "Hostname mismatch"),
        ):
            answer = await ask(host, port, trusted)
            assert isinstance(answer, Failure)
            assert (answer.reason, answer.kind) == ("tls_error", FailureKind.SOFT)
            assert words in answer.detail


@pytest.mark.fault(45)
async def test_expired_certificates(tmp_path) -> None:
    """An expired certificate is refused, and the failure says so."""
    cert, key = certificate(tmp_path, end="20200201000000Z")
    async with secure_server(cert, key) as port:
        answer = await ask("good.example", port, cert)
    assert isinstance(answer, Failure)
    assert answer.reason == "tls_error"
    assert "expired" in answer.detail


@pytest.mark.fault(45)
async def test_no_tls_at_all(demo_site) -> None:
    """A server that speaks plain HTTP on its https port is a TLS failure."""
    answer = await ask("good.example", int(demo_site.root.rpartition(":")[2]), None)
    assert isinstance(answer, Failure)
    assert answer.reason == "tls_error"
