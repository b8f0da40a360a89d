"""Terminal output of all commands: messages, JSON and progress."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from monitor import pipeline
from monitor.digest import render_markdown
from monitor.digest.render.terminal import render_terminal
from monitor.models import Digest
from monitor.text_safety import replace_unsafe

_SECONDS_BETWEEN_LINES = 10.0


def echo(text: str = "") -> None:
    """Print a sanitized line on stdout."""
    click.echo(sanitize(text))


def echo_error(problem: object) -> None:
    """Print a sanitized error on stderr."""
    click.echo(sanitize(f"monitor: {problem}"), err=True)


def show_digest(digest: Digest) -> None:
    """Print a digest: formatted on a terminal, as Markdown elsewhere."""
    console = Console()
    if console.is_terminal:
        console.print(render_terminal(digest), highlight=False, emoji=False)
    else:
        echo(render_markdown(digest).rstrip("\n"))


def echo_json(document: Any) -> None:
    """Print one JSON document on stdout."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def sanitize(text: str) -> str:
    """Return text without terminal control characters."""
    return replace_unsafe(text).replace("\r", "")


@contextmanager
def progress_shown() -> Iterator[pipeline.Progress]:
    """Show progress on stderr: a bar for each step on a terminal, occasional lines elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Lines()
        return
    columns = (TextColumn("{task.description:>10}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        yield _Bars(bars)


class _Bars:
    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, step: str, done: int, total: int) -> None:
        if step not in self._tasks:
            self._tasks[step] = self._bars.add_task(step, total=total)
        self._bars.update(self._tasks[step], completed=done, total=total)


class _Lines:
    """Prints a line at most every ten seconds and at the end of each step."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self, step: str, done: int, total: int) -> None:
        if done < total and time.monotonic() - self._last < _SECONDS_BETWEEN_LINES:
            return
        self._last = time.monotonic()
        print(f"{step}: {done} of {total}", file=sys.stderr)  # noqa: T201 - the command line prints
