"""Searches are saved under a name, listed, opened, renamed and deleted on the page."""

import html
import logging
import re

import pytest

from tests.web.newsdesk import fill, show
from tests.web.test_page_payloads import TEXTS, assert_inert

PATH = "/search/saved"


@pytest.fixture
def news(facts, tmp_path):
    """Have a day of news."""
    show(facts, tmp_path / "news", fill(tmp_path / "news"))


async def test_a_search_is_saved_opened_renamed_and_deleted(browser, facts, news, caplog):
    """A search is saved with its filters, opened, renamed and deleted; each change is logged."""
    caplog.set_level(logging.INFO, logger="monitor")
    headers = browser.log_in()
    _, _, page = await browser.ask("/search?q=railway+OR+%EC%9D%B8%EB%8F%84&since=7d&sort=newest", **headers)
    form = page.split(f'action="{PATH}"')[1].partition("</form>")[0]
    fields = dict(re.findall(r'type="hidden" name="(q|since|sort)" value="([^"]*)"', form))
    assert fields == {"q": "railway OR 인도", "since": "7d", "sort": "newest"}
    code, sent, _ = await browser.post(PATH, headers, name="Trains and treaties", **fields)
    query = "q=railway+OR+%EC%9D%B8%EB%8F%84&since=7d"
    assert (code, sent["Location"]) == (303, f"/search?{query}&done=search-saved")
    _, _, page = await browser.ask(sent["Location"], **headers)
    assert ("Saved as <b>Trains and treaties" in page, f'action="{PATH}"' in page) == (True, False)
    assert "Railway opens a station" in html.unescape(re.sub("</?mark>", "", page))
    for path in ("/search", PATH):
        _, _, page = await browser.ask(path)
        assert f'href="/search?{html.escape(query)}"' in page
        assert "Trains and treaties" in page
    assert f'href="/search.csv?{html.escape(query)}"' in page
    number = facts_number(await browser.ask(PATH, **headers))
    assert (await browser.post(f"{PATH}/{number}/rename", headers, name="Trains"))[0] == 303
    assert "Trains and treaties" not in (await browser.ask(PATH))[2]
    assert (await browser.post(f"{PATH}/{number}/delete", headers))[0] == 303
    assert "No search is saved" in (await browser.ask(PATH))[2]
    code, _, page = await browser.post(f"{PATH}/{number}/rename", headers, name="Late")
    assert (code, "deleted meanwhile" in page) == (409, True)
    for action in ("saved", "renamed", "deleted"):
        assert f"action=search {action}" in caplog.text


def facts_number(answer: tuple[int, dict[str, str], str]) -> int:
    """Return the number of the only saved search."""
    return int(re.search(rf"{PATH}/(\d+)/rename", answer[2])[1])


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"name": "Trains", "q": "railway"}, "'Trains' is saved already"),
        ({"name": "", "q": "railway"}, "needs a name"),
        ({"name": "x", "q": " "}, "there is no query to save"),
        ({"name": "x", "q": "railway AND ("}, "Nothing was changed"),
        ({"name": "x", "q": "railway", "since": "often"}, "often"),
        ({"name": "x", "q": "railway", "topic": "railwa"}, "railway"),
    ],
)
async def test_a_search_that_cannot_be_saved_says_why(browser, facts, news, form, told):
    """A taken or missing name and a wrong query or filter are refused; the form keeps the search."""
    headers = browser.log_in()
    await browser.post(PATH, headers, name="Trains", q="station")
    code, _, page = await browser.post(PATH, headers, **form)
    assert (code, told in html.unescape(page), page.count("search.csv")) == (400, True, 1)
    assert f'name="name" value="{form["name"]}"' in page


async def test_saving_needs_a_session(browser, facts, news):
    """Without a session no search is saved, renamed or deleted."""
    for path in (PATH, f"{PATH}/1/rename", f"{PATH}/1/delete"):
        code, _, _ = await browser.post(path, {"Origin": browser.origin}, name="x", q="railway")
        assert code == 403
    assert "No search is saved" in (await browser.ask(PATH))[2]


async def test_what_is_saved_is_inert(browser, facts, news):
    """A payload as name or query comes out as text."""
    headers = browser.log_in()
    for number, text in enumerate(TEXTS):
        word = text.encode("utf-8", "replace").decode()
        for form in ({"name": word[:90], "q": f"x{number}"}, {"name": str(number), "q": f'"{word}"'}):
            assert_inert((await browser.post(PATH, headers, **form))[2] or "<script></script>")
    for path in (PATH, "/search", "/search?q=x1"):
        assert_inert((await browser.ask(path, **headers))[2])
