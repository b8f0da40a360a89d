"""JSON Feed 1.0 and 1.1 become entries; whatever field is not what the standard says is passed over.

Pure: no I/O; the present time comes in. Source: https://www.jsonfeed.org/version/1.1/
"""

import json
from datetime import datetime
from typing import Any

from monitor.models import Failure, FailureKind, ParsedFeed
from monitor.read.cleaning import clean_line
from monitor.read.dates.parse_date import parse_date
from monitor.read.feed.entries import Item, Words, make_entries
from monitor.read.feed.newest_items import MOST_ENTRIES
from monitor.read.limits import LONGEST_TITLE
from monitor.read.urls import Place, choose, is_url

_FORMATS = {"1": "json10", "1.0": "json10", "1.1": "json11"}


def read_json_feed(text: str, feed_url: str, now: datetime, base: str = "") -> ParsedFeed | Failure:
    """Read a JSON Feed; JSON of another kind is `not_a_feed`, broken JSON `unparsable`."""
    try:
        document = json.loads(text.strip("\ufeff\0 \t\r\n"), strict=False)
    except (ValueError, RecursionError) as error:
        reason = f"JSON that cannot be read: {clean_line(str(error), 200)}"
        return Failure("unparsable", reason, FailureKind.SOFT)
    items = document.get("items") if isinstance(document, dict) else None
    version = _string(document.get("version")) if isinstance(document, dict) else ""
    if not isinstance(items, list) or (items and not version and "title" not in document):
        return Failure("not_a_feed", "JSON, but no JSON Feed", FailureKind.SOFT)
    language = _string(document.get("language"))
    place = Place(base or feed_url, _string(document.get("home_page_url")))
    objects = [item for item in items if isinstance(item, dict)]
    return ParsedFeed(
        title=clean_line(_string(document.get("title")), LONGEST_TITLE),
        format=_FORMATS.get(version.rpartition("/")[2], "json"),
        entries=make_entries((_item(item, language, place) for item in _newest(objects)), feed_url, now),
        damage="too_many_entries" if len(objects) > MOST_ENTRIES else "",
    )


def _newest(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if len(items) <= MOST_ENTRIES:
        return items
    oldest_first = _string(items[0].get("date_published")) < _string(items[-1].get("date_published"))
    return items[-MOST_ENTRIES:] if oldest_first else items[:MOST_ENTRIES]


def _item(item: dict[str, Any], language: str, place: Place) -> Item:
    bodies = (Words(_string(item.get("content_html")), markup=True), Words(_string(item.get("content_text"))))
    authors = item.get("authors") if isinstance(item.get("authors"), list) else [item.get("author")]
    names = [_string(author.get("name")) for author in (authors or [])[:5] if isinstance(author, dict)]
    tongue = _string(item.get("language")) or language
    guid = _identity(item.get("id"))
    links = (_string(item.get("url")), _string(item.get("external_url")), guid if is_url(guid) else "")
    dates = (parse_date(_string(item.get(name)), tongue) for name in ("date_published", "date_modified"))
    return Item(
        guid=guid,
        link=choose([(link, "") for link in links if link], place),
        title=Words(_string(item.get("title"))),
        summary=Words(_string(item.get("summary"))),
        bodies=tuple(body for body in bodies if body.raw),
        author=Words(", ".join(name for name in names if name)),
        published=next((date for date in dates if date), None),
        language=tongue,
    )


def _identity(value: Any) -> str:
    """Return an id as text; 1.0 feeds also use numbers, which the standard says to coerce."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        return str(value)
    return _string(value)


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""
