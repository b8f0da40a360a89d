"""The local page in a real browser: each page's job, keys, no script, phone, dark, rules of accessibility."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not there"
)

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the path")
HEAVIEST = 150_000  # bytes that are sent for a page with its style and script


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[tuple[str, str]]:
    """Run `monitor demo --serve`; return the address of the page and the link that logs in."""
    output = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-m", "monitor", "--output", str(output), "demo", "--serve", "--port", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with (output / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment)
        try:
            link = next(line.strip() for line in process.stdout if "/login?key=" in line)
            yield link.partition("/login")[0], link
        finally:
            process.terminate()
            process.communicate(timeout=60)


@pytest.fixture(scope="module")
def chromium() -> Iterator["sync_api.Browser"]:
    """Start the browser of this machine without a window."""
    sync_api.expect.set_options(timeout=30_000)  # milliseconds; a busy machine is slow
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def cookies(site, chromium):
    """Log in by the link, with a click on its only button; return the cookies of the session."""
    with opened(chromium) as page:
        page.goto(site[1])
        page.get_by_role("button", name="Log in on this browser").click()
        sync_api.expect(page.get_by_text("You are logged in on this browser.")).to_be_visible()
        return page.context.cookies()


@contextmanager
def opened(browser, cookies=(), width=1200, **options) -> Iterator["sync_api.Page"]:
    """Open a tab; fail on a script error or a message of the console."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    context.set_default_timeout(30_000)
    context.add_cookies(list(cookies))
    page, problems = context.new_page(), []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text))
    try:
        yield page
        assert problems == []
    finally:
        context.close()


def paths_of(page, base: str) -> list[str]:
    """Return an address of each kind of page."""
    page.goto(f"{base}/")
    article, story = (
        page.locator(f"a[href^='/{kind}/']").first.get_attribute("href") for kind in ("articles", "stories")
    )
    page.goto(f"{base}/sources")
    feed = page.locator("a[href^='/sources/']").first.get_attribute("href")
    return [
        "/", "/?topic=online-scams", "/search", "/search?q=laos+OR+scam", "/search/saved",
         article, story, "/topics",
        "/topics/online-scams", "/topics/online-scams/try",
        "/topics/online-scams/chronicle", "/topics/extradition/suggestions",
         "/report", "/report?topic=online-scams",
         "/sources", "/sources/add", feed, "/digests", "/deliveries",
        "/login",
    ]  # fmt: skip


@pytest.mark.parametrize(("width", "scheme"), [(1200, "light"), (390, "dark")])
def test_every_page_is_accessible_light_and_self_contained(site, chromium, cookies, width, scheme):
    """No axe rule is broken, no page is wider than the screen or heavy, and nothing foreign is loaded."""
    with opened(chromium, cookies, width, color_scheme=scheme) as page:
        loaded: list[str] = []
        page.on("request", lambda request: loaded.append(request.url))
        for path in paths_of(page, site[0]):
            loaded.clear()
            page.goto(site[0] + path)
            assert {urlsplit(url).netloc for url in loaded} == {urlsplit(site[0]).netloc}
            broken = axe.Axe().run(page).response["violations"]
            assert [(rule["id"], [node["html"] for node in rule["nodes"]][:3]) for rule in broken] == [], path
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wide <= 0, path
            weight = sum(  # as sent: texts are compressed
                int(page.request.get(url).headers["content-length"])
                for url in dict.fromkeys(loaded)
                if "/live" not in url
            )
            assert weight < HEAVIEST, path


def test_today_is_read_with_the_keyboard_alone(site, chromium, cookies):
    """J and k move, d opens the article, y judges and withdraws, ? shows the keys, / leads to the search."""
    with opened(chromium, cookies) as page:
        page.goto(site[0])
        focused = "document.activeElement.closest('.story')?.id"
        page.keyboard.press("j")
        first = page.evaluate(focused)
        page.keyboard.press("j")
        second = page.evaluate(focused)
        page.keyboard.press("k")
        assert (page.evaluate(focused), first != second) == (first, True)
        pressed = page.locator(f"#{first} button[data-answer=yes]").first
        page.keyboard.press("y")
        sync_api.expect(pressed).to_have_attribute("aria-pressed", "true")
        page.keyboard.press("y")
        sync_api.expect(pressed).to_have_attribute("aria-pressed", "false")
        missed = page.locator(".missed .story").first
        missed.press("n")
        sync_api.expect(missed.locator("button[data-answer=no]")).to_have_attribute("aria-pressed", "true")
        missed.press("n")
        sync_api.expect(missed.locator("button[data-answer=no]")).to_have_attribute("aria-pressed", "false")
        page.keyboard.press("?")
        sync_api.expect(page.get_by_role("dialog")).to_be_visible()
        page.get_by_label("Use these keys").uncheck()
        page.keyboard.press("Escape")
        page.keyboard.press("j")
        assert page.evaluate(focused) in {None, missed.get_attribute("id")}
        page.keyboard.press("?")
        page.get_by_label("Use these keys").check()
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        page.wait_for_url("**/search")
        sync_api.expect(page.get_by_role("searchbox")).to_be_focused()
        page.keyboard.type("extradit* AND treaty")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=*")
        sync_api.expect(page.locator("mark").first).to_be_visible()
        page.keyboard.press("j")
        page.keyboard.press("d")
        page.wait_for_url("**/articles/*")
        assert page.locator("mark").count() > 2


def test_a_topic_is_tried_while_one_types_then_saved_and_undone(site, chromium, cookies):
    """Typing shows gained and lost articles; saving writes the file; undoing restores it."""
    with opened(chromium, cookies) as page:
        page.goto(f"{site[0]}/topics/luang-prabang-airport/try")
        editor = page.get_by_label("Text of the topic")
        text = editor.input_value()
        editor.fill(text.replace('require = ["', 'require = ["suspects", "', 1))
        sync_api.expect(page.locator("#trial")).to_contain_text("lost")
        sync_api.expect(page.locator("#trial")).to_contain_text("Survey team reports")
        editor.fill(text.replace("title", "titel", 1))
        sync_api.expect(page.locator("#problems")).to_contain_text("line 2:")
        editor.fill(text)
        page.get_by_label("Add a word").fill("survey team")
        page.keyboard.press("Enter")
        chip = page.get_by_role("button", name="survey team")
        sync_api.expect(chip).to_be_visible()
        assert '"survey team"' in editor.input_value()
        sync_api.expect(page.get_by_label("Add a word")).to_be_focused()
        chip.click()
        sync_api.expect(chip).to_have_count(0)
        assert editor.input_value() == text
        editor.fill(text.replace("title   =", "title   =  ", 1))
        page.get_by_role("button", name="Save").click()
        sync_api.expect(page.get_by_text("topics.toml is saved")).to_be_visible()
        page.get_by_role("button", name="Undo the last save").click()
        sync_api.expect(page.get_by_text("The text before your save")).to_be_visible()
        assert page.get_by_label("Text of the topic").input_value() == text


def test_everything_works_without_the_script(site, chromium, cookies):
    """Without JavaScript one searches, saves that, judges, tries an edit, and asks for feeds old and new."""
    with opened(chromium, cookies, java_script_enabled=False) as page:
        page.goto(f"{site[0]}/search")
        page.get_by_role("searchbox").fill("compound")
        page.get_by_role("button", name="Search").click()
        assert page.locator("mark").first.inner_text().lower() == "compound"
        page.get_by_label("Save this search as").fill("Compounds")
        page.get_by_role("button", name="Save").click()
        page.get_by_role("link", name="All saved searches").click()
        page.get_by_role("link", name="Compounds").click()
        page.get_by_role("link", name="Text and why").first.click()
        page.locator("button[data-answer=yes]").first.click()
        pressed = page.locator("button[aria-pressed=true]")
        assert pressed.inner_text() == "Yes"
        pressed.click()
        assert page.locator("button[aria-pressed=true]").count() == 0
        page.goto(f"{site[0]}/topics/online-scams/try")
        editor = page.get_by_label("Text of the topic")
        editor.fill(editor.input_value().replace("near    =", "near    = 1 #", 1))
        page.get_by_role("button", name="Try").click()
        assert re.search(r"\d+ gained, \d+ lost", page.locator("#trial").inner_text())
        page.get_by_label("Add a word").fill("lottery")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="lottery").click()
        assert "keywords.en" not in page.locator("#trial").inner_text()
        assert '"lottery"' not in editor.input_value()
        page.goto(f"{site[0]}/sources")
        page.get_by_role("link", name="Mekong Courier").click()
        page.get_by_role("button", name="Ask it now").click()
        sync_api.expect(page.get_by_text("polled again within seconds")).to_be_visible()
        feed = page.locator("dl.facts dd").first.inner_text()
        page.goto(f"{site[0]}/sources")
        page.get_by_role("textbox", name="Add a source").fill(feed)
        page.get_by_role("button", name="Look for its feeds").click()
        assert page.locator(".candidate").first.get_by_text("In feeds.toml").is_visible()


def test_an_open_page_waits_for_the_reader(site, chromium):
    """A page asks each half minute, tells once that there is something new, and then asks no more."""
    with opened(chromium) as page:
        asked: list[str] = []
        news = '{"date": "2999-01-01", "latest": 1}'

        def answer(route) -> None:
            asked.append(route.request.url)
            if len(asked) > 3:
                route.fulfill(body=news, content_type="application/json")
            else:
                route.continue_()

        page.clock.install()
        page.route("**/live", answer)
        page.goto(site[0])
        for count in range(1, 5):
            with page.expect_response("**/live"):
                page.clock.run_for(31_000)
            assert len(asked) == count
        told = page.get_by_text("There is something new")
        sync_api.expect(told).to_be_visible()
        page.clock.run_for(600_000)
        assert len(asked) == 4


def test_a_page_is_printed_without_its_controls(site, chromium, cookies):
    """On paper there is the news, without navigation, buttons and forms."""
    with opened(chromium, cookies) as page:
        page.goto(site[0])
        page.emulate_media(media="print")
        assert page.locator("h1").first.is_visible()
        for control in ("header.bar", "nav.spans", ".permalink", ".judging"):
            assert not page.locator(control).first.is_visible()
