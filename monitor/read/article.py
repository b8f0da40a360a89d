"""Build an article from the texts that the feed itself carries, and merge it with an earlier reading."""

from dataclasses import replace

from monitor.models import Article, ArticleStatus, Entry, Failure, TextSource, same_outlet
from monitor.read.language.detect import detect_language

# A page text shorter than this share of the feed's full text was not extracted well.
SHARE_OF_CONTENT = 0.5


def read_entry(entry: Entry, failure: Failure | None, fallback_language: str = "") -> Article:
    """Return the article made of the feed's own text.

    Args:
        entry: the entry that announced the article.
        failure: why its page could not be fetched or read; None if no page was needed.
        fallback_language: the usual language of the feed; used if it fits the script of the text.

    Returns:
        An article that is READ without a failure, else UNREADABLE for the failure's reason.
    """
    text, text_source = feed_text(entry)
    return Article(
        url=entry.url,
        title=entry.title,
        text=text,
        text_source=text_source,
        status=ArticleStatus.UNREADABLE if failure else ArticleStatus.READ,
        reason=failure.reason if failure else "",
        detail=failure.detail if failure else "",
        author=entry.author,
        language=detect_language(f"{entry.title}\n{text}", (entry.language, fallback_language)),
        published=entry.published,
    )


def read_again(
    before: Article, entry: Entry, now: Article | None, *, edited: bool, feed_text_changed: bool
) -> Article:
    """Return the article after a second reading.

    Args:
        before: the article as it was read before.
        entry: the entry of the article, in the present wording of its feed.
        now: the result of this reading; None if the page is unchanged or could not be fetched.
        edited: the wording of the feed, or the entry that represents the article, has changed.
        feed_text_changed: the wording of the feed has changed.

    Returns:
        The new reading, or the earlier one with the present title of its outlet: text that a page once gave
        is kept, even if the page is gone. An author or date that the page lacks is that of the outlet's
        entry. If the page is unchanged and the summary adds something, the summary follows the text.
    """
    article = before if now is None or _keeps_before(before, now, edited=edited) else now
    if not same_outlet(entry.feed_url, entry.url or entry.feed_url):
        return article
    if article is before:
        article = replace(
            article,
            title=entry.title or before.title,
            author=before.author or entry.author,
            published=before.published or entry.published,
        )
    if article.text_source is not TextSource.PAGE or not entry.summary or entry.summary in article.text:
        return article
    combined = f"{article.text}\n{entry.summary}"
    if combined == before.text or (feed_text_changed and before.text.startswith(article.text)):
        return replace(article, text=combined)
    return article


def _keeps_before(before: Article, now: Article, *, edited: bool) -> bool:
    """Return whether to keep the earlier reading.

    A full text from the feed is kept unless the entry was edited, or the page now gives a text that is not
    much shorter.
    """
    if before.text_source is TextSource.CONTENT and not edited:
        return now.text_source is not TextSource.PAGE or len(now.text) < len(before.text) * SHARE_OF_CONTENT
    return before.text_source is TextSource.PAGE and now.text_source is not TextSource.PAGE


def feed_text(entry: Entry) -> tuple[str, TextSource]:
    """Return the best text that the feed carries for an entry, and its source."""
    if entry.content:
        return entry.content, TextSource.CONTENT
    if entry.summary:
        return entry.summary, TextSource.SUMMARY
    return entry.title, TextSource.TITLE
