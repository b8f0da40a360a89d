"""Where the local page gets its data from, and what it may change: functions of the daemon."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from monitor.archive import Archive
from monitor.models import Config, FoundSources
from monitor.pipeline import AppContext, Progress, Status
from monitor.web.rendering import Renderer

T = TypeVar("T")


class ArchiveAccess(Protocol):
    """Runs a function on the archive outside the event loop."""

    def __call__(self, function: Callable[[Archive], T], /) -> Awaitable[T]:
        """Return what the function returns; may raise ArchiveError."""


class WorkerAccess(Protocol):
    """Runs a function of the pipeline that only reads the archive, with the daemon's workers."""

    def __call__(self, function: Callable[[AppContext], Awaitable[T]], progress: Progress, /) -> Awaitable[T]:
        """Return what the function returns; may raise ArchiveError and TaskFailed."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the local page gets its data from.

    Attributes:
        status: reads the status; may raise ArchiveError.
        tick_age: returns the seconds since the daemon last recorded that all its jobs run.
        config: returns the config in force.
        clock: returns the time (aware).
        read_archive: runs a function that only reads.
        write_archive: runs a function that writes, in order with the daemon's own writes.
        find_sources: searches for the sources that a web page leads to; takes up to a minute.
        use_workers: runs a function that matches stored texts in the daemon's workers, and only reads.
    """

    status: Callable[[], Awaitable[Status]]
    tick_age: Callable[[], float]
    config: Callable[[], Config]
    clock: Callable[[], datetime]
    read_archive: ArchiveAccess
    write_archive: ArchiveAccess
    find_sources: Callable[[str], Awaitable[FoundSources]]
    use_workers: WorkerAccess


@dataclass(frozen=True, slots=True)
class PageContext:
    """What every page works with.

    Attributes:
        sources: its data.
        renderer: its templates.
        read_status: returns the status, at most two seconds old; raises HTTPServiceUnavailable.
    """

    sources: Sources
    renderer: Renderer
    read_status: Callable[[], Awaitable[Status]]
