"""`monitor missed`: list the articles that may have been missed."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.text import Text

from monitor.app import open_app
from monitor.archive import open_archive
from monitor.cli import Invocation
from monitor.cli.terminal import echo_error, echo_json, local_time, progress_shown, sanitize
from monitor.clock import utc_now
from monitor.config import config_in_force
from monitor.digest.render.missed_view import show_opinion
from monitor.errors import ArchiveError
from monitor.models import Config, MissedArticle
from monitor.pipeline import AppContext, Progress, check_topic_ids
from monitor.pipeline.candidate_list import CandidateList
from monitor.pipeline.missed import (
    MOST_MISSED,
    MissedList,
    list_candidates_of,
    missed_document,
    show_missed,
)
from monitor.pipeline.score_candidates import score_candidates
from monitor.pipeline.second_opinion import opinion_remarks
from monitor.policy.times import read_range
from monitor.semantic.choice import choose_encoder

_SOURCES_SHOWN = 3


@click.command("missed")
@click.option("--since", default="7d", show_default=True, metavar="TIME", help="Processed since this time.")
@click.option("--until", default="", metavar="TIME", help="Up to this time; a date includes its whole day.")
@click.option("--topic", default="", metavar="ID", help="Only this topic.")
@click.option("--limit", type=click.IntRange(1, MOST_MISSED), default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def command(invocation: Invocation, since: str, until: str, topic: str, limit: int, *, as_json: bool) -> None:
    """List articles that most likely belong to a topic that they do not match, most likely first.

    With the extra `semantic` a second opinion orders them; the first use takes minutes, because it learns.
    Each is shown with what is missing for a match, and with the best sentence. Articles with a verdict are
    left out: judge them with `monitor verdict` or `monitor review`.
    """
    config, _ = config_in_force(invocation.config_folder, invocation.output_folder)
    check_topic_ids(config.topics, [topic] if topic else [])
    with progress_shown() as progress:
        missed = asyncio.run(_find(invocation, config, (since, until), topic, limit, progress))
    if as_json:
        echo_json(missed_document(missed))
    else:
        _show(missed, config)


async def _find(
    invocation: Invocation,
    config: Config,
    span: tuple[str, str],
    topic: str,
    limit: int,
    progress: Progress,
) -> MissedList:
    now = utc_now()
    start, end = read_range(*span, config.timezone, now)
    async with open_app(config, invocation.output_folder, readonly=True, progress=progress) as app:
        topics = (topic,) if topic else ()
        listed = await list_candidates_of(app, start or now, min(end or now, now), topics=topics)
        remarks = await _ask_second_opinion(app, listed)
        return replace(await show_missed(app, listed, limit), remarks=remarks)


async def _ask_second_opinion(app: AppContext, listed: CandidateList) -> tuple[str, ...]:
    """Make the scores that the candidates lack, beside the read-only archive; return remarks for the user."""
    remarks = opinion_remarks(app.config, app.archive)
    if not choose_encoder(app.config.semantic.encoder).name:
        return remarks
    try:
        with open_archive(app.config.archive.url, app.output, create=False) as archive:
            writing = app.beside(archive, app.progress)
            try:
                problem = await score_candidates(writing, listed)
            finally:
                writing.close()
    except ArchiveError as error:
        problem = f"no score can be stored: {error}"
    return (*remarks, *([problem] if problem else []))


def _show(missed: MissedList, config: Config) -> None:
    for remark in missed.remarks:
        echo_error(remark)
    console = Console(highlight=False, soft_wrap=True)
    titles = {topic.id: topic.title for topic in config.topics.topics}
    zone = ZoneInfo(config.timezone)
    for one in missed.articles:
        for line in _lines(one, titles, zone):
            console.print(line)
        console.print()
    articles = "article" if missed.examined == 1 else "articles"
    if not missed.articles:
        echo_error(f"none of the {missed.examined} {articles} examined is likely to have been missed")
    if missed.lost:
        echo_error(f"texts that are no longer kept were not examined: {missed.lost} ([archive] keep_text)")


def _lines(one: MissedArticle, titles: dict[str, str], zone: ZoneInfo) -> Iterator[Text]:
    names = ", ".join(one.sources[:_SOURCES_SHOWN]) or "unknown outlet"
    found = local_time(one.found, zone)
    yield Text.assemble(
        (sanitize(titles[one.topic]), "cyan"),
        (sanitize(f" ({one.topic})  {one.article_id}  {found}  {names}  {one.language}"), "dim"),
    )
    yield Text(sanitize(one.title), style="bold")
    if one.quote:
        yield Text(sanitize(" ".join(one.quote.split())))
    if one.belongs:
        yield Text(show_opinion(one), style="green")
    yield Text(sanitize(f"why not: {'; '.join(one.lacking)}"), style="dim")
    if one.url:
        yield Text(sanitize(one.url), style="dim")
