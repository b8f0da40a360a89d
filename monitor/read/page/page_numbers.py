"""Recognise the addresses of one article's pages: its own address with a page number, or with a word for all.

The address of another article never counts, whatever its link is called.
"""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

_PAGE = r"page|pages|pg|p|part|seite|p[aá]gina|trang|halaman|hal"
_PARAMETER = re.compile(
    r"(?:page|pages|p|pg|pn|paged|part|seite|pagina|trang|halaman|hal"
    r"|(?:page|current|cur|now)_?(?:no|num|number|index|page))",
    re.IGNORECASE,
)
_VALUE = re.compile(r"(?:0?(?:,|%2c))*(\d{1,2})", re.IGNORECASE)  # Drupal counts in "0,,1"
# What follows the article's own path: "/2", "/page/2", "_2", "-p2", "/index_2.html".
_AFTER_PATH = re.compile(
    rf"(?P<sign>[/_.,~-]|%2c)(?:(?P<word>{_PAGE})[-_/=]?|index[-_])?(?P<number>\d{{1,2}})"
    r"(?P<extension>\.(?:s?html?|php|aspx?|jsp|do))?",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
_FIRST_PAGE = re.compile(rf"[/_.,-](?:{_PAGE})[-_/=]?0?1(?=\.[a-z]{{2,5}}$|$)", re.IGNORECASE)
# The archive of a year, month or day has pages, but is no article.
_DAYS = re.compile(r"(?:/\d{4}(?:/\d{1,2}){0,2})?/?")
_ALL = r"all|full|single|singlepage|single-page|onepage|one-page|viewall|view-all"
_ALL_PARAMETER = re.compile(
    rf"(?:(?:page|pagewanted|view|show|display|pages)=(?:{_ALL})"
    r"|(?:all|singlepage|single|onepage|viewall)(?:=(?:1|all|true|yes|y|full|single)?)?)",
    re.IGNORECASE,
)
_ALL_PATH = re.compile(rf"(?P<sign>[/_.,-])(?:page[-_/=]?)?(?:{_ALL})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageNumber:
    """The number in the address of a page.

    Attributes:
        number: as written; some sites count from 0.
        certain: it is the number of a page. A number after a hyphen may also be part of another article's
            name.
    """

    number: int
    certain: bool = True


def page_number(url: str, article_url: str) -> PageNumber | None:
    """Return the page number that an address adds to that of an article, or None if it is another address.

    Both are canonical and of one host; `www.` and the scheme may differ.
    """
    page, own = urlsplit(url), urlsplit(article_url)
    if not _on_one_host(page, own) or (not own.query and _DAYS.fullmatch(own.path)):
        return None
    if page.path.rstrip("/") == own.path.rstrip("/"):
        return _in_query(page.query, own.query)
    return _in_path(page.path, own.path) if page.query == own.query else None


def shows_all(url: str, article_url: str) -> bool:
    """Return whether an address is that of an article with a word for all its pages."""
    page, own = urlsplit(url), urlsplit(article_url)
    if not _on_one_host(page, own):
        return False
    if page.path.rstrip("/") == own.path.rstrip("/"):
        added = _added(page.query, own.query)
        return added is not None and _ALL_PARAMETER.fullmatch(added) is not None
    return page.query == own.query and any(_ALL_PATH.fullmatch(rest) for rest in _rests(page.path, own.path))


def _on_one_host(page: SplitResult, own: SplitResult) -> bool:
    return page.netloc.removeprefix("www.") == own.netloc.removeprefix("www.")


def _added(query: str, own: str) -> str | None:
    """Return the one parameter that a query has more than another, or None."""
    rest = query.split("&") if query else []
    for part in own.split("&") if own else []:
        if part not in rest:
            return None
        rest.remove(part)
    return rest[0] if len(rest) == 1 else None


def _in_query(query: str, own: str) -> PageNumber | None:
    for part in own.split("&"):
        name, _, value = part.partition("=")
        # ?p=1 is the number of an article
        if name.lower() != "p" and _PARAMETER.fullmatch(name) and value in {"0", "1"}:
            own = "&".join(other for other in own.split("&") if other != part)
            break
    name, _, value = (_added(query, own) or "").partition("=")
    number = _VALUE.fullmatch(value) if _PARAMETER.fullmatch(name) else None
    return PageNumber(int(number[1])) if number else None


def _in_path(path: str, own: str) -> PageNumber | None:
    own = _FIRST_PAGE.sub("", own)
    for rest in _rests(path, own):
        found = _AFTER_PATH.fullmatch(rest)
        if found and not (found["extension"] and found["sign"] != "/"):
            certain = bool(found["word"]) or found["sign"] == "/" or bool(_EXTENSION.search(own))
            return PageNumber(int(found["number"]), certain)
    return None


def _rests(path: str, own: str) -> list[str]:
    """Return what a path adds to another one: at its end, or before its extension."""
    path, own, rests = path.rstrip("/"), own.rstrip("/"), []
    if path.startswith(own):
        rests.append(path[len(own) :])
    if extension := _EXTENSION.search(own):
        stem, end = own[: extension.start()], extension[0]
        if path.startswith(stem) and path.endswith(end) and len(path) > len(own):
            rests.append(path[len(stem) : -len(end)])
    return rests
