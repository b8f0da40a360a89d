"""`monitor digest`: write a digest now, rebuild an earlier one, or build one of any range and topics."""

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
    build_range_digest,
    days_written,
    deliver_due,
    publish,
    publish_today,
    rebuild,
    send_one,
    send_period,
    window_of_day,
    window_of_range,
    write_period,
)
from monitor.policy.times import read_day, read_moment
from monitor.publish import publish_range_digest

_STDOUT = "-"


@dataclass(frozen=True, slots=True)
class _Options:
    """The options of the command."""

    day: str
    again: bool
    since: str
    until: str
    topics: tuple[str, ...]
    place: str
    sends: bool
    period: str = ""

    @property
    def is_range(self) -> bool:
        """Return True for a digest of a range or of topics, which is not recorded."""
        return bool(self.since or self.until or self.topics)


@click.command("digest")
@click.option(
    "--date",
    "day",
    default="",
    metavar="DATE",
    help="Local date of the digest (2025-12-01, yesterday, 7d); an earlier one is rebuilt unchanged.",
)
@click.option("--week", default="", metavar="WEEK", help="Digest of a week: 2026-W49.")
@click.option("--month", default="", metavar="MONTH", help="Digest of a month: 2026-11.")
@click.option("--rebuild", "again", is_flag=True, help="Write it again from the archive: the same bytes.")
@click.option(
    "--since",
    default="",
    metavar="TIME",
    help="Only what was read since: 7d, yesterday, 2025-12-01 or 2025-12-01T07:00, in the config's zone.",
)
@click.option("--until", default="", metavar="TIME", help="Up to this time; a date includes its whole day.")
@click.option("--topic", "topics", multiple=True, metavar="ID", help="Only this topic; may be repeated.")
@click.option(
    "--to",
    "place",
    default="",
    metavar="FOLDER",
    help="Where to write a digest of a range or topic; - prints it as Markdown.",
)
@click.option(
    "--send",
    "sends",
    is_flag=True,
    help="Close today's digest and send it now; with --date, send that one again.",
)
@click.pass_obj
def command(
    invocation: Invocation, /, topics: tuple[str, ...], *, again: bool, sends: bool, **given: str
) -> None:
    """Write a digest now, or write an earlier one again.

    With --week or --month: write the digest of a week or month that has ended, or write it again.

    With --since, --until or --topic: build a digest of any range and topics. All articles of the range are
    matched against the current topics. Nothing is stored or sent, and the digest is not in the index.
    """
    period = _period(given.pop("week"), given.pop("month"))
    options = _Options(topics=topics, again=again, sends=sends, period=period, **given)
    _check(options)
    config = read_config(invocation.config_folder)
    if options.is_range:
        _write_range(invocation, config, options)
        return
    if options.period:
        _write_period(invocation, config, options)
        return
    published, failed = asyncio.run(_write(invocation, config, options))
    window = published.digest.window
    counts = published.digest.counts
    echo(f"digest of {window.date}: {counts.articles} articles, {counts.matched} matched")
    if window.closed and not options.day and not again and not sends:
        echo("It was closed before; what came since belongs to the next digest.")
    show_files(published)
    if failed:
        echo_error(f"{failed} deliveries failed; `monitor status` says why, and when they are tried again")
        raise SystemExit(1)


def _period(week: str, month: str) -> str:
    """Return the name of the week or month; raises UsageError."""
    if week and month:
        raise UsageError("give either --week or --month")
    if week and "W" not in week:
        raise UsageError(f"{week} is not a week; write 2026-W49")
    if month and "W" in month:
        raise UsageError(f"{month} is not a month; write 2026-11")
    return week or month


def _check(options: _Options) -> None:
    """Raise UsageError if options contradict each other."""
    if options.is_range and (options.again or options.sends):
        raise UsageError("--rebuild and --send are for digests of a date, not for a range or a topic")
    if options.period and (options.day or options.is_range):
        raise UsageError("--week and --month cannot be combined with other options than --rebuild and --send")
    if options.day and (options.since or options.until):
        raise UsageError("give either --date, or --since and --until")
    if options.place and not options.is_range:
        raise UsageError(
            "--to goes with --since, --until or --topic; digests of a date stay in the output folder"
        )


async def _write(invocation: Invocation, config: Config, options: _Options) -> tuple[Published, int]:
    day = read_day(options.day, config.timezone, utc_now())
    async with open_app(config, invocation.output_folder) as app:
        if not options.sends:
            if day is None and not options.again:
                return await publish_today(app), 0
            return await rebuild(app, day), 0
        if not config.deliver.urls:
            raise UsageError("no delivery target is set; name targets under [deliver] in monitor.toml")
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


def _write_period(invocation: Invocation, config: Config, options: _Options) -> None:
    published, sent, failed = asyncio.run(_build_period(invocation, config, options))
    counts = published.digest.counts
    echo(f"digest of {options.period}: {counts.articles} articles, {counts.matched} matched")
    show_files(published)
    if options.sends:
        echo(f"sent to {sent} of {len(config.deliver.urls)} targets")
    if failed:
        echo_error(f"{failed} deliveries failed; `monitor status` says why, and when they are tried again")
        raise SystemExit(1)


async def _build_period(
    invocation: Invocation, config: Config, options: _Options
) -> tuple[Published, int, int]:
    if options.sends and not config.deliver.urls:
        raise UsageError("no delivery target is set; name targets under [deliver] in monitor.toml")
    async with open_app(config, invocation.output_folder) as app:
        published = await write_period(app, options.period)
        if not options.sends:
            return published, 0, 0
        return published, *await send_period(app, options.period, published.digest.window.period)


def _write_range(invocation: Invocation, config: Config, options: _Options) -> None:
    with progress_shown() as progress:
        digest = asyncio.run(_build_range(invocation, config, options, progress))
    if options.place == _STDOUT:
        show_digest(digest)
        return
    folder = Path(options.place) if options.place else invocation.output_folder / "digests"
    files = publish_range_digest(digest, folder, config.digest.formats, options.topics)
    echo(f"digest of the range: {digest.counts.articles} articles, {digest.counts.matched} matched")
    show_files(Published(digest, files))


async def _build_range(
    invocation: Invocation, config: Config, options: _Options, progress: Progress
) -> Digest:
    now = utc_now()
    since = read_moment(options.since, config.timezone, now)
    until = read_moment(options.until, config.timezone, now, ends=True)
    day = read_day(options.day, config.timezone, now)
    async with open_app(config, invocation.output_folder, readonly=True, progress=progress) as app:
        window = await (window_of_range(app, since, until) if day is None else window_of_day(app, day))
        return await build_range_digest(app, window, options.topics)
