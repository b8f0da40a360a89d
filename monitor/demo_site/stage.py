"""The demo's news on a newsroom of its own: feeds and pages that work, a page and a feed that do not."""

from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from monitor.demo_site.demo import DemoNews
from monitor.demo_site.server import Newsroom
from monitor.models import Feed

_PARAGRAPHS = "\n\n"
_NO_FEED = b"<!doctype html><html><head><title>Moved</title></head><body><p>We have moved.</p></body></html>"


class DemoNewsroom(Newsroom):
    """Serves the demo's news; what is marked broken is broken."""

    def __init__(self, news: DemoNews, clock: Callable[[], datetime]) -> None:
        super().__init__(clock=clock)
        self._news = news
        self._broken = {article.path for article in news.articles if article.broken}

    def open_feeds(self) -> tuple[Feed, ...]:
        """Open every feed, empty; return them as a config would name them."""
        for feed in self._news.feeds:
            if feed.broken:
                self.serve(feed.path, _NO_FEED, "text/html; charset=utf-8")
            else:
                self.add_feed(feed.path, feed.title, language=feed.language, format=feed.format)
        return tuple(
            Feed(self.url(feed.path), feed.title, feed.language, feed.country) for feed in self._news.feeds
        )

    def publish_day(self, moment: datetime, *, yesterday: bool) -> None:
        """Publish the articles of the day, or of the day before, of a demo held at that moment."""
        for article in self._news.of(yesterday=yesterday):
            self.publish(
                article.feed,
                article.title,
                _PARAGRAPHS.join(article.paragraphs),
                url_path=article.path,
                published=article.published(moment),
                summary=article.summary,
            )

    async def respond(self, request: web.Request) -> web.StreamResponse:
        """Answer as a newsroom does, but with an error for the broken page."""
        if request.path in self._broken:
            return web.Response(status=500, text="internal server error")
        return await super().respond(request)
