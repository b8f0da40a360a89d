"""Articles that may have been missed are listed, and the digest shows them apart from its stories."""

import json
from collections.abc import AsyncIterator
from concurrent.futures import Executor, Future
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from monitor.errors import NO_WORKER, TaskFailed
from monitor.models import Answer, DigestSettings, Group, Keyword, MissedArticle, Topic, Topics
from monitor.pipeline import AppContext, build_range_digest, publish, rebuild, sweep, window_of_range
from monitor.pipeline.missed import find_missed, missed_in
from tests.apps import MORNING, Clock, app_at, config_for
from tests.faulty_site import FaultySite

TOPICS = Topics(
    (Group("laos", (Keyword("Laos"),)),),
    (
        Topic("pact", "Pact", (Keyword("treaty"), Keyword("signed", 6.0)), require=("laos",)),
        Topic("dams", "Dams", (Keyword("dam"),)),
    ),
    "topics-1",
)
DAY = date(2025, 12, 16)
SPAN = (MORNING - timedelta(days=1), MORNING + timedelta(days=2))
REST = " The papers will be kept in the capital, and more is to follow in the new year."
ITEMS = {
    "near": ("Papers signed", "Laos and its neighbours signed the papers on Monday." + REST),
    "copy": ("Papers signed!", "Laos and the others signed the papers on Monday." + REST),
    "group": ("Rain in Laos", "It rained in the whole country on Monday." + REST),
    "match": ("Treaty with Laos", "The treaty is done." + REST),
    "both": ("Dam in Laos", "The contract for the dam was signed on Monday." + REST),
    "other": ("Rain", "It rained elsewhere." + REST),
}


def titles(found: tuple[MissedArticle, ...]) -> list[tuple[str, str]]:
    """Return topic and title of each."""
    return [(one.topic, one.title) for one in found]


@asynccontextmanager
async def monitor_of(
    demo_site: FaultySite, output: Path, **settings: object
) -> AsyncIterator[tuple[AppContext, Clock]]:
    """Open a monitor that has read the feed."""
    demo_site.add_feed("/feed.xml", "Courier")
    for title, text in ITEMS.values():
        demo_site.publish("/feed.xml", title, text)
    clock = Clock()
    config = config_for(demo_site, "/feed.xml", topics=TOPICS, **settings)
    async with app_at(output, config, clock) as app:
        await sweep(app, finish=True)
        yield app, clock


async def test_the_missed_list(demo_site: FaultySite, tmp_path: Path) -> None:
    """Most likely first, each story once, without what matches the topic or has a verdict."""
    async with monitor_of(demo_site, tmp_path) as (app, _):
        found = await find_missed(app, *SPAN, limit=20)
        assert found.examined == len(ITEMS)
        signed, dam, rain = found.articles
        assert {signed.title, dam.title} <= {"Papers signed", "Papers signed!", "Dam in Laos"}
        assert (rain.topic, rain.title, rain.lacking) == ("pact", "Rain in Laos", ("no keyword",))
        assert (dam.matches, signed.matches) in ((("dams",), ()), ((), ("dams",)))
        assert signed.lacking == ('a second keyword: "signed" weighs 6 of 10 and counts only with another',)
        assert (await find_missed(app, *SPAN, limit=1)).articles == (signed,)
        assert (await find_missed(app, *SPAN, limit=20, topics=["dams"])).articles == ()
        assert (await find_missed(app, SPAN[1], SPAN[1] + timedelta(days=1), limit=20)).examined == 0
        app.archive.verdicts.record(rain.article_id, "pact", Answer.UNSURE, MORNING, "c")
        app.archive.verdicts.record(rain.article_id, "dams", Answer.NO, MORNING, "c")
        assert (await find_missed(app, *SPAN, limit=20)).articles == (signed, dam)


@pytest.mark.fault(330)
async def test_the_digest_shows_what_may_have_been_missed(demo_site: FaultySite, tmp_path: Path) -> None:
    """Its own section has the near misses that match nothing; later verdicts do not change that digest."""
    async with monitor_of(demo_site, tmp_path) as (app, clock):
        clock.forward(hours=1)
        first = await publish(app, DAY, closes=True)
        (missed,) = first.digest.missed
        assert missed.title in {"Papers signed", "Papers signed!"}
        told = [story.headline for section in first.digest.topics for story in section.stories]
        assert sorted(told) == ["Dam in Laos", "Treaty with Laos"]
        before = {path: path.read_bytes() for path in first.files}
        document = json.loads((tmp_path / "digests" / f"{DAY}.json").read_text("utf-8"))
        assert [one["title"] for one in document["missed"]] == [missed.title]
        for suffix in ("html", "md"):
            assert "You may have missed" in (tmp_path / "digests" / f"{DAY}.{suffix}").read_text("utf-8")
        app.archive.verdicts.record(missed.article_id, "pact", Answer.YES, clock(), "c")
        again = await rebuild(app, DAY)
        assert again.digest == first.digest
        assert {path: path.read_bytes() for path in again.files} == before
        clock.forward(days=1)
        assert (await publish(app, DAY + timedelta(days=1), closes=True)).digest.missed == ()


async def test_a_digest_of_a_range_shows_what_may_have_been_missed(
    demo_site: FaultySite, tmp_path: Path
) -> None:
    """A range has its own list by the same rule, of its topics only, without what was judged since."""
    async with monitor_of(demo_site, tmp_path) as (app, clock):
        clock.forward(hours=1)
        window = await window_of_range(app, *SPAN)
        (missed,) = (await build_range_digest(app, window)).missed
        assert missed.title in {"Papers signed", "Papers signed!"}
        assert (await build_range_digest(app, window, ["dams"])).missed == ()
        for one in (await find_missed(app, *SPAN, limit=20)).articles:
            app.archive.verdicts.record(one.article_id, "pact", Answer.NO, clock(), "c")
        (copy,) = (await build_range_digest(app, window)).missed
        assert copy.article_id != missed.article_id
        app.config = replace(app.config, digest=DigestSettings(missed=0))
        assert (await build_range_digest(app, window)).missed == ()


async def test_a_digest_without_missed_articles(demo_site: FaultySite, tmp_path: Path) -> None:
    """`missed = 0` switches the section off, and nothing is matched for it."""
    async with monitor_of(demo_site, tmp_path, digest=DigestSettings(missed=0)) as (app, _):
        written = await publish(app, DAY, closes=True)
        assert written.digest.missed == ()
        assert "missed" not in (tmp_path / "digests" / f"{DAY}.md").read_text("utf-8")


@pytest.mark.fault(329)
async def test_a_digest_is_written_without_a_worker(demo_site: FaultySite, tmp_path: Path) -> None:
    """If no worker is available, the digest comes without the section."""
    async with monitor_of(demo_site, tmp_path) as (app, _):

        class NoWorker(Executor):
            def submit(self, *_: object, **__: object) -> Future[object]:  # type: ignore[override]
                failed: Future[object] = Future()
                failed.set_exception(TaskFailed(NO_WORKER))
                return failed

        app.executor = NoWorker()
        assert await missed_in(app, *SPAN) == ()
        assert (await publish(app, DAY, closes=True)).digest.counts.matched == 2
