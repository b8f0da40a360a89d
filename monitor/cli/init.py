"""`monitor init`: write the shipped config, or a minimal one, for the user to edit."""

from pathlib import Path

import click

from monitor.cli import Invocation
from monitor.cli.terminal import echo
from monitor.config import write_blank, write_shipped
from monitor.errors import UsageError


@click.command("init")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--blank", is_flag=True, help="Write a minimal config: ten commented lines, one feed, one topic."
)
@click.pass_obj
def command(invocation: Invocation, folder: Path | None, *, blank: bool) -> None:
    """Write the shipped config to DIR (default: the --config folder); never overwrites."""
    place = folder or invocation.config_folder
    try:
        written, left = (write_blank if blank else write_shipped)(place)
    except OSError as error:
        raise UsageError(f"cannot write the config to {place}: {error.strerror or error}") from error
    for name in written:
        echo(f"wrote {place / name}")
    for name in left:
        echo(f"left {place / name} as it is")
    if written:
        echo('Edit them, check them with "monitor check", and start with "monitor run".')
