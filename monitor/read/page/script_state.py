"""Find the article in the JSON data from which scripts build a page."""

import json
import re
from collections.abc import Iterator
from typing import Any

from monitor.read.cleaning import clean_text
from monitor.read.limits import LONGEST_CONTENT
from monitor.read.page.headline_words import headline_terms, mentions_headline
from monitor.read.page.lenient_json import parse_lenient_json, text_of

_MOST_CHARACTERS = 4_000_000
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


def find_state_text(html: str, title: str) -> str:
    """Return the article text in the data of a page's scripts, or ""."""
    best = (0, 0, "")
    for document in _states(html):
        for headline, text in _titles_and_texts(document):
            size = len(text)
            if size < _LEAST:
                continue
            fits = 2 * bool(headline and headline_terms(title) & headline_terms(headline)) + (
                mentions_headline(text, title) is True
            )
            best = max(best, (fits, size, text))
    return clean_text(best[2], LONGEST_CONTENT) if best[0] or not headline_terms(title) else ""


def _states(html: str) -> Iterator[Any]:
    left = _MOST_CHARACTERS
    for found in _SCRIPT.finditer(html):
        attributes, script = found[1].lower(), found[2]
        left -= len(script)
        if left < 0:
            return
        if "ld+json" in attributes:
            continue
        if "json" in attributes or "__next_data__" in attributes:
            yield parse_lenient_json(script)
        elif state := _STATE.match(script):
            yield _first_value(script, state.end())


def _first_value(script: str, start: int) -> Any:
    try:
        value = json.JSONDecoder(strict=False).raw_decode(script, start)[0]
        return json.loads(value, strict=False) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        return None


def _titles_and_texts(document: Any) -> Iterator[tuple[str, str]]:
    """Yield title and text of every object in a document that has a body."""
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
                    yield headline, _body_text(thing[name], 6)
            waiting += [
                value
                for name, value in thing.items()
                if isinstance(value, dict | list) and not _OTHERS.search(name)
            ]


def _body_text(value: Any, depth: int) -> str:
    """Return the text of a body: a string, or nested paragraphs."""
    if isinstance(value, str):
        return text_of(value)
    if not depth:
        return ""
    if isinstance(value, list):
        return "\n".join(filter(None, (_body_text(part, depth - 1) for part in value[:2000])))
    if isinstance(value, dict):
        return "\n".join(
            filter(None, (_body_text(value[name], depth - 1) for name in _PARTS if name in value))
        )
    return ""
