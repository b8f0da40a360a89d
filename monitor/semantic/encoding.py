"""What the process with the encoder does: make vectors, and train classifiers on them.

Only that process imports this module and loads an encoder; it ends when its work is done.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from monitor.semantic.encoders import Encoder, Vectors, load_encoder
from monitor.semantic.heads import Heads, train_heads
from monitor.semantic.labelled_texts import LabelledText


def encode_texts(encoder: str, texts: tuple[str, ...]) -> Vectors:
    """Return the vectors of texts, one row each, by an encoder of `ENCODER_NAMES`."""
    return _loaded(encoder).encode(texts)


def fit_heads(vectors: Sequence[Vectors], texts: tuple[LabelledText, ...]) -> Heads:
    """Train the classifiers on the vectors of all texts, given in parts; see `train_heads`."""
    return train_heads(np.vstack(vectors), texts)


@lru_cache(maxsize=1)
def _loaded(encoder: str) -> Encoder:
    return load_encoder(encoder)
