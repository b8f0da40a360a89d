"""Read the three TOML files of the config folder into one Config, or report all their problems.

Only `read_folder` reads files.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from monitor.config.pydantic_errors import messages
from monitor.config.tables import (
    FeedsFile,
    GroupTable,
    GroupWordTable,
    KeywordTable,
    TopicsFile,
    TopicTable,
    WordTable,
)
from monitor.config.toml_file import Source, read_bytes, read_source
from monitor.config.toml_lines import KeyPath
from monitor.config.versions import topics_version, version_of
from monitor.errors import ConfigError, Problem
from monitor.match import outlet_names, topic_problems
from monitor.models import Config, Feed, Group, Keyword, Settings, Topic, Topics
from monitor.models.address_values import is_loopback
from monitor.models.feed_urls import normal_feed_url
from monitor.models.mail_folders import is_mail_url

MONITOR, FEEDS, TOPICS = FILES = ("monitor.toml", "feeds.toml", "topics.toml")

Files = Mapping[str, bytes | ConfigError]
Checked = TypeVar("Checked", Settings, FeedsFile, TopicsFile)


def read_config(folder: Path) -> Config:
    """Return the config of a folder.

    Raises:
        ConfigError: with every problem of all three files, each with its line and what to do.
    """
    return build_config(folder, read_folder(folder))


def read_topics(folder: Path, file: Path | None = None) -> Topics:
    """Return the topics of a folder, even if its other files have errors.

    Args:
        folder: the config folder.
        file: another file instead of the folder's topics.toml.

    Raises:
        ConfigError: with every problem of the topics.
    """
    files = read_folder(folder, (FEEDS, TOPICS))
    problems: list[Problem] = []
    topics = (
        _topics(files[TOPICS], problems) if file is None else _topics(_content(file), problems, str(file))
    )
    if topics is None or problems:
        raise ConfigError(sort_problems(problems))
    # Problems of the feeds are ignored here; only their names are needed.
    return replace(topics, names=outlet_names(_feed_names(files[FEEDS])))


def read_folder(folder: Path, names: Iterable[str] = FILES) -> Files:
    """Return the content of each config file, or why it cannot be read.

    Raises:
        ConfigError: there is no such folder.
    """
    if not folder.is_dir():
        what = "is a file, not a folder" if folder.exists() else "there is no such folder"
        message = f'{what}; run "monitor init" to write the shipped config, or name yours with --config'
        raise ConfigError((Problem(str(folder), "", None, message),))
    return {name: _content(folder / name) for name in names}


def build_config(folder: Path, files: Files) -> Config:
    """Return the config that these files define.

    Raises:
        ConfigError: with every problem of all three files.
    """
    problems: list[Problem] = []
    settings = _settings(files[MONITOR], problems)
    feeds = _feeds(files[FEEDS], problems, (settings or Settings()).schedule.every)
    topics = _topics(files[TOPICS], problems)
    if problems or settings is None or topics is None:
        raise ConfigError(sort_problems(problems))
    topics = replace(topics, names=outlet_names(feed.name for feed in feeds))
    sections = {section.name: getattr(settings, section.name) for section in fields(settings)}
    version = version_of({**sections, "feeds": feeds, "topics": topics.version})
    return Config(folder=folder, version=version, feeds=feeds, topics=topics, **sections)


def open_source(folder: Path, name: str) -> Source:
    """Return one file of the folder with the lines of its keys, to place messages.

    Raises:
        ConfigError: the file cannot be read.
    """
    return read_source(name, read_bytes(folder / name))


def sort_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems sorted by file and line."""
    place = {name: number for number, name in enumerate(FILES)}
    return tuple(sorted(problems, key=lambda problem: (place.get(problem.file, 0), problem.line or 0)))


def _content(path: Path) -> bytes | ConfigError:
    try:
        return read_bytes(path)
    except ConfigError as error:
        return error


def _settings(content: bytes | ConfigError, problems: list[Problem]) -> Settings | None:
    source = _source(MONITOR, content, problems)
    settings = _checked(source, Settings, problems) if source else None
    if source and settings:
        schedule = settings.schedule
        if not schedule.floor <= schedule.every <= schedule.ceiling:
            message = "every must be between floor and ceiling"
            problems.append(source.problem(("schedule", "every"), message))
        listen = settings.web.listen
        if listen and not settings.web.token and not is_loopback(listen.rpartition(":")[0]):
            message = f'{listen} is open to other machines: listen on 127.0.0.1, or set token = "env:NAME"'
            problems.append(source.problem(("web", "listen"), message))
        if settings.translate.command and settings.translate.url:
            message = "names a server beside a command; keep one of them"
            problems.append(source.problem(("translate", "url"), message))
    return settings


def _feeds(content: bytes | ConfigError, problems: list[Problem], interval: timedelta) -> tuple[Feed, ...]:
    source = _source(FEEDS, content, problems)
    if source is None:
        return ()
    checked = _checked(source, FeedsFile, problems)
    problems.extend(source.problem(path, message) for path, message in _duplicates(source))
    problems.extend(
        source.problem(("feed", number, key), message)
        for number, feed in enumerate(checked.feed if checked else ())
        for key, message in _contradictions(feed)
    )
    return _completed(checked.feed, source.data["feed"], interval) if checked else ()


def _contradictions(feed: Feed) -> Iterator[tuple[str, str]]:
    """Yield the keys of a feed that its kind does not have."""
    if feed.kind != "page":
        for key in (key for key, given in (("link", feed.link), ("pages", feed.pages > 1)) if given):
            yield key, 'is for pages that list articles; remove it, or write kind = "page"'
    if feed.kind == "mail":
        for key in ("headers", "user_agent", "proxy"):
            if getattr(feed, key):
                yield key, "is for sources on the web; remove it"
        if not feed.login:
            yield "url", 'needs the password of the account: login = "env:NAME", a variable that holds it'
    if (feed.kind == "mail") != is_mail_url(feed.url):
        mail = 'is for mail: write url = "imaps://user@host/FOLDER", or another kind'
        yield ("url", 'is a mail folder; write kind = "mail"') if feed.kind != "mail" else ("kind", mail)
    if feed.kind != "feed" and feed.full_text:
        yield "full_text", f'a {feed.kind} holds no whole articles; remove it, or write kind = "feed"'


def _completed(
    feeds: Iterable[Feed], tables: Iterable[Mapping[str, Any]], interval: timedelta
) -> tuple[Feed, ...]:
    """Return feeds with their host as name and the general interval where their table has none."""
    return tuple(
        replace(
            feed,
            name=feed.name or urlsplit(feed.url).hostname or feed.url,
            every=feed.every if "every" in table else interval,
        )
        for feed, table in zip(feeds, tables, strict=True)
    )


def _feed_names(content: bytes | ConfigError) -> Iterator[str]:
    source = _source(FEEDS, content, [])
    tables = source.data.get("feed") if source else None
    for table in tables if isinstance(tables, list) else ():
        name = table.get("name") if isinstance(table, dict) else None
        if isinstance(name, str) and name.strip():
            yield name


def _duplicates(source: Source) -> Iterator[tuple[KeyPath, str]]:
    """Yield feeds whose normalized URL is already in the file."""
    first: dict[str, int] = {}
    tables = source.data.get("feed")
    for index, table in enumerate(tables if isinstance(tables, list) else ()):
        url = table.get("url") if isinstance(table, dict) else None
        if not isinstance(url, str):
            continue
        original = first.setdefault(normal_feed_url(url), index)
        if original != index:
            line = source.positions.line(("feed", original, "url"))
            yield ("feed", index, "url"), f"is the same feed as in line {line}; remove one of the two"


def _topics(content: bytes | ConfigError, problems: list[Problem], name: str = TOPICS) -> Topics | None:
    source = _source(name, content, problems)
    if source is None:
        return None
    shape: list[Problem] = []
    tables = _checked(source, TopicsFile, shape)
    problems.extend(shape)
    if tables is None:
        tables = _sound_part(source.data)
    if tables is None:
        return None
    topics = _built(tables)
    problems.extend(
        source.problem(source.locate(path, message), message) for path, message in topic_problems(topics)
    )
    return topics


def _sound_part(data: dict[str, Any]) -> TopicsFile | None:
    """Return the topics that fit the schema, so that their other problems are reported as well."""
    sound: TopicsFile | None = None
    for name, table in data["topics"].items() if isinstance(data.get("topics"), dict) else ():
        alone = {"groups": data.get("groups", {}), "topics": {name: table}}
        try:
            part = _adapter(TopicsFile).validate_python(alone)
        except ValidationError:
            continue
        topics = {**sound.topics, **part.topics} if sound else part.topics
        sound = TopicsFile(groups=part.groups, topics=topics)
    return sound


def _built(tables: TopicsFile) -> Topics:
    groups = tuple(_group(name, table) for name, table in tables.groups.items())
    topics = tuple(_topic(name, table) for name, table in tables.topics.items())
    return Topics(groups, topics, topics_version(groups, topics))


def _group(name: str, table: GroupTable) -> Group:
    written = table.get("words", ())
    includes = tuple(word["term"].strip()[1:] for word in written if word["term"].strip().startswith("@"))
    words = _keywords(word for word in written if not word["term"].strip().startswith("@"))
    if names := table.get("not_after"):
        words = tuple(replace(word, not_after=names) for word in words)
    return Group(name, words, includes, table.get("countries", ()))


def _topic(name: str, table: TopicTable) -> Topic:
    keywords = tuple(
        keyword
        for language, terms in table.get("keywords", {}).items()
        for keyword in _keywords(terms, language)
    )
    values: dict[str, Any] = {"title": name, **table}
    values |= {"id": name, "keywords": keywords, "exclude": _keywords(table.get("exclude", ()))}
    return Topic(**values)


def _keywords(
    terms: Iterable[WordTable | KeywordTable | GroupWordTable], language: str = ""
) -> tuple[Keyword, ...]:
    return tuple(Keyword(**term, language=language) for term in terms)


def _source(file: str, content: bytes | ConfigError, problems: list[Problem]) -> Source | None:
    try:
        if isinstance(content, ConfigError):
            raise content
        return read_source(file, content)
    except ConfigError as error:
        problems.extend(error.problems)
        return None


def _checked(source: Source, table: type[Checked], problems: list[Problem]) -> Checked | None:
    try:
        checked: Checked = _adapter(table).validate_python(source.data)  # type: ignore[arg-type] # a class has a hash
    except ValidationError as error:
        problems.extend(
            source.problem(path, message) for path, message in messages(error, table, source.data)
        )
        return None
    return checked


@cache
def _adapter(table: Any) -> TypeAdapter[Any]:
    """Return the validator of a file, which takes milliseconds to make."""
    return TypeAdapter(table)
