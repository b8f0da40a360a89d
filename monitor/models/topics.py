"""Watch topics as topics.toml writes them, before they are compiled."""

from dataclasses import dataclass
from typing import Final, Literal

from monitor.models.packing import packed


@dataclass(frozen=True, slots=True)
class Keyword:
    """One keyword of a topic or group.

    Attributes:
        term: as the user wrote it: a phrase, `prefix*`, `=Exact`, `title:phrase`.
        weight: what it adds to the score; None means the topic's threshold.
        language: BCP 47 tag it was listed under, "" for group words.
        edge: demand the edge of a morpheme where matching inside a Hangul word group would be ambiguous.
        countries: it counts only in outlets of these countries (ISO 3166); empty: in all.
        not_after: names of groups: it does not count right behind one of their words.
        gloss: what it means, for people; words of a group with one gloss are forms of one name.
    """

    term: str
    weight: float | None = None
    language: str = ""
    edge: bool = False
    countries: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    gloss: str = ""


@packed
@dataclass(frozen=True, slots=True)
class Outlet:
    """Who published an article, as far as it matters to matching.

    Attributes:
        name: as the feed or its `<source>` calls it, "" if unknown.
        country: ISO 3166 alpha-2, "" if unknown.
        language: BCP 47 tag, "" if unknown.
    """

    name: str = ""
    country: str = ""
    language: str = ""


NOBODY: Final = Outlet()


@dataclass(frozen=True, slots=True)
class Group:
    """A named set of words that topics may require.

    Attributes:
        name: as topics require it.
        words: any of them satisfies the group; those of weight 0 do not, they mask shorter words inside them.
        includes: names of other groups whose words and countries satisfy this one too.
        countries: an article of an outlet of these countries satisfies the group without any word.
    """

    name: str
    words: tuple[Keyword, ...]
    includes: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()


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
    """All groups and topics in config order, with the hash that names this version of them.

    Attributes:
        groups: in config order.
        topics: in config order.
        version: hash of groups and topics.
        names: names of outlets; what stands inside one of them is no evidence. No part of the version: a new
            feed does not change what an old article says.
    """

    groups: tuple[Group, ...]
    topics: tuple[Topic, ...]
    version: str
    names: tuple[str, ...] = ()
