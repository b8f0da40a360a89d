"""Read title, author, date and language from a page.

The cheap places come first. trafilatura's metadata costs up to a third of the extraction and is used only
for a title or date that is found nowhere else.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from lxml.html import HtmlElement

from monitor.read.cleaning import clean_line, decode_entities
from monitor.read.dates.parse_date import EARLIEST, parse_stated_date
from monitor.read.language.detect import language_tag
from monitor.read.limits import LONGEST_TITLE
from monitor.read.page.json_ld import find_article
from monitor.read.page.pruning import OTHERS, class_and_id
from monitor.read.page.tree import remove_elements

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
class PageMetadata:
    """The metadata of a page; missing fields are "" or None."""

    title: str
    author: str
    published: datetime | None
    language: str
    body: str = ""
    live: bool = False
    description: str = ""


def read_metadata(
    tree: HtmlElement, url: str, headline: str = "", usual: str = "", *, title_known: bool, date_known: bool
) -> PageMetadata:
    """Return the metadata of a page.

    Args:
        tree: the page; dates of other articles are removed from it if the slow search runs.
        url: of the page.
        headline: the title from the feed, to find the right article in JSON-LD.
        usual: the usual language of the source, for dates; templates often state another one.
        title_known: the feed gives the title, so no slow search for one is needed.
        date_known: the feed gives the date, so no slow search for one is needed.
    """
    metas = _metas(tree)
    language = language_tag(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"))
    title = _first(metas, _TITLES) or _line(tree.findtext(".//title"))
    json_ld = find_article(tree, url, f"{headline} {title}")
    title = title or json_ld.headline
    published = _date(metas, json_ld.date, language, usual)
    author = _first(metas, _AUTHORS)
    if not (title or title_known) or not (published or date_known):
        _drop_foreign_times(tree)
        if not json_ld.date:
            remove_elements(script for script in tree.iter("script") if '"date' in (script.text or ""))
        deep = _trafilatura_metadata(tree, url)
        title = title or _line(deep.title)
        author = author or _line(deep.author)
        published = published or _plausible_date(deep.date or "", language, usual)
    return PageMetadata(
        title,
        "" if "://" in author else author,
        published,
        language,
        json_ld.body,
        json_ld.live,
        _first(metas, _DESCRIPTIONS),
    )


def _trafilatura_metadata(tree: HtmlElement, url: str) -> "Document":
    # Imported late because only workers need it.
    import trafilatura  # noqa: PLC0415

    try:
        return trafilatura.extract_metadata(tree, url, extensive=False)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - an error in the metadata must not cost the article
        return trafilatura.settings.Document()


def _drop_foreign_times(tree: HtmlElement) -> None:
    """Remove the dates of other articles and comments: beside the article, or within links.

    A date above the article stays only if the article has none itself.
    """
    article = next(tree.iter("article"), None)
    dated = article is not None and any(time.get("datetime") for time in article.iter("time"))
    for time in list(islice(tree.iter("time"), _MOST_TIMES)):
        around = list(time.iterancestors())
        inside = article is not None and article in around
        below = article is not None and not inside and not any(element.tag == "header" for element in around)
        named = any(OTHERS.search(class_and_id(element)) for element in around[:4])
        beside = (below and _follows(time, article)) or (dated and not inside and _has_headline(article))
        if beside or (named and not inside) or around[0].tag == "a":
            remove_elements([time])


def _has_headline(article: HtmlElement) -> bool:
    return next(article.iter("h1"), None) is not None


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


def _date(metas: dict[str, str], json_ld_date: str, language: str, usual: str) -> datetime | None:
    stated = [json_ld_date] if json_ld_date else []
    stated += [metas[name] for name in _DATES if name in metas]
    dates = (_plausible_date(raw, language, usual) for raw in stated)
    return next((date for date in dates if date), None)


def _plausible_date(raw: str, language: str, usual: str) -> datetime | None:
    date = parse_stated_date(raw, language, usual)
    return date if date and date >= EARLIEST and date.year < _LATEST_YEAR else None


def _first(metas: dict[str, str], names: tuple[str, ...]) -> str:
    return next((_line(metas[name]) for name in names if name in metas), "")


def _line(text: str | None) -> str:
    return clean_line(decode_entities(text or ""), LONGEST_TITLE)
