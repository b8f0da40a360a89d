"""The JSON objects of what an article has and lacks of a topic."""

from typing import Any

from monitor.match.missed.why_not import TopicExplanation
from monitor.models import Evidence


def topic_document(one: TopicExplanation) -> dict[str, Any]:
    """Return the JSON object of what an article has and lacks of one topic."""
    return {
        "topic": one.topic,
        "result": one.result,
        "score": one.score,
        "threshold": one.threshold,
        "arithmetic": one.arithmetic,
        "keywords": list(one.keywords),
        "groups": list(one.groups),
        "lacking": list(one.lacking),
        "almost": [{"keyword": almost.keyword, "because": almost.because} for almost in one.almost],
        "evidence": [evidence_document(evidence) for evidence in one.evidence],
    }


def evidence_document(evidence: Evidence) -> dict[str, Any]:
    """Return the JSON object of one keyword in an article."""
    return {
        "field": evidence.field,
        "keyword": evidence.keyword,
        "form": evidence.form,
        "quote": evidence.quote,
        "start": evidence.start,
        "end": evidence.end,
        "hit_start": evidence.hit_start,
        "hit_end": evidence.hit_end,
        "count": evidence.count,
        "weight": evidence.weight,
        "points": evidence.points,
        "group": evidence.group,
    }
