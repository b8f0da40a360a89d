"""The saved searches: keep the present search under a name, open, rename and delete."""

from collections.abc import Callable, Mapping
from typing import Final

from aiohttp import web

from monitor.archive import Archive
from monitor.errors import ArchiveError, QueryError, UsageError
from monitor.match.search import read_search
from monitor.pipeline.search_filters import read_filters
from monitor.web.page_context import PageContext
from monitor.web.rendering import redirect
from monitor.web.security import note_change
from monitor.web.views.search import FILTERS, SEARCH_FIELDS, read_saved, search_parameters, search_values

PATH: Final = "/search/saved"
_LONGEST_FIELD: Final = 2000  # characters


class SavedSearchesPage:
    """Lists the saved searches, and changes them."""

    def __init__(self, context: PageContext) -> None:
        self._context = context

    def routes(self) -> tuple[web.RouteDef, ...]:
        """Return the routes."""
        return (
            web.get(PATH, self.show),
            web.post(PATH, self.save),
            web.post(PATH + r"/{number:[0-9]{1,18}}/rename", self.rename),
            web.post(PATH + r"/{number:[0-9]{1,18}}/delete", self.delete),
        )

    async def show(self, request: web.Request) -> web.Response:
        """List the saved searches."""
        return await self._page(request)

    async def save(self, request: web.Request) -> web.Response:
        """Keep a search under a name, then show its hits again."""
        form = await request.post()
        values = {name: _text(form.get(name)) for name in SEARCH_FIELDS}
        name, parameters = _text(form.get("name")), search_parameters(values)
        now = self._context.sources.clock()
        try:
            self._check(values)
            await self._write(lambda archive: archive.saved_searches.add(name, parameters, now))
        except (UsageError, QueryError) as error:
            refused = (name, search_values(parameters))
            return await self._page(request, problem=_reason(error), refused=refused, status=400)
        note_change(request, "search saved", name=name, search=parameters)
        return redirect(request, f"/search?{parameters}", "search-saved")

    async def rename(self, request: web.Request) -> web.Response:
        """Give a saved search another name."""
        form = await request.post()
        number, name = int(request.match_info["number"]), _text(form.get("name"))
        try:
            await self._write(lambda archive: archive.saved_searches.rename(number, name))
        except UsageError as error:
            return await self._page(request, problem=_reason(error), status=409)
        note_change(request, "search renamed", number=number, name=name)
        return redirect(request, PATH, "search-renamed")

    async def delete(self, request: web.Request) -> web.Response:
        """Delete a saved search."""
        number = int(request.match_info["number"])
        await self._write(lambda archive: archive.saved_searches.delete(number))
        note_change(request, "search deleted", number=number)
        return redirect(request, PATH, "search-deleted")

    def _check(self, values: Mapping[str, str]) -> None:
        """Refuse a search that could not be run; raises UsageError or QueryError."""
        sources = self._context.sources
        config = sources.config()
        if not values["q"].strip():
            raise UsageError("there is no query to save: search first")
        read_filters(config, sources.clock(), **{name: values[name] for name in FILTERS})
        read_search(values["q"], config.topics.groups)

    async def _write(self, write: Callable[[Archive], None]) -> None:
        try:
            await self._context.sources.write_archive(write)
        except ArchiveError as error:
            raise web.HTTPServiceUnavailable(reason="The archive cannot be written") from error

    async def _page(
        self,
        request: web.Request,
        *,
        problem: str = "",
        refused: tuple[str, Mapping[str, str]] | None = None,
        status: int = 200,
    ) -> web.Response:
        saved = await read_saved(self._context)
        return self._context.renderer.page(
            request,
            "saved_searches.html.j2",
            status=status,
            saved=[(one, search_values(one.parameters)) for one in saved],
            titles={topic.id: topic.title for topic in self._context.sources.config().topics.topics},
            problem=problem,
            refused=refused,
        )


def _reason(error: UsageError | QueryError) -> str:
    return error.message if isinstance(error, QueryError) else str(error)


def _text(given: object) -> str:
    return given[:_LONGEST_FIELD].strip() if isinstance(given, str) else ""
