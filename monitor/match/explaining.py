"""Explain in words and quotes why an article matches, or nearly matches, a topic."""

from functools import lru_cache
from typing import Literal

from monitor.match.hits import TITLE, ArticleHits, ScoredKeyword
from monitor.match.scoring import BODY_FACTOR, Outcome, saturate
from monitor.models import Evidence


def list_evidence(outcome: Outcome, found: ArticleHits, terms: tuple[str, ...]) -> tuple[Evidence, ...]:
    """Return the evidence of an outcome, each item with the sentence around it."""
    # A list, not a generator: it takes half the time, and many articles match dozens of topics.
    shown = [
        (found.group_evidence.get(part.group) or _show_group(part, found, terms))
        if part.group
        else _show(part, found, terms)
        for part in outcome.parts
    ]
    return tuple(shown)


def format_arithmetic(outcome: Outcome, threshold: float, terms: tuple[str, ...]) -> str:
    """Return the sum as text: `extradit* 10 x 1.5 (title) + prosecutor 4 = 19 >= 10`."""
    score = outcome.score
    if outcome.by_query:
        sum_text = "the query holds" if score >= threshold else "the query holds in part"
    else:
        sum_text = ""
        for word, hit, times, weight, factor, points, _ in outcome.parts:
            if points:
                joint = " + " if sum_text else ""
                sum_text = f"{sum_text}{joint}{terms[word]} {_format_factors(weight, factor, hit[0], times)}"
    return f"{sum_text or '0'}{_format_sum(score, threshold)}"


@lru_cache(maxsize=4096)
def _format_factors(weight: float, factor: float, field: int, times: int) -> str:
    words = [f"{weight:g}"]
    if factor != BODY_FACTOR:
        words.append(f"x {factor:g} ({'title' if field == TITLE else 'lead'})")
    if times > 1:
        words.append(f"x {saturate(times):.4g} ({times} times)")
    return " ".join(words)


@lru_cache(maxsize=4096)
def _format_sum(score: float, threshold: float) -> str:
    return f" = {score:g} {'>=' if score >= threshold else '<'} {threshold:g}"


def _show_group(part: ScoredKeyword, found: ArticleHits, terms: tuple[str, ...]) -> Evidence:
    """Return the evidence of a required group; cached, because many topics may require it."""
    shown = found.group_evidence[part.group] = _show(part, found, terms)
    return shown


def _show(part: ScoredKeyword, found: ArticleHits, terms: tuple[str, ...]) -> Evidence:
    word, (number, first, last), times, weight, _, points, group = part
    normalized = found.fields[number]
    hit_start, hit_end = normalized.original_span(first, last)
    start, end, quote = found.sentences[number].quote(hit_start, hit_end)
    field: Literal["title", "lead", "body"] = "title"
    if number != TITLE:
        field = "lead" if found.in_lead(first) else "body"
    return Evidence(
        field,
        terms[word],
        normalized.original[hit_start:hit_end],
        quote,
        start,
        end,
        hit_start,
        hit_end,
        times,
        weight,
        points,
        group,
    )
