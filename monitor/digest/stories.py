"""Articles folded into stories: copies, near copies and updates of one text count once.

Pure: no I/O, no clock; the stories do not depend on the order in which articles are given.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import pairwise

from rapidfuzz import fuzz

from monitor.digest.boilerplate import without_boilerplate
from monitor.digest.near_duplicates import candidates, containment, novelty, sketch
from monitor.digest.titles import (
    has_update_mark,
    headline,
    numbers,
    outlet_key,
    plain_title,
    squash,
    without_marks,
)
from monitor.models import MatchedArticle, TextSource

COPY = 0.6  # of the shorter text stands in the longer: one text, whoever prints it
_SAME_OUTLET = 0.8  # outlets repeat themselves: footers, templates, columns
_OTHER_DAY = 0.95  # and daily notices above all
_SAME_TITLE = 0.25  # one headline over two texts is one story only if the texts share something
_NEW_FACTS = 0.15
_DISTINCT_TITLE = 12  # squashed characters; "Editorial" and "Photo news" name no story
_DISTINCT_DENSE = 7  # in scripts that say a word in one to three characters
_LONGER = 1.5  # as distinct a headline must be whose end was taken for an outlet's name
_SHORT = 60
_COMPARED = 12_000
_BODY = 200
_NEAR_TITLE = 75.0
_CHAIN = timedelta(hours=24)
_RETITLED = timedelta(days=3)
_REPRINTED = timedelta(hours=48)  # a copy is printed within it; what comes later must be the same text
_SAME_FIGURES = 0.7  # a template is filled with other figures each day
_SEVERAL = 8  # members of a story that a text is compared with, beside its first
_LATEST = datetime.max.replace(tzinfo=UTC)
_QUALITY = {TextSource.PAGE: 0, TextSource.CONTENT: 0, TextSource.SUMMARY: 1, TextSource.TITLE: 2}


@dataclass(frozen=True, slots=True)
class StoryCluster:
    """One story with all its articles, those of earlier digests included.

    Attributes:
        id: `s` and 12 hex digits, made of its first article, so stable over days.
        articles: first digest first, within it first published first.
        adding: numbers of the articles that brought something that none before them had.
    """

    id: str
    articles: tuple[MatchedArticle, ...]
    adding: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Text:
    """What of an article is compared."""

    article: MatchedArticle
    key: str
    when: datetime
    title: str
    head: str
    outlets: frozenset[str]
    body: str
    marked: bool


def cluster_stories(articles: Sequence[MatchedArticle]) -> tuple[StoryCluster, ...]:
    """Fold articles into stories, by id.

    Two articles are alike when they have one canonical URL; or one headline (marks of updates and the names
    of outlets aside) and texts that do not contradict it; or one text contains most of the other (Broder's
    containment), boilerplate aside; or one continues the other under a mark such as `[2보]` or `UPDATE 2-`.
    An article belongs to the story whose first article it is like, or half of whose articles: a chain of
    likeness is no story. Articles are taken in order of publication, so the outcome does not depend on the
    order in which they are given, and a later day changes no story of an earlier one.
    """
    ordered = sorted(articles, key=_publication)
    bodies = without_boilerplate(
        [article.text[:_COMPARED] for article in ordered],
        [article.published or article.found for article in ordered],
    )
    texts = [_text(article, body) for article, body in zip(ordered, bodies, strict=True)]
    beside: dict[int, set[int]] = defaultdict(set)
    for one, other in _pairs(texts):
        beside[max(one, other)].add(min(one, other))
    home: list[int] = []
    members: dict[int, list[int]] = {}
    for index in range(len(texts)):
        found = _home(index, sorted({home[other] for other in beside[index]}), members, texts)
        home.append(found)
        members.setdefault(found, []).append(index)
    stories = (_story([texts[index] for index in group]) for group in members.values())
    return tuple(sorted(stories, key=lambda story: story.id))


def _home(index: int, stories: Sequence[int], members: dict[int, list[int]], texts: Sequence[_Text]) -> int:
    """Choose the earliest story that a text belongs to, by the place of its first article; else its own."""
    text = texts[index]
    for first in stories:
        if any(texts[other].key == text.key for other in members[first]):
            return first
    for first in stories:
        if _are_one(texts[first], text):
            return first
    for first in stories:
        others = members[first][1:]
        some = others if len(others) <= _SEVERAL else others[-_SEVERAL:]
        alike = sum(_are_one(texts[other], text) for other in some)
        if alike * 2 >= len(some) + 1:
            return first
    return index


def read_first(articles: Sequence[MatchedArticle]) -> MatchedArticle:
    """Choose the article of a story to be read: the first that tells nearly as much as the fullest."""
    best = min(_QUALITY[article.text_source] for article in articles)
    readable = [article for article in articles if _QUALITY[article.text_source] == best]
    fullest = max(len(article.text) for article in readable)
    return next(article for article in readable if len(article.text) >= 0.9 * fullest)


def _publication(article: MatchedArticle) -> tuple[object, ...]:
    return (
        article.digest_date, article.published or _LATEST, article.found, _key(article), article.article_id
    )  # fmt: skip


def _key(article: MatchedArticle) -> str:
    return article.url or f"{plain_title(article.title, article.sources)} {squash(article.text)}"


def _text(article: MatchedArticle, body: str) -> _Text:
    return _Text(
        article=article,
        key=_key(article),
        when=article.published or article.found,
        title=plain_title(article.title, article.sources),
        head=headline(article.title),
        outlets=frozenset(map(outlet_key, article.sources)),
        body=body,
        marked=has_update_mark(article.title),
    )


def _pairs(texts: Sequence[_Text]) -> Iterator[tuple[int, int]]:
    """Yield the pairs worth comparing: neighbours under one URL, headline or outlet, and likely copies."""
    by_url: dict[str, list[int]] = defaultdict(list)
    by_title: dict[str, list[int]] = defaultdict(list)
    marked: dict[str, list[int]] = defaultdict(list)
    by_outlet: dict[str, list[int]] = defaultdict(list)
    for index, text in enumerate(texts):
        by_url[text.key].append(index)
        for title in {text.title, text.head}:
            by_title[title].append(index)
        for outlet in text.article.sources[:1]:
            by_outlet[outlet].append(index)
            if text.marked:
                marked[outlet].append(index)
    for group in by_url.values():
        yield from pairwise(group)
    for group in by_title.values():
        for place, one in enumerate(group):
            yield from ((one, other) for other in group[place + 1 : place + 40])
        yield from ((group[0], other) for other in group[40:])
    yield from candidates([sketch(text.body) for text in texts])
    for outlet, updates in marked.items():
        for update in updates:
            when = texts[update].when
            yield from (
                (update, other)
                for other in by_outlet[outlet]
                if other != update and abs(texts[other].when - when) <= _CHAIN
            )


def _are_one(one: _Text, other: _Text) -> bool:
    """Tell whether two articles tell the same story, from whichever side one looks."""
    if one.key == other.key:
        return True
    apart = abs(one.when - other.when)
    same_outlet = bool(one.outlets & other.outlets)
    short, long = sorted((one, other), key=lambda text: (len(text.body), text.key))
    inside = containment(short.body, long.body)
    same_day = apart <= _CHAIN
    if apart <= _RETITLED and _share_headline(one, other):
        if same_outlet and not same_day:
            return inside >= _OTHER_DAY
        agree = len(short.body) < _BODY or inside >= _SAME_TITLE
        return agree and (same_day or _has_figures_of(short, long))
    if same_outlet and same_day and (one.marked or other.marked):
        return fuzz.ratio(one.title, other.title) >= _NEAR_TITLE or inside >= COPY
    least = _SAME_OUTLET if same_outlet else COPY
    if apart > _REPRINTED or (same_outlet and not same_day):
        least = _OTHER_DAY
    return len(short.body) >= _SHORT and inside >= least and (same_day or _has_figures_of(short, long))


def _share_headline(one: _Text, other: _Text) -> bool:
    """Tell whether two headlines are one, the names of outlets at their ends aside."""
    if one.title == other.title:
        return _is_distinct(one.title)
    shared = other.head in {one.head, one.title} or one.head == other.title
    return shared and _is_distinct(min(one.head, other.head, key=len), _LONGER)


def _has_figures_of(short: _Text, long: _Text) -> bool:
    """Tell whether most figures of the shorter text stand in the longer."""
    figures, known = numbers(short.article.text), numbers(long.article.text)
    return len(figures & known) >= _SAME_FIGURES * len(figures)


def _is_distinct(title: str, times: float = 1.0) -> bool:
    dense = sum(character > "\u0e00" for character in title) * 2 > len(title)
    return len(title) >= times * (_DISTINCT_DENSE if dense else _DISTINCT_TITLE)


def _story(group: Sequence[_Text]) -> StoryCluster:
    """Make a story of the texts that belong together, given in order of publication."""
    told: list[str] = []
    known: set[str] = set()
    adding = set()
    for text in group:
        facts = numbers(without_marks(text.article.title))
        first = not told
        if first or novelty(text.body, told) >= _NEW_FACTS or facts - known:
            adding.add(text.article.article_id)
            told.append(text.body)
        known |= facts | numbers(text.article.text)
    return StoryCluster(
        id="s" + blake2b(group[0].key.encode("utf-8", "replace"), digest_size=6).hexdigest(),
        articles=tuple(text.article for text in group),
        adding=frozenset(adding),
    )
