"""`monitor report`: how right the topics are by the verdicts, and what the sources bring."""

import asyncio
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from monitor.app import open_app
from monitor.cli import Invocation
from monitor.cli.terminal import counted, echo, echo_json, progress_shown, sanitize
from monitor.clock import utc_now
from monitor.config import config_in_force
from monitor.errors import PublishError
from monitor.evaluation.report import Report, SourceReport, TopicReport
from monitor.evaluation.report_html import note_text, percent, render_report, why_no_recall
from monitor.files import write_atomic
from monitor.models import Config
from monitor.pipeline import Progress, check_topic_ids
from monitor.pipeline.report import build_report, report_document
from monitor.policy.times import read_range

_KEYWORDS_SHOWN = 12
_DEAD_SHOWN = 20


@click.command("report")
@click.option("--since", default="28d", show_default=True, metavar="TIME", help="Processed since this time.")
@click.option("--until", default="", metavar="TIME", help="Up to this time; a date includes its whole day.")
@click.option("--topic", default="", metavar="ID", help="Only this topic.")
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the whole report as a page to FILE.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def command(
    invocation: Invocation, since: str, until: str, topic: str, html: Path | None, *, as_json: bool
) -> None:
    """Report the precision and recall of each topic, its noisy keywords, and what sources bring.

    Precision comes from verdicts on matches, recall from a random sample: `monitor review --sample` asks for
    the verdicts that it needs. Too few verdicts give no number.
    """
    config, _ = config_in_force(invocation.config_folder, invocation.output_folder)
    check_topic_ids(config.topics, [topic] if topic else [])
    with progress_shown() as progress:
        report = asyncio.run(_build(invocation, config, (since, until), topic, progress))
    if html is not None:
        try:
            write_atomic(html, render_report(report, config.timezone).encode())
        except OSError as error:
            raise PublishError(f"cannot write {html}: {error.strerror or error}") from error
    if as_json:
        echo_json(report_document(report))
    elif html is not None:
        echo(f"report in {html}")
    else:
        _show(report)


async def _build(
    invocation: Invocation, config: Config, span: tuple[str, str], topic: str, progress: Progress
) -> Report:
    now = utc_now()
    start, end = read_range(*span, config.timezone, now)
    async with open_app(config, invocation.output_folder, readonly=True, progress=progress) as app:
        return await build_report(app, start or now, min(end or now, now), topic=topic)


def _show(report: Report) -> None:
    lost = f", {report.lost} texts no longer kept" if report.lost else ""
    examined, verdicts = counted(report.examined, "article"), counted(report.verdicts, "verdict")
    echo(f"{examined} examined, {verdicts}{lost}")
    for topic in report.topics:
        _show_topic(topic)
    _show_sources(report.sources)


def _show_topic(one: TopicReport) -> None:
    echo()
    click.echo(click.style(sanitize(f"{one.title} ({one.topic})"), bold=True))
    echo(f"  matches    {one.matches}, judged {one.right} yes, {one.wrong} no")
    precision = one.precision
    echo(f"  precision  {percent(precision) if precision else 'no number: too few verdicts'}")
    echo(f"  recall     {percent(one.recall) if one.recall else f'no number: {why_no_recall(one)}'}")
    if one.recall is None:
        echo(f"             `monitor review --sample --topic {one.topic}` asks for the others")
    stories = f"{one.stories_seen} seen"
    if one.stories is not None:
        bound = one.stories
        stories += f", at least {bound.value:.0f} in all ({bound.low:.0f} to {bound.high:.0f})"
    echo(f"  stories    {stories}")
    noisy = [word for word in one.keywords if word.noisy][:_KEYWORDS_SHOWN]
    for word in noisy:
        echo(f"  noisy      {word.keyword}: {word.wrong} no, {word.right} yes in {word.matches} matches")
    dead = [word.keyword for word in one.keywords if word.dead]
    if dead:
        named = f"{len(dead)} of {len(one.keywords)} keywords; --json lists them"
        echo(f"  no match   {', '.join(dead) if len(dead) <= _DEAD_SHOWN else named}")


def _show_sources(sources: tuple[SourceReport, ...]) -> None:
    echo()
    table = Table("outlet", "articles", "matched", "yes", "no", "last", "", box=None)
    for one in sources:
        counts = one.counts
        table.add_row(
            Text(sanitize(counts.name)),
            str(counts.articles),
            str(counts.matched),
            str(one.right),
            str(one.wrong),
            f"{counts.last:%Y-%m-%d}" if counts.last else "never",
            Text(note_text(one.note), "red"),
        )
    Console(soft_wrap=True).print(table)
