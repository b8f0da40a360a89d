"""Quotes: the sentence that says most about a match, with its hits marked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.digest.render.clean import one_line
from monitor.models import Evidence

_LATIN = re.compile("[0-9A-Za-z\u00c0-\u024f\u1e00-\u1eff]")


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a quote: a hit, or the text between hits."""

    text: str
    is_hit: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim quote, split at the start and end of each hit."""

    segments: tuple[Segment, ...]


def best_evidence(evidence: Sequence[Evidence]) -> Evidence | None:
    """Return the evidence whose sentence of the text has hits with the most points, or None without one."""
    body = [found for found in evidence if found.field != "title"]
    return max(body, key=lambda quoted: _worth(quoted, evidence), default=None)


def marked_quote(quoted: Evidence, evidence: Sequence[Evidence]) -> Quote:
    """Return the sentence of an evidence with the hits of all."""
    return cut(quoted.quote, [span for found in evidence for span in _spans(quoted, found)])


def _worth(quoted: Evidence, evidence: Sequence[Evidence]) -> float:
    return sum(found.points for found in evidence if _spans(quoted, found))


def _spans(quoted: Evidence, found: Evidence) -> list[tuple[int, int]]:
    """Return the spans of a keyword in a quote: its own hit, and every other occurrence of the same form.

    Evidence holds one place per keyword, often in the headline, but readers expect marks in the sentence too.
    """
    spans = [match.span() for match in _as_word(found.form).finditer(quoted.quote)] if found.form else []
    if found.field != "title" and quoted.start <= found.hit_start < found.hit_end <= quoted.end:
        spans.append((found.hit_start - quoted.start, found.hit_end - quoted.start))
    return spans


def _as_word(form: str) -> re.Pattern[str]:
    """Return a pattern for a form: a whole word in Latin script, a substring in other scripts."""
    before = r"(?<!\w)" if _LATIN.match(form) else ""
    after = r"(?!\w)" if _LATIN.match(form[-1]) else ""
    return re.compile(before + re.escape(form) + after, re.IGNORECASE)


def cut(text: str, spans: Sequence[tuple[int, int]]) -> Quote:
    """Split a text at its hits. Overlapping hits are merged; hits outside the text are ignored."""
    segments: list[Segment] = []
    done = len(text) - len(text.lstrip())
    for start, end in sorted(spans):
        if not 0 <= start < end <= len(text) or end <= done:
            continue
        hit = _soft(text[max(start, done) : end])
        if segments and start <= done:
            segments[-1] = Segment(segments[-1].text + hit, is_hit=True)
        else:
            segments += [Segment(_soft(text[done:start])), Segment(hit, is_hit=True)]
        done = end
    segments.append(Segment(_soft(text[done:]).rstrip()))
    return Quote(tuple(segment for segment in segments if segment.text))


def _soft(text: str) -> str:
    """Clean a part of a quote like `one_line`, but keep the spaces at its ends."""
    return one_line(f"|{text}|")[1:-1]
