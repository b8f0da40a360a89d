"""Which topics an article matches, and every reason for it."""

from dataclasses import dataclass
from typing import Literal

from monitor.models.packing import packed


@packed
@dataclass(frozen=True, slots=True)
class Evidence:
    """One keyword found in one field, with the arithmetic it adds to the score.

    Offsets are into the original title (field `title`) or the original text (fields `lead` and `body`), in
    code points; `quote` is verbatim: `original[start:end] == quote`, `original[hit_start:hit_end] == form`.

    Attributes:
        field: where the keyword weighs most; title counts more than lead, lead more than body.
        keyword: as the user wrote it.
        form: as it stands in the article.
        quote: the sentence around the hit, cut to a readable length.
        start: offset of the quote.
        end: offset behind the quote.
        hit_start: offset of the form.
        hit_end: offset behind the form.
        count: how often the keyword occurs in the whole article.
        weight: the keyword's weight.
        points: what it adds to the score: weight x field factor x saturation of `count`; 0 for a group word.
        group: the group it belongs to when it is a required group's word, else "".
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
        threshold: what it had to reach.
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
    """A topic that an article all but matches.

    Attributes:
        lacking: what was missing, each fit for a user: `no word of the group "laos"`, `score 6 of 10`,
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
    """All that the matcher says about one article.

    Attributes:
        topics_version: hash of the topics that said it.
        matches: in config order.
        near_misses: in config order.
    """

    topics_version: str
    matches: tuple[Match, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()
