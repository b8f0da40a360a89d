"""The topics that an article matches, and every reason."""

from dataclasses import dataclass
from typing import Literal

from monitor.models.packing import packed


@packed
@dataclass(frozen=True, slots=True)
class Evidence:
    """One keyword found in one field, and what it adds to the score.

    Offsets are code points in the original title (field `title`) or text (fields `lead` and `body`); `quote`
    is verbatim: `original[start:end] == quote`, `original[hit_start:hit_end] == form`.

    Attributes:
        field: where the keyword weighs most: title counts more than lead, lead more than body.
        keyword: as the user wrote it.
        form: as it occurs in the article.
        quote: the sentence around the hit, cut to a readable length.
        start: start of the quote.
        end: end of the quote.
        hit_start: start of the form.
        hit_end: end of the form.
        count: occurrences of the keyword in the whole article.
        weight: the keyword's weight.
        points: added to the score: weight x field factor x saturation of `count`; 0 for a group word.
        group: the required group it is a word of, else "".
    """

    field: Literal["title", "lead", "body"]
    keyword: str
    form: str
    quote: str
    start: int
    end: int
    hit_start: int
    hit_end: int
    count: int = 1
    weight: float = 10.0
    points: float = 10.0
    group: str = ""


@packed
@dataclass(frozen=True, slots=True)
class Match:
    """A topic that an article matches.

    Attributes:
        topic: the topic's id.
        score: sum of the evidence's points.
        threshold: the score that was needed.
        evidence: keywords by points, highest first, then by place; then one word of each required group.
        arithmetic: the sum in words, such as `extradit* 10 x 1.5 (title) + prosecutor 4 = 19 >= 10`.
    """

    topic: str
    score: float
    threshold: float
    evidence: tuple[Evidence, ...]
    arithmetic: str = ""


@packed
@dataclass(frozen=True, slots=True)
class NearMiss:
    """A topic that an article almost matches.

    Attributes:
        lacking: what was missing, written for the user: `no word of the group "laos"`, `score 6 of 10`,
            `excluded by "Assange"`, `no keyword within 60 words of the group "laos"`.
    """

    topic: str
    score: float
    threshold: float
    evidence: tuple[Evidence, ...]
    lacking: tuple[str, ...]
    arithmetic: str = ""


@packed
@dataclass(frozen=True, slots=True)
class Matching:
    """The result of matching one article.

    Attributes:
        topics_version: hash of the topics it was matched with.
        matches: in config order.
        near_misses: in config order.
    """

    topics_version: str
    matches: tuple[Match, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()
