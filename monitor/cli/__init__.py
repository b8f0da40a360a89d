"""The command line: one short file per command, and the only place that prints.

Exit codes: 0 done, 1 some work failed, 2 bad config or usage.

This module imports no library but click, so that `monitor --help` starts fast.
"""

import contextlib
import gc
import importlib
import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import click

from monitor import __version__

# Name and summary of each command, in the order of `monitor --help`, which must not import every command.
COMMANDS = {
    "run": "Fetch, read, match and write digests, as a daemon or once.",
    "demo": "Run the whole job on a bundled demo site, without a network.",
    "init": "Write the shipped config; never overwrite a file.",
    "check": "Report every problem of the config with its line, then give advice.",
    "match": "Show which topics a text matches and why.",
    "try": "Show what an edit of the topics would gain and lose in the stored articles.",
    "suggest": "Suggest words that a topic may lack, with what each would gain and lose.",
    "digest": "Write a digest now, write an earlier one again, or send one.",
    "chronicle": "Show a topic over months: first report, turning points, present state.",
    "search": "Search all stored articles.",
    "article": "Show one article, and why it matches or not.",
    "missed": "List the articles that may have been missed.",
    "verdict": "Say whether an article belongs to a topic.",
    "review": "Judge articles one after the other, with one key each.",
    "verdicts": "Write all verdicts to a file, or read those of another archive.",
    "report": "Report precision, recall, noisy keywords, and what sources bring.",
    "story": "Show one story over all its days: first report, copies and updates.",
    "export": "Write stored articles to a CSV, JSON Lines, Excel or SQLite file.",
    "deliver": "List the delivery targets, or send each a test message.",
    "feeds": "Find, add and manage feeds, also while the daemon runs.",
    "archive": "Copy the archive to another database.",
    "mcp": "Offer the archive to other programs as read-only tools (MCP).",
    "status": "Show the health of feeds, pending work and the config in force.",
    "worker": "Run a worker for a Dask cluster.",
}

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
    """A group that imports a command when it is run, and turns expected errors into one message.

    Attributes:
        package: the package that has a module for each command.
        summaries: the first sentence of each command's help, by its name.
        modules: the module of a command whose name cannot name one, such as `import`.
    """

    package = "monitor.cli"
    summaries: Mapping[str, str] = COMMANDS
    modules: Mapping[str, str] = {}

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the commands."""
        return list(self.summaries)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.summaries.items()))

    def get_command(  # click's signature
        self,
        ctx: click.Context,  # noqa: ARG002
        cmd_name: str,
    ) -> click.Command | None:
        """Import a command; return None if there is none of that name."""
        if cmd_name not in self.summaries:
            return None
        module = f"{self.package}.{self.modules.get(cmd_name, cmd_name)}"
        with contextlib.nullcontext() if module in sys.modules else _without_collection():
            command: click.Command = importlib.import_module(module).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the arguments name, or suggest the closest name."""
        if args[0] not in self.summaries:
            from difflib import get_close_matches  # noqa: PLC0415 - only for a mistake

            if near := get_close_matches(args[0], self.summaries, n=1):
                ctx.fail(f"No such command {args[0]!r}. Did you mean {near[0]!r}?")
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the global options, before or after the command."""
        return super().parse_args(ctx, _global_first(args))

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; turn an expected error into a message and an exit code."""
        from monitor.cli.terminal import echo_error  # noqa: PLC0415
        from monitor.errors import ConfigError, MonitorError, QueryError, UsageError  # noqa: PLC0415

        try:
            return super().invoke(ctx)
        except (ConfigError, QueryError, UsageError) as error:
            echo_error(error)
            ctx.exit(2)
        except MonitorError as error:
            echo_error(error)
            ctx.exit(1)
        except BrokenPipeError:
            # The reader closed the pipe (`monitor status | head`). Keep Python from failing again at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(1)


@contextlib.contextmanager
def _without_collection() -> Iterator[None]:
    """Import modules without garbage collection, which takes a sixth of the start and finds nothing.

    What a module creates lives as long as the process, so later collections leave it out too.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
            gc.freeze()


def _global_first(args: list[str]) -> list[str]:
    """Move global options to the front: `monitor run --once --config X`."""
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
    help="Folder for the archive and the digests.",
)
@click.option("-v", "--verbose", count=True, help="Log more; twice for everything.")
@click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Format of the log.",
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
    from monitor.logs import set_up_logs  # noqa: PLC0415

    ctx.obj = Invocation(config_folder, output_folder, verbose, log_format)
    set_up_logs(log_format, verbose)


def main() -> None:
    """Run the command line."""
    monitor()
