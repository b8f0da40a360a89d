"""The result of polling a feed, and what storing it changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from monitor.models.articles import ReadArticle
from monitor.models.feeds import Entry, Feed, FeedState


@dataclass(frozen=True, slots=True)
class Poll:
    """The result of polling one feed, to be stored.

    Attributes:
        feed: the feed.
        decide: returns the new state for a number of new entries, which is known only after storing; pure.
        entries: the entries of the document, in its order.
        at: when it was polled.
        backlog_before: entries published before this time are backlog.
        full_texts: articles already read from the feed's own text and matched, by the key of their entry.
        undated_are_old: entries without a date are backlog.
    """

    feed: Feed
    decide: Callable[[int], FeedState]
    entries: Sequence[Entry]
    at: datetime
    backlog_before: datetime
    full_texts: Mapping[str, ReadArticle] = field(default_factory=dict)
    undated_are_old: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing a poll changed.

    Attributes:
        new: entries that the archive had not seen.
        read: articles processed at once, because the poll brought their full text.
        matched: articles of these that match.
    """

    new: int = 0
    read: int = 0
    matched: int = 0
