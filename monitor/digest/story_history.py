"""Tell one story over all its days: its first report, copies and updates, and what each update added."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from monitor.digest.boilerplate import SENTENCE_ENDS
from monitor.digest.near_duplicates import novelty
from monitor.digest.stories import StoryCluster
from monitor.digest.titles import squash, unique_outlets
from monitor.models import MatchedArticle

_NEW = 0.5  # share of a sentence that no earlier text has
_SHORTEST = 8  # squashed characters; shorter parts are bylines, dates and captions


class ReportKind(StrEnum):
    """What one report is to its story."""

    FIRST = "first"
    UPDATE = "update"  # it adds facts to the reports before it
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class TextChange:
    """One change of the text of an article that was read again.

    Attributes:
        at: when the new text was read.
        title: the headline before.
        added: sentences of the new text that the old one does not have.
        removed: sentences of the old text that the new one does not have.
    """

    at: datetime
    title: str
    added: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoryReport:
    """One article of a story.

    Attributes:
        added: the sentences of an update that no report before it has; empty for others.
        changes: changes of its text, oldest first.
    """

    article: MatchedArticle
    kind: ReportKind
    added: tuple[str, ...]
    changes: tuple[TextChange, ...]


@dataclass(frozen=True, slots=True)
class StoryHistory:
    """One story with all its reports.

    Attributes:
        id: as digests show it.
        headline: of its first report.
        outlets: names of all outlets that carried it, in order.
        languages: of its reports, in order.
        topics: ids of the topics that its reports match, in order.
        reports: first digest first, within it first published first.
    """

    id: str
    headline: str
    outlets: tuple[str, ...]
    languages: tuple[str, ...]
    topics: tuple[str, ...]
    reports: tuple[StoryReport, ...]


def story_history(
    cluster: StoryCluster, versions: Mapping[int, Sequence[tuple[datetime, str, str]]]
) -> StoryHistory:
    """Return the history of a story.

    Args:
        cluster: the story with all its articles.
        versions: earlier versions of articles by number, oldest first: when each was replaced, its title and
            its text.
    """
    reports, seen = [], list[str]()
    for article in cluster.articles:
        kind = _kind(cluster, article, first=not seen)
        added = added_sentences(article.text, seen) if kind is ReportKind.UPDATE else ()
        reports.append(StoryReport(article, kind, added, _changes(article, versions)))
        seen.append(squash(article.text))
    articles = cluster.articles
    return StoryHistory(
        id=cluster.id,
        headline=articles[0].title,
        outlets=unique_outlets(name for article in articles for name in article.sources),
        languages=tuple(dict.fromkeys(article.language for article in articles if article.language)),
        topics=tuple(dict.fromkeys(match.topic for article in articles for match in article.matches)),
        reports=tuple(reports),
    )


def added_sentences(text: str, earlier: Sequence[str]) -> tuple[str, ...]:
    """Return the sentences of a text that are mostly in none of the earlier texts, which are squashed."""
    sentences = dict.fromkeys(part.strip() for part in SENTENCE_ENDS.split(text))
    squashed = ((sentence, squash(sentence)) for sentence in sentences)
    return tuple(
        sentence
        for sentence, letters in squashed
        if len(letters) >= _SHORTEST and novelty(letters, earlier) >= _NEW
    )


def _kind(cluster: StoryCluster, article: MatchedArticle, *, first: bool) -> ReportKind:
    if first:
        return ReportKind.FIRST
    adds = article.article_id in cluster.adding or article.updated
    return ReportKind.UPDATE if adds else ReportKind.COPY


def _changes(
    article: MatchedArticle, versions: Mapping[int, Sequence[tuple[datetime, str, str]]]
) -> tuple[TextChange, ...]:
    earlier = versions.get(article.article_id, ())
    texts = [*(text for _, _, text in earlier), article.text]
    return tuple(
        TextChange(
            at, title, added_sentences(after, [squash(before)]), added_sentences(before, [squash(after)])
        )
        for (at, title, _), (before, after) in zip(earlier, pairwise(texts), strict=True)
    )
