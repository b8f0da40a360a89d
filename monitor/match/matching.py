"""Match one article against all topics, and explain every match and near miss.

Pure: no I/O, no clock. fold | find | score | explain; only topics of which a word was found are looked at.
"""

from collections import defaultdict

from monitor.match.compiling import CompiledTopic, CompiledTopics
from monitor.match.explaining import list_evidence, put_arithmetic
from monitor.match.finding import Found
from monitor.match.scoring import Outcome, score_topic
from monitor.models import Match, Matching, NearMiss

# A score below this share of the threshold is no near miss.
_NEAR_SHARE = 0.5


def match_article(compiled: CompiledTopics, title: str, text: str) -> Matching:
    """Say which topics an article matches and why, and which it all but matches and why not.

    A near miss lacks one thing only: points, though it has half of them; one required group; nearness; or the
    absence of an excluded word.

    Args:
        compiled: the topics.
        title: plain text.
        text: plain text, paragraphs separated by newlines; any string, however broken.
    """
    found = Found(compiled, title, text)
    touched: dict[int, list[int]] = defaultdict(list)
    for word in found.hits:
        for place in compiled.topics_of[word]:
            touched[place].append(word)
    matches, near_misses = [], []
    for place in sorted(touched):
        topic = compiled.topics[place]
        outcome = score_topic(topic, found, touched[place], compiled.terms)
        if not outcome.lacking:
            matches.append(_match(topic, outcome, found, compiled.terms))
        elif _is_near(topic, outcome):
            near_misses.append(_near_miss(topic, outcome, found, compiled.terms))
    return Matching(compiled.version, tuple(matches), tuple(near_misses))


def _is_near(topic: CompiledTopic, outcome: Outcome) -> bool:
    return len(outcome.lacking) == 1 and outcome.score >= topic.topic.threshold * _NEAR_SHARE


def _match(topic: CompiledTopic, outcome: Outcome, found: Found, terms: tuple[str, ...]) -> Match:
    return Match(
        topic.topic.id,
        outcome.score,
        topic.topic.threshold,
        list_evidence(outcome, found, terms),
        put_arithmetic(topic, outcome, terms),
    )


def _near_miss(topic: CompiledTopic, outcome: Outcome, found: Found, terms: tuple[str, ...]) -> NearMiss:
    return NearMiss(
        topic.topic.id,
        outcome.score,
        topic.topic.threshold,
        list_evidence(outcome, found, terms),
        outcome.lacking,
        put_arithmetic(topic, outcome, terms),
    )
