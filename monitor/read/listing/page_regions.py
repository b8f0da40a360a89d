"""Find the regions of a page that are not its list of articles: menus, footers, rankings, related articles.

Names of elements are only a hint, because themes write them on wrappers too ("has-sidebar", "lang-en"): a
region that holds most of the page's long links is never left out.
"""

import re
from collections import Counter
from collections.abc import Callable

from lxml.html import HtmlElement

from monitor.read.listing.anchors import line_of, links_of, title_weight

# Names of elements that hold no articles of the list.
_NO_LIST = re.compile(
    r"(?:^|[\s_-])(?:nav\w*|menu\w*|gnb|lnb|snb|footer\w*|breadcrumbs?|crumb|paging|pager|pagination|page-numbers|tags?|tagcloud|"
    r"socials?|sns|share|sharing|login|signin|lang(?:uages?)?|ads?|advert\w*|banners?|sponsor\w*|promo\w*|family-?site|quick-?(?:menu|links?)|"
    r"comments?|newsletter|subscribe|cookie\w*|sitemap|categories|category-list|archives?-list|utility|top-?bar|skip\w*)(?:$|[\s_-])",
    re.IGNORECASE,
)
_SIDE = re.compile(
    r"(?:^|[\s_-])(?:popular\w*|most[-_]?(?:read|viewed|popular|shared)|mostread|mostview|rank\w*|ranking\w*|trend\w*|hot\w{0,8}|best\w{0,6}|"
    r"related\w*|relate|recommend\w*|also[-_]?(?:like|read)|sidebars?|aside|"
    r"(?<!lead[-_])(?<!hero[-_])(?<!main[-_])(?<!focus[-_])(?<!feature[-_])(?<!featured[-_])side|"
    r"more-?stories|editors?-?picks?|most(?![-_]?(?:recent|latest|new))|top-?\d+|"
    r"docnhieu|doc-nhieu|xem-nhieu|xemnhieu|tin-lien-quan|yesterday|recent(?:-posts|-comments|ly-viewed))(?:$|[\s_-])",
    re.IGNORECASE,
)
# Class names of whole menus and rankings; others also occur on single items ("promo", "card--side").
_WHOLE = re.compile(
    r"nav|menu|gnb|lnb|snb|foot|crumb|pag(?:e|ing)|popular|most|read|view|rank|trend|relat|recommend|also|pick|"
    r"nhieu|recent|lien-quan",
    re.IGNORECASE,
)
# WordPress writes the tags and categories of an article on its element.
_POST = re.compile(r"(?:^|\s)(?:hentry|type-\w+|post-\d+)(?:\s|$)")
_TERMS = re.compile(r"(?:^|(?<=\s))(?:tag|category)-\S+")
_MOST_LONG_OF_ITEM = 2
_SIDE_HEADING = re.compile(
    r"most (?:read|viewed|popular|shared|commented)|popular|trending|top (?:\d+|stories this week|reads)|related|recommended|you (?:may|might)|"  # noqa: E501
    r"editor'?s?'? (?:picks?|choice)|don't miss|많이\s?본|인기|랭킹|추천|관련\s?(?:기사|뉴스)|주간\s?베스트|ยอดนิยม|ข่าวฮิต|แนะนำ|อ่านมากที่สุด|ที่เกี่ยวข้อง|"  # noqa: E501
    r"ຍອດນິຍົມ|ນິຍົມ|ອ່ານຫຼາຍ|ອ່ານຫລາຍ|ທີ່ກ່ຽວຂ້ອງ|ແນະນຳ|đọc nhiều|xem nhiều|nổi bật nhất|tin liên quan|có thể bạn|热门|熱門|排行|点击|推荐|推薦|相关|相關|热点|"  # noqa: E501
    r"人気|ランキング|おすすめ|関連|アクセス|les plus (?:lus|populaires)|à lire aussi|meistgelesen|beliebt|más (?:leído|visto)|mais lid|"  # noqa: E501
    r"terpopuler|terkait|популярн|самое читаемое|по теме",
    re.IGNORECASE,
)  # fmt: skip
_HEADING_TAGS = frozenset(
    {"h1", "h2", "h3", "h4", "h5", "h6", "strong", "b", "header", "div", "p", "span", "dt"}
)
_LONGEST_HEADING = 40
_NAVIGATION_TAGS = frozenset({"nav", "footer", "button", "select"})
_NEVER_NAVIGATION = frozenset({"body", "html", "main", "article", "form", "tr", "td", "table", "tbody"})
_NEVER_SIDE = frozenset({*_NEVER_NAVIGATION, "li", "a"})
_LONG_LINK, _FEWEST_LONG = 16, 4
_MUCH = 0.5
_FEWEST_OF_KIND = 3
_LEVELS = 60


class PageRegions:
    """Judges elements by their ancestors; each element is judged once."""

    def __init__(self, tree: HtmlElement) -> None:
        """Count the long links below each element of a page."""
        self._navigation: dict[HtmlElement, bool] = {}
        self._side: dict[HtmlElement, bool] = {}
        self._long: Counter[HtmlElement] = Counter()
        self._all_long = 0
        self._kinds: Counter[tuple[object, str]] = Counter()
        for link in links_of(tree):
            if title_weight(line_of(link)) >= _LONG_LINK:
                self._all_long += 1
                for level, above in enumerate((link, *link.iterancestors())):
                    if level == _LEVELS:
                        break
                    self._long[above] += 1
        for element, long in self._long.items():
            if long <= _MOST_LONG_OF_ITEM:
                self._kinds[_kind(element)] += 1

    def navigation(self, element: HtmlElement) -> bool:
        """Return whether an element is in a menu, footer or list of pages."""
        return self._any(element, self._navigation, self._is_navigation)

    def side(self, element: HtmlElement) -> bool:
        """Return whether an element is in a ranking or in a list of related articles."""
        return self._any(element, self._side, self._is_side)

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

    def _is_navigation(self, element: HtmlElement) -> bool:
        if element.tag in _NAVIGATION_TAGS or element.get("role") in {"navigation", "menu", "contentinfo"}:
            return True
        if element.tag in _NEVER_NAVIGATION:
            return False
        return self._is_named(element, _NO_LIST)

    def _is_side(self, element: HtmlElement) -> bool:
        if element.tag == "aside" or element.get("role") == "complementary":
            return True
        if element.tag in _NEVER_SIDE:
            return False
        if self._is_named(element, _SIDE):
            return True
        return element.tag in {"ul", "ol", "div", "section", "dl"} and _has_side_heading(element)

    def _is_named(self, element: HtmlElement, pattern: re.Pattern[str]) -> bool:
        """Return whether the name matches, unless the element is one item of a list or holds most of it."""
        found = pattern.search(_names(element))
        if found is None or self._holds_much(element):
            return False
        return _WHOLE.search(found[0]) is not None or not self._is_item(element)

    def _is_item(self, element: HtmlElement) -> bool:
        """Return whether an element is one of several of its kind that hold a long link each."""
        return (
            0 < self._long[element] <= _MOST_LONG_OF_ITEM and self._kinds[_kind(element)] >= _FEWEST_OF_KIND
        )

    def _holds_much(self, element: HtmlElement) -> bool:
        """Return whether an element holds most of the page's long links, or its main part, in spite of its name."""  # noqa: E501
        own = self._long[element]
        if own >= _FEWEST_LONG and own >= self._all_long * _MUCH:
            return True
        return any(element.iter("main"))


def _names(element: HtmlElement) -> str:
    names = element.get("class", "")
    if _POST.search(names):
        names = _TERMS.sub("", names)
    return f"{names} {element.get('id', '')}"


def _kind(element: HtmlElement) -> tuple[object, str]:
    return element.tag, element.get("class", "").partition(" ")[0]


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
