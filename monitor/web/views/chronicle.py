"""The chronicle of a topic: first report, turning points, long stories, present state."""

from aiohttp import web

from monitor.archive import Archive
from monitor.digest import build_chronicle
from monitor.digest.render.chronicle import chronicle_fragment
from monitor.errors import ArchiveError
from monitor.models import Chronicle
from monitor.web.page_context import PageContext
from monitor.web.security import ACCESS
from monitor.web.views.topics import find_topic


class ChroniclePage:
    """Shows what the digests had of a topic, over months and years."""

    def __init__(self, context: PageContext) -> None:
        self._context = context

    def routes(self) -> tuple[web.RouteDef, ...]:
        """Return the routes."""
        return (web.get("/topics/{id}/chronicle", self.show),)

    async def show(self, request: web.Request) -> web.Response:
        """Show the chronicle of one topic."""
        sources = self._context.sources
        topic = find_topic(sources.config().topics.topics, request.match_info["id"])

        def read(archive: Archive) -> Chronicle:
            return build_chronicle(archive.topic_stories.chronicle_input(topic.id, topic.title))

        try:
            chronicle = await sources.read_archive(read)
        except ArchiveError as error:
            raise web.HTTPServiceUnavailable(reason="The archive cannot be read") from error
        body = chronicle_fragment(chronicle, f"{request.app[ACCESS].base}/digests/")
        return self._context.renderer.page(request, "chronicle.html.j2", topic=topic, body=body)
