"""The report counts matches, verdicts and sources, and names noisy keywords and keywords without a match."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from monitor.evaluation.report import Report
from monitor.evaluation.report_html import render_report
from monitor.models import Answer, Group, Keyword, Topic, Topics
from monitor.pipeline import AppContext, sweep
from monitor.pipeline.report import build_report, report_document, sample_to_judge
from tests.apps import MORNING, Clock, app_at, config_for
from tests.faulty_site import FaultySite

GOOD = ("amber", "birch", "cedar", "dahlia", "elder")
NOISY = ("ferry", "gravel", "harbour", "ivory", "jasmine")
DEAD = ("kestrel", "<i>lupin</i>")
TOPICS = Topics(
    (Group("laos", (Keyword("Laos"),)),),
    (Topic("plants", "Plants", tuple(map(Keyword, (*GOOD, *NOISY, *DEAD))), require=("laos",)),),
    "topics-1",
)
SINCE, UNTIL = MORNING - timedelta(days=1), MORNING + timedelta(days=1)


def text(word: str, number: int) -> str:
    """Return a text that resembles no other."""
    return f"Laos heard of {word} again. " + " ".join(
        f"Remark{number}x{place} followed." for place in range(30)
    )


@asynccontextmanager
async def seeded(demo_site: FaultySite, output: Path) -> AsyncIterator[AppContext]:
    """Open a monitor with four articles for each keyword and twelve for none, in two outlets."""
    for path, outlet in (("/a.xml", "Courier"), ("/b.xml", "Herald")):
        demo_site.add_feed(path, outlet)
    for number, word in enumerate([*GOOD, *NOISY] * 4 + ["nothing"] * 12, 1):
        path = "/a.xml" if number % 3 else "/b.xml"
        demo_site.publish(path, f"Item {number} on {word}", text(word, number))
    clock = Clock()
    config = config_for(demo_site, "/a.xml", "/b.xml", topics=TOPICS)
    async with app_at(output, config, clock) as app:
        await sweep(app, finish=True)
        yield app


def answer_all(app: AppContext) -> None:
    """Give every match its true verdict: matches by a noisy word are wrong."""
    for one in list(app.archive.verdicts.unjudged(SINCE, UNTIL)):
        if one.kind == "match":
            right = not any(word in one.article.title for word in NOISY)
            answer = Answer.YES if right else Answer.NO
            app.archive.verdicts.record(one.article.id, one.topic, answer, MORNING, "c")


async def report(app: AppContext) -> Report:
    """Build the report of all articles."""
    return await build_report(app, SINCE, UNTIL)


async def test_noisy_and_dead_keywords_are_named(demo_site: FaultySite, tmp_path: Path) -> None:
    """The five noisy keywords are first with their verdicts, those without a match last."""
    async with seeded(demo_site, tmp_path) as app:
        answer_all(app)
        (plants,) = (await report(app)).topics
    assert {word.keyword for word in plants.keywords[:5]} == set(NOISY)
    assert [word.keyword for word in plants.keywords if word.noisy] == [
        word.keyword for word in plants.keywords[:5]
    ]
    assert {word.keyword for word in plants.keywords if word.dead} == set(DEAD)
    assert [(word.matches, word.alone, word.wrong) for word in plants.keywords[:5]] == [(4, 4, 4)] * 5
    assert (plants.matches, plants.right, plants.wrong) == (40, 20, 20)
    assert plants.precision is not None
    assert plants.precision.low < 0.5 == plants.precision.value < plants.precision.high
    assert plants.keywords[0].precision is None  # four verdicts are too few for a number


async def test_recall_comes_from_the_sample(demo_site: FaultySite, tmp_path: Path) -> None:
    """Without verdicts there is no number; with the sample judged, the recall has an interval."""
    async with seeded(demo_site, tmp_path) as app:
        (plants,) = (await report(app)).topics
        assert (plants.precision, plants.recall) == (None, None)
        assert plants.samples == (
            ("matched", 40, 0),
            ("near miss", 0, 0),
            ("all groups", 12, 0),
            ("rest", 0, 0),
        )
        offered = await sample_to_judge(app, SINCE, UNTIL, size=10)
        assert len(offered) == 20
        assert [one.article.id for one in offered] == sorted(one.article.id for one in offered)
        assert all(one.kind == "sample" for one in offered)
        for one in offered:
            relevant = not any(word in one.article.title for word in NOISY)
            app.archive.verdicts.record(
                one.article.id, one.topic, Answer.YES if relevant else Answer.NO, MORNING, "c"
            )
        assert await sample_to_judge(app, SINCE, UNTIL, size=10) == []
        (plants,) = (await report(app)).topics
    assert plants.recall is not None
    truth = 20 / 32  # ten of the twelve without a keyword were judged to belong, so about all do
    assert plants.recall.low <= truth <= plants.recall.high
    assert plants.recall.high < 1


async def test_sources(demo_site: FaultySite, tmp_path: Path) -> None:
    """Each outlet has its articles, matches and verdicts; one without recent news is silent."""
    async with seeded(demo_site, tmp_path) as app:
        answer_all(app)
        here = await report(app)
        later = await build_report(app, SINCE, UNTIL + timedelta(days=20))
    assert [(one.counts.name, one.counts.articles) for one in here.sources] == [("A.XML", 35), ("B.XML", 17)]
    assert sum(one.counts.matched for one in here.sources) == 40
    assert (sum(one.right for one in here.sources), sum(one.wrong for one in here.sources)) == (20, 20)
    assert {one.note for one in here.sources} <= {"silent", ""}
    assert {one.note for one in later.sources} == {"silent"}


async def test_the_page_and_the_document(demo_site: FaultySite, tmp_path: Path) -> None:
    """Both have the same facts; nothing from outside is HTML, and the page has a policy against scripts."""
    async with seeded(demo_site, tmp_path) as app:
        answer_all(app)
        found = await report(app)
    page = render_report(found, "Asia/Seoul")
    assert "&lt;i&gt;lupin" in page
    assert "<i>lupin" not in page
    assert "default-src 'none'" in page
    assert "50 % (35 to 65, from 40)" in page
    document = json.loads(json.dumps(report_document(found)))
    assert document["topics"][0]["precision"] == {"value": 0.5, "low": 0.352, "high": 0.648, "count": 40}
    assert document["topics"][0]["recall"] is None
    assert (document["examined"], document["lost"], document["verdicts"]) == (52, 0, 40)
