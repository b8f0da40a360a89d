"""Find verdicts that an edit of the topics contradicts: a lost article judged yes, a new match judged no."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from monitor.match.compile import CompiledTopics
from monitor.match.matching import match_article
from monitor.match.missed.why_not import explain_article
from monitor.models import Answer, Match, Matching, TextToMatch


@dataclass(frozen=True, slots=True)
class JudgedText:
    """An article with the verdicts on it.

    Attributes:
        text: title, text and outlet.
        answers: the verdicts, by topic.
        before: the matches before the edit, as far as they are known.
    """

    text: TextToMatch
    answers: Mapping[str, Answer]
    before: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """An article whose match an edit changed against the verdict.

    Attributes:
        article_id: its number in the archive.
        lost: it was judged yes and no longer matches; otherwise it was judged no and matches now.
        keyword: the keyword that made it match, before the edit or now; "" if a query did.
        removed: the topic no longer has this keyword.
        reason: what it lacks now, or how it scores now.
    """

    article_id: int
    title: str
    topic: str
    lost: bool
    keyword: str
    removed: bool
    reason: str


def verdict_changes(
    judged: Iterable[JudgedText], old: CompiledTopics | None, new: CompiledTopics
) -> Iterator[VerdictChange]:
    """Yield the verdicts that the new topics contradict and the old ones did not.

    Args:
        judged: the articles with verdicts.
        old: the topics before the edit; None to go by `JudgedText.before`.
        new: the edited topics.
    """
    terms = {one.topic.id: {word.term.strip() for word in one.topic.keywords} for one in new.topics}
    for one in judged:
        now = _match(new, one.text)
        matches = {match.topic: match for match in now.matches}
        before = {match.topic: match for match in (_match(old, one.text).matches if old else one.before)}
        for topic, answer in one.answers.items():
            if topic not in terms:
                continue
            if answer is Answer.YES and topic in before and topic not in matches:
                keyword, removed = _responsible(before[topic], terms[topic])
                reason, lost = _lacking(new, one.text, topic, now), True
            elif answer is Answer.NO and topic in matches and topic not in before:
                keyword, removed = _responsible(matches[topic], terms[topic])
                reason, lost = matches[topic].arithmetic, False
            else:
                continue
            yield VerdictChange(
                one.text.article_id, one.text.title, topic, lost, keyword, removed and lost, reason
            )


def _match(compiled: CompiledTopics, text: TextToMatch) -> Matching:
    return match_article(compiled, text.title, text.text, text.outlet)


def _responsible(match: Match, terms: set[str]) -> tuple[str, bool]:
    """Return the keyword with most points, and whether it was removed; a removed one comes first."""
    scoring = [one.keyword for one in match.evidence if one.points > 0 and not one.group]
    removed = [keyword for keyword in scoring if keyword not in terms]
    return (removed or scoring or [""])[0], bool(removed)


def _lacking(new: CompiledTopics, text: TextToMatch, topic: str, now: Matching) -> str:
    near = next((miss for miss in now.near_misses if miss.topic == topic), None)
    if near is not None:
        return "; ".join(near.lacking)
    explained = explain_article(new, text.title, text.text, text.outlet)
    return "; ".join(next(one.lacking for one in explained.topics if one.topic == topic))
