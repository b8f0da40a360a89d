"""Words that a topic may lack, each with where it belongs and what it would change."""

import json
from dataclasses import dataclass
from typing import Literal

Place = Literal["keyword", "weak keyword", "group"]


@dataclass(frozen=True, slots=True)
class Gain:
    """Articles that a topic would match in addition.

    Attributes:
        yes: judged to belong to the topic.
        no: judged not to belong.
        unjudged: without a verdict, or judged unsure.
    """

    yes: int = 0
    no: int = 0
    unjudged: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.yes + self.no + self.unjudged


@dataclass(frozen=True, slots=True)
class SuggestedWord:
    """A word or phrase that a topic may lack.

    Attributes:
        term: as it would be written in topics.toml.
        language: of most of the articles that contain it.
        place: where it belongs: a keyword, a weak keyword that counts only with another, or a required group.
        group: name of the group, else "".
        weight: of a weak keyword, else None.
        gains: what the topic would match in addition.
        loses: number of articles that the topic would no longer match.
        articles: ids of the articles gained, judged ones first.
        events: number of events that the articles gained belong to.
        elsewhere: of the judged articles, what it gains in events from which it did not come: it is suggested
            without them, too.
        variants: further phrases in the same articles.
    """

    term: str
    language: str
    place: Place
    group: str
    weight: float | None
    gains: Gain
    loses: int
    articles: tuple[int, ...]
    events: int
    elsewhere: Gain
    variants: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """The word as it is written in topics.toml, under its language or in its group."""
        term = json.dumps(self.term, ensure_ascii=False)  # a TOML string is escaped alike
        return term if self.weight is None else f"{{ term = {term}, weight = {self.weight:g} }}"


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Words that a topic may lack, best first.

    Attributes:
        topic: the topic's id.
        words: best first.
        missed: number of articles judged yes that the topic does not match.
        found: how many of them all words together gain; the words come from these articles, so this deceives.
        found_elsewhere: how many of them are gained by words that are suggested without their event.
        judged: number of verdicts on the topic, without `unsure`.
        examined: number of articles that were read.
        unsegmented: languages that give no words because the extra `segment` is not installed.
    """

    topic: str
    words: tuple[SuggestedWord, ...]
    missed: int
    found: int
    found_elsewhere: int
    judged: int
    examined: int
    unsegmented: tuple[str, ...] = ()
