"""Choose the text of an article between the extracted text, missed paragraphs, and JSON-LD."""

from collections.abc import Iterable

from lxml.html import HtmlElement

from monitor.read.cleaning import without_whitespace
from monitor.read.page.headline_words import mentions_headline
from monitor.read.page.pruning import OTHERS, Outline, Paragraph, class_and_id

_HEAD = 60
_SHORTEST_BODY = 100
_MOST_LINES = 500
_SHORT = 250
_MIN_MISSING = 150
_MISSING_SHARE = 0.12
_TOUCHED = 0.3
_LONGER = 1.05
_PART = 300
_LONG_LIVE_TEXT = 2000
_NOT_ARTICLE = {"figure", "figcaption", "form", "noscript", "video", "blockquote"}


def choose_body(extracted: str, body: str, outline: Outline, title: str, *, live: bool = False) -> str:
    """Return the article text: as extracted, with paragraphs that were missed, or the body from JSON-LD.

    If one contains the other, the longer one wins. If they share nothing, the one about the headline wins.
    """
    whole = add_missing_paragraphs(extracted, outline.paragraphs)
    # A live page shows its latest updates; JSON-LD with all older ones would be far too long.
    if len(body) < _SHORTEST_BODY or (live and len(whole) > _LONG_LIVE_TEXT):
        return whole
    ours, theirs = without_whitespace(whole), without_whitespace(body)
    covered = _overlap(whole, theirs)
    if len(theirs) <= len(ours) * _LONGER and covered >= _TOUCHED:
        return whole
    if covered >= _TOUCHED or not whole:
        return body if len(theirs) > len(ours) * _LONGER else whole
    if _overlap(body, ours) >= _TOUCHED:
        return whole
    if len(body) >= _SHORT or len(body) > len(whole):
        fits, fits_body = mentions_headline(whole, title), mentions_headline(body, title)
        if fits_body is not False and not (fits and fits_body is None):
            return body
    return whole


def _overlap(text: str, squeezed_other: str) -> float:
    """Return the share of a text whose lines begin like text in the other."""
    lines = [without_whitespace(line) for line in text.split("\n")[:_MOST_LINES]]
    lines = [line for line in lines if len(line) >= _HEAD // 3]
    total = sum(map(len, lines))
    return sum(len(line) for line in lines if line[:_HEAD] in squeezed_other) / total if total else 0.0


def add_missing_paragraphs(text: str, paragraphs: tuple[Paragraph, ...]) -> str:
    """Return a text with the paragraphs that the extractor missed, in page order."""
    here = without_whitespace(text)
    # Paragraphs have single spaces: twice as many characters hold enough letters.
    heads = [without_whitespace(paragraph.text[: 2 * _HEAD])[:_HEAD] for paragraph in paragraphs]
    found = [head in here for head in heads]
    missing = sum(len(p.text) for p, there in zip(paragraphs, found, strict=True) if not there)
    if missing < max(_MIN_MISSING, _MISSING_SHARE * len(here)):
        return text
    parents = _ArticleParents((p for p, there in zip(paragraphs, found, strict=True) if there), paragraphs)
    lines = text.split("\n")
    squeezed_lines = [without_whitespace(line) for line in lines]
    at, added = 0, False
    for paragraph, head, there in zip(paragraphs, heads, found, strict=True):
        if there:
            at = next((n + 1 for n in range(at, len(lines)) if head in squeezed_lines[n]), at)
        elif parents.contains(paragraph):
            lines.insert(at, paragraph.text)
            squeezed_lines.insert(at, head)
            at, added = at + 1, True
    return "\n".join(line for line in lines if line) if added else text


class _ArticleParents:
    """The elements that hold the paragraphs of an article."""

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
            if kind := _class_and_itemprop(parent):
                self._kinds.add((paragraph.parents[1:2], kind))
            self._articles.update(element for element in paragraph.parents if element.tag == "article")
            self._above.update(paragraph.parents[1:2])

    def contains(self, paragraph: Paragraph) -> bool:
        """Return whether a paragraph is in an element that holds the article."""
        if not paragraph.parents or any(element.tag in _NOT_ARTICLE for element in paragraph.parents[:3]):
            return False
        parent = paragraph.parents[0]
        if parent in self._parents:
            return True
        if any(OTHERS.search(class_and_id(element)) for element in paragraph.parents[:4]):
            return False
        if (paragraph.parents[1:2], _class_and_itemprop(parent)) in self._kinds:
            return True
        count, size = self._sizes.get(parent, (0, 0))
        return (count > 1 and size >= _PART) and any(
            element in self._articles
            or (element in self._above and element.tag in {"article", "section", "main"})
            for element in paragraph.parents[:3]
        )


def _class_and_itemprop(element: object) -> tuple[str, ...]:
    get = element.get  # type: ignore[attr-defined]
    names = (get("class") or "", get("itemprop") or "")
    return names if any(names) else ()
