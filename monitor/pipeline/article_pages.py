"""Fetch the further pages of an article, a few, within the limits of their host."""

import logging

from monitor.errors import TaskFailed
from monitor.models import Article, ArticleStatus, Entry, Failure, FeedAccess, Page, Request, TextSource
from monitor.pipeline.context import AppContext
from monitor.read import canonical_url
from monitor.read.page.join_pages import adds_text
from monitor.read.page.page_numbers import page_number, shows_all
from monitor.tasks import FurtherPageTask, FurtherTexts, read_further_page

logger = logging.getLogger(__name__)


async def fetch_further_pages(app: AppContext, entry: Entry, first: Article, language: str) -> FurtherTexts:
    """Return the texts of an article's further pages, at most `[fetch] article_pages` with the first.

    Each is requested as any page: once, if robots.txt allows it, after the delay of its host. A page with all
    of the article is tried before the others. The first page that fails, leads elsewhere or adds nothing is
    the last one.

    Args:
        app: fetches and reads.
        entry: of the article.
        first: the article as its first page gives it, with `further_pages`.
        language: the usual language of the feed.
    """
    most, places = app.config.fetch.article_pages, first.further_pages
    if places is None:
        return FurtherTexts()
    if most == 1:
        return FurtherTexts(note="it has further pages, which [fetch] article_pages leaves unread")
    reader = _FurtherPages(app, entry, places.article_url, language)
    if places.whole_url:
        whole = await reader.read(places.whole_url, 1)
        if isinstance(whole, Article) and adds_text((first.text,), whole.text):
            return FurtherTexts((whole.text,), "read from its view on a single page")
    texts, next_url = [first.text], places.next_url
    while next_url and next_url not in reader.requested:
        number = len(texts) + 1
        if number > most:
            note = f"only its first {most} pages were read ([fetch] article_pages)"
            return FurtherTexts(tuple(texts[1:]), note)
        page = await reader.read(next_url, number)
        if isinstance(page, Failure):
            note = f"its page {number} could not be read ({page}): the text ends before it"
            return FurtherTexts(tuple(texts[1:]), note, failed=True)
        if not adds_text(texts, page.text):
            break
        texts.append(page.text)
        next_url = page.further_pages.next_url if page.further_pages is not None else ""
    note = f"read from {len(texts)} pages" if len(texts) > 1 else ""
    return FurtherTexts(tuple(texts[1:]), note)


class _FurtherPages:
    """Fetches and reads the further pages of one article.

    Attributes:
        requested: the URLs of pages that were requested.
    """

    def __init__(self, app: AppContext, entry: Entry, first_url: str, language: str) -> None:
        self.requested = {first_url}
        self._app, self._entry, self._first_url, self._language = app, entry, first_url, language
        feed = app.feeds.get(entry.feed_url)
        self._access = (lambda _: FeedAccess()) if feed is None else feed.access_to

    async def read(self, url: str, number: int) -> Article | Failure:
        """Return what a page says, or why it could not be read. Number 1 is the page with all."""
        app = self._app
        self.requested.add(url)
        answer = await app.fetcher.fetch(Request(url, "page", access=self._access(url)))
        if isinstance(answer, Failure):
            logger.info("page failed url=%s reason=%s", url, answer.reason)
            return answer
        answered = canonical_url(answer.final_url) or ""
        if not self._is_of_article(answered, url):
            return Failure("elsewhere", f"it leads to {answered}")
        page = Page(answer.final_url, answer.body, answer.header("content-type") or "")
        task = FurtherPageTask(page, self._entry, self._first_url, number, self._language)
        with app.byte_budget.holding(len(page.body)):
            try:
                article = await app.work(read_further_page, task)
            except TaskFailed as failed:
                logger.warning("reading failed url=%s reason=%s", url, failed.reason)
                return Failure(failed.reason, str(failed))
        if article.status is not ArticleStatus.READ or article.text_source is not TextSource.PAGE:
            return Failure(article.reason, article.detail)
        return article

    def _is_of_article(self, answered: str, url: str) -> bool:
        """Return whether the URL that answered is the requested one or another of the article's pages."""
        first_url = self._first_url
        return (
            answered in {url, first_url}
            or page_number(answered, first_url) is not None
            or shows_all(answered, first_url)
        )
