"""The site of `monitor demo`: serves the demo's news, with one broken page and one broken feed."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from aiohttp import web

from monitor.demo_site.demo import DemoArticle, DemoFeed, DemoNews
from monitor.demo_site.site_server import SiteServer
from monitor.models import Feed

_PARAGRAPHS = "\n\n"
_NO_FEED = b"<!doctype html><html><head><title>Moved</title></head><body><p>We have moved.</p></body></html>"


class DemoSite(SiteServer):
    """Serves the demo's news; feeds and pages marked as broken answer with errors."""

    def __init__(self, news: DemoNews, clock: Callable[[], datetime]) -> None:
        super().__init__(clock=clock)
        self._news = news
        self._broken = {article.path for article in news.articles if article.broken}

    def open_feeds(self) -> tuple[Feed, ...]:
        """Add every feed without articles; return the feeds for the config."""
        for feed in self._news.feeds:
            if feed.broken:
                self.serve(feed.path, _NO_FEED, "text/html; charset=utf-8")
            else:
                self.add_feed(feed.path, feed.title, language=feed.language, format=feed.format)
        return tuple(self._configured(feed) for feed in self._news.feeds)

    def _configured(self, feed: DemoFeed) -> Feed:
        """Return an outlet as feeds.toml would have it."""
        source = Feed(self.url(feed.path), feed.title, feed.language, feed.country)
        if feed.format == "sitemap":
            return replace(source, kind="sitemap")
        # Usually no selector is needed, but on its first day this list has a single article.
        return replace(source, kind="page", link="ul.latest a") if feed.format == "page" else source

    def publish_day(self, moment: datetime, *, yesterday: bool) -> None:
        """Publish the articles of the day before `moment` if `yesterday`, else those of its day."""
        self._publish_all(self._news.of(yesterday=yesterday), moment)

    def publish_earlier(self, moment: datetime, days: int) -> None:
        """Publish the articles that appeared so many days before `moment`."""
        self._publish_all([article for article in self._news.weeks if article.age.days == days], moment)

    def _publish_all(self, articles: Iterable[DemoArticle], moment: datetime) -> None:
        for article in articles:
            self.publish(
                article.feed,
                article.title,
                _PARAGRAPHS.join(article.paragraphs),
                url_path=article.path,
                published=article.published(moment),
                summary=article.summary,
            )

    async def respond(self, request: web.Request) -> web.StreamResponse:
        """Answer one request; the broken page answers 500."""
        if request.path in self._broken:
            return web.Response(status=500, text="internal server error")
        return await super().respond(request)
