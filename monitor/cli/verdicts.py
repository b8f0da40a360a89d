"""`monitor verdicts`: write verdicts to a file, or read those of another archive."""

import sys
from pathlib import Path

import click

from monitor.archive import open_archive
from monitor.cli import Invocation
from monitor.cli.terminal import echo, echo_error
from monitor.clock import utc_now
from monitor.config import config_in_force
from monitor.errors import PublishError, UsageError
from monitor.files import write_atomic
from monitor.pipeline.verdicts import import_verdicts, verdict_lines

_STANDARD = "-"


@click.group("verdicts")
def command() -> None:
    """Write all verdicts to a file, or read those of another archive."""


@command.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option("--topic", default="", metavar="ID", help="Only the verdicts on this topic.")
@click.pass_obj
def export(invocation: Invocation, file: Path, topic: str) -> None:
    """Write the verdicts to FILE as JSON Lines, oldest first; - writes to the terminal.

    Articles are identified by URL, so that the file can be imported into another archive.
    """
    config, _ = config_in_force(invocation.config_folder, invocation.output_folder)
    with open_archive(config.archive.url, invocation.output_folder, create=False, readonly=True) as archive:
        found = archive.verdicts.all()
    lines = verdict_lines(found, topic)
    if topic and not lines:
        topics = ", ".join(sorted({verdict.topic for verdict in found})) or "no topic"
        raise UsageError(f"there is no verdict on {topic}; there are verdicts on {topics}")
    content = "".join(f"{line}\n" for line in lines).encode()
    if str(file) == _STANDARD:
        click.echo(content, nl=False)
        return
    try:
        write_atomic(file, content)
    except OSError as error:
        raise PublishError(f"cannot write {file}: {error.strerror or error}") from error
    echo(f"{len(lines)} verdicts in {file}")


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.pass_obj
def import_(invocation: Invocation, file: Path) -> None:
    """Read verdicts from FILE (JSON Lines); - reads from the terminal.

    All lines are stored, or none if one is wrong. Of two verdicts on the same article and topic the newer one
    stays, so importing a file twice changes nothing.
    """
    config, _ = config_in_force(invocation.config_folder, invocation.output_folder)
    lines = _read(file)
    with open_archive(config.archive.url, invocation.output_folder, create=False) as archive:
        counts = import_verdicts(archive, lines, utc_now())
        topics = {verdict.topic for verdict in archive.verdicts.all()}
    echo(f"{counts.added} new, {counts.replaced} replaced, {counts.unchanged} unchanged")
    if counts.unknown:
        echo(
            f"articles that are not in this archive: {counts.unknown}; "
            f"verdicts on them are kept, and hold when an article with that URL is found"
        )
    strange = sorted(topics - {topic.id for topic in config.topics.topics})
    if strange:
        echo_error(f"there are verdicts on topics that the config does not have: {', '.join(strange)}")


def _read(file: Path) -> list[str]:
    try:
        content = sys.stdin.buffer.read() if str(file) == _STANDARD else file.read_bytes()
        return content.decode("utf-8-sig").split("\n")  # other line ends may be inside a string
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is not UTF-8 text (byte {error.start})") from error
