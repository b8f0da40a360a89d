"""`monitor feeds pause`: keep feeds in feeds.toml, but stop polling them."""

import click

from monitor.cli import Invocation
from monitor.cli.feeds.naming import named_feeds
from monitor.cli.terminal import echo
from monitor.config import read_config
from monitor.config.edit_feeds import change_feed, edit_feeds
from monitor.models import mask_secrets


@click.command("pause")
@click.argument("feed", nargs=-1, required=True)
@click.pass_obj
def command(invocation: Invocation, feed: tuple[str, ...]) -> None:
    """Stop polling feeds until `monitor feeds resume`; what they brought stays in the archive.

    FEED is the URL of a feed in feeds.toml, in any spelling, or its name (all feeds of that name).
    """
    found = named_feeds(read_config(invocation.config_folder), feed)

    def paused(text: str) -> str:
        for one in found:
            if one.enabled:
                text = change_feed(text, one.url, {"enabled": False})
        return text

    edit_feeds(invocation.config_folder, paused)
    for one in found:
        echo(f"{one.name} ({mask_secrets(one.url)}) is paused" + ("" if one.enabled else " already"))
