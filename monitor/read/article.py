"""An article from the feed's own words alone: its content, else its summary, else its title.

Pure: no I/O, no clock.
"""

from dataclasses import replace

from monitor.models import Article, ArticleStatus, Entry, Failure, TextSource, same_outlet
from monitor.read.language import language_of

# A page that gives less of what the feed carries as a whole text was not read well.
SHARE_OF_CONTENT = 0.5


def read_entry(entry: Entry, failure: Failure | None, fallback_language: str = "") -> Article:
    """Return the article as the feed tells it.

    Args:
        entry: the entry that announced it.
        failure: why its page could not be had or read; None where none was needed.
        fallback_language: what the feed carries; believed as far as the script bears it out.

    Returns:
        An article that is READ without a failure, else UNREADABLE for the failure's reason.
    """
    text, text_source = own_words(entry)
    return Article(
        url=entry.url,
        title=entry.title,
        text=text,
        text_source=text_source,
        status=ArticleStatus.UNREADABLE if failure else ArticleStatus.READ,
        reason=failure.reason if failure else "",
        detail=failure.detail if failure else "",
        author=entry.author,
        language=language_of(f"{entry.title}\n{text}", (entry.language, fallback_language)),
        published=entry.published,
    )


def read_again(
    before: Article, entry: Entry, now: Article | None, *, edited: bool, reworded: bool
) -> Article:
    """Return what an article says that was read before.

    Args:
        before: what it said.
        entry: the entry that speaks for it, as its feed words it now.
        now: what was read this time; None where the page is as it was, or could not be had.
        edited: its words, or who speaks for it, are not what they were.
        reworded: its words are not what they were.

    Returns:
        An article of what was read this time, or of what was read before with its outlet's words:
        what a page said once stays, whatever became of the page. A summary that says more than an unchanged
        page stands below its text.
    """
    article = before if now is None or _keeps(before, now, edited=edited) else now
    if not same_outlet(entry.feed_url, entry.url or entry.feed_url):
        return article
    if article is before:
        article = replace(article, title=entry.title or before.title)
    if article.text_source is not TextSource.PAGE or not entry.summary or entry.summary in article.text:
        return article
    said = f"{article.text}\n{entry.summary}"
    if said == before.text or (reworded and before.text.startswith(article.text)):
        return replace(article, text=said)
    return article


def _keeps(before: Article, now: Article, *, edited: bool) -> bool:
    """Tell whether what was read before is worth more: a feed's whole text is kept for the first reading."""
    if before.text_source is TextSource.CONTENT and not edited:
        return now.text_source is not TextSource.PAGE or len(now.text) < len(before.text) * SHARE_OF_CONTENT
    return before.text_source is TextSource.PAGE and now.text_source is not TextSource.PAGE


def own_words(entry: Entry) -> tuple[str, TextSource]:
    """Return the best text that the feed itself carries for an entry, and what it is."""
    if entry.content:
        return entry.content, TextSource.CONTENT
    if entry.summary:
        return entry.summary, TextSource.SUMMARY
    return entry.title, TextSource.TITLE
