"""Collect the articles that may belong to a topic that they do not match."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from monitor.models import Matching, TopicCandidate

_KEPT = 50_000  # candidates in memory; the least likely are dropped first


@dataclass(slots=True)
class CandidateList:
    """Collects articles that may belong to a topic that they do not match; of many it keeps the most likely.

    Attributes:
        topics: ids of the topics that count; all if empty.
        unmatched: only articles that match no topic count, each with its most likely topic, and of these only
            near misses.
        wide: with `unmatched`: articles with all required groups count too, for the second opinion.
        found: for each candidate its article, the topic, and the ids of the topics that the article matches.
        examined: articles whose text was matched.
        lost: articles whose text is no longer kept.
        scored: what the second opinion says, by article and topic.
    """

    topics: Collection[str] = ()
    unmatched: bool = False
    wide: bool = False
    found: list[tuple[int, TopicCandidate, tuple[str, ...]]] = field(default_factory=list)
    examined: int = 0
    lost: int = 0
    scored: Mapping[tuple[int, str], float] = field(default_factory=dict)

    def add(self, number: int, matching: Matching, candidates: Iterable[TopicCandidate]) -> None:
        """Add an article with its matches and candidates."""
        matches = tuple(match.topic for match in matching.matches)
        if self.unmatched and matches:
            return
        self.found += [
            (number, one, matches)
            for one in candidates
            if (not self.topics or one.topic in self.topics)
            and (one.near_miss or not self.unmatched or (self.wide and one.in_groups))
        ]
        if len(self.found) > 2 * _KEPT:
            self.keep_best()

    def keep_best(self, most: int = _KEPT) -> None:
        """Order the candidates, the most likely first, of equal ones the newest; drop those after `most`."""
        self.found.sort(key=lambda one: (-one[1].likelihood, -one[0]))
        del self.found[most:]
