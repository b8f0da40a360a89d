"""`monitor feeds resume`: poll a feed again that is paused, is gone or has failed for long."""

import click

from monitor.archive import open_archive
from monitor.cli import Invocation
from monitor.cli.feeds.naming import named_feeds
from monitor.cli.terminal import echo
from monitor.config import config_in_force, read_config
from monitor.config.edit_feeds import change_feed, edit_feeds
from monitor.errors import ArchiveError
from monitor.models import Feed, mask_secrets


@click.command("resume")
@click.argument("url", nargs=-1, required=True)
@click.pass_obj
def command(invocation: Invocation, url: tuple[str, ...]) -> None:
    """Poll feeds again soon that are paused, answered 410 or have failed for long.

    URL is the URL of a feed in feeds.toml, in any spelling, or its name.
    """
    config, _ = config_in_force(invocation.config_folder, invocation.output_folder)
    feeds = named_feeds(config, url)
    paused = [feed for feed in feeds if not feed.enabled]
    if paused:
        _enable(invocation, paused)
    polled, runs = _make_due(invocation, config.archive.url, feeds, create=not paused)
    when = "within seconds" if runs else "by the next `monitor run`"
    for feed in feeds:
        before = "" if feed.url in polled else "; it was never polled before"
        echo(f"{feed.name} ({mask_secrets(feed.url)}) is polled {when}{before}")


def _enable(invocation: Invocation, feeds: list[Feed]) -> None:
    """Remove `enabled = false` from feeds.toml."""
    read_config(invocation.config_folder)  # an edit of a file with mistakes is refused with all of them

    def enabled(text: str) -> str:
        for feed in feeds:
            text = change_feed(text, feed.url, {"enabled": None})
        return text

    edit_feeds(invocation.config_folder, enabled)


def _make_due(
    invocation: Invocation, archive_url: str, feeds: list[Feed], *, create: bool
) -> tuple[tuple[str, ...], bool]:
    """Make feeds due at once; return those that were polled before, and whether a daemon runs."""
    try:
        with open_archive(archive_url, invocation.output_folder, create=False) as archive:
            return archive.feeds.resume([feed.url for feed in feeds]), archive.holder() is not None
    except ArchiveError:
        if create:
            raise
        return (), False  # paused before the first run: there is nothing to resume
