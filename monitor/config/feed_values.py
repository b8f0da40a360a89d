"""Make the keys of a [[feed]] from what is known of a source: name, language and country."""

import re
from typing import Any
from urllib.parse import urlsplit

from monitor.models import FoundSource
from monitor.models.locales import country, language, primary_language

_LONGEST_NAME = 80
_SEPARATOR = re.compile(r"\s*[»›|·]\s*|\s[-–—:]\s")
_FEED_WORDS = re.compile(r"\b(?:rss|atom)(?:\s*(?:feed|2\.0|1\.0))?s?\b|\bfeeds?\b|피드", re.IGNORECASE)
# Top-level domains of countries that are sold as words.
_SOLD = frozenset(
    {
        "ai",
        "am",
        "cc",
        "cd",
        "co",
        "dj",
        "fm",
        "gg",
        "io",
        "is",
        "la",
        "ly",
        "me",
        "mn",
        "nu",
        "sh",
        "st",
        "tk",
        "to",
        "tv",
        "ws",
    }
)
_DOMAINS = {"uk": "GB"}
# Languages of one country.
_HOMES = {
    "ko": "KR",
    "lo": "LA",
    "th": "TH",
    "vi": "VN",
    "km": "KH",
    "my": "MM",
    "ja": "JP",
    "mn": "MN",
    "id": "ID",
    "tl": "PH",
}


def values_of_source(source: FoundSource, site: str = "") -> dict[str, Any]:
    """Return the keys of a found source.

    Args:
        source: as found.
        site: the name of its site, which comes before the title of a feed.
    """
    values: dict[str, Any] = {"url": source.url, "name": name_of(site or source.title, source.url)}
    if tag := _valid_language(source.language):
        values["language"] = tag
    if code := country_of(source.url, source.language):
        values["country"] = code
    if source.kind != "feed":
        values["kind"] = source.kind
    return values


def name_of(title: str, url: str) -> str:
    """Return the name of an outlet from the title of its site or feed, or its host if there is no name."""
    parts = [_FEED_WORDS.sub("", part).strip(" -–—|:»") for part in _SEPARATOR.split(" ".join(title.split()))]
    found = next((part for part in parts if len(part) > 1), "")
    shown = "".join(character for character in found if character.isprintable())[:_LONGEST_NAME].strip()
    return shown or (urlsplit(url).hostname or url).removeprefix("www.")


def country_of(url: str, tag: str) -> str:
    """Return the country of an outlet: that of its domain, else of a language spoken in one country, else ""."""  # noqa: E501
    domain = (urlsplit(url).hostname or "").rpartition(".")[2].lower()
    primary = primary_language(tag)
    code = _DOMAINS.get(domain, domain.upper())
    if len(domain) == 2 and (domain not in _SOLD or _HOMES.get(primary) == code or _is_official(url)):  # noqa: PLR2004
        try:
            return country(code)
        except ValueError:
            return _HOMES.get(primary, "")
    return _HOMES.get(primary, "")


def _is_official(url: str) -> bool:
    """Return whether a host is below a country's own second level, such as gov.la or org.la."""
    labels = (urlsplit(url).hostname or "").split(".")
    return len(labels) > 2 and labels[-2] in {"gov", "go", "org", "edu", "com", "net", "or"}  # noqa: PLR2004


def _valid_language(tag: str) -> str:
    try:
        return language(tag)
    except ValueError:
        return ""
