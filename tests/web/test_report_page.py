"""The report page and its JSON: precision, recall or why there is none, keywords with links, the sample."""

import asyncio
import json
import re
from dataclasses import replace
from html import unescape

import pytest

from monitor.app import open_app
from monitor.archive import open_archive
from monitor.errors import NO_WORKER, TaskFailed
from monitor.models import Answer, ExtractSettings
from monitor.pipeline.report import build_report, report_document
from monitor.policy.times import read_range
from monitor.web.background_answers import BackgroundAnswers, Unfinished
from tests.web.newsdesk import NOW, fill, show

NEWS = [
    *((0, f"Extradition {number}", f"The extradition number {number} was agreed.") for number in range(6)),
    *((0, f"Station {number}", f"A station and a railway, number {number}.") for number in range(2)),
    *((0, f"Rice {number}", f"Harvest number {number} ends.") for number in range(4)),
]


@pytest.fixture
def desk(facts, tmp_path):
    """Have twelve articles, with verdicts on the six about extradition; return the folder of the archive."""
    folder = tmp_path / "news"
    show(facts, folder, fill(folder, NEWS))
    with open_archive("sqlite:///archive.db", folder, create=False) as archive:
        for number in range(1, 7):
            answer = Answer.YES if number > 4 else Answer.NO
            archive.verdicts.record(number, "extradition", answer, NOW, "v1")
    return folder


async def test_all_topics_and_one(browser, desk):
    """All topics have their numbers; one has its keywords, dead ones apart, and why it has no recall."""
    code, _, text = await browser.ask("/report")
    assert code == 200
    assert "12 articles examined, 6 verdicts" in text
    for shown in ("2 yes, 4 no", "33 % (10 to 70, from 6)", "1 noisy", "judge the sample"):
        assert shown in text
    assert re.search(r"Mekong Courier.*?>12<.*?>8<", text, re.DOTALL)
    _, _, text = await browser.ask("/report?topic=extradition")
    assert "too few of the random sample are judged (rest: 0 of 6)" in text
    assert re.search(r"extradit\*</bdi> <b class=\"alarm\">noisy", text)
    assert "1 keyword matched nothing in this time" in text
    assert "Mekong Courier</bdi>" not in text


async def test_words_lead_to_their_search_and_their_trial(browser, desk):
    """The link of each word finds the articles with it; the other one opens the trial without it."""
    _, _, text = await browser.ask("/report?topic=extradition")
    links = [unescape(link) for link in re.findall(r'href="(/(?:search|topics/[^/]+/try)\?[^"]+)"', text)]
    assert "/topics/extradition/try?without=extradit%2A" in links
    found = next(link for link in links if link.startswith("/search?q=%22extradit"))
    assert (await browser.ask(found))[2].count("<article") == 6


async def test_the_sample_is_judged_on_the_page(browser, desk):
    """Articles of the sample have buttons; a verdict leads back and counts; then the recall has a number."""
    path = "/report?topic=extradition&since=28d"
    assert "data-answer" not in (await browser.ask(path))[2]
    headers = {**browser.log_in(), "Accept": "text/html"}
    _, _, text = await browser.ask(path, **headers)
    offered = re.findall(r'action="/articles/(\d+)/verdict".*?name="back" value="([^"]+)"', text, re.DOTALL)
    assert [int(number) for number, _ in offered] == [7, 8, 9, 10, 11, 12]
    for number, back in offered:
        form = {"topic": "extradition", "answer": "no", "back": unescape(back)}
        code, sent, _ = await browser.post(f"/articles/{number}/verdict", headers, **form)
        assert (code, sent["Location"]) == (303, "/report?topic=extradition&since=28d#sample")
    _, _, text = await browser.ask(path, **headers)
    assert "All of the sample is judged." in text
    assert "100 % (100 to 100, from 12)" in text
    for outside in ("//evil.example", "https://evil.example/", "/\\evil.example"):
        code, sent, _ = await browser.post(
            "/articles/7/verdict", headers, topic="railway", answer="yes", back=outside
        )
        assert (code, sent["Location"]) == (303, "/")


async def test_the_api_answers_as_the_command_does(browser, facts, desk):
    """The document is that of `monitor report --json`, of all topics or one."""
    config = replace(facts.config, extract=ExtractSettings(executor="inline"))
    async with open_app(config, desk, readonly=True, clock=lambda: NOW) as app:
        since, _ = read_range("7d", "", config.timezone, NOW)
        expected = report_document(await build_report(app, since, NOW, topic="railway"))
    _, _, text = await browser.ask("/api/report?since=7d&topic=railway")
    assert json.loads(text) == json.loads(json.dumps(expected))


async def test_a_span_that_cannot_be_reported_is_explained(browser, desk):
    """A bad time gets status 400 with what to write instead, on the page and in the API."""
    for query, told in (
        ("since=soon", "is not a time"),
        ("since=2030-01-01", "before it begins"),
        ("since=400d", "on 366 days at most"),
        ("until=2025-02-30", "is not a time"),
    ):
        for path in ("/report", "/api/report"):
            code, _, text = await browser.ask(f"{path}?{query}")
            assert (code, told in text) == (400, True), query


@pytest.mark.fault(355)
async def test_a_report_without_workers_says_so(browser, facts, desk):
    """If no worker can be started, the page answers 503 with the reason, and the next request tries again."""
    facts.workers_broken = True
    for path in ("/report", "/api/report"):
        code, _, text = await browser.ask(path)
        assert (code, "No worker is free" in text) == (503, True)
    facts.workers_broken = False
    assert (await browser.ask("/report"))[0] == 200


async def test_long_answers_are_made_once_and_one_at_a_time():
    """Who asks too early hears how far it is; equal questions share the work; another one comes next."""
    answers: BackgroundAnswers[str] = BackgroundAnswers(valid=60.0)
    go_on, made = asyncio.Event(), []

    async def make(progress, name: str) -> str:
        made.append(name)
        progress("texts", 3, 10)
        await go_on.wait()
        return name

    def ask(name: str, timeout: float = 0.0):
        return answers.get(name, lambda progress: make(progress, name), timeout)

    assert await ask("a", 0.01) == Unfinished(3, 10)
    assert await ask("b") == Unfinished(waits=True)
    go_on.set()
    assert [await ask("a", 5.0), await ask("a"), await ask("b", 5.0), await ask("a")] == ["a", "a", "b", "a"]
    assert made == ["a", "b"]
    await answers.stop()


async def test_a_long_answer_that_fails_tells_the_next_who_asks():
    """An answer that failed while no one waited raises its error once; then it is made again."""
    answers: BackgroundAnswers[str] = BackgroundAnswers(valid=60.0)
    go_on, failed = asyncio.Event(), asyncio.Event()

    async def make(_progress) -> str:
        if failed.is_set():
            return "there"
        await go_on.wait()
        failed.set()
        raise TaskFailed(NO_WORKER)

    assert await answers.get("a", make, 0.0) == Unfinished()
    go_on.set()
    await failed.wait()
    await asyncio.sleep(0)
    with pytest.raises(TaskFailed):
        await answers.get("a", make, 0.0)
    assert await answers.get("a", make, 5.0) == "there"
