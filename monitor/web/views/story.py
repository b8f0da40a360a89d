"""One story over all its days: outlets, languages, and what each report added."""

from aiohttp import web

from monitor.digest.render.clean import one_line
from monitor.errors import ArchiveError, LimitExceeded, UsageError
from monitor.pipeline.story import MOST_SENTENCES, find_story
from monitor.web.api import MOST_IN_STORY
from monitor.web.page_context import PageContext


class StoryPage:
    """Shows a story by its id, or by the number of an article of it."""

    def __init__(self, context: PageContext) -> None:
        self._context = context

    def routes(self) -> tuple[web.RouteDef, ...]:
        """Return the routes."""
        return (web.get("/stories/{id:[0-9a-z]{1,20}}", self.show),)

    async def show(self, request: web.Request) -> web.Response:
        """Show one story."""
        sources, reference = self._context.sources, request.match_info["id"]
        config, now = sources.config(), sources.clock()
        try:
            story = await sources.read_archive(
                lambda archive: find_story(archive, config, reference, now, most=MOST_IN_STORY)
            )
        except LimitExceeded as error:
            raise web.HTTPServiceUnavailable(reason=one_line(str(error))) from error
        except UsageError as error:
            raise web.HTTPNotFound(reason=one_line(str(error))) from error
        except ArchiveError as error:
            raise web.HTTPServiceUnavailable(reason="The archive cannot be read") from error
        titles = {topic.id: topic.title for topic in config.topics.topics}
        return self._context.renderer.page(
            request, "story_page.html.j2", story=story, titles=titles, most=MOST_SENTENCES
        )
