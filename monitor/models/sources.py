"""What a search for sources found: feeds, sitemaps and listing pages, each with its newest entries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from monitor.models.feeds import Entry
from monitor.models.http import Failure
from monitor.models.packing import packed

SourceKind = Literal["feed", "sitemap", "page", "mail"]

_REMARKABLE_RATE = 1.0


@packed
@dataclass(frozen=True, slots=True)
class FoundSource:
    """One source that answered.

    Attributes:
        url: the URL to put into feeds.toml.
        kind: how it is read.
        title: its own title, or "".
        language: BCP 47 tag of its entries, or "".
        format: such as `rss20`, `news-sitemap`, `page`.
        entries: newest first.
        per_day: how many entries it has a day, or None if their dates do not tell.
        origin: how it was found, for a person.
        remark: what lowers its worth, such as "comments of readers", or "".
        page_status: whether an article page can be read, for a person; "" if it was not tried.
    """

    url: str
    kind: SourceKind
    title: str
    language: str
    format: str
    entries: tuple[Entry, ...]
    per_day: float | None = None
    origin: str = ""
    remark: str = ""
    page_status: str = ""

    @property
    def newest(self) -> datetime | None:
        """The latest date of its entries, or None."""
        return max((entry.published for entry in self.entries if entry.published), default=None)

    @property
    def frequency(self) -> str:
        """How often it changes, in words."""
        count = len(self.entries)
        if self.per_day is None:
            return f"{count} {'entry' if count == 1 else 'entries'}"
        if self.per_day >= _REMARKABLE_RATE:
            return f"about {self.per_day:.0f} a day"
        a_week = self.per_day * 7
        return f"about {a_week:.0f} a week" if a_week >= _REMARKABLE_RATE else "less than one a week"


@dataclass(frozen=True, slots=True)
class FoundSources:
    """The sources that a URL leads to.

    Attributes:
        url: as given.
        found: best first.
        site: the name of the site, or "".
        failure: why the URL itself could not be read, or why nothing was found; None if something was.
        complete: the search ended before its time was over.
    """

    url: str
    found: tuple[FoundSource, ...]
    site: str = ""
    failure: Failure | None = None
    complete: bool = True
