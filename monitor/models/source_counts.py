"""What one outlet brought in a span of time."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SourceCounts:
    """Articles of one outlet.

    Attributes:
        name: of the outlet.
        articles: articles that it announced in the span, without backlog.
        matched: of these, the ones that match a topic.
        recent: of these, the ones found in the last quarter of the span.
        earlier: the ones found before.
        last: when its last article was found, None if it announced none.
    """

    name: str
    articles: int
    matched: int
    recent: int
    earlier: int
    last: datetime | None
