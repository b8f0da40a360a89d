"""What all commands share at the terminal: messages, JSON, and the progress of long work.

Every command imports this module, so rich and the digest are imported only when something is shown.
"""

import json
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from monitor.text_safety import replace_unsafe

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    from monitor.match.missed.why_not import TopicExplanation
    from monitor.models import Digest
    from monitor.pipeline import Progress

_SECONDS_BETWEEN_LINES = 10.0


def local_time(moment: "datetime", zone: "ZoneInfo") -> str:
    """Return an aware time to the minute, in a zone."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, which takes an s in the plural."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def echo(text: str = "") -> None:
    """Print a line on stdout, without characters that control the terminal."""
    click.echo(sanitize(text))


def echo_error(problem: object) -> None:
    """Print an error on stderr, without characters that control the terminal."""
    click.echo(sanitize(f"monitor: {problem}"), err=True)


def show_digest(digest: "Digest") -> None:
    """Show a digest: laid out on a terminal, as plain Markdown elsewhere."""
    from rich.console import Console  # noqa: PLC0415

    from monitor.digest import render_markdown  # noqa: PLC0415
    from monitor.digest.render.terminal import render_terminal  # noqa: PLC0415

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


def mark_hits(text: str, hits: Iterable[tuple[int, int]]) -> str:
    """Return text without control characters, with hits in brackets, in bold on a terminal.

    Args:
        text: any text.
        hits: start and end of each, in order and without overlaps.
    """
    parts, place = [], 0
    for start, end in hits:
        parts += [sanitize(text[place:start]), click.style(f"[{sanitize(text[start:end])}]", bold=True)]
        place = end
    return "".join((*parts, sanitize(text[place:])))


def show_missed_topic(topic: "TopicExplanation") -> None:
    """Show what an article has of a topic that it does not match, and what is missing."""
    echo(f"{topic.topic}: {topic.result}, {topic.score:g} of {topic.threshold:g} points")
    if topic.keywords:
        echo(f"  has {', '.join(topic.keywords)}")
    if topic.groups:
        echo(f"  has words of {', '.join(f'@{name}' for name in topic.groups)}")
    echo(f"  why not: {'; '.join(topic.lacking)}")
    for almost in topic.almost:
        echo(f"  almost {almost.keyword}: {almost.because}")


@contextmanager
def progress_shown() -> "Iterator[Progress]":
    """Show a bar for each step on a terminal, or a line now and then elsewhere; both on stderr."""
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Lines()
        return
    columns = (TextColumn("{task.description:>10}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        yield _Bars(bars)


class _Bars:
    def __init__(self, bars: "Bars") -> None:
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
