"""The demo's news: invented outlets and articles in eight languages, as data.

They contain a hit for every shipped topic, near misses, one wire text in three outlets, an update of a story
of the day before, an article with a broken page, an outlet with only a page that lists its articles, one with
only a news sitemap, and a feed URL that serves a web page.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any, Literal

_YESTERDAY = timedelta(hours=24)
_HOURS = 3  # from the publication of an article of the weeks before to the digest of its day


@dataclass(frozen=True, slots=True)
class DemoFeed:
    """One outlet's feed.

    Attributes:
        path: path of its URL.
        title: name of the outlet.
        format: of its feed; `page` and `sitemap` for outlets without a feed.
        broken: True if it answers 200 with a web page instead of a feed.
    """

    path: str
    title: str
    language: str
    country: str
    format: Literal["rss", "atom", "json", "page", "sitemap"]
    broken: bool = False


@dataclass(frozen=True, slots=True)
class DemoArticle:
    """One article.

    Attributes:
        feed: path of its feed.
        path: path of its page.
        age: time from its publication to the moment of the demo.
        broken: True if its page answers with an error, so that only title and summary are available.
    """

    feed: str
    path: str
    title: str
    summary: str
    paragraphs: tuple[str, ...]
    age: timedelta
    broken: bool = False

    @property
    def yesterdays(self) -> bool:
        """Whether it was published on the day before the demo."""
        return self.age >= _YESTERDAY

    def published(self, moment: datetime) -> datetime:
        """Return the time of publication for a demo at `moment`."""
        return moment - self.age


@dataclass(frozen=True, slots=True)
class DemoNews:
    """All feeds, and all articles, oldest first.

    Attributes:
        articles: of the day of the demo and of the day before.
        weeks: of the weeks before those.
    """

    feeds: tuple[DemoFeed, ...]
    articles: tuple[DemoArticle, ...]
    weeks: tuple[DemoArticle, ...] = ()

    def of(self, *, yesterday: bool) -> tuple[DemoArticle, ...]:
        """Return the articles of the day before if `yesterday`, else those of the day."""
        return tuple(article for article in self.articles if article.yesterdays == yesterday)


def load() -> DemoNews:
    """Return the demo's news."""
    data = tomllib.loads((files(__name__) / "news.toml").read_text(encoding="utf-8"))
    originals = {table["id"]: table for table in data["article"]}
    articles = [_article(table, originals) for table in data["article"]]
    weeks = tomllib.loads((files(__name__) / "weeks.toml").read_text(encoding="utf-8"))
    earlier = [article for table in weeks["article"] for article in _repeated(table)]
    return DemoNews(
        tuple(DemoFeed(**table) for table in data["feed"]),
        tuple(sorted(articles, key=lambda article: -article.age)),
        tuple(sorted(earlier, key=lambda article: -article.age)),
    )


def _repeated(table: dict[str, Any]) -> Iterator[DemoArticle]:
    """Yield the articles that a table of weeks.toml describes, oldest first."""
    for number, days in enumerate(sorted(table["days_ago"], reverse=True), 1):
        yield DemoArticle(
            feed=table["feed"],
            path=table["path"].replace("{n}", str(number)),
            title=table["title"].replace("{n}", str(number)),
            summary=table["summary"].replace("{n}", str(number)),
            paragraphs=tuple(text.replace("{n}", str(number)) for text in table["paragraphs"]),
            age=timedelta(days=days, hours=_HOURS),
        )


def _article(table: dict[str, Any], originals: dict[str, dict[str, Any]]) -> DemoArticle:
    original = originals[table.get("copy_of", table["id"])]
    return DemoArticle(
        feed=table["feed"],
        path=table["path"],
        title=table["title"],
        summary=original["summary"],
        paragraphs=tuple(original["paragraphs"]),
        age=timedelta(hours=table["hours_ago"]),
        broken=table.get("page") == "broken",
    )
