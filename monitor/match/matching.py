"""Match one article against all topics, and explain every match and near miss.

Pure: no I/O, no clock. fold | find | score | explain; only topics of which a word was found are looked at.
"""

from collections import defaultdict

from monitor.match.compiling import CompiledTopics
from monitor.match.explaining import list_evidence, put_arithmetic
from monitor.match.finding import Found
from monitor.match.scoring import score_topic
from monitor.models import Match, Matching, NearMiss, is_first_words


def match_article(compiled: CompiledTopics, title: str, text: str) -> Matching:
    """Say which topics an article matches and why, and which it all but matches and why not.

    A near miss lacks one thing only: points, though it has half of them; one required group; nearness; or the
    absence of an excluded word.

    Args:
        compiled: the topics.
        title: plain text.
        text: plain text, paragraphs separated by newlines; any string, however broken.
    """
    if is_first_words(title, text):
        title = ""  # no headline: its words stand in the text, and count there
    found = Found(compiled, title, text)
    touched: dict[int, list[int]] = defaultdict(list)
    for word in found.hits:
        for place in compiled.topics_of[word]:
            touched[place].append(word)
    matches, near_misses = [], []
    terms = compiled.terms
    for place in sorted(touched):
        one = compiled.topics[place]
        outcome = score_topic(one, found, touched[place], terms)
        if outcome is None:
            continue
        evidence = list_evidence(outcome, found, terms)
        arithmetic = put_arithmetic(outcome, one.threshold, terms)
        score, threshold, topic = outcome.score, one.threshold, one.topic.id
        if outcome.lacking:
            near_misses.append(NearMiss(topic, score, threshold, evidence, outcome.lacking, arithmetic))
        else:
            matches.append(Match(topic, score, threshold, evidence, arithmetic))
    return Matching(compiled.version, tuple(matches), tuple(near_misses))
