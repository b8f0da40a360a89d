"""`monitor chronicle`: what was reported on a topic over months and years."""

from pathlib import Path

import click

from monitor.archive import Archive, open_archive
from monitor.cli import Invocation
from monitor.cli.terminal import echo, echo_error
from monitor.clock import utc_now
from monitor.config import config_in_force
from monitor.digest import (
    build_chronicle,
    render_chronicle_html,
    render_chronicle_json,
    render_chronicle_markdown,
)
from monitor.errors import UsageError
from monitor.models import Chronicle, Config
from monitor.pipeline.known_topics import check_topic_ids
from monitor.policy.times import read_day
from monitor.publish.files import write_text


@click.command("chronicle")
@click.argument("topic")
@click.option("--since", default="", metavar="DATE", help="Only from this date on: 2026-01-01, 90d.")
@click.option("--until", default="", metavar="DATE", help="Only up to this date, as it was seen then.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--html", type=click.Path(path_type=Path), metavar="FILE", help="Write a page to a file.")
@click.option("--md", "markdown", type=click.Path(path_type=Path), metavar="FILE", help="Write Markdown.")
@click.pass_obj
def command(
    invocation: Invocation,
    topic: str,
    since: str,
    until: str,
    *,
    as_json: bool,
    html: Path | None,
    markdown: Path | None,
) -> None:
    """Show a topic over months: first report, turning points, long stories, present state.

    TOPIC is the id of a topic. It may be one that is no longer in topics.toml, if digests had it.
    """
    config, _ = config_in_force(invocation.config_folder, invocation.output_folder)
    now = utc_now()
    first = read_day(since, config.timezone, now)
    last = read_day(until, config.timezone, now)
    if first and last and first > last:
        raise UsageError(f"--since {first} is after --until {last}")
    with open_archive(config.archive.url, invocation.output_folder, create=False, readonly=True) as archive:
        given = archive.topic_stories.chronicle_input(topic, _title(archive, config, topic))
    chronicle = build_chronicle(given, first, last)
    files = {html: render_chronicle_html, markdown: render_chronicle_markdown}
    written = [path for path in files if path is not None]
    for path in written:
        write_text(path, files[path](chronicle))
    if as_json:
        click.echo(render_chronicle_json(chronicle), nl=False)
    elif written:
        echo("\n".join(map(str, written)))
    else:
        _show(chronicle)


def _title(archive: Archive, config: Config, topic: str) -> str:
    """Return the title of a topic, from the config or from the digests; raises UsageError."""
    titles = {one.id: one.title for one in config.topics.topics}
    if topic not in titles:
        known = dict(archive.topic_stories.topics())
        if topic in known:
            return known[topic]
        check_topic_ids(config.topics, [topic])
    return titles[topic]


def _show(chronicle: Chronicle) -> None:
    echo(render_chronicle_markdown(chronicle).rstrip("\n"))
    if chronicle.until is None:
        echo_error("no digest has had this topic yet; `monitor digest` writes one")
