"""Find which links of a page are its list of articles, by the structure that a list repeats.

The items of a list have the same path of elements and classes. Links are grouped by that path, and groups are
scored: long titles, links with a number, date or many words, dates beside them, headings. Navigation,
footers, rankings ("most read") and related links are left out by their names and headings.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import parse_qsl, unquote, urlsplit

from lxml.html import HtmlElement

from monitor.read.listing.anchors import Anchor, heading_beside, is_more, line_of

_FEWEST = 3
_LEVELS = 12
_CONTAINER_LEVELS = 8
_SHORT_TITLE, _SENTENCE = 8.0, 26.0
_HALF = 0.5
# Names of elements that hold no articles of the list.
_NO_LIST = re.compile(
    r"(?:^|[\s_-])(?:nav\w*|menu\w*|gnb|lnb|snb|footer\w*|breadcrumbs?|crumb|paging|pager|pagination|page-numbers|tags?|tagcloud|"
    r"socials?|sns|share|sharing|login|signin|lang(?:uages?)?|ads?|advert\w*|banners?|sponsor\w*|promo\w*|family-?site|quick-?(?:menu|links?)|"
    r"comments?|newsletter|subscribe|cookie\w*|sitemap|categories|category-list|archives?-list|utility|top-?bar|skip\w*)(?:$|[\s_-])",
    re.IGNORECASE,
)
_SIDE = re.compile(
    r"(?:^|[\s_-])(?:popular\w*|most[-_]?(?:read|viewed|popular|shared)|mostread|mostview|rank\w*|ranking\w*|trend\w*|hot\w{0,8}|best\w{0,6}|"
    r"related\w*|relate|recommend\w*|also[-_]?(?:like|read)|sidebars?|side|aside|widgets?|more-?stories|editors?-?picks?|most|top-?\d+|"
    r"docnhieu|doc-nhieu|xem-nhieu|xemnhieu|tin-lien-quan|yesterday|recent(?:-posts|-comments|ly-viewed))(?:$|[\s_-])",
    re.IGNORECASE,
)
_SIDE_HEADING = re.compile(
    r"most (?:read|viewed|popular|shared|commented)|popular|trending|top (?:\d+|stories this week|reads)|related|recommended|you (?:may|might)|"  # noqa: E501
    r"editor'?s?'? (?:picks?|choice)|don't miss|많이\s?본|인기|랭킹|추천|관련\s?(?:기사|뉴스)|주간\s?베스트|ยอดนิยม|ข่าวฮิต|แนะนำ|อ่านมากที่สุด|ที่เกี่ยวข้อง|"  # noqa: E501
    r"ຍອດນິຍົມ|ນິຍົມ|ອ່ານຫຼາຍ|ອ່ານຫລາຍ|ທີ່ກ່ຽວຂ້ອງ|ແນະນຳ|đọc nhiều|xem nhiều|nổi bật nhất|tin liên quan|có thể bạn|热门|熱門|排行|点击|推荐|推薦|相关|相關|热点|"  # noqa: E501
    r"人気|ランキング|おすすめ|関連|アクセス|les plus (?:lus|populaires)|à lire aussi|meistgelesen|beliebt|más (?:leído|visto)|mais lid|"  # noqa: E501
    r"terpopuler|terkait|популярн|самое читаемое|по теме",
    re.IGNORECASE,
)  # fmt: skip
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
_HEADING_TAGS = frozenset(
    {"h1", "h2", "h3", "h4", "h5", "h6", "strong", "b", "header", "div", "p", "span", "dt"}
)
_LONGEST_HEADING = 40
_NO_LIST_TAGS = frozenset({"nav", "footer", "form", "button", "select"})
_WIDE = re.compile("[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")
_MARKS = re.compile("[\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece]")
_NOT_ARTICLES = re.compile(
    r"(?:^|/)(?:tags?|topics?|categor(?:y|ies)|author|authors|writers?|reporters?|search|login|signup|register|about(?:-us)?|contact(?:-us)?|"
    r"privacy\S*|terms\S*|subscribe|newsletters?|advertis\w*|sitemap|rss|feeds?|archives?|page|pages|label|user|users|member|profile|jobs?|careers?|faq)"
    r"(?:/|$|\.)",
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
        published: the date that stands beside it, or None.
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


def collect_items(anchors: Iterable[Anchor]) -> list[Item]:
    """Return one item for each URL, in document order, without links in navigation and footers."""
    by_url: dict[str, list[Anchor]] = defaultdict(list)
    barred = _Barred()
    for anchor in anchors:
        if not barred.navigation(anchor.element):
            by_url[anchor.url].append(anchor)
    return [item for found in by_url.values() if (item := _item(found)) is not None]


def group_items(items: Sequence[Item]) -> list[LinkGroup]:
    """Return the items grouped by the path of their titles, best group first, without rankings."""
    barred = _Barred()
    groups: dict[tuple[str, ...], LinkGroup] = {}
    for item in items:
        place = next((anchor for anchor in _best_first(item) if not barred.side(anchor.element)), None)
        if place is None:
            continue
        path = _path(place.element)
        groups.setdefault(path, LinkGroup(path)).items.append(Item(item.anchors, _titled(item, place)))
    return list(groups.values())


def score_groups(groups: Sequence[LinkGroup]) -> list[LinkGroup]:
    """Return groups with their scores, best first; groups that are no articles are left out."""
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


def title_weight(title: str) -> float:
    """Return the length of a title in Latin letters; a wide character counts two, a combining mark none."""
    return len(title) + len(_WIDE.findall(title)) - len(_MARKS.findall(title))


class _Barred:
    """Remembers which elements are navigation or rankings, so that each is judged once."""

    def __init__(self) -> None:
        self._navigation: dict[HtmlElement, bool] = {}
        self._side: dict[HtmlElement, bool] = {}

    def navigation(self, element: HtmlElement) -> bool:
        """Return whether an element is in a menu, footer, form or list of pages."""
        return self._any(element, self._navigation, _is_navigation)

    def side(self, element: HtmlElement) -> bool:
        """Return whether an element is in a ranking or in a list of related articles."""
        return self._any(element, self._side, _is_side)

    def _any(
        self, element: HtmlElement, known: dict[HtmlElement, bool], judge: Callable[[HtmlElement], bool]
    ) -> bool:
        chain: list[HtmlElement] = []
        result = False
        for above in (element, *element.iterancestors()):
            if above in known:
                result = known[above]
                break
            chain.append(above)
        for above in reversed(chain):
            result = known[above] = result or judge(above)
        return result


def _is_navigation(element: HtmlElement) -> bool:
    if element.tag in _NO_LIST_TAGS or element.get("role") in {"navigation", "menu", "contentinfo"}:
        return True
    if element.tag in {"body", "html", "main", "article", "tr", "td", "table"}:
        return False
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return len(names) > 1 and _NO_LIST.search(names) is not None and not _holds_much(element)


def _is_side(element: HtmlElement) -> bool:
    if element.tag == "aside" or element.get("role") == "complementary":
        return True
    if element.tag in {"body", "html", "main", "article", "tr", "td", "table", "tbody", "li", "a"}:
        return False
    names = f"{element.get('class', '')} {element.get('id', '')}"
    if len(names) > 1 and _SIDE.search(names) is not None and not _holds_much(element):
        return True
    return element.tag in {"ul", "ol", "div", "section", "dl"} and _has_side_heading(element)


def _holds_much(element: HtmlElement) -> bool:
    """Return whether an element is most of the page in spite of its name, as in `<div class="sidebar-left">`."""  # noqa: E501
    body = next((above for above in element.iterancestors("body")), None)
    if body is None:
        return False
    all_links = sum(1 for _ in body.iter("a"))
    own = sum(1 for _ in element.iter("a"))
    return own * 3 > all_links * 2 and own > 10  # noqa: PLR2004


def _has_side_heading(element: HtmlElement) -> bool:
    """Return whether the heading of a block names a ranking or related articles."""
    first = next((child for child in element if isinstance(child.tag, str)), None)
    before = element.getprevious()
    for heading in (first, before):
        if heading is None or heading.tag not in _HEADING_TAGS:
            continue
        text = line_of(heading)
        if 1 < len(text) <= _LONGEST_HEADING and _SIDE_HEADING.search(text):
            return heading.find(".//a") is None or heading.tag not in {"div", "span", "p"}
    return False


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
    """Return the path of an element upwards: tags, each with its first class that is no state or number."""
    path = [_step(element, first=True)]
    for number, above in enumerate(element.iterancestors()):
        if number == _LEVELS or above.tag in {"body", "html"}:
            break
        path.append(_step(above, first=False))
    return tuple(path)


def _step(element: HtmlElement, *, first: bool) -> str:
    names = [re.sub(r"\d+", "", name).strip("-_") for name in element.get("class", "").split()[:6]]
    stable = [name for name in names if name and name.lower() not in _STATES]
    return f"{element.tag}.{stable[0]}" if stable and not first else str(element.tag)


def _segment_shape(segment: str) -> str:
    if re.search(r"\d{3,}", segment) or len(re.findall(r"[-_]", segment)) > 2 or not segment.isascii():  # noqa: PLR2004
        return "*"
    return re.sub(r"\d+", "9", segment.lower())


def _has_id(value: str) -> bool:
    return (any(character.isdigit() for character in value) and len(value) > 1) or len(value) > 8  # noqa: PLR2004


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
    length = min(max(median - 6.0, 1.0) / 24.0, 1.5)
    common = max(shapes[url_shape(item.url)] for item in items) >= _FEWEST
    quality = length + 1.2 * alike + 0.8 * dated + 0.5 * headings + (0.2 if common else 0.0)
    sentences = median >= _SENTENCE and len(items) > _FEWEST
    if alike == 0 and dated < _HALF and headings < _HALF and not sentences:
        return 0.0
    return float(quality * min(len(items), 40) ** 0.6)
