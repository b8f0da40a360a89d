"""Edit one config file for a command or the web page: checked as the whole config, written as a whole file.

Only one program edits at a time.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.config.load import build_config, read_folder
from monitor.config.toml_file import read_bytes, read_source
from monitor.errors import ConfigError, Problem
from monitor.files import write_atomic
from monitor.models import Config

Edit = Callable[[str], str]

_BOM = b"\xef\xbb\xbf"


def edit_config_file(folder: Path, name: str, edit: Edit) -> Config:
    """Apply an edit to a config file and return the config that is then in the folder.

    Args:
        folder: the config folder.
        name: of the file.
        edit: returns the new text of the file for its present text.

    Raises:
        ConfigError: the config would have problems after the edit, or the file cannot be written. The file is
            then unchanged.
    """
    path = (folder / name).resolve()
    with _locked(path.parent):
        content = read_bytes(path)
        text = read_source(name, content).text
        new = edit(text)
        if new == text:
            return build_config(folder, read_folder(folder))
        encoded = _encoded(new, content)
        config = build_config(folder, {**read_folder(folder), name: encoded})
        try:
            write_atomic(path, encoded, path.stat().st_mode & 0o777)
        except OSError as error:
            raise refusal(name, f"cannot be written: {error.strerror or error}") from error
    return config


def refusal(name: str, message: str) -> ConfigError:
    """Return the error that a file cannot be edited."""
    return ConfigError((Problem(name, "", None, message),))


def _encoded(new: str, content: bytes) -> bytes:
    """Return a text in the line ends of the present content, with its byte order mark."""
    written = new.replace("\n", "\r\n") if b"\r\n" in content else new
    return (_BOM if content.startswith(_BOM) else b"") + written.encode()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, so that two edits do not lose each other's changes."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
