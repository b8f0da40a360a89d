"""Notice edits of the config folder while the daemon runs, and never let one break it.

An edit counts when two reads a second apart gave the same bytes, so a half-written file never does. It is
then taken whole, or refused whole while the last good config stays in force. A valid edit that loses more
than half of the feeds or of the topics is held back until confirmed. No clock: `now` comes in.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from monitor.config.last_good import accepted, keep, last_good
from monitor.config.load import FEEDS, FILES, MONITOR, TOPICS, Files, build_config, read_folder
from monitor.errors import ConfigError, Problem
from monitor.models import Config

SETTLE = timedelta(seconds=1)

_MOST_NAMED = 8

Stamp = tuple[tuple[int, ...] | None, ...]


class ConfigReloader:
    """The config in force, and what the folder says beside it.

    Attributes:
        current: the config in force; None before `start`.
        problems: why what the folder says now is not in force; empty when it is.
        unkept: why the last good files could not be kept for a restart, or "".
    """

    def __init__(self, folder: Path, output: Path) -> None:
        self.current: Config | None = None
        self.problems: tuple[Problem, ...] = ()
        self.unkept = ""
        self._folder = folder
        self._output = output
        self._stamp: Stamp | None = None  # of the files last judged
        self._taken: Files | None = None  # what `current` was built from, until it is kept
        self._unsettled: tuple[Files, datetime] | None = None
        self._held = ""  # version of the edit held back

    def start(self) -> Config:
        """Return the config to begin with: the folder's, or the last good one if that is broken (`problems`).

        Raises:
            ConfigError: the folder is broken, and no good config was kept.
        """
        self._stamp = _stamp(self._folder)
        try:
            files = read_folder(self._folder)
            return self._take(build_config(self._folder, files), files)
        except ConfigError as error:
            self.current = last_good(self._output, self._folder)
            if self.current is None:
                raise
            self.problems = error.problems
            return self.current

    def poll(self, now: datetime) -> Config | ConfigError | None:
        """Return a config just taken, an error just found, or None where nothing changed or has settled yet.

        To be called every second or two, and sooner when a file watcher saw something.
        """
        if self._held and accepted(self._output) == self._held:
            self._stamp = None
        stamp = _stamp(self._folder)
        if stamp == self._stamp and self._unsettled is None:
            return None
        files = _read(self._folder)
        if self._unsettled is None or not _same(self._unsettled[0], files):
            self._unsettled = (files, now)
            return None
        if now - self._unsettled[1] < SETTLE:
            return None
        self._unsettled = None
        self._stamp = stamp
        return self._judge(files, sure=False)

    def reload(self) -> Config | ConfigError:
        """Read the folder at once and hold nothing back: the user asked (SIGHUP)."""
        self._unsettled = None
        self._stamp = _stamp(self._folder)
        return self._judge(_read(self._folder), sure=True) or self.current or self.start()

    def confirm(self) -> None:
        """Keep the config taken last for a restart: it has turned out to work.

        To be called when all that it names could be opened. A text without a mistake may still name an
        address that is taken or a database that is not there; it must not push out the last one that worked.
        """
        if self._taken is None or self.current is None:
            return
        try:
            keep(self._output, self.current, self._taken)
        except OSError as error:
            self.unkept = f"the last good config cannot be kept for a restart: {error.strerror or error}"
        self._taken = None

    def give_up(self, good: Config, why: str) -> None:
        """Go back to a config that worked, after the one taken last turned out not to."""
        self.current = good
        self.problems = (Problem(MONITOR, "", None, f"cannot be put in force, the last good one is: {why}"),)
        self._taken = None

    def _judge(self, files: Files, *, sure: bool) -> Config | ConfigError | None:
        """Take the config, refuse it, or hold it back; None when it says what is in force already."""
        self._held = ""
        try:
            config = _built(self._folder, files)
        except ConfigError as error:
            self.problems = error.problems
            return error
        sure = sure or self.current is None or accepted(self._output) == config.version
        losses = () if sure or self.current is None else tuple(_losses(self.current, config))
        if losses:
            self._held = config.version
            self.problems = losses
            return ConfigError(losses)
        known = self.current is not None and config.version == self.current.version and not self.problems
        self._take(config, files)
        return None if known else config

    def _take(self, config: Config, files: Files) -> Config:
        self.current = config
        self.problems = ()
        self.unkept = ""
        self._taken = files
        return config


def config_in_force(folder: Path, output: Path) -> tuple[Config, tuple[Problem, ...]]:
    """Return the config that a daemon over these folders works with, and why it is not the folder's, if so.

    Changes nothing: for those who look on from beside the daemon.

    Raises:
        ConfigError: the folder is broken, and no good config was kept.
    """
    kept = last_good(output, folder)
    try:
        config = build_config(folder, read_folder(folder))
    except ConfigError as error:
        if kept is None:
            raise
        return kept, error.problems
    if kept is not None and config.version not in {kept.version, accepted(output)}:
        losses = tuple(_losses(kept, config))
        if losses:
            return kept, losses
    return config, ()


def _read(folder: Path) -> Files:
    try:
        return read_folder(folder)
    except ConfigError as error:
        return dict.fromkeys(FILES, error)


def _built(folder: Path, files: Files) -> Config:
    """Build the config; a folder that is gone is told once, not once for each file."""
    contents = list(files.values())
    if isinstance(contents[0], ConfigError) and all(content is contents[0] for content in contents):
        raise contents[0]
    return build_config(folder, files)


def _losses(old: Config, new: Config) -> Iterator[Problem]:
    """Yield a problem for each list that lost more than half of what it had."""
    feeds_left, topics_left = {feed.url for feed in new.feeds}, {topic.id for topic in new.topics.topics}
    feeds_gone = [feed.name for feed in old.feeds if feed.url not in feeds_left]
    topics_gone = [topic.id for topic in old.topics.topics if topic.id not in topics_left]
    for file, what, gone, before, after in (
        (FEEDS, "feeds", feeds_gone, len(old.feeds), len(new.feeds)),
        (TOPICS, "topics", topics_gone, len(old.topics.topics), len(new.topics.topics)),
    ):
        if after * 2 < before:
            names = list(dict.fromkeys(gone))
            more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
            message = (
                f"only {after} of {before} {what} are left (gone: {', '.join(names[:_MOST_NAMED])}{more});"
                " held back in case the file was cut off: put them back, or confirm by"
                ' "monitor check --accept", SIGHUP or a restart'
            )
            yield Problem(file, "", None, message)


def _same(before: Files, after: Files) -> bool:
    return all(_plain(before[name]) == _plain(after[name]) for name in FILES)


def _plain(content: bytes | ConfigError) -> bytes | str:
    return content if isinstance(content, bytes) else str(content)


def _stamp(folder: Path) -> Stamp:
    """Return what tells one state of the files from another; follows links, as mounted config maps need."""
    return tuple(_file_stamp(folder / name) for name in FILES)


def _file_stamp(path: Path) -> tuple[int, ...] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino, status.st_dev)
