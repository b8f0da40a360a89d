"""Words that a topic may lack, with what each would gain and lose."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from aiohttp import web

from monitor.archive import Archive
from monitor.digest.render.clean import one_line
from monitor.digest.render.locale_names import language_name
from monitor.errors import ArchiveError, LimitExceeded, UsageError
from monitor.models import StoredArticle, SuggestedWord, Suggestions, Topic
from monitor.models.feeds import outlet_of_entry
from monitor.pipeline import Progress
from monitor.pipeline.examined_articles import Span
from monitor.pipeline.suggested_words import suggest_words
from monitor.policy.times import read_range
from monitor.web.background_answers import BackgroundAnswers, Unfinished
from monitor.web.page_context import PageContext
from monitor.web.views.topics import find_topic

SINCE: Final = "90d"
SPANS: Final = {"28d": "28 days", "90d": "90 days", "365d": "year"}
_MOST_WORDS: Final = 12
_EXAMPLES: Final = 3  # articles of each word
_WAIT: Final = 1.0  # seconds; then the page shows how far it is
_VALID: Final = 900.0  # seconds for which words are not looked for again, unless verdicts or topics change


@dataclass(frozen=True, slots=True)
class _Found:
    """The words, and the articles that are shown as examples, by number."""

    words: Suggestions
    articles: Mapping[int, StoredArticle]


class SuggestPage:
    """Looks for words in the background, one topic at a time, and shows them."""

    def __init__(self, context: PageContext) -> None:
        self._context = context
        self._answers: BackgroundAnswers[_Found] = BackgroundAnswers(_VALID)

    def routes(self) -> tuple[web.RouteDef, ...]:
        """Return the routes."""
        return (web.get("/topics/{id}/suggestions", self.show),)

    async def close(self, _app: web.Application) -> None:
        """End what is being looked for."""
        await self._answers.stop()

    async def show(self, request: web.Request) -> web.Response:
        """Show the words of a topic, or how far they are."""
        sources = self._context.sources
        config = sources.config()
        topic = find_topic(config.topics.topics, request.match_info["id"])
        since = request.query.get("since", "") or SINCE
        try:
            span = read_range(since, "", config.timezone, sources.clock())
            verdicts = await sources.read_archive(lambda archive: archive.verdicts.all(topic.id))
            judged = tuple((one.article_id, one.answer) for one in verdicts)
            key = (topic.id, since, config.version, judged)
            found = await self._answers.get(key, partial(self._look, topic, span), _WAIT)
        except UsageError as error:
            problem = one_line(str(error))
            return self._page(request, topic=topic, since=since, problem=problem, status=400)
        except ArchiveError as error:
            raise web.HTTPServiceUnavailable(reason="The archive cannot be read") from error
        if isinstance(found, Unfinished):
            return self._page(request, topic=topic, since=since, unfinished=found)
        words = [(word, _edit(word)) for word in found.words.words]
        return self._page(
            request,
            topic=topic,
            since=since,
            found=found.words,
            words=words,
            articles=found.articles,
            unsegmented=[language_name(one) or one for one in found.words.unsegmented],
        )

    async def _look(self, topic: Topic, span: Span, progress: Progress) -> _Found:
        """Look for words on a thread, which ends if it is no longer awaited."""
        config = self._context.sources.config()
        outlet_of = partial(outlet_of_entry, {feed.url: feed for feed in config.feeds})
        stopped = threading.Event()

        def note(step: str, done: int, total: int) -> None:
            if stopped.is_set():
                raise LimitExceeded("no one waits for these words any more")
            progress(step, done, total)

        def look(archive: Archive) -> _Found:
            words = suggest_words(archive, config.topics, topic.id, span, outlet_of, _MOST_WORDS, note)
            numbers = sorted({number for word in words.words for number in word.articles[:_EXAMPLES]})
            return _Found(words, {one.id: one for one in archive.found.details(numbers)})

        try:
            return await self._context.sources.read_archive(look)
        finally:
            stopped.set()

    def _page(self, request: web.Request, *, status: int = 200, **more: Any) -> web.Response:
        shown: dict[str, Any] = {"found": None, "unfinished": None, "problem": "", "words": ()}
        return self._context.renderer.page(
            request, "suggest.html.j2", status=status, spans=SPANS, examples=_EXAMPLES, **{**shown, **more}
        )


def _edit(word: SuggestedWord) -> str:
    """Return the query that adds a word on the page of a trial; "" for a word of a group."""
    return "" if word.group else urlencode({"word": word.line, "language": word.language})
