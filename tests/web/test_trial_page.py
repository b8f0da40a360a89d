"""A topic is tried on the stored articles, saved and undone from its page."""

import html
import re

import pytest

from monitor.config import edit_file, read_config
from monitor.web.views.feeds import feed_key
from tests.web.newsdesk import NEWS, fill, show

TOPICS = """\
# The desk's topics.
[topics.extradition]
title = "Extradition"          # the treaties
keywords.en = ["extradit*"]

# Trains.
[topics.railway]
title = "Railways"
[topics.railway.keywords]
en = [{ term = "railway", weight = 6 }, { term = "station", weight = 6 }]
"""
PATH = "/topics/railway"


@pytest.fixture
def folder(facts, tmp_path):
    """Have a config folder whose topics are in force, and a day of news."""
    config = tmp_path / "config"
    config.mkdir()
    (config / "monitor.toml").write_text('timezone = "Asia/Seoul"\n')
    (config / "feeds.toml").write_text('[[feed]]\nurl = "https://courier.example/rss"\n')
    (config / "topics.toml").write_text(TOPICS)
    in_force = read_config(config)
    fill(tmp_path / "news", topics=in_force.topics)
    show(facts, tmp_path / "news", in_force)
    return config


def text_of(page: str) -> str:
    """Return the text in the editor."""
    return html.unescape(re.search(r'<textarea id="text"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)[1])


async def test_an_edit_comes_with_the_address(browser, folder):
    """A link adds a word or takes one out in the editor, with what that would do; nothing is saved."""
    headers = browser.log_in()
    _, _, page = await browser.ask(f"{PATH}/try?without=station", **headers)
    assert "station" not in text_of(page)
    assert "0 gained, 1 lost, 0 kept" in page
    _, _, page = await browser.ask(f"{PATH}/try?word=%22harvest%22&language=en", **headers)
    assert '"harvest"]' in text_of(page)
    assert "1 gained, 0 lost, 1 kept" in page
    for bad, told in (("without=tunnel", "no keyword"), ("word=%5B", "is not a keyword")):
        code, _, page = await browser.ask(f"{PATH}/try?{bad}", **headers)
        assert (code, told in page) == (400, True)
    _, _, page = await browser.ask(f"{PATH}/try?without=station")
    assert ("lost" in page, "Log in" in page) == (False, True)
    assert (folder / "topics.toml").read_text() == TOPICS


async def test_a_trial_shows_what_is_gained_and_lost(browser, folder):
    """An edit shows the articles that it gains and loses with the responsible word; nothing is saved."""
    headers = browser.log_in()
    _, _, page = await browser.ask(f"{PATH}/try", **headers)
    text = text_of(page)
    assert text.startswith("[topics.railway]")
    assert "Trains" not in text
    form = {"read": text, "span": "90"}
    _, _, gained = await browser.post(
        f"{PATH}/try", headers, text=text.replace('"railway", weight = 6', '"railway"'), **form
    )
    assert "1 gained, 0 lost, 1 kept" in gained
    assert "A railway for the north" in gained
    lossy = {"text": text.replace("station", "tunnel"), **form}
    _, _, lost = await browser.post(f"{PATH}/try", headers, **lossy)
    article = re.search(r'href="(/articles/\d+)"', lost[lost.index("1 lost") :])[1]
    await browser.post(f"{article}/verdict", headers, topic="railway", answer="yes")
    _, _, lost = await browser.post(f"{PATH}/try", headers, **lossy)
    assert "0 gained, 1 lost, 0 kept" in lost
    assert NEWS[2][1] in lost
    assert "1 lost article was judged to belong here" in lost
    assert (folder / "topics.toml").read_text() == TOPICS


async def test_problems_are_shown_at_their_line(browser, folder):
    """A text with a problem is not tried or saved; the page says what is wrong, and at which line."""
    headers = browser.log_in()
    text = text_of((await browser.ask(f"{PATH}/try", **headers))[2])
    bad = text.replace("title", "titel")
    for way, code in (("try", 200), ("save", 400)):
        status, _, page = await browser.post(f"{PATH}/{way}", headers, text=bad, read=text)
        assert (status, "line 2: " in page, "did you mean" in page) == (code, True, True)
        assert text_of(page) == bad
    assert (folder / "topics.toml").read_text() == TOPICS


async def test_words_are_added_and_removed_by_buttons(browser, folder):
    """A button adds or removes a word of the text; the trial of that text is shown, nothing is saved."""
    headers = browser.log_in()
    _, _, page = await browser.ask(f"{PATH}/try", **headers)
    read = text_of(page)
    assert 'value="keywords.en station"' in page
    word = {"word": " north ", "place": "keywords.en", "weight": "4,5"}
    _, _, page = await browser.post(
        f"{PATH}/try", headers, text=read, read=read, span="90", add="yes", **word
    )
    added = text_of(page)
    assert added == read.replace("weight = 6 }]", 'weight = 6 }, { term = "north", weight = 4.5 }]')
    assert ("1 gained, 0 lost" in page, 'value="keywords.en north"' in page) == (True, True)
    form = {"text": added, "read": read, "remove": "keywords.en station"}
    _, _, page = await browser.post(f"{PATH}/try", headers, **form)
    assert text_of(page) == added.replace(', { term = "station", weight = 6 }', "")
    assert "1 lost" in page
    for wrong, told in ((" station", "station"), ("keywords.en", "has no"), ("x y", "x has no")):
        _, _, page = await browser.post(f"{PATH}/try", headers, **{**form, "remove": wrong})
        assert (text_of(page), told in page, 'id="problems"' in page) == (added, True, True)
    hostile = {**form, "add": "yes", "word": '<script>alert("x")</script>', "place": "exclude"}
    del hostile["remove"]
    _, _, page = await browser.post(f"{PATH}/try", headers, **hostile)
    assert "alert(" in text_of(page)
    assert ("<script>alert" in page, 'value="exclude &lt;script&gt;alert' in page) == (False, True)
    assert (folder / "topics.toml").read_text() == TOPICS


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ({"word": "x", "weight": "heavy"}, "the weight 'heavy' is not a number"),
        ({"word": "x", "weight": "-1"}, "line 4: "),
        ({"word": "ab*c"}, "the * is allowed only at the end"),
        ({"word": "x", "place": "require"}, "no group"),
        ({"word": "station"}, "is in keywords.en already"),
        ({"word": " "}, "no word was given"),
    ],
)
async def test_a_word_that_cannot_be_added_says_why(browser, folder, word, told):
    """A word that the topic cannot have is named with the reason, as in the text."""
    headers = browser.log_in()
    read = text_of((await browser.ask(f"{PATH}/try", **headers))[2])
    form = {"text": read, "read": read, "place": "keywords.en", "add": "yes", **word}
    code, _, page = await browser.post(f"{PATH}/try", headers, **form)
    assert (code, told in html.unescape(page), 'id="problems"' in page) == (200, True, True)


async def test_an_edit_is_saved_and_undone(browser, folder):
    """Saving changes the topic's lines only; undoing puts back the text before."""
    headers = browser.log_in()
    text = text_of((await browser.ask(f"{PATH}/try", **headers))[2])
    edited = text.replace("station", "tunnel").replace("\n", "\r\n")
    code, sent, _ = await browser.post(f"{PATH}/save", headers, text=edited, read=text)
    assert (code, sent["Location"]) == (303, f"{PATH}/try?done=saved")
    assert (folder / "topics.toml").read_text() == TOPICS.replace("station", "tunnel")
    assert "Undo the last save" in (await browser.ask(f"{PATH}/try", **headers))[2]
    assert (await browser.post(f"{PATH}/undo", headers))[0] == 303
    assert (folder / "topics.toml").read_text() == TOPICS
    assert (await browser.post(f"{PATH}/undo", headers))[0] == 409


@pytest.mark.fault(339)
async def test_an_edit_made_elsewhere_is_shown(browser, folder):
    """If the file was edited meanwhile, the difference is shown and nothing is overwritten."""
    headers = browser.log_in()
    text = text_of((await browser.ask(f"{PATH}/try", **headers))[2])
    theirs = TOPICS.replace("station", "bridge")
    (folder / "topics.toml").write_text(theirs)
    mine = text.replace("station", "tunnel")
    code, _, page = await browser.post(f"{PATH}/save", headers, text=mine, read=text)
    assert (code, "<del>bridge</del><ins>tunnel</ins>" in page) == (409, True)
    assert (folder / "topics.toml").read_text() == theirs
    assert text_of(page) == mine


async def test_without_a_session_the_text_is_only_read(browser, folder):
    """Without a session the text cannot be edited, and neither tried nor saved."""
    _, _, page = await browser.ask(f"{PATH}/try")
    assert "readonly" in page
    assert "Log in" in page
    for way in ("try", "save", "undo"):
        assert (await browser.post(f"{PATH}/{way}", {"Origin": browser.origin}, text="x"))[0] == 403


@pytest.mark.fault(340)
async def test_a_read_only_folder_is_reported(browser, folder, monkeypatch):
    """If topics.toml cannot be written, the page says why and keeps the text."""

    def refuse(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(edit_file, "write_atomic", refuse)
    headers = browser.log_in()
    text = text_of((await browser.ask(f"{PATH}/try", **headers))[2])
    mine = text.replace("station", "tunnel")
    code, _, page = await browser.post(f"{PATH}/save", headers, text=mine, read=text)
    assert (code, "Read-only file system" in page, text_of(page)) == (400, True, mine)


async def test_a_feed_is_paused_and_resumed(browser, facts, folder):
    """Pausing writes `enabled = false` to feeds.toml and resuming takes it out; a missing feed is said."""
    headers, feed = browser.log_in(), facts.config.feeds[0]
    before = (folder / "feeds.toml").read_text()
    path = f"/sources/{feed_key(feed.url)}"
    code, sent, _ = await browser.post(f"{path}/pause", headers)
    assert (code, sent["Location"]) == (303, f"{path}?done=paused")
    assert "enabled = false" in (folder / "feeds.toml").read_text()
    assert (await browser.post(f"{path}/resume", headers))[0] == 303
    assert (folder / "feeds.toml").read_text() == before
    (folder / "feeds.toml").write_text(before.replace("courier", "herald"))
    code, _, text = await browser.post(f"{path}/pause", headers)
    assert (code, "no such feed" in text) == (409, True)
