"""`monitor feeds list`: show the feeds of the config with their state."""

from collections.abc import Mapping
from typing import Any

import click

from monitor.archive import open_archive
from monitor.cli import Invocation
from monitor.cli.terminal import echo, echo_json
from monitor.clock import utc_now
from monitor.config import config_in_force
from monitor.errors import ArchiveError
from monitor.models import Config, Feed, FeedState, mask_secrets
from monitor.pipeline.status import feed_summaries


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def command(invocation: Invocation, *, as_json: bool) -> None:
    """List the feeds of feeds.toml in its order, with their state."""
    config, _ = config_in_force(invocation.config_folder, invocation.output_folder)
    states = _states(invocation, config)
    rows = [
        _row(feed, summary.status, states.get(feed.url))
        for feed, summary in zip(config.feeds, feed_summaries(config, states, utc_now()), strict=True)
    ]
    if as_json:
        echo_json({"feeds": rows})
        return
    widths = [
        max((len(str(row[key])) for row in rows), default=0)
        for key in ("status", "kind", "language", "country")
    ]
    folder = None
    for row in rows:
        if row["folder"] != folder:
            folder = row["folder"]
            echo(f"{folder}:" if folder else "")
        cells = [
            str(row[key]).ljust(width)
            for key, width in zip(("status", "kind", "language", "country"), widths, strict=True)
        ]
        echo("  ".join([*cells, f"{row['name']}  {row['url']}"]).rstrip())


def _states(invocation: Invocation, config: Config) -> Mapping[str, FeedState]:
    """Return the stored states; none before the first run."""
    try:
        with open_archive(
            config.archive.url, invocation.output_folder, create=False, readonly=True
        ) as archive:
            return archive.feeds.states()
    except ArchiveError:
        return {}


def _row(feed: Feed, status: str, state: FeedState | None) -> dict[str, Any]:
    return {
        "url": mask_secrets(feed.url),
        "name": feed.name,
        "language": feed.language,
        "country": feed.country,
        "kind": feed.kind,
        "folder": feed.folder,
        "enabled": feed.enabled,
        "full_text": feed.full_text,
        "every_minutes": feed.every.total_seconds() / 60,
        "status": "paused" if not feed.enabled else status,
        "reason": "" if state is None else state.reason,
        "detail": "" if state is None else state.detail,
        "polled": state.polled.isoformat() if state and state.polled else None,
        "changed": state.changed.isoformat() if state and state.changed else None,
        "entries": 0 if state is None else state.entries,
    }
