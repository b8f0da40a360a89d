"""Judge whether an article belongs to a topic, or withdraw that."""

from aiohttp import web

from monitor.archive import Archive
from monitor.digest.render.clean import one_line
from monitor.errors import ArchiveError, UsageError
from monitor.models import Answer
from monitor.pipeline.verdicts import judge
from monitor.web.page_context import PageContext
from monitor.web.rendering import own_path, redirect
from monitor.web.security import note_change, wants_html


class VerdictForm:
    """Takes the verdicts that pages with articles send."""

    def __init__(self, context: PageContext) -> None:
        self._context = context

    def routes(self) -> tuple[web.RouteDef, ...]:
        """Return the routes."""
        return (web.post(r"/articles/{number:\d{1,18}}/verdict", self.record),)

    async def record(self, request: web.Request) -> web.Response:
        """Store a verdict, or withdraw it if the answer is `none`."""
        form, number = await request.post(), request.match_info["number"]
        topic, given = str(form.get("topic", "")), str(form.get("answer", ""))
        if given not in {"none", *(answer.value for answer in Answer)}:
            raise web.HTTPBadRequest(reason="The answer is yes, no, unsure or none")
        sources = self._context.sources
        config, now = sources.config(), sources.clock()

        def store(archive: Archive) -> None:
            if given == "none":
                archive.verdicts.restore(int(number), topic, None)
            else:
                judge(archive, config, number, topic, Answer(given), now)

        try:
            await sources.write_archive(store)
        except UsageError as error:
            raise web.HTTPNotFound(reason=one_line(str(error))) from None
        except ArchiveError as error:
            raise web.HTTPServiceUnavailable(reason="The archive cannot be written") from error
        note_change(request, "verdict", article=number, topic=topic, answer=given)
        if not wants_html(request):
            return web.json_response({"article": int(number), "topic": topic, "answer": given})
        back = form.get("back")
        return redirect(request, own_path(back) if isinstance(back, str) else f"/articles/{number}")
