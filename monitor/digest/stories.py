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

from monitor.digest.copies import candidates, containment, novelty, sketch
from monitor.digest.titles import has_update_mark, numbers, plain_title, squash, without_marks
from monitor.models import Backing, MatchedArticle

COPY = 0.6  # of the shorter text stands in the longer: one text, whoever prints it
_SAME_OUTLET = 0.8  # outlets repeat themselves: footers, templates, columns
_OTHER_DAY = 0.95  # and daily notices above all
_SAME_TITLE = 0.25  # one headline over two texts is one story only if the texts share something
_NEW_FACTS = 0.15
_DISTINCT_TITLE = 12  # squashed characters; "Editorial" and "Photo news" name no story
_DISTINCT_DENSE = 7  # in scripts that say a word in one to three characters
_SHORT = 60
_COMPARED = 12_000
_BODY = 200
_NEAR_TITLE = 75.0
_CHAIN = timedelta(hours=24)
_RETITLED = timedelta(days=3)
_LATEST = datetime.max.replace(tzinfo=UTC)
_QUALITY = {Backing.PAGE: 0, Backing.CONTENT: 0, Backing.SUMMARY: 1, Backing.TITLE: 2}


@dataclass(frozen=True, slots=True)
class FoldedStory:
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
    body: str
    marked: bool


def fold_stories(articles: Sequence[MatchedArticle]) -> tuple[FoldedStory, ...]:
    """Fold articles into stories, by id.

    Two articles belong together when they have one canonical URL; or one headline (marks of updates aside)
    and texts that do not contradict it; or one text contains most of the other (Broder's containment); or
    one continues the other under a mark such as `[2보]` or `UPDATE 2-`. What belongs together through a third
    belongs together, so the outcome does not depend on any order.
    """
    texts = sorted((_text(article) for article in articles), key=_first_published)
    roots = list(range(len(texts)))

    def root(index: int) -> int:
        while roots[index] != index:
            roots[index] = roots[roots[index]]
            index = roots[index]
        return index

    for one, other in _pairs(texts):
        low, high = sorted((root(one), root(other)))
        if low != high and _are_one(texts[one], texts[other]):
            roots[high] = low
    members: dict[int, list[_Text]] = defaultdict(list)
    for index, text in enumerate(texts):
        members[root(index)].append(text)
    return tuple(sorted((_story(group) for group in members.values()), key=lambda story: story.id))


def read_first(articles: Sequence[MatchedArticle]) -> MatchedArticle:
    """Choose the article of a story to be read: the first that tells nearly as much as the fullest."""
    best = min(_QUALITY[article.backing] for article in articles)
    readable = [article for article in articles if _QUALITY[article.backing] == best]
    fullest = max(len(article.text) for article in readable)
    return next(article for article in readable if len(article.text) >= 0.9 * fullest)


def _text(article: MatchedArticle) -> _Text:
    title = plain_title(article.title, article.sources)
    key = article.url or f"{title} {squash(article.text)}"
    return _Text(
        article=article,
        key=key,
        when=article.published or article.found,
        title=title,
        body=squash(article.text[:_COMPARED]),
        marked=has_update_mark(article.title),
    )


def _first_published(text: _Text) -> tuple[object, ...]:
    article = text.article
    return (article.digest_date, article.published or _LATEST, article.found, text.key, article.article_id)


def _pairs(texts: Sequence[_Text]) -> Iterator[tuple[int, int]]:
    """Yield the pairs worth comparing: neighbours under one URL, headline or outlet, and likely copies."""
    by_url: dict[str, list[int]] = defaultdict(list)
    by_title: dict[str, list[int]] = defaultdict(list)
    marked: dict[str, list[int]] = defaultdict(list)
    by_outlet: dict[str, list[int]] = defaultdict(list)
    for index, text in enumerate(texts):
        by_url[text.key].append(index)
        by_title[text.title].append(index)
        for outlet in text.article.sources[:1]:
            by_outlet[outlet].append(index)
            if text.marked:
                marked[outlet].append(index)
    for group in by_url.values():
        yield from pairwise(group)
    for group in by_title.values():
        for place, one in enumerate(group):
            yield from ((one, other) for other in group[place + 1 : place + 40])
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
    same_outlet = bool({*one.article.sources} & {*other.article.sources})
    short, long = sorted((one, other), key=lambda text: (len(text.body), text.key))
    inside = containment(short.body, long.body)
    if one.title == other.title and _is_distinct(one.title) and apart <= _RETITLED:
        return len(short.body) < _BODY or inside >= _SAME_TITLE
    if same_outlet and apart <= _CHAIN and (one.marked or other.marked):
        return fuzz.ratio(one.title, other.title) >= _NEAR_TITLE or inside >= COPY
    if len(short.body) < _SHORT:
        return False
    if not same_outlet:
        return inside >= COPY
    return inside >= (_SAME_OUTLET if apart <= _CHAIN else _OTHER_DAY)


def _is_distinct(title: str) -> bool:
    dense = sum(character > "\u0e00" for character in title) * 2 > len(title)
    return len(title) >= (_DISTINCT_DENSE if dense else _DISTINCT_TITLE)


def _story(group: Sequence[_Text]) -> FoldedStory:
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
    return FoldedStory(
        id="s" + blake2b(group[0].key.encode("utf-8", "replace"), digest_size=6).hexdigest(),
        articles=tuple(text.article for text in group),
        adding=frozenset(adding),
    )
