"""Find one story in the archive, by its id or by an article of it, with all its days."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, Final

from monitor import policy
from monitor.archive import Archive, KnownArticle
from monitor.digest.stories import StoryCluster, cluster_stories
from monitor.digest.story_history import StoryHistory, StoryReport, TextChange, story_history
from monitor.errors import UsageError
from monitor.models import Config, DigestInput, MatchedArticle
from monitor.pipeline.article_reference import read_reference

_STORY_ID = re.compile(r"(?:.*#)?(s[0-9a-f]{12})")
MOST_SENTENCES: Final = 20  # shown of one update
_Chosen = Callable[[StoryCluster], bool]


def find_story(archive: Archive, config: Config, reference: str, now: datetime) -> StoryHistory:
    """Return the story of an id, or the one that an article belongs to.

    Looks in the articles since the last closed digest and the 28 days before them; for an older story, in the
    last digest that has it, and the 28 days before that. Writes nothing.

    Args:
        archive: may be read-only.
        config: its time zone decides which digest is open.
        reference: a story id as digests show it, or the number or URL of an article.
        now: the present time.

    Raises:
        UsageError: there is no such story, or the article is in none; the message says why.
    """
    named = _STORY_ID.fullmatch(reference.strip())
    if named:
        found = _by_id(archive, config, named[1], now)
        if found is None:
            raise UsageError(
                f"there is no story {named[1]} in the digests of this archive; "
                "`monitor story` also takes the ID or URL of an article"
            )
    else:
        found = _by_article(archive, config, reference, now)
    versions = {
        article.article_id: [
            (one.replaced, one.title, one.text) for one in archive.articles.versions(article.article_id)
        ]
        for article in found.articles
    }
    return story_history(found, versions)


def _by_id(archive: Archive, config: Config, story: str, now: datetime) -> StoryCluster | None:
    def is_it(cluster: StoryCluster) -> bool:
        return cluster.id == story

    return _choose(_open_articles(archive, config, now), is_it) or _choose_recorded(
        archive, archive.digests.last_day_of_story(story), is_it
    )


def _by_article(archive: Archive, config: Config, reference: str, now: datetime) -> StoryCluster:
    known = archive.articles.get(read_reference(reference))
    if known is None:
        raise UsageError(
            f"there is no story and no article {reference}; `monitor search` shows the IDs of articles"
        )

    def holds_it(cluster: StoryCluster) -> bool:
        return any(article.article_id == known.article_id for article in cluster.articles)

    found = _choose(_open_articles(archive, config, now), holds_it)
    if found is None:
        then = _choose_recorded(archive, known.digest_date, holds_it)
        if then is None:
            raise UsageError(f"article {known.article_id} is in no story: {_why_none(known)}")
        last = archive.digests.last_day_of_story(then.id)
        later = (
            None
            if last == known.digest_date
            else _choose_recorded(archive, last, lambda one: one.id == then.id)
        )
        found = later or then
    return found


def _why_none(known: KnownArticle) -> str:
    if known.processed is None:
        return "it is not read yet"
    if known.backlog:
        return "it was old when its feed was first read, so no digest has it"
    return f"it matches no topic (`monitor article {known.article_id}` says why)"


def _open_articles(archive: Archive, config: Config, now: datetime) -> Iterator[MatchedArticle]:
    """Yield the matched articles of the open digest, and of the 28 days before."""
    days = archive.digests.windows()
    day = policy.open_digest_date(now, config.timezone, days[-1] if days else None)
    window = archive.digests.window(day, config.timezone, now)
    return _articles(archive.digests.input_for_window(window, ()))


def _choose_recorded(archive: Archive, day: date | None, chosen: _Chosen) -> StoryCluster | None:
    inputs = archive.digests.input(day) if day is not None else None
    return None if inputs is None else _choose(_articles(inputs), chosen)


def _articles(inputs: DigestInput) -> Iterator[MatchedArticle]:
    fresh = {article.article_id for article in inputs.articles}
    yield from inputs.articles
    yield from (article for article in inputs.earlier if article.article_id not in fresh)


def _choose(articles: Iterator[MatchedArticle], chosen: _Chosen) -> StoryCluster | None:
    return next(filter(chosen, cluster_stories(list(articles))), None)


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
