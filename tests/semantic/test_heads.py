"""Classifiers reach the optimum of their loss, learn only from known labels, and survive a damaged file."""

import logging
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.semantic.encoders import DIMENSIONS
from monitor.semantic.heads import STRENGTH, Heads, train_heads
from monitor.semantic.heads_file import HEADS_FILE, read_heads, write_heads
from monitor.semantic.labelled_texts import FEWEST_EACH, LabelledText

KNOWN = frozenset({"mines", "aid"})


def sample(seed: int, rows: int = 200, gap: float = 1.0) -> tuple[np.ndarray, list[LabelledText]]:
    """Make vectors of length 1 whose first number says, with noise, whether they belong to "mines"."""
    chance = np.random.default_rng(seed)
    belongs = np.arange(rows) % 3 == 0
    vectors = chance.normal(size=(rows, DIMENSIONS)) * 0.3
    vectors[:, 0] += np.where(belongs, gap, -gap)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    texts = [
        LabelledText(f"text {n}", frozenset({"mines"} if yes else ()), KNOWN) for n, yes in enumerate(belongs)
    ]
    return vectors.astype(np.float32), texts


@settings(max_examples=12)
@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.3, 5.0]))
def test_the_weights_are_the_optimum(seed: int, gap: float) -> None:
    """The gradient of the penalised loss is zero, also for noise and for classes that do not overlap."""
    vectors, texts = sample(seed, 90, gap)
    weights = train_heads(vectors, texts).weights["mines"]
    rows = np.hstack([vectors.astype(float), np.ones((len(texts), 1))])
    belongs = np.array(["mines" in text.topics for text in texts])
    gradient = rows.T @ (1 / (1 + np.exp(-rows @ weights)) - belongs)
    gradient[:-1] += weights[:-1] / STRENGTH
    assert np.abs(gradient).max() < 1e-5


def test_what_is_learned_holds_for_other_texts_and_is_the_same_each_time() -> None:
    """Unseen vectors get the right side; training again gives the same bytes."""
    heads = train_heads(*sample(1))
    unseen, texts = sample(2)
    scores = heads.score(unseen)["mines"]
    right = [(score >= 0.5) == ("mines" in text.topics) for score, text in zip(scores, texts, strict=True)]
    assert sum(right) > 0.9 * len(right)
    assert train_heads(*sample(1)).weights["mines"].tobytes() == heads.weights["mines"].tobytes()


def test_a_topic_without_enough_texts_has_no_classifier() -> None:
    """Too few texts that belong, or that do not, teach nothing; texts whose label is unknown do not count."""
    vectors, texts = sample(3)
    assert set(train_heads(vectors, texts).weights) == {"mines"}
    few = FEWEST_EACH * 3 - 3
    assert train_heads(vectors[:few], texts[:few]).weights == {}
    unknown = [LabelledText(text.text, text.topics, frozenset({"aid"})) for text in texts]
    assert train_heads(vectors, unknown).weights == {}
    extra = [LabelledText("other", frozenset({"mines"}), frozenset({"aid"}))] * 50
    noise = np.vstack([vectors, -vectors[:50]])
    same = train_heads(noise, [*texts, *extra]).weights["mines"]
    assert np.allclose(same, train_heads(vectors, texts).weights["mines"])


def test_the_file_gives_back_what_was_written(tmp_path: Path) -> None:
    """The same key gives the same weights, another none; the file is private to the monitor."""
    heads = train_heads(*sample(4))
    assert read_heads(tmp_path, "key") is None
    write_heads(tmp_path, "key", heads)
    found = read_heads(tmp_path, "key")
    assert found is not None
    assert {name: one.tobytes() for name, one in found.weights.items()} == {
        name: one.tobytes() for name, one in heads.weights.items()
    }
    assert read_heads(tmp_path, "other key") is None
    assert (tmp_path / HEADS_FILE).stat().st_mode & 0o777 == 0o600
    write_heads(tmp_path, "none", Heads({}))
    none = read_heads(tmp_path, "none")
    assert none is not None
    assert none.weights == {}


@pytest.mark.fault(376)
@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "other", "folder"])
def test_a_damaged_file_is_made_again(tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture) -> None:
    """A file that is cut off, changed, empty, not ours or unreadable gives nothing, and the log says so."""
    path = tmp_path / HEADS_FILE
    write_heads(tmp_path, "key", train_heads(*sample(5)))
    content = bytearray(path.read_bytes())
    if damage == "cut":
        path.write_bytes(content[:-7])
    elif damage == "flipped":
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    elif damage == "folder":
        path.unlink()
        path.mkdir()
    else:
        path.write_bytes(b"" if damage == "empty" else b"PK\x03\x04" * 99)
    with caplog.at_level(logging.WARNING):
        assert read_heads(tmp_path, "key") is None
    assert "made again" in caplog.text
