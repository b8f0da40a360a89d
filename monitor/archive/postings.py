"""Pack the postings of the search index: sorted keys (gram, place of the article in its segment) as bytes."""

import numpy as np
from numpy.typing import NDArray

from monitor.archive.columns import compress, decompress

Keys = NDArray[np.uint32]


def pack_keys(keys: Keys) -> bytes:
    """Compress sorted keys: small differences make two of the three planes of bytes nearly empty."""
    gaps = np.diff(keys, prepend=np.uint32(0))
    return compress(gaps.view(np.uint8).reshape(-1, 4)[:, :3].T.tobytes())


def unpack_keys(packed: bytes) -> Keys:
    """Return the keys that `pack_keys` compressed."""
    planes = np.frombuffer(decompress(packed), np.uint8).reshape(3, -1)
    gaps = np.zeros((planes.shape[1], 4), np.uint8)
    gaps[:, :3] = planes.T
    return np.cumsum(gaps.view(np.uint32).ravel(), dtype=np.uint32)
