"""Add a source: look for the feeds and lists of an address, and write the chosen one to feeds.toml."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from aiohttp import web

from monitor.config.edit_feeds import Values, add_feeds, edit_feeds, feed_like
from monitor.config.feed_values import values_of_source
from monitor.errors import ConfigError, Problem, UsageError
from monitor.models import FoundSource, FoundSources, mask_secrets
from monitor.models.feed_urls import full_url, loose_feed_url
from monitor.models.mail_folders import is_mail_url
from monitor.read.discovery.rank_sources import LEAST_REMARKS
from monitor.web.feed_wording import reason_in_words
from monitor.web.page_context import PageContext
from monitor.web.rendering import redirect
from monitor.web.security import local_path, note_change, session_of
from monitor.web.source_searches import SearchesBusy, SourceSearches
from monitor.web.views.feeds import feed_key

_WAIT: Final = 10.0  # seconds that one request waits for a search, below the limit of a connection
_LONGEST_ADDRESS: Final = 2000  # characters
_ENTRIES_SHOWN: Final = 4
_SOURCES_SHOWN: Final = 25
_FIELDS: Final = ("url", "kind", "name", "language", "country", "folder")


@dataclass(frozen=True, slots=True)
class CandidateView:
    """One source that was found.

    Attributes:
        source: as found.
        values: the keys that feeds.toml would get.
        known: name of the feed in feeds.toml that it is, or "".
        known_key: names that feed in addresses.
    """

    source: FoundSource
    values: Values
    known: str = ""
    known_key: str = ""


class NewSourcePage:
    """Finds the sources of an address, and adds one of them."""

    def __init__(self, context: PageContext) -> None:
        self._context = context
        self._searches = SourceSearches(context.sources.find_sources)

    def routes(self) -> tuple[web.RouteDef, ...]:
        """Return the routes."""
        return (
            web.get("/sources/add", self.show),
            web.post("/sources/find", self.find),
            web.get(r"/sources/find/{name:[0-9a-f]{16}}", self.show_found),
            web.post("/sources/add", self.add),
        )

    async def close(self, _app: web.Application) -> None:
        """Stop the searches that run."""
        await self._searches.close()

    async def show(self, request: web.Request) -> web.Response:
        """Show the form that asks for an address."""
        return self._page(request, address=request.query.get("address", "")[:_LONGEST_ADDRESS])

    async def find(self, request: web.Request) -> web.Response:
        """Start to look for the sources of an address."""
        form = await request.post()
        address = _text(form.get("address"))
        try:
            url = _page_url(address)
            name = self._searches.start(url)
        except UsageError as error:
            return self._page(request, address=address, wrong=str(error), status=400)
        except SearchesBusy:
            wrong = "Other searches are running. Try again in a minute."
            return self._page(request, address=address, wrong=wrong, status=503)
        note_change(request, "source search", url=mask_secrets(url))
        return redirect(request, f"/sources/find/{name}")

    async def show_found(self, request: web.Request) -> web.Response:
        """Show what a search found; while it runs, the browser reloads the page."""
        if session_of(request) is None:
            return redirect(request, f"/login?next={quote(local_path(request))}")
        search = self._searches.get(request.match_info["name"])
        if search is None:
            raise web.HTTPNotFound(reason="This search is not kept any more: look again")
        found = await search.result(_WAIT)
        if found is None:
            response = self._page(request, address=search.url, searching=True)
            response.headers["Refresh"] = "1"
            return response
        candidates = self._candidates(found)
        return self._page(
            request,
            address=search.url,
            found=found,
            likely=[one for one in candidates if one.source.remark not in LEAST_REMARKS],
            unlikely=[one for one in candidates if one.source.remark in LEAST_REMARKS],
            meaning=reason_in_words(found.failure.reason) if found.failure else "",
        )

    async def add(self, request: web.Request) -> web.Response:
        """Write a source to feeds.toml, or say why not."""
        form = await request.post()
        values = {name: text for name in _FIELDS if (text := _text(form.get(name)))}
        url = values.get("url", "")
        if values.get("kind") == "feed":
            del values["kind"]

        def edit(text: str) -> str:
            same = feed_like(text, url)
            if same is not None:
                raise KnownFeed(str(same.get("name") or url), str(same.get("url")))
            return add_feeds(text, [values])

        try:
            await asyncio.to_thread(edit_feeds, self._context.sources.config().folder, edit)
        except KnownFeed as known:
            view = CandidateView(_unread(url), values, known.name, feed_key(known.url))
            return self._page(request, address=url, refused=view, status=409)
        except ConfigError as error:
            view = CandidateView(_unread(url), values)
            return self._page(request, address=url, refused=view, problems=error.problems, status=400)
        note_change(request, "source added", feed=mask_secrets(url), name=values.get("name", ""))
        return redirect(request, "/sources", "added")

    def _candidates(self, found: FoundSources) -> list[CandidateView]:
        """Return the sources with the keys that they would get, and which feeds.toml has already."""
        config = self._context.sources.config()
        known = {loose_feed_url(feed.url): feed for feed in config.feeds}
        views = []
        for source in found.found[:_SOURCES_SHOWN]:
            feed = known.get(loose_feed_url(source.url))
            name, key = (feed.name, feed_key(feed.url)) if feed else ("", "")
            views.append(CandidateView(source, values_of_source(source, found.site), name, key))
        return views

    def _page(
        self,
        request: web.Request,
        *,
        address: str,
        wrong: str = "",
        problems: Iterable[Problem] = (),
        status: int = 200,
        **more: Any,
    ) -> web.Response:
        shown: dict[str, Any] = {
            "found": None,
            "likely": [],
            "unlikely": [],
            "refused": None,
            "searching": False,
            "meaning": "",
        }
        return self._context.renderer.page(
            request,
            "new_source.html.j2",
            status=status,
            address=address,
            wrong=wrong,
            problems=tuple(problems),
            entries_shown=_ENTRIES_SHOWN,
            **{**shown, **more},
        )


class KnownFeed(Exception):
    """feeds.toml has this feed already."""

    def __init__(self, name: str, url: str) -> None:
        super().__init__(name, url)
        self.name = name
        self.url = url


def _page_url(address: str) -> str:
    """Return the URL of a page or feed as a person wrote it; raises UsageError."""
    url = full_url(address)
    if is_mail_url(url):
        raise UsageError(
            "a mail folder needs its password in a variable: `monitor feeds add` with `--login` adds it"
        )
    return url


def _unread(url: str) -> FoundSource:
    """Return a source from the values of the browser's form alone."""
    return FoundSource(url, "feed", "", "", "", ())


def _text(given: object) -> str:
    return given[:_LONGEST_ADDRESS].strip() if isinstance(given, str) else ""
