"""The pages of an article are found by its own address, and no other address is taken for one."""

import pytest

from monitor.models import FurtherPages, Page
from monitor.read import read_page
from monitor.read.page.join_pages import adds_text, join_pages
from monitor.read.page.page_numbers import page_number, shows_all
from tests.read.documents import entry

HOST = "https://news.test"
PARAGRAPH = (
    "<p>Ministers of Laos and South Korea met in Vientiane on Monday and spoke about their treaty.</p>"
)


def read(
    markup: str, path: str = "/world/treaty", head: str = "", body: str = PARAGRAPH * 5
) -> FurtherPages | None:
    """Return where an article continues that has a pager below its text."""
    html = f"<html><head><title>Treaty</title>{head}</head><article><h1>Treaty</h1>{body}{markup}</article>"
    page = Page(HOST + path, html.encode(), "text/html; charset=utf-8")
    return read_page(page, entry(url=HOST + path, title="Treaty")).further_pages


def next_url(markup: str, path: str = "/world/treaty", **more: str) -> str:
    """Return the URL of the next page without its host, or ""."""
    found = read(markup, path, **more)
    return found.next_url.removeprefix(HOST) if found else ""


@pytest.mark.fault(358)
@pytest.mark.parametrize(
    ("path", "href", "label"),
    [
        ("/world/treaty", "/world/treaty?page=2", "2"),
        ("/world/treaty", "?page=2", "Next"),
        ("/world/treaty/", "/world/treaty/2/", "2"),
        ("/world/treaty", "/world/treaty/page/2", "Page 2"),
        ("/world/treaty.html", "/world/treaty_2.html", "下一页"),
        ("/world/treaty.html", "treaty-2.html", "[2]"),
        ("/world/treaty.html", "/world/treaty_Page2.html", "»"),
        ("/2026/0112/c1004-123.html", "c1004-123-2.html", "下一頁"),
        ("/n2/c123.shtml", "c123_1.shtml", "2"),
        ("/view.php?id=15", "/view.php?id=15&page=2", "다음"),
        ("/view.php?id=15", "/view.php?page=2&id=15", "2페이지"),
        ("/?p=123", "/?p=123&page=2", "2"),
        ("/node/7", "/node/7?page=0%2C1", "2"),
        ("/content/7", "/content/7?hal=2", "Halaman 2"),
        ("/news/7", "/news/7/p2", "อ่านต่อหน้า 2"),
        ("/news/7", "/news/7/p2", "ต่อ"),
        ("/news/7", "/news/7?page=2", "ອ່ານຕໍ່"),
        ("/tin/hiep-uoc.htm", "/tin/hiep-uoc-p2.htm", "Trang sau"),
        ("/news/7", "/news/7?page=2", "Next page: What the treaty says"),
        ("/news/7", "/news/7?page=2", "第2頁"),
        ("/news/7?page=1", "/news/7?page=2", "2"),
        ("/news/", "http://www.news.test/news/2", "2"),
    ],
)
def test_the_next_page_is_found(path: str, href: str, label: str) -> None:
    """A link to the article's own address with a page number, called next or by that number, continues it."""
    markup = f'<div class="pager"><b>1</b> <a href="{href}">{label}</a></div>'
    found = read(markup, path)
    assert found is not None
    assert (
        found.next_url.removeprefix(HOST)
        .lstrip("/?")
        .endswith(href.removeprefix("http://www.news.test").lstrip("/?"))
    )


@pytest.mark.fault(359)
@pytest.mark.parametrize(
    ("path", "markup"),
    [
        ("/world/treaty", '<a rel="next" href="/world/airport">Next</a>'),
        (
            "/2026/01/treaty",
            '<a rel="next" href="/2026/01/treaty-2/">Next</a>',
        ),  # another post with this title
        ("/1", '<a rel="next" href="/2">Next</a>'),
        ("/?p=1", '<a rel="next" href="/?p=2">Next</a>'),
        ("/view.php?id=15", '<a href="/view.php?page=2">2</a>'),  # the board below its article
        ("/world/treaty", '<a href="/world?page=2">2</a>'),
        ("/world/treaty", '<a href="/world/treaty?page=3">Next</a>'),
        ("/world/treaty", '<a href="/world/treaty?page=2">Photos</a>'),
        ("/world/treaty", '<a href="https://other.test/world/treaty?page=2">2</a>'),
        ("/world/treaty", '<a href="/world/treaty?page=2#comments">2</a>'),
        ("/world/treaty", '<div id="comments"><a href="/world/treaty?page=2">2</a></div>'),
        ("/world/treaty", '<div><h3>12 comments</h3><a href="/world/treaty?page=2">2</a></div>'),
        ("/", '<a href="/?page=2">2</a>'),
        ("/2026/01", '<a href="/2026/01/2">2</a>'),
        ("/world/treaty", '<a href="javascript:go(2)">2</a><a href="?size=2">2</a>'),
    ],
)
def test_another_address_is_no_page_of_the_article(path: str, markup: str) -> None:
    """Next articles, lists, boards and comments have pagers too; none continues the article."""
    assert next_url(markup, path) == ""


@pytest.mark.fault(359)
def test_the_pager_of_a_list_is_not_followed() -> None:
    """A page of a section whose headlines are links has no further page, in its pager or in its head."""
    cards = "".join(
        f'<h2><a href="/world/{n}">Story number {n} of the day</a></h2>{PARAGRAPH}' for n in range(5)
    )
    pager = '<div><a href="/world?page=2" rel="next">2</a></div>'
    assert next_url(pager, "/world", body=cards) == ""
    head = '<meta property="og:type" content="website"><link rel="next" href="/world?page=2">'
    assert next_url("", "/world", head=head, body=cards) == ""


@pytest.mark.parametrize("kind", ["article", "website"])
def test_a_next_page_in_the_head_counts_for_an_article(kind: str) -> None:
    """<link rel="next"> continues a page that says that it is an article."""
    head = f'<meta property="og:type" content="{kind}"><link rel="next" href="/world/treaty?page=2">'
    assert next_url("", head=head) == ("/world/treaty?page=2" if kind == "article" else "")


@pytest.mark.parametrize(
    ("href", "label"),
    [
        ("?view=all", "View all"),
        ("?page=all", "Tampilkan semua"),
        ("/world/treaty/all", "전체보기"),
        ("?single=1", "หน้าเดียว"),
    ],
)
def test_a_page_with_all_is_found(href: str, label: str) -> None:
    """The view of an article on a single page is found beside its pager; without one it is none."""
    whole = f'<a href="{href}">{label}</a>'
    found = read(f'{whole} <a href="?page=2">2</a>')
    assert found is not None
    assert found.whole_url.endswith(href)
    assert read(whole) is None


def test_numbers_in_addresses() -> None:
    """The number that an address adds is read; another name, query or host adds none."""
    assert page_number(f"{HOST}/a/b/7", f"{HOST}/a/b").number == 7  # type: ignore[union-attr]
    assert page_number(f"{HOST}/a/b7", f"{HOST}/a/b") is None
    assert page_number(f"{HOST}/a/b?page=2&x=1", f"{HOST}/a/b") is None
    assert page_number(f"{HOST}/a/b", f"{HOST}/a/b") is None
    assert page_number(f"{HOST}/a/b/2024", f"{HOST}/a/b") is None
    assert not shows_all(f"{HOST}/a/call", f"{HOST}/a/c")


def test_texts_are_joined_once() -> None:
    """Lines of an earlier page are left out; a page with little else is no further page."""
    first, second = "By Anna\nOne is said.\nTwo is said.", "By Anna\nThree is said at length here."
    assert join_pages((first, second)).split("\n") == [
        "By Anna", "One is said.", "Two is said.", "Three is said at length here."
    ]  # fmt: skip
    assert adds_text((first,), second)
    assert not adds_text((first, second), first)
    assert not adds_text((first,), first + "\n5 min")
