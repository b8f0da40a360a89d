"""Parse JSON Feed 1.0 and 1.1 into entries. Fields that break the standard are ignored.

Source: https://www.jsonfeed.org/version/1.1/
"""

import json
from datetime import datetime
from typing import Any

from monitor.models import Failure, FailureKind, ParsedFeed
from monitor.read.cleaning import clean_line
from monitor.read.dates.parse_date import parse_stated_date
from monitor.read.feed.entries import FeedItem, RawText, make_entries
from monitor.read.feed.newest_items import MOST_ENTRIES
from monitor.read.limits import LONGEST_TITLE
from monitor.read.urls import LinkBase, choose_link, is_url

_FORMATS = {"1": "json10", "1.0": "json10", "1.1": "json11"}


def read_json_feed(
    text: str, feed_url: str, now: datetime, base: str = "", usual: str = ""
) -> ParsedFeed | Failure:
    """Parse a JSON Feed. Other JSON fails as `not_a_feed`, broken JSON as `unparsable`.

    `usual` is the usual language of the feed, for dates.
    """
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
    link_base = LinkBase(base or feed_url, _string(document.get("home_page_url")))
    objects = [item for item in items if isinstance(item, dict)]
    return ParsedFeed(
        title=clean_line(_string(document.get("title")), LONGEST_TITLE),
        format=_FORMATS.get(version.rpartition("/")[2], "json"),
        entries=make_entries(
            (_item(item, language, usual, link_base) for item in _newest(objects)), feed_url, now
        ),
        damage="too_many_entries" if len(objects) > MOST_ENTRIES else "",
    )


def _newest(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if len(items) <= MOST_ENTRIES:
        return items
    oldest_first = _string(items[0].get("date_published")) < _string(items[-1].get("date_published"))
    return items[-MOST_ENTRIES:] if oldest_first else items[:MOST_ENTRIES]


def _item(item: dict[str, Any], language: str, usual: str, link_base: LinkBase) -> FeedItem:
    bodies = (
        RawText(_string(item.get("content_html")), markup=True),
        RawText(_string(item.get("content_text"))),
    )
    authors = item.get("authors") if isinstance(item.get("authors"), list) else [item.get("author")]
    names = [_string(author.get("name")) for author in (authors or [])[:5] if isinstance(author, dict)]
    tongue = _string(item.get("language")) or language
    guid = _identity(item.get("id"))
    links = (_string(item.get("url")), _string(item.get("external_url")), guid if is_url(guid) else "")
    names_of_dates = ("date_published", "date_modified")
    dates = (parse_stated_date(_string(item.get(name)), tongue, usual) for name in names_of_dates)
    return FeedItem(
        guid=guid,
        link=choose_link([(link, "") for link in links if link], link_base),
        title=RawText(_string(item.get("title"))),
        summary=RawText(_string(item.get("summary"))),
        bodies=tuple(body for body in bodies if body.raw),
        author=RawText(", ".join(name for name in names if name)),
        published=next((date for date in dates if date), None),
        language=tongue,
    )


def _identity(value: Any) -> str:
    """Return an id as text. Feeds of version 1.0 also use numbers, which the standard says to convert."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        return str(value)
    return _string(value)


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""
