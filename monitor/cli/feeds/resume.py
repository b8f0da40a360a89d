"""`monitor feeds resume`: poll a feed again that is gone or has failed for long."""

import click

from monitor.archive import open_archive
from monitor.cli import Invocation
from monitor.cli.terminal import echo
from monitor.config import config_in_force
from monitor.errors import UsageError
from monitor.models import Config, Feed, mask_secrets
from monitor.models.feed_urls import normal_feed_url


@click.command("resume")
@click.argument("url", nargs=-1, required=True)
@click.pass_obj
def command(invocation: Invocation, url: tuple[str, ...]) -> None:
    """Poll feeds again soon that answered 410 or have failed for long.

    URL is the URL of a feed in feeds.toml, in any spelling, or its name.
    """
    config, _ = config_in_force(invocation.config_folder, invocation.output_folder)
    feeds = [feed for text in url for feed in _named(config, text)]
    with open_archive(config.archive.url, invocation.output_folder, create=False) as archive:
        polled = archive.feeds.resume([feed.url for feed in feeds])
        runs = archive.holder() is not None
    when = "within seconds" if runs else "by the next `monitor run`"
    for feed in feeds:
        before = "" if feed.url in polled else "; it was never polled before"
        echo(f"{feed.name} ({mask_secrets(feed.url)}) is polled {when}{before}")


def _named(config: Config, text: str) -> list[Feed]:
    plain = normal_feed_url(text)
    found = [feed for feed in config.feeds if normal_feed_url(feed.url) == plain or feed.name == text]
    if not found:
        raise UsageError(
            f"no feed in feeds.toml has the address or name {text!r}; `monitor status` lists them"
        )
    disabled = [feed.name for feed in found if not feed.enabled]
    if disabled:
        raise UsageError(f"{disabled[0]} is switched off: set enabled = true in feeds.toml first")
    return found
