"""What a person says about an article and a topic."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from monitor.models.search import StoredArticle


class Answer(StrEnum):
    """Whether an article belongs to a topic."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One answer of a person: whether an article belongs to a topic.

    An article is identified by its canonical URL, so that its verdicts are valid in another archive too. An
    article without a URL of its own is identified by its first entry.

    Attributes:
        topic: the topic's id.
        answer: yes, no or unsure.
        judged: when the answer was given.
        config_version: of the config in force then, "" if unknown.
        url: canonical URL of the article, or None if it has none of its own.
        feed_url: URL of the feed of its first entry if `url` is None, else "".
        entry_key: key of that entry, else "".
        title: headline of the article when it was judged.
        article_id: its number in this archive, or None if the archive does not have it.
    """

    topic: str
    answer: Answer
    judged: datetime
    config_version: str = ""
    url: str | None = None
    feed_url: str = ""
    entry_key: str = ""
    title: str = ""
    article_id: int | None = None


@dataclass(frozen=True, slots=True)
class VerdictImport:
    """How many imported verdicts were new, replaced an older one, or changed nothing.

    Attributes:
        added: stored for the first time.
        replaced: newer than the stored one.
        unchanged: stored already, or older than the stored one.
        unknown: how many of all these are of articles that the archive does not have; they wait for it.
    """

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class ArticleToJudge:
    """An article offered to a person for a verdict on one topic.

    Attributes:
        article: the article.
        topic: the topic's id.
        kind: `match`, `missed` for an article that does not match, or `sample` for one of a random sample.
        why: the reason in words: the arithmetic of a match, or what the article lacks.
        quote: the best sentence, or "".
    """

    article: StoredArticle
    topic: str
    kind: Literal["match", "missed", "sample"]
    why: str
    quote: str = ""
