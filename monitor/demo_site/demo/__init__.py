"""The demo's news: invented outlets and articles in eight languages, as data for a newsroom to serve.

They cover a hit for every shipped topic, near misses, one wire text in three outlets, an update of a flash of
the day before, an article whose page is broken and a feed that is none. Knows nothing of servers.
"""

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any, Literal

_YESTERDAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class DemoFeed:
    """One outlet's feed.

    Attributes:
        path: where it is served, from `/`.
        title: the outlet.
        broken: it answers 200 with a web page in place of a feed.
    """

    path: str
    title: str
    language: str
    country: str
    format: Literal["rss", "atom", "json"]
    broken: bool = False


@dataclass(frozen=True, slots=True)
class DemoArticle:
    """One article.

    Attributes:
        feed: path of the feed that announces it.
        path: where its page is served, from `/`.
        age: how long before the moment of the demo it was published.
        broken: its page answers an error, so that only title and summary can be had.
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
        """Whether it belongs to the day before the demo's."""
        return self.age >= _YESTERDAY

    def published(self, moment: datetime) -> datetime:
        """Return when it was published, for a demo held at that moment."""
        return moment - self.age


@dataclass(frozen=True, slots=True)
class DemoNews:
    """All feeds, and all articles from the oldest to the newest."""

    feeds: tuple[DemoFeed, ...]
    articles: tuple[DemoArticle, ...]

    def of(self, *, yesterday: bool) -> tuple[DemoArticle, ...]:
        """Return the articles of the day before, or those of the day itself."""
        return tuple(article for article in self.articles if article.yesterdays == yesterday)


def load() -> DemoNews:
    """Return the demo's news."""
    data = tomllib.loads((files(__name__) / "news.toml").read_text(encoding="utf-8"))
    originals = {table["id"]: table for table in data["article"]}
    articles = [_article(table, originals) for table in data["article"]]
    return DemoNews(
        tuple(DemoFeed(**table) for table in data["feed"]),
        tuple(sorted(articles, key=lambda article: -article.age)),
    )


def _article(table: dict[str, Any], originals: dict[str, dict[str, Any]]) -> DemoArticle:
    words = originals[table.get("copy_of", table["id"])]
    return DemoArticle(
        feed=table["feed"],
        path=table["path"],
        title=table["title"],
        summary=words["summary"],
        paragraphs=tuple(words["paragraphs"]),
        age=timedelta(hours=table["hours_ago"]),
        broken=table.get("page") == "broken",
    )
