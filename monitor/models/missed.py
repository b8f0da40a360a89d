"""Articles that may have been missed: they do not match a topic, but probably belong to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from monitor.models.packing import packed

BELONGS: Final = 0.5  # a score from which an article is marked; measured in docs/relevance.md


@packed
@dataclass(frozen=True, slots=True)
class TopicCandidate:
    """A topic that an article does not match, although it may belong to it.

    Attributes:
        topic: the topic's id.
        likelihood: orders candidates, from 0 to 1; no probability.
        lacking: what is missing for a match, written for the user.
        quote: the best sentence, verbatim.
        near_miss: it fails one condition; otherwise its required groups are there, but too few keywords.
        in_groups: a word of every required group is there.
    """

    topic: str
    likelihood: float
    lacking: tuple[str, ...]
    quote: str
    near_miss: bool
    in_groups: bool


@dataclass(frozen=True, slots=True)
class MissedArticle:
    """An article that may belong to a topic that it does not match.

    Attributes:
        article_id: its number in the archive.
        topic: the topic's id.
        sources: names of the outlets that carried it.
        matches: ids of the topics that it matches.
        likelihood: see `TopicCandidate`.
        lacking: what is missing for a match.
        quote: the best sentence.
        score: how likely it belongs to the topic by the second opinion, from 0 to 1; None without one.
        belongs: the score reached the threshold of that time.
    """

    article_id: int
    topic: str
    url: str | None
    title: str
    sources: tuple[str, ...]
    language: str
    published: datetime | None
    found: datetime
    matches: tuple[str, ...]
    likelihood: float
    lacking: tuple[str, ...]
    quote: str
    score: float | None = None
    belongs: bool = False


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """How likely an article belongs to a topic, by sentence vectors and a classifier.

    Attributes:
        article_id: its number in the archive.
        topic: the topic's id.
        score: from 0 to 1.
    """

    article_id: int
    topic: str
    score: float
