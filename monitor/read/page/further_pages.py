"""Find where an article that is divided into pages continues: its next page, and the page with all of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from monitor.models import FurtherPages
from monitor.read.listing.anchors import base_of
from monitor.read.page.page_numbers import page_number, shows_all
from monitor.read.page.pruning import class_and_id
from monitor.read.page.teasers import HEADINGS
from monitor.read.page.tree import leads_elsewhere, text_within
from monitor.read.urls import resolve

_MOST_LINKS = 5000
# Cheap test of a link before its address is resolved and compared.
_MAY_BE_PAGE = re.compile(
    r"\d{1,2}(?:\.\w{2,5}|/)?(?:\?|#|&|$)|[?&]\w+=[\d,%c]{1,12}(?:&|#|$)|all|full|single|one-?page",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\W*(?:(?:continue(?: reading)?|next|go|read on|อ่านต่อ|ดูต่อ|đọc tiếp)\W+(?:on\W+|to\W+)?)?"
    r"(?:page|pg|p|part|seite|p[aá]gina|trang|halaman|หน้า(?:ที่)?|ໜ້າ(?:ທີ)?|ទំព័រ(?:ទី)?|страница|стр|第)?"
    r"\W*0?(\d{1,2})(?:\s*(?:페이지|쪽|면|[页頁]|ページ目?|/\s*\d{1,2}))?(?:\W*|\s*[:：].{0,80})",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"\W*(?:next\b|continued?\b|read on\b|다음|계속|이어서|下一?[页頁]|余下|继续|繼續|次へ|次の?ページ|続き"
    r"|หน้าถัดไป|หน้าต่อไป|ถัดไป|ต่อ|อ่านต่อ|ໜ້າຕໍ່ໄປ|ຕໍ່|ຖັດໄປ|ອ່ານຕໍ່|បន្ទាប់|បន្ត|နောက်"
    r"|(?:trang )?(?:tiếp|sau)\b|đọc tiếp|suivante?\b|page suivante|lire la suite|suite\b|weiter|nächste"
    r"|siguiente|seguir leyendo|continua|próxim[ao]|página siguiente|avanti|pagina successiva"
    r"|berikutnya|selanjutnya|lanjut|след|далее|дальше|продолж)|[\s›»>→▶❯＞]+$",
    re.IGNORECASE,
)
_NEXT_PAGE = re.compile(
    r"page|페이지|[页頁]|ページ|หน้า|ໜ້າ|trang|seite|p[aá]gina|halaman|страниц|ទំព័រ", re.IGNORECASE
)
_WHOLE = re.compile(
    r"\b(?:single|one|all)[ -]pages?\b|(?:view|show|read) all|full (?:article|story|text)"
    r"|전체\s?(?:보기|기사)|한\s?(?:페이지|화면)|전문\s?보기|全文|单页|單頁|全ページ|1ページ|(?:ดู|อ่าน|แสดง)ทั้งหมด|หน้าเดียว"
    r"|ເບິ່ງທັງໝົດ|xem tất cả|toàn bộ|xem toàn|auf einer seite|alles auf|une seule page|article complet"
    r"|una sola página|artículo completo|semua halaman|tampilkan semua|на одной странице|целиком",
    re.IGNORECASE,
)
_NEXT_NAME = re.compile(r"(?:^|[\s_-])next(?:$|[\s_-])", re.IGNORECASE)
_COMMENTS = re.compile(
    r"(?:^|[\s_-])(?:comments?|disqus|replies)(?![\w-]*(?:open|closed|status))|댓글", re.IGNORECASE
)
_OPINIONS = re.compile(
    r"\W*\d*\W*(?:comments?\b|kommentare|commentaires|comentarios|commenti|reviews\b|отзывы|комментари|komentar"
    r"|댓글|의견|评论|評論|コメント|ความคิดเห็น|ຄຳເຫັນ|bình luận|ý kiến)",
    re.IGNORECASE,
)
_LONGEST_LABEL = 100
_ABOVE = 8
_PROSE = 300
_HEADLINES_OF_LIST = 3
_ARTICLE_TYPE = ("article", "news", "newsarticle")


@dataclass(slots=True)
class _Link:
    """What the links to one page say of it."""

    element: HtmlElement
    certain: bool
    related: bool = False
    numbered: bool = False
    named: bool = False
    paged: bool = False

    @property
    def rank(self) -> tuple[bool, bool, bool]:
        return self.numbered, self.related, self.named


def find_further_pages(tree: HtmlElement, url: str, own: Sequence[str], number: int) -> FurtherPages | None:
    """Return where an article continues, or None if this page has no further one.

    Only addresses that are the article's own with a page number count, so "next" never leads to another
    article. The page of a list of articles has no further page.

    Args:
        tree: the page, before it is pruned.
        url: of the page.
        own: addresses of the article's first page.
        number: of this page, from 1.
    """
    base, here = base_of(tree, url), url.partition("#")[0]
    owned = list(dict.fromkeys((*own, *([_stated(tree, base, url)] if number == 1 else ()))))
    whole, links = ("", ""), dict[tuple[str, str], _Link]()
    for element in islice(tree.iter("a", "link"), _MOST_LINKS):
        href = (element.get("href") or "").strip()
        if not _MAY_BE_PAGE.search(href) or _COMMENTS.search(href.partition("#")[2]):
            continue
        target = resolve(href, base)
        if not target or target == here:
            continue
        for article_url in owned:
            if article_url and shows_all(target, article_url):
                if not whole[0] and element.tag == "a" and _WHOLE.search(_label(element)):
                    whole = (target, article_url)
            elif (
                article_url
                and (found := page_number(target, article_url)) is not None
                and found.number in {number, number + 1}  # some sites count from 0
            ):
                link = links.get((target, article_url)) or _Link(element, found.certain)
                if _names_next(link, element, number):
                    links[target, article_url] = link
    return _choose(tree, url, links, whole)


def _names_next(link: _Link, element: HtmlElement, number: int) -> bool:
    """Return whether an element names its target as the page after a number; note in `link` how."""
    related = "next" in (element.get("rel") or "").lower().split()
    label = "" if element.tag == "link" else _label(element)
    stated = _NUMBER.fullmatch(label)
    numbered = stated is not None and int(stated[1]) == number + 1
    named = bool(_NEXT.match(label)) or bool(_NEXT_NAME.search(class_and_id(element)))
    if (stated and not numbered and not related) or not (related or numbered or named):
        return False
    if any(_COMMENTS.search(class_and_id(above)) for above in islice(element.iterancestors(), _ABOVE)):
        return False
    if link.element.tag == "link":
        link.element = element
    link.related |= related
    link.numbered |= numbered
    link.named |= named
    link.paged |= bool(_NEXT_PAGE.search(label))
    return True


def _choose(
    tree: HtmlElement, url: str, links: dict[tuple[str, str], _Link], whole: tuple[str, str]
) -> FurtherPages | None:
    for (target, article_url), link in sorted(links.items(), key=lambda one: one[1].rank, reverse=True):
        if not (link.certain or link.numbered or link.paged):
            continue
        if link.element.tag == "link" and not _is_declared_article(tree):
            continue
        if link.element.tag == "a" and _is_in_list(link.element, url):
            continue
        return FurtherPages(article_url, target, whole[0] if whole[1] == article_url else "")
    return None


def _label(element: HtmlElement) -> str:
    label = " ".join(text_within(element).split())
    if not label:
        image = next(element.iter("img"), None)
        label = element.get("title") or element.get("aria-label") or ""
        label = label or (image.get("alt") or "" if image is not None else "")
    return label if len(label) <= _LONGEST_LABEL else ""


def _stated(tree: HtmlElement, base: str, url: str) -> str:
    """Return the address that a page states as its own, if only the query differs from that of the page."""
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            stated = resolve(link.get("href") or "", base) or ""
            same = stated.partition("?")[0].rstrip("/") == url.partition("?")[0].rstrip("/")
            return stated if same else ""
    return ""


def _is_declared_article(tree: HtmlElement) -> bool:
    """Return whether a page says that it is an article: a list states its next page in the head, too."""
    for meta in islice(tree.iter("meta"), 300):
        name = (meta.get("property") or meta.get("name") or "").lower()
        if name == "og:type":
            return (meta.get("content") or "").strip().lower() in _ARTICLE_TYPE
        if name in {"article:published_time", "datepublished"}:
            return True
    return len(list(islice(tree.iter("article"), 2))) == 1


def _is_in_list(element: HtmlElement, url: str) -> bool:
    """Return whether a pager belongs to a list of articles or comments.

    An element around it begins with a heading that announces comments, or the nearest one with prose has
    several headlines that are links.
    """
    for holder in islice(element.iterancestors(), _ABOVE):
        heading = next(holder.iter("h1", *HEADINGS), None)
        if heading is not None and _OPINIONS.match(text_within(heading)):
            return True
        links = [link for link in islice(holder.iter("a"), _MOST_LINKS) if leads_elsewhere(link, url)]
        if len(text_within(holder)) - sum(len(text_within(link)) for link in links) >= _PROSE:
            return sum(map(_is_headline, links)) >= _HEADLINES_OF_LIST
    return False


def _is_headline(link: HtmlElement) -> bool:
    return any(above.tag in HEADINGS for above in islice(link.iterancestors(), 2)) or (
        len(link) > 0 and next(link.iter(*HEADINGS), None) is not None
    )
