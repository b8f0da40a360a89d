"""When an article that was read is read again: four in five edits of news come within a day.

Pure: no I/O, no clock.
"""

from datetime import datetime, timedelta

# After the article was found: for what flashes and stubs become, and for what a day brings.
_READ_AGAIN = (timedelta(hours=4), timedelta(hours=24))
_LEAST = timedelta(hours=1)  # between two readings of one page
# Nothing that was due longer ago is asked for: the time in which pages are edited is over.
STALE_AFTER = timedelta(days=2)
_LONGEST_WAIT = timedelta(hours=8)
# What will not become an article by waiting.
_FINAL = {"robots_disallowed", "blocked_address", "bad_url", "not_html"}


def next_reading(found: datetime, now: datetime, reason: str = "") -> datetime | None:
    """Return when to read an article's page again, or None where it was read for the last time.

    Args:
        found: when the article was found.
        now: when its page was asked for last.
        reason: why it could not be read, if so.
    """
    if reason in _FINAL:
        return None
    return next((found + wait for wait in _READ_AGAIN if found + wait >= now + _LEAST), None)


def after_edit(edits: int, now: datetime, *, retitled: bool) -> datetime:
    """Return when to read an article again whose feed edited its words, and had so many times before.

    A new title is news at once, and so is the first new summary. Summaries that change at each poll
    (`5 comments`) are given a rest that doubles.
    """
    if retitled or not edits:
        return now
    return now + min(timedelta(hours=2 ** (min(edits, 10) - 1)), _LONGEST_WAIT)
