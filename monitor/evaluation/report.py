"""The report on topics and sources: what they bring, and how right that is by the verdicts."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.evaluation.intervals import Estimate, needed, recall, stories_at_least, wilson
from monitor.evaluation.sampling import SampleFrame, StratumName, judged_part
from monitor.models import Answer, Matching, SourceCounts, Topic, TopicCandidate, Topics

_FEWEST_FOR_DROP = 14  # articles in the earlier part of the span
_DROP = 0.4  # of the earlier daily mean
_SILENT_SHARE = 0.25  # of the span without an article

Answers = Mapping[tuple[int, str], Answer]  # by article and topic


@dataclass(frozen=True, slots=True)
class KeywordReport:
    """What one keyword of a topic brought.

    Attributes:
        keyword: as the user wrote it.
        matches: matches of the topic in which it scored.
        alone: matches in which no other keyword scored.
        right: articles judged yes among its matches.
        wrong: articles judged no among its matches.
        precision: share judged yes, or None from too few verdicts.
        noisy: more of its verdicts say no than yes.
    """

    keyword: str
    matches: int
    alone: int
    right: int
    wrong: int
    precision: Estimate | None
    noisy: bool

    @property
    def dead(self) -> bool:
        """Whether it was in no match."""
        return not self.matches


@dataclass(frozen=True, slots=True)
class TopicReport:
    """What one topic brought.

    Attributes:
        matches: articles that match.
        right: matches judged yes.
        wrong: matches judged no.
        precision: share judged yes, or None from too few verdicts.
        recall: share of the relevant articles that match, or None from too small a sample.
        samples: name and size of each stratum, and how many of its sample were judged yes or no.
        wanting: name of each stratum with too few verdicts for a recall, how many it has, how many it needs.
        stories: lower bound of all stories that there were, or None from too few.
        stories_seen: stories of its matches.
        keywords: noisy ones first, then by matches; dead ones last.
    """

    topic: str
    title: str
    matches: int
    right: int
    wrong: int
    precision: Estimate | None
    recall: Estimate | None
    samples: tuple[tuple[str, int, int], ...]
    wanting: tuple[tuple[str, int, int], ...]
    stories: Estimate | None
    stories_seen: int
    keywords: tuple[KeywordReport, ...]


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What one outlet brought.

    Attributes:
        counts: its articles.
        right: articles judged yes for a topic.
        wrong: articles judged no for a topic that they match.
        note: `silent`, `fewer`, or "".
    """

    counts: SourceCounts
    right: int
    wrong: int
    note: str


@dataclass(frozen=True, slots=True)
class Report:
    """The report of a span of time.

    Attributes:
        examined: articles whose text was matched.
        lost: articles whose text is no longer kept; they count as their stored matches say.
        verdicts: verdicts on articles of the span.
    """

    since: datetime
    until: datetime
    examined: int
    lost: int
    verdicts: int
    topics: tuple[TopicReport, ...]
    sources: tuple[SourceReport, ...]


class ArticleCounts:
    """Counts articles one by one; keeps eight bytes of an article that matches nothing.

    Verdicts are not part of it, so that a report can be built again when there are more of them.

    Attributes:
        topics: the topics that matched the articles.
        frame: what the random sample is drawn from.
        lost: articles whose text is no longer kept.
    """

    def __init__(self, topics: Topics, seed: int) -> None:
        self.topics = topics
        self.frame = SampleFrame(seed)
        self.lost = 0
        self._examined = array("q")
        self._matched: dict[str, list[int]] = {topic.id: [] for topic in topics.topics}
        self._keywords: dict[tuple[str, str], list[tuple[int, bool]]] = defaultdict(list)

    def add(self, article: int, matching: Matching, candidates: Iterable[TopicCandidate]) -> None:
        """Count one article with its matches and candidates by the topics."""
        self._examined.append(article)
        stratum = {
            one.topic: StratumName.NEAR_MISS if one.near_miss else StratumName.IN_GROUPS
            for one in candidates
            if one.near_miss or one.in_groups
        }
        for match in matching.matches:
            if match.topic not in self._matched:
                continue  # a topic that was removed since the text was lost
            stratum[match.topic] = StratumName.MATCHED
            self._matched[match.topic].append(article)
            scoring = {one.keyword for one in match.evidence if one.points > 0 and not one.group}
            for keyword in scoring:
                self._keywords[match.topic, keyword].append((article, len(scoring) == 1))
        for topic in self.topics.topics:
            self.frame.add(topic.id, stratum.get(topic.id, StratumName.REST), article)

    def report(
        self,
        span: tuple[datetime, datetime],
        answers: Answers,
        outlets: Mapping[str, Sequence[int]],
        sources: Iterable[SourceCounts],
        articles_of: Mapping[str, list[int]],
        wanted: str = "",
    ) -> Report:
        """Return the report.

        Args:
            span: its first and last moment.
            answers: the verdicts, by article and topic.
            outlets: for each topic, the number of outlets of each story.
            sources: what each outlet brought.
            articles_of: for each outlet, its articles with a verdict.
            wanted: id of the only topic to report on, "" for all.
        """
        known = {topic.id for topic in self.topics.topics}
        asked = {article for article, topic in answers if topic in known}
        inside = asked.intersection(self._examined)
        matched = {topic: set(numbers) for topic, numbers in self._matched.items()}
        return Report(
            *span,
            len(self._examined),
            self.lost,
            sum(topic in known and article in inside for article, topic in answers),
            tuple(
                self._topic(topic, answers_on(answers, topic.id), outlets.get(topic.id, ()))
                for topic in self.topics.topics
                if wanted in {"", topic.id}
            ),
            tuple(
                SourceReport(
                    one, *_count_judged(articles_of.get(one.name, ()), answers, matched), _note(one, span)
                )
                for one in sources
            ),
        )

    def keywords(self, topic: Topic, answers: Mapping[int, Answer]) -> tuple[KeywordReport, ...]:
        """Return what each keyword of a topic brought: noisy ones first, then by matches; dead ones last.

        Words of a query are among them if they were in a match.

        Args:
            topic: one of the topics.
            answers: the verdicts on it, by article.
        """
        terms = dict.fromkeys(word.term.strip() for word in topic.keywords if word.weight != 0)
        if topic.query:
            terms |= dict.fromkeys(keyword for name, keyword in self._keywords if name == topic.id)
        return tuple(sorted((self._keyword(topic.id, term, answers) for term in terms), key=_noise_first))

    def verdicts(self, topic: str, answers: Mapping[int, Answer]) -> tuple[int, int]:
        """Return how many matches of a topic were judged yes, and how many no."""
        return _count(self._matched[topic], answers)

    def _topic(self, topic: Topic, answers: Mapping[int, Answer], outlets: Sequence[int]) -> TopicReport:
        samples = {name: self.frame.sample(topic.id, name) for name in StratumName}
        strata = {name: judged_part(sample, answers) for name, sample in samples.items()}
        matched, *unmatched = strata.values()
        right, wrong = self.verdicts(topic.id, answers)
        return TopicReport(
            topic=topic.id,
            title=topic.title,
            matches=len(self._matched[topic.id]),
            right=right,
            wrong=wrong,
            precision=wilson(right, right + wrong),
            recall=recall(matched, unmatched),
            samples=tuple((name.value, samples[name].size, strata[name].judged) for name in StratumName),
            wanting=tuple(
                (name.value, one.judged, needed(one))
                for name, one in strata.items()
                if one.judged < needed(one)
            ),
            stories=stories_at_least(outlets),
            stories_seen=len(outlets),
            keywords=self.keywords(topic, answers),
        )

    def _keyword(self, topic: str, keyword: str, answers: Mapping[int, Answer]) -> KeywordReport:
        found = self._keywords.get((topic, keyword), [])
        right, wrong = _count([article for article, _ in found], answers)
        return KeywordReport(
            keyword=keyword,
            matches=len(found),
            alone=sum(alone for _, alone in found),
            right=right,
            wrong=wrong,
            precision=wilson(right, right + wrong),
            noisy=wrong > right,
        )


def answers_on(answers: Answers, topic: str) -> dict[int, Answer]:
    """Return the verdicts on one topic, by article."""
    return {article: answer for (article, judged), answer in answers.items() if judged == topic}


def _count_judged(
    articles: Sequence[int], answers: Answers, matched: Mapping[str, set[int]]
) -> tuple[int, int]:
    """Return how many articles were judged yes for a topic, and how many no for one that they match."""
    right = wrong = 0
    for topic, matches in matched.items():
        for article in articles:
            answer = answers.get((article, topic))
            right += answer is Answer.YES
            wrong += answer is Answer.NO and article in matches
    return right, wrong


def _noise_first(one: KeywordReport) -> tuple[float, int]:
    """Order keywords: the surest noise first, then by matches; a keyword without verdicts is not noise."""
    noise = wilson(one.wrong, one.right + one.wrong, fewest=1)
    return (-noise.low if noise is not None and one.noisy else 0.0, -one.matches)


def _count(articles: Iterable[int], answers: Mapping[int, Answer]) -> tuple[int, int]:
    given = [answers[article] for article in articles if article in answers]
    return given.count(Answer.YES), given.count(Answer.NO)


def _note(one: SourceCounts, span: tuple[datetime, datetime]) -> str:
    """Return what is strange about the number of articles of an outlet."""
    length = (span[1] - span[0]).total_seconds()
    if one.last is None or (span[1] - one.last).total_seconds() > _SILENT_SHARE * length:
        return "silent"
    recent_share = one.recent / _SILENT_SHARE
    earlier_share = one.earlier / (1 - _SILENT_SHARE)
    if one.earlier >= _FEWEST_FOR_DROP and recent_share < _DROP * earlier_share:
        return "fewer"
    return ""
