"""Parse JSON as outlets really write it, with comments, CDATA marks and trailing commas."""

import json
import re
from typing import Any

from monitor.read.cleaning import html_to_text
from monitor.read.limits import LONGEST_CONTENT

_STRAY = re.compile(
    r'("(?:[^"\\]|\\.)*(?:"|\Z))|/\*.*?(?:\*/|\Z)|<!\[CDATA\[|\]\]>|<!--|-->|^\s*//[^\n]*|(?<=[\s,{\[])//[^\n]*',
    re.DOTALL | re.MULTILINE,
)
_TRAILING = re.compile(r'("(?:[^"\\]|\\.)*(?:"|\Z))|,(?=\s*[}\]])', re.DOTALL)
_OPENED = re.compile(r"[\[{]")


def parse_lenient_json(text: str) -> Any:
    """Parse JSON that may hold comments, CDATA marks and trailing commas; None if it is not JSON."""
    for attempt in (str.strip, _without_comments):
        try:
            return json.loads(attempt(text), strict=False)
        except (ValueError, RecursionError):
            continue
    opened = _OPENED.search(text)
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, opened.start())[0] if opened else None
    except (ValueError, RecursionError):
        return None


def _without_comments(text: str) -> str:
    without = _STRAY.sub(lambda found: found[1] or " ", text)
    return _TRAILING.sub(lambda found: found[1] or "", without).strip().rstrip(";")


def text_of(value: Any) -> str:
    """Return a JSON value as text: HTML is converted, other types give ""."""
    text = string_or_empty(value)[: LONGEST_CONTENT * 2]
    return html_to_text(text) if "<" in text or "&" in text else text


def string_or_empty(value: Any) -> str:
    """Return the value if it is a string, else ""."""
    return value if isinstance(value, str) else ""
