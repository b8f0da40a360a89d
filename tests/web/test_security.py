"""Requests and addresses that the local page refuses."""

import asyncio
import base64
import os
import re
import socket

import pytest
from aiohttp import web

from monitor.errors import ConfigError
from monitor.models import WebSettings
from monitor.web import keep_serving, listen_and_token, make_app, serve, token_of


@pytest.mark.fault(200)
@pytest.mark.parametrize(
    "host", ["evil.test", "evil.test:8080", "127.0.0.1.evil.test", "localhost.evil.test", ""]
)
async def test_another_name_for_this_machine_is_refused(browser, facts, host):
    """A foreign host name gets 421 and no data."""
    for path in ("/", "/healthz", "/metrics", "/latest.html"):
        code, _, _ = await browser.ask(path, Host=host)
        assert code == 421
    assert facts.reads == 0


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1234", "127.0.0.1:8080", "[::1]:8080", "[::1]"])
async def test_this_machines_own_names_are_answered(browser, host):
    """Loopback names are answered with any port, because containers map ports."""
    assert (await browser.ask("/healthz", Host=host))[0] == 200


async def test_a_proxys_name_can_be_allowed(open_page):
    """A configured host name is answered."""
    async with open_page(hosts=("Monitor.Example",)) as browser:
        assert (await browser.ask("/", Host="monitor.example"))[0] == 200
        assert (await browser.ask("/", Host="other.example"))[0] == 421


@pytest.mark.fault(201)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
async def test_pages_are_only_read(browser, method):
    """Pages answer GET and HEAD only."""
    code, headers, _ = await browser.ask("/", method, Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate")
    assert (code, headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.fault(201)
@pytest.mark.parametrize(
    ("site", "mode", "code"),
    [
        ("cross-site", "no-cors", 403),
        ("same-site", "cors", 403),
        ("cross-site", "navigate", 200),
        ("same-origin", "no-cors", 200),
        ("none", "navigate", 200),
    ],
)
async def test_other_sites_may_link_but_not_embed(browser, site, mode, code):
    """Links from other sites work; embedding and fetching from other sites do not."""
    assert (await browser.ask("/", Sec_Fetch_Site=site, Sec_Fetch_Mode=mode))[0] == code


@pytest.mark.fault(202)
@pytest.mark.parametrize(
    "path",
    [
        "/digests/../../secret.html",
        "/digests/..%2f..%2fsecret.html",
        "/digests/%2e%2e/%2e%2e/secret.html",
        "/digests/..%2farchive.db",
        "/digests/%2e%2e%5csecret.html",
        "/digests/topics/../../../secret.html",
        "/digests/topics/..%2f..%2f..%2fsecret.atom",
        "/digests//etc/passwd",
        "/digests/%00",
        "/digests/2025-12-15.html%00.md",
        "/digests/2025-12-15.html/",
        "/digests/2025-12-15.html%0a",
        "/digests/%D9%A2%D9%A0%D9%A2%D9%A5-12-15.html",
        "/digests/linked.atom",
        "/digests/2025-12-14.html",
        "/digests/2025-12-13.html",
        "/digests/2025-12-12.html",
        "/digests/topics/pipe.atom",
        "/archive.db",
        "/latest.html/../archive.db",
        "/latest%2f..%2farchive.db",
        "/latest.db",
        "//secret.html",
        "/secret.html",
    ],
)
async def test_only_digests_are_served(browser, output, path):
    """No path, encoding, link, folder or pipe gives access to anything but a digest."""
    (output / "digests" / "linked.atom").symlink_to("../../secret.html")
    (output / "digests" / "2025-12-14.html").symlink_to("../../secret.html")
    (output / "digests" / "2025-12-13.html").mkdir()
    os.mkfifo(output / "digests" / "topics" / "pipe.atom")
    code, _, text = await browser.ask(path)
    assert code == 404
    assert "secret" not in text


@pytest.mark.fault(202)
async def test_a_folder_of_digests_that_is_a_link_is_not_followed(browser, output, tmp_path):
    """A symbolic link in place of the folder is not followed."""
    (output / "digests").rename(tmp_path / "elsewhere")
    (output / "digests").symlink_to(tmp_path / "elsewhere")
    assert (await browser.ask("/digests/2025-12-15.html"))[0] == 404


@pytest.mark.fault(203)
@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/metrics", "/latest.html", "/nowhere", "/digests/2025-12-15.md"]
)
async def test_every_response_has_safe_headers(browser, path):
    """Every answer forbids foreign scripts, sniffing, referrers, frames and loads, and shows no version."""
    _, headers, text = await browser.ask(path)
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert ("script-src 'self';" in policy) == (path != "/latest.html")
    assert not re.search(r"script-src[^;]*(?:unsafe|http|data|\*)", policy)
    assert ("'unsafe-inline'" in policy) == (path == "/latest.html")
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Server"] == "monitor"
    own = r"<script src=\"/static/page-[0-9a-f]{16}\.js\" defer></script>"
    assert "<script" not in re.sub(own, "", text)
    assert not re.search(r" (?:on[a-z]+|style)=", text)


async def test_a_token_guards_all_but_health(open_page):
    """With a token set, Bearer and Basic give access under any host name; other requests get 401."""
    basic = base64.b64encode(b"anybody:s3cret").decode()
    async with open_page(token="s3cret") as browser:
        refused, headers, _ = await browser.ask("/", Host="monitor.example")
        assert (refused, headers["WWW-Authenticate"].split()[0]) == (401, "Basic")
        for wrong in (
            "Bearer s3cre",
            "Bearer",
            "Basic !!!",
            "Digest s3cret",
            "Bearer \u00e9",
            f"Basic {basic[:-4]}",
        ):
            assert (await browser.ask("/latest.html", Authorization=wrong))[0] == 401
        for right in ("Bearer s3cret", f"Basic {basic}", "bearer  s3cret"):
            assert (await browser.ask("/", Authorization=right, Host="monitor.example"))[0] == 200
        assert (await browser.ask("/healthz"))[0] == 200


@pytest.mark.fault(206)
@pytest.mark.parametrize("listen", ["0.0.0.0:0", "[::]:0", "192.0.2.1:8080", "example.org:8080"])
async def test_it_does_not_open_to_others_without_a_token(facts, output, listen):
    """A public address without a token is refused, and the message says what to do."""
    app = make_app(facts.sources(), output)
    with pytest.raises(ConfigError, match="set a token"):
        async with serve(app, listen):
            pass


@pytest.mark.fault(206)
async def test_with_a_token_it_opens_to_others(facts, output):
    """A public address is allowed with a token."""
    async with serve(make_app(facts.sources(), output, token="s3cret"), "0.0.0.0:0") as address:
        assert address[1] > 0


@pytest.mark.fault(262)
async def test_the_page_waits_for_its_port(facts, output):
    """While the port is taken, the reason is reported; once it is free, the page is served."""
    told: list[str] = []
    served = asyncio.Event()

    async def tell(trouble: str) -> None:
        told.append(trouble)
        if not trouble:
            served.set()

    def make() -> web.Application:
        return make_app(facts.sources(), output)

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        waiting = keep_serving(make, f"127.0.0.1:{port}", tell, 0.05)
        await waiting.__aenter__()
        await asyncio.sleep(0.15)
    await asyncio.wait_for(served.wait(), 10)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
    assert b" 200 " in await reader.readline()
    writer.close()
    await waiting.__aexit__(None, None, None)
    assert len(told) >= 3
    assert all("cannot listen on" in trouble for trouble in told[:-1])


async def test_an_invalid_address_is_refused_at_once(facts, output):
    """An invalid address is refused at once."""
    for listen in ("8080", "0.0.0.0:0"):
        with pytest.raises(ConfigError, match=r"web\.listen"):
            async with keep_serving(
                lambda: make_app(facts.sources(), output), listen, lambda trouble: asyncio.sleep(0)
            ):
                pass


@pytest.mark.parametrize(
    "listen", ["8080", ":8080", "localhost", "localhost:http", "localhost:99999", "::1:x"]
)
async def test_an_invalid_address_is_a_config_problem(facts, output, listen):
    """An invalid address is a config problem with its key."""
    with pytest.raises(ConfigError, match=r"web\.listen"):
        async with serve(make_app(facts.sources(), output), listen):
            pass


async def test_a_taken_port_is_one_line(facts, output):
    """A taken port gives one clear message."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ConfigError, match="cannot listen on"):
            async with serve(make_app(facts.sources(), output), listen):
                pass


async def test_a_connection_in_use_ends_with_an_answer(open_page):
    """Before its time is over, a connection ends after an answer, not in the middle of a later request."""
    async with open_page(longest_connection=0.6) as browser:
        ended = False
        async with asyncio.timeout(20):
            while not ended:
                code, headers, _ = await browser.ask("/healthz")
                assert code == 200
                ended = headers.get("Connection") == "close"


@pytest.mark.fault(204)
async def test_slow_clients_are_disconnected(open_page):
    """Two hundred slow clients are disconnected, and others are answered meanwhile."""
    async with open_page(longest_connection=0.2) as browser:
        slow = [await asyncio.open_connection(*browser.address) for _ in range(200)]
        for _, writer in slow:
            writer.write(b"G")
        assert (await browser.ask("/healthz"))[0] == 200
        async with asyncio.timeout(20):
            ended = await asyncio.gather(*(reader.read() for reader, _ in slow), return_exceptions=True)
        assert len(ended) == 200
        for _, writer in slow:
            writer.close()
        assert (await browser.ask("/healthz"))[0] == 200


@pytest.mark.fault(206)
def test_the_token_is_taken_from_the_environment():
    """`env:NAME` is the value of the variable; other text is the token itself."""
    told = {"MONITOR_TOKEN": " 0123456789abcdef\n"}
    assert token_of("env:MONITOR_TOKEN", told) == "0123456789abcdef"
    assert token_of("fedcba9876543210", told) == "fedcba9876543210"
    assert token_of("", told) == ""


@pytest.mark.fault(206)
@pytest.mark.parametrize(
    ("held", "why"), [({}, "is not set"), ({"T": " "}, "is not set"), ({"T": "S3cret"}, "16 char")]
)
def test_a_variable_without_a_token_is_refused_by_its_name(held, why):
    """A missing or weak token is refused; the message names the variable and never its value."""
    with pytest.raises(ConfigError, match=why) as refused:
        token_of("env:T", held)
    assert "web.token" in str(refused.value)
    assert "S3cret" not in str(refused.value)


@pytest.mark.fault(206)
def test_a_container_says_where_to_listen():
    """MONITOR_LISTEN goes before the settings, and the token may come from MONITOR_TOKEN."""
    token = "0123456789abcdef"
    outside = {"MONITOR_LISTEN": "0.0.0.0:8080"}
    assert listen_and_token(WebSettings(), {}) == ("127.0.0.1:8080", "")
    assert listen_and_token(WebSettings(), {"MONITOR_TOKEN": token}) == ("127.0.0.1:8080", token)
    assert listen_and_token(WebSettings(), {**outside, "MONITOR_TOKEN": token}) == ("0.0.0.0:8080", token)
    assert listen_and_token(WebSettings(token=token), outside) == ("0.0.0.0:8080", token)
    with pytest.raises(ConfigError, match=r"MONITOR_TOKEN=\$\(openssl"):
        listen_and_token(WebSettings(), {**outside, "MONITOR_TOKEN": " "})
    with pytest.raises(ConfigError, match="16 char"):
        listen_and_token(WebSettings(), {**outside, "MONITOR_TOKEN": "short"})


async def test_pages_are_compressed_if_the_browser_accepts_it(browser):
    """A page is compressed for a browser that accepts it, and plain for another; short answers are plain."""
    for accepted, coding in (("gzip", "gzip"), ("identity", "")):
        code, headers, text = await browser.ask("/search", Accept_Encoding=accepted)
        assert (code, headers.get("Content-Encoding", "")) == (200, coding)
        assert (headers["Vary"], text.endswith("</html>")) == ("Accept-Encoding", True)
    assert "Content-Encoding" not in (await browser.ask("/healthz", Accept_Encoding="gzip"))[1]
