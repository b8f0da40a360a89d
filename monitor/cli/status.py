"""`monitor status`: show the state of the monitor, also while the daemon runs."""

import dataclasses
import shutil
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from monitor.archive import open_archive
from monitor.cli import Invocation
from monitor.cli.terminal import echo, echo_json, sanitize
from monitor.clock import utc_now
from monitor.config import config_in_force
from monitor.pipeline import FeedSummary, Status, is_stale, read_status
from monitor.pipeline.status import status_document

_LITTLE_ROOM = 100_000_000
_SICK = {"failing", "gone", "partial", "empty", "silent"}
_HALF_A_YEAR = timedelta(days=180)


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--health", is_flag=True, help="Only set the exit code: 1 if a daemon runs and hangs.")
@click.pass_obj
def command(invocation: Invocation, as_json: bool, health: bool) -> None:
    """Show feeds and their health, pending work, last and next run, and the config in force."""
    config, problems = config_in_force(invocation.config_folder, invocation.output_folder)
    with open_archive(config.archive.url, invocation.output_folder, create=False, readonly=True) as archive:
        status = read_status(config, archive, utc_now(), tuple(map(str, problems)))
    status = dataclasses.replace(status, notices=status.notices + disk_notices(invocation.output_folder))
    if health:
        stale = status.daemon is not None and is_stale(status.last_sweep, status.now)
        raise SystemExit(1 if stale else 0)
    if as_json:
        echo_json(status_document(status))
    else:
        _show(status)


def disk_notices(output: Path) -> tuple[str, ...]:
    """Return a notice if the disk of the output folder is nearly full."""
    try:
        free = shutil.disk_usage(output).free
    except OSError:
        return ()
    if free >= _LITTLE_ROOM:
        return ()
    return (f"only {free / 1e6:.0f} MB are free on the disk of {output}: when it is full, nothing is stored",)


def _show(status: Status) -> None:
    zone = ZoneInfo(status.timezone)

    def local(moment: datetime | None) -> str:
        return "never" if moment is None else moment.astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")

    for problem in status.config_problems:
        echo(f"config refused, the last good one is in force: {problem}")
    for notice in status.notices:
        echo(notice)
    echo(f"daemon     {f'runs (pid {status.daemon})' if status.daemon else 'does not run'}")
    echo(f"config     {status.config_version}")
    echo(f"articles   {status.articles} read or given up, {status.matched} matched, {status.pending} pending")
    echo(f"sweep      last {local(status.last_sweep)}, next {local(status.next_sweep)}")
    echo(f"digest     last {status.last_digest or 'never'}, next {local(status.next_digest)}")
    for delivery in status.deliveries:
        state = "waits" if delivery.next_try else "given up"
        echo(f"delivery   {delivery.key} to {delivery.target} {state}: {delivery.error or 'not yet tried'}")
    if any(delivery.next_try is None for delivery in status.deliveries):
        echo("           they are sent again when the target's URL changes; to send one now:")
        echo("           `monitor digest --date DATE --send`")
    sick = [feed for feed in status.feeds if feed.status in _SICK]
    disabled = sum(feed.status == "disabled" for feed in status.feeds)
    echo(f"feeds      {len(status.feeds) - disabled} enabled, {disabled} disabled, {len(sick)} not in order")
    echo()
    _show_feeds(status.feeds, status.now.astimezone(zone))


def _show_feeds(feeds: tuple[FeedSummary, ...], now: datetime) -> None:
    """Print one line for each feed, with short local times so that lines fit a terminal."""
    from rich.console import Console  # noqa: PLC0415 - JSON and the health check need no table
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    def short(moment: datetime | None, otherwise: str) -> str:
        if moment is None:
            return otherwise
        at = moment.astimezone(now.tzinfo)
        if at.date() == now.date():
            return f"{at:%H:%M}"
        return f"{at:%d %b %H:%M}" if abs(at - now) < _HALF_A_YEAR else f"{at:%Y-%m-%d}"

    names = Counter(feed.name for feed in feeds)
    table = Table("feed", "status", "entries", "last poll", "next poll", "what is wrong", box=None)
    for feed in feeds:
        if feed.status == "disabled":
            continue
        style = "red" if feed.status in _SICK else ""
        wrong = ": ".join(part for part in (feed.reason, feed.detail) if part)
        table.add_row(
            Text(sanitize(_name(feed, shared=names[feed.name] > 1))),
            Text(feed.status, style),
            str(feed.entries),
            short(feed.polled, "never"),
            short(feed.next_poll, "when due"),
            Text(sanitize(wrong)),
        )
    Console(soft_wrap=True).print(table)


def _name(feed: FeedSummary, *, shared: bool) -> str:
    """Return a feed's name; with its URL if several feeds share the name."""
    return f"{feed.name} {feed.url.partition('//')[2]}" if shared else feed.name
