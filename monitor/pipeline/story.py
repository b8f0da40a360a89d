"""Find one story in the archive, by its id or by an article of it, with all its days."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from monitor import policy
from monitor.archive import Archive, KnownArticle
from monitor.digest.stories import StoryCluster, cluster_stories
from monitor.digest.story_history import StoryHistory, StoryReport, TextChange, story_history
from monitor.errors import LimitExceeded, UsageError
from monitor.models import Config, DigestInput
from monitor.pipeline.article_reference import read_reference

_STORY_ID = re.compile(r"(?:.*#)?(s[0-9a-f]{12})")
MOST_SENTENCES: Final = 20  # shown of one update
_Chosen = Callable[[StoryCluster], bool]


def find_story(
    archive: Archive, config: Config, reference: str, now: datetime, *, most: int | None = None
) -> StoryHistory:
    """Return the story of an id, or the one that an article belongs to.

    Looks in the articles since the last closed digest and the 28 days before them; for an older story, in the
    last digest that has it, and the 28 days before that. Writes nothing.

    Args:
        archive: may be read-only.
        config: its time zone decides which digest is open.
        reference: a story id as digests show it, or the number or URL of an article.
        now: the present time.
        most: how many articles may be grouped to find it; None for any number.

    Raises:
        LimitExceeded: the digests of the story have more articles than `most`.
        UsageError: there is no such story, or the article is in none; the message says why.
    """
    found = _Finder(archive, config, now, most).find(reference.strip())
    versions = {
        article.article_id: [
            (one.replaced, one.title, one.text) for one in archive.articles.versions(article.article_id)
        ]
        for article in found.articles
    }
    return story_history(found, versions)


class _Finder:
    """Looks for one story in the open digest and in recorded ones."""

    def __init__(self, archive: Archive, config: Config, now: datetime, most: int | None) -> None:
        self._archive = archive
        self._config = config
        self._now = now
        self._most = most

    def find(self, reference: str) -> StoryCluster:
        """Return the story of an id, or of an article; raises UsageError."""
        named = _STORY_ID.fullmatch(reference)
        if named is None:
            return self._by_article(reference)
        found = self._by_id(named[1])
        if found is None:
            raise UsageError(
                f"there is no story {named[1]} in the digests of this archive; "
                "`monitor story` also takes the ID or URL of an article"
            )
        return found

    def _by_id(self, story: str) -> StoryCluster | None:
        def is_it(cluster: StoryCluster) -> bool:
            return cluster.id == story

        return self._in_open(is_it) or self._in_recorded(
            self._archive.digests.last_day_of_story(story), is_it
        )

    def _by_article(self, reference: str) -> StoryCluster:
        known = self._archive.articles.get(read_reference(reference))
        if known is None:
            raise UsageError(
                f"there is no story and no article {reference}; `monitor search` shows the IDs of articles"
            )

        def holds_it(cluster: StoryCluster) -> bool:
            return any(article.article_id == known.article_id for article in cluster.articles)

        found = self._in_open(holds_it)
        if found is not None:
            return found
        then = self._in_recorded(known.digest_date, holds_it)
        if then is None:
            raise UsageError(f"article {known.article_id} is in no story: {_why_none(known)}")
        last = self._archive.digests.last_day_of_story(then.id)
        if last == known.digest_date:
            return then
        return self._in_recorded(last, lambda cluster: cluster.id == then.id) or then

    def _in_open(self, chosen: _Chosen) -> StoryCluster | None:
        """Look in the matched articles of the open digest, and of the 28 days before."""
        digests = self._archive.digests
        days = digests.windows()
        day = policy.open_digest_date(self._now, self._config.timezone, days[-1] if days else None)
        window = digests.window(day, self._config.timezone, self._now)
        return self._choose(digests.input_for_window(window, ()), chosen)

    def _in_recorded(self, day: date | None, chosen: _Chosen) -> StoryCluster | None:
        inputs = self._archive.digests.input(day) if day is not None else None
        return None if inputs is None else self._choose(inputs, chosen)

    def _choose(self, inputs: DigestInput, chosen: _Chosen) -> StoryCluster | None:
        fresh = {article.article_id for article in inputs.articles}
        earlier = [article for article in inputs.earlier if article.article_id not in fresh]
        articles = [*inputs.articles, *earlier]
        if self._most is not None and len(articles) > self._most:
            raise LimitExceeded(
                f"{len(articles)} matched articles are too many to group here (at most {self._most}); "
                "`monitor story` on the command line has no limit"
            )
        return next(filter(chosen, cluster_stories(articles)), None)


def _why_none(known: KnownArticle) -> str:
    if known.processed is None:
        return "it is not read yet"
    if known.backlog:
        return "it was old when its feed was first read, so no digest has it"
    return f"it matches no topic (`monitor article {known.article_id}` says why)"


def story_document(story: StoryHistory) -> dict[str, Any]:
    """Return the JSON document of a story, for `monitor story --json` and the JSON API."""
    days = list(dict.fromkeys(report.article.digest_date for report in story.reports))
    return {
        "id": story.id,
        "headline": story.headline,
        "days": [day.isoformat() for day in days],
        "outlets": list(story.outlets),
        "languages": list(story.languages),
        "topics": list(story.topics),
        "reports": [_report(report) for report in story.reports],
    }


def _report(report: StoryReport) -> dict[str, Any]:
    article = report.article
    return {
        "id": article.article_id,
        "kind": report.kind.value,
        "digest": article.digest_date.isoformat(),
        "url": article.url,
        "title": article.title,
        "source": article.sources[0] if article.sources else "",
        "sources": list(article.sources),
        "country": article.country,
        "language": article.language,
        "published": article.published.isoformat() if article.published else None,
        "found": article.found.isoformat(),
        "late": article.late,
        "topics": [match.topic for match in article.matches],
        "added": list(report.added[:MOST_SENTENCES]),
        "added_more": max(len(report.added) - MOST_SENTENCES, 0),
        "changes": [_change(change) for change in report.changes],
    }


def _change(change: TextChange) -> dict[str, Any]:
    return {
        "at": change.at.isoformat(),
        "title": change.title,
        "added": list(change.added[:MOST_SENTENCES]),
        "removed": list(change.removed[:MOST_SENTENCES]),
    }
