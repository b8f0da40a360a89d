"""Slow name servers, dead IPv6 addresses and few open files."""

import asyncio
import resource
import socket
import subprocess
import sys
import threading

import pytest

from monitor.fetch import Client
from monitor.fetch.resolver import ThreadResolver
from monitor.fetch.transport import max_connections
from monitor.models import Failure, FetchSettings, Request, Response
from tests.faulty_site import ScriptedResolver, loopback


@pytest.fixture
def stuck():
    """Return an event that blocks look-ups until the test ends."""
    event = threading.Event()
    yield event
    event.set()


@pytest.mark.fault(191)
async def test_a_stuck_name_server_holds_up_nothing(demo_site, stuck) -> None:
    """Hanging look-ups do not block other fetches and other threads."""

    def look_up(*args, **kwargs):
        stuck.wait()
        return []

    demo_site.answer("/x", body=b"<rss/>")
    async with Client(loopback(), resolver=ThreadResolver(60, look_up)) as client:
        lost = [asyncio.create_task(client.fetch(Request(f"http://{n}.example/", "feed"))) for n in range(40)]
        await asyncio.sleep(0)
        assert isinstance(await client.fetch(Request(demo_site.url("/x"), "feed")), Response)
        assert await asyncio.to_thread(lambda: 1) == 1
        assert not any(task.done() for task in lost)
        for task in lost:
            task.cancel()
        await asyncio.gather(*lost, return_exceptions=True)


@pytest.mark.fault(191)
async def test_a_name_that_is_never_answered_fails_in_time(stuck) -> None:
    """All hanging look-ups time out, also those that wait for a free thread."""

    def look_up(*args, **kwargs):
        stuck.wait()
        return []

    async with Client(loopback(), resolver=ThreadResolver(0.2, look_up)) as client:
        for answer in await asyncio.gather(
            *(client.fetch(Request(f"http://{n}.example/", "feed")) for n in range(40))
        ):
            assert isinstance(answer, Failure)
            assert answer.reason == "dns_failed"


async def test_the_system_resolver_is_used(demo_site) -> None:
    """Local names are resolved, and a name that cannot be encoded is a failure."""
    resolver = ThreadResolver(5)
    found = await resolver.resolve("localhost", 80, socket.AF_INET)
    assert {place["host"] for place in found} == {"127.0.0.1"}
    with pytest.raises(OSError, match="label"):
        await resolver.resolve("a" * 70, 80)


@pytest.mark.fault(195)
async def test_dead_ipv6_falls_back(demo_site) -> None:
    """If the IPv6 address of a name does not answer, IPv4 is used."""
    demo_site.answer("/x", body=b"<rss/>")
    port = demo_site.root.rpartition(":")[2]
    settings = loopback(allow_private=("127.0.0.1/32", "::1/128"))
    async with Client(
        settings, resolver=ScriptedResolver({"both.example": [["::1", "127.0.0.1"]]})
    ) as client:
        assert isinstance(await client.fetch(Request(f"http://both.example:{port}/x", "feed")), Response)


@pytest.mark.fault(175)
@pytest.mark.parametrize(("files", "expected"), [(64, 16), (40, 4), (10, 1), (20_000, 64)])
def test_connections_follow_the_files(files, expected) -> None:
    """The number of requests is limited by the number of open files."""
    assert max_connections(FetchSettings(concurrency=64), lambda: files) == expected


@pytest.mark.fault(175)
async def test_few_files_slow_down_but_break_nothing(demo_site) -> None:
    """A hundred hosts are fetched with 64 open files, because fewer requests run at a time."""
    assert max_connections(FetchSettings(concurrency=100), lambda: 64) < 64
    demo_site.answer("/x", body=b"<rss/>")
    program = """
import asyncio, sys
from monitor.fetch import Client
from monitor.models import Request, Response
from tests.faulty_site import ScriptedResolver, loopback
names = {f"{n}.example": [["127.0.0.1"]] for n in range(100)}
async def main():
    async with Client(loopback(), resolver=ScriptedResolver(names)) as client:
        asks = (client.fetch(Request(f"http://{name}:{sys.argv[1]}/x", "feed")) for name in names)
        answers = await asyncio.gather(*asks)
    print(sum(isinstance(answer, Response) for answer in answers))
asyncio.run(main())
"""
    port = demo_site.root.rpartition(":")[2]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, port,
        stdout=subprocess.PIPE,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)),
    )  # fmt: skip
    output, _ = await process.communicate()
    assert output == b"100\n"
