"""The JSON API for other programs: search, status and topics. It only reads.

docs/openapi.json describes it. Errors are JSON documents too: `{"error": {"message": ...}}`.
"""

import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from aiohttp import web

from monitor.archive import Archive
from monitor.digest.render.json import dump
from monitor.errors import ArchiveError, QueryError, UsageError
from monitor.match.search import read_search
from monitor.models import ArticleStatus, Config, Group, SearchFilters, SearchResult, Topics
from monitor.pipeline import Status, check_topic_ids
from monitor.pipeline.search import search_archive, search_document
from monitor.pipeline.status import status_document
from monitor.policy.times import check_range, read_moment
from monitor.text_safety import has_unsafe

PREFIX: Final = "/api/"
MOST_HITS: Final = 200
DEFAULT_HITS: Final = 20
MOST_SEARCHES: Final = 4  # at the same time
LONGEST_SEARCH: Final = 5.0  # seconds
SORTS: Final = ("newest", "score")
PARAMETERS: Final = ("q", "since", "until", "topic", "language", "source", "status", "limit", "sort")

ArchiveReader = Callable[[Callable[[Archive], SearchResult]], Awaitable[SearchResult]]


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


class BadParameter(ValueError):
    """A parameter of a request is missing, unknown or invalid."""

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(parameter, message)
        self.parameter = parameter
        self.message = message


class JsonApi:
    """Answers requests below `/api/`."""

    def __init__(
        self,
        config: Callable[[], Config],
        clock: Callable[[], datetime],
        read_status: Callable[[], Awaitable[Status]],
        read_archive: ArchiveReader,
    ) -> None:
        """Create the handlers.

        Args:
            config: returns the config in force.
            clock: returns the time (aware).
            read_status: returns the status; may raise web.HTTPException.
            read_archive: runs a function on the archive, outside the event loop; may raise ArchiveError.
        """
        self._config = config
        self._clock = clock
        self._read_status = read_status
        self._read_archive = read_archive
        self._searches = 0

    def routes(self) -> tuple[web.RouteDef, ...]:
        """Return the routes."""
        return (
            web.get(f"{PREFIX}search", self.search),
            web.get(f"{PREFIX}status", self.status),
            web.get(f"{PREFIX}topics", self.topics),
        )

    async def search(self, request: web.Request) -> web.Response:
        """Search the archive."""
        config = self._config()
        if self._searches >= MOST_SEARCHES:
            message = f"{MOST_SEARCHES} searches are running: try again later"
            return error_response(503, message, {"Retry-After": "1"})
        self._searches += 1
        try:
            wanted = read_request(request.query.items(), config, self._clock())
            result = await self._read_archive(searcher(wanted, config.topics.groups))
        except BadParameter as error:
            return error_response(400, error.message, parameter=error.parameter)
        except QueryError as error:
            return error_response(400, error.message, parameter="q", place=error.place)
        except ArchiveError:
            return error_response(503, "The archive cannot be read")
        finally:
            self._searches -= 1
        return json_response(search_document(result))

    async def status(self, _request: web.Request) -> web.Response:
        """Return the status, as `monitor status --json` does."""
        return json_response(status_document(await self._read_status()))

    async def topics(self, _request: web.Request) -> web.Response:
        """Return the topics in config order."""
        return json_response(topics_document(self._config().topics))


def read_request(parameters: Iterable[tuple[str, str]], config: Config, now: datetime) -> SearchRequest:
    """Return the search that the parameters of a URL request.

    Args:
        parameters: names and values.
        config: its topics are known, and its time zone is that of times without one.
        now: end of spans such as `7d`.

    Raises:
        BadParameter: if a parameter is missing, unknown, repeated or invalid.
    """
    query: dict[str, str] = {}
    for name, value in parameters:
        if name not in PARAMETERS:
            raise BadParameter(name, f"unknown parameter; known are {', '.join(PARAMETERS)}")
        if name in query:
            raise BadParameter(name, "the parameter is given more than once")
        if name != "q" and has_unsafe(value):
            raise BadParameter(name, "the parameter contains control characters")
        query[name] = value
    text = query.get("q", "")
    if not text.strip():
        raise BadParameter("q", "the query is missing")
    status = _choice(query, "status", tuple(one.value for one in ArticleStatus))
    since = _moment(query, "since", config.timezone, now)
    until = _moment(query, "until", config.timezone, now, ends=True)
    topic = query.get("topic", "")
    with _naming("topic"):
        check_topic_ids(config.topics, [topic] if topic else [])
    with _naming("since"):
        check_range(since, until, now)
    filters = SearchFilters(
        since=since,
        until=until,
        topic=topic,
        language=query.get("language", ""),
        source=query.get("source", ""),
        status=ArticleStatus(status) if status else None,
    )
    return SearchRequest(text, filters, _limit(query), _choice(query, "sort", SORTS) == "score")


def _moment(
    query: Mapping[str, str], name: str, timezone: str, now: datetime, *, ends: bool = False
) -> datetime | None:
    with _naming(name):
        return read_moment(query.get(name, ""), timezone, now, ends=ends)


@contextmanager
def _naming(parameter: str) -> Iterator[None]:
    """Turn a UsageError into a BadParameter."""
    try:
        yield
    except UsageError as error:
        raise BadParameter(parameter, str(error)) from None


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


def searcher(wanted: SearchRequest, groups: tuple[Group, ...]) -> Callable[[Archive], SearchResult]:
    """Return a function that searches an archive for at most `LONGEST_SEARCH` seconds from now on."""
    end = time.monotonic() + LONGEST_SEARCH

    def search(archive: Archive) -> SearchResult:
        return search_archive(
            archive,
            read_search(wanted.query, groups),
            wanted.filters,
            limit=wanted.limit,
            by_score=wanted.by_score,
            expired=lambda: time.monotonic() > end,
        )

    return search


def topics_document(topics: Topics) -> dict[str, Any]:
    """Return the JSON document of the topics in force."""
    return {
        "version": topics.version,
        "topics": [
            {"id": topic.id, "title": topic.title, "keywords": len(topic.keywords)} for topic in topics.topics
        ],
    }


def json_response(document: object, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """Return a response with a JSON document."""
    return web.Response(status=status, text=dump(document), content_type="application/json", headers=headers)


def error_response(
    status: int, message: str, headers: dict[str, str] | None = None, **details: object
) -> web.Response:
    """Return a response with the JSON document of an error."""
    return json_response({"error": {"message": message, **details}}, status, headers)
