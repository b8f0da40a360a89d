"""A source is found by its home page and added to feeds.toml from the page."""

import html
import logging
import re
from collections.abc import AsyncIterator

import pytest

from monitor.config import edit_file, read_config
from tests.faulty_site import FaultySite
from tests.web.test_page_payloads import assert_inert

FEEDS = '# My sources.\n\n# The one that is there.\n[[feed]]\nurl = "https://there.example.org/feed"\nname = "There"\n'  # noqa: E501
HOSTILE = '<script>alert("x")</script>'


@pytest.fixture
def folder(facts, tmp_path):
    """Have a config folder with one feed and comments in force."""
    config = tmp_path / "config"
    config.mkdir()
    (config / "monitor.toml").write_text('timezone = "Asia/Seoul"\n')
    (config / "feeds.toml").write_text(FEEDS)
    (config / "topics.toml").write_text('[topics.minerals]\nkeywords.en = ["critical mineral"]\n')
    facts.config = read_config(config)
    return config


@pytest.fixture
async def site() -> AsyncIterator[FaultySite]:
    """Serve an outlet whose home page declares a feed and one of comments."""
    async with FaultySite() as demo_site:
        demo_site.add_feed("/rss.xml", f"Mekong Courier {HOSTILE}", language="lo")
        demo_site.publish("/rss.xml", "ສະພາແຫ່ງຊາດຮັບຮອງສົນທິສັນຍາ", "ຂໍ້ຄວາມ " * 100)
        demo_site.add_feed("/comments/feed", "Comments on Mekong Courier")
        demo_site.publish("/comments/feed", f"Comment on {HOSTILE}", "text " * 100)
        links = "".join(
            f'<link rel="alternate" type="application/rss+xml" href="{path}">'
            for path in ("/comments/feed", "/rss.xml")
        )
        home = f'<html lang="lo"><head><title>x</title><meta property="og:site_name" content="Mekong Courier">{links}</head></html>'  # noqa: E501
        demo_site.serve("/", home.encode(), "text/html")
        yield demo_site


async def search(browser, headers, address: str) -> str:
    """Send the form with an address and return the page with the result."""
    code, sent, text = await browser.post("/sources/find", headers, address=address)
    assert code == 303, text
    code, _, text = await browser.ask(sent["Location"], **headers)
    assert code == 200
    return text


def form_of(page: str, number: int = 1) -> dict[str, str]:
    """Return the values of the form of a source."""
    form = page.split('action="/sources/add"')[number].partition("</form>")[0]
    fields = re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in fields if name != "csrf"}


async def test_a_source_is_found_and_added(browser, facts, folder, site, caplog):
    """The sources of a home page are shown with headlines; the chosen one is written, comments stay."""
    caplog.set_level(logging.INFO, logger="monitor")
    headers = browser.log_in()
    page = await search(browser, headers, site.url("/"))
    assert page.index("rss.xml") < page.index("kinds that few want") < page.index("comments/feed")
    assert "ສະພາແຫ່ງຊາດຮັບຮອງສົນທິສັນຍາ" in page
    assert HOSTILE not in page
    assert_inert(page)
    values = form_of(page)
    assert values == {
        "url": site.url("/rss.xml"),
        "kind": "feed",
        "name": "Mekong Courier",
        "language": "lo",
        "country": "LA",
        "folder": "",
    }
    code, sent, _ = await browser.post("/sources/add", headers, **{**values, "folder": "Laos"})
    assert (code, sent["Location"]) == (303, "/sources?done=added")
    assert (folder / "feeds.toml").read_text().startswith(FEEDS)
    facts.config = read_config(folder)
    added = facts.config.feeds[-1]
    assert (added.url, added.name, added.language, added.country, added.folder, added.kind) == (
        site.url("/rss.xml"), "Mekong Courier", "lo", "LA", "Laos", "feed",
    )  # fmt: skip
    assert "action=source added" in caplog.text
    again = await search(browser, headers, site.url("/"))
    assert "In feeds.toml" in again
    assert form_of(again)["url"] == site.url("/comments/feed")


async def test_a_source_that_is_there_or_wrong_is_refused(browser, folder, monkeypatch):
    """A twin of a feed in another spelling is named, wrong values are named, and the form keeps what was given."""  # noqa: E501
    headers = browser.log_in()
    code, _, page = await browser.post(
        "/sources/add", headers, url="http://www.there.example.org/feed/", kind="feed", name="Twice"
    )
    assert (code, "There</" in page) == (409, True)
    given = {"url": "https://new.example.org/feed", "kind": "feed", "name": "New", "language": "korean"}
    code, _, page = await browser.post("/sources/add", headers, **given)
    assert (code, "language: " in page) == (400, True)
    assert form_of(page) == {**given, "country": "", "folder": ""}
    (folder / "topics.toml").write_text("[topics.minerals]\ntitel = 1\n")
    code, _, page = await browser.post("/sources/add", headers, **{**given, "language": "ko"})
    assert (code, "topics.toml: topics.minerals.titel: " in page) == (400, True)
    (folder / "topics.toml").write_text('[topics.minerals]\nkeywords.en = ["critical mineral"]\n')

    def refuse(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(edit_file, "write_atomic", refuse)
    code, _, page = await browser.post("/sources/add", headers, **{**given, "language": "ko"})
    assert (code, "Read-only file system" in page) == (400, True)
    assert (folder / "feeds.toml").read_text() == FEEDS


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("", "is not a web address"),
        ("ftp://example.org/news", "is not a web address"),
        ("https://user:secret@example.org/", "a user name or password in the URL"),
        ("imaps://desk@mail.example.org/INBOX", "a mail folder needs its password"),
    ],
)
async def test_texts_that_are_not_addresses_are_refused(browser, folder, address, told):
    """A text that is not the address of a web page is refused; the page says what to write."""
    code, _, page = await browser.post("/sources/find", browser.log_in(), address=address)
    assert (code, told in page, "secret" in page.replace(html.escape(address), "")) == (400, True, False)


async def test_an_address_that_gives_nothing_says_why(browser, folder, site):
    """A private address is refused as everywhere; a page without sources says what to do."""
    headers = browser.log_in()
    private = await search(browser, headers, "http://10.0.0.1/")
    assert "which `[fetch] allow_private` does not allow" in html.unescape(private)
    site.answer("/rss.xml", 404)
    for path in ("/none", "/"):
        site.serve(path, b"<html><body>nothing here</body></html>", "text/html")
    none = await search(browser, headers, site.url("/none"))
    assert "Nothing was found at" in none
    assert "Give the page of a section" in none


async def test_searches_are_few_and_need_a_session(browser, facts, folder, site):
    """At most two addresses are looked at together; without a session none is, and no result is shown."""
    assert (await browser.post("/sources/find", {"Origin": browser.origin}, address="x.example"))[0] == 403
    assert (await browser.post("/sources/add", {"Origin": browser.origin}, url="x"))[0] == 403
    headers = browser.log_in()
    site.hang("/one")
    site.hang("/two")
    started = [
        (await browser.post("/sources/find", headers, address=site.url(path)))[1]["Location"]
        for path in ("/one", "/two", "/one")
    ]
    assert started[0] == started[2] != started[1]
    code, _, page = await browser.post("/sources/find", headers, address=site.url("/three"))
    assert (code, "Other searches are running" in page) == (503, True)
    code, sent, _ = await browser.ask(started[0])
    assert (code, sent["Location"]) == (303, f"/login?next={started[0]}")
    assert (await browser.ask(f"/sources/find/{'0' * 16}", **headers))[0] == 404


async def test_the_page_of_a_long_search_is_loaded_again(browser, facts, folder, site, monkeypatch):
    """While a search runs, the page has the browser load it again; what was found in its time is shown."""
    monkeypatch.setattr("monitor.web.views.new_source._WAIT", 0.05)
    facts.longest_search, headers = 1.0, browser.log_in()
    site.hang("/slow")
    _, sent, _ = await browser.post("/sources/find", headers, address=site.url("/slow"))
    code, answered, page = await browser.ask(sent["Location"], **headers)
    assert (code, answered["Refresh"], "this may take a minute" in page) == (200, "1", True)
    while "Refresh" in answered:
        _, answered, page = await browser.ask(sent["Location"], **headers)
    assert "the search was stopped after 1 s" in page
