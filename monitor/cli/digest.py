"""`monitor digest`: write a digest now, an earlier one again, or one of any span and topics."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import click

from monitor import policy
from monitor.app import open_app
from monitor.cli import Invocation
from monitor.cli.run import show_files
from monitor.cli.terminal import echo, echo_error, progress_shown, show_digest
from monitor.clock import utc_now
from monitor.config import read_config
from monitor.errors import UsageError
from monitor.models import Config, Digest
from monitor.pipeline import (
    Progress,
    Published,
    ask_digest,
    day_asked,
    days_written,
    deliver_due,
    publish,
    publish_today,
    rebuild,
    send_one,
    span_asked,
)
from monitor.policy.times import read_day, read_moment
from monitor.publish import publish_range_digest

_STDOUT = "-"


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the options ask for."""

    day: str
    again: bool
    since: str
    until: str
    topics: tuple[str, ...]
    place: str
    sends: bool

    @property
    def is_asked(self) -> bool:
        """Tell whether it is a digest outside the ledger."""
        return bool(self.since or self.until or self.topics)


@click.command("digest")
@click.option(
    "--date",
    "day",
    default="",
    metavar="DATE",
    help="Local date of the digest (2025-12-01, yesterday, 7d); an earlier one is written again as it was.",
)
@click.option("--rebuild", "again", is_flag=True, help="Write it again from the archive: the same bytes.")
@click.option(
    "--since",
    default="",
    metavar="TIME",
    help="Of what was read since: 7d, yesterday, 2025-12-01 or 2025-12-01T07:00, in the config's zone.",
)
@click.option("--until", default="", metavar="TIME", help="Up to this time; a date includes its whole day.")
@click.option("--topic", "topics", multiple=True, metavar="ID", help="Of this topic alone; may be repeated.")
@click.option(
    "--to",
    "place",
    default="",
    metavar="FOLDER",
    help="Where a digest of a span or topic is written; - prints it as Markdown.",
)
@click.option(
    "--send",
    "sends",
    is_flag=True,
    help="Close today's digest and send it now; with --date, send that one again.",
)
@click.pass_obj
def command(
    invocation: Invocation,
    day: str,
    again: bool,
    since: str,
    until: str,
    topics: tuple[str, ...],
    place: str,
    sends: bool,
) -> None:
    """Write a digest now, or write an earlier one again.

    With --since, --until or --topic: of any span and topics, all that was read then matched under the topics
    in force now. Such a digest changes nothing: no match is stored anew, no story becomes old by it, no index
    names it, it is not sent.
    """
    wish = _Wish(day, again, since, until, topics, place, sends)
    _check(wish)
    config = read_config(invocation.config_folder)
    if wish.is_asked:
        _tell_asked(invocation, config, wish)
        return
    published, failed = asyncio.run(_write(invocation, config, wish))
    window = published.digest.window
    counts = published.digest.counts
    echo(f"digest of {window.date}: {counts.articles} articles, {counts.matched} matched")
    if window.closed and not day and not again and not sends:
        echo("It was closed before; what came since belongs to the next digest.")
    show_files(published)
    if failed:
        echo_error(f"{failed} deliveries failed; `monitor status` says why, and when they are tried again")
        raise SystemExit(1)


def _check(wish: _Wish) -> None:
    """Refuse options that contradict each other."""
    if wish.is_asked and (wish.again or wish.sends):
        raise UsageError("--rebuild and --send are for digests of a date, not for a span or a topic")
    if wish.day and (wish.since or wish.until):
        raise UsageError("give either --date, or --since and --until")
    if wish.place and not wish.is_asked:
        raise UsageError("--to goes with --since, --until or --topic; digests of a date have their place")


async def _write(invocation: Invocation, config: Config, wish: _Wish) -> tuple[Published, int]:
    day = read_day(wish.day, config.timezone, utc_now())
    async with open_app(config, invocation.output_folder) as app:
        if not wish.sends:
            if day is None and not wish.again:
                return await publish_today(app), 0
            return await rebuild(app, day), 0
        if not config.deliver.urls:
            raise UsageError("there is nobody to send it to; name targets under [deliver] in monitor.toml")
        if day is None:
            days = await days_written(app)
            today = policy.digest_date(app.clock(), config.timezone, days[-1] if days else None)
            return await publish(app, today, closes=True), await deliver_due(app)
        published = await rebuild(app, day)
        sent, failed = await send_one(app, day)
        echo(f"sent to {sent} of {len(config.deliver.urls)} targets")
        if sent + failed < len(config.deliver.urls):
            echo("The daemon beside this command sends the others.")
        return published, failed


def _tell_asked(invocation: Invocation, config: Config, wish: _Wish) -> None:
    with progress_shown() as progress:
        digest = asyncio.run(_ask(invocation, config, wish, progress))
    if wish.place == _STDOUT:
        show_digest(digest)
        return
    folder = Path(wish.place) if wish.place else invocation.output_folder / "digests"
    files = publish_range_digest(digest, folder, config.digest.formats, wish.topics)
    echo(f"digest asked for: {digest.counts.articles} articles, {digest.counts.matched} matched")
    show_files(Published(digest, files))


async def _ask(invocation: Invocation, config: Config, wish: _Wish, progress: Progress) -> Digest:
    now = utc_now()
    since = read_moment(wish.since, config.timezone, now)
    until = read_moment(wish.until, config.timezone, now, ends=True)
    day = read_day(wish.day, config.timezone, now)
    async with open_app(config, invocation.output_folder, readonly=True, progress=progress) as app:
        window = await (span_asked(app, since, until) if day is None else day_asked(app, day))
        return await ask_digest(app, window, wish.topics)
