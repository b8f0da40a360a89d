"""An article from the feed's own words alone: its content, else its summary, else its title.

Pure: no I/O, no clock.
"""

from monitor.models import Article, Backing, Entry, Failure, Fate
from monitor.read.language import language_of


def read_entry(entry: Entry, failure: Failure | None, fallback_language: str = "") -> Article:
    """Return the article as the feed tells it.

    Args:
        entry: the entry that announced it.
        failure: why its page could not be had or read; None where none was needed.
        fallback_language: what the feed carries; believed as far as the script bears it out.

    Returns:
        An article that is READ without a failure, else UNREADABLE for the failure's reason.
    """
    text, backing = own_words(entry)
    return Article(
        url=entry.url,
        title=entry.title,
        text=text,
        backing=backing,
        fate=Fate.UNREADABLE if failure else Fate.READ,
        reason=failure.reason if failure else "",
        detail=failure.detail if failure else "",
        author=entry.author,
        language=language_of(f"{entry.title}\n{text}", (entry.language, fallback_language)),
        published=entry.published,
    )


def own_words(entry: Entry) -> tuple[str, Backing]:
    """Return the best text that the feed itself carries for an entry, and what it is."""
    if entry.content:
        return entry.content, Backing.CONTENT
    if entry.summary:
        return entry.summary, Backing.SUMMARY
    return entry.title, Backing.TITLE
