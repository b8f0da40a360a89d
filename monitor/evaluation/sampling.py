"""Draw a stratified random sample of the articles of a span, the same whenever it is drawn again.

Each stratum is ordered by a hash of seed, topic and article, and its first articles are the sample. So the
sample stays the same while new articles come in, except for those that the hash puts among the first.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

from monitor.evaluation.intervals import Stratum
from monitor.models import Answer

LARGEST_SAMPLE = 400  # of a stratum
_STEP = 5


class StratumName(StrEnum):
    """The parts of the articles of a span, for one topic."""

    MATCHED = "matched"
    NEAR_MISS = "near miss"
    IN_GROUPS = "all groups"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Sample:
    """The sample of one stratum.

    Attributes:
        size: number of articles in the stratum.
        articles: numbers of the first articles in the order of the hash.
    """

    size: int
    articles: tuple[int, ...]


class SampleFrame:
    """Collects the articles of a span by topic and stratum; keeps only those that may be in the sample."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._sizes: dict[tuple[str, StratumName], int] = defaultdict(int)
        self._first: dict[tuple[str, StratumName], list[tuple[int, int]]] = defaultdict(list)

    def add(self, topic: str, stratum: StratumName, article: int) -> None:
        """Add an article, once for each topic."""
        place = (topic, stratum)
        self._sizes[place] += 1
        key = f"{self._seed}:{topic}:{article}".encode()
        order = int.from_bytes(blake2b(key, digest_size=8).digest(), "big")
        push = heapq.heappush if len(self._first[place]) < LARGEST_SAMPLE else heapq.heappushpop
        push(self._first[place], (-order, article))

    def sample(self, topic: str, stratum: StratumName) -> Sample:
        """Return the sample of a stratum, at most 400 articles."""
        ordered = sorted(self._first.get((topic, stratum), ()), reverse=True)
        return Sample(self._sizes.get((topic, stratum), 0), tuple(article for _, article in ordered))


def judged_part(sample: Sample, answers: Mapping[int, Answer]) -> Stratum:
    """Return the stratum with the part of its sample that was judged without a hole.

    The part ends before the first article without a verdict and has a multiple of five articles, unless the
    stratum is judged whole. Verdicts given for another reason, such as on the missed list, therefore cannot
    choose the sample. Unsure verdicts count in the part, but not in its share.
    """
    length = next(
        (place for place, article in enumerate(sample.articles) if article not in answers),
        len(sample.articles),
    )
    if length < sample.size:
        length -= length % _STEP
    given = [answers[article] for article in sample.articles[:length]]
    right, wrong = given.count(Answer.YES), given.count(Answer.NO)
    size = sample.size - (len(given) - right - wrong)
    return Stratum(size, right + wrong, right)


def to_judge(sample: Sample, answers: Mapping[int, Answer], size: int) -> Iterable[int]:
    """Return the first `size` articles of a sample without those that have a verdict."""
    return [article for article in sample.articles[:size] if article not in answers]
