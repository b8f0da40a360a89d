"""`monitor feeds`: manage the sources; one file per command."""

from collections.abc import Mapping

import click

from monitor.cli import Commands


class _FeedCommands(Commands):
    package = "monitor.cli.feeds"
    summaries: Mapping[str, str] = {
        "find": "Show the feeds, sitemaps and lists of articles of a web page.",
        "resume": "Poll feeds now that answered 410 or failed for long.",
    }


@click.group("feeds", cls=_FeedCommands)
def command() -> None:
    """Manage the feeds, also while the daemon runs."""
