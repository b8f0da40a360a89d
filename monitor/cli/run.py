"""`monitor run`: run the daemon, or one sweep with today's digest."""

import asyncio
import signal

import click

from monitor.app import open_app
from monitor.cli import Invocation
from monitor.cli.terminal import echo, echo_error, progress_shown
from monitor.config import read_config
from monitor.logs import set_up_logs
from monitor.models import Config, mask_secrets
from monitor.pipeline import (
    Progress,
    Published,
    SweepReport,
    deliver_due,
    improve_index,
    publish_today,
    raise_alerts,
    sweep,
    write_due_periods,
)
from monitor.service.daemon import run_daemon

_INFO = 1


@click.command("run")
@click.option(
    "--once", is_flag=True, help="Poll due feeds, read all pending pages, write today's digest, stop."
)
@click.pass_obj
def command(invocation: Invocation, once: bool) -> None:
    """Fetch, read, match and write digests, continuously or once."""
    if not once:
        set_up_logs(invocation.log_format, invocation.verbose, floor=_INFO)
        run_daemon(invocation.config_folder, invocation.output_folder, show_login_link)
        return
    config = read_config(invocation.config_folder)
    try:
        with progress_shown() as progress:
            report, published, undelivered = asyncio.run(_once(invocation, config, progress))
    except (KeyboardInterrupt, asyncio.CancelledError):
        echo_error("interrupted; stored work is kept, and the next run continues")
        raise SystemExit(1) from None
    show_sweep(report)
    show_files(published)
    if undelivered:
        echo_error(
            f"{undelivered} deliveries failed; `monitor status` says why, and when they are tried again"
        )
    raise SystemExit(1 if report.failed or report.unexpected or undelivered else 0)


def show_login_link(link: str) -> None:
    """Print the link that logs a browser in to the local page."""
    echo("To change something on the local page, open this link. It is valid for an hour and works once:")
    echo(link)


async def _once(
    invocation: Invocation, config: Config, progress: Progress
) -> tuple[SweepReport, Published, int]:
    _stop_on_signals()
    async with open_app(config, invocation.output_folder, exclusive=True, progress=progress) as app:
        report = await sweep(app, finish=True)
        await raise_alerts(app)
        published = await publish_today(app)
        await write_due_periods(app)
        await improve_index(app, finish=True)
        return report, published, await deliver_due(app)


def _stop_on_signals() -> None:
    """Stop the sweep on SIGTERM and SIGHUP as on Ctrl-C, except if the signal is ignored (nohup)."""
    task = asyncio.current_task()
    assert task is not None  # noqa: S101 - called by a coroutine
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)


def show_sweep(report: SweepReport) -> None:
    """Print the result of a sweep and each failed feed."""
    reading = report.reading
    echo(
        f"{len(report.outcomes)} feeds polled, {report.failed} failed; {report.new} new entries; "
        f"{reading.read} articles read, {reading.unreadable} unreadable, {reading.matched} matched "
        f"in {report.seconds:.1f} s"
    )
    for outcome in report.outcomes:
        if outcome.failure is not None:
            echo_error(f"feed {outcome.feed.name} ({mask_secrets(outcome.feed.url)}): {outcome.failure}")
    if report.unexpected:
        echo_error(f"{report.unexpected} unexpected errors; the log above has their tracebacks")


def show_files(published: Published) -> None:
    """Print the paths of a digest's files."""
    for path in published.files:
        echo(str(path))
