"""The JSON API for other programs: search, articles, stories, reports, status and topics. It only reads.

docs/openapi.json describes it. Errors are JSON documents too: `{"error": {"message": ...}}`.
"""

import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final, Protocol, TypeVar

from aiohttp import web

from monitor.archive import Archive
from monitor.errors import ArchiveError, FilterError, LimitExceeded, QueryError, TaskFailed, UsageError
from monitor.match.search import read_search
from monitor.models import Config, SearchResult, Topics
from monitor.pipeline import Status, check_topic_ids
from monitor.pipeline.article_facts import article_document, article_facts
from monitor.pipeline.report import report_document
from monitor.pipeline.search import list_articles, listing_document, search_archive, search_document
from monitor.pipeline.search_filters import check_source
from monitor.pipeline.status import status_document
from monitor.pipeline.story import find_story, story_document
from monitor.web.background_answers import Unfinished
from monitor.web.json_answers import PREFIX, error_response, json_response
from monitor.web.parameters import (
    REPORT_PARAMETERS,
    BadParameter,
    ListingRequest,
    SearchRequest,
    read_listing,
    read_parameters,
    read_request,
)
from monitor.web.reports import Reports

MOST_SEARCHES: Final = 4  # at the same time
LONGEST_SEARCH: Final = 5.0  # seconds
_REPORT_WAIT: Final = 20.0  # seconds that a request waits for a report; connections last 30
MOST_IN_STORY: Final = 5000  # articles that are grouped to find one story, 1.5 ms of CPU each

T = TypeVar("T")
_Document = dict[str, Any]


class ArchiveReader(Protocol):
    """Runs a function on the archive, outside the event loop; may raise ArchiveError."""

    def __call__(self, read: Callable[[Archive], T], /) -> Awaitable[T]:
        """Return what the function returns."""
        ...


class JsonApi:
    """Answers requests below `/api/`."""

    def __init__(
        self,
        config: Callable[[], Config],
        clock: Callable[[], datetime],
        read_status: Callable[[], Awaitable[Status]],
        read_archive: ArchiveReader,
        reports: Reports,
    ) -> None:
        """Create the handlers.

        Args:
            config: returns the config in force.
            clock: returns the time (aware).
            read_status: returns the status; may raise web.HTTPException.
            read_archive: runs a function on the archive, outside the event loop; may raise ArchiveError.
            reports: examines spans in the background.
        """
        self._config = config
        self._clock = clock
        self._read_status = read_status
        self._read_archive = read_archive
        self._reports = reports
        self._searches = 0

    def routes(self) -> tuple[web.RouteDef, ...]:
        """Return the routes."""
        return (
            web.get(f"{PREFIX}search", self.search),
            web.get(f"{PREFIX}articles", self.articles),
            web.get(f"{PREFIX}articles/{{id}}", self.article),
            web.get(f"{PREFIX}stories/{{id}}", self.story),
            web.get(f"{PREFIX}report", self.report),
            web.get(f"{PREFIX}status", self.status),
            web.get(f"{PREFIX}topics", self.topics),
        )

    async def search(self, request: web.Request) -> web.Response:
        """Search the archive."""
        return await self._answer(
            lambda: _searcher(
                read_request(request.query.items(), self._config(), self._clock()), self._config()
            )
        )

    async def articles(self, request: web.Request) -> web.Response:
        """List articles, newest first."""
        return await self._answer(
            lambda: _lister(
                read_listing(request.query.items(), self._config(), self._clock()), self._config()
            )
        )

    async def article(self, request: web.Request) -> web.Response:
        """Return everything about one article."""
        number, config = request.match_info["id"], self._config()

        def reader() -> Callable[[Archive], _Document]:
            read_parameters(request.query.items())
            _check_id(number, "article", number.isascii() and number.isdigit())
            return lambda archive: article_document(article_facts(archive, config, number))

        return await self._answer(reader)

    async def story(self, request: web.Request) -> web.Response:
        """Return one story over all its days, by its id or the number of an article of it."""
        reference, config, now = request.match_info["id"], self._config(), self._clock()

        def reader() -> Callable[[Archive], _Document]:
            read_parameters(request.query.items())
            _check_id(reference, "story", reference.isascii() and reference.isalnum())
            return lambda archive: story_document(
                find_story(archive, config, reference, now, most=MOST_IN_STORY)
            )

        return await self._answer(reader)

    async def report(self, request: web.Request) -> web.Response:
        """Return the report of a span, as `monitor report --json` does."""
        try:
            given = read_parameters(request.query.items(), REPORT_PARAMETERS)
            topic = _topic(given.get("topic", ""), self._config())
            span = await self._reports.examine(given.get("since", ""), given.get("until", ""), _REPORT_WAIT)
            if isinstance(span, Unfinished):
                message = f"the report is being made ({span.done} of {span.total} articles): ask again"
                return error_response(503, message, {"Retry-After": "5"})
            return json_response(report_document(await self._reports.read(span, topic)))
        except BadParameter as error:
            return _refusal(error)
        except UsageError as error:
            return error_response(400, str(error), parameter="since")
        except (ArchiveError, TaskFailed) as error:
            what = "The archive cannot be read" if isinstance(error, ArchiveError) else "No worker is free"
            return error_response(503, what)

    async def status(self, _request: web.Request) -> web.Response:
        """Return the status, as `monitor status --json` does."""
        return json_response(status_document(await self._read_status()))

    async def topics(self, _request: web.Request) -> web.Response:
        """Return the topics in config order."""
        return json_response(topics_document(self._config().topics))

    async def _answer(self, reader: Callable[[], Callable[[Archive], _Document]]) -> web.Response:
        """Answer with what a function reads from the archive; refuse if too many are running.

        Args:
            reader: reads the parameters and returns the function.
        """
        if self._searches >= MOST_SEARCHES:
            message = f"{MOST_SEARCHES} searches are running: try again later"
            return error_response(503, message, {"Retry-After": "1"})
        self._searches += 1
        try:
            return json_response(await self._read_archive(reader()))
        except (BadParameter, FilterError, QueryError, LimitExceeded, UsageError) as error:
            return _refusal(error)
        except ArchiveError:
            return error_response(503, "The archive cannot be read")
        finally:
            self._searches -= 1


def _refusal(error: Exception) -> web.Response:
    match error:
        case BadParameter():
            return error_response(400, error.message, parameter=error.parameter)
        case FilterError():
            return error_response(400, error.message, parameter=error.name)
        case QueryError():
            return error_response(400, error.message, parameter="q", place=error.place)
        case LimitExceeded():
            return error_response(503, str(error))
    return error_response(404, str(error))


def _topic(name: str, config: Config) -> str:
    """Return the id of a topic, or "" for all; raises BadParameter."""
    try:
        check_topic_ids(config.topics, [name] if name else [])
    except UsageError as error:
        raise BadParameter("topic", str(error)) from None
    return name


def _check_id(text: str, kind: str, valid: bool) -> None:  # noqa: FBT001 - the condition that the id meets
    if not valid:
        raise UsageError(f"there is no {kind} {text[:40]!r}")


def _searcher(wanted: SearchRequest, config: Config) -> Callable[[Archive], _Document]:
    """Return a function that searches an archive for at most `LONGEST_SEARCH` seconds from now on."""
    end = time.monotonic() + LONGEST_SEARCH

    def search(archive: Archive) -> _Document:
        check_source(archive, config, wanted.filters.source)
        found: SearchResult = search_archive(
            archive,
            read_search(wanted.query, config.topics.groups),
            wanted.filters,
            limit=wanted.limit,
            by_score=wanted.by_score,
            expired=lambda: time.monotonic() > end,
        )
        return search_document(found)

    return search


def _lister(wanted: ListingRequest, config: Config) -> Callable[[Archive], _Document]:
    """Return a function that lists articles for at most `LONGEST_SEARCH` seconds from now on."""
    end = time.monotonic() + LONGEST_SEARCH

    def read(archive: Archive) -> _Document:
        check_source(archive, config, wanted.filters.source)
        found = list_articles(
            archive,
            wanted.filters,
            limit=wanted.limit,
            before=wanted.before,
            expired=lambda: time.monotonic() > end,
        )
        return listing_document(found)

    return read


def topics_document(topics: Topics) -> dict[str, Any]:
    """Return the JSON document of the topics in force."""
    return {
        "version": topics.version,
        "topics": [
            {"id": topic.id, "title": topic.title, "keywords": len(topic.keywords)} for topic in topics.topics
        ],
    }
