"""Find the next page of a list: rel="next", a link named "next", or the number after the present one."""

import re
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from monitor.read.listing.anchors import base_of, line_of
from monitor.read.urls import is_same_site, resolve

_NEXT = re.compile(
    r"\W*(?:next(?: page)?|older(?: posts?| entries)?|다음(?:\s?(?:페이지|으로))?|ถัดไป|หน้าถัดไป|ຕໍ່ໄປ|ໜ້າຕໍ່ໄປ|ຖັດໄປ|"  # noqa: E501
    r"(?:trang )?(?:sau|tiếp(?: theo)?)|下一[页頁]|下页|次(?:へ|の?ページ)|suivante?|nächste|siguiente|próxim[ao]|berikutnya|selanjutnya|"  # noqa: E501
    r"след\w*|вперед)\W*",
    re.IGNORECASE,
)
_NEXT_NAME = re.compile(r"(?:^|[\s_-])(?:next|older)(?:$|[\s_-])|\bnext-page\b", re.IGNORECASE)
_PAGE_PARAMETER = re.compile(
    r"(?:^|&)(?:page|p|pg|paged|pageindex|pageno|curpage|cpage|currentpage)=(\d{1,4})(?:&|$)", re.IGNORECASE
)
_PAGE_PATH = re.compile(r"(?:/page/|/p|[-_/]page[-_/]?|/)(\d{1,4})/?(?:\.html?)?$", re.IGNORECASE)
_MOST_LINKS = 5000
_SHORT_LABEL = 12


def next_page(tree: HtmlElement, page_url: str) -> str | None:
    """Return the URL of the page after this one, or None."""
    base, wanted = base_of(tree, page_url), str(_number(page_url) + 1)
    named, numbered = "", ""
    for count, element in enumerate(tree.iter("a", "link")):
        if count > _MOST_LINKS:
            break
        href = (element.get("href") or "").strip()
        if not href or href.startswith(("#", "javascript:")):
            continue
        if "next" in (element.get("rel") or "").lower().split():
            return _checked(href, base, page_url)
        if element.tag == "link":
            continue
        if not named and _is_named_next(element) and _is_paged(href):
            named = href
        if not numbered and (element.text_content() or "").strip() == wanted and _is_paged(href):
            numbered = href
    return _checked(named or numbered, base, page_url)


def _is_named_next(element: HtmlElement) -> bool:
    label = line_of(element) or element.get("title", "") or element.get("aria-label", "")
    return bool(_NEXT.fullmatch(label)) or bool(
        _NEXT_NAME.search(element.get("class", "")) and len(label) < _SHORT_LABEL
    )


def _is_paged(href: str) -> bool:
    """Return whether a link has the number of a page, so that "next" does not lead to the next article."""
    parts = urlsplit(href)
    return _PAGE_PARAMETER.search(parts.query) is not None or _PAGE_PATH.search(parts.path) is not None


def _number(page_url: str) -> int:
    """Return the number of a page, 1 if its URL names none."""
    parts = urlsplit(page_url)
    found = _PAGE_PARAMETER.search(parts.query) or re.search(r"/page[-_/]?(\d{1,4})(?:/|\.|$)", parts.path)
    return int(found[1]) if found else 1


def _checked(href: str, base: str, page_url: str) -> str | None:
    url = resolve(href, base) if href else None
    return url if url and url != page_url and is_same_site(url, page_url) else None
