"""Options that select stored articles; `monitor search` and `monitor export` share them."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from monitor.clock import utc_now
from monitor.models import ArticleStatus, Config, SearchFilters
from monitor.pipeline import check_topic_ids
from monitor.policy.times import read_range

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--since", default="", metavar="TIME", help="Found since: 7d, yesterday, 2025-12-01."),
    click.option(
        "--until", default="", metavar="TIME", help="Found up to this time; a date includes its whole day."
    ),
    click.option("--topic", default="", metavar="ID", help="Matches this topic."),
    click.option("--language", default="", metavar="TAG", help="In this language: ko, zh, zh-TW."),
    click.option("--source", default="", metavar="NAME", help="Carried by an outlet with this in its name."),
)


def filter_options(command: F) -> F:
    """Add the options to a command, which passes their values to `read_filters`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def read_filters(
    config: Config,
    status: ArticleStatus | None,
    /,
    *,
    since: str,
    until: str,
    topic: str,
    language: str,
    source: str,
) -> SearchFilters:
    """Return the filters that the options select.

    Raises:
        UsageError: the topic is unknown, a time is not a time, or the range is empty.
    """
    check_topic_ids(config.topics, [topic] if topic else [])
    start, end = read_range(since, until, config.timezone, utc_now())
    return SearchFilters(since=start, until=end, topic=topic, language=language, source=source, status=status)
