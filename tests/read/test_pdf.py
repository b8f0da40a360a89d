"""PDF documents as article pages: their text, scans, broken and hostile files, and installations without the extra."""  # noqa: E501

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from monitor.fetch import Client
from monitor.models import ArticleStatus, Entry, Failure, Page, Request, Response, TextSource
from monitor.pipeline import publish_today, sweep
from monitor.read import read_page
from monitor.read.page.pdf_text import MOST_PAGES, is_pdf, pdf_text
from tests.apps import Clock, app_at, config_for
from tests.faulty_site import FaultySite, loopback
from tests.listing_pages import WORDS
from tests.pdf_files import pdf

pytest.importorskip("pypdf", reason="the extra pdf is not installed")

URL = "https://ministry.example.org/notice.pdf"


@pytest.fixture
async def site() -> AsyncIterator[FaultySite]:
    """Serve an invented ministry."""
    async with FaultySite() as demo_site:
        yield demo_site


@pytest.mark.parametrize("language", ["ko", "lo", "th", "zh", "vi", "en"])
def test_text_of_every_script(language: str) -> None:
    """The text of a PDF comes back letter by letter in every script, and its language is found."""
    lines = WORDS[language]
    entry = Entry("https://ministry.example.org/feed", "1", URL, "")
    article = read_page(Page(URL, pdf([lines, lines]), "application/pdf"), entry)
    assert (article.status, article.text_source) == (ArticleStatus.READ, TextSource.PAGE)
    squeezed = "".join(f"{article.title}{article.text}".split())
    assert all("".join(line.split()) in squeezed for line in lines)
    assert article.language == language


def test_lines_of_a_paragraph_are_joined() -> None:
    """A sentence over several lines is one paragraph, and a divided word is whole again."""
    lines = [
        "The ministers signed the treaty on extradi-",
        "tion in the capital on Monday, officials",
        "said.",
        "It enters into force.",
    ]
    assert (
        pdf_text(pdf([lines]))
        == "The ministers signed the treaty on extradition in the capital on Monday, officials said.\nIt enters into force."  # noqa: E501
    )


def test_radicals_and_ligatures_become_letters() -> None:
    """Characters that PDF writers put for others that look the same are the usual ones, so that keywords match."""  # noqa: E501
    text = pdf_text(pdf([["⽼挝与韩国部⻓商定关键矿产供应合作", "The oﬃcial ﬁle of the ministry"]]))
    assert isinstance(text, str)
    assert "老挝与韩国部长商定" in text
    assert "official file" in text


@pytest.mark.fault(321)
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (pdf([[], []]), "no_text"),
        (b"%PDF-1.7\nnothing of the kind", "unparsable"),
        (pdf([WORDS["en"]])[:700], "unparsable"),
        (b"%PDF-", "unparsable"),
        (pdf([WORDS["en"]], info="/Encrypt << /Filter /Unknown /V 9 /R 9 >> /ID [<00> <00>]"), None),
        (pdf([WORDS["en"]]).replace(b"/Kids [7 0 R]", b"/Kids [2 0 R]"), None),
    ],
    ids=["scan", "garbage", "cut off", "head alone", "unknown encryption", "a page tree that holds itself"],
)
def test_files_without_readable_text(body: bytes, reason: str | None) -> None:
    """Scans say that they are scans; broken, encrypted and circular files fail by name and never raise."""
    found = pdf_text(body)
    assert isinstance(found, Failure), found
    assert reason is None or found.reason == reason
    if reason == "no_text":
        assert found.detail == "a PDF of 2 pages without text: probably a scan"


def test_long_documents_are_cut() -> None:
    """At most the first 100 pages are read."""
    text = pdf_text(
        pdf([[f"This is the text of page number {number}."] for number in range(MOST_PAGES + 20)])
    )
    assert isinstance(text, str)
    assert f"number {MOST_PAGES - 1}." in text
    assert f"number {MOST_PAGES}." not in text


def test_pdf_documents_are_recognised_by_their_first_bytes() -> None:
    """The first bytes decide; a web page with the header of a PDF is none."""
    assert is_pdf(b"%PDF-1.4", "text/html")
    assert is_pdf(b"\r\n%PDF-1.4", "")
    assert is_pdf(b"\x00", "application/pdf; charset=x")
    assert not is_pdf(b"  <html>", "application/pdf")
    assert not is_pdf(b"<html>", "text/html")


async def test_a_pdf_behind_a_feed_is_matched(site: FaultySite, tmp_path: Path) -> None:
    """An entry that links to a PDF is read from it and matched; a scan is matched on the feed's words."""
    text = ["South Korea and Laos signed an extradition treaty on Monday.", "It enters into force next year."]
    site.serve("/treaty.pdf", pdf([text * 6]), "application/pdf")
    site.serve("/scan.pdf", pdf([[]]), "application/octet-stream")
    items = "".join(
        f"<item><title>Notice {name}</title><link>{site.url(f'/{name}.pdf')}</link></item>"
        for name in ("treaty", "scan")
    )
    site.serve(
        "/a.xml", f"<rss version='2.0'><channel><title>A</title>{items}</channel></rss>".encode(), "text/xml"
    )
    async with app_at(tmp_path, config_for(site, "/a.xml"), Clock()) as app:
        await sweep(app, finish=True)
        digest = (await publish_today(app)).digest
    assert [story.headline for story in digest.topics[0].stories] == ["Notice treaty"]
    assert [(one.title, one.reason) for one in digest.health.unreadable] == [("Notice scan", "no_text")]


async def test_without_the_extra_no_pdf_is_fetched(site: FaultySite, monkeypatch: pytest.MonkeyPatch) -> None:
    """If pypdf is not installed, a PDF is refused by its header, and its text says what to install."""
    site.serve("/a.pdf", pdf([WORDS["en"]]), "application/pdf")
    async with Client(loopback(robots=False)) as client:
        assert isinstance(await client.fetch(Request(site.url("/a.pdf"), "page")), Response)
    monkeypatch.setitem(sys.modules, "pypdf", None)
    monkeypatch.setattr("monitor.fetch.client.find_spec", lambda name: None)
    async with Client(loopback(robots=False)) as client:
        refused = await client.fetch(Request(site.url("/a.pdf"), "page"))
    assert isinstance(refused, Failure)
    assert refused.reason == "skipped_type"
    found = pdf_text(pdf([WORDS["en"]]))
    assert isinstance(found, Failure)
    assert 'install the extra "pdf"' in found.detail
