"""Read the parameters of requests to the JSON API."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from monitor.models import Config, SearchFilters
from monitor.pipeline.search_filters import read_filters

MOST_HITS: Final = 200
DEFAULT_HITS: Final = 20
SORTS: Final = ("newest", "score")
FILTERS: Final = ("since", "until", "topic", "language", "source", "status")
PARAMETERS: Final = ("q", *FILTERS, "limit", "sort")
LISTING_PARAMETERS: Final = (*FILTERS, "limit", "before")
REPORT_PARAMETERS: Final = ("since", "until", "topic")
_LONGEST_NUMBER = 18  # digits


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search as requested by a client.

    Attributes:
        query: in the query language of topics.
        limit: number of hits at most.
        by_score: best hits first, else newest first.
    """

    query: str
    filters: SearchFilters
    limit: int
    by_score: bool


@dataclass(frozen=True, slots=True)
class ListingRequest:
    """A list of articles as requested by a client.

    Attributes:
        limit: number of articles at most.
        before: only articles with a lower number, or None for all.
    """

    filters: SearchFilters
    limit: int
    before: int | None


class BadParameter(ValueError):
    """A parameter of a request is missing, unknown or invalid."""

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(parameter, message)
        self.parameter = parameter
        self.message = message


def read_request(parameters: Iterable[tuple[str, str]], config: Config, now: datetime) -> SearchRequest:
    """Return the search that the parameters of a URL request.

    Args:
        parameters: names and values.
        config: its topics are known, and its time zone is that of times without one.
        now: end of spans such as `7d`.

    Raises:
        BadParameter: a parameter is missing, unknown, repeated or invalid.
        FilterError: a filter is invalid.
    """
    query = read_parameters(parameters, PARAMETERS)
    text = query.get("q", "")
    if not text:
        raise BadParameter("q", "the query is missing")
    filters = read_filters(config, now, **{name: query.get(name, "") for name in FILTERS})
    return SearchRequest(text, filters, _limit(query), _choice(query, "sort", SORTS) == "score")


def read_listing(parameters: Iterable[tuple[str, str]], config: Config, now: datetime) -> ListingRequest:
    """Return the list of articles that the parameters of a URL request; see `read_request`."""
    query = read_parameters(parameters, LISTING_PARAMETERS)
    filters = read_filters(config, now, **{name: query.get(name, "") for name in FILTERS})
    before = query.get("before") or "0"
    if not (before.isascii() and before.isdigit() and len(before) <= _LONGEST_NUMBER):
        raise BadParameter("before", "the value must be the id of an article")
    return ListingRequest(filters, _limit(query), int(before) or None)


def read_parameters(parameters: Iterable[tuple[str, str]], known: tuple[str, ...] = ()) -> dict[str, str]:
    """Return parameters by name. Raises BadParameter if one is unknown or repeated."""
    query: dict[str, str] = {}
    for name, value in parameters:
        if name not in known:
            hint = f"known are {', '.join(known)}" if known else "there are none here"
            raise BadParameter(name, f"unknown parameter; {hint}")
        if name in query:
            raise BadParameter(name, "the parameter is given more than once")
        query[name] = value
    return query


def _choice(query: Mapping[str, str], name: str, values: tuple[str, ...]) -> str:
    value = query.get(name, "")
    if value and value not in values:
        raise BadParameter(name, f"the value must be one of {', '.join(values)}")
    return value


def _limit(query: Mapping[str, str]) -> int:
    value = query.get("limit") or str(DEFAULT_HITS)
    digits = value.isascii() and value.isdigit() and len(value) <= len(str(MOST_HITS))
    if not digits or not 1 <= int(value) <= MOST_HITS:
        raise BadParameter("limit", f"the value must be a number from 1 to {MOST_HITS}")
    return int(value)
