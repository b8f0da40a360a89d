"""Cluster articles into stories: copies, near copies and updates of one text count once.

The stories do not depend on the order in which the articles are given.
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

COPY = 0.6  # share of the shorter text that is in the longer: a copy, from any outlet
_EDITED = 0.35  # less, if both texts are alike from end to end
_LIKE_EDITED = 75.0
_SAME_OUTLET = 0.8  # outlets repeat themselves: footers, templates, columns
_OTHER_DAY = 0.95  # daily notices differ only in a few words
_SAME_TITLE = 0.25  # texts with the same headline are one story only if they share this much
_NEW_FACTS = 0.15
_DISTINCT_TITLE = 12  # squashed characters; "Editorial" and "Photo news" identify no story
_DISTINCT_DENSE = 7  # in scripts that write a word in one to three characters
_LONGER = 1.5  # times the length, if the end was removed because it may be an outlet's name
_SHORT = 60
_COMPARED = 12_000
_BODY = 200
_NEAR_TITLE = 75.0
_CHAIN = timedelta(hours=24)
_RETITLED = timedelta(days=3)
_REPRINTED = timedelta(hours=48)  # copies appear within this time; later only the same text is a copy
_SAME_FIGURES = 0.7  # a daily template has other figures each day
_SEVERAL = 8  # articles of a story that a text is compared with, besides the first
_LATEST = datetime.max.replace(tzinfo=UTC)
_QUALITY = {TextSource.PAGE: 0, TextSource.CONTENT: 0, TextSource.SUMMARY: 1, TextSource.TITLE: 2}


@dataclass(frozen=True, slots=True)
class StoryCluster:
    """One story with all its articles, those of earlier digests included.

    Attributes:
        id: `s` and 12 hex digits from its first article, so it is stable over days.
        articles: first digest first, within it first published first.
        adding: numbers of the articles that add something to those before them.
    """

    id: str
    articles: tuple[MatchedArticle, ...]
    adding: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Text:
    """The parts of an article that are compared."""

    article: MatchedArticle
    key: str
    when: datetime
    title: str
    head: str
    outlets: frozenset[str]
    body: str
    marked: bool


def cluster_stories(articles: Sequence[MatchedArticle]) -> tuple[StoryCluster, ...]:
    """Cluster articles into stories, ordered by id.

    Two articles are similar if they have the same canonical URL; or the same headline (without update marks
    and outlet names) and compatible texts; or if one text contains most of the other without boilerplate
    (Broder's containment); or if one continues the other with a mark such as `[2보]` or `UPDATE 2-`. An
    article joins a story if it is similar to the first article or to half of the articles: similarity to one
    later article is not enough. Articles are processed in order of publication, so the order in which they
    are given does not matter, and a later day changes no earlier story.
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
    """Return the index of the first article of the story that a text joins, or its own for a new story."""
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
    """Return the article to show: the first that is nearly as long as the longest of the best source."""
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
    """Yield pairs to compare: neighbours with the same URL, headline or outlet, and likely copies."""
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
    """Return whether two articles tell the same story; the order of the two does not matter."""
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
    enough = inside >= least or (least == COPY and inside >= _EDITED and _are_edited(short, long))
    return len(short.body) >= _SHORT and enough and (same_day or _has_figures_of(short, long))


def _are_edited(short: _Text, long: _Text) -> bool:
    """Return whether two texts are versions of one text that differ only in a few words."""
    return fuzz.ratio(short.body, long.body, score_cutoff=_LIKE_EDITED) > 0


def _share_headline(one: _Text, other: _Text) -> bool:
    """Return whether two headlines are the same without outlet names at their ends."""
    if one.title == other.title:
        return _is_distinct(one.title)
    shared = other.head in {one.head, one.title} or one.head == other.title
    return shared and _is_distinct(min(one.head, other.head, key=len), _LONGER)


def _has_figures_of(short: _Text, long: _Text) -> bool:
    """Return whether most figures of the shorter text are in the longer."""
    figures, known = numbers(short.article.text), numbers(long.article.text)
    return len(figures & known) >= _SAME_FIGURES * len(figures)


def _is_distinct(title: str, times: float = 1.0) -> bool:
    dense = sum(character > "\u0e00" for character in title) * 2 > len(title)
    return len(title) >= times * (_DISTINCT_DENSE if dense else _DISTINCT_TITLE)


def _story(group: Sequence[_Text]) -> StoryCluster:
    """Return the story of some texts, which are in order of publication."""
    seen: list[str] = []
    known: set[str] = set()
    adding = set()
    for text in group:
        facts = numbers(without_marks(text.article.title))
        first = not seen
        if first or novelty(text.body, seen) >= _NEW_FACTS or facts - known:
            adding.add(text.article.article_id)
            seen.append(text.body)
        known |= facts | numbers(text.article.text)
    return StoryCluster(
        id="s" + blake2b(group[0].key.encode("utf-8", "replace"), digest_size=6).hexdigest(),
        articles=tuple(text.article for text in group),
        adding=frozenset(adding),
    )
