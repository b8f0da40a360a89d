"""Build the open digest for the page, once for all readers, and only if the archive has something new."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from aiohttp import web

from monitor.digest import build_digest
from monitor.digest.render.clean import safe_url
from monitor.models import Digest, DigestInput, Window
from monitor.pipeline.open_digest import open_digest_input, open_window
from monitor.web.detached import run_detached
from monitor.web.page_context import PageContext

_WAIT: Final = 0.2  # seconds to wait for a new digest before the one before is shown
_FEW: Final = 50  # stories; building so few takes no longer than that, unless the machine is busy
_LONG_WAIT: Final = 5.0
_LONGEST: Final = 20.0  # seconds to wait for the first one; connections last 30


@dataclass(frozen=True, slots=True)
class OpenDigest:
    """The open digest as it was built last.

    Attributes:
        digest: the digest.
        ids: numbers of its articles in the archive, by their links as shown.
        built_from: the articles and topics that it was built from.
        latest: the window of the open digest at that time; a page that shows this is as new as that.
    """

    digest: Digest
    ids: Mapping[str, int]
    built_from: tuple[object, ...]
    latest: Window


class OpenDigestCache:
    """Builds the open digest when the archive has something new, once for all who ask."""

    def __init__(self, context: PageContext) -> None:
        self._context = context
        self._built: OpenDigest | None = None
        self._closed: OpenDigest | None = None
        self._building: asyncio.Task[OpenDigest] | None = None

    async def window(self) -> Window:
        """Return the window of the open digest; raises ArchiveError."""
        sources = self._context.sources
        config, now = sources.config(), sources.clock()
        return await sources.read_archive(lambda archive: open_window(archive, config, now))

    async def shown(self) -> OpenDigest:
        """Return the open digest, or the last closed one if nothing matched since. Raises ArchiveError."""
        opened = await self.get()
        if any(section.stories for section in opened.digest.topics):
            return opened
        days = await self._context.sources.read_archive(lambda archive: archive.digests.windows())
        last = next((day for day in reversed(days) if day.closed), None)
        if last is None:
            return opened
        if self._closed is None or self._closed.built_from != (last.date,):
            found = await self._context.sources.read_archive(lambda archive: archive.digests.input(last.date))
            if found is None:
                return opened
            digest = await run_detached(partial(build_digest, found))
            self._closed = OpenDigest(digest, article_ids(found), (last.date,), opened.latest)
        return replace(self._closed, latest=opened.latest)

    async def get(self) -> OpenDigest:
        """Return the open digest; if building takes long, the one before.

        Raises:
            ArchiveError: the archive cannot be read.
            HTTPServiceUnavailable: there is none before, and building takes very long.
        """
        window = await self.window()
        if self._built is not None and self._built.built_from == self._key(window):
            return self._built
        if self._building is None or self._building.done():
            self._building = asyncio.create_task(self._build(window))
        if self._built is None or self._built.digest.window.date != window.date:
            done, _ = await asyncio.wait({self._building}, timeout=_LONGEST)
            if not done:
                raise web.HTTPServiceUnavailable(reason="The open digest is still being built")
            return self._building.result()
        stories = sum(len(section.stories) for section in self._built.digest.topics)
        timeout = _WAIT if stories > _FEW else _LONG_WAIT
        done, _ = await asyncio.wait({self._building}, timeout=timeout)
        return self._building.result() if done else self._built

    def _key(self, window: Window) -> tuple[object, ...]:
        config = self._context.sources.config()
        return (window.date, window.first, window.last, config.version)

    async def _build(self, window: Window) -> OpenDigest:
        sources, key = self._context.sources, self._key(window)
        config = sources.config()
        found = await sources.read_archive(lambda archive: open_digest_input(archive, config, window))
        digest = await run_detached(partial(build_digest, found))
        self._built = OpenDigest(digest, article_ids(found), key, window)
        return self._built


def article_ids(found: DigestInput) -> dict[str, int]:
    """Return the numbers of the articles of a digest by their links as pages show them."""
    return {safe_url(article.url): article.article_id for article in found.articles if article.url}
