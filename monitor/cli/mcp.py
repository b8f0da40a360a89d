"""`monitor mcp`: offer the archive to other programs as tools, over MCP on standard input and output."""

import sys

import click

from monitor.cli import Invocation
from monitor.cli.terminal import echo_error
from monitor.errors import UsageError


@click.command("mcp")
@click.pass_obj
def command(invocation: Invocation) -> None:
    """Offer the archive to other programs as read-only tools: search, article, story, why, digest, status.

    Speaks the Model Context Protocol on standard input and output; a client starts this command. docs/mcp.md
    shows how to set one up.
    """
    try:
        from monitor.mcp_server import make_server  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != "mcp":
            raise
        raise UsageError("`monitor mcp` needs an extra: in the checkout run: pip install '.[mcp]'") from error
    if sys.stdin.isatty():
        echo_error(
            "this command waits for an MCP client on standard input; docs/mcp.md shows how to set one up"
        )
    make_server(invocation.config_folder, invocation.output_folder).run("stdio")
