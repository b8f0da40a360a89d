"""Match one article against all topics, and explain every match and near miss.

Only topics with at least one word in the article are scored.
"""

from collections import defaultdict

from monitor.match.compile import CompiledTopic, CompiledTopics
from monitor.match.explaining import format_arithmetic, list_evidence
from monitor.match.hits import ArticleHits
from monitor.match.scoring import Outcome, score_topic
from monitor.models import UNKNOWN_OUTLET, Match, Matching, NearMiss, Outlet, is_first_words


def match_article(
    compiled: CompiledTopics, title: str, text: str, outlet: Outlet = UNKNOWN_OUTLET
) -> Matching:
    """Return the topics that an article matches and nearly matches, with the reasons.

    See `match_and_find` for the arguments.
    """
    return match_and_find(compiled, title, text, outlet)[0]


def match_and_find(
    compiled: CompiledTopics, title: str, text: str, outlet: Outlet = UNKNOWN_OUTLET
) -> tuple[Matching, ArticleHits]:
    """Return the topics that an article matches and nearly matches, and all hits of words in it.

    A near miss fails exactly one condition: points (it has at least half of them), one required group,
    nearness, or an excluded word.

    Args:
        compiled: the topics.
        title: plain text.
        text: plain text, paragraphs separated by newlines; any string is accepted.
        outlet: the publisher, if known.
    """
    if is_first_words(title, text):
        title = ""  # no headline: its words are the first of the text, and count there
    found = ArticleHits(compiled, title, text, outlet)
    outcomes = _score_all(compiled, found)
    # Finding credits is slow and most articles match nothing, so it runs only if credits could decide.
    decisive = {
        part.hit
        for one, outcome in outcomes
        if _hangs_on_words(one, outcome, found)
        for part in outcome.parts
    }
    if decisive and found.remove_credits(outlet.name, decisive):
        outcomes = _score_all(compiled, found)
    matches, near_misses = [], []
    terms = compiled.terms
    for one, outcome in outcomes:
        evidence = list_evidence(outcome, found, terms)
        arithmetic = format_arithmetic(outcome, one.threshold, terms)
        score, threshold, topic = outcome.score, one.threshold, one.topic.id
        if outcome.lacking:
            near_misses.append(NearMiss(topic, score, threshold, evidence, outcome.lacking, arithmetic))
        else:
            matches.append(Match(topic, score, threshold, evidence, arithmetic))
    return Matching(compiled.version, tuple(matches), tuple(near_misses)), found


def _hangs_on_words(topic: CompiledTopic, outcome: Outcome, found: ArticleHits) -> bool:
    """Return whether a topic matches, or would match without an excluded word."""
    # A near miss fails one condition only, so an excluded word that is present is that condition.
    return not outcome.lacking or any(word in found.hits for word in topic.exclude)


def _score_all(compiled: CompiledTopics, found: ArticleHits) -> list[tuple[CompiledTopic, Outcome]]:
    """Score each topic with a word in the article; return matches and near misses in config order."""
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
