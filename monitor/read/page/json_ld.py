"""What a page tells machines of its article: JSON-LD as outlets really write it, and the state of scripts.

Pure: no I/O, no clock. Bounded: long scripts are passed over, and each is walked once.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from monitor.read.cleaning import clean_line, clean_text, flatten, plain
from monitor.read.limits import LONGEST_CONTENT, LONGEST_TITLE
from monitor.read.page.headline_words import about, words_of

_TELLING = ('"articleBody"', "datePublished", "liveBlogUpdate")
_LONGEST = 2_000_000
_MOST_OBJECTS = 200
_ARTICLE = re.compile(r"(?:Article|Posting|Report)$")
_NOT_IT = {
    "Comment", "ItemList", "BreadcrumbList", "Organization", "NewsMediaOrganization", "Person", "WebSite",
    "Event", "Review", "ImageObject", "CollectionPage", "Product", "Offer", "ListItem", "Claim",
}  # fmt: skip
_HOLDERS = ("@graph", "mainEntity", "mainEntityOfPage")
_STRAY = re.compile(
    r'("(?:[^"\\]|\\.)*(?:"|\Z))|/\*.*?(?:\*/|\Z)|<!\[CDATA\[|\]\]>|<!--|-->|^\s*//[^\n]*|(?<=[\s,{\[])//[^\n]*',
    re.DOTALL | re.MULTILINE,
)
_TRAILING = re.compile(r'("(?:[^"\\]|\\.)*(?:"|\Z))|,(?=\s*[}\]])', re.DOTALL)
_OPENED = re.compile(r"[\[{]")


@dataclass(frozen=True, slots=True)
class Described:
    """An article as JSON-LD describes it; "" for what it does not say."""

    headline: str = ""
    date: str = ""
    body: str = ""
    live: bool = False


def described(tree: HtmlElement, url: str, title: str) -> Described:
    """Return what the JSON-LD of a page says of its own article, not of lists, comments or others."""
    found: list[dict[str, Any]] = []
    for script in tree.iter("script"):
        text = script.text or ""
        if len(text) <= _LONGEST and any(word in text for word in _TELLING):
            found += _objects(tolerant(text))
    articles = [thing for thing in found if any(_ARTICLE.search(kind) for kind in _types(thing))]
    if not articles:
        whole = (thing for thing in found if not _NOT_IT & set(_types(thing)) and "datePublished" in thing)
        return Described(date=next((_string(thing.get("datePublished")) for thing in whole), ""))
    path = urlsplit(url).path.rstrip("/")
    wanted = words_of(title)
    scored = [(_likeness(article, path, wanted), article) for article in articles]
    likeness, best = max(scored, key=lambda pair: pair[0])
    if len(articles) > 2 and not likeness:  # noqa: PLR2004 - a list of others, none of which is this page's
        return Described()
    headline = clean_line(plain(_string(best.get("headline"))), LONGEST_TITLE)
    return Described(headline, _string(best.get("datePublished")), _body(best), "liveBlogUpdate" in best)


def tolerant(text: str) -> Any:
    """Read JSON with the comments, CDATA marks and trailing commas that outlets leave in it, or None."""
    for attempt in (str.strip, _mended):
        try:
            return json.loads(attempt(text), strict=False)
        except (ValueError, RecursionError):
            continue
    opened = _OPENED.search(text)
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, opened.start())[0] if opened else None
    except (ValueError, RecursionError):
        return None


def _mended(text: str) -> str:
    without = _STRAY.sub(lambda found: found[1] or " ", text)
    return _TRAILING.sub(lambda found: found[1] or "", without).strip().rstrip(";")


def _objects(document: Any) -> Iterator[dict[str, Any]]:
    """Yield the things that a document describes itself, none that stand inside another as its parts."""
    waiting, seen = [document], 0
    while waiting and seen < _MOST_OBJECTS:
        thing = waiting.pop(0)
        seen += 1
        if isinstance(thing, list):
            waiting = thing[:_MOST_OBJECTS] + waiting
        elif isinstance(thing, dict):
            yield thing
            if not _NOT_IT & set(_types(thing)):
                waiting = [
                    thing[name] for name in _HOLDERS if isinstance(thing.get(name), dict | list)
                ] + waiting


def _types(thing: dict[str, Any]) -> list[str]:
    kinds = thing.get("@type")
    return [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]


def _likeness(article: dict[str, Any], path: str, wanted: frozenset[str]) -> int:
    own = article.get("mainEntityOfPage")
    places = [article.get("url"), article.get("@id"), own.get("@id") if isinstance(own, dict) else own]
    here = any(isinstance(place, str) and path and urlsplit_path(place) == path for place in places)
    return 4 * here + 2 * bool(wanted & words_of(_string(article.get("headline")))) + bool(_has_body(article))


def urlsplit_path(url: str) -> str:
    """Return the path of a URL, "" of what is none."""
    try:
        return urlsplit(url).path.rstrip("/")
    except ValueError:
        return ""


def _has_body(article: dict[str, Any]) -> bool:
    return "articleBody" in article or "liveBlogUpdate" in article


def _body(article: dict[str, Any]) -> str:
    body = article.get("articleBody")
    pieces = [_text(part) for part in (body if isinstance(body, list) else [body])]
    updates = article.get("liveBlogUpdate")
    for update in (updates if isinstance(updates, list) else [updates])[:500]:
        if isinstance(update, dict):
            pieces += [_text(update.get("articleBody"))]
    return clean_text("\n".join(piece for piece in pieces if piece), LONGEST_CONTENT)


def _text(value: Any) -> str:
    text = _string(value)[: LONGEST_CONTENT * 2]
    return flatten(text) if "<" in text or "&" in text else text


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


# --- The state that scripts build a page from.

_SCRIPT = re.compile(r"<script\b([^>]{0,1000})>(.*?)</script", re.DOTALL | re.IGNORECASE)
_STATE = re.compile(
    r"^\s*(?:(?:window|self|var|let|const)\b[\s.]*)?[\w$.\[\]'\"]{1,80}\s*=\s*(?:JSON\.parse\(\s*)?(?=[\[{\"'])"
)
_BODIES = (
    "articleBody", "body", "content", "contents", "text", "html", "bodyHtml", "body_html", "contentHtml",
    "paragraphs", "blocks", "story", "article_body", "articleText", "maincontent", "mainContent", "fullText",
)  # fmt: skip
_PARTS = ("text", "content", "html", "value", "paragraph", "data", "children", "body")
_TITLES = ("headline", "title", "name", "subject")
_OTHERS = re.compile(
    r"relat|recommend|comment|menu|nav|foot|most|latest|side|trend|popular|more|next|messages|i18n|locale|transl|"
    r"config|theme|ads?$|teaser|author|legal|privacy|cookie|consent|faq",
    re.IGNORECASE,
)
_LEAST = 150
_MOST_NODES = 20_000


def state_text(html: str, title: str) -> str:
    """Return the article that the data of a page's scripts holds, or ""; for pages that have no text yet."""
    best = (0, 0, "")
    for document in _states(html):
        for headline, text in _told(document):
            size = len(text)
            if size < _LEAST:
                continue
            fits = 2 * bool(headline and words_of(title) & words_of(headline)) + (about(text, title) is True)
            best = max(best, (fits, size, text))
    return clean_text(best[2], LONGEST_CONTENT) if best[0] or not words_of(title) else ""


def _states(html: str) -> Iterator[Any]:
    left = _LONGEST * 2
    for found in _SCRIPT.finditer(html):
        attributes, script = found[1].lower(), found[2]
        left -= len(script)
        if left < 0:
            return
        if "ld+json" in attributes:
            continue
        if "json" in attributes or "__next_data__" in attributes:
            yield tolerant(script)
        elif state := _STATE.match(script):
            yield _first_value(script, state.end())


def _first_value(script: str, start: int) -> Any:
    try:
        value = json.JSONDecoder(strict=False).raw_decode(script, start)[0]
        return json.loads(value, strict=False) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        return None


def _told(document: Any) -> Iterator[tuple[str, str]]:
    """Yield the title and the text of whatever in a document has a body."""
    waiting, seen = [document], 0
    while waiting and seen < _MOST_NODES:
        thing = waiting.pop()
        seen += 1
        if isinstance(thing, list):
            waiting += thing[:1000]
        elif isinstance(thing, dict):
            headline = next((thing[name] for name in _TITLES if isinstance(thing.get(name), str)), "")
            for name in _BODIES:
                if name in thing:
                    yield headline, _joined(thing[name], 6)
            waiting += [
                value
                for name, value in thing.items()
                if isinstance(value, dict | list) and not _OTHERS.search(name)
            ]


def _joined(value: Any, depth: int) -> str:
    """Return the words of a body: a string, or paragraphs one in another."""
    if isinstance(value, str):
        return _text(value)
    if not depth:
        return ""
    if isinstance(value, list):
        return "\n".join(filter(None, (_joined(part, depth - 1) for part in value[:2000])))
    if isinstance(value, dict):
        return "\n".join(filter(None, (_joined(value[name], depth - 1) for name in _PARTS if name in value)))
    return ""
