"""Put into words and quotes why an article matches a topic, or all but does.

Pure: no I/O, no clock.
"""

from typing import Literal

from monitor.match.compiling import CompiledTopic
from monitor.match.finding import TITLE, Found, Hit, Place
from monitor.match.quoting import cut_quote
from monitor.match.scoring import BODY_FACTOR, Outcome, Part, saturate
from monitor.models import Evidence


def list_evidence(outcome: Outcome, found: Found, terms: tuple[str, ...]) -> tuple[Evidence, ...]:
    """Return the evidence of an outcome, each with the sentence that it stands in."""
    return tuple(
        _show_group(part, found, terms) if part.group else _show(part, found, terms) for part in outcome.parts
    )


def put_arithmetic(compiled: CompiledTopic, outcome: Outcome, terms: tuple[str, ...]) -> str:
    """Return the sum in words: `extradit* 10 x 1.5 (title) + prosecutor 4 = 19 >= 10`."""
    threshold = compiled.topic.threshold
    sign = ">=" if outcome.score >= threshold else "<"
    if outcome.by_query:
        said = "the query holds" if outcome.score >= threshold else "the query holds in part"
        return f"{said} = {outcome.score:g} {sign} {threshold:g}"
    scoring = [part for part in outcome.parts if part.points]
    terms_of_sum = " + ".join(_sum_of(part, found_term=terms[part.word]) for part in scoring) or "0"
    return f"{terms_of_sum} = {outcome.score:g} {sign} {threshold:g}"


def _sum_of(part: Part, found_term: str) -> str:
    words = [found_term, f"{part.weight:g}"]
    if part.factor != BODY_FACTOR:
        words.append(f"x {part.factor:g} ({'title' if part.hit[0] == TITLE else 'lead'})")
    if part.times > 1:
        words.append(f"x {saturate(part.times):.4g} ({part.times} times)")
    return " ".join(words)


def _show_group(part: Part, found: Found, terms: tuple[str, ...]) -> Evidence:
    """Show the word of a required group; kept, because many topics may require it."""
    shown = found.group_evidence.get(part.group)
    if shown is None:
        shown = found.group_evidence[part.group] = _show(part, found, terms)
    return shown


def _show(part: Part, found: Found, terms: tuple[str, ...]) -> Evidence:
    field, form, quote, start, end, hit_start, hit_end = found.quoted.get(part.hit) or _quote(part.hit, found)
    return Evidence(
        field=field,
        keyword=terms[part.word],
        form=form,
        quote=quote,
        start=start,
        end=end,
        hit_start=hit_start,
        hit_end=hit_end,
        count=part.times,
        weight=part.weight,
        points=part.points,
        group=part.group,
    )


def _quote(hit: Hit, found: Found) -> Place:
    """Return where a hit stands and its quote; kept, because one hit often speaks for several topics."""
    number, first, last = hit
    folded = found.fields[number]
    hit_start, hit_end = folded.original_span(first, last)
    start, end = cut_quote(folded.original, hit_start, hit_end)
    field: Literal["title", "lead", "body"] = "title"
    if number != TITLE:
        field = "lead" if found.in_lead(hit) else "body"
    form, quote = folded.original[hit_start:hit_end], folded.original[start:end]
    place = (field, form, quote, start, end, hit_start, hit_end)
    found.quoted[hit] = place
    return place
