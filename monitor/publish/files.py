"""Text files in the output folder."""

from pathlib import Path

from monitor.errors import PublishError
from monitor.files import write_atomic


def write_text(path: Path, text: str) -> bool:
    """Write a UTF-8 file with mode 0644 atomically; return False if it has this content already.

    Raises:
        PublishError: The file cannot be written.
    """
    content = text.encode("utf-8")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if _has_content(path, content):
            return False
        write_atomic(path, content)
    except OSError as error:
        raise PublishError(f"while writing {path}: {error.strerror or error}") from error
    return True


def _has_content(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False
