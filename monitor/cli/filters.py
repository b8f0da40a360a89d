"""Options that select stored articles; `monitor search` and `monitor export` share them."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--since", default="", metavar="TIME", help="Found since: 7d, yesterday, 2025-12-01."),
    click.option(
        "--until", default="", metavar="TIME", help="Found up to this time; a date includes its whole day."
    ),
    click.option("--topic", default="", metavar="ID", help="Matches this topic."),
    click.option("--language", default="", metavar="TAG", help="In this language: ko, zh, zh-TW."),
    click.option("--source", default="", metavar="NAME", help="Carried by an outlet with this in its name."),
)


def filter_options(command: F) -> F:
    """Add the options to a command, which passes their values to `read_filters`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
