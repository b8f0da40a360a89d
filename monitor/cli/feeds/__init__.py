"""`monitor feeds`: manage the sources; one file per command."""

from collections.abc import Mapping

import click

from monitor.cli import Commands


class _FeedCommands(Commands):
    package = "monitor.cli.feeds"
    summaries: Mapping[str, str] = {
        "find": "Show the feeds, sitemaps and lists of articles of a web page.",
        "add": "Follow the best source of a web page.",
        "list": "List the feeds with their state.",
        "pause": "Stop polling feeds until they are resumed.",
        "resume": "Poll feeds again that are paused, gone or failed for long.",
        "remove": "Take feeds out of feeds.toml.",
        "import": "Add the feeds of an OPML file.",
        "export": "Write the feeds as OPML.",
    }
    modules: Mapping[str, str] = {"import": "import_opml", "export": "export_opml"}


@click.group("feeds", cls=_FeedCommands)
def command() -> None:
    """Find, add and manage feeds, also while the daemon runs."""
