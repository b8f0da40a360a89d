"""Keep trained classifiers in a file of the output folder, so that they are trained once.

The file is private to the monitor. It names the key of what it was trained on; another key, or a damaged
file, means that the classifiers are trained again.
"""

import io
import logging
import zipfile
from hashlib import blake2b
from pathlib import Path
from typing import Final

import numpy as np

from monitor.files import write_atomic
from monitor.semantic.heads import Heads

logger = logging.getLogger(__name__)

HEADS_FILE: Final = "second-opinion.npz"
_CHECKSUM: Final = 32
_PRIVATE: Final = 0o600


def read_heads(folder: Path, key: str) -> Heads | None:
    """Return the classifiers of a key; None if they are not stored, or if the file is damaged."""
    path = folder / HEADS_FILE
    try:
        stored = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        logger.warning("%s cannot be read and is made again: %s", path, error)
        return None
    checksum, content = stored[:_CHECKSUM], stored[_CHECKSUM:]
    if checksum != _sum(content):
        logger.warning("%s is damaged and is made again", path)
        return None
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            if str(arrays["key"]) != key:
                return None
            topics = [str(topic) for topic in arrays["topics"]]
            weights = np.asarray(arrays["weights"], dtype=np.float64)
    except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
        logger.warning("%s is of another version and is made again: %s", path, error)
        return None
    return Heads(dict(zip(topics, weights, strict=True)))


def write_heads(folder: Path, key: str, heads: Heads) -> None:
    """Store the classifiers in place of earlier ones.

    Raises:
        OSError: the file cannot be written.
    """
    content = io.BytesIO()
    np.savez(
        content,
        key=np.array(key),
        topics=np.array(list(heads.weights), dtype=np.str_),
        weights=np.array(list(heads.weights.values()), dtype=np.float64),
    )
    packed = content.getvalue()
    write_atomic(folder / HEADS_FILE, _sum(packed) + packed, _PRIVATE)


def _sum(content: bytes) -> bytes:
    return blake2b(content, digest_size=_CHECKSUM).digest()
