"""List the articles that may have been missed: candidates that match no word of a topic well enough.

A function of the stored texts, the topics, the verdicts and the stored scores of the second opinion, which
`missed_in` and `score_open_digest` make.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from monitor.archive import Archive
from monitor.errors import TaskFailed
from monitor.models import BELONGS, MissedArticle
from monitor.models.caseless import caseless
from monitor.pipeline.candidate_list import CandidateList
from monitor.pipeline.context import AppContext
from monitor.pipeline.open_digest import open_window
from monitor.pipeline.score_candidates import score_candidates
from monitor.pipeline.second_opinion import add_scores, opinion_model
from monitor.pipeline.stored_matching import each_batch
from monitor.semantic.choice import choose_encoder
from monitor.tasks import find_candidates

logger = logging.getLogger(__name__)

MOST_MISSED: Final = 1000
_OVERLAP: Final = timedelta(minutes=1)  # read twice, because results are stored after their time
_LOOKED_UP = 4  # candidates looked up for each one shown: some have a verdict, some are copies


@dataclass(frozen=True, slots=True)
class MissedList:
    """The articles that may have been missed in a span of time.

    Attributes:
        articles: most likely first; of articles with one title, only the first in each topic.
        examined: articles of the span whose text is kept.
        lost: articles of the span whose text is no longer kept.
        remarks: what the reader must know of the second opinion, one line each.
    """

    articles: tuple[MissedArticle, ...]
    examined: int
    lost: int
    remarks: tuple[str, ...] = ()


async def find_missed(
    app: AppContext,
    since: datetime,
    until: datetime,
    *,
    limit: int,
    topics: Collection[str] = (),
    unmatched: bool = False,
) -> MissedList:
    """Return the articles of a span that most likely belong to a topic that they do not match.

    At most `limit`, without those that have a verdict on the topic; see `list_candidates_of` for the rest.
    """
    listed = await list_candidates_of(app, since, until, topics=topics, unmatched=unmatched)
    return await show_missed(app, listed, limit)


async def show_missed(app: AppContext, listed: CandidateList, limit: int) -> MissedList:
    """Return the first candidates with the scores that are stored now; see `find_missed`."""
    model = await app.store(opinion_model, app.config, app.archive)
    scored = await app.store(add_scores, app.archive, listed, model)
    articles = await app.store(look_up_missed, app.archive, scored, limit)
    return MissedList(articles, listed.examined, listed.lost)


async def list_candidates_of(
    app: AppContext,
    since: datetime,
    until: datetime,
    *,
    topics: Collection[str] = (),
    unmatched: bool = False,
) -> CandidateList:
    """Return the candidates among the articles of a span, the most likely first.

    Args:
        app: the application context; its archive may be read-only.
        since: articles processed after this time, without backlog.
        until: and up to this time.
        topics: ids of topics; all if empty.
        unmatched: only those that match no topic at all; near misses, and what the second opinion may mark.

    Raises:
        ArchiveError: the archive cannot be read.
        TaskFailed: no worker is available.
    """
    model = await app.store(opinion_model, app.config, app.archive)
    listed = CandidateList(topics, unmatched, wide=model is not None)
    async for batch, results in each_batch(app, since, until, find_candidates, app.packed_topics):
        listed.examined += sum(text.text is not None for text in batch)
        listed.lost += sum(text.text is None for text in batch)
        for number, matching, candidates in results:
            listed.add(number, matching, candidates)
    listed.keep_best()
    return listed


async def missed_in(app: AppContext, since: datetime, until: datetime) -> tuple[MissedArticle, ...]:
    """Return what the digest of a span shows as perhaps missed: articles that match no topic, each once.

    Asks the second opinion first; without it they are ordered as the words order them. Without a worker the
    digest comes without them.
    """
    limit = app.config.digest.missed
    if not limit:
        return ()
    try:
        listed = await list_candidates_of(app, since, until, unmatched=True)
        await score_candidates(app, listed)
        return (await show_missed(app, listed, limit)).articles
    except TaskFailed as failed:
        logger.warning("the digest does not say what may have been missed: %s", failed)
        return ()


async def score_open_digest(app: AppContext, since: datetime) -> datetime:
    """Make the second opinion on what the open digest may show: the page has it, and the digest is quick.

    Args:
        app: the application context; its archive is written.
        since: articles processed until then were read before.

    Returns:
        Until when articles were read now.

    Raises:
        ArchiveError: the archive cannot be read or written.
        TaskFailed: no worker is available.
    """
    config = app.config
    if not config.digest.missed or not choose_encoder(config.semantic.encoder).name:
        return since
    window = await app.store(open_window, app.archive, config, app.clock())
    start = max(window.start, since) - _OVERLAP
    await score_candidates(app, await list_candidates_of(app, start, window.end, unmatched=True))
    return window.end


def look_up_missed(archive: Archive, candidates: CandidateList, limit: int) -> tuple[MissedArticle, ...]:
    """Return the first candidates that have no verdict and are not copies of an earlier one.

    Args:
        archive: may be read-only.
        candidates: in order, with their scores.
        limit: how many to return at most.
    """
    ordered, once = candidates.found, candidates.unmatched
    listed: list[MissedArticle] = []
    shown: set[tuple[str, str]] = set()
    seen: set[int] = set()
    step = max(limit * _LOOKED_UP, 1)
    for start in range(0, len(ordered), step):
        part = ordered[start : start + step]
        numbers = list({number for number, _, _ in part})
        stored = {one.id: one for one in archive.found.details(numbers)}
        verdicts = archive.verdicts.of_articles(numbers)
        for number, candidate, matches in part:
            if len(listed) >= limit:
                return tuple(listed)
            article = stored.get(number)
            if article is None:
                continue  # it was deleted since
            same = ("" if once else candidate.topic, _plain(article.title) or str(number))
            judged = candidate.topic in verdicts.get(number, ())
            if judged or same in shown or (once and number in seen):
                continue
            score = candidates.scored.get((number, candidate.topic))
            shown.add(same)
            seen.add(number)
            listed.append(
                MissedArticle(
                    article_id=number,
                    topic=candidate.topic,
                    url=article.url,
                    title=article.title,
                    sources=article.sources,
                    language=article.language,
                    published=article.published,
                    found=article.found,
                    matches=matches,
                    likelihood=candidate.likelihood,
                    lacking=candidate.lacking,
                    quote=candidate.quote,
                    score=score,
                    belongs=score is not None and score >= BELONGS,
                )
            )
    return tuple(listed)


def _plain(title: str) -> str:
    return "".join(char for char in caseless(title) if char.isalnum())


def missed_document(missed: MissedList) -> dict[str, Any]:
    """Return the JSON document of `monitor missed --json`."""
    return {
        "examined": missed.examined,
        "lost": missed.lost,
        "remarks": list(missed.remarks),
        "articles": [
            {
                "id": one.article_id,
                "topic": one.topic,
                "url": one.url,
                "title": one.title,
                "source": one.sources[0] if one.sources else "",
                "sources": list(one.sources),
                "language": one.language,
                "published": one.published.isoformat() if one.published else None,
                "found": one.found.isoformat(),
                "matches": list(one.matches),
                "likelihood": one.likelihood,
                "score": one.score,
                "belongs": one.belongs,
                "lacking": list(one.lacking),
                "quote": one.quote,
            }
            for one in missed.articles
        ],
    }
