"""`monitor try`: what an edit of the topics would gain and lose in the stored articles."""
# ruff: noqa: N999 - a module has the name of its command

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.text import Text

from monitor.app import open_app
from monitor.cli import Invocation
from monitor.cli.terminal import echo, echo_error, echo_json, local_time, progress_shown, sanitize
from monitor.clock import utc_now
from monitor.config import TOPICS, config_in_force, last_good, previous_topics, read_topics
from monitor.models import Answer, Config, Topics, TopicTrial, Trial, TriedArticle
from monitor.pipeline import Progress, check_topic_ids
from monitor.pipeline.try_topics import TrialRequest, trial_document, try_topics_in_workers
from monitor.policy.times import read_range

_MOST_COUNTED = 5  # languages or outlets in a line


@dataclass(frozen=True, slots=True)
class _Versions:
    """The two versions of the topics.

    Attributes:
        config: names the archive, the feeds and the time zone.
        before: None if the edit is compared with the matches that are stored.
        after: the edited topics.
        compared_with: what `before` is, in words for users.
    """

    config: Config
    before: Topics | None
    after: Topics
    compared_with: str


@click.command("try")
@click.option(
    "--topics",
    "file",
    type=click.Path(path_type=Path, exists=True),
    default=None,
    metavar="FILE",
    help="The edited topics; by default the topics.toml of the config folder, as saved.",
)
@click.option(
    "--against",
    type=click.Path(path_type=Path, exists=True),
    default=None,
    metavar="FILE",
    help="Compare with these topics; by default with those in force.",
)
@click.option(
    "--since", default="90d", show_default=True, metavar="TIME", help="Articles found since: 7d, 2025-12-01."
)
@click.option(
    "--until", default="", metavar="TIME", help="Found up to this time; a date includes its whole day."
)
@click.option("--topic", "topics", multiple=True, metavar="ID", help="Only this topic; may be repeated.")
@click.option(
    "--limit", type=click.IntRange(0), default=10, show_default=True, help="Articles shown in each list."
)
@click.option(
    "--all",
    "complete",
    is_flag=True,
    help="Match every article of the span with both versions, not only those that the edit can concern.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document with all articles.")
@click.pass_obj
def command(
    invocation: Invocation,
    /,
    file: Path | None,
    against: Path | None,
    topics: tuple[str, ...],
    limit: int,
    *,
    complete: bool,
    as_json: bool,
    **times: str,
) -> None:
    """Show what an edit of the topics would gain, lose and move below the threshold.

    Compares the edited topics with those in force on the stored articles. Each article is shown with the
    change that is responsible and its quote. Reads only: nothing is stored or sent.
    """
    versions = _read_versions(invocation, file, against)
    sides = (versions.after, versions.before or versions.after)
    known = {topic.id: topic for side in sides for topic in side.topics}
    check_topic_ids(Topics((), tuple(known.values()), ""), topics)
    span = read_range(times["since"], times["until"], versions.config.timezone, utc_now())
    request = TrialRequest(versions.before, versions.after, *span, complete=complete)
    with progress_shown() as progress:
        trial = asyncio.run(_try(invocation, versions.config, request, progress))
    if as_json:
        echo_json(trial_document(trial, versions.compared_with, topics))
    else:
        _show(trial, versions, topics, limit)


async def _try(invocation: Invocation, config: Config, request: TrialRequest, progress: Progress) -> Trial:
    async with open_app(config, invocation.output_folder, readonly=True, progress=progress) as app:
        return await try_topics_in_workers(app, request)


def _read_versions(invocation: Invocation, file: Path | None, against: Path | None) -> _Versions:
    """Return the two versions of the topics.

    Raises:
        ConfigError: the edited topics have problems, or no valid config can be read.
    """
    folder, output = invocation.config_folder, invocation.output_folder
    after = read_topics(folder, _topics_file(file))
    config, _ = config_in_force(folder, output)
    if against is not None:
        return _Versions(config, read_topics(folder, _topics_file(against)), after, str(against))
    saved = last_good(output, folder)
    if saved is not None and saved.topics.version != after.version:
        return _Versions(config, saved.topics, after, "the config in force")
    if saved is not None:
        previous = previous_topics(output)
        if file is None and previous is not None:
            return _Versions(config, previous, after, "the topics before the last edit, which is in force")
        return _Versions(config, saved.topics, after, "the config in force, which has the same topics")
    if file is not None:
        named = f"{folder / 'topics.toml'}, because no daemon has run with {output}"
        return _Versions(config, config.topics, after, named)
    return _Versions(
        config, None, after, f"the matches stored in the archive, because no daemon has run with {output}"
    )


def _topics_file(path: Path | None) -> Path | None:
    return path / TOPICS if path is not None and path.is_dir() else path


def _show(trial: Trial, versions: _Versions, only: tuple[str, ...], limit: int) -> None:
    console = Console(highlight=False, soft_wrap=True)
    zone = ZoneInfo(versions.config.timezone)
    echo(f"compared with {versions.compared_with}")
    since = f"found since {local_time(trial.since, zone)}" if trial.since else "of all times"
    until = f" and before {local_time(trial.until, zone)}" if trial.until else ""
    echo(f"articles {since}{until}; {trial.examined} of them matched with both versions")
    chosen = [one for one in trial.topics if not only or one.topic in only]
    shown = [one for one in chosen if one.changes or one.gained or one.lost]
    for one in shown:
        echo()
        console.print(Text(sanitize(f"{one.topic}: {_summary(one)}"), style="bold"))
        for text in _topic_lines(one, zone, limit):
            console.print(text)
    same = [one for one in chosen if one not in shown]
    if same:
        echo()
        echo(f"unchanged: {', '.join(f'{one.topic} ({one.kept} kept)' for one in same)}")
    for line in _warnings(trial, chosen):
        echo_error(line)


def _summary(one: TopicTrial) -> str:
    below = sum(tried.effect.below for tried in one.lost)
    moved = f" ({below} fall below the threshold)" if below else ""
    return f"{len(one.gained)} gained, {len(one.lost)} lost{moved}, {one.kept} kept"


def _topic_lines(one: TopicTrial, zone: ZoneInfo, limit: int) -> Iterator[Text]:
    for change in one.changes[:limit] if limit else ():
        yield Text(sanitize(f"  {change}"), style="dim")
    if len(one.changes) > limit:
        yield Text(f"  and {len(one.changes) - limit} more changes", style="dim")
    for sign, name, tried in (("+", "gained", one.gained), ("-", "lost", one.lost)):
        for article in tried[:limit]:
            yield from _article_lines(sign, article, zone)
        if len(tried) > limit:
            yield Text(f"  {sign} {len(tried) - limit} more {name}; --limit shows more", style="dim")
        if tried:
            languages = one.by_language("gained" if sign == "+" else "lost")
            sources = one.by_source("gained" if sign == "+" else "lost")
            yield Text(sanitize(f"    {name} by language: {_counted(languages)}"), style="dim")
            yield Text(sanitize(f"    {name} by outlet: {_counted(sources)}"), style="dim")


def _article_lines(sign: str, tried: TriedArticle, zone: ZoneInfo) -> Iterator[Text]:
    article, effect = tried.article, tried.effect
    named = article.sources[0] if article.sources else "unknown outlet"
    judged = f"  judged {tried.verdict.answer}" if tried.verdict else ""
    found = f"{article.found.astimezone(zone):%Y-%m-%d}"
    style = "green" if sign == "+" else "red"
    yield Text(sanitize(f"  {sign} {article.id}  {article.title}{judged}"), style=style)
    yield Text(sanitize(f"      {found}  {named}  {article.language}"), style="dim")
    yield Text(sanitize(f"      because: {effect.because}"))
    if effect.quote and effect.field != "title":
        yield Text(sanitize(f"      {effect.quote}"), style="italic")


def _counted(counts: dict[str, int]) -> str:
    named = [f"{name} {count}" for name, count in list(counts.items())[:_MOST_COUNTED]]
    rest = sum(list(counts.values())[_MOST_COUNTED:])
    return ", ".join([*named, *([f"others {rest}"] if rest else ())])


def _warnings(trial: Trial, shown: list[TopicTrial]) -> Iterator[str]:
    """Yield what the user must know: judged articles that the edit gets wrong, and what was left out."""
    for one in shown:
        for tried, wrong, verb in (
            *((tried, Answer.YES, "loses") for tried in one.lost),
            *((tried, Answer.NO, "takes") for tried in one.gained),
        ):
            if tried.verdict and tried.verdict.answer is wrong:
                because = tried.effect.because
                yield f"{one.topic} {verb} article {tried.article.id}, which you judged {wrong}: {because}"
    if trial.without_text:
        yield f"{trial.without_text} articles are left out, because their text is no longer stored"
    if trial.outdated:
        yield (
            f"{trial.outdated} articles were stored with other topics and were not matched again;"
            " more of them may be kept, --all counts them"
        )
