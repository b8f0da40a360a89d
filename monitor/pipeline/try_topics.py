"""Try edited topics on the stored articles: what would an edit gain, lose and keep? Stores nothing.

The index proposes the articles that the edit can concern, and the matcher compares both versions in each.
All other articles match as before. A changed setting, or an edit of many words, concerns nearly all articles;
then workers compare them.
"""

import asyncio
import logging
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from monitor.archive import Archive
from monitor.errors import NO_WORKER, TaskFailed
from monitor.match.edits.effects import TopicsComparison, compare_all, describe_changes
from monitor.models import (
    MatchEffect,
    Outlet,
    TextToMatch,
    Topics,
    TopicTrial,
    Trial,
    TriedArticle,
)
from monitor.pipeline.context import AppContext, Progress
from monitor.tasks import PackedTopics, compare_texts, pack_topics

logger = logging.getLogger(__name__)

_INLINE: Final = 3_000  # articles that are compared faster here than by workers, which take a second to start
_MOST_OUTDATED = 2_000
_TEXTS_AT_ONCE = 100
_BATCHES_AT_ONCE = 4

Batch = tuple[TextToMatch, ...]
Effects = tuple[tuple[int, tuple[MatchEffect, ...]], ...]


@dataclass(frozen=True, slots=True)
class TrialRequest:
    """What to try.

    Attributes:
        before: the topics in force; None compares with the matches that are stored.
        after: the edited topics.
        since: articles found at this moment or later; None for all.
        until: articles found before this moment; None for all.
        complete: compare every article of the span, even those that the edit cannot concern.
    """

    before: Topics | None
    after: Topics
    since: datetime | None = None
    until: datetime | None = None
    complete: bool = False


def try_topics(
    archive: Archive,
    request: TrialRequest,
    outlet_of: Callable[[str, str], Outlet],
    progress: Progress | None = None,
    go_on: Callable[[], bool] = lambda: True,
) -> Trial:
    """Compare two versions of the topics in this process.

    Args:
        archive: may be read-only.
        request: what to try.
        outlet_of: returns the outlet of a feed's URL and of the outlet that an entry names.
        progress: called after each batch.
        go_on: asked after each batch; the trial ends early, and is not complete, if it returns False.

    Raises:
        ArchiveError: the archive cannot be read.
    """
    return _finish(TrialRun(archive, request, outlet_of), progress, go_on)


def _finish(run: "TrialRun", progress: Progress | None, go_on: Callable[[], bool] = lambda: True) -> Trial:
    for batch in run.batches():
        run.add(batch, run.compare(batch))
        if progress:
            progress("articles", run.examined, run.total)
        if not go_on():
            return replace(run.result(), complete=run.examined >= run.total)
    return run.result()


async def try_topics_in_workers(app: AppContext, request: TrialRequest) -> Trial:
    """Compare two versions of the topics in the workers, or here if few articles are concerned.

    Calls `app.progress`.

    Raises:
        ArchiveError: the archive cannot be read.
        TaskFailed: no worker is available.
    """
    run = await app.store(TrialRun, app.archive, request, app.outlet_of)
    if run.total <= _INLINE:
        return await app.store(_finish, run, app.progress)
    before = None if run.request.before is None else pack_topics(run.request.before)
    packed = before, pack_topics(run.request.after)
    batches = run.batches()
    running: deque[tuple[Batch, asyncio.Task[Effects]]] = deque()
    try:
        while True:
            while len(running) < _BATCHES_AT_ONCE and (batch := await app.store(_next_batch, batches)):
                running.append((batch, asyncio.create_task(_compare_batch(app, batch, *packed))))
            if not running:
                return await app.store(run.result)
            batch, task = running.popleft()
            run.add(batch, await task)
            if app.progress:
                app.progress("articles", run.examined, run.total)
    finally:
        for _, task in running:
            task.cancel()


def _next_batch(batches: Iterator[Batch]) -> Batch:
    return next(batches, ())


async def _compare_batch(
    app: AppContext, batch: Batch, before: PackedTopics | None, after: PackedTopics
) -> Effects:
    """Compare texts in a worker. If one kills it, each is compared alone; that one then has no effects."""
    try:
        return await app.work(compare_texts, batch, before, after)
    except TaskFailed as failed:
        logger.warning("comparing stored texts failed articles=%d reason=%s", len(batch), failed.reason)
        if failed.reason == NO_WORKER:
            raise
        if len(batch) == 1:
            return ()
    return tuple([pair for text in batch for pair in await _compare_batch(app, (text,), before, after)])


class TrialRun:
    """One trial: which articles are compared, and the effects so far.

    Attributes:
        request: what is tried.
        total: number of articles to compare.
        examined: number of articles that were compared.
    """

    def __init__(
        self, archive: Archive, request: TrialRequest, outlet_of: Callable[[str, str], Outlet]
    ) -> None:
        self.request = request
        self.examined = 0
        self._archive = archive
        self._outlet_of = outlet_of
        self._comparison = TopicsComparison(request.before, request.after)
        self._without_text = 0
        self._effects: dict[str, list[tuple[int, MatchEffect]]] = defaultdict(list)
        self._kept: Counter[str] = Counter()
        self._outdated = 0
        # Topics before the edit that articles are known to match, and those of articles that are not named.
        self._known: dict[int, tuple[str, ...] | None] = {}
        self._otherwise: tuple[str, ...] | None = None
        self._numbers = self._choose()
        self.total = len(self._numbers)

    def batches(self) -> Iterator[Batch]:
        """Yield the texts to compare."""
        batch: list[TextToMatch] = []
        for text in self._archive.found.texts(self._numbers, with_matches=self.request.before is None):
            if text.text is None:
                self._without_text += 1
                continue
            outlet = self._outlet_of(text.feed_url, text.source)
            known = self._known.get(text.article_id, self._otherwise)
            stored = text.feed_url, text.source, outlet, text.matches, known
            batch.append(TextToMatch(text.article_id, text.title, text.text, *stored))
            if len(batch) == _TEXTS_AT_ONCE:
                yield tuple(batch)
                batch = []
        if batch:
            yield tuple(batch)

    def compare(self, batch: Batch) -> Effects:
        """Compare texts in this process."""
        return compare_all(self._comparison, batch)

    def add(self, batch: Batch, effects: Effects) -> None:
        """Note the effects in a batch of texts."""
        self.examined += len(batch)
        for number, found in effects:
            for effect in found:
                if effect.effect == "kept":
                    self._kept[effect.topic] += 1
                else:
                    self._effects[effect.topic].append((number, effect))

    def result(self) -> Trial:
        """Return the trial, with what the user sees of each article gained or lost."""
        request, changes = self.request, describe_changes(tuple(self._comparison.changes.values()))
        numbers = sorted({number for found in self._effects.values() for number, _ in found})
        details = {article.id: article for article in self._archive.found.details(numbers)}
        verdicts = self._archive.verdicts.of_articles(numbers)
        titles: dict[str, str] = {}
        for side in (request.after, request.before):
            for topic in side.topics if side else ():
                titles.setdefault(topic.id, topic.title)
        topics = []
        for name, title in titles.items():
            tried = [
                TriedArticle(details[number], effect, verdicts.get(number, {}).get(name))
                for number, effect in self._effects.get(name, ())
                if number in details
            ]
            tried.sort(key=lambda one: (one.verdict is None, -one.article.id))
            gained, lost = (
                tuple(one for one in tried if one.effect.effect == way) for way in ("gained", "lost")
            )
            topics.append(TopicTrial(name, title, changes.get(name, ()), gained, lost, self._kept[name]))
        return Trial(
            request.since, request.until, tuple(topics), self.examined, self._without_text, self._outdated
        )

    def _choose(self) -> list[int]:
        """Return the articles to compare; count the others as kept by the matches that are stored."""
        request, found = self.request, self._archive.found
        span = request.since, request.until
        if request.complete or request.before is None:
            return found.numbers(*span)
        version = request.before.version
        chosen = set(found.candidates(self._comparison.plan(), *span)) if self._comparison.changes else set()
        count, outdated = found.outdated(version, *span, most=_MOST_OUTDATED)
        chosen.update(outdated)
        for number, stored_version, topics in found.matched(*span):
            if stored_version != version:
                chosen.add(number)
                self._known[number] = None
                count -= 1
            elif number in chosen:
                self._known[number] = topics
            else:
                self._kept.update(topics)
        self._outdated = 0 if outdated else count
        if not self._outdated:
            self._otherwise = ()
            self._known |= dict.fromkeys(outdated)
        return sorted(chosen)


def trial_document(trial: Trial, compared_with: str, only: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the JSON document of a trial.

    Args:
        trial: the trial.
        compared_with: what the edited topics were compared with, in words for users.
        only: ids of the topics to show; all if empty.
    """
    return {
        "window": {
            "since": trial.since.isoformat() if trial.since else None,
            "until": trial.until.isoformat() if trial.until else None,
        },
        "compared_with": compared_with,
        "examined": trial.examined,
        "without_text": trial.without_text,
        "outdated": trial.outdated,
        "topics": [_topic_document(one) for one in trial.topics if not only or one.topic in only],
    }


def _topic_document(one: TopicTrial) -> dict[str, Any]:
    return {
        "topic": one.topic,
        "title": one.title,
        "changes": list(one.changes),
        "gained": [_article_document(tried) for tried in one.gained],
        "lost": [_article_document(tried) for tried in one.lost],
        "kept": one.kept,
        "below_threshold": sum(tried.effect.below for tried in one.lost),
        "by_language": {"gained": one.by_language("gained"), "lost": one.by_language("lost")},
        "by_source": {"gained": one.by_source("gained"), "lost": one.by_source("lost")},
    }


def _article_document(tried: TriedArticle) -> dict[str, Any]:
    article, effect = tried.article, tried.effect
    return {
        "id": article.id,
        "url": article.url,
        "title": article.title,
        "because": effect.because,
        "keyword": effect.keyword,
        "group": effect.group,
        "quote": effect.quote,
        "field": effect.field,
        "source": article.sources[0] if article.sources else "",
        "language": article.language,
        "published": article.published.isoformat() if article.published else None,
        "found": article.found.isoformat(),
        "score": effect.score,
        "threshold": effect.threshold,
        "below_threshold": effect.below,
        "lacking": list(effect.lacking),
        "verdict": tried.verdict.answer.value if tried.verdict else None,
    }
