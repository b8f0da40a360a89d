"""Report how right the topics are, and what the sources bring, over a span of time. Stores nothing."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from monitor.digest import build_digest
from monitor.evaluation.intervals import Estimate
from monitor.evaluation.report import KeywordReport, Report, ReportBuilder, SourceReport, TopicReport
from monitor.evaluation.sampling import StratumName, to_judge
from monitor.models import Answer, ArticleToJudge, Match, Matching
from monitor.pipeline.context import AppContext
from monitor.pipeline.stored_matching import each_batch
from monitor.tasks import find_candidates

SAMPLE_SIZE: Final = 20
_SEED = 1
_RECENT = 0.25  # of the span
_SHOWN_TEXT = 300  # characters


async def build_report(app: AppContext, since: datetime, until: datetime, *, topic: str = "") -> Report:
    """Return the report of the articles processed after `since` and up to `until`.

    Stored texts are matched with the topics in force. Calls `app.progress`.

    Raises:
        ArchiveError: the archive cannot be read.
        TaskFailed: no worker is available.
    """
    builder, found, lost = await _match_span(app, since, until)
    timezone = app.config.timezone
    window = await app.store(app.archive.digests.window_between, since, until, timezone)
    titles = [(one.id, one.title) for one in app.config.topics.topics if topic in {"", one.id}]
    digest_input = await app.store(app.archive.digests.input_for_matches, window, titles, found, lost)
    digest = await asyncio.to_thread(build_digest, digest_input)
    outlets = {
        section.id: [len(set(story.outlets)) for story in section.stories] for section in digest.topics
    }
    recent = until - (until - since) * _RECENT
    sources = await app.store(app.archive.source_counts, since, until, recent)
    judged = await app.store(app.archive.judged_by_outlet)
    return builder.build((since, until), outlets, sources, judged, topic)


async def sample_to_judge(
    app: AppContext, since: datetime, until: datetime, *, topic: str = "", size: int = SAMPLE_SIZE
) -> list[ArticleToJudge]:
    """Return the articles of the random sample that have no verdict yet, topic by topic.

    Each stratum (matched, near misses, all groups, rest) has `size` articles in the sample, the same ones
    whenever it is drawn. Their order tells nothing about their stratum.
    """
    builder, _, _ = await _match_span(app, since, until)
    wanted = [
        (one.id, number)
        for one in app.config.topics.topics
        if topic in {"", one.id}
        for number in sorted(
            number
            for name in StratumName
            for number in to_judge(builder.frame.sample(one.id, name), builder.answers_on(one.id), size)
        )
    ]
    numbers = sorted({number for _, number in wanted})
    stored = {one.id: one for one in await app.store(app.archive.found.details, numbers)}
    return [
        ArticleToJudge(stored[number], id_, "sample", "random sample", stored[number].text[:_SHOWN_TEXT])
        for id_, number in wanted
    ]


async def _match_span(
    app: AppContext, since: datetime, until: datetime
) -> tuple[ReportBuilder, dict[int, tuple[Match, ...]], dict[int, str]]:
    verdicts = await app.store(app.archive.verdicts.all)
    answers: Mapping[tuple[int, str], Answer] = {
        (one.article_id, one.topic): one.answer for one in verdicts if one.article_id is not None
    }
    builder = ReportBuilder(app.config.topics, answers, _SEED)
    found: dict[int, tuple[Match, ...]] = {}
    lost: dict[int, str] = {}
    async for batch, results in each_batch(app, since, until, find_candidates, app.packed_topics):
        for number, matching, candidates in results:
            builder.add(number, matching, candidates)
            if matching.matches:
                found[number] = matching.matches
        for text in batch:
            if text.text is None:
                lost[text.article_id] = text.lost
                builder.lost += 1
                if text.matches:
                    builder.add(text.article_id, Matching(app.packed_topics.version, text.matches), ())
                    found[text.article_id] = text.matches
    return builder, found, lost


def report_document(report: Report) -> dict[str, Any]:
    """Return the JSON document of a report."""
    return {
        "window": {"since": report.since.isoformat(), "until": report.until.isoformat()},
        "examined": report.examined,
        "lost": report.lost,
        "verdicts": report.verdicts,
        "topics": [_topic(one) for one in report.topics],
        "sources": [_source(one) for one in report.sources],
    }


def _topic(one: TopicReport) -> dict[str, Any]:
    return {
        "topic": one.topic,
        "title": one.title,
        "matches": one.matches,
        "judged_yes": one.right,
        "judged_no": one.wrong,
        "precision": _estimate(one.precision),
        "recall": _estimate(one.recall),
        "samples": [{"stratum": name, "size": size, "judged": judged} for name, size, judged in one.samples],
        "stories_seen": one.stories_seen,
        "stories_at_least": _estimate(one.stories),
        "keywords": [_keyword(word) for word in one.keywords],
    }


def _keyword(one: KeywordReport) -> dict[str, Any]:
    return {
        "keyword": one.keyword,
        "matches": one.matches,
        "alone": one.alone,
        "judged_yes": one.right,
        "judged_no": one.wrong,
        "precision": _estimate(one.precision),
        "noisy": one.noisy,
        "dead": one.dead,
    }


def _source(one: SourceReport) -> dict[str, Any]:
    counts = one.counts
    return {
        "source": counts.name,
        "articles": counts.articles,
        "matched": counts.matched,
        "judged_yes": one.right,
        "judged_no": one.wrong,
        "last": counts.last.isoformat() if counts.last else None,
        "note": one.note,
    }


def _estimate(one: Estimate | None) -> dict[str, Any] | None:
    """Return an estimate, or None if there were too few observations for a number."""
    return None if one is None else {name: round(value, 3) for name, value in asdict(one).items()}
