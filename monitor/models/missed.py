"""Articles that may have been missed: they do not match a topic, but probably belong to it."""

from dataclasses import dataclass
from datetime import datetime

from monitor.models.packing import packed


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
