"""`monitor feeds remove`: take feeds out of feeds.toml."""

import click

from monitor.cli import Invocation
from monitor.cli.feeds.naming import named_feeds
from monitor.cli.terminal import echo
from monitor.config import read_config
from monitor.config.edit_feeds import edit_feeds, remove_feed
from monitor.models import mask_secrets


@click.command("remove")
@click.argument("feed", nargs=-1, required=True)
@click.pass_obj
def command(invocation: Invocation, feed: tuple[str, ...]) -> None:
    """Take feeds out of feeds.toml, with the comment directly above each.

    FEED is the URL of a feed in feeds.toml, in any spelling, or its name (all feeds of that name). Its
    articles stay in the archive.
    """
    found = named_feeds(read_config(invocation.config_folder), feed)

    def shorter(text: str) -> str:
        for one in found:
            text = remove_feed(text, one.url)
        return text

    edit_feeds(invocation.config_folder, shorter)
    for one in found:
        echo(f"{one.name} ({mask_secrets(one.url)}) is removed; its articles stay in the archive")
