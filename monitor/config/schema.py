"""The schema of the three config files: keys, types and defaults.

Defaults come from `monitor.models.settings`. No value is converted silently.
"""

import math
from datetime import time, timedelta
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator

from monitor.config.locales import country, language, timezone
from monitor.config.topic_ids import is_topic_id, topic_id_advice
from monitor.config.values import (
    clock_time,
    database_url,
    delivery_url,
    digest_title,
    duration,
    duration_or_zero,
    executor,
    header_text,
    host_name,
    line,
    listen_address,
    network,
    page_token,
    pause,
    port_number,
    proxy_url,
    quoted,
    retention,
    seconds,
    size,
    task_memory,
    task_seconds,
    type_name,
    web_url,
    word,
)
from monitor.models import (
    ArchiveSettings,
    DeliverSettings,
    DigestSettings,
    ExtractSettings,
    FetchSettings,
    ScheduleSettings,
    WebSettings,
)

Item = TypeVar("Item")

_SCHEDULE, _FETCH, _EXTRACT, _ARCHIVE = (
    ScheduleSettings(),
    FetchSettings(),
    ExtractSettings(),
    ArchiveSettings(),
)
_DIGEST, _DELIVER, _WEB = DigestSettings(), DeliverSettings(), WebSettings()
_MOST_POINTS = 1_000_000.0


def _listed(value: Any) -> Any:
    """Return a list as a tuple; a single value is an error."""
    if not isinstance(value, list):
        raise ValueError(f"is {type_name(value)} where a list is needed; put it in brackets: [...]")  # noqa: TRY004
    return tuple(value)


def _times(value: Any) -> tuple[time, ...]:
    """Return sorted times of day from one time or a list."""
    times = [clock_time(one) for one in (value if isinstance(value, list) else [value])]
    if not times or len(set(times)) < len(times):
        raise ValueError('needs one time, "07:00", or several different ones, ["07:00", "19:00"]')
    return tuple(sorted(times))


def _formats(value: Any) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(word(one) for one in _listed(value)))
    unknown = [name for name in found if name not in _DIGEST.formats]
    if unknown or not found:
        shown = f"{quoted(unknown[0])} is no format" if unknown else "names no format"
        raise ValueError(f'{shown}; there are "html", "md", "json" and "atom"')
    return found


def _points(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"is {type_name(value)} where a number is needed")  # noqa: TRY004
    if not (math.isfinite(value) and 0 < value <= _MOST_POINTS):
        raise ValueError("must be a number above 0, at most a million")
    return float(value)


def _weight(value: Any) -> float:
    """Return a weight; a keyword of weight 0 masks shorter keywords inside it."""
    if isinstance(value, int | float) and value < 0:
        raise ValueError("must not be below 0; a word that excludes articles belongs under exclude")
    return 0.0 if value == 0 and not isinstance(value, bool) else _points(value)


def _no_weight(value: Any) -> float:
    if value != 0 or isinstance(value, bool):
        raise ValueError(
            "must be 0, which masks longer names; other words of a group have no weight: remove it"
        )
    return 0.0


def _group(value: Any) -> Any:
    """Return the table for a group that is a plain list of words."""
    return {"words": value} if isinstance(value, list) else value


def _home(value: Any) -> str:
    """Return the country code of an outlet, which may be in lower case."""
    code = line(value)
    return country(code.upper() if len(code) == 2 else code)  # noqa: PLR2004 - the length of a code


def _alert(value: Any) -> Any:
    if isinstance(value, bool) or value == "spike":
        return value
    raise ValueError('must be true, false or "spike"')


def _term(value: Any) -> Any:
    """Return the table for a keyword that is plain text."""
    if isinstance(value, dict):
        return value
    if not isinstance(value, str):
        message = (
            f"is {type_name(value)} where a keyword is needed; put it in quotes, or write {{ term = ... }}"
        )
        raise ValueError(message)  # noqa: TRY004
    return {"term": value}


def _query(value: Any) -> str:
    text = value.replace("\n", " ").replace("\t", " ") if isinstance(value, str) else value
    return line(text)


def _topic_id(value: Any) -> str:
    if not is_topic_id(value):
        raise ValueError(topic_id_advice(str(value)))
    return str(value)


def _keyword_lists(value: Any) -> Any:
    """Return the table for a plain list, which is for all languages."""
    return {"": value} if isinstance(value, list) else value


def _keyword_language(value: Any) -> str:
    return "" if value == "any" else language(value)


Word = Annotated[str, PlainValidator(word)]
Line = Annotated[str, PlainValidator(line)]
Language = Annotated[str, PlainValidator(lambda value: language(line(value)))]
Country = Annotated[str, PlainValidator(lambda value: country(line(value)))]
Zone = Annotated[str, PlainValidator(lambda value: timezone(word(value)))]
Duration = Annotated[timedelta, PlainValidator(duration)]
Retention = Annotated[timedelta | None, PlainValidator(retention)]
Seconds = Annotated[float, PlainValidator(seconds)]
Pause = Annotated[float, PlainValidator(pause)]
Size = Annotated[int, PlainValidator(size)]
Points = Annotated[float, PlainValidator(_points)]
WebUrl = Annotated[str, PlainValidator(web_url)]
ExecutorName = Annotated[str, PlainValidator(executor)]
Listed = Annotated[tuple[Item, ...], BeforeValidator(_listed)]
Countries = Listed[Annotated[str, PlainValidator(_home)]]


class Table(BaseModel):
    """A TOML table that allows no unknown keys and no values of another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ScheduleTable(Table):
    """[schedule]."""

    digest: Annotated[tuple[time, ...], PlainValidator(_times)] = _SCHEDULE.digest
    every: Duration = _SCHEDULE.every
    floor: Duration = _SCHEDULE.floor
    ceiling: Duration = _SCHEDULE.ceiling
    backlog_after: Duration = _SCHEDULE.backlog_after


class FetchTable(Table):
    """[fetch]."""

    user_agent: Annotated[str, PlainValidator(header_text)] = _FETCH.user_agent
    contact: Annotated[str, PlainValidator(header_text)] = _FETCH.contact
    timeout: Seconds = _FETCH.timeout
    connect_timeout: Seconds = _FETCH.connect_timeout
    read_timeout: Seconds = _FETCH.read_timeout
    max_bytes: Size = _FETCH.max_bytes
    max_page_bytes: Size = _FETCH.max_page_bytes
    concurrency: Annotated[int, Field(ge=1, le=1_000)] = _FETCH.concurrency
    per_host: Annotated[int, Field(ge=1, le=100)] = _FETCH.per_host
    delay: Pause = _FETCH.delay
    allow_private: Listed[Annotated[str, PlainValidator(network)]] = _FETCH.allow_private
    allow_ports: Listed[Annotated[int, PlainValidator(port_number)]] = _FETCH.allow_ports
    proxy: Annotated[str, PlainValidator(proxy_url)] = _FETCH.proxy
    robots: bool = _FETCH.robots
    attempts: Annotated[int, Field(ge=1, le=100)] = _FETCH.attempts


class ExtractTable(Table):
    """[extract]."""

    executor: ExecutorName = _EXTRACT.executor
    timeout: Annotated[float, PlainValidator(task_seconds)] = _EXTRACT.timeout
    memory: Annotated[int, PlainValidator(task_memory)] = _EXTRACT.memory


class ArchiveTable(Table):
    """[archive]."""

    url: Annotated[str, PlainValidator(database_url)] = _ARCHIVE.url
    keep_text: Retention = _ARCHIVE.keep_text
    keep_pages: Retention = _ARCHIVE.keep_pages


class DigestTable(Table):
    """[digest]."""

    formats: Annotated[tuple[str, ...], PlainValidator(_formats)] = _DIGEST.formats
    top_stories: Annotated[int, Field(ge=0, le=50)] = _DIGEST.top_stories
    title: Annotated[str, PlainValidator(digest_title)] = _DIGEST.title


class DeliverTable(Table):
    """[deliver]."""

    urls: Listed[Annotated[str, PlainValidator(delivery_url)]] = _DELIVER.urls
    alert_pause: Annotated[timedelta, PlainValidator(duration_or_zero)] = _DELIVER.alert_pause


class WebTable(Table):
    """[web]."""

    listen: Annotated[str, PlainValidator(listen_address)] = _WEB.listen
    token: Annotated[str, PlainValidator(page_token)] = _WEB.token
    hosts: Listed[Annotated[str, PlainValidator(host_name)]] = _WEB.hosts


class MonitorFile(Table):
    """monitor.toml."""

    timezone: Zone = "UTC"
    schedule: ScheduleTable = ScheduleTable()
    fetch: FetchTable = FetchTable()
    extract: ExtractTable = ExtractTable()
    archive: ArchiveTable = ArchiveTable()
    digest: DigestTable = DigestTable()
    deliver: DeliverTable = DeliverTable()
    web: WebTable = WebTable()


class FeedTable(Table):
    """[[feed]]."""

    url: WebUrl
    name: Word = ""
    language: Language = ""
    country: Country = ""
    every: Duration | None = None
    enabled: bool = True
    full_text: bool = False


class FeedsFile(Table):
    """feeds.toml."""

    feed: Annotated[Listed[FeedTable], Field(min_length=1)]


class WordTable(Table):
    """A word of an exclusion: text, or `{ term = ..., edge = ..., gloss = ... }`."""

    term: Word
    edge: bool = False
    gloss: Line = ""


class KeywordTable(WordTable):
    """A keyword of a topic: text, or `{ term = ..., weight = ..., edge = ... }`."""

    weight: Annotated[float, PlainValidator(_weight)] | None = None


class GroupWordTable(WordTable):
    """A word of a group: text, or `{ term = ..., edge = ..., weight = 0, countries = [...] }`."""

    weight: Annotated[float, PlainValidator(_no_weight)] | None = None
    countries: Countries = ()


class GroupTable(Table):
    """[groups.NAME], or the list of its words alone."""

    words: Listed[Annotated[GroupWordTable, BeforeValidator(_term)]] = ()
    countries: Countries = ()
    not_after: Listed[Word] = ()


Words = Listed[Annotated[WordTable, BeforeValidator(_term)]]
Keywords = Listed[Annotated[KeywordTable, BeforeValidator(_term)]]


class TopicTable(Table):
    """[topics.ID]."""

    title: Word = ""
    keywords: Annotated[
        dict[Annotated[str, PlainValidator(_keyword_language)], Keywords], BeforeValidator(_keyword_lists)
    ] = {}
    require: Listed[Word] = ()
    exclude: Words = ()
    near: Annotated[int, Field(ge=1, le=100_000)] | None = None
    threshold: Points = 10.0
    query: Annotated[str, PlainValidator(_query)] = ""
    alert: Annotated[bool | Literal["spike"], PlainValidator(_alert)] = False


class TopicsFile(Table):
    """topics.toml."""

    groups: dict[Word, Annotated[GroupTable, BeforeValidator(_group)]] = {}
    topics: Annotated[dict[Annotated[str, PlainValidator(_topic_id)], TopicTable], Field(min_length=1)]
