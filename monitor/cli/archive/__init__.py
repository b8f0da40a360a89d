"""`monitor archive`: copy the archive; one file per command."""

from collections.abc import Mapping

import click

from monitor.cli import Commands


class _ArchiveCommands(Commands):
    package = "monitor.cli.archive"
    summaries: Mapping[str, str] = {
        "copy": "Copy all of the archive to another database, SQLite or PostgreSQL.",
    }


@click.group("archive", cls=_ArchiveCommands)
def command() -> None:
    """Copy the archive to another database."""
