"""`monitor deliver`: list the delivery targets, or send them a test message."""

import click

from monitor.cli import Invocation
from monitor.cli.terminal import echo, echo_error
from monitor.config import read_config
from monitor.digest import trial_message
from monitor.errors import UsageError
from monitor.publish import deliver, target_name


@click.command("deliver")
@click.option("--test", "tests", is_flag=True, help="Send a test message and print the result.")
@click.argument("target", required=False, default="")
@click.pass_obj
def command(invocation: Invocation, target: str, tests: bool) -> None:
    """List the targets under [deliver], or with --test send each of them a message.

    TARGET is the name of one of them as listed here and in `monitor status`, its beginning, or its number.
    Exit code 1: a target could not be reached.
    """
    config = read_config(invocation.config_folder)
    targets = list(enumerate(config.deliver.urls, 1))
    if not targets:
        raise UsageError("no delivery target is set; name targets under [deliver] in monitor.toml")
    chosen = [
        (number, url)
        for number, url in targets
        if target in ("", str(number)) or target_name(url).startswith(target)
    ]
    if not chosen:
        raise UsageError(
            f"there is no target {target!r}; there are {', '.join(target_name(url) for _, url in targets)}"
        )
    if not tests:
        for number, url in chosen:
            echo(f"{number}  {target_name(url)}")
        return
    failed = 0
    for number, url in chosen:
        failure = deliver(trial_message(str(invocation.config_folder)), url, proxy=config.fetch.proxy)
        if failure is None:
            echo(f"{number}  {target_name(url)}: accepted")
        else:
            failed += 1
            echo_error(f"{number}  {target_name(url)}: {failure}")
    raise SystemExit(1 if failed else 0)
