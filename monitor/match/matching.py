"""Match one article against all topics, and explain every match and near miss.

Pure: no I/O, no clock. fold | find | score | explain; only topics of which a word was found are looked at.
"""

from collections import defaultdict

from monitor.match.compile import CompiledTopic, CompiledTopics
from monitor.match.explaining import list_evidence, put_arithmetic
from monitor.match.hits import ArticleHits
from monitor.match.scoring import Outcome, score_topic
from monitor.models import UNKNOWN_OUTLET, Match, Matching, NearMiss, Outlet, is_first_words


def match_article(
    compiled: CompiledTopics, title: str, text: str, outlet: Outlet = UNKNOWN_OUTLET
) -> Matching:
    """Say which topics an article matches and why, and which it all but matches and why not.

    A near miss lacks one thing only: points, though it has half of them; one required group; nearness; or the
    absence of an excluded word.

    Args:
        compiled: the topics.
        title: plain text.
        text: plain text, paragraphs separated by newlines; any string, however broken.
        outlet: who published it, as far as that is known.
    """
    if is_first_words(title, text):
        title = ""  # no headline: its words stand in the text, and count there
    found = ArticleHits(compiled, title, text, outlet)
    outcomes = _score_all(compiled, found)
    # Most articles are about nothing that is watched: credits are looked for where they would decide.
    decisive = {
        part.hit for one, outcome in outcomes if _hangs_on_words(one, outcome) for part in outcome.parts
    }
    if decisive and found.leave_credits(outlet.name, decisive):
        outcomes = _score_all(compiled, found)
    matches, near_misses = [], []
    terms = compiled.terms
    for one, outcome in outcomes:
        evidence = list_evidence(outcome, found, terms)
        arithmetic = put_arithmetic(outcome, one.threshold, terms)
        score, threshold, topic = outcome.score, one.threshold, one.topic.id
        if outcome.lacking:
            near_misses.append(NearMiss(topic, score, threshold, evidence, outcome.lacking, arithmetic))
        else:
            matches.append(Match(topic, score, threshold, evidence, arithmetic))
    return Matching(compiled.version, tuple(matches), tuple(near_misses))


def _hangs_on_words(topic: CompiledTopic, outcome: Outcome) -> bool:
    """Tell whether a topic matches, or would match without a word that excludes it."""
    return not outcome.lacking or bool(topic.exclude)


def _score_all(compiled: CompiledTopics, found: ArticleHits) -> list[tuple[CompiledTopic, Outcome]]:
    """Score each topic of which a word was found; keep those that match or nearly do, in config order."""
    touched: dict[int, list[int]] = defaultdict(list)
    for word in found.hits:
        for place in compiled.topics_of[word]:
            touched[place].append(word)
    outcomes = []
    for place in sorted(touched):
        one = compiled.topics[place]
        outcome = score_topic(one, found, touched[place], compiled.terms)
        if outcome is not None:
            outcomes.append((one, outcome))
    return outcomes
