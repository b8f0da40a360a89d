"""`monitor story`: one story over all its days, with what each update added."""

from collections.abc import Iterator
from itertools import groupby
from zoneinfo import ZoneInfo

import click

from monitor.archive import open_archive
from monitor.cli import Invocation
from monitor.cli.terminal import counted, echo, echo_json, local_time
from monitor.clock import utc_now
from monitor.config import config_in_force
from monitor.digest.story_history import StoryHistory, StoryReport, TextChange
from monitor.pipeline.story import MOST_SENTENCES, find_story, story_document

_INDENT = " " * 14


@click.command("story")
@click.argument("reference", metavar="ID|URL")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def command(invocation: Invocation, reference: str, *, as_json: bool) -> None:
    """Show one story over all its days: its first report, copies, and updates with what they added.

    ID is that of a story, as digests show it (s and 12 hex digits), or that of an article; URL is that of an
    article.
    """
    config, _ = config_in_force(invocation.config_folder, invocation.output_folder)
    with open_archive(config.archive.url, invocation.output_folder, create=False, readonly=True) as archive:
        story = find_story(archive, config, reference, utc_now())
    if as_json:
        echo_json(story_document(story))
        return
    for line in _lines(story, ZoneInfo(config.timezone)):
        echo(line)


def _lines(story: StoryHistory, zone: ZoneInfo) -> Iterator[str]:
    yield f"{story.id}  {story.headline}"
    days = [day for day, _ in groupby(report.article.digest_date for report in story.reports)]
    span = f"{days[0]}" if len(days) == 1 else f"{days[0]} to {days[-1]}"
    yield f"{counted(len(story.reports), 'report')}, {span}"
    yield f"languages: {', '.join(story.languages) or 'unknown'}"
    yield f"outlets: {', '.join(story.outlets) or 'unknown'}"
    yield f"topics: {', '.join(story.topics)}"
    for day, reports in groupby(story.reports, key=lambda report: report.article.digest_date):
        yield ""
        yield f"digest of {day}"
        for report in reports:
            yield from _report_lines(report, zone)


def _report_lines(report: StoryReport, zone: ZoneInfo) -> Iterator[str]:
    article = report.article
    when = local_time(article.published or article.found, zone)
    source = ", ".join(article.sources) or "unknown outlet"
    late = ", late" if article.late else ""
    yield f"  {report.kind.value:<6}  {article.article_id:>4}  {article.title}"
    yield f"{_INDENT}  {when}  {source} ({article.language or 'unknown language'}{late})"
    if article.url:
        yield f"{_INDENT}  {article.url}"
    yield from _sentences("+", report.added)
    for change in report.changes:
        yield from _change_lines(change, zone)


def _change_lines(change: TextChange, zone: ZoneInfo) -> Iterator[str]:
    when = local_time(change.at, zone)
    yield f"{_INDENT}  its text changed before {when}; the headline was: {change.title}"
    yield from _sentences("-", change.removed)
    yield from _sentences("+", change.added)


def _sentences(sign: str, sentences: tuple[str, ...]) -> Iterator[str]:
    for sentence in sentences[:MOST_SENTENCES]:
        yield f"{_INDENT}  {sign} {sentence}"
    if len(sentences) > MOST_SENTENCES:
        yield f"{_INDENT}  {sign} and {len(sentences) - MOST_SENTENCES} more sentences"
