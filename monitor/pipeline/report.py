"""Report how right the topics are, and what the sources bring, over a span of time. Stores nothing."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from monitor.archive import Archive
from monitor.digest.build import count_outlets
from monitor.evaluation.intervals import FEWEST_IN_STRATUM, Estimate
from monitor.evaluation.report import (
    Answers,
    ArticleCounts,
    KeywordReport,
    Report,
    SourceReport,
    TopicReport,
    answers_on,
)
from monitor.evaluation.sampling import LARGEST_SAMPLE, StratumName, to_judge
from monitor.models import Answer, ArticleToJudge, Match, Matching, SourceCounts
from monitor.pipeline.context import AppContext
from monitor.pipeline.stored_matching import each_batch
from monitor.tasks import find_candidates

SAMPLE_SIZE: Final = 20
_SAMPLE_SIZES = (FEWEST_IN_STRATUM, SAMPLE_SIZE, 50, 100, LARGEST_SAMPLE)
_SEED = 1
_RECENT = 0.25  # of the span
_SHOWN_TEXT = 300  # characters


@dataclass(frozen=True, slots=True)
class ExaminedSpan:
    """The articles of a span, matched and counted. Verdicts are not part of it: `report_of` reads them.

    Attributes:
        since: articles processed after this time.
        until: and up to this time.
        counts: what they matched.
        outlets: for each topic, the number of outlets of each story.
        sources: what each outlet brought.
    """

    since: datetime
    until: datetime
    counts: ArticleCounts
    outlets: Mapping[str, Sequence[int]]
    sources: tuple[SourceCounts, ...]


async def build_report(app: AppContext, since: datetime, until: datetime, *, topic: str = "") -> Report:
    """Return the report of the articles processed after `since` and up to `until`; see `examine_span`."""
    span = await examine_span(app, since, until)
    return await app.store(report_of, app.archive, span, topic=topic)


async def examine_span(app: AppContext, since: datetime, until: datetime) -> ExaminedSpan:
    """Match the stored texts of a span with the topics in force, and count them. Calls `app.progress`.

    Raises:
        ArchiveError: the archive cannot be read.
        TaskFailed: no worker is available.
    """
    counts, found, lost = await _match_span(app, since, until)
    timezone = app.config.timezone
    window = await app.store(app.archive.digests.window_between, since, until, timezone)
    titles = [(one.id, one.title) for one in app.config.topics.topics]
    digest_input = await app.store(app.archive.digests.input_for_matches, window, titles, found, lost)
    outlets = await asyncio.to_thread(count_outlets, digest_input)
    recent = until - (until - since) * _RECENT
    sources = await app.store(app.archive.source_counts, since, until, recent)
    return ExaminedSpan(since, until, counts, outlets, sources)


def report_of(archive: Archive, span: ExaminedSpan, *, topic: str = "") -> Report:
    """Return the report of a span with the verdicts that there are now, on all topics or on one."""
    return span.counts.report(
        (span.since, span.until),
        _answers(archive),
        span.outlets,
        span.sources,
        archive.judged_by_outlet(),
        topic,
    )


async def sample_to_judge(
    app: AppContext, since: datetime, until: datetime, *, topic: str = "", size: int = SAMPLE_SIZE
) -> list[ArticleToJudge]:
    """Return the articles of the random sample of a span that have no verdict yet; see `sample_of`."""
    counts, _, _ = await _match_span(app, since, until)
    return await app.store(sample_of, app.archive, counts, topic=topic, size=size)


def sample_of(
    archive: Archive, counts: ArticleCounts, *, topic: str = "", size: int = SAMPLE_SIZE
) -> list[ArticleToJudge]:
    """Return the articles of the random sample that have no verdict yet, topic by topic.

    Each stratum (matched, near misses, all groups, rest) has `size` articles in the sample, the same ones
    whenever it is drawn. Their order is independent of their stratum.
    """
    answers = _answers(archive)
    return _offered(
        archive,
        [
            (one.id, number)
            for one in counts.topics.topics
            if topic in {"", one.id}
            for number in _unjudged(counts, one.id, answers_on(answers, one.id), size)
        ],
    )


def next_to_judge(
    archive: Archive, counts: ArticleCounts, topic: str, most: int
) -> tuple[list[ArticleToJudge], int]:
    """Return the first articles of the random sample that wait for a verdict, and how many wait.

    The sample begins with the ten articles of each stratum that a recall needs, and grows when all of it is
    judged.
    """
    answers = answers_on(_answers(archive), topic)
    for size in _SAMPLE_SIZES:
        waiting = _unjudged(counts, topic, answers, size)
        if waiting:
            return _offered(archive, [(topic, number) for number in waiting[:most]]), len(waiting)
    return [], 0


def _unjudged(counts: ArticleCounts, topic: str, answers: Mapping[int, Answer], size: int) -> list[int]:
    samples = [counts.frame.sample(topic, name) for name in StratumName]
    return sorted(number for sample in samples for number in to_judge(sample, answers, size))


def _offered(archive: Archive, wanted: Sequence[tuple[str, int]]) -> list[ArticleToJudge]:
    stored = {one.id: one for one in archive.found.details(sorted({number for _, number in wanted}))}
    return [
        ArticleToJudge(stored[number], id_, "sample", "random sample", stored[number].text[:_SHOWN_TEXT])
        for id_, number in wanted
        if number in stored
    ]


def _answers(archive: Archive) -> Answers:
    return {
        (one.article_id, one.topic): one.answer
        for one in archive.verdicts.all()
        if one.article_id is not None
    }


async def _match_span(
    app: AppContext, since: datetime, until: datetime
) -> tuple[ArticleCounts, dict[int, tuple[Match, ...]], dict[int, str]]:
    counts = ArticleCounts(app.config.topics, _SEED)
    found: dict[int, tuple[Match, ...]] = {}
    lost: dict[int, str] = {}
    async for batch, results in each_batch(app, since, until, find_candidates, app.packed_topics):
        for number, matching, candidates in results:
            counts.add(number, matching, candidates)
            if matching.matches:
                found[number] = matching.matches
        for text in batch:
            if text.text is None:
                lost[text.article_id] = text.lost
                counts.lost += 1
                if text.matches:
                    counts.add(text.article_id, Matching(app.packed_topics.version, text.matches), ())
                    found[text.article_id] = text.matches
    return counts, found, lost


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
        "recall_needs": [
            {"stratum": name, "judged": judged, "needed": needed} for name, judged, needed in one.wanting
        ],
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
