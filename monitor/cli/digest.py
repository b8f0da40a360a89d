"""`monitor digest`: write a digest now, or an earlier one again."""

import asyncio
from datetime import date, datetime

import click

from monitor.assembly import open_desk
from monitor.cli import Invocation
from monitor.cli.run import show_files
from monitor.cli.terminal import say
from monitor.config import read_config
from monitor.models import Config
from monitor.pipeline import Published, publish_today, rebuild


@click.command("digest")
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Local date of the digest; an earlier one is written again as it was.",
)
@click.option("--rebuild", "again", is_flag=True, help="Write it again from the archive: the same bytes.")
@click.pass_obj
def command(invocation: Invocation, day: datetime | None, again: bool) -> None:
    """Write a digest now, or write an earlier one again."""
    config = read_config(invocation.config_folder)
    published = asyncio.run(_write(invocation, config, day.date() if day else None, again))
    window = published.digest.window
    counts = published.digest.counts
    say(f"digest of {window.date}: {counts.articles} articles, {counts.matched} matched")
    if window.closed and day is None and not again:
        say("It was closed before; what came since belongs to the next digest.")
    show_files(published)


async def _write(invocation: Invocation, config: Config, day: date | None, again: bool) -> Published:
    async with open_desk(config, invocation.output_folder, sole=False) as desk:
        if day is None and not again:
            return await publish_today(desk)
        return await rebuild(desk, day)
