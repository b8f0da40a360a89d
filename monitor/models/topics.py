"""Topics as configured in topics.toml, before they are compiled."""

from dataclasses import dataclass
from typing import Final, Literal

from monitor.models.packing import packed


@dataclass(frozen=True, slots=True)
class Keyword:
    """One keyword of a topic or group.

    Attributes:
        term: as the user wrote it: a phrase, `prefix*`, `=Exact`, `title:phrase`.
        weight: added to the score; None means the topic's threshold.
        language: BCP 47 tag it was listed under, "" for group words.
        edge: require a morpheme boundary if a hit within a Hangul word group would be ambiguous.
        countries: it counts only in outlets of these countries (ISO 3166); empty means all.
        not_after: names of groups; it does not count directly after one of their words.
        gloss: its meaning, for people; words of a group with one gloss are forms of one name.
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
    """The publisher of an article, for matching.

    Attributes:
        name: as the feed or its `<source>` gives it, "" if unknown.
        country: ISO 3166 alpha-2, "" if unknown.
        language: BCP 47 tag, "" if unknown.
    """

    name: str = ""
    country: str = ""
    language: str = ""


UNKNOWN_OUTLET: Final = Outlet()


@dataclass(frozen=True, slots=True)
class Group:
    """A named set of words that topics may require.

    Attributes:
        name: as topics refer to it.
        words: any of them satisfies the group; those of weight 0 only mask shorter words inside them.
        includes: names of other groups whose words and countries also satisfy this one.
        countries: articles from outlets of these countries satisfy the group without any word.
    """

    name: str
    words: tuple[Keyword, ...]
    includes: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """One watched topic.

    Attributes:
        id: `[a-z0-9-]+`, stable: scripts, files and the archive use it.
        title: for people.
        keywords: any of them may score.
        require: names of groups; at least one word of each must occur anywhere in the article.
        exclude: an article with any of these does not match.
        near: maximum distance in words between a keyword and each required group, or None.
        threshold: score needed for a match.
        query: boolean query that must hold in addition to the keywords, or instead of them; "" for none.
        alert: report news at once, not only in the digest; "spike": report only unusual days.
        sentences: in a long text with no keyword in title or lead, the sentences that must have one, and one
            keyword must then carry the topic alone; None for no such condition.
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
    sentences: int | None = None


@dataclass(frozen=True, slots=True)
class Topics:
    """All groups and topics in config order.

    Attributes:
        groups: in config order.
        topics: in config order.
        version: hash of groups and topics.
        names: names of outlets; a keyword inside one of them is not evidence. Not part of the version,
            because a new feed does not change how old articles match.
    """

    groups: tuple[Group, ...]
    topics: tuple[Topic, ...]
    version: str
    names: tuple[str, ...] = ()

    @property
    def name_forms(self) -> tuple[tuple[str, str], ...]:
        """Pairs of a name and a term that writes it, in some language.

        The name is the term's gloss; for a word of a group without one, `@` and the name of the group.
        """
        words = [
            (word.gloss or f"@{group.name}", word.term)
            for group in self.groups
            for word in group.words
            if word.weight != 0
        ]
        keywords = [(word.gloss, word.term) for topic in self.topics for word in topic.keywords if word.gloss]
        return tuple(dict.fromkeys(words + keywords))

    def glosses(self) -> tuple[tuple[str, str], ...]:
        """Return (term, meaning) of the keywords and group words that have one, those of topics first."""
        words = (word for topic in self.topics for word in topic.keywords)
        names = (word for group in self.groups for word in group.words)
        return tuple(dict.fromkeys((word.term, word.gloss) for word in (*words, *names) if word.gloss))
