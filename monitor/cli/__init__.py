"""The command line: one short file per command, and the only place that prints.

Exit codes: 0 done, 1 some work failed, 2 bad config or usage.
"""

import importlib
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import click

from monitor import __version__
from monitor.cli.terminal import echo_error
from monitor.errors import ConfigError, MonitorError, QueryError, UsageError
from monitor.logs import set_up_logs

COMMANDS = (
    "run", "demo", "init", "check", "match", "digest", "search", "export", "deliver", "feeds", "status",
    "worker",
)  # fmt: skip

_VALUED = {"--config", "--output", "--log-format"}
_VERBOSE = re.compile("-v+")


@dataclass(frozen=True, slots=True)
class Invocation:
    """The global options, as every command receives them in `ctx.obj`."""

    config_folder: Path
    output_folder: Path
    verbose: int
    log_format: Literal["text", "json"]


class Commands(click.Group):
    """A group whose commands are imported when they are asked for, and whose errors become one message.

    Attributes:
        package: where each command has a module of its name.
        names: of the commands, in the order shown.
    """

    package = "monitor.cli"
    names: tuple[str, ...] = COMMANDS

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name the commands."""
        return list(self.names)

    def get_command(  # click's signature
        self,
        ctx: click.Context,  # noqa: ARG002
        cmd_name: str,
    ) -> click.Command | None:
        """Import a command; None where there is none of that name."""
        if cmd_name not in self.names:
            return None
        command: click.Command = importlib.import_module(f"{self.package}.{cmd_name}").command
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the global options wherever they stand."""
        return super().parse_args(ctx, _global_first(args))

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what it raises on purpose becomes a message and an exit code."""
        try:
            return super().invoke(ctx)
        except (ConfigError, QueryError, UsageError) as error:
            echo_error(error)
            ctx.exit(2)
        except MonitorError as error:
            echo_error(error)
            ctx.exit(1)
        except BrokenPipeError:
            # Whoever read our output has gone (`monitor status | head`); Python must not complain again.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(1)


def _global_first(args: list[str]) -> list[str]:
    """Put the global options first, wherever they stand: `monitor run --once --config X`."""
    first, rest, waiting = list[str](), list[str](), iter(args)
    for word in waiting:
        if word == "--":
            return [*first, *rest, word, *waiting]
        name, equals, _ = word.partition("=")
        if name in _VALUED:
            first.append(word)
            if not equals:
                first += [value for value in [next(waiting, None)] if value is not None]
        elif word == "--verbose" or _VERBOSE.fullmatch(word):
            first.append(word)
        else:
            rest.append(word)
    return [*first, *rest]


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    "config_folder",
    type=click.Path(path_type=Path),
    default=Path("config"),
    envvar="MONITOR_CONFIG",
    show_default=True,
    show_envvar=True,
    help="Folder with monitor.toml, feeds.toml and topics.toml.",
)
@click.option(
    "--output",
    "output_folder",
    type=click.Path(path_type=Path),
    default=Path("output"),
    envvar="MONITOR_OUTPUT",
    show_default=True,
    show_envvar=True,
    help="Folder of the archive and the digests.",
)
@click.option("-v", "--verbose", count=True, help="Log more; twice for everything.")
@click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Form of the log.",
)
@click.version_option(__version__, prog_name="monitor")
@click.pass_context
def monitor(
    ctx: click.Context,
    config_folder: Path,
    output_folder: Path,
    verbose: int,
    log_format: Literal["text", "json"],
) -> None:
    """Follow one story through the world's news.

    Fetches feeds, reads the articles, matches them against your topics, and writes one digest a day.
    """
    ctx.obj = Invocation(config_folder, output_folder, verbose, log_format)
    set_up_logs(log_format, verbose)


def main() -> None:
    """Run the command line."""
    monitor()
