"""Read a page's JSON-LD. The work is bounded: long scripts are skipped, and each is walked once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from monitor.read.cleaning import clean_line, clean_text, decode_entities
from monitor.read.limits import LONGEST_CONTENT, LONGEST_TITLE
from monitor.read.page.headline_words import headline_terms
from monitor.read.page.lenient_json import parse_lenient_json, string_or_empty, text_of

_MARKERS = ('"articleBody"', "datePublished", "liveBlogUpdate")
_LONGEST = 2_000_000
_MOST_OBJECTS = 200
_ARTICLE = re.compile(r"(?:Article|Posting|Report)$")
_OTHER_TYPES = {
    "Comment", "ItemList", "BreadcrumbList", "Organization", "NewsMediaOrganization", "Person", "WebSite",
    "Event", "Review", "ImageObject", "CollectionPage", "Product", "Offer", "ListItem", "Claim",
}  # fmt: skip
_HOLDERS = ("@graph", "mainEntity", "mainEntityOfPage")


@dataclass(frozen=True, slots=True)
class JsonLdArticle:
    """An article as JSON-LD describes it; missing fields are ""."""

    headline: str = ""
    date: str = ""
    body: str = ""
    live: bool = False


def find_article(tree: HtmlElement, url: str, title: str) -> JsonLdArticle:
    """Return the page's own article from its JSON-LD, ignoring lists, comments and other articles."""
    found: list[dict[str, Any]] = []
    for script in tree.iter("script"):
        text = script.text or ""
        if len(text) <= _LONGEST and any(word in text for word in _MARKERS):
            found += _top_level_objects(parse_lenient_json(text))
    articles = [thing for thing in found if any(_ARTICLE.search(kind) for kind in _types(thing))]
    wanted = headline_terms(title)
    if not articles:
        whole = (
            thing
            for thing in found
            if not _OTHER_TYPES & set(_types(thing)) and "datePublished" in thing and _may_be(thing, wanted)
        )
        return JsonLdArticle(date=next((string_or_empty(thing.get("datePublished")) for thing in whole), ""))
    path = urlsplit(url).path.rstrip("/")
    scored = [(_score(article, path, wanted), article) for article in articles]
    likeness, best = max(scored, key=lambda pair: pair[0])
    if len(articles) > 2 and not likeness:  # noqa: PLR2004 - a list of other articles
        return JsonLdArticle()
    headline = clean_line(decode_entities(string_or_empty(best.get("headline"))), LONGEST_TITLE)
    return JsonLdArticle(
        headline, string_or_empty(best.get("datePublished")), _body(best), "liveBlogUpdate" in best
    )


def _top_level_objects(document: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects that a document describes, but not the parts inside them."""
    waiting, seen = [document], 0
    while waiting and seen < _MOST_OBJECTS:
        thing = waiting.pop(0)
        seen += 1
        if isinstance(thing, list):
            waiting = thing[:_MOST_OBJECTS] + waiting
        elif isinstance(thing, dict):
            yield thing
            if not _OTHER_TYPES & set(_types(thing)):
                waiting = [
                    thing[name] for name in _HOLDERS if isinstance(thing.get(name), dict | list)
                ] + waiting


def _types(thing: dict[str, Any]) -> list[str]:
    kinds = thing.get("@type")
    return [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]


def _may_be(thing: dict[str, Any], wanted: frozenset[str]) -> bool:
    """Return whether a page may be about an object: its name shares a term with the headline, or has none."""
    terms = headline_terms(string_or_empty(thing.get("headline")) or string_or_empty(thing.get("name")))
    return not terms or not wanted or bool(terms & wanted)


def _score(article: dict[str, Any], path: str, wanted: frozenset[str]) -> int:
    own = article.get("mainEntityOfPage")
    places = [article.get("url"), article.get("@id"), own.get("@id") if isinstance(own, dict) else own]
    here = any(isinstance(place, str) and path and _path_of(place) == path for place in places)
    return (
        4 * here
        + 2 * bool(wanted & headline_terms(string_or_empty(article.get("headline"))))
        + bool(_has_body(article))
    )


def _path_of(url: str) -> str:
    """Return the path of a URL, or "" if it is not a URL."""
    try:
        return urlsplit(url).path.rstrip("/")
    except ValueError:
        return ""


def _has_body(article: dict[str, Any]) -> bool:
    return "articleBody" in article or "liveBlogUpdate" in article


def _body(article: dict[str, Any]) -> str:
    body = article.get("articleBody")
    pieces = [text_of(part) for part in (body if isinstance(body, list) else [body])]
    updates = article.get("liveBlogUpdate")
    for update in (updates if isinstance(updates, list) else [updates])[:500]:
        if isinstance(update, dict):
            pieces += [text_of(update.get("articleBody"))]
    return clean_text("\n".join(piece for piece in pieces if piece), LONGEST_CONTENT)
