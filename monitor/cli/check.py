"""`monitor check`: problems of the config, advice on it, and a trial poll of its feeds.

Only `--online` needs the HTTP client and the feed parser, so they are imported there.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from functools import cache, partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import click

from monitor.cli import Invocation
from monitor.cli.terminal import counted, echo, echo_error, echo_json, progress_shown
from monitor.clock import utc_now
from monitor.config import (
    FEEDS,
    MONITOR,
    TOPICS,
    approve,
    held_back,
    last_good,
    open_source,
    previous_topics,
    read_config,
    read_topics,
)
from monitor.config.advice import advise_feeds, advise_settings
from monitor.config.toml_file import Source
from monitor.config.toml_lines import KeyPath
from monitor.errors import ArchiveError, ConfigError, Problem, UsageError
from monitor.match import expand_keyword, lint_topics
from monitor.models import Config, Topics
from monitor.models.feed_urls import loose_feed_url
from monitor.models.source_values import ENVIRONMENT
from monitor.pipeline import check_topic_ids
from monitor.semantic.choice import choose_encoder

if TYPE_CHECKING:
    from monitor.cli.probe import FeedProbe
    from monitor.pipeline import Progress

_MOST_ADVICE = 30


@click.command("check")
@click.option("--expand", metavar="TOPIC", help="Print every form that each keyword of a topic matches.")
@click.option("--online", is_flag=True, help="Poll each feed once and report what it would give.")
@click.option(
    "--accept", "accepting", is_flag=True, help="Approve an edit that a running monitor holds back."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def command(
    invocation: Invocation, expand: str | None, *, online: bool, accepting: bool, as_json: bool
) -> None:
    """Check the config: print every problem with its line, then advice."""
    if expand is not None:
        _show_forms(read_topics(invocation.config_folder), expand, as_json=as_json)
        return
    try:
        config = read_config(invocation.config_folder)
    except ConfigError as error:
        _show_problems(error.problems, as_json=as_json)
        raise SystemExit(2) from None
    missing = tuple(_missing(config))
    if missing:
        _show_problems(missing, as_json=as_json)
        raise SystemExit(2)
    if accepting:
        _approve(invocation, config)
    elif held := held_back(config, invocation.output_folder):
        _show_held(held[1], as_json=as_json)
        raise SystemExit(1)
    advice = tuple(_advice(config))
    contradicted = tuple(_contradicted(invocation, config))
    probes = _online(config) if online else None
    if as_json:
        echo_json(_document(config, advice, contradicted, probes))
    else:
        _show(config, advice, contradicted, probes or ())
    raise SystemExit(1 if probes and any(probe.failure for probe in probes) else 0)


def _approve(invocation: Invocation, config: Config) -> None:
    try:
        approve(invocation.output_folder, config.version)
    except OSError as error:
        message = f"cannot write to the output folder {invocation.output_folder}: {error.strerror or error}"
        raise UsageError(message) from error


def _missing(config: Config) -> Iterator[Problem]:
    """Yield a problem for each missing extra that the config needs; `monitor run` would refuse it."""
    for path, needed, module, extra in (
        (("extract", "executor"), config.extract.executor.startswith("dask:"), "distributed", "dask"),
        (("archive", "url"), config.archive.url.startswith("postgresql"), "psycopg", "postgres"),
    ):
        if needed and find_spec(module) is None:
            message = f'needs an extra that is not installed: in the checkout run: pip install ".[{extra}]"'
            yield open_source(config.folder, MONITOR).problem(path, message)


def _show_held(held: Sequence[Problem], *, as_json: bool) -> None:
    if as_json:
        echo_json({"valid": False, "held_back": [asdict(problem) for problem in held], "problems": []})
        return
    for problem in held:
        echo_error(problem)
    echo_error("the config is valid, but the edit is held back: the previous config is in force")


def _advice(config: Config) -> Iterator[Problem]:
    """Yield advice on settings, feeds and topics, with its place."""
    source = cache(partial(open_source, config.folder))
    for file, advised in ((MONITOR, advise_settings(config)), (FEEDS, advise_feeds(config))):
        for path, message in advised:
            yield source(file).problem(path, message)
    for found in lint_topics(config.topics):
        suggestion = f"; {found.suggestion}" if found.suggestion else ""
        message = f"{found.what}: {found.why}{suggestion}"
        yield source(TOPICS).problem(source(TOPICS).locate(found.path, message), message)
    if problem := choose_encoder(config.semantic.encoder).problem:
        yield source(MONITOR).problem(("semantic", "encoder"), problem)
    floor = config.schedule.floor
    eager = [feed.name for feed in config.feeds if feed.every < floor]
    if eager:
        names = ", ".join(dict.fromkeys(eager))
        yield Problem(FEEDS, "", None, f"every is shorter than floor in monitor.toml, which wins: {names}")
    for path, message in _near_duplicates(config, source):
        yield source(FEEDS).problem(path, message)
    for path, message in _unset_variables(config):
        yield source(FEEDS if path[0] == "feed" else MONITOR).problem(path, message)


def _topics_before(invocation: Invocation, config: Config) -> Topics | None:
    """Return the topics in force, or those before them if the edit is in force already."""
    saved = last_good(invocation.output_folder, config.folder)
    if saved is not None and saved.topics.version != config.topics.version:
        return saved.topics
    return None if saved is None else previous_topics(invocation.output_folder)


def _contradicted(invocation: Invocation, config: Config) -> Iterator[Problem]:
    """Yield a warning for each verdict that the edit contradicts, at the keyword responsible.

    Without an archive there are no verdicts. One that cannot be read is not a reason to refuse a config.
    """
    file = config.archive.url.partition("sqlite:///")[2]
    database = invocation.output_folder / file
    if file and not database.exists():
        return
    from monitor.archive import may_have_verdicts  # noqa: PLC0415

    if file and not may_have_verdicts(database):
        return
    from monitor.archive import open_archive  # noqa: PLC0415 - most calls need no database
    from monitor.pipeline.verdict_check import check_verdicts  # noqa: PLC0415

    try:
        with open_archive(
            config.archive.url, invocation.output_folder, create=False, readonly=True
        ) as archive:
            changes = check_verdicts(archive, config, _topics_before(invocation, config))
    except ArchiveError:
        return
    source = open_source(config.folder, TOPICS)
    for change in changes:
        path = source.locate(f"topics.{change.topic}")
        if change.keyword and not change.removed:
            path = source.locate(f"topics.{change.topic}.keywords", f'"{change.keyword}"')
        word = f' ("{change.keyword}" was removed)' if change.removed else ""
        title = f'article {change.article_id} "{change.title}"'
        effect = (
            f"loses {title}, judged yes: now {change.reason}{word}"
            if change.lost
            else f'takes {title}, judged no, by "{change.keyword}": {change.reason}'
        )
        yield source.problem(path, effect)


def _unset_variables(config: Config) -> Iterator[tuple[KeyPath, str]]:
    """Yield the variables that the config names and that are not set where this command runs."""
    settings: list[tuple[KeyPath, str, str]] = [
        (("deliver", "urls", index), url, "nothing is sent there")
        for index, url in enumerate(config.deliver.urls)
    ]
    settings += [(("web", "token"), config.web.token, "nobody can log in")] if config.web.listen else []
    settings.append((("translate", "key"), config.translate.key, "nothing is translated"))
    for index, feed in enumerate(config.feeds):
        named = [
            ("login", feed.login),
            ("proxy", feed.proxy),
            *(("headers", value) for _, value in feed.headers),
        ]
        settings += [(("feed", index, key), value, "the feed fails") for key, value in named if feed.enabled]
    for path, value, effect in settings:
        name = value.removeprefix(ENVIRONMENT)
        if value.startswith(ENVIRONMENT) and not os.environ.get(name, "").strip():
            yield path, f"the variable {name} is not set here; {effect} where the monitor runs without it"


def _near_duplicates(config: Config, source: Callable[[str], Source]) -> Iterator[tuple[KeyPath, str]]:
    """Yield feeds that are probably one feed in two spellings: http or https, `www.`, final slash."""
    first: dict[str, int] = {}
    for index, feed in enumerate(config.feeds):
        original = first.setdefault(loose_feed_url(feed.url), index)
        if original != index:
            line = source(FEEDS).positions.line(("feed", original, "url"))
            message = f"is probably the same feed as in line {line}, polled twice; remove one of the two"
            yield ("feed", index, "url"), message


def _online(config: Config) -> "tuple[FeedProbe, ...]":
    import asyncio  # noqa: PLC0415

    from monitor.cli.probe import probe_feeds  # noqa: PLC0415
    from monitor.executors import make_executor  # noqa: PLC0415
    from monitor.fetch import Client  # noqa: PLC0415

    feeds = tuple(feed for feed in config.feeds if feed.enabled)
    executor = make_executor(config.extract)

    async def probe_all(progress: "Progress") -> "tuple[FeedProbe, ...]":
        async with Client(config.fetch) as fetcher:
            return await probe_feeds(feeds, fetcher, executor, utc_now(), progress)

    try:
        with progress_shown() as progress:
            return asyncio.run(probe_all(progress))
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _show_problems(problems: Sequence[Problem], *, as_json: bool) -> None:
    if as_json:
        echo_json({"valid": False, "problems": [asdict(problem) for problem in problems]})
        return
    for problem in problems:
        echo_error(problem)
    echo_error(f"{counted(len(problems), 'problem')}; this config would not be applied")


def _show(
    config: Config,
    advice: Sequence[Problem],
    contradicted: Sequence[Problem],
    probes: "Sequence[FeedProbe]",
) -> None:
    enabled = sum(feed.enabled for feed in config.feeds)
    off = f" ({len(config.feeds) - enabled} more switched off)" if enabled < len(config.feeds) else ""
    topics = config.topics.topics
    keywords = sum(len(topic.keywords) for topic in topics)
    times = ", ".join(f"{time:%H:%M}" for time in config.schedule.digest)
    echo(f"{config.folder}: valid, version {config.version}")
    echo(f"  {counted(enabled, 'feed')}{off}")
    echo(f"  {counted(len(topics), 'topic')} with {counted(keywords, 'keyword')}")
    echo(f"  a digest at {times}, {config.timezone}")
    if contradicted:
        echo(f"{counted(len(contradicted), 'verdict')} contradicted by this edit:")
    for problem in contradicted[:_MOST_ADVICE]:
        echo(f"  {problem}")
    if len(contradicted) > _MOST_ADVICE:
        echo(f"  and {len(contradicted) - _MOST_ADVICE} more; --json shows them all")
    if advice:
        echo(f"{counted(len(advice), 'piece')} of advice (optional):")
    for problem in advice[:_MOST_ADVICE]:
        echo(f"  {problem}")
    if len(advice) > _MOST_ADVICE:
        echo(f"  and {len(advice) - _MOST_ADVICE} more; --json shows them all")
    for probe in sorted(
        probes, key=lambda probe: probe.failure is not None
    ):  # failures last, next to the prompt
        echo(f"  {probe}")


def _document(
    config: Config,
    advice: Sequence[Problem],
    contradicted: Sequence[Problem],
    probes: "Sequence[FeedProbe] | None",
) -> dict[str, Any]:
    document: dict[str, Any] = {
        "valid": True,
        "problems": [],
        "version": config.version,
        "topics_version": config.topics.version,
        "feeds": sum(feed.enabled for feed in config.feeds),
        "topics": [topic.id for topic in config.topics.topics],
        "advice": [asdict(problem) for problem in advice],
        "contradicted_verdicts": [asdict(problem) for problem in contradicted],
    }
    if probes is not None:
        document["online"] = [probe.document() for probe in probes]
    return document


def _show_forms(topics: Topics, wanted: str, *, as_json: bool) -> None:
    check_topic_ids(topics, [wanted])
    topic = next(topic for topic in topics.topics if topic.id == wanted)
    groups = [group for group in topics.groups if group.name in topic.require]
    lists = [("keywords", topic.keywords), ("exclude", topic.exclude)]
    lists += [(f"group {group.name}", group.words) for group in groups]
    if as_json:
        echo_json(
            {
                "topic": topic.id,
                "keywords": [
                    {
                        "list": name,
                        "keyword": word.term,
                        "language": word.language,
                        "forms": expand_keyword(word),
                    }
                    for name, words in lists
                    for word in words
                ],
            }
        )
        return
    for name, words in lists:
        if words:
            echo(f"{name}:")
        for word in words:
            language = f" [{word.language}]" if word.language else ""
            echo(f"  {word.term}{language}: {', '.join(expand_keyword(word))}")
