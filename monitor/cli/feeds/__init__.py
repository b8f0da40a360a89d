"""`monitor feeds`: manage the sources; one file per command."""

import click

from monitor.cli import Commands


class _FeedCommands(Commands):
    package = "monitor.cli.feeds"
    names = ("resume",)


@click.group("feeds", cls=_FeedCommands)
def command() -> None:
    """Manage the feeds, also while the daemon runs."""
