"""Which of what was found in a page is the text of its article.

Pure: no I/O, no clock.
"""

from collections.abc import Iterable

from lxml.html import HtmlElement

from monitor.read.page.headline_words import about
from monitor.read.page.pruning import OTHERS, Outline, Paragraph, names_of, squeezed

_HEAD = 60
_LEAST = 100
_MOST_LINES = 500
_SHORT = 250
_MISSING = 150
_MISSING_SHARE = 0.12
_COVERED = 0.6
_TOUCHED = 0.3
_LONGER = 1.05
_PART = 300
_LIVE = 2000
_NO_HOMES = {"figure", "figcaption", "form", "noscript", "video", "blockquote"}


def best_text(extracted: str, body: str, outline: Outline, title: str, *, live: bool = False) -> str:
    """Return the article: as extracted, with paragraphs that were left out, or as JSON-LD tells it.

    The longer that contains the other wins; of two that share nothing, the one that is about the headline.
    """
    whole = with_missing(extracted, outline.paragraphs)
    # A page shows the last updates of what runs all day; the rest of them would drown it.
    if len(body) < _LEAST or (live and len(whole) > _LIVE):
        return whole
    ours, theirs = squeezed(whole), squeezed(body)
    covered = _covered(whole, theirs)
    if len(theirs) <= len(ours) * _LONGER and covered >= _TOUCHED:
        return whole
    if covered >= _TOUCHED or not whole:
        return body if len(theirs) > len(ours) * _LONGER else whole
    if _covered(body, ours) >= _TOUCHED:
        return whole
    if len(body) >= _SHORT or len(body) > len(whole):
        fits, fits_body = about(whole, title), about(body, title)
        if fits_body is not False and not (fits and fits_body is None):
            return body
    return whole


def _covered(text: str, squeezed_other: str) -> float:
    """Return how much of a text stands in another, by the beginnings of its lines."""
    lines = [squeezed(line) for line in text.split("\n")[:_MOST_LINES]]
    lines = [line for line in lines if len(line) >= _HEAD // 3]
    total = sum(map(len, lines))
    return sum(len(line) for line in lines if line[:_HEAD] in squeezed_other) / total if total else 0.0


def with_missing(text: str, paragraphs: tuple[Paragraph, ...]) -> str:
    """Return a text with the paragraphs of its page that belong to it and were left out, in their order."""
    here = squeezed(text)
    heads = [squeezed(paragraph.text)[:_HEAD] for paragraph in paragraphs]
    found = [head in here for head in heads]
    missing = sum(len(p.text) for p, there in zip(paragraphs, found, strict=True) if not there)
    if missing < max(_MISSING, _MISSING_SHARE * len(here)):
        return text
    homes = _Homes((p for p, there in zip(paragraphs, found, strict=True) if there), paragraphs)
    lines = text.split("\n")
    squeezed_lines = [squeezed(line) for line in lines]
    at, added = 0, False
    for paragraph, head, there in zip(paragraphs, heads, found, strict=True):
        if there:
            at = next((n + 1 for n in range(at, len(lines)) if head in squeezed_lines[n]), at)
        elif homes.hold(paragraph):
            lines.insert(at, paragraph.text)
            squeezed_lines.insert(at, head)
            at, added = at + 1, True
    return "\n".join(line for line in lines if line) if added else text


class _Homes:
    """Where the paragraphs of an article stand."""

    def __init__(self, paragraphs: Iterable[Paragraph], all_of_them: Iterable[Paragraph]) -> None:
        self._sizes: dict[object, tuple[int, int]] = {}
        for paragraph in all_of_them:
            count, size = self._sizes.get(paragraph.parents[:1] and paragraph.parents[0], (0, 0))
            self._sizes[paragraph.parents[:1] and paragraph.parents[0]] = (
                count + 1,
                size + len(paragraph.text),
            )
        self._parents = set()
        self._kinds = set()
        self._articles: set[object] = set()
        self._above: set[HtmlElement] = set()
        for paragraph in paragraphs:
            if not paragraph.parents:
                continue
            parent = paragraph.parents[0]
            self._parents.add(parent)
            if kind := _kind(parent):
                self._kinds.add((paragraph.parents[1:2], kind))
            self._articles.update(element for element in paragraph.parents if element.tag == "article")
            self._above.update(paragraph.parents[1:2])

    def hold(self, paragraph: Paragraph) -> bool:
        """Tell whether a paragraph stands where those of the article do."""
        if not paragraph.parents or any(element.tag in _NO_HOMES for element in paragraph.parents[:3]):
            return False
        parent = paragraph.parents[0]
        if parent in self._parents:
            return True
        if any(OTHERS.search(names_of(element)) for element in paragraph.parents[:4]):
            return False
        if (paragraph.parents[1:2], _kind(parent)) in self._kinds:
            return True
        count, size = self._sizes.get(parent, (0, 0))
        return (count > 1 and size >= _PART) and any(
            element in self._articles
            or (element in self._above and element.tag in {"article", "section", "main"})
            for element in paragraph.parents[:3]
        )


def _kind(element: object) -> tuple[str, ...]:
    get = element.get  # type: ignore[attr-defined]
    names = (get("class") or "", get("itemprop") or "")
    return names if any(names) else ()
