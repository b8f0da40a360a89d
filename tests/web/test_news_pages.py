"""Today, search, article, sources, digests and deliveries show what the archive has."""

import csv
import io
import json
import re
import threading
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest

from monitor.archive import open_archive
from monitor.digest import build_digest
from monitor.models import (
    Answer,
    Article,
    DeliverSettings,
    Group,
    Health,
    Keyword,
    Matching,
    MissedArticle,
    ReadArticle,
    TextSource,
)
from monitor.pipeline.open_digest import open_digest_input, open_window
from monitor.publish import publish_digest, publish_period_digest
from monitor.web import open_digest_cache
from monitor.web.views.feeds import feed_key
from tests.archive.making import digest, record_digest
from tests.digest.payloads import hostile_day
from tests.web.newsdesk import FEEDS, NEWS, NOW, add, fill, read_examined, show, summary_of


@pytest.fixture
def desk(facts, tmp_path):
    """Have a day of news; return the folder of the archive."""
    folder = tmp_path / "news"
    show(facts, folder, fill(folder))
    return folder


async def test_today_shows_the_open_digest(browser, desk):
    """Today has the stories of each topic with marked quotes, the health and the digest before."""
    code, _, text = await browser.ask("/")
    assert code == 200
    assert "Laos ratifies extradition treaty" in text
    assert "<mark>인도조약</mark>" in text
    assert '<span lang="ko">한반도일보</span>' in text
    assert "All 2 feeds are in order." in text
    assert "/digests/2025-12-15.html" in text
    assert "Rice harvest" not in text


async def test_today_of_one_topic_and_of_the_last_hours(browser, desk, facts):
    """One topic is shown alone, in parts; a span leaves out what was found before; unknown ones are said."""
    _, _, text = await browser.ask("/?topic=railway")
    assert "Railway opens a station" in text
    assert "extradition treaty" not in text
    facts.now = NOW + timedelta(hours=5)
    assert "Railway opens" not in (await browser.ask("/?since=1h"))[2]
    assert "Railway opens" in (await browser.ask("/?since=24h"))[2]
    for path, code in (("/?topic=none", 404), ("/?since=soon", 400), ("/?part=x", 400)):
        assert (await browser.ask(path))[0] == code


async def test_today_groups_events_as_the_digest_does(desk, facts):
    """The open digest is built with the names and languages that the written digest has."""
    named = Group("laos", (Keyword("Laos"), Keyword("라오스", language="ko")))
    topics = replace(facts.config.topics, groups=(named,), version="v2")
    config = replace(facts.config, topics=topics, digest=replace(facts.config.digest, languages=("ko",)))
    with open_archive("sqlite:///archive.db", desk, create=False) as archive:
        window = open_window(archive, config, NOW)
        shown = open_digest_input(archive, config, window)
        counts, _, _ = archive.digests.facts(window)
        archive.digests.record(window, "v1", topics, 3, counts, Health(), aids=shown.aids)
        written = archive.digests.input(window.date)
    assert shown.name_forms == written.name_forms == (("@laos", "Laos"), ("@laos", "라오스"))
    assert shown.aids.languages == written.aids.languages == ("ko",)


async def test_today_shows_what_may_have_been_missed(browser, desk, facts):
    """Near misses that match nothing are shown with what they lack, judged there, and then left out."""
    text = await read_examined(browser)
    missed = text[text.index('id="missed"') :]
    assert "A railway for the north" in missed
    assert "Lacks: score 9 of 10" in missed
    assert ("Rice harvest" in text, "data-answer" in missed, "Log in" in missed) == (False, False, True)
    assert "A railway for the north" in await read_examined(browser, "/?topic=railway")
    assert 'id="missed"' not in await read_examined(browser, "/?topic=extradition")
    add(desk, "The railway is late", "It is late.")
    assert "The railway is late" in await read_examined(browser)
    headers = {**browser.log_in(), "Accept": "text/html"}
    text = await read_examined(browser, **headers)
    assert text.count("Belongs there?") == 2
    form = {"topic": "railway", "answer": "no", "back": "/#missed"}
    code, sent, _ = await browser.post("/articles/3/verdict", headers, **form)
    assert (code, sent["Location"]) == (303, "/#missed")
    assert "A railway for the north" not in await read_examined(browser)
    facts.now = NOW + timedelta(hours=5)
    assert 'id="missed"' not in await read_examined(browser, "/?since=1h")
    facts.config = replace(facts.config, digest=replace(facts.config.digest, missed=0))
    assert 'id="missed"' not in (await browser.ask("/"))[2]


async def test_today_without_workers(browser, desk, facts):
    """If no worker can be started, Today has its stories, and is silent about what may have been missed."""
    facts.workers_broken = True
    text = await read_examined(browser)
    assert "Laos ratifies extradition treaty" in text
    assert 'id="missed"' not in text


async def test_a_closed_digest_has_what_it_recorded_as_missed(browser, desk, facts):
    """While nothing is new, what the last digest recorded as perhaps missed is shown until it is judged."""
    with open_archive("sqlite:///archive.db", desk, create=False) as archive:
        (article,) = archive.found.details([4])
        missed = MissedArticle(
            4, "railway", article.url, article.title, ("Courier",), "en", NOW, NOW, (), 0.5, ("a word",), ""
        )
        window = archive.digests.window(NOW.date(), "Asia/Seoul", NOW)
        counts, _, _ = archive.digests.facts(window)
        archive.digests.record(
            replace(window, closed=True), "v1", facts.config.topics, 3, counts, Health(), missed=(missed,)
        )
    facts.now = NOW + timedelta(hours=1)
    text = await read_examined(browser)
    assert "nothing new since" in text
    assert "Rice harvest ends" in text[text.index('id="missed"') :]
    with open_archive("sqlite:///archive.db", desk, create=False) as archive:
        archive.verdicts.record(4, "railway", Answer.NO, NOW, "v1")
    assert "Rice harvest ends" not in await read_examined(browser)


async def test_the_first_view_is_prepared(open_page, desk, facts):
    """A page that keeps itself ready builds Today before anyone asks: the first view reads what others do."""
    reads: list[int] = []
    facts.before_search = lambda: reads.append(facts.worked)
    async with open_page(keep_ready=True) as browser:
        while not reads or not reads[-1]:  # the last read comes after the work of the workers
            await browser.ask("/healthz")
        counts = []
        for _ in range(2):
            before = len(reads)
            assert "Laos ratifies extradition treaty" in (await browser.ask("/"))[2]
            counts.append(len(reads) - before)
    assert counts[0] == counts[1]


@pytest.mark.fault(357)
async def test_a_digest_that_takes_long_is_waited_for_in_bounds(browser, desk, facts, monkeypatch):
    """If the first digest takes too long, the page says so with status 503; later it is there."""
    monkeypatch.setattr(open_digest_cache, "_LONGEST", 0.01)
    reads, go_on = [], threading.Event()

    def wait() -> None:
        reads.append(1)
        if len(reads) == 2:  # the first reads the window, the second all that the digest is built from
            go_on.wait(30)

    facts.before_search = wait
    code, _, text = await browser.ask("/", Accept="text/html")
    assert (code, "The open digest is still being built" in text) == (503, True)
    go_on.set()
    monkeypatch.undo()
    assert "Laos ratifies extradition treaty" in (await browser.ask("/"))[2]


async def test_the_last_digest_is_shown_until_there_is_something_new(browser, facts, desk):
    """After a digest is closed, Today shows its stories and says that nothing came since."""
    with open_archive("sqlite:///archive.db", desk, create=False) as archive:
        record_digest(archive, NOW.date(), NOW, closed=True, topics=facts.config.topics)
    facts.now = NOW + timedelta(hours=1)
    _, _, text = await browser.ask("/")
    assert "nothing new since" in text
    assert "Laos ratifies extradition treaty" in text


async def test_an_open_page_learns_of_news(browser, facts, desk):
    """The number that an open page asks for changes when an article is stored, and Today then shows it."""
    before = json.loads((await browser.ask("/live"))[2])
    assert f'data-latest="{before["latest"]}"' in (await browser.ask("/"))[2]
    add(desk, "A second extradition", "Another extradition was agreed.")
    after = json.loads((await browser.ask("/live"))[2])
    assert after["latest"] > before["latest"]
    assert f'data-latest="{after["latest"]}"' in (await browser.ask("/"))[2]


async def test_a_search_marks_its_hits(browser, desk):
    """A search shows the hits with marks, filters apply, and the same search is there as CSV and JSON."""
    _, _, text = await browser.ask("/search?q=station+OR+rice")
    assert "<mark>station</mark>" in text
    assert "Rice" in text
    _, _, text = await browser.ask("/search?q=station+OR+rice&topic=railway&language=&source=")
    assert ">Rice<" not in text
    _, headers, table = await browser.ask("/search.csv?q=extradit*")
    assert headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"))))
    link = re.search(r'/api/search\?[^"]+', (await browser.ask("/search?q=extradit*"))[2])
    found = json.loads((await browser.ask(link[0].replace("&amp;", "&")))[2])
    assert [row["title"] for row in rows] == [one["title"] for one in found["articles"]] == [NEWS[0][1]]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("q=laos+AND", "laos AND"),
        ("q=x&since=soon", "is not a time"),
        ("q=x&topic=rail", "did you mean railway?"),
        ("q=%40nobody", "nobody"),
    ],
)
async def test_a_bad_query_is_explained(browser, desk, query, told):
    """A query that cannot be read gets status 400 and a page that says what is wrong, with the form."""
    code, _, text = await browser.ask(f"/search?{query}")
    assert (code, told in text, 'role="alert"' in text) == (400, True, True)
    assert (await browser.ask(f"/search.csv?{query}"))[0] == 400


async def test_results_are_paged(browser, facts, tmp_path):
    """Sixty hits are shown in two parts, each hit once."""
    news = [(0, f"Extradition number {number}", "The extradition was agreed.") for number in range(60)]
    show(facts, tmp_path / "many", fill(tmp_path / "many", news))
    _, _, first = await browser.ask("/search?q=extradition")
    _, _, second = await browser.ask("/search?q=extradition&part=2")
    shown = [re.findall(r'id="hit-(\d+)"', text) for text in (first, second)]
    assert [len(ids) for ids in shown] == [50, 10]
    assert len({*shown[0], *shown[1]}) == 60
    assert 'rel="next"' in first
    assert 'rel="next"' not in second


async def test_an_article_says_why_and_why_not(browser, desk):
    """The article page has the original first, the text with all hits marked, and each topic with reasons."""
    _, _, text = await browser.ask("/articles/1")
    assert text.index("https://news.example/0") < text.index("The assembly agreed.")
    assert text.count("<mark>extradition</mark>") >= 3
    assert text.index(">Match<") < text.index(">No match<")
    assert "Entries that announced it" in text
    _, _, marked = await browser.ask("/articles/1?q=assembly")
    assert "<mark>assembly</mark>" in marked
    for path in ("/articles/999", "/articles/x", "/articles/999999999999999999"):
        assert (await browser.ask(path))[0] == 404


async def test_versions_of_an_article_are_compared(browser, desk):
    """An article that was read again shows what was taken out and what was added."""
    with open_archive("sqlite:///archive.db", desk, create=False) as archive:
        article = Article("https://news.example/0", NEWS[0][1], "The assembly refused.", TextSource.PAGE)
        archive.articles.store_results([ReadArticle(1, article, Matching("v1"), again=True)], NOW)
    _, _, text = await browser.ask("/articles/1")
    assert "<del>agreed</del><ins>refused</ins>" in text


async def test_a_feed_shows_its_last_entries(browser, facts, desk):
    """The page of a feed has its health, its volume with the numbers, and its entries with their fate."""
    facts.status = replace(
        facts.status, feeds=summary_of(facts.config, "failing", "http_404", "no such page")
    )
    _, _, text = await browser.ask(f"/sources/{feed_key(FEEDS[0].url)}")
    for shown in ("Failing", "Look for the feed’s new address", "<svg", "The numbers", "matches Extradition"):
        assert shown in text
    assert "matches no topic" in text
    assert (await browser.ask("/sources/0123456789abcdef"))[0] == 404


async def test_the_digests_are_listed_with_charts(browser, output, facts):
    """The list has each day, week and month with its events; without a catalogue it says what to do."""
    assert "No digest is written yet" in (await browser.ask("/digests"))[2]
    publish_digest(build_digest(hostile_day("plain")), output, ("html", "json"))
    _, _, text = await browser.ask("/digests")
    assert "/digests/2025-12-16.html" in text
    assert "December 2025" in text
    assert "Weeks and months" not in text
    week = build_digest(hostile_day("plain"))
    publish_period_digest(replace(week, window=replace(week.window, period="week")), output, ("html",))
    _, _, text = await browser.ask("/digests")
    assert text.index("Weeks and months") < text.index("/digests/2025-W51.html") < text.index("December 2025")


async def test_deliveries_are_shown_and_tested(browser, facts, desk):
    """Waiting and past deliveries are shown; a test message that fails says why; the mail can be seen."""
    facts.config = replace(facts.config, deliver=DeliverSettings(urls=("json://127.0.0.1:9/",)))
    with open_archive("sqlite:///archive.db", desk, create=False) as archive:
        archive.outbox.queue("digest:2025-12-14", ["json 1234"], NOW)
        archive.outbox.queue("digest:2025-12-15", ["json 1234"], NOW)
        first, _ = archive.outbox.due(NOW)
        archive.outbox.record(replace(first, attempts=1, next_try=None, sent=NOW))
    _, _, text = await browser.ask("/deliveries")
    assert text.index("digest:2025-12-15") < text.index("Last results") < text.index("digest:2025-12-14")
    assert "Log in" in text
    headers = browser.log_in()
    assert (await browser.post("/deliveries/test/7", headers))[0] == 404
    code, _, text = await browser.post("/deliveries/test/1", headers)
    assert (code, "did not accept the test message" in text) == (200, True)
    _, headers, mail = await browser.ask("/deliveries/preview.html")
    assert "Laos ratifies extradition treaty" in mail
    assert "sandbox" in headers["Content-Security-Policy"]
    assert "Laos ratifies" in (await browser.ask("/deliveries/preview.txt"))[2]


@pytest.mark.parametrize(
    "path", ["/", "/search?q=laos", "/articles/1", "/deliveries", "/report", "/topics/railway/suggestions"]
)
async def test_an_unreadable_archive_is_an_error_page(browser, facts, desk, path):
    """A browser gets a page with status 503 that says what to do, and no path or traceback."""
    facts.archive_broken = True
    code, _, text = await browser.ask(path, Accept="text/html")
    assert (code, "The archive cannot be read" in text, str(desk) in text) == (503, True, False)
    assert "monitor status" in text


async def test_verdicts_are_given_changed_and_withdrawn(browser, facts, desk):
    """A verdict is stored from the article and from Today, shown there, changed, and withdrawn again."""
    headers = browser.log_in()

    async def answers(path: str) -> list[str]:
        _, _, text = await browser.ask(path, **headers)
        return re.findall(r'data-answer="(\w+)" aria-pressed="true"', text)

    for answer in ("yes", "no"):
        form = {"topic": "extradition", "answer": answer}
        code, _, text = await browser.post("/articles/1/verdict", headers, **form)
        assert (code, json.loads(text)["answer"]) == (200, answer)
        assert await answers("/articles/1") == [answer]
    form = {"topic": "extradition", "answer": "none", "back": "today"}
    code, sent, _ = await browser.post("/articles/1/verdict", {**headers, "Accept": "text/html"}, **form)
    assert (code, sent["Location"]) == (303, "/")
    assert await answers("/") == []
    for path, form, code in (
        ("/articles/999/verdict", {"topic": "extradition", "answer": "yes"}, 404),
        ("/articles/1/verdict", {"topic": "nothing", "answer": "yes"}, 404),
        ("/articles/1/verdict", {"topic": "extradition", "answer": "perhaps"}, 400),
    ):
        assert (await browser.post(path, headers, **form))[0] == code
    assert "judging" not in (await browser.ask("/"))[2]


async def test_a_topic_shows_what_it_found(browser, facts, desk):
    """The page of a topic has its months with numbers, languages, outlets, keywords and near misses."""
    with open_archive("sqlite:///archive.db", desk, create=False) as archive:
        (day,) = archive.digests.windows()
        archive.digests.record_stories(digest(day, ["s1", "s2"], "railway"))
    assert "Railways" in (await browser.ask("/topics"))[2]
    _, _, text = await browser.ask("/topics/railway")
    assert re.search(r'<th scope="row">Dec 2025</th><td class="number">2</td>', text)
    for shown in ("Railway opens a station", "By outlet", "Mekong Courier", "Near misses"):
        assert shown in text
    near = text[text.index('id="near"') :]
    assert "A railway for the north" in near
    assert "score 9 of 10" in near
    assert (await browser.ask("/topics/none"))[0] == 404


async def test_a_topic_shows_how_right_it_is(browser, desk):
    """The precision comes from the verdicts; noisy keywords come first; each has its verdicts and links."""
    with open_archive("sqlite:///archive.db", desk, create=False) as archive:
        for number, answer in ((1, Answer.NO), (5, Answer.YES)):
            archive.verdicts.record(number, "extradition", answer, NOW, "v1")
    _, _, text = await browser.ask("/topics/extradition")
    for shown in ("2, judged 1 yes, 1 no", "no number: too few verdicts", "/try?without=extradit%2A"):
        assert shown in text
    assert text.index('extradit*</bdi> <b class="alarm">noisy') < text.index("인도조약</span></bdi>")
    assert "1 yes, 0 no" in text


async def test_words_that_a_topic_may_lack(browser, facts, desk):
    """Words come from articles judged yes that do not match, with their gain and a link that tries them."""
    path = "/topics/railway/suggestions"
    assert "There is nothing to suggest" in (await browser.ask("/topics/extradition/suggestions"))[2]
    with open_archive("sqlite:///archive.db", desk, create=False) as archive:
        archive.verdicts.record(4, "railway", Answer.YES, NOW, "v1")
    _, _, text = await browser.ask(path)
    for shown in ("1 judged yes, 0 judged no", "loses none", "Rice harvest ends", "the words find 1 of"):
        assert shown in text
    assert "chosen without the event of each article, the words find 0" in text
    link = unescape(re.search(r'href="(/topics/railway/try\?word=[^"]+)"', text)[1])
    assert re.search(r"word=%22[\w+]+%22&language=en", link)
    code, _, text = await browser.ask(f"{path}?since=soon")
    assert (code, "is not a time" in text) == (400, True)
    assert (await browser.ask("/topics/none/suggestions"))[0] == 404


async def test_a_story_is_shown_over_its_days(browser, facts, desk):
    """A story is found by its id and by an article of it, with its outlets and links."""
    _, _, today = await browser.ask("/")
    story = re.search(r"/stories/(s[0-9a-f]{12})", today)[1]
    for reference in (story, "1"):
        _, _, text = await browser.ask(f"/stories/{reference}")
        assert re.search("Mekong Courier|한반도일보", text)
        assert 'href="/articles/' in text
    assert (await browser.ask("/stories/s000000000000"))[0] == 404


async def test_the_chronicle_of_a_topic(browser, desk, facts):
    """The chronicle has the first report and links to the digests; an unknown topic is not found."""
    code, _, text = await browser.ask("/topics/railway/chronicle")
    assert code == 200
    assert "Chronicle" in text
    assert 'href="/topics/railway"' in text
    assert (await browser.ask("/topics/none/chronicle"))[0] == 404


@pytest.mark.fault(360)
async def test_an_article_says_that_pages_are_missing(browser, facts, tmp_path):
    """The page of an article shows the note on its further pages beside where the text is from."""
    note = "its page 2 could not be read (http_404): the text ends before it"
    show(facts, tmp_path, fill(tmp_path, detail=note))
    _, _, text = await browser.ask("/articles/1")
    assert f"The text below is from its page ({note})." in text
