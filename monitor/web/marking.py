"""Mark the hits in a text from the web."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from monitor.models import Evidence
from monitor.text_safety import replace_unsafe


def marked(text: str, spans: Iterable[tuple[int, int]]) -> Markup:
    """Return a text as HTML with a `mark` around each span; overlapping spans become one.

    Spans outside the text are ignored; unsafe characters are removed.
    """
    parts, done = list[Markup](), 0
    for start, end in _merged(spans, len(text)):
        parts += [_plain(text[done:start]), Markup("<mark>{}</mark>").format(_plain(text[start:end]))]
        done = end
    return Markup("").join([*parts, _plain(text[done:])])


def mark_evidence(evidence: Sequence[Evidence]) -> Markup:
    """Return the quote of the first evidence, with all hits that are inside it."""
    if not evidence:
        return Markup("")
    first = evidence[0]
    spans = [
        (one.hit_start - first.start, one.hit_end - first.start)
        for one in evidence
        if (one.field == "title") == (first.field == "title")
    ]
    return marked(first.quote, spans)


def paragraphs(text: str, spans: Iterable[tuple[int, int]]) -> list[Markup]:
    """Return the paragraphs of a text with marked hits; empty lines are left out."""
    merged, place, found = _merged(spans, len(text)), 0, list[Markup]()
    for line in text.split("\n"):
        end = place + len(line)
        if line.strip():
            inside = [
                (max(start, place) - place, min(stop, end) - place)
                for start, stop in merged
                if start < end and stop > place
            ]
            found.append(marked(line, inside))
        place = end + 1
    return found


def _merged(spans: Iterable[tuple[int, int]], size: int) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if not 0 <= start < end <= size:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _plain(text: str) -> Markup:
    return escape(replace_unsafe(text).replace("\r", ""))
