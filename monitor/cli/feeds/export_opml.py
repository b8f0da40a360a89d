"""`monitor feeds export`: write the feeds of the config as OPML."""

from email.utils import format_datetime
from pathlib import Path

import click

from monitor.cli import Invocation
from monitor.cli.terminal import echo
from monitor.clock import utc_now
from monitor.config import config_in_force
from monitor.errors import UsageError
from monitor.files import write_atomic
from monitor.read.opml import write_opml


@click.command("export")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def command(invocation: Invocation, file: Path | None) -> None:
    """Write all feeds of feeds.toml to FILE as OPML, or to the terminal; paused ones too.

    Every feed reader reads OPML. Sitemaps and pages are written so that other readers ignore them; mail
    folders, which no reader subscribes to, are left out. Addresses
    are written in full: a key in an address is in the file.
    """
    config, _ = config_in_force(invocation.config_folder, invocation.output_folder)
    title = config.digest.title or "Feeds of the monitor"
    feeds = [feed for feed in config.feeds if feed.kind != "mail"]
    text = write_opml(feeds, title, format_datetime(utc_now()))
    if file is None:
        echo(text.rstrip("\n"))
        return
    try:
        write_atomic(file, text.encode())
    except OSError as error:
        raise UsageError(f"cannot write {file}: {error.strerror or error}") from error
    echo(f"{len(feeds)} feeds in {file}")
