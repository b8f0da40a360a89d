"""Logging in, and what a change needs beside a session."""

import logging
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.pipeline import FeedSummary
from monitor.web.sessions import (
    FAILURES_KEPT,
    IDLE,
    KEY_VALID,
    LONGEST,
    MOST_FAILURES,
    MOST_SESSIONS,
    Sessions,
    is_csrf_of,
)
from monitor.web.views.feeds import feed_key
from tests.apps import Clock
from tests.archive.making import TIMES

TOKEN = "0123456789abcdef"
NOW = datetime(2025, 12, 16, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    """Return a clock that is set."""
    return Clock(NOW)


@pytest.fixture
def sessions(clock) -> Sessions:
    """Return the sessions of a monitor that has just started."""
    return Sessions(clock)


@pytest.fixture
def retry(facts):
    """Set up one feed, and return the path of the form that polls it."""
    facts.config = replace(facts.config, feeds=(TIMES,))
    facts.status = replace(facts.status, feeds=(FeedSummary(TIMES.name, TIMES.url, "ok"),))
    return f"/sources/{feed_key(TIMES.url)}/retry"


def test_a_session_ends(sessions, clock):
    """A session ends when it is not used for two weeks, after ninety days, and by logging out."""
    unused, busy, left = sessions.start(), sessions.start(), sessions.start()
    sessions.end(left)
    assert sessions.find(left) is None
    for _ in range(8):
        clock.moment += IDLE - timedelta(hours=1)
        alive = clock.moment - NOW <= LONGEST
        assert (sessions.find(busy) is not None) == alive
    assert sessions.find(unused) is None
    assert sessions.find("") is None


def test_the_oldest_session_makes_room(sessions, clock):
    """The number of sessions is bounded: a new one ends the one that was not used for longest."""
    first = sessions.start()
    for _ in range(MOST_SESSIONS):
        clock.forward(minutes=1)
        newest = sessions.start()
    assert sessions.find(first) is None
    assert sessions.find(newest) is not None


def test_a_key_works_once_and_for_an_hour(sessions, clock):
    """A key is valid once; after an hour it is not valid at all; a made-up key never is."""
    used, late = sessions.new_key(), sessions.new_key()
    assert sessions.take_key(used)
    assert not sessions.take_key(used)
    clock.moment += KEY_VALID + timedelta(seconds=1)
    assert not sessions.take_key(late)
    assert not sessions.take_key("made up")


def test_the_value_of_a_form_belongs_to_its_session(sessions):
    """The CSRF value of another session, part of it, a file or none is not accepted."""
    one, other = sessions.find(sessions.start()), sessions.find(sessions.start())
    assert is_csrf_of(one, one.csrf)
    for wrong in (other.csrf, one.csrf[:-1], "", None, b"bytes", "\u00e9"):
        assert not is_csrf_of(one, wrong)


@pytest.mark.fault(201)
async def test_a_change_needs_everything(browser, facts, retry, archive_with_feed):
    """A change without session, form value, own origin or known host is refused, and nothing changes."""
    good = browser.log_in()
    refused = {
        "no session": ({"Origin": browser.origin}, {}, 403),
        "a session that ended": ({**good, "Cookie": f"{browser.access.cookie}=made-up"}, {}, 403),
        "no form value": (good, {"csrf": ""}, 403),
        "a wrong form value": (good, {"csrf": "x" * 43}, 403),
        "another site": ({**good, "Origin": "https://evil.test"}, {}, 403),
        "another port": ({**good, "Origin": "http://127.0.0.1:1"}, {}, 403),
        "a hidden origin": ({**good, "Origin": "null"}, {}, 403),
        "no origin": ({"Cookie": good["Cookie"]}, {}, 403),
        "a cross-site request": ({**good, "Sec_Fetch_Site": "cross-site"}, {}, 403),
        "a rebound name": ({**good, "Host": "evil.test", "Origin": "http://evil.test"}, {}, 421),
    }
    for why, (headers, form, code) in refused.items():
        assert (await browser.post(retry, headers, **form))[0] == code, why
    assert archive_with_feed() is not None
    status, headers, _ = await browser.post(retry, good)
    assert (status, headers["Location"].partition("?")[0]) == (303, retry.removesuffix("/retry"))
    assert archive_with_feed() is None


@pytest.mark.fault(200)
async def test_a_token_does_not_open_changes_to_foreign_names(open_page, facts, retry, archive_with_feed):
    """With a token every name is answered, but a change needs a name of the config or an address."""
    async with open_page(token=TOKEN, hosts=("desk.example",)) as browser:
        session = browser.log_in()
        for host, code in (("evil.test", 421), ("desk.example", 303), ("192.0.2.7:8080", 303)):
            headers = {**session, "Host": host, "Origin": f"http://{host}"}
            assert (await browser.post(retry, headers))[0] == code


async def test_changes_are_not_made_by_get(browser, facts, retry, archive_with_feed):
    """The addresses of forms answer GET with 405, session or not."""
    for headers in ({}, browser.log_in()):
        for path in (retry, "/logout", "/login/link"):
            assert (await browser.ask(path, **headers))[0] == 405
    assert archive_with_feed() is not None


async def test_an_audit_line_names_each_change(browser, facts, retry, archive_with_feed, caplog):
    """The log has one line for each change, with the action, the client and what was changed."""
    with caplog.at_level(logging.INFO, "monitor.web"):
        await browser.post(retry, browser.log_in())
    (line,) = [record.getMessage() for record in caplog.records if "change by the page" in record.msg]
    assert line == f"change by the page action=retry client=127.0.0.1: feed={TIMES.url}"


async def test_the_link_of_the_start_logs_in(browser):
    """The link shows a form; sending it gives a cookie that scripts and other sites cannot use."""
    key = browser.access.sessions.new_key()
    code, headers, text = await browser.ask(f"/login?key={key}", Accept="text/html")
    assert (code, headers["Cache-Control"]) == (200, "no-store")
    assert "Set-Cookie" not in headers
    assert f'name="key" value="{key}"' in text
    code, headers, _ = await browser.ask(
        "/login", "POST", {"key": key, "next": "/sources"}, Origin=browser.origin
    )
    assert (code, headers["Location"]) == (303, "/sources?done=in")
    cookie = headers["Set-Cookie"]
    for attribute in ("HttpOnly", "SameSite=Strict", "Path=/"):
        assert attribute in cookie
    assert "Secure" not in cookie
    assert browser.access.sessions.find(re.match(r"[^=]+=([^;]+)", cookie)[1]) is not None
    again, _, text = await browser.ask(
        "/login", "POST", {"key": key}, Origin=browser.origin, Accept="text/html"
    )
    assert (again, "used before" in text) == (403, True)


async def test_the_token_logs_in(open_page):
    """The token begins a session, with which pages are read without the token; wrong ones do not."""
    async with open_page(token=TOKEN) as browser:
        code, headers, _ = await browser.ask("/sources?part=1", Accept="text/html")
        assert (code, headers["Location"]) == (303, "/login?next=/sources%3Fpart%3D1")
        assert (await browser.ask("/login", Accept="text/html"))[0] == 200
        wrong, _, _ = await browser.ask("/login", "POST", {"token": TOKEN[:-1]}, Origin=browser.origin)
        assert wrong == 403
        code, headers, _ = await browser.ask(
            "/login", "POST", {"token": TOKEN, "next": "/sources"}, Origin=browser.origin
        )
        assert code == 303
        cookie = headers["Set-Cookie"].partition(";")[0]
        assert (await browser.ask("/sources", Cookie=cookie))[0] == 200
        assert (await browser.ask("/sources"))[0] == 401


@pytest.mark.fault(338)
async def test_failed_tries_are_slowed_down(open_page, facts):
    """After five failed tries a client must wait, even with the right token; then it may try again."""
    async with open_page(token=TOKEN) as browser:

        async def log_in(token: str) -> tuple[int, dict[str, str], str]:
            return await browser.ask("/login", "POST", {"token": token}, Origin=browser.origin)

        for _ in range(MOST_FAILURES):
            assert (await log_in("wrong"))[0] == 403
        code, headers, _ = await log_in(TOKEN)
        assert (code, headers["Retry-After"]) == (429, str(int(FAILURES_KEPT.total_seconds())))
        facts.now += FAILURES_KEPT
        assert (await log_in(TOKEN))[0] == 303


@pytest.mark.fault(341)
@pytest.mark.parametrize(
    "wanted", ["//evil.test/", "https://evil.test/", "/\\evil.test", "javascript:1", "\u00e9"]
)
async def test_a_login_leads_to_this_page_only(browser, wanted):
    """The page after the login is one of this server, whatever the address says."""
    form = {"key": browser.access.sessions.new_key(), "next": wanted}
    _, headers, _ = await browser.ask("/login", "POST", form, Origin=browser.origin)
    assert headers["Location"] == "/?done=in"


async def test_logging_out_ends_the_session(browser):
    """After logging out the cookie is not accepted."""
    headers = browser.log_in()
    assert (await browser.post("/logout", headers))[0] == 303
    assert (await browser.post("/login/link", headers))[0] == 403


async def test_a_browser_that_is_logged_in_makes_a_link_for_another(browser):
    """The link on the login page begins a second session."""
    _, _, text = await browser.post("/login/link", browser.log_in())
    key = re.search(rf"{re.escape(browser.origin)}/login\?key=([\w-]+)", text)
    assert browser.access.sessions.take_key(key[1])


async def test_a_form_that_is_too_large_is_refused(browser):
    """A form of more than a megabyte gets 413 and is not kept."""
    form = {"note": "x" * 1_010_000}
    assert (await browser.post("/login/link", browser.log_in(), **form))[0] == 413


async def test_behind_a_proxy_with_a_path(open_page, retry, archive_with_feed):
    """With a public URL, links, cookies and redirects have its path, and its origin may change things."""
    async with open_page(url="https://desk.example/monitor/") as browser:
        for path in ("/sources", "/monitor/sources"):
            _, _, text = await browser.ask(path)
            assert 'href="/monitor/search"' in text
            assert 'href="/search"' not in text
            assert '<link rel="stylesheet" href="/monitor/static/page-' in text
        style = re.search(r'href="(/monitor/static/page-[0-9a-f]+\.css)"', text)
        assert (await browser.ask(style[1]))[0] == 200
        form = {"key": browser.access.sessions.new_key()}
        outside = {"Host": "desk.example", "Origin": "https://desk.example"}
        code, headers, _ = await browser.ask("/monitor/login", "POST", form, **outside)
        assert (code, headers["Location"]) == (303, "/monitor/?done=in")
        assert "Path=/monitor/" in headers["Set-Cookie"]
        assert "Secure" in headers["Set-Cookie"]
        session = {"Cookie": browser.log_in()["Cookie"], "Origin": "https://desk.example"}
        # A proxy that does not pass the Host header on asks for the address of this machine.
        code, headers, _ = await browser.post(f"/monitor{retry}", session)
        assert (code, headers["Location"].startswith("/monitor/sources/")) == (303, True)
        assert archive_with_feed() is None
