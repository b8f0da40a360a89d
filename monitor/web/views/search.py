"""Search all stored articles: the query language of topics, filters, hits marked, CSV and JSON."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from aiohttp import web
from markupsafe import Markup

from monitor.archive import Archive
from monitor.digest.render.clean import one_line
from monitor.errors import ArchiveError, FilterError, QueryError
from monitor.match.search import read_search
from monitor.models import ArticleStatus, SavedSearch, SearchHit, SearchResult
from monitor.pipeline.search import search_archive, search_table
from monitor.pipeline.search_filters import check_source, read_filters
from monitor.web.api import LONGEST_SEARCH, MOST_SEARCHES
from monitor.web.marking import mark_evidence, marked
from monitor.web.page_context import PageContext

FILTERS: Final = ("topic", "language", "source", "since", "until", "status")
SEARCH_FIELDS: Final = ("q", *FILTERS, "sort")
_OF_PART: Final = 50
_MOST_PARTS: Final = 20
_IN_TABLE: Final = 1000
_SOURCES_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class HitView:
    """One hit as shown.

    Attributes:
        id: number of the article in the archive.
        title: with the hits marked.
        quote: a sentence with the hits marked, "" if they are in the title only.
        sources: names of the outlets.
        more_sources: number of outlets that are not named.
        topics: (id, title) of the topics that it matches.
    """

    id: int
    url: str | None
    title: Markup
    quote: Markup
    language: str
    sources: tuple[str, ...]
    more_sources: int
    published: datetime | None
    found: datetime
    status: str
    topics: tuple[tuple[str, str], ...]


class SearchPage:
    """Shows a form and the hits of its query."""

    def __init__(self, context: PageContext) -> None:
        self._context = context
        self._running = 0

    def routes(self) -> tuple[web.RouteDef, ...]:
        """Return the routes."""
        return (web.get("/search", self.show), web.get("/search.csv", self.table))

    async def show(self, request: web.Request) -> web.Response:
        """Show the form, and one part of the hits if there is a query."""
        values = {name: request.query.get(name, "") for name in SEARCH_FIELDS}
        part = _part(request)
        saved = await read_saved(self._context)
        if not values["q"].strip():
            return self._page(request, values, saved=saved)
        try:
            result = await self._search(values, part * _OF_PART + 1)
        except FilterError as error:
            return self._page(request, values, problem=str(error), wrong=error.name, status=400)
        except QueryError as error:
            place = _place(values["q"], error.place)
            return self._page(request, values, problem=error.message, place=place, wrong="q", status=400)
        hits = result.hits[(part - 1) * _OF_PART : part * _OF_PART]
        return self._page(
            request,
            values,
            saved=saved,
            saved_as=_saved_name(saved, values),
            result=result,
            hits=[self._hit(hit) for hit in hits],
            part=part,
            first=(part - 1) * _OF_PART + 1,
            more=len(result.hits) > part * _OF_PART and part < _MOST_PARTS,
        )

    async def table(self, request: web.Request) -> web.Response:
        """Return the hits as CSV."""
        values = {name: request.query.get(name, "") for name in SEARCH_FIELDS}
        try:
            result = await self._search(values, _IN_TABLE)
        except (FilterError, QueryError) as error:
            reason = one_line(str(getattr(error, "message", error)))
            raise web.HTTPBadRequest(reason=reason) from None
        headers = {"Content-Disposition": 'attachment; filename="search.csv"'}
        # A byte order mark, without which spreadsheets do not read UTF-8.
        text = "\ufeff" + search_table(result)
        return web.Response(text=text, content_type="text/csv", charset="utf-8", headers=headers)

    async def _search(self, values: Mapping[str, str], limit: int) -> SearchResult:
        """Search; raises FilterError, QueryError, HTTPServiceUnavailable."""
        sources = self._context.sources
        config = sources.config()
        given = {name: values[name] for name in FILTERS}
        filters = read_filters(config, sources.clock(), **given)
        query = read_search(values["q"], config.topics.groups)
        if self._running >= MOST_SEARCHES:
            raise web.HTTPServiceUnavailable(reason=f"{MOST_SEARCHES} searches are running: try again later")
        end = time.monotonic() + LONGEST_SEARCH

        def search(archive: Archive) -> SearchResult:
            check_source(archive, config, filters.source)
            by_score = values["sort"] == "score"
            return search_archive(
                archive,
                query,
                filters,
                limit=limit,
                by_score=by_score,
                expired=lambda: time.monotonic() > end,
            )

        self._running += 1
        try:
            return await sources.read_archive(search)
        except ArchiveError as error:
            raise web.HTTPServiceUnavailable(reason="The archive cannot be read") from error
        finally:
            self._running -= 1

    def _hit(self, hit: SearchHit) -> HitView:
        article = hit.article
        titles = {topic.id: topic.title for topic in self._context.sources.config().topics.topics}
        in_title = [(one.hit_start, one.hit_end) for one in hit.evidence if one.field == "title"]
        return HitView(
            id=article.id,
            url=article.url,
            title=marked(article.title, in_title) or Markup("(no headline)"),
            quote=mark_evidence([one for one in hit.evidence if one.field != "title"]),
            language=article.language,
            sources=article.sources[:_SOURCES_SHOWN] or ("unknown outlet",),
            more_sources=max(0, len(article.sources) - _SOURCES_SHOWN),
            published=article.published,
            found=article.found,
            status=article.status.value,
            topics=tuple((topic, titles[topic]) for topic in article.topics if topic in titles),
        )

    def _page(
        self, request: web.Request, values: Mapping[str, str], *, status: int = 200, **more: Any
    ) -> web.Response:
        shown: dict[str, Any] = {
            "result": None,
            "saved": (),
            "saved_as": "",
            "hits": [],
            "problem": "",
            "wrong": "",
            "place": None,
            "part": 1,
            "more": False,
        }
        return self._context.renderer.page(
            request,
            "search.html.j2",
            status=status,
            values=values,
            topics=[(topic.id, topic.title) for topic in self._context.sources.config().topics.topics],
            statuses=[one.value for one in ArticleStatus],
            **{**shown, "first": 1, **more},
        )


async def read_saved(context: PageContext) -> tuple[SavedSearch, ...]:
    """Return the saved searches; none if the archive cannot be read, because a search then says so."""
    try:
        return await context.sources.read_archive(lambda archive: archive.saved_searches.all())
    except ArchiveError:
        return ()


def search_parameters(values: Mapping[str, str]) -> str:
    """Return a search as a query string: its fields in one order, without those that say nothing."""
    given = {name: values.get(name, "").strip() for name in SEARCH_FIELDS}
    if given["sort"] == "newest":  # the order without a choice
        given["sort"] = ""
    return urlencode({name: value for name, value in given.items() if value})


def search_values(parameters: str) -> dict[str, str]:
    """Return all fields of a search from its query string, "" for those that say nothing."""
    given = dict(parse_qsl(parameters))
    return {name: given.get(name, "") for name in SEARCH_FIELDS}


def _saved_name(saved: Iterable[SavedSearch], values: Mapping[str, str]) -> str:
    """Return the name under which this search is saved, or ""."""
    wanted = search_parameters(values)
    return next((one.name for one in saved if one.parameters == wanted), "")


def _part(request: web.Request) -> int:
    text = request.query.get("part", "1")
    if not (text.isascii() and text.isdigit() and len(text) <= 2 and 1 <= int(text) <= _MOST_PARTS):  # noqa: PLR2004 - digits
        raise web.HTTPBadRequest(reason=f"part is a number from 1 to {_MOST_PARTS}")
    return int(text)


def _place(query: str, place: int | None) -> tuple[str, str] | None:
    """Return the query before and from the place of an error, if it is inside."""
    return (query[:place], query[place:]) if place is not None and 0 <= place < len(query) else None
