"""Find which links of a page are its list of articles, by the structure that a list repeats.

The items of a list have the same path of elements and classes. Links are grouped by that path, and groups are
scored: long titles, links with a number, date or many words, dates beside them, headings. Navigation,
footers, rankings ("most read") and related links are left out by their names and headings.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import parse_qsl, unquote, urlsplit

from lxml.html import HtmlElement

from monitor.read.listing.anchors import Anchor, heading_beside, is_more, line_of, title_weight
from monitor.read.listing.page_regions import PageRegions

_FEWEST = 3
_LEVELS = 12
_CONTAINER_LEVELS = 8
_SHORT_TITLE, _SENTENCE = 8.0, 26.0
_HALF = 0.5
_LABEL_SHARE = 0.15  # of all links
_STATES = frozenset(
    [
        "first",
        "last",
        "odd",
        "even",
        "active",
        "current",
        "selected",
        "on",
        "off",
        "alt",
        "new",
        "hot",
        "top",
        "hover",
        "open",
        "row",
        "clearfix",
        "cf",
        "left",
        "right",
    ]
)
_NOT_ARTICLES = re.compile(
    r"(?:^|/)(?:tags?|topics?|categor(?:y|ies)|author|authors|writers?|reporters?|search|login|signup|register|about(?:-us)?|contact(?:-us)?|"
    r"privacy\S*|terms\S*|subscribe|newsletters?|advertis\w*|sitemap|rss|feeds?|archives?|downloads?(?:\.\w+)?|file_?down\w*|attach\w*|print|share|comments?|page|pages|label|user|users|member|profile|jobs?|careers?|faq)"
    r"(?:/|$|\.)",
    re.IGNORECASE,
)
# Pages about the site, which footers list: "/privacy-policy/", "/about-us.html".
_SITE_PAGES = re.compile(
    r"(?:^|/)(?:privacy|terms|cookies?|contacts?|about|imprint|impressum|accessibility|disclaimer|copyright|legal|advertise)"
    r"(?:-(?:us|policy|notice|statement|page|and|of|with|the)(?:-[\w-]*)?)?/?(?:\.\w{2,5})?$",
    re.IGNORECASE,
)
_ID_NAMES = re.compile(
    r"(?:^|_|-)(?:id|no|idx|seq|num|aid|nid|pid|articleid|article|newsid|news|sn|key|p|bbsidx|ntt\w*|wr_id|uid|docid|post|detail|view)$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Item:
    """One listed article: all links to it, and the title that is shown.

    Attributes:
        anchors: the links to it, in document order.
        best: the link with the best title.
        scope: the largest element around it that holds no other item; None until it is known.
        after: siblings of the scope up to the next item.
        before: siblings of the scope down to the item before.
        published: the date beside it, or None.
    """

    anchors: list[Anchor]
    best: Anchor
    scope: HtmlElement | None = None
    after: tuple[HtmlElement, ...] = ()
    before: tuple[HtmlElement, ...] = ()
    published: datetime | None = None

    @property
    def url(self) -> str:
        """The canonical URL."""
        return self.best.url


@dataclass(slots=True)
class LinkGroup:
    """Links with one path of elements and classes.

    Attributes:
        path: tags with their first stable class, from the link upwards.
        items: in document order.
        score: how likely they are articles.
    """

    path: tuple[str, ...]
    items: list[Item] = field(default_factory=list)
    score: float = 0.0


def collect_items(anchors: Iterable[Anchor], regions: PageRegions) -> list[Item]:
    """Return one item for each URL, in document order, without links in navigation and footers."""
    by_url: dict[str, list[Anchor]] = defaultdict(list)
    for anchor in anchors:
        if not regions.navigation(anchor.element):
            by_url[anchor.url].append(anchor)
    items = [item for found in by_url.values() if (item := _item(found)) is not None]
    # "Download", "Comments": one label for many links is not a headline.
    titles = Counter(item.best.title for item in items)
    most = max(_FEWEST, _LABEL_SHARE * len(items))
    return [item for item in items if titles[item.best.title] < most]


def group_items(items: Sequence[Item], regions: PageRegions) -> list[LinkGroup]:
    """Return the items grouped by the path of their titles, best group first, without rankings."""
    groups: dict[tuple[str, ...], LinkGroup] = {}
    for item in items:
        place = next((anchor for anchor in _best_first(item) if not regions.side(anchor.element)), None)
        if place is None:
            continue
        path = _path(place.element)
        groups.setdefault(path, LinkGroup(path)).items.append(Item(item.anchors, _titled(item, place)))
    return list(groups.values())


def score_groups(groups: Sequence[LinkGroup]) -> list[LinkGroup]:
    """Return groups with their scores, best first; groups that are not articles are left out."""
    shapes = Counter(url_shape(item.url) for group in groups for item in group.items)
    for group in groups:
        group.score = _score(group, shapes)
    return sorted((group for group in groups if group.score > 0), key=lambda group: -group.score)


def find_scopes(items: Sequence[Item]) -> None:
    """Set the scope of each item: the largest element around it that holds no other item.

    In a flat list (`dt`, `dd`, `dt`, ...) the siblings between two items belong to the one or the other.
    """
    owners: dict[HtmlElement, set[int]] = defaultdict(set)
    for number, item in enumerate(items):
        for anchor in item.anchors:
            for above in anchor.element.iterancestors():
                owners[above].add(number)
            owners[anchor.element].add(number)
    highest = _CONTAINER_LEVELS if len(items) > 1 else 3
    for number, item in enumerate(items):
        top = item.best.element
        for level, above in enumerate(item.best.element.iterancestors()):
            if level == highest or owners[above] != {number} or above.tag in {"body", "html", "main"}:
                break
            top = above
        item.scope = top
        item.after = tuple(_beside(top, owners, preceding=False))
        item.before = tuple(_beside(top, owners, preceding=True))


def _beside(
    top: HtmlElement, owners: Mapping[HtmlElement, set[int]], *, preceding: bool
) -> Iterator[HtmlElement]:
    for number, sibling in enumerate(top.itersiblings(preceding=preceding)):
        if number == _FEWEST or owners.get(sibling):
            return
        if isinstance(sibling.tag, str) and (sibling.tag, sibling.get("class")) != (
            top.tag,
            top.get("class"),
        ):
            yield sibling


def url_shape(url: str) -> str:
    """Return a URL with numbers and slugs replaced, so that articles of one kind have one shape."""
    parts = urlsplit(url)
    segments = [_segment_shape(unquote(segment)) for segment in parts.path.strip("/").split("/")]
    names = sorted(name for name, _ in parse_qsl(parts.query)[:10])
    return "/".join(segments) + ("?" + "&".join(names) if names else "")


def looks_like_article(url: str) -> bool:
    """Return whether the form of a URL is that of an article: a number, a date or a slug of several words."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    if any(_ID_NAMES.search(name) and _has_id(value) for name, value in parse_qsl(parts.query)[:10]):
        return True
    if _NOT_ARTICLES.search(path):
        return False
    last = path.rstrip("/").rpartition("/")[2]
    stem = re.sub(r"\.\w{2,5}$", "", last)
    words = [word for word in re.split(r"[-_+ ]", stem) if word]
    numbers = re.findall(r"\d{3,}", path)
    return bool(numbers) or len(words) > 3 or (not stem.isascii() and len(stem) > 11)  # noqa: PLR2004


def _item(anchors: list[Anchor]) -> Item | None:
    titled = [anchor for anchor in anchors if anchor.title]
    if not titled:
        heading = heading_beside(anchors[0].element)
        if heading is None:
            return None
        named = replace(anchors[0], title=line_of(heading), heading=True, title_element=heading)
        return Item([named, *anchors[1:]], named)
    item = Item(anchors, titled[0])
    item.best = _best_first(item)[0]
    return item


def _best_first(item: Item) -> list[Anchor]:
    """Return the titled links of an item: headings first, then links around text, then images."""
    return sorted(
        (anchor for anchor in item.anchors if anchor.title),
        key=lambda anchor: (
            not anchor.heading,
            anchor.title_element is None,
            -min(title_weight(anchor.title), 30.0),
        ),
    )


def _titled(item: Item, place: Anchor) -> Anchor:
    """Return the link at a place, with a better title of the same item if that one is only an image."""
    if place.title_element is not None:
        return place
    return next((anchor for anchor in _best_first(item) if anchor.title_element is not None), place)


def _path(element: HtmlElement) -> tuple[str, ...]:
    """Return the path of an element upwards: tags, each with its first class but states and numbers."""
    path = [_step(element, first=True)]
    for number, above in enumerate(element.iterancestors()):
        if number == _LEVELS or above.tag in {"body", "html"}:
            break
        path.append(_step(above, first=False))
    return tuple(path)


def _step(element: HtmlElement, *, first: bool) -> str:
    names = [re.sub(r"\d+", "", name).strip("-_") for name in element.get("class", "").split()[:6]]
    stable = [name for name in names if name and name.lower() not in _STATES]
    if stable and not first:
        return f"{element.tag}.{stable[0]}"
    return f"td:{_column(element)}" if element.tag == "td" else str(element.tag)


def _column(cell: HtmlElement) -> int:
    """Return the number of a cell in the row of a table with several rows; 0 in a table for layout."""
    row = cell.getparent()
    rows = None if row is None else row.getparent()
    if row is None or rows is None or len(rows) < _FEWEST:
        return 0
    return int(row.index(cell))


def _segment_shape(segment: str) -> str:
    if re.search(r"\d{3,}", segment) or len(re.findall(r"[-_]", segment)) > 2 or not segment.isascii():  # noqa: PLR2004
        return "*"
    return re.sub(r"\d+", "9", segment.lower())


def _has_id(value: str) -> bool:
    return (any(character.isdigit() for character in value) and len(value) > 1) or len(value) > 8  # noqa: PLR2004


def _is_about_site(items: Sequence[Item]) -> bool:
    """Return whether links are those of a footer: some lead to the privacy policy, the terms or the like."""
    about = sum(_SITE_PAGES.search(urlsplit(item.url).path) is not None for item in items)
    return about > _LABEL_SHARE * len(items)


def _score(group: LinkGroup, shapes: Mapping[str, int]) -> float:
    """Return the score of a group: its number of items times their mean likeness to articles."""
    items = [item for item in group.items if not is_more(item.best.title)]
    if not items:
        return 0.0
    weights = sorted(title_weight(item.best.title) for item in items)
    median = weights[len(weights) // 2]
    alike = sum(looks_like_article(item.url) for item in items) / len(items)
    dated = sum(item.published is not None for item in items) / len(items)
    headings = sum(item.best.heading for item in items) / len(items)
    if median < _SHORT_TITLE and not (dated > 0.5 and alike > 0.5):  # noqa: PLR2004
        return 0.0
    if not dated and headings < _HALF and _is_about_site(items):
        return 0.0
    length = min(max(median - 6.0, 1.0) / 24.0, 1.5)
    common = max(shapes[url_shape(item.url)] for item in items) >= _FEWEST
    quality = length + 1.2 * alike + 1.4 * dated + 0.5 * headings + (0.2 if common else 0.0)
    sentences = median >= _SENTENCE and len(items) > _FEWEST
    if alike == 0 and dated < _HALF and headings < _HALF and not sentences:
        return 0.0
    return float(quality * min(len(items), 40) ** 0.6)
