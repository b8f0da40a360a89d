"""Watch topics as topics.toml writes them, before they are compiled."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Keyword:
    """One keyword of a topic or group.

    Attributes:
        term: as the user wrote it: a phrase, `prefix*`, `=Exact`, `title:phrase`.
        weight: what it adds to the score; None means the topic's threshold.
        language: BCP 47 tag it was listed under, "" for group words.
        edge: demand the edge of a morpheme where matching inside a Hangul word group would be ambiguous.
    """

    term: str
    weight: float | None = None
    language: str = ""
    edge: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A named set of words that topics may require."""

    name: str
    words: tuple[Keyword, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """One watch topic.

    Attributes:
        id: `[a-z0-9-]+`, stable: scripts, files and the archive use it.
        title: for people.
        keywords: any of them may score.
        require: names of groups of which at least one word must occur anywhere in the article.
        exclude: any of these: no match.
        near: a keyword and each required group within so many words, or None.
        threshold: score that makes a match.
        query: boolean query that must hold as well as, or instead of, the keywords; "" for none.
        alert: tell news at once, not only in the digest; "spike": only that a day is unusual.
    """

    id: str
    title: str
    keywords: tuple[Keyword, ...] = ()
    require: tuple[str, ...] = ()
    exclude: tuple[Keyword, ...] = ()
    near: int | None = None
    threshold: float = 10.0
    query: str = ""
    alert: bool | Literal["spike"] = False


@dataclass(frozen=True, slots=True)
class Topics:
    """All groups and topics in config order, with the hash that names this version of them."""

    groups: tuple[Group, ...]
    topics: tuple[Topic, ...]
    version: str
