"""`monitor demo`: run the whole pipeline on a bundled demo site, without network."""

import asyncio
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import click

from monitor.app import make_folder, open_app
from monitor.cli import Invocation
from monitor.cli.run import show_files, show_login_link, show_sweep
from monitor.cli.terminal import echo, progress_shown, show_digest
from monitor.clock import utc_now
from monitor.config import read_topics, shipped_folder
from monitor.demo_site.config_files import write_demo_config
from monitor.demo_site.demo import load
from monitor.demo_site.site import DemoSite
from monitor.logs import set_up_logs
from monitor.models import (
    Config,
    DigestSettings,
    ExtractSettings,
    Feed,
    FetchSettings,
    ScheduleSettings,
    SemanticSettings,
)
from monitor.pipeline import AppContext, Published, SweepReport, publish_today, sweep
from monitor.service.daemon import serve_config
from monitor.service.signals import Signals

_DAY = timedelta(days=1)
_DAYS_BEFORE = 42  # with news, before the two days of the demo
_POLLED_EVERY = timedelta(hours=2)  # a longer interval would count as a gap


@click.command("demo")
@click.option("--serve", is_flag=True, help="Then run the daemon on the demo site, with its local page.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8080,
    show_default=True,
    help="Port of the local page on this machine; 0 picks a free one.",
)
@click.pass_obj
def command(invocation: Invocation, port: int, *, serve: bool) -> None:
    """Run the pipeline on a demo site on this machine: six weeks of news, a real digest.

    Nothing leaves the machine. The files are written below OUTPUT/demo.
    """
    output = invocation.output_folder / "demo"
    shutil.rmtree(output, ignore_errors=True)
    make_folder(output)
    if serve:
        set_up_logs(invocation.log_format, invocation.verbose, floor=1)
    asyncio.run(_demo(output, port if serve else None))


async def _demo(output: Path, port: int | None) -> None:
    """Build the demo's archive and show its digest; then serve the local page if there is a port."""
    today = utc_now()
    clock = _Clock(today - _DAYS_BEFORE * _DAY)
    async with DemoSite(load(), clock) as site:
        feeds = site.open_feeds()
        with progress_shown() as progress:
            async with open_app(
                _config(feeds), output, exclusive=True, clock=clock, progress=progress
            ) as app:
                report, published = await _build(app, site, clock, today)
        show_digest(published.digest)
        echo()
        show_sweep(report)
        show_files(published)
        if port is not None:
            await _serve(output, feeds, port)


async def _serve(output: Path, feeds: tuple[Feed, ...], port: int) -> None:
    """Run the daemon on the demo's archive and site until a signal stops it."""
    folder = output / "demo-config"  # the folder "config" holds the last good one
    write_demo_config(folder, feeds, f"127.0.0.1:{port}")
    signals = Signals()
    signals.install()
    await serve_config(folder, output, signals, show_login_link)


async def _build(
    app: AppContext, site: DemoSite, clock: "_Clock", today: datetime
) -> tuple[SweepReport, Published]:
    """Sweep and publish once a day for weeks, poll during the last night, then sweep and publish today."""
    config = app.config
    app.config = replace(config, digest=replace(config.digest, formats=("html",)))
    with _quietly(app):
        for days in range(_DAYS_BEFORE, 1, -1):
            clock.moment = today - days * _DAY
            site.publish_earlier(today, days)
            await sweep(app, finish=True)
            await publish_today(app)
    app.config = config
    clock.moment = today - _DAY
    site.publish_day(today, yesterday=True)
    await sweep(app, finish=True)
    await publish_today(app)
    await _pass_night(app, clock, today)
    site.publish_day(today, yesterday=False)
    report = await sweep(app, finish=True)
    return report, await publish_today(app)


async def _pass_night(app: AppContext, clock: "_Clock", until: datetime) -> None:
    """Poll as a daemon would until the next day, without log lines and progress."""
    with _quietly(app):
        while clock.moment + _POLLED_EVERY < until:
            clock.moment += _POLLED_EVERY
            await sweep(app)
    clock.moment = until


@contextmanager
def _quietly(app: AppContext) -> Iterator[None]:
    """Show neither progress nor log lines."""
    shown, app.progress = app.progress, None
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
        app.progress = shown


class _Clock:
    """A clock that shows a fixed time."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


def _config(feeds: tuple[Feed, ...]) -> Config:
    """Return a config with the shipped topics and the demo's feeds; only loopback is reachable."""
    return Config(
        folder=shipped_folder(),
        version="demo",
        timezone="Asia/Seoul",
        feeds=feeds,
        topics=read_topics(shipped_folder()),
        schedule=ScheduleSettings(ceiling=_DAY / 24),  # so that all feeds are due in every round
        fetch=FetchSettings(allow_private=("127.0.0.0/8",), delay=0.0),
        extract=ExtractSettings(executor="processes:2"),
        digest=DigestSettings(),
        semantic=SemanticSettings(encoder="none"),  # it would learn for minutes
    )
