"""Read the filters of a search or an export as a user wrote them."""

import difflib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from monitor.archive import Archive
from monitor.errors import FilterError, UsageError
from monitor.models import ArticleStatus, Config, SearchFilters, locales
from monitor.pipeline.known_topics import check_topic_ids
from monitor.policy.times import check_range, read_moment
from monitor.text_safety import has_unsafe

_SOURCES_NAMED = 8


def read_filters(
    config: Config,
    now: datetime,
    *,
    since: str = "",
    until: str = "",
    topic: str = "",
    language: str = "",
    source: str = "",
    status: str = "",
) -> SearchFilters:
    """Return the filters that texts select; a blank text selects nothing.

    Args:
        config: its topics are known, and its time zone is that of times without one.
        now: end of spans such as `7d`.
        since: a time, see `monitor.policy.times`.
        until: a time; a date includes its whole day.
        topic: id of a topic.
        language: BCP 47 tag.
        source: part of the name of an outlet; see `check_source`.
        status: a value of ArticleStatus.

    Raises:
        FilterError: the topic, language or status is unknown, a time is not a time, the range is empty, or a
            value has control characters.
    """
    given = {"topic": topic, "language": language, "source": source, "status": status}
    for name, value in given.items():
        if has_unsafe(value):
            raise FilterError(f"the {name} contains control characters or broken text: {value!r}", name)
    with _naming("since"):
        start = read_moment(since, config.timezone, now)
    with _naming("until"):
        end = read_moment(until, config.timezone, now, ends=True)
    with _naming("since"):
        check_range(start, end, now)
    with _naming("topic"):
        check_topic_ids(config.topics, [topic] if topic else [])
    with _naming("language"):
        tag = locales.language(language)
    with _naming("status"):
        kept = _status(status) if status else None
    return SearchFilters(
        since=start, until=end, topic=topic, language=tag, source=source.strip(), status=kept
    )


def check_source(archive: Archive, config: Config, source: str) -> None:
    """Check that an outlet has the text in its name, in the archive or in feeds.toml.

    Raises:
        FilterError: none has; the message names the closest outlet, or some of them.
    """
    if not source:
        return
    names = list(dict.fromkeys((*archive.search.sources(), *(feed.name for feed in config.feeds))))
    folded = {name.casefold(): name for name in names}
    wanted = source.casefold()
    if any(wanted in name for name in folded):
        return
    near = difflib.get_close_matches(wanted, folded, n=1, cutoff=0.5)
    hint = f"; did you mean {folded[near[0]]!r}?" if near else ""
    if not near and names:
        more = "" if len(names) <= _SOURCES_NAMED else f" and {len(names) - _SOURCES_NAMED} more"
        hint = f"; there are {', '.join(names[:_SOURCES_NAMED])}{more}"
    raise FilterError(f"no outlet has {source!r} in its name{hint}", "source")


def _status(value: str) -> ArticleStatus:
    try:
        return ArticleStatus(value)
    except ValueError:
        known = [one.value for one in ArticleStatus]
        near = difflib.get_close_matches(value, known, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise UsageError(f"there is no status {value!r}{hint}; write {', '.join(known)}") from None


@contextmanager
def _naming(name: str) -> Iterator[None]:
    """Turn a UsageError or ValueError into a FilterError with the name of the filter."""
    try:
        yield
    except (UsageError, ValueError) as error:
        raise FilterError(str(error), name) from None
