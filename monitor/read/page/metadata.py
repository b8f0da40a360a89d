"""What a page says of itself, for what its feed left out: title, author, date, language.

Pure: no I/O, no clock. The cheap places are looked at first; trafilatura's metadata costs as much as a third
of the extraction and is asked only for a title or a date that is nowhere else.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from lxml.html import HtmlElement

from monitor.read.cleaning import clean_line, plain
from monitor.read.dates.parse_date import EARLIEST, parse_date
from monitor.read.language.detect import language_tag
from monitor.read.limits import LONGEST_TITLE
from monitor.read.page.json_ld import described
from monitor.read.page.pruning import OTHERS, names_of, remove

if TYPE_CHECKING:
    from trafilatura.settings import Document

_DATES = (
    "article:published_time", "datepublished", "article:published", "og:published_time", "published_time",
    "pubdate", "publishdate", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created",
    "dc.date", "date",
)  # fmt: skip
_TITLES = ("og:title", "twitter:title", "dc.title")
_DESCRIPTIONS = ("og:description", "description", "twitter:description")
_AUTHORS = ("author", "article:author_name", "parsely-author", "sailthru.author", "dc.creator", "byl")
_MOST_METAS = 300
_MOST_TIMES = 100
_LATEST_YEAR = 2100


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says of itself; "" or None for what it does not say."""

    title: str
    author: str
    published: datetime | None
    language: str
    body: str = ""
    live: bool = False
    description: str = ""


def page_facts(
    tree: HtmlElement, url: str, headline: str = "", *, title_known: bool, date_known: bool
) -> PageFacts:
    """Return what a page says of itself; what is known from the feed already is not searched for in depth."""
    metas = _metas(tree)
    language = language_tag(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"))
    title = _first(metas, _TITLES) or _line(tree.findtext(".//title"))
    told = described(tree, url, f"{headline} {title}")
    title = title or told.headline
    published = _date(metas, told.date, language)
    author = _first(metas, _AUTHORS)
    if not (title or title_known) or not (published or date_known):
        _without_times_of_others(tree)
        if not told.date:
            remove(script for script in tree.iter("script") if '"date' in (script.text or ""))
        deep = _deep(tree, url)
        title = title or _line(deep.title)
        author = author or _line(deep.author)
        published = published or _accepted(deep.date or "", language)
    return PageFacts(
        title,
        "" if "://" in author else author,
        published,
        language,
        told.body,
        told.live,
        _first(metas, _DESCRIPTIONS),
    )


def _deep(tree: HtmlElement, url: str) -> "Document":
    # Only workers come here, and nothing else has to wait for the import.
    import trafilatura  # noqa: PLC0415

    try:
        return trafilatura.extract_metadata(tree, url, extensive=False)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - whatever a page makes it raise, the article is worth more than its date
        return trafilatura.settings.Document()


def _without_times_of_others(tree: HtmlElement) -> None:
    """Take out the dates of other articles and of comments: below the article, or where links lead there."""
    article = next(tree.iter("article"), None)
    for time in list(islice(tree.iter("time"), _MOST_TIMES)):
        around = list(time.iterancestors())
        inside = article is not None and article in around
        below = article is not None and not inside and not any(element.tag == "header" for element in around)
        named = any(OTHERS.search(names_of(element)) for element in around[:4])
        if (below and _follows(time, article)) or (named and not inside) or around[0].tag == "a":
            remove([time])


def _follows(element: HtmlElement, article: HtmlElement) -> bool:
    return any(other is element for other in article.itersiblings("*")) or any(
        above.getparent() is not None and above in set(article.itersiblings())
        for above in element.iterancestors()
    )


def _metas(tree: HtmlElement) -> dict[str, str]:
    metas: dict[str, str] = {}
    for number, meta in enumerate(tree.iter("meta")):
        if number >= _MOST_METAS:
            break
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        content = meta.get("content")
        if name and content:
            metas.setdefault(name.strip().lower(), content[:2000])
    return metas


def _date(metas: dict[str, str], told: str, language: str) -> datetime | None:
    stated = [told] if told else []
    stated += [metas[name] for name in _DATES if name in metas]
    dates = (_accepted(raw, language) for raw in stated)
    return next((date for date in dates if date), None)


def _accepted(raw: str, language: str) -> datetime | None:
    date = parse_date(raw, language)
    return date if date and date >= EARLIEST and date.year < _LATEST_YEAR else None


def _first(metas: dict[str, str], names: tuple[str, ...]) -> str:
    return next((_line(metas[name]) for name in names if name in metas), "")


def _line(text: str | None) -> str:
    return clean_line(plain(text or ""), LONGEST_TITLE)
